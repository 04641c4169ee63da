//! What the tests of the service share: a service called without a socket, and bodies that are fine.

use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use press_apps_contract::api::Api;
use press_apps_contract::document::{Document, PATH};
use press_apps_contract::judge::Contract;
use press_apps_contract::message::{WireRequest, WireResponse};
use press_apps_emulator::{Clock, Emulator, Service};
use serde_json::{Value, json};

pub(crate) const WORKFLOW: &str = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
pub(crate) const WEBAPP: &str = "1jgf45hk-38h6-22h6-b460-aceb2c385790";

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// A service whose deployments take ten seconds of a clock that is moved.
pub(crate) fn slow() -> Service {
    Emulator::builder().clock(Clock::Virtual).deploy_time(10 * SECOND).service()
}

/// Where a deployment is.
pub(crate) fn path(id: &str) -> String {
    format!("/v1/apps/deployments/{id}")
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: http::HeaderMap,
}

impl Answer {
    /// The answer itself, once its status is this.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_else(|| panic!("no detail: {}", self.body))
    }

    #[track_caller]
    pub(crate) fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no text at {pointer}: {}", self.body)).to_owned()
    }
}

/// The judge by the document of this repository.
fn contract() -> &'static Contract {
    static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
        let root = press_apps_contract::root::find().expect("the tests run inside the repository");
        let document = Document::load(&root, PATH).expect("the document can be read");
        // Only answers are judged here, and no rule speaks of answers.
        Contract::of(Api::of(document.value).expect("it can be judged by"), |_, _| Vec::new())
    });
    &CONTRACT
}

/// Sends raw bytes with the service's own token.
pub(crate) fn raw(service: &Service, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
    with_token(service, service.token(), method, path, body)
}

#[track_caller]
pub(crate) fn with_token(
    service: &Service,
    token: &str,
    method: &str,
    path: &str,
    body: impl Into<Bytes>,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", token)
        .header("content-type", "application/json")
        .body(body.into())
        .expect("a request");
    read(call(service, request))
}

/// The answer to a request, held against the document from outside.
#[track_caller]
pub(crate) fn call(service: &Service, request: Request<Bytes>) -> Response<Bytes> {
    let mut sent = WireRequest::from(&request);
    let response = service.call(request);
    // The service takes a path with and without a slash at its end, the document has one of the two.
    let other = match sent.path.strip_suffix('/') {
        Some(without) => without.to_owned(),
        None => format!("{}/", sent.path),
    };
    let methods = ["GET", "POST", "PATCH", "DELETE"];
    let known = |path| methods.iter().any(|method| contract().operation_of(method, path).is_some());
    if known(&other) {
        sent.path = other;
    }
    // What is served besides the document: itself, the start of a Python session, and what HTTP has for every path.
    let beside = matches!(sent.method.as_str(), "HEAD" | "OPTIONS")
        || (response.status() != 404 && !sent.path.starts_with("/v1/apps/"));
    if !beside && !response.headers().contains_key("x-press-fault") {
        let judged = contract().exchange(&sent, &WireResponse::from(&response));
        judged.unwrap_or_else(|findings| panic!("{} {}\n{findings}", sent.method, sent.path));
    }
    response
}

pub(crate) fn read(response: Response<Bytes>) -> Answer {
    let (parts, body) = response.into_parts();
    let body =
        serde_json::from_slice(&body).unwrap_or_else(|error| panic!("not JSON: {error}: {body:?}"));
    Answer { status: parts.status.as_u16(), body, headers: parts.headers }
}

pub(crate) fn get(service: &Service, path: &str) -> Answer {
    raw(service, "GET", path, "")
}

pub(crate) fn post(service: &Service, path: &str, body: Value) -> Answer {
    raw(service, "POST", path, body.to_string())
}

pub(crate) fn patch(service: &Service, path: &str, body: Value) -> Answer {
    raw(service, "PATCH", path, body.to_string())
}

pub(crate) fn delete(service: &Service, path: &str) -> Answer {
    raw(service, "DELETE", path, "{}")
}

pub(crate) fn config(version: &str) -> Value {
    json!([
        { "id": WORKFLOW, "release": { "version": version }, "autoRunOnDeploy": true },
        { "id": WEBAPP, "release": { "version": version }, "autoRunOnDeploy": false },
    ])
}

pub(crate) fn document(name: &str) -> Value {
    json!({
        "version": "1",
        "kind": "app",
        "metadata": { "name": name, "summary": "A summary" },
        "release": { "version": "1.0.0", "notes": "first" },
        "config": config("1.0.0"),
    })
}

/// The body of `create_spec` as it goes over the wire.
pub(crate) fn spec(name: &str) -> Value {
    json!({ "spec": document(name).to_string() })
}

pub(crate) fn deployment(name: &str, spec_id: &str) -> Value {
    json!({ "metadata": { "name": name, "summary": "A summary" }, "spec": { "id": spec_id } })
}

#[track_caller]
pub(crate) fn create_spec(service: &Service, body: Value) -> String {
    post(service, "/v1/apps/specs/", body).is(201).text("/id")
}

#[track_caller]
pub(crate) fn create_deployment(service: &Service, body: Value) -> String {
    post(service, "/v1/apps/deployments/", body).is(201).text("/id")
}

#[track_caller]
pub(crate) fn status(service: &Service, deployment: &str) -> String {
    get(service, &format!("/v1/apps/deployments/{deployment}")).is(200).text("/metadata/status")
}

/// Names in a list answer, in order.
pub(crate) fn names(answer: &Answer, items: &str) -> Vec<String> {
    let rows = answer.body[items].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["metadata"]["name"].as_str().unwrap_or_default().to_owned()).collect()
}
