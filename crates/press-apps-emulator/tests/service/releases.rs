//! Releases: their order, their parts, what a new one must be.

use crate::support::*;
use press_apps_emulator::Service;
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
