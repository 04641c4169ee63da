//! Revisions: which release a new one deploys, what a redeploy keeps, and when there is none.

use crate::support::*;
use press_apps_emulator::Service;
use serde_json::json;

#[test]
fn a_new_revision_supersedes_the_one_before() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let release = json!({ "release": { "version": "2.0.0" }, "config": config("2.0.0") });
    let id = create_deployment(&service, deployment("d-1", &spec));
    post(&service, &format!("/v1/apps/specs/{spec}/releases"), release).is(201);
    let revisions = format!("{}/revisions", path(&id));
    post(&service, &revisions, json!({})).is(409);
    service.advance(10 * SECOND);
    assert_eq!(
        get(&service, &path(&id)).is(200).body["spec"]["release"],
        json!({ "currentVersion": "1.0.0", "latestVersion": "2.0.0" })
    );
    let created = post(&service, &revisions, json!({ "revision": { "notes": "second" } })).is(201);
    assert_eq!(created.body, json!({ "id": id, "revision": 2 }));
    let list = |query: &str| {
        let rows = get(&service, &format!("{revisions}{query}")).is(200).body["revisions"].clone();
        let rows = rows.as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| {
                (
                    row["revision"].as_u64().unwrap_or_default(),
                    row["status"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    let (one, two) = ((1, "superseded".to_owned()), (2, "deploying".to_owned()));
    assert_eq!(list(""), [one.clone(), two.clone()]);
    assert_eq!(list("?sort=createdAt:desc"), [two.clone(), one.clone()]);
    assert_eq!(list("?status=superseded,failed"), [one]);
    let second = get(&service, &format!("{revisions}/2")).is(200);
    assert_eq!(second.body["spec"], json!({ "id": spec, "release": { "version": "2.0.0" } }));
    assert_eq!(second.text("/notes"), "second");
    assert_eq!(second.body["blocks"][0]["revision"], 2);
    get(&service, &format!("{revisions}/3")).is(404);
    for wrong in ["0", "-1", "two", "1.0", "99999999999999999999"] {
        let refusal = get(&service, &format!("{revisions}/{wrong}"));
        assert!([400, 404].contains(&refusal.status), "{wrong}: {refusal:?}");
    }
}

#[test]
fn a_new_revision_may_name_a_release_that_is_not_the_latest() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    for version in ["2.0.0", "3.0.0"] {
        let release = json!({ "release": { "version": version }, "config": config("2.0.0") });
        post(&service, &format!("/v1/apps/specs/{spec}/releases"), release).is(201);
    }
    let id = create_deployment(&service, deployment("d-1", &spec));
    let revisions = format!("{}/revisions", path(&id));
    for (n, (body, version)) in [
        (json!({ "release": { "version": "1.0.0" } }), "1.0.0"),
        (json!({ "release": { "version": "2.0.0" } }), "2.0.0"),
        (json!({}), "3.0.0"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(post(&service, &revisions, body).is(201).body["revision"], n + 2);
        let found = get(&service, &path(&id)).is(200);
        assert_eq!(found.text("/spec/release/currentVersion"), version);
        assert_eq!(found.text("/spec/release/latestVersion"), "3.0.0");
        assert_eq!(found.body["latestRevision"]["artifact"]["version"], n + 2);
    }
    let body = json!({ "release": { "version": "4.0.0" } });
    assert_eq!(
        post(&service, &revisions, body).is(404).detail(),
        format!("/release/version: app spec `{spec}` has no release `4.0.0`")
    );
    for (wrong, status) in [("0", 400), ("5", 404), ("1000", 404)] {
        let refused = get(&service, &format!("{revisions}/{wrong}"));
        assert!(refused.status >= status, "{wrong}: {}", refused.body);
    }
    post(&service, "/v1/apps/deployments/nope/revisions", json!({})).is(404);
    get(&service, "/v1/apps/deployments/nope/revisions").is(404);
    get(&service, "/v1/apps/deployments/nope/revisions/1").is(404);
}

#[test]
fn a_redeploy_runs_the_same_revision_again_under_another_number() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    service.script("d-1").warning_at_block(2);
    let mut body = deployment("d-1", &spec);
    body["revision"] = json!({ "notes": "first notes" });
    body["parameters"] = json!({ "workflow-block-private": { "run": { "num_iterations": 7 } } });
    let id = create_deployment(&service, body);
    // What is published meanwhile is not what failed.
    let release = json!({ "release": { "version": "2.0.0" }, "config": config("2.0.0") });
    post(&service, &format!("/v1/apps/specs/{spec}/releases"), release).is(201);
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "warning");
    let again = post(&service, &format!("{}/redeploy", path(&id)), json!({})).is(202);
    service.advance(10 * SECOND);
    let revision =
        |number: u64| get(&service, &format!("{}/revisions/{number}", path(&id))).is(200).body;
    let (first, second) = (revision(1), revision(2));
    let mut expected = first.clone();
    expected["id"] = again.body["revisionId"].clone();
    expected["revision"] = json!(2);
    expected["status"] = json!("deployed");
    expected["createdAt"] = json!("2020-01-01T18:00:10.000Z");
    for block in expected["blocks"].as_array_mut().expect("blocks") {
        block["revision"] = json!(2);
        block["status"] = json!("deployed");
    }
    assert_eq!(second, expected);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(second["notes"], "first notes");
    assert_eq!(
        second["parameters"],
        json!({ "workflow-block-private": { "run": { "num_iterations": 7 } } })
    );
    assert_eq!(second["spec"]["release"]["version"], "1.0.0");
}

#[test]
fn without_a_spec_there_is_no_new_revision() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    service.script("d-1").delete_failed();
    let id = create_deployment(&service, deployment("d-1", &spec));
    delete(&service, &path(&id)).is(200);
    delete(&service, &format!("/v1/apps/specs/{spec}")).is(200);
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "delete_failed");
    let refused = post(&service, &format!("{}/revisions", path(&id)), json!({})).is(422);
    assert_eq!(
        refused.detail(),
        format!("the app spec `{spec}` of deployment `{id}` is no longer there")
    );
    // What runs can still be read.
    assert_eq!(get(&service, &path(&id)).is(200).text("/spec/release/latestVersion"), "1.0.0");
}

#[test]
fn what_could_not_be_deleted_takes_a_new_revision_whatever_it_was_at() {
    let service = slow();
    let spec_id = create_spec(&service, spec("one"));
    service.script("d-1").stay_deploying().delete_failed();
    let id = create_deployment(&service, deployment("d-1", &spec_id));
    delete(&service, &path(&id)).is(200);
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "delete_failed");
    raw(&service, "POST", &format!("{}/redeploy", path(&id)), "").is(422);
    post(&service, &format!("{}/revisions", path(&id)), json!({})).is(201);
    assert_eq!(status(&service, &id), "deploying");
}
