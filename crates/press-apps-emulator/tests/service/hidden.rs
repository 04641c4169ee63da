//! Values of parameters that are hidden, in the requests that steering shows.

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Block, Emulator, Service};
use serde_json::{Value, json};

use crate::support::{create_spec, delete, document, raw};

const SECRET: &str = "sesame-0815";

fn service() -> Service {
    let parameters = json!({ "run": [
        { "name": "key", "type": "string", "required": false, "hideValue": true },
        { "name": "region", "type": "string", "required": false },
    ] });
    let block = Block::new("block-1", "loader", "workflow").release("1.0.0", parameters);
    Emulator::builder().block(block).service()
}

fn spec(name: &str) -> Value {
    let mut spec = document(name);
    spec["config"] =
        json!([{ "id": "block-1", "release": { "version": "1.0.0" }, "autoRunOnDeploy": false }]);
    json!({ "spec": spec.to_string() })
}

fn shown(service: &Service) -> String {
    let request = Request::get("/_emulator/requests").body(Bytes::new()).expect("a request");
    let answer = service.call(request);
    assert_eq!(answer.status(), 200);
    String::from_utf8_lossy(answer.body()).into_owned()
}

fn deployment(name: &str, spec_id: &str) -> Value {
    let values = json!({ "loader": { "run": { "key": SECRET, "region": "eu-west" } } });
    json!({ "metadata": { "name": name, "summary": "A summary" }, "spec": { "id": spec_id }, "parameters": values })
}

#[test]
fn a_value_that_is_hidden_stays_hidden_whatever_became_of_the_request() {
    let service = service();
    let id = create_spec(&service, spec("one"));
    let post = |path: &str, body: String| raw(&service, "POST", path, body).status;
    let deployments = "/v1/apps/deployments/";
    assert_eq!(post(deployments, deployment("one", &id).to_string()), 201);
    assert_eq!(post(deployments, deployment("one", &id).to_string()), 409);
    let mut odd = deployment("odd", &id);
    odd["parameters"]["lodaer"] = json!({ "run": { "key": [{ "deep": SECRET }] } });
    assert_eq!(post(deployments, odd.to_string()), 422);
    // It breaks off, so nobody can say what is hidden in it.
    let half = deployment("half", &id).to_string();
    assert_eq!(post(deployments, half[..half.len() - 2].to_owned()), 400);
    let said = shown(&service);
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.contains("eu-west") && said.contains("********"), "the others are shown");
}

#[test]
fn once_the_definitions_are_gone_every_value_is_hidden() {
    let service = service();
    let mut spec = spec("one");
    // Only the app says that this one is hidden.
    spec["parameters"] = json!({ "run": [{ "name": "region", "type": "string", "required": false, "hideValue": true }] }).to_string().into();
    let id = create_spec(&service, spec);
    let body = deployment("one", &id).to_string();
    let created = raw(&service, "POST", "/v1/apps/deployments/", body).is(201).text("/id");
    let mut revision = deployment("", &id);
    let revision =
        json!({ "release": { "version": "1.0.0" }, "parameters": revision["parameters"].take() });
    let path = format!("/v1/apps/deployments/{created}/revisions");
    raw(&service, "POST", &path, revision.to_string());
    assert!(!shown(&service).contains("eu-west"));
    delete(&service, &format!("/v1/apps/deployments/{created}")).is(200);
    delete(&service, &format!("/v1/apps/specs/{id}")).is(200);
    let said = shown(&service);
    assert!(!said.contains("eu-west") && !said.contains(SECRET), "{said}");
}
