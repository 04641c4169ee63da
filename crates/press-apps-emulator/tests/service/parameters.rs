//! Parameters of releases and values of deployments: judged by the model, passed on to blocks, masked.

use press_apps_emulator::{Block, Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

/// One block that asks for something, and an app that hides something.
fn service() -> (Service, String) {
    let parameters = json!({
        "build": [{ "name": "region", "type": "string", "required": false, "defaultValue": "eu" }],
        "run": [
            { "name": "rounds", "type": "number", "required": true },
            { "name": "token", "type": "string", "required": false, "hideValue": true },
            { "name": "mail", "type": "string", "required": false },
        ],
    });
    let service = Emulator::builder()
        .block(Block::new("blk-1", "loader", "workflow").release("1.0.0", parameters))
        .service();
    let mut document = document("one");
    document["config"] = json!([{ "id": "blk-1", "release": { "version": "1.0.0" } }]);
    let app = json!({ "run": [
        { "name": "rounds", "type": "number", "required": false, "defaultValue": 10 },
        { "name": "mail", "type": "string", "required": false, "hideValue": true },
    ] });
    let id = create_spec(
        &service,
        json!({ "spec": document.to_string(), "parameters": app.to_string() }),
    );
    (service, id)
}

fn deploy(service: &Service, spec: &str, name: &str, values: Value) -> Answer {
    let mut body = deployment(name, spec);
    body.as_object_mut().expect("an object").extend(values.as_object().expect("an object").clone());
    post(service, "/v1/apps/deployments/", body)
}

fn shown(service: &Service, id: &str) -> Value {
    get(service, &format!("/v1/apps/deployments/{id}/revisions/1")).is(200).body["parameters"]
        .clone()
}

#[test]
fn a_block_value_wins_over_an_app_value_which_wins_over_a_default() {
    let (service, spec) = service();
    let rounds = |values: Value| {
        let id =
            deploy(&service, &spec, &format!("d-{}", service.served()), values).is(201).text("/id");
        shown(&service, &id)["loader"]["run"]["rounds"].clone()
    };
    assert_eq!(rounds(json!({})), 10);
    assert_eq!(rounds(json!({ "appParameters": { "run": { "rounds": 20 } } })), 20);
    let both = json!({ "appParameters": { "run": { "rounds": 20 } }, "parameters": { "loader": { "run": { "rounds": 30 } } } });
    assert_eq!(rounds(both), 30);
}

#[test]
fn hidden_values_are_masked_whoever_hides_them() {
    let (service, spec) = service();
    let values = json!({
        "appParameters": { "run": { "mail": "canary-app" } },
        "parameters": { "loader": { "run": { "token": "canary-block" } } },
    });
    let id = deploy(&service, &spec, "d-1", values).is(201).text("/id");
    assert_eq!(
        shown(&service, &id),
        json!({ "loader": { "build": { "region": "eu" }, "run": { "rounds": 10, "token": "********", "mail": "********" } } })
    );
    for path in ["", "/revisions", "/revisions/1"] {
        let answer = get(&service, &format!("/v1/apps/deployments/{id}{path}")).is(200);
        assert!(!answer.body.to_string().contains("canary"), "{}", answer.body);
    }
}

#[test]
fn values_that_do_not_fit_are_refused_with_every_finding_and_without_the_value() {
    let (service, spec) = service();
    let values = json!({
        "parameters": { "loader": { "run": { "rounds": "canary", "roundz": 1 } }, "lodaer": {} },
        "appParameters": { "run": { "rounds": true } },
    });
    let refusal = deploy(&service, &spec, "d-1", values).is(422);
    for place in [
        "/parameters/loader/run/rounds",
        "/parameters/loader/run/roundz",
        "/parameters/lodaer",
        "/appParameters/run/rounds",
    ] {
        assert!(refusal.detail().contains(place), "{place}: {}", refusal.detail());
    }
    assert!(!refusal.detail().contains("canary"), "{}", refusal.detail());
}

#[test]
fn an_app_parameter_belongs_to_a_block() {
    let service = Service::new();
    let lost = json!({ "run": [{ "name": "lost", "type": "string", "required": false }] });
    let body = json!({ "spec": document("one").to_string(), "parameters": lost.to_string() });
    let refusal = post(&service, "/v1/apps/specs/", body).is(422);
    assert!(refusal.detail().starts_with("/parameters/run/0/name"), "{}", refusal.detail());
}

#[test]
fn values_for_blocks_that_nobody_described_are_taken_as_they_are() {
    let service = Emulator::builder().any_block(true).service();
    let mut document = document("one");
    document["config"] = json!([{ "id": "blk-1", "release": { "version": "1.0.0" } }]);
    let app = json!({ "run": [{ "name": "key", "type": "string", "required": false, "hideValue": true }] });
    let spec = create_spec(
        &service,
        json!({ "spec": document.to_string(), "parameters": app.to_string() }),
    );
    let values = json!({ "parameters": { "block-1": { "run": { "n": 50, "key": "secret" } } } });
    let id = deploy(&service, &spec, "d-1", values).is(201).text("/id");
    assert_eq!(
        shown(&service, &id),
        json!({ "block-1": { "run": { "n": 50, "key": "********" } } })
    );
}

#[test]
fn the_values_of_the_example_page_are_taken() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    let run = json!({ "run": { "agg_type": "AVG", "email_notifications": true, "num_iterations": 50, "file_names": ["input.csv", "output.csv"] } });
    let values =
        json!({ "parameters": { "workflow-block-private": run, "webapp-block-private": run } });
    let id = deploy(&service, &spec, "d-1", values.clone()).is(201).text("/id");
    assert_eq!(shown(&service, &id), values["parameters"]);
}

