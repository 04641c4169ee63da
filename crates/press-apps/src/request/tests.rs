//! What is built of an operation that the document does not have; one that cannot be built costs no attempt, and the error says why.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use press_apps_api::{Operation, operations};
use serde::de::IgnoredAny;

use super::Request;
use super::endpoint::{Answer, Endpoint, sealed};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::hooks::{CallInfo, Hook};

type Build = fn(&reqwest::Client, &str) -> reqwest::Result<reqwest::Request>;

/// An operation whose request is built in this way.
#[derive(Clone)]
struct Made(Build);

impl sealed::Sealed for Made {}

impl Endpoint for Made {
    type Output = ();
    type Wire = IgnoredAny;

    const OPERATION: &'static Operation = &operations::CREATE_SPEC;

    fn build(&self, http: &reqwest::Client, base: &url::Url) -> reqwest::Result<reqwest::Request> {
        (self.0)(http, base.as_str().trim_end_matches('/'))
    }

    fn output(answer: Answer<IgnoredAny>) -> Option<()> {
        answer.optional().map(|_| ())
    }

    #[cfg(feature = "testing")]
    fn low_level<'a>(&'a self, _: &'a press_apps_api::Client) -> crate::time::BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// Counts the attempts and the calls that failed.
#[derive(Default)]
struct Count {
    attempts: AtomicUsize,
    errors: AtomicUsize,
}

impl Hook for Arc<Count> {
    fn on_attempt(&self, _: &CallInfo, _: u32) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }

    fn on_error(&self, _: &CallInfo, _: &Error) {
        self.errors.fetch_add(1, Ordering::Relaxed);
    }
}

/// The error of the call, after no attempt; the dry run gives the same.
async fn error_of(build: Build) -> Error {
    let count = Arc::new(Count::default());
    let client = Client::builder().token("any-token").base_url("http://localhost:1");
    let client = client.hook(Arc::clone(&count)).build().unwrap();
    let request = Request::new(&client, Made(build));
    let dry = request.build().unwrap_err();
    let error = request.await.unwrap_err();
    assert_eq!(dry.to_string(), error.to_string());
    assert_eq!(count.attempts.load(Ordering::Relaxed), 0);
    assert_eq!(count.errors.load(Ordering::Relaxed), 1);
    assert!(error.attempts().is_empty(), "{error:?}");
    assert_eq!(error.was_sent(), crate::Sent::No);
    assert_eq!(error.operation(), Some("create_spec"));
    error
}

#[tokio::test]
async fn a_body_that_cannot_be_written_is_a_validation_error_without_an_attempt() {
    let error = error_of(|http, base| {
        http.post(base).json(&BTreeMap::from([((1, 2), "no text for a key")])).build()
    });
    let error = error.await;
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(
        format!("{error:#}"),
        "create_spec: nothing was sent: the body cannot be written as JSON: builder error: key must be a string"
    );
}

#[tokio::test]
async fn a_request_without_a_url_is_a_config_error_without_an_attempt() {
    let error = error_of(|http, base| http.get(format!("{base}:no port")).build()).await;
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(
        error.to_string(),
        "create_spec: the client cannot be set up: the request cannot be built from this base URL"
    );
}

#[test]
fn a_request_asks_for_json_unless_its_operation_asks_for_something_else() {
    let accepted = |build: Build| {
        let client = Client::builder().token("any-token").base_url("http://localhost:1");
        let request = Request::new(&client.build().unwrap(), Made(build));
        request.skip_validation().build().unwrap().headers()["accept"].clone()
    };
    assert_eq!(accepted(|http, base| http.post(base).build()), "application/json");
    let csv: Build = |http, base| http.post(base).header("accept", "text/csv").build();
    assert_eq!(accepted(csv), "text/csv");
}
