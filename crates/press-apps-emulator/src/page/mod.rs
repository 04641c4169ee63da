//! The page for people at `/`, its parts below `/_emulator/page/`, and the stream that tells it of changes at `/_emulator/events`.
//!
//! The files are served as they stand here, with no outside asset and with relative addresses alone, so that the page works under another
//! host, port and path. What it shows and says it gets from steering and from the API, as anybody does; nothing of either lives here.

mod changes;
mod events;
mod print;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};

pub(crate) use changes::Changes;
use events::Events;
pub(crate) use print::print;
use tokio::sync::watch;

use crate::http::answer;
use crate::http::outgoing::{self, AnswerBody};

/// Where the stream of changes is.
const EVENTS: &str = "/_emulator/events";
/// How soon a page that found no place in the stream may ask again, in seconds.
const AGAIN: HeaderValue = HeaderValue::from_static("10");

/// What a browser lets the page do: run and load what comes from here, and nothing else. Text is never taken for a script.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types stream",
);

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The files: where, of which type, and what is in them.
const FILES: &[(&str, &str, &str)] = &[
    ("/", "text/html; charset=utf-8", include_str!("index.html")),
    ("/_emulator/page/page.css", "text/css; charset=utf-8", include_str!("page.css")),
    ("/_emulator/page/page.js", SCRIPT, include_str!("page.js")),
    ("/_emulator/page/dom.js", SCRIPT, include_str!("dom.js")),
    ("/_emulator/page/calls.js", SCRIPT, include_str!("calls.js")),
    ("/_emulator/page/deployments.js", SCRIPT, include_str!("deployments.js")),
    ("/_emulator/page/requests.js", SCRIPT, include_str!("requests.js")),
    ("/_emulator/page/steering.js", SCRIPT, include_str!("steering.js")),
    ("/_emulator/page/live.js", SCRIPT, include_str!("live.js")),
    ("/_emulator/page/stream.js", SCRIPT, include_str!("stream.js")),
];

/// The answer to a request for something of the page; `None` when it is for somebody else.
pub(crate) fn answer<B>(
    request: &Request<B>,
    changes: &Changes,
    stopped: &watch::Receiver<bool>,
) -> Option<Response<AnswerBody>> {
    let path = request.uri().path();
    let head = request.method() == Method::HEAD;
    if !head && request.method() != Method::GET {
        return None;
    }
    if path == EVENTS {
        return Some(stream(head, changes, stopped));
    }
    let (_, kind, text) = FILES.iter().find(|(known, ..)| *known == path)?;
    let mut response =
        answer::answer(StatusCode::OK, Some(kind), Bytes::from_static(text.as_bytes()));
    if head {
        *response.body_mut() = Bytes::new();
    }
    let own: [(HeaderName, HeaderValue); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        // The next version of the program has other files under the same address.
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    response.headers_mut().extend(own);
    Some(response.map(outgoing::whole))
}

/// The stream of changes, as long as there is a place in it.
fn stream(head: bool, changes: &Changes, stopped: &watch::Receiver<bool>) -> Response<AnswerBody> {
    let kind = Some("text/event-stream");
    if head {
        return answer::answer(StatusCode::OK, kind, Bytes::new()).map(outgoing::whole);
    }
    let Some(versions) = changes.listen() else {
        let detail = "too many pages listen to changes; this one has to ask for what it shows";
        let mut response = answer::refused(StatusCode::SERVICE_UNAVAILABLE, detail);
        response.headers_mut().insert(RETRY_AFTER, AGAIN);
        return response.map(outgoing::whole);
    };
    let mut response = Response::new(outgoing::streamed(Events::new(versions, stopped.clone())));
    let headers = response.headers_mut();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx passes events on as they come only when it is told to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

#[cfg(test)]
mod tests {
    use hyper::body::Body;

    use super::*;

    #[test]
    fn the_page_names_no_address_but_relative_ones() {
        for (path, _, text) in FILES {
            for absolute in [
                "http://",
                "https://",
                "src=\"/",
                "href=\"/",
                "\"/_emulator",
                "'/_emulator",
                "`/_emulator",
                "\"/v1",
            ] {
                assert!(!text.contains(absolute), "{path} has {absolute}");
            }
        }
    }

    #[test]
    fn nothing_is_put_in_as_html_and_nothing_runs_that_stands_in_the_page() {
        for (path, _, text) in FILES {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
                " style=\"",
                " onclick=",
                "<style",
                "javascript:",
            ] {
                assert!(!text.contains(word), "{path} has {word}");
            }
        }
        let page = FILES[0].2;
        assert_eq!(
            page.matches("<script").count(),
            page.matches("<script type=\"module\" src=").count()
        );
    }

    #[test]
    fn every_part_that_is_named_is_served() {
        let served: Vec<_> = FILES.iter().map(|(path, ..)| path.trim_start_matches('/')).collect();
        for (path, _, text) in FILES {
            let parts = text
                .split(['"', '\''])
                .filter(|part| part.ends_with(".js") || part.ends_with(".css"));
            for part in parts {
                let whole = match part.strip_prefix("./") {
                    Some(beside) => format!("_emulator/page/{beside}"),
                    None => part.to_owned(),
                };
                assert!(served.contains(&whole.as_str()), "{path} names {part}");
            }
        }
    }

    #[test]
    fn only_what_is_there_is_answered() {
        let changes = Changes::default();
        let status = |method: &str, path: &str| {
            let request = Request::builder().method(method).uri(path).body(()).expect("a request");
            let (_stop, stopped) = watch::channel(false);
            let answer = answer(&request, &changes, &stopped)?;
            Some((answer.status().as_u16(), answer.body().is_end_stream()))
        };
        assert_eq!(status("GET", "/"), Some((200, false)));
        assert_eq!(status("HEAD", "/"), Some((200, true)));
        assert_eq!(status("GET", "/?a=b"), Some((200, false)));
        assert_eq!(status("GET", "/_emulator/events"), Some((200, false)));
        for (method, path) in [
            ("POST", "/"),
            ("GET", "/_emulator/state"),
            ("GET", "/_emulator/page/"),
            ("GET", "/v1/apps/specs/"),
        ] {
            assert_eq!(status(method, path), None, "{method} {path}");
        }
    }
}
