//! What the tests share: one call of each operation, good answers, and a transport that follows a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport, TransportError, json};
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, CreateDeploymentRequest, DeploymentSpecInput,
    MetadataInput, ParameterValueSet, ReleaseInput, VersionRef,
};
use press_apps::{Attempt, Client, ParameterValue};

/// The token of every test client; must never be seen anywhere.
pub(crate) const TOKEN: &str = "canary-token-7f3a";
/// A parameter value of every test request; must never be seen anywhere.
pub(crate) const SECRET: &str = "canary-value-91bd";

/// What the script does with one request.
#[derive(Clone)]
pub(crate) enum Step {
    /// The documented answer of the operation.
    Good,
    /// A status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, Bytes),
    /// Refused connection.
    Refused,
    /// The connection breaks before the answer.
    Dropped,
    /// The connection breaks in the middle of a good answer.
    Truncated,
    /// No answer, ever.
    Stalled,
}

impl Step {
    pub(crate) fn status(status: u16) -> Self {
        Self::body(status, format!(r#"{{"detail":"said with {status}"}}"#))
    }

    pub(crate) fn body(status: u16, body: impl Into<Bytes>) -> Self {
        Self::Answer(status, Vec::new(), body.into())
    }

    pub(crate) fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((name, value.into()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

/// A transport that takes one step per request and repeats the last one.
#[derive(Clone)]
pub(crate) struct Script(Arc<Inner>);

struct Inner {
    steps: Vec<Step>,
    seen: Mutex<Vec<http::Request<Bytes>>>,
}

impl Script {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Inner { steps: steps.into_iter().collect(), seen: Mutex::default() }))
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<http::Request<Bytes>> {
        self.0.seen.lock().unwrap().clone()
    }

    /// A client that talks to this script, with the longest waits.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> press_apps::ClientBuilder {
        Client::builder()
            .token(TOKEN)
            .base_url("http://localhost:1")
            .transport(self.clone())
            .random(Fixed(1.0))
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let mut seen = self.0.seen.lock().unwrap();
        let step = self.0.steps[seen.len().min(self.0.steps.len() - 1)].clone();
        let good = good(&request);
        seen.push(request);
        Box::pin(async move {
            match step {
                Step::Good => Ok(good),
                Step::Answer(status, headers, body) => {
                    let mut answer = json(status, body);
                    for (name, value) in headers {
                        answer.headers_mut().insert(name, value.parse().unwrap());
                    }
                    Ok(answer)
                }
                Step::Refused => Err(TransportError::connect("connection refused")),
                Step::Dropped => Err(TransportError::broken("connection reset by peer")),
                Step::Truncated => {
                    let half = good.body().slice(..good.body().len() / 2);
                    let half = http::Response::builder().status(good.status()).body(half).unwrap();
                    Err(TransportError::broken("unexpected end of file").after(half))
                }
                Step::Stalled => std::future::pending().await,
            }
        })
    }
}

/// The documented answer to a request, in its smallest form.
fn good(request: &http::Request<Bytes>) -> http::Response<Bytes> {
    let path: Vec<_> = request.uri().path().trim_matches('/').split('/').collect();
    let spec = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;
    let deployment = r#"{"id":"d-1","kind":"app","metadata":{"name":"n","status":"deployed"}}"#;
    let release = &format!(
        r#"{{"id":"r-1","version":"1.0.0","parameters":{{"run":[{{"name":"key","type":"string","required":false,"defaultValue":"{SECRET}"}}]}}}}"#
    );
    let revision = &format!(
        r#"{{"id":"v-1","revision":1,"status":"deployed","parameters":{{"block":{{"run":{{"key":"{SECRET}"}}}}}}}}"#
    );
    let page = |items: &str, total: &str, item: &str| {
        format!(r#"{{"pageNumber":1,"pageSize":25,"pageCount":1,"{total}":1,"{items}":[{item}]}}"#)
    };
    let (status, body) = match (request.method().as_str(), &path[2..]) {
        ("GET", ["specs"]) => (200, page("specs", "specCount", spec)),
        ("POST", ["specs"]) => (201, r#"{"id":"s-1"}"#.into()),
        ("GET" | "PATCH", ["specs", _]) => (200, spec.into()),
        ("GET", ["specs", _, "releases"]) => (200, page("releases", "releaseCount", release)),
        ("POST", ["specs", _, "releases"]) => {
            (201, r#"{"id":"s-1","release":{"version":"2.0.0"}}"#.into())
        }
        ("GET", ["specs", _, "releases", _]) => (200, release.into()),
        ("GET", ["deployments"]) => (200, page("deployments", "deploymentCount", deployment)),
        ("POST", ["deployments"]) => (201, r#"{"id":"d-1"}"#.into()),
        ("GET" | "PATCH", ["deployments", _]) => (200, deployment.into()),
        ("POST", ["deployments", _, "redeploy"]) => {
            (202, r#"{"deploymentId":"d-1","revision":2,"revisionId":"v-2"}"#.into())
        }
        ("GET", ["deployments", _, "revisions"]) => {
            (200, page("revisions", "revisionCount", revision))
        }
        ("POST", ["deployments", _, "revisions"]) => (201, r#"{"id":"d-1","revision":2}"#.into()),
        ("GET", ["deployments", _, "revisions", _]) => (200, revision.into()),
        ("DELETE", _) => (200, "{}".into()),
        other => panic!("no operation has this path: {other:?}"),
    };
    let mut answer = json(status, body);
    answer.headers_mut().insert("x-request-id", "req-1".parse().unwrap());
    answer
}

pub(crate) fn document() -> AppSpecDocument {
    AppSpecDocument::new(
        1,
        AppKind::App,
        MetadataInput::new("n", "a summary"),
        ReleaseInput::new("1.0.0"),
        [BlockConfig::new("b-1", VersionRef::new("1.0.0"))],
    )
}

fn values() -> ParameterValueSet {
    ParameterValueSet::new().run([("key".to_owned(), ParameterValue::from(SECRET))])
}

pub(crate) fn deployment() -> CreateDeploymentRequest {
    CreateDeploymentRequest::new(
        MetadataInput::new("n", "a summary"),
        DeploymentSpecInput::new("s-1"),
    )
    .app_parameters(values())
    .parameters([("block".to_owned(), values())])
}

/// The waits of a history, in milliseconds.
pub(crate) fn waits(attempts: &[Attempt]) -> Vec<u128> {
    attempts.iter().filter_map(Attempt::wait).map(|wait: Duration| wait.as_millis()).collect()
}