#[test]
fn one_block_that_nobody_described_leaves_the_values_of_all_as_they_are() {
    let block = Block::new("blk-1", "loader", "workflow").release(
        "1.0.0",
        json!({ "build": [{ "name": "key", "type": "string", "required": true, "hideValue": true }] }),
    );
    let service = Emulator::builder().any_block(true).block(block).service();
    let mut document = document("one");
    document["config"] = json!([
        { "id": "blk-1", "release": { "version": "1.0.0" } },
        { "id": "blk-2", "release": { "version": "1.0.0" } },
    ]);
    let spec = create_spec(&service, json!({ "spec": document.to_string() }));
    // Neither what is missing nor what is unknown can be told; what is hidden is known all the same.
    let values = json!({ "loader": { "run": { "key": "seen", "n": [1] }, "build": { "key": "hidden" } }, "other": {} });
    let id = deploy(&service, &spec, "d-1", json!({ "parameters": values })).is(201).text("/id");
    let mut expected = values;
    expected["loader"]["build"]["key"] = json!("********");
    assert_eq!(shown(&service, &id), expected);
    let id = deploy(&service, &spec, "d-2", json!({})).is(201).text("/id");
    assert_eq!(shown(&service, &id), json!({}));
}

#[test]
fn a_new_revision_has_the_values_of_its_own_request() {
    let (service, spec) = service();
    let values =
        json!({ "parameters": { "loader": { "run": { "rounds": 30, "token": "canary" } } } });
    let id = deploy(&service, &spec, "d-1", values).is(201).text("/id");
    let revisions = format!("/v1/apps/deployments/{id}/revisions");
    let body = json!({ "parameters": { "loader": { "run": { "rounds": 40 } } } });
    post(&service, &revisions, body).is(201);
    let run = |revision: u64| {
        let found = get(&service, &format!("{revisions}/{revision}")).is(200);
        found.body["parameters"]["loader"]["run"].clone()
    };
    assert_eq!(run(1), json!({ "rounds": 30, "token": "********" }));
    assert_eq!(run(2), json!({ "rounds": 40 }));
    let refused = post(&service, &revisions, json!({ "parameters": { "lodaer": {} } })).is(422);
    assert!(refused.detail().contains("/parameters/lodaer"), "{}", refused.detail());
}
