//! Releases: their order, their parts, what a new one must be.

use crate::support::*;
use press_apps_emulator::{Emulator, Service};
use serde_json::json;

fn release(version: &str) -> serde_json::Value {
    json!({ "release": { "version": version, "notes": "next" }, "config": config("2.0.0"), "parameters": null })
}

#[test]
fn a_release_is_greater_than_the_last_one() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}/releases");
    let created = post(&service, &path, release("1.10.0")).is(201);
    assert_eq!(created.body, json!({ "id": id, "release": { "version": "1.10.0" } }));
    for lower in ["1.9.0", "1.10.0", "1.10.0-rc.1", "1.10.0+build"] {
        let refusal = post(&service, &path, release(lower)).is(422);
        assert!(
            refusal.detail().contains("greater than the last release `1.10.0`"),
            "{}",
            refusal.detail()
        );
    }
    let spec = get(&service, &format!("/v1/apps/specs/{id}")).is(200);
    assert_eq!(spec.text("/latestRelease/version"), "1.10.0");
}

#[test]
fn a_release_is_described_with_its_blocks_and_parameters() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}/releases");
    let mut body = release("2.0.0");
    let run = json!([{ "name": "agg_type", "type": "string", "required": true }]);
    body["parameters"] = json!({ "run": run });
    post(&service, &path, body).is(201);
    let found = get(&service, &format!("{path}/2.0.0")).is(200);
    assert_eq!(found.body["config"], config("2.0.0"));
    assert_eq!(found.body["parameters"], json!({ "build": [], "run": run }));
    assert_eq!(found.text("/notes"), "next");
    assert_eq!(found.text("/version"), "2.0.0");
    get(&service, &format!("{path}/3.0.0")).is(404);
    get(&service, &format!("{path}/latest")).is(400);
}

#[test]
fn releases_are_listed_newest_first() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}/releases");
    post(&service, &path, release("2.0.0")).is(201);
    let versions = |query: &str| {
        let list = get(&service, &format!("{path}{query}")).is(200).body;
        let rows = list["releases"].as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| row["version"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(versions(""), ["2.0.0", "1.0.0"]);
    assert_eq!(versions("?sort=createdAt"), ["1.0.0", "2.0.0"]);
    assert_eq!(versions("?sort=createdBy&pageSize=1"), ["1.0.0"]);
    get(&service, &format!("{path}?sort=name")).is(400);
}

#[test]
fn an_unknown_release_of_a_block_is_refused() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let mut body = release("2.0.0");
    body["config"][0]["release"]["version"] = json!("7.0.0");
    let refusal = post(&service, &format!("/v1/apps/specs/{id}/releases"), body).is(422);
    assert!(refusal.detail().starts_with("/config/0: block spec"), "{}", refusal.detail());
}

#[test]
fn a_row_tells_of_a_release_what_it_is_and_not_what_is_in_it() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}/releases");
    post(&service, &path, release("2.0.0")).is(201);
    let list = get(&service, &path).is(200);
    assert_eq!(list.body["releaseCount"], 2);
    assert_eq!(
        list.body["releases"][0],
        json!({
            "id": list.text("/releases/0/id"),
            "version": "2.0.0",
            "notes": "next",
            "createdAt": "2020-01-01T18:00:00.000Z",
            "createdBy": "jane.smith@peak.ai",
        })
    );
    // A release that is not the latest has its own blocks, notes and no parameters of another.
    let first = get(&service, &format!("{path}/1.0.0")).is(200);
    assert_eq!(
        (&first.body["config"], first.text("/notes")),
        (&config("1.0.0"), "first".to_owned())
    );
    assert_eq!(first.body["parameters"], json!({ "build": [], "run": [] }));
    assert_ne!(first.text("/id"), list.text("/releases/0/id"));
    assert_eq!(first.text("/id"), list.text("/releases/1/id"));
}

#[test]
fn others_read_the_releases_of_a_public_spec_and_publish_none() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let mut body = spec("one");
    body["scope"] = json!("public");
    let path = format!("/v1/apps/specs/{}/releases", create_spec(&service, body));
    let publish = |token: &str, path: &str| {
        with_token(&service, token, "POST", path, release("2.0.0").to_string())
    };
    publish("b", &path).is(403);
    publish("a", "/v1/apps/specs/nope/releases").is(404);
    let list = with_token(&service, "b", "GET", &path, "").is(200);
    assert_eq!(list.body["releaseCount"], 1);
    publish("a", &path).is(201);
    let missing = with_token(&service, "b", "GET", &format!("{path}/3.0.0"), "").is(404);
    assert!(missing.detail().ends_with("has no release `3.0.0`"), "{}", missing.detail());
}

#[test]
fn parameters_of_a_release_are_those_of_its_own_request() {
    let service = Service::new();
    let path = format!("/v1/apps/specs/{}/releases", create_spec(&service, spec("one")));
    let run = json!([{ "name": "agg_type", "type": "string", "required": false }]);
    for (version, parameters, expected) in [
        ("1.1.0", json!({ "run": run }), json!({ "build": [], "run": run })),
        ("1.2.0", json!({ "build": [] }), json!({ "build": [], "run": [] })),
        ("1.3.0", json!(null), json!({ "build": [], "run": [] })),
    ] {
        let mut body = release(version);
        body["parameters"] = parameters;
        post(&service, &path, body).is(201);
        let found = get(&service, &format!("{path}/{version}")).is(200);
        assert_eq!(found.body["parameters"], expected, "{version}");
    }
    for wrong in [json!({ "run": null }), json!({ "run": {} }), json!([])] {
        let mut body = release("2.0.0");
        body["parameters"] = wrong.clone();
        post(&service, &path, body).is(422);
    }
}
