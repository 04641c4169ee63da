//! What the tests share: one call of each operation, good answers, and a transport that follows a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport, TransportError, json};
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, CreateDeploymentRequest, CreateReleaseRequest,
    CreateRevisionRequest, DeploymentSpecInput, MetadataInput, ParameterValueSet, ReleaseInput,
    SpecMetadataPatch, UpdateDeploymentRequest, UpdateSpecRequest, VersionRef,
};
use press_apps::{Attempt, Client, Error, ParameterValue, Response};

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

/// What a call gave, without its value.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) attempts: Vec<Attempt>,
}

/// A call that is ready to be spawned.
pub(crate) type Call = BoxFuture<'static, Result<Summary, Error>>;

fn summary<E>(request: press_apps::Request<E>) -> Call
where
    E: press_apps::operation::Endpoint,
    E::Output: std::fmt::Debug,
{
    let future = request.into_future();
    Box::pin(async move {
        let response: Response<_> = future.await?;
        Ok(Summary { attempts: response.attempts().to_vec() })
    })
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

/// One call of each of the 17 operations, in the order of the document.
pub(crate) fn all(client: &Client) -> Vec<(&'static str, Call)> {
    let spec = client.spec("s-1").unwrap();
    let deployed = client.deployment("d-1").unwrap();
    let release = CreateReleaseRequest::new(
        ReleaseInput::new("2.0.0"),
        [BlockConfig::new("b-1", VersionRef::new("1.0.0"))],
    );
    let renamed = UpdateSpecRequest::new().metadata(SpecMetadataPatch::new().title("t"));
    let revision = CreateRevisionRequest::new().app_parameters(values());
    vec![
        ("list_specs", summary(client.specs().list())),
        ("create_spec", summary(client.specs().create(document()))),
        ("describe_spec", summary(spec.describe())),
        ("update_spec_metadata", summary(spec.update(renamed))),
        ("delete_spec", summary(spec.delete())),
        ("list_spec_releases", summary(spec.releases().list())),
        ("create_spec_release", summary(spec.releases().create(release))),
        ("describe_spec_release", summary(spec.release("1.0.0").unwrap().describe())),
        ("list_deployments", summary(client.deployments().list())),
        ("create_deployment", summary(client.deployments().create(deployment()))),
        ("describe_deployment", summary(deployed.describe())),
        (
            "update_deployment_metadata",
            summary(deployed.update(UpdateDeploymentRequest::new().title("t"))),
        ),
        ("delete_deployment", summary(deployed.delete())),
        ("redeploy", summary(deployed.redeploy())),
        ("list_deployment_revisions", summary(deployed.revisions().list())),
        ("create_deployment_revision", summary(deployed.revisions().create(revision))),
        ("describe_deployment_revision", summary(deployed.revision(1).unwrap().describe())),
    ]
}

/// The waits of a history, in milliseconds.
pub(crate) fn waits(attempts: &[Attempt]) -> Vec<u128> {
    attempts.iter().filter_map(Attempt::wait).map(|wait: Duration| wait.as_millis()).collect()
}
