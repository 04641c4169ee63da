//! Every answer is what the document says: read into its wire type and written again it is the same, so no member is unknown,
//! missing or of another type.

use press_apps_api::operations::OPERATIONS;
use press_apps_api::types;
use press_apps_emulator::{Emulator, Service, seed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::*;

#[track_caller]
fn same<T: Serialize + DeserializeOwned>(operation: &str, body: &Value) {
    let read: T = serde_json::from_value(body.clone())
        .unwrap_or_else(|error| panic!("{operation}: {error}: {body}"));
    assert_eq!(&serde_json::to_value(read).expect("JSON"), body, "{operation}");
}

/// Checks the answer of an operation by the type its schema became.
#[track_caller]
fn judge(operation: &str, schema: Option<&str>, body: &Value) {
    match schema {
        Some("SpecPage") => same::<types::SpecPage>(operation, body),
        Some("Created") => same::<types::Created>(operation, body),
        Some("Spec") => same::<types::Spec>(operation, body),
        Some("ReleasePage") => same::<types::ReleasePage>(operation, body),
        Some("CreatedRelease") => same::<types::CreatedRelease>(operation, body),
        Some("Release") => same::<types::Release>(operation, body),
        Some("DeploymentPage") => same::<types::DeploymentPage>(operation, body),
        Some("Deployment") => same::<types::Deployment>(operation, body),
        Some("Redeployed") => same::<types::Redeployed>(operation, body),
        Some("RevisionPage") => same::<types::RevisionPage>(operation, body),
        Some("CreatedRevision") => same::<types::CreatedRevision>(operation, body),
        Some("Revision") => same::<types::Revision>(operation, body),
        None => assert_eq!(body, &json!({}), "{operation}"),
        Some(other) => panic!("{operation}: no check for the schema {other}"),
    }
}

fn request_body(operation: &str) -> Value {
    match operation {
        "create_spec" => spec("new"),
        "update_spec_metadata" => json!({ "metadata": { "title": "Changed" } }),
        "create_spec_release" => {
            json!({ "release": { "version": "9.0.0" }, "config": config("2.0.0") })
        }
        "create_deployment" => deployment("new", seed::SPEC_SHARED),
        "update_deployment_metadata" => json!({ "title": "Changed" }),
        "create_deployment_revision" => json!({ "revision": { "notes": "next" } }),
        _ => Value::Null,
    }
}

/// One request of each operation against the seed data, each on a service of its own.
fn one_of_each() -> impl Iterator<Item = (&'static press_apps_api::Operation, Service, Answer)> {
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
        let body = request_body(operation.id);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = raw(&service, operation.method, &path, body);
        (operation, service, answer)
    })
}

#[test]
fn the_answer_of_every_operation_is_what_the_document_says() {
    for (operation, _, answer) in one_of_each() {
        let answer = answer.is(operation.success[0]);
        judge(operation.id, operation.response, &answer.body);
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
