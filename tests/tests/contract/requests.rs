//! The requests that the client makes: pinned, judged by the document, and the same as the Python client's.

use std::collections::BTreeMap;

use press_apps::operation::Endpoint;
use press_apps::{Client, Request};
use press_apps_tests::{Snapshot, Snapshots, WireRequest, contract, request_text};

use crate::calls::{self, Subject, Visit};

/// A client that sends nothing: tests look at what it would send.
fn client() -> Client {
    Client::builder().token("Bearer s3cr3t-1").build().unwrap()
}

/// Collects what would be sent.
#[derive(Default)]
struct Requests(BTreeMap<&'static str, WireRequest>);

impl Visit for Requests {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        let made = request.build().unwrap_or_else(|error| panic!("{operation}: {error:#}"));
        let before = self.0.insert(operation, WireRequest::from(&made));
        assert!(before.is_none(), "{operation} was visited twice");
    }
}

fn least() -> BTreeMap<&'static str, WireRequest> {
    let mut requests = Requests::default();
    calls::least(&client(), &Subject::default(), &mut requests);
    requests.0
}

pub(crate) fn fullest() -> BTreeMap<&'static str, WireRequest> {
    let mut requests = Requests::default();
    calls::fullest(&client(), &Subject::default(), &mut requests);
    requests.0
}

#[test]
fn each_request_with_the_least_it_takes() {
    let mut snapshots = Snapshots::default();
    for (operation, request) in least() {
        let snapshot = Snapshot::of_case(operation, "request.least")
            .describe("The request with nothing but what is required.");
        snapshots.add(snapshot, &request_text(operation, &request));
    }
}

#[test]
fn each_request_with_everything_it_can_say() {
    let mut snapshots = Snapshots::default();
    for (operation, request) in fullest() {
        let more = !request.query.is_empty() || !request.body.is_empty();
        let what = if more {
            "The request with everything it can say."
        } else {
            "There is nothing more to say: an id that needs encoding."
        };
        let snapshot = Snapshot::of_case(operation, "request.fullest").describe(what);
        snapshots.add(snapshot, &request_text(operation, &request));
    }
}

#[test]
fn each_request_is_what_the_document_says() {
    for (operation, request) in least().into_iter().chain(fullest()) {
        let judged = contract().request(operation, &request);
        assert!(
            judged.is_ok(),
            "{operation}:\n{}\n{}",
            judged.unwrap_err(),
            request_text(operation, &request)
        );
    }
}

#[test]
fn every_operation_has_its_calls() {
    let called = least();
    let operations = press_apps_tests::api().operations().iter();
    let missing: Vec<&str> =
        operations.map(|one| one.id.as_str()).filter(|id| !called.contains_key(id)).collect();
    assert!(missing.is_empty(), "{}: add the calls of {missing:?}", calls::HERE);
}

/// So that "everything" stays true when the document grows.
#[test]
fn the_fullest_requests_use_every_query_parameter_and_every_member() {
    use press_apps_tests::{Api, api};
    use serde_json::Value;

    fn used(document: &Api, schema: &Value, value: &Value, at: &str, unused: &mut Vec<String>) {
        let schema = document.resolve(schema);
        if let (Some(inner), Some(text)) = (schema.get("x-press-json-text"), value.as_str()) {
            return used(document, inner, &serde_json::from_str(text).unwrap(), at, unused);
        }
        if let (Some(properties), Some(members)) =
            (schema["properties"].as_object(), value.as_object())
        {
            for (name, property) in properties {
                match members.get(name) {
                    Some(member) => {
                        used(document, property, member, &format!("{at}/{name}"), unused);
                    }
                    None => unused.push(format!("{at}/{name}")),
                }
            }
        }
    }

    let document = api();
    for (operation, request) in fullest() {
        let described = document.operation(operation).unwrap();
        let query = request.decoded_query();
        for parameter in described.parameters_in("query") {
            let used = query.iter().any(|(name, _)| *name == parameter.name);
            let (name, here) = (&parameter.name, calls::HERE);
            assert!(
                used,
                "{here}: the fullest request of {operation} does not use the filter `{name}`"
            );
        }
        if let Some(schema) = described.request_schema() {
            let mut unused = Vec::new();
            used(
                document,
                schema,
                &serde_json::from_slice(&request.body).unwrap(),
                "",
                &mut unused,
            );
            let here = calls::HERE;
            assert!(
                unused.is_empty(),
                "{here}: the body of the fullest request of {operation} does not use {unused:?}"
            );
        }
    }
}
