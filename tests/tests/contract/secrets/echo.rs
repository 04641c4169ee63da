//! A server that echoes the token: written in each way, in each place an answer has, whole and cut.
//!
//! What was decoded for the caller is the service's data and is not looked at; everything that the client says of itself is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use press_apps::testing::{BoxFuture, Clock};
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput, VersionRef,
};
use press_apps::{Client, RetryPolicy};
use press_apps_tests::{Direction, keep, samples};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Sink, Told};

/// It has characters that every encoding writes differently.
const TOKEN: &str = "tok/s3cr3tpart+1==&<x>'z";

/// A way to write a text, and its name.
type Way = (&'static str, fn(&str) -> String);

fn each(text: &str, write: impl Fn(u32) -> String) -> String {
    text.chars().map(|c| write(u32::from(c))).collect()
}

fn signs(text: &str, write: impl Fn(u32) -> String) -> String {
    each(text, |c| match char::from_u32(c) {
        Some(letter) if letter.is_ascii_alphanumeric() => letter.to_string(),
        _ => write(c),
    })
}

const WAYS: &[Way] = &[
    ("as it is", str::to_owned),
    ("in capitals", str::to_ascii_uppercase),
    ("JSON", |text| text.replace('/', r"\/").replace('=', r"\u003d").replace('+', r"\u002B")),
    ("JSON, each character", |text| each(text, |c| format!(r"\u{c:04x}"))),
    ("JSON, each character in capitals", |text| each(text, |c| format!(r"\u{c:04X}"))),
    ("JSON in JSON", |text| text.replace('/', r"\\\/").replace('=', r"\\u003d")),
    ("percent", |text| signs(text, |c| format!("%{c:02X}"))),
    ("percent in small letters", |text| signs(text, |c| format!("%{c:02x}"))),
    ("percent, each character", |text| each(text, |c| format!("%{c:02x}"))),
    ("percent twice", |text| signs(text, |c| format!("%25{c:02X}"))),
    ("HTML", |text| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
    }),
    ("HTML by name", |text| {
        text.replace('&', "&amp;")
            .replace('/', "&sol;")
            .replace('=', "&equals;")
            .replace('+', "&plus;")
    }),
    ("HTML, each character", |text| each(text, |c| format!("&#{c};"))),
    ("HTML, each character in hex", |text| each(text, |c| format!("&#x{c:x};"))),
    ("HTML in HTML", |text| {
        text.replace('&', "&amp;amp;").replace('/', "&amp;#47;").replace('=', "&amp;#x3D;")
    }),
    ("percent in HTML", |text| signs(text, |c| format!("&#37;{c:02X}"))),
];

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let length = body.len();
    let mut head =
        format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        head.push_str("content-type: application/json\r\n");
    }
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    head + "\r\n" + body
}

/// An answer that can be read, to a call for a spec.
fn good() -> String {
    let sample = samples().into_iter().find(|sample| {
        sample.operation == "describe_spec" && sample.direction != Direction::Request
    });
    sample.unwrap().json().to_string()
}

