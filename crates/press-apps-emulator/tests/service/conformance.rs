//! Every operation succeeds on the data that is there from the start, refuses what it has to, and is named in the log. That each answer
//! is what the document says is judged with every call (see `support`).

use press_apps_api::Operation;
use press_apps_api::operations::OPERATIONS;
use press_apps_emulator::{Emulator, Service, seed};
use serde_json::{Value, json};

use crate::support::*;

fn request_body(operation: &Operation) -> Value {
    match operation.id {
        "create_spec" => spec("new"),
        "update_spec_metadata" => json!({ "metadata": { "title": "Changed" } }),
        "create_spec_release" => {
            json!({ "release": { "version": "9.0.0" }, "config": config("2.0.0") })
        }
        "create_deployment" => deployment("new", seed::SPEC_SHARED),
        "update_deployment_metadata" => json!({ "title": "Changed" }),
        "create_deployment_revision" => json!({ "revision": { "notes": "next" } }),
        id if operation.request.is_some() => panic!("{}: add a body for {id}", file!()),
        _ => Value::Null,
    }
}

/// One request of each operation against the seed data, each on a service of its own.
fn one_of_each() -> impl Iterator<Item = (&'static Operation, Service, Answer)> {
    OPERATIONS.iter().copied().map(|operation| {
        let service = Emulator::builder().seed_data(true).service();
        let (spec, deployment) = match operation.id {
            "delete_spec" => (seed::SPEC_ARCHIVED, seed::DEPLOYMENT_DEPLOYED),
            "redeploy" => (seed::SPEC_PRIVATE, seed::DEPLOYMENT_FAILED),
            _ => (seed::SPEC_PRIVATE, seed::DEPLOYMENT_DEPLOYED),
        };
        let path = operation
            .path
            .replace("{specId}", spec)
            .replace("{deploymentId}", deployment)
            .replace("{release}", "1.1.0")
            .replace("{revision}", "2");
        let body = request_body(operation);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = raw(&service, operation.method, &path, body);
        (operation, service, answer)
    })
}

#[test]
fn every_operation_succeeds_with_its_first_status() {
    for (operation, _, answer) in one_of_each() {
        let answer = answer.is(operation.success[0]);
        assert!(operation.response.is_some() || answer.body == json!({}), "{}", operation.id);
    }
}

#[test]
fn a_refusal_of_every_operation_is_documented() {
    for operation in OPERATIONS {
        let service = Emulator::builder().seed_data(true).service();
        let path = operation.path.replace(['{', '}'], "");
        for (token, body) in [("nope", "{}"), (service.token(), "not json")] {
            let answer = with_token(&service, token, operation.method, &path, body);
            assert!(
                operation.errors.contains(&answer.status),
                "{}: {}",
                operation.id,
                answer.status
            );
            assert!(!answer.detail().is_empty());
        }
    }
}

#[test]
fn the_log_names_each_operation() {
    for (operation, service, _) in one_of_each() {
        assert_eq!(service.requests().last().and_then(|seen| seen.operation), Some(operation.id));
    }
}
