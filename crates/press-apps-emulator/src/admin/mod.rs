//! Steering over HTTP: what the service holds and what it saw, and everything that Rust tests say to it, as JSON under `/_emulator/`.
//!
//! No token is needed, no fault meets it, and no request of it is in the log. Who may call it at all is decided before: see `http`.

mod desk;
mod hidden;
mod requests;
mod steer;
mod view;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use press_apps_model::{Problems, did_you_mean};
use serde_json::{Value, json};

use desk::{Asked, Desk};

use crate::http::answer;
use crate::http::query::Query;
use crate::memory::Memory;
use crate::settings::Settings;

/// What all its paths begin with.
const ROOT: &str = "/_emulator";

/// One thing that can be asked or said.
pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// In words; where a body is taken, with an example of one.
    pub(crate) about: &'static str,
    answer: fn(&mut Desk<'_>, &Asked<'_>) -> Result<Value, Problems>,
}

/// All of them. The page and the README have the same table.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint { method: "GET", path: "/_emulator", about: "this table", answer: |_, _| Ok(table()) },
    Endpoint {
        method: "GET",
        path: "/_emulator/state",
        about: "what this is: version, document, address, tokens, clock, seed, known blocks with their parameters, scripts that wait, counts",
        answer: view::state,
    },
    Endpoint {
        method: "GET",
        path: "/_emulator/specs",
        about: "the specs of all tenants, with their releases",
        answer: view::specs,
    },
    Endpoint {
        method: "GET",
        path: "/_emulator/deployments",
        about: "the deployments of all tenants, with revisions, blocks, how far the run is, and the steps that wait",
        answer: view::deployments,
    },
    Endpoint {
        method: "GET",
        path: "/_emulator/requests",
        about: "requests with answer and fault, oldest first; `after=N`, `operation=`, `status=`, `fault=` and `limit=` choose; `notKnown` counts those that are forgotten",
        answer: requests::list,
    },
    Endpoint {
        method: "GET",
        path: "/_emulator/faults",
        about: "the rules, how often each was reached, and how often it fired",
        answer: steer::faults,
    },
    Endpoint {
        method: "POST",
        path: "/_emulator/advance",
        about: r#"moves the clock: `{"by":"10m"}`; the answer has what changed by that, in order"#,
        answer: steer::advance,
    },
    Endpoint {
        method: "POST",
        path: "/_emulator/settle",
        about: "moves the clock until all that can end has ended; answers as `advance`",
        answer: steer::settle,
    },
    Endpoint {
        method: "POST",
        path: "/_emulator/script",
        about: r#"how the next runs of a deployment end: `{"name":"churn","steps":["fail:2","deployed"]}`; with `"first":true` before the steps that wait"#,
        answer: steer::script,
    },
    Endpoint {
        method: "POST",
        path: "/_emulator/fault",
        about: r#"adds a rule: `{"rule":"create_spec:429x2"}`"#,
        answer: steer::fault,
    },
    Endpoint {
        method: "DELETE",
        path: "/_emulator/faults",
        about: "takes all rules away",
        answer: steer::clear_faults,
    },
    Endpoint {
        method: "POST",
        path: "/_emulator/reset",
        about: "puts everything back to how it was at the start",
        answer: steer::reset,
    },
];

/// Whether a path is one of steering.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request whose path [`owns`] said yes to.
pub(crate) fn answer(
    settings: &Settings,
    memory: &mut Memory,
    head: &Parts,
    body: &[u8],
) -> Response<Bytes> {
    let path = head.uri.path().trim_end_matches('/');
    let here: Vec<&Endpoint> = ENDPOINTS.iter().filter(|endpoint| endpoint.path == path).collect();
    // What is asked for with HEAD is told as with GET, without the body.
    let method = if head.method == Method::HEAD { "GET" } else { head.method.as_str() };
    let Some(endpoint) = here.iter().find(|endpoint| endpoint.method == method) else {
        return nowhere(head, path, &here);
    };
    let asked = match ask(head, body) {
        Ok(asked) => asked,
        Err(detail) => return render(StatusCode::BAD_REQUEST, &json!({ "detail": detail })),
    };
    let mut response = match (endpoint.answer)(&mut Desk { settings, memory }, &asked) {
        Ok(body) => render(StatusCode::OK, &body),
        Err(problems) => {
            render(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": problems.to_string() }))
        }
    };
    if head.method == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}

fn ask<'r>(head: &'r Parts, body: &[u8]) -> Result<Asked<'r>, String> {
    let query = Query::parse(head.uri.query()).map_err(|refusal| refusal.detail)?;
    // Whatever the content type: curl says that of a form unless told otherwise.
    let body = match body.trim_ascii() {
        [] => Value::Null,
        body => serde_json::from_slice(body).map_err(|error| format!("body: not JSON: {error}"))?,
    };
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or(head.uri.authority().map(http::uri::Authority::as_str));
    Ok(Asked { host, query, body })
}

/// The answer where nothing answers: another method is known, or no such path.
fn nowhere(head: &Parts, path: &str, here: &[&Endpoint]) -> Response<Bytes> {
    if here.is_empty() {
        let hint = did_you_mean(path, ENDPOINTS.iter().map(|endpoint| endpoint.path));
        let hint = hint.unwrap_or_else(|| format!("GET {ROOT} lists what is"));
        let detail = format!("there is no `{path}`; {hint}");
        return render(StatusCode::NOT_FOUND, &json!({ "detail": detail }));
    }
    let mut allow: Vec<&str> = here.iter().map(|endpoint| endpoint.method).collect();
    if allow.contains(&"GET") {
        allow.push("HEAD");
    }
    allow.push("OPTIONS");
    let allow = allow.join(", ");
    let mut response = match head.method {
        Method::OPTIONS => answer::answer(StatusCode::NO_CONTENT, None, Bytes::new()),
        _ => {
            let detail = format!("`{}` is not a method of `{path}`; it knows {allow}", head.method);
            render(StatusCode::METHOD_NOT_ALLOWED, &json!({ "detail": detail }))
        }
    };
    if let Ok(allow) = HeaderValue::from_str(&allow) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

fn table() -> Value {
    let rows = ENDPOINTS.iter().map(|endpoint| {
        json!({ "method": endpoint.method, "path": endpoint.path, "about": endpoint.about })
    });
    json!({ "endpoints": rows.collect::<Value>() })
}

/// JSON, laid out for people: it is read in terminals.
fn render(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = answer::answer(status, None, Bytes::from(format!("{body:#}\n")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_root_belong_to_steering() {
        assert!(owns("/_emulator") && owns("/_emulator/") && owns("/_emulator/state"));
        assert!(!owns("/_emulators") && !owns("/v1/apps/_emulator") && !owns("/"));
    }
}