/// Every place of an answer, with `said` in it.
fn places(said: &str) -> Vec<(&'static str, String)> {
    let good = good();
    let filled = |before: usize| "x".repeat(before);
    // A page with one item twice, which the client quotes.
    let item =
        format!(r#"{{"id":"{said}","kind":"app","metadata":{{"name":"n","status":"available"}}}}"#);
    let page = format!(
        r#"{{"specs":[{item},{item}],"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":2}}"#
    );
    vec![
        ("detail", answer(401, &[], &format!(r#"{{"detail":"bad token {said}"}}"#))),
        (
            "detail of a list",
            answer(422, &[], &format!(r#"{{"detail":[{{"msg":"bad {said}"}}]}}"#)),
        ),
        ("detail within", answer(403, &[], &format!(r#"{{"detail":{{"msg":"bad {said}"}}}}"#))),
        ("message", answer(400, &[], &format!(r#"{{"message":"bad {said} token"}}"#))),
        ("errors", answer(400, &[], &format!(r#"{{"errors":["bad {said} token"]}}"#))),
        ("name of a member", answer(400, &[], &format!(r#"{{"detail":"no","{said}":1}}"#))),
        ("text", answer(500, &[("content-type", "text/plain")], &format!("no {said}"))),
        (
            "title",
            answer(502, &[("content-type", "text/html")], &format!("<title>no {said}</title>")),
        ),
        (
            "heading",
            answer(503, &[("content-type", "text/html")], &format!("<h1 id='{said}'>{said}</h1>")),
        ),
        ("a page to a read", answer(200, &[], &format!("<html><p>Sign in, {said}"))),
        ("text to a read", answer(200, &[], &format!("{said} is no token"))),
        ("broken JSON", answer(200, &[], &format!(r#"{{"id":"{said}" oops"#))),
        ("what was found", answer(200, &[], &format!(r#"{{"id":"s","metadata":"{said}"}}"#))),
        ("names that were found", answer(200, &[], &format!(r#"{{"{said}":1,"{said}2":2}}"#))),
        (
            "the place of a fault",
            answer(200, &[], &format!(r#"{{"id":"s","metadata":{{"{said}":{{}}}}}}"#)),
        ),
        ("a list", answer(200, &[], &format!(r#"["{said}"]"#))),
        ("a JSON text", answer(200, &[], &format!(r#""{said}""#))),
        ("an item that came twice", answer(200, &[], &page)),
        (
            "location",
            answer(302, &[("location", &format!("https://login.example/{said}/in?a={said}"))], ""),
        ),
        ("a relative location", answer(308, &[("location", &format!("/{said}"))], "")),
        ("request id", answer(404, &[("x-request-id", said)], r#"{"detail":"no"}"#)),
        ("request id of a success", answer(200, &[("x-request-id", said)], &good)),
        ("correlation id", answer(404, &[("x-correlation-id", &format!("id-{said}"))], "")),
        (
            "headers of a success",
            answer(
                200,
                &[
                    ("server", said),
                    ("set-cookie", said),
                    ("etag", said),
                    ("x-token", &format!("got {said}")),
                ],
                &good,
            ),
        ),
        ("retry-after", answer(429, &[("retry-after", said)], "")),
        ("reason of a status", format!("HTTP/1.1 401 {said}\r\ncontent-length: 0\r\n\r\n")),
        ("no HTTP", format!("{said} {said}\r\n\r\n")),
        ("a header that is none", format!("HTTP/1.1 401 No\r\n{said}\r\n\r\n")),
        ("a wrong length", format!("HTTP/1.1 401 No\r\ncontent-length: {said}\r\n\r\n")),
        ("a coding", answer(200, &[("content-encoding", said)], &good)),
        ("a kind of content", answer(200, &[("content-type", said)], "x")),
        // Cut by a limit of the client: of a message, of a quotation, of a body.
        ("a long message", answer(400, &[], &format!(r#"{{"detail":"{} {said}"}}"#, filled(490)))),
        ("a long quotation", answer(200, &[], &format!("{} {said}", filled(68)))),
        (
            "a long value",
            answer(200, &[], &format!(r#"{{"id":"s","metadata":"{} {said}"}}"#, filled(68))),
        ),
        (
            "a long request id",
            answer(404, &[("x-request-id", &format!("{}-{said}", filled(68)))], ""),
        ),
        (
            "a long location",
            answer(302, &[("location", &format!("https://a.example/{}/{said}", filled(170)))], ""),
        ),
        ("a body of 64 KiB", answer(500, &[], &format!("{} {said}", filled(64 * 1024 - 20)))),
        (
            "a body that is too large",
            answer(200, &[], &format!(r#"{{"a":"{} {said}"}}"#, filled(64 * 1024 - 30))),
        ),
    ]
}

/// The same places with what a server left of the token when it cut it.
fn cut(way: fn(&str) -> String) -> Vec<(&'static str, String)> {
    let mut cut = Vec::new();
    for piece in [&TOKEN[..12], &TOKEN[12..], &TOKEN[3..15]] {
        let said = way(piece);
        cut.push(("request id, cut", answer(404, &[("x-request-id", &said)], "")));
        cut.push((
            "request id of a success, cut",
            answer(200, &[("x-request-id", &said)], &good()),
        ));
    }
    let said = way(&TOKEN[..12]);
    cut.push(("detail, cut", answer(401, &[], &format!(r#"{{"detail":"bad token {said}"}}"#))));
    cut.push((
        "detail, cut, and more",
        answer(401, &[], &format!(r#"{{"detail":"bad token {said}","code":1,"words":"more"}}"#)),
    ));
    cut.push((
        "detail, cut and marked",
        answer(401, &[], &format!(r#"{{"detail":"bad token {said}... and more"}}"#)),
    ));
    cut.push((
        "text, cut",
        answer(401, &[("content-type", "text/plain")], &format!("bad token {said}")),
    ));
    let said = way(&TOKEN[12..]);
    cut.push((
        "the rest of a text",
        answer(401, &[("content-type", "text/plain")], &format!("{said} is bad")),
    ));
    cut
}

/// Answers every connection with the answer that is set.
async fn serve(listener: TcpListener, answer: Arc<Mutex<String>>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let answer = answer.lock().unwrap().clone();
        tokio::spawn(async move {
            // A request of this test fits into one read or has nothing after its head that matters.
            let mut buffer = vec![0; 64 * 1024];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
            // Until the client is done, or the answer might be lost with the connection.
            while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
        });
    }
}

/// The real clock, put forward by what the client waits; limits run in real time, since the server is real.
#[derive(Default)]
struct Hurried(AtomicU64);

impl Clock for Hurried {
    fn now(&self) -> Instant {
        Instant::now() + Duration::from_micros(self.0.load(Ordering::Relaxed))
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration > Duration::from_secs(5) {
            return Box::pin(tokio::time::sleep(duration));
        }
        let waited = u64::try_from(duration.as_micros()).unwrap() + 1;
        self.0.fetch_add(waited, Ordering::Relaxed);
        Box::pin(tokio::task::yield_now())
    }
}

/// Shows everything that the client says of each answer, and looks for the token in it.
pub(super) async fn run(sink: &Sink) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let said = Arc::new(Mutex::new(String::new()));
    let server = tokio::spawn(serve(listener, said.clone()));
    // Each answer meets a client of its own: one that was told to slow down would keep its pace for the others.
    let client = || {
        Client::builder()
            .base_url(&*base_url)
            .token(TOKEN)
            .retry_policy(RetryPolicy::default().attempts(2).base_wait(Duration::ZERO))
            .hook(Told(sink.clone(), Default::default()))
            .timeout(Duration::from_secs(20))
            .clock(Hurried::default())
            .build()
            .unwrap()
    };
    let mut shown = 0;
    for (name, way) in WAYS {
        for (place, answer) in places(&way(TOKEN)).into_iter().chain(cut(*way)) {
            *said.lock().unwrap() = answer;
            sink.take();
            show(sink, &client()).await;
            let (text, place) = (sink.take(), format!("{name}, {place}"));
            assert!(text.contains("describe_spec") && text.contains("press.attempt"), "{place}");
            silent(&text, *way, &place);
            shown += 1;
        }
    }
    server.abort();
    let counts = [
        ("answers that echo the token, by place and way of writing", shown),
        ("of these, those after which a log, error or header shows it", 0),
    ];
    keep("echoes", "cargo test -p press-apps-tests --test contract secrets::", &counts);
}

async fn show(sink: &Sink, client: &Client) {
    let error = |error: press_apps::Error| {
        sink.add(&format!(
            "{error} {error:#} {error:?} {error:#?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            error.help(),
            error.message(),
            error.body(),
            error.request_id(),
            error.attempts(),
            error.drift(),
            std::error::Error::source(&error),
        ));
    };
    match client.spec("s-1").unwrap().describe().await {
        Ok(spec) => sink.add(&format!("{:?} {:?} {spec:?}", spec.request_id(), spec.headers())),
        Err(failed) => error(failed),
    }
    let mut specs = client.specs().list().on_drift({
        let sink = sink.clone();
        move |drift| sink.add(&format!("{drift} {drift:?}"))
    });
    specs = specs.strict();
    if let Err(failed) = specs.try_collect().await {
        error(failed);
    }
    let (metadata, release) = (MetadataInput::new("n", "a summary"), ReleaseInput::new("1.0.0"));
    let block = BlockConfig::new("b-1", VersionRef::new("1.0.0"));
    let document = AppSpecDocument::new(1, AppKind::App, metadata, release, [block]);
    if let Err(failed) = client.specs().create(document).await {
        error(failed);
    }
}

/// Fails where the token can be read in a text, written in any of the ways.
pub(super) fn silent_in_all_ways(text: &str) {
    WAYS.iter().for_each(|(name, way)| silent(text, *way, name));
}

/// Fails where eight characters of the token can be read in a text, written in this way or plainly.
fn silent(text: &str, way: fn(&str) -> String, place: &str) {
    // What prints a text may escape it once more.
    let plain = |text: &str| text.replace('\\', "").to_lowercase();
    let text = plain(text);
    for from in 0..=TOKEN.len() - 8 {
        for piece in [way(&TOKEN[from..from + 8]), TOKEN[from..from + 8].to_owned()] {
            if let Some(at) = text.find(&plain(&piece)) {
                let context: String = text[..at].chars().rev().take(300).collect();
                let context: String = context.chars().rev().collect();
                panic!("{place}: `{piece}` was seen: {context}");
            }
        }
    }
}
