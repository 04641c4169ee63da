//! Steering over HTTP: what the service holds and what it saw, and everything that Rust tests say to it, as JSON under `/_emulator/`.
//!
//! No token is needed, no fault meets it, and no request of it is in the log. Who may call it at all is decided before: see `http`.

mod requests;
mod steer;
mod view;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HOST};
use http::{HeaderValue, Request, Response, StatusCode};
use press_apps_model::{Problems, did_you_mean};
use serde_json::{Value, json};

use crate::fields::{Fields, Findings};
use crate::http::answer;
use crate::http::query::Query;
use crate::service::Service;

/// What all its paths begin with.
const ROOT: &str = "/_emulator";

/// One thing that can be asked or said.
pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// In words; where a body is taken, with an example of one.
    pub(crate) about: &'static str,
    answer: fn(&Service, &Asked<'_>) -> Result<Value, Problems>,
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

/// A request, as far as steering needs it.
pub(crate) struct Asked<'r> {
    pub(crate) host: Option<&'r str>,
    pub(crate) query: Query,
    pub(crate) body: Value,
}

impl Asked<'_> {
    /// Reads the members of the body, and finds those that do not belong there.
    fn read<T>(&self, read: impl FnOnce(&mut Fields<'_, '_>) -> T) -> Result<T, Problems> {
        let findings = Findings::default();
        let mut fields = Fields::of(&self.body, "", &findings);
        let done = read(&mut fields);
        fields.finish();
        findings.into_result().map(|()| done)
    }
}

/// Whether a path is one of steering.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request whose path [`owns`] said yes to.
pub(crate) fn answer(service: &Service, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().trim_end_matches('/');
    let here: Vec<&Endpoint> = ENDPOINTS.iter().filter(|endpoint| endpoint.path == path).collect();
    let Some(endpoint) = here.iter().find(|endpoint| endpoint.method == request.method().as_str())
    else {
        return nowhere(request, path, &here);
    };
    let asked = match ask(request) {
        Ok(asked) => asked,
        Err(detail) => return render(StatusCode::BAD_REQUEST, &json!({ "detail": detail })),
    };
    match (endpoint.answer)(service, &asked) {
        Ok(body) => render(StatusCode::OK, &body),
        Err(problems) => {
            render(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": problems.to_string() }))
        }
    }
}

fn ask(request: &Request<Bytes>) -> Result<Asked<'_>, String> {
    let query = Query::parse(request.uri().query()).map_err(|refusal| refusal.detail)?;
    // Whatever the content type: curl says that of a form unless told otherwise.
    let body = match request.body().trim_ascii() {
        [] => Value::Null,
        body => serde_json::from_slice(body).map_err(|error| format!("body: not JSON: {error}"))?,
    };
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    Ok(Asked {
        host: host.or(request.uri().authority().map(|authority| authority.as_str())),
        query,
        body,
    })
}

/// The answer where nothing answers: another method is known, or no such path.
fn nowhere(request: &Request<Bytes>, path: &str, here: &[&Endpoint]) -> Response<Bytes> {
    if here.is_empty() {
        let hint = did_you_mean(path, ENDPOINTS.iter().map(|endpoint| endpoint.path));
        let hint = hint.unwrap_or_else(|| format!("GET {ROOT} lists what is"));
        return render(
            StatusCode::NOT_FOUND,
            &json!({ "detail": format!("there is no `{path}`; {hint}") }),
        );
    }
    let allow = here.iter().map(|endpoint| endpoint.method).collect::<Vec<_>>().join(", ");
    let detail = format!("`{}` is not a method of `{path}`; it knows {allow}", request.method());
    let mut response = render(StatusCode::METHOD_NOT_ALLOWED, &json!({ "detail": detail }));
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
