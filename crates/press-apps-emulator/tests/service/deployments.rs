//! Deployments and revisions: how they move, how they end, what may be done when.

use crate::support::*;
use press_apps_emulator::{Emulator, Service};
use serde_json::{Value, json};

fn blocks(service: &Service, id: &str) -> Vec<String> {
    let blocks = get(service, &path(id)).is(200).body["latestRevision"]["blocks"].clone();
    blocks
        .as_array()
        .expect("blocks")
        .iter()
        .map(|block| block["status"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_deployment_is_described_with_every_documented_member() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    let mut body = deployment("d-1", &spec);
    body["revision"] = json!({ "notes": "initial" });
    let id = create_deployment(&service, body);
    let found = get(&service, &path(&id)).is(200);
    let block = |n: usize, name: &str, kind: &str| {
        json!({
            "deploymentId": found.text(&format!("/latestRevision/blocks/{n}/deploymentId")),
            "platformId": found.text(&format!("/latestRevision/blocks/{n}/platformId")),
            "kind": kind,
            "name": format!("d-1-{name}"),
            "revision": 1,
            "status": "deployed",
        })
    };
    assert_eq!(
        found.body["latestRevision"],
        json!({
            "id": found.text("/latestRevision/id"),
            "revision": 1,
            "notes": "initial",
            "status": "deployed",
            "createdAt": "2020-01-01T18:00:00.000Z",
            "createdBy": "jane.smith@peak.ai",
            "artifact": { "id": found.text("/latestRevision/artifact/id"), "version": 1 },
            "blocks": [block(0, "workflow-block-private", "workflow"), block(1, "webapp-block-private", "webapp")],
        })
    );
    assert_eq!(
        found.body["spec"],
        json!({ "id": spec, "release": { "currentVersion": "1.0.0", "latestVersion": "1.0.0" } })
    );
    let list = get(&service, "/v1/apps/deployments/").is(200);
    assert_eq!(list.body["deploymentCount"], 1);
    assert!(list.body["deployments"][0]["latestRevision"].get("blocks").is_none());
}

#[test]
fn deploying_takes_its_time_and_blocks_go_one_by_one() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let id = create_deployment(&service, deployment("d-1", &spec));
    assert_eq!(status(&service, &id), "deploying");
    service.advance(5 * SECOND);
    assert_eq!(blocks(&service, &id), ["deployed", "deploying"]);
    service.advance(5 * SECOND);
    assert_eq!(
        (status(&service, &id).as_str(), blocks(&service, &id)),
        ("deployed", vec!["deployed".to_owned(); 2])
    );
}

#[test]
fn a_script_says_how_a_deployment_ends() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    service.script("a").fail_at_block(2);
    service.script("b").warning_at_block(1);
    service.script("c").roll_back();
    service.script("d").rollback_failed();
    service.script("e").platform_resource_error();
    service.script("f").stay_deploying();
    service.script("g").deployed();
    let ends: Vec<(String, Vec<String>)> = ["a", "b", "c", "d", "e", "f", "g"]
        .map(|name| create_deployment(&service, deployment(name, &spec)))
        .map(|id| (status(&service, &id), blocks(&service, &id)))
        .to_vec();
    let expected = [
        ("failed", ["deployed", "failed"]),
        ("warning", ["warning", "deployed"]),
        ("rollback_complete", ["rollback_complete", "rollback_complete"]),
        ("rollback_failed", ["rollback_failed", "rollback_failed"]),
        ("platform_resource_error", ["platform_resource_error", "deployed"]),
        ("deploying", ["deploying", "deploying"]),
        ("deployed", ["deployed", "deployed"]),
    ];
    assert_eq!(
        ends,
        expected.map(|(status, blocks)| (status.to_owned(), blocks.map(str::to_owned).to_vec()))
    );
}

#[test]
fn only_a_failed_or_warned_deployment_is_redeployed() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    service.script("d-1").fail_at_block(1);
    let id = create_deployment(&service, deployment("d-1", &spec));
    let redeploy = || raw(&service, "POST", &format!("{}/redeploy", path(&id)), "{}");
    assert!(redeploy().is(409).detail().contains("deploying"));
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "failed");
    assert_eq!(
        get(&service, &path(&id)).is(200).body["latestRevision"]["blocks"][0]["platformId"],
        Value::Null
    );
    let again = redeploy().is(202);
    assert_eq!((&again.body["deploymentId"], &again.body["revision"]), (&json!(id), &json!(2)));
    assert_eq!(status(&service, &id), "redeploying");
    let found = get(&service, &path(&id)).is(200);
    assert_eq!(
        (found.text("/latestRevision/id"), found.text("/latestRevision/status")),
        (again.text("/revisionId"), "deploying".to_owned())
    );
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "deployed");
    assert!(redeploy().is(422).detail().contains("deployed"));
    raw(&service, "POST", "/v1/apps/deployments/nope/redeploy", "").is(404);
}

#[test]
fn a_release_is_the_latest_unless_named_and_has_to_be_there() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    let release = json!({ "release": { "version": "2.0.0" }, "config": config("2.0.0") });
    post(&service, &format!("/v1/apps/specs/{spec}/releases"), release).is(201);
    let id = create_deployment(&service, deployment("latest", &spec));
    assert_eq!(get(&service, &path(&id)).is(200).text("/spec/release/currentVersion"), "2.0.0");
    let mut named = deployment("named", &spec);
    named["spec"]["release"] = json!({ "version": "1.0.0" });
    let id = create_deployment(&service, named.clone());
    assert_eq!(get(&service, &path(&id)).is(200).text("/spec/release/currentVersion"), "1.0.0");
    named["metadata"]["name"] = json!("other");
    named["spec"]["release"]["version"] = json!("3.0.0");
    post(&service, "/v1/apps/deployments/", named).is(404);
    post(&service, "/v1/apps/deployments/", deployment("other", "nope")).is(404);
}

#[test]
fn only_an_available_spec_is_deployed() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    patch(
        &service,
        &format!("/v1/apps/specs/{spec}"),
        json!({ "metadata": { "status": "archived" } }),
    )
    .is(200);
    let refusal = post(&service, "/v1/apps/deployments/", deployment("d-1", &spec)).is(422);
    assert!(refusal.detail().contains("archived"), "{}", refusal.detail());
}

#[test]
fn deleting_takes_its_time_and_lets_go_of_the_spec() {
    let service = slow();
    let spec_id = create_spec(&service, spec("one"));
    let id = create_deployment(&service, deployment("d-1", &spec_id));
    assert_eq!(delete(&service, &path(&id)).is(200).body, json!({}));
    assert_eq!(status(&service, &id), "deleting");
    delete(&service, &path(&id)).is(200);
    patch(&service, &path(&id), json!({ "title": "t" })).is(409);
    raw(&service, "POST", &format!("{}/redeploy", path(&id)), "").is(409);
    post(&service, &format!("{}/revisions", path(&id)), json!({})).is(409);
    delete(&service, &format!("/v1/apps/specs/{spec_id}")).is(200);
    assert_eq!(get(&service, &path(&id)).is(200).text("/spec/release/latestVersion"), "1.0.0");
    service.advance(10 * SECOND);
    get(&service, &path(&id)).is(404);
    delete(&service, &path(&id)).is(404);
}

#[test]
fn a_delete_that_fails_leaves_the_deployment_with_its_spec() {
    let service = slow();
    let spec_id = create_spec(&service, spec("one"));
    service.script("d-1").delete_failed();
    let id = create_deployment(&service, deployment("d-1", &spec_id));
    delete(&service, &path(&id)).is(200);
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &id), "delete_failed");
    delete(&service, &format!("/v1/apps/specs/{spec_id}")).is(422);
    delete(&service, &path(&id)).is(200);
    service.advance(10 * SECOND);
    get(&service, &path(&id)).is(404);
}

#[test]
fn metadata_is_patched_flat_and_names_are_unique() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    let (one, two) = (
        create_deployment(&service, deployment("d-1", &spec)),
        create_deployment(&service, deployment("d-2", &spec)),
    );
    let patched =
        patch(&service, &path(&one), json!({ "title": "One", "tags": [{ "name": "x" }] })).is(200);
    assert_eq!(
        (patched.text("/metadata/title"), &patched.body["metadata"]["tags"]),
        ("One".to_owned(), &json!([{ "name": "x" }]))
    );
    assert_eq!(
        patch(&service, &path(&one), json!({ "title": "One" })).is(422).detail(),
        "No changes detected"
    );
    assert_eq!(patch(&service, &path(&one), json!({})).is(422).detail(), "No changes detected");
    patch(&service, &path(&two), json!({ "name": "d-1" })).is(409);
    post(&service, "/v1/apps/deployments/", deployment("d-1", &spec)).is(409);
    let list = get(&service, "/v1/apps/deployments?name=d-&status=deployed&sort=name:desc").is(200);
    assert_eq!(names(&list, "deployments"), ["d-2", "d-1"]);
}

#[test]
fn deployments_of_others_are_not_there() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let mut body = spec("one");
    body["scope"] = json!("public");
    let spec = create_spec(&service, body);
    let id = create_deployment(&service, deployment("d-1", &spec));
    with_token(&service, "b", "GET", &path(&id), "").is(404);
    assert_eq!(
        with_token(&service, "b", "GET", "/v1/apps/deployments/", "").is(200).body["deploymentCount"],
        0
    );
    with_token(
        &service,
        "b",
        "POST",
        "/v1/apps/deployments/",
        deployment("d-1", &spec).to_string(),
    )
    .is(201);
    assert!(
        delete(&service, &path(&id)).status == 200
            && delete(&service, &format!("/v1/apps/specs/{spec}")).status == 422
    );
}

#[test]
fn what_is_wrong_about_the_spec_of_a_deployment_is_said_at_its_place() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let foreign = with_token(&service, "b", "POST", "/v1/apps/specs/", spec("other").to_string())
        .is(201)
        .text("/id");
    let own = create_spec(&service, spec("one"));
    let refused = |spec: &str, version: Option<&str>, status: u16| {
        let mut body = deployment("d", spec);
        if let Some(version) = version {
            body["spec"]["release"] = json!({ "version": version });
        }
        post(&service, "/v1/apps/deployments/", body).is(status).detail().to_owned()
    };
    assert_eq!(refused("nope", None, 404), "/spec/id: there is no app spec `nope`");
    assert_eq!(refused(&foreign, None, 404), format!("/spec/id: there is no app spec `{foreign}`"));
    assert_eq!(
        refused(&own, Some("3.0.0"), 404),
        format!("/spec/release/version: app spec `{own}` has no release `3.0.0`")
    );
    for status in ["unavailable", "archived"] {
        let body = json!({ "metadata": { "status": status } });
        patch(&service, &format!("/v1/apps/specs/{own}"), body).is(200);
        let detail = refused(&own, None, 422);
        assert!(
            detail.starts_with(&format!("/spec/id: app spec `{own}` is {status}; ")),
            "{detail}"
        );
    }
    let list = get(&service, "/v1/apps/deployments/").is(200);
    assert_eq!(list.body["deploymentCount"], 0);
}

#[test]
fn an_update_says_when_and_by_whom_and_keeps_the_rest() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let id = create_deployment(&service, deployment("d-1", &spec));
    service.advance(2 * SECOND);
    let mut expected = get(&service, &path(&id)).is(200).body;
    let patched =
        patch(&service, &path(&id), json!({ "name": "d-2", "summary": "Another" })).is(200);
    expected["metadata"]["name"] = json!("d-2");
    expected["metadata"]["summary"] = json!("Another");
    expected["metadata"]["updatedAt"] = json!("2020-01-01T18:00:02.000Z");
    assert_eq!(patched.body, expected);
    assert_eq!(patched.text("/metadata/createdAt"), "2020-01-01T18:00:00.000Z");
    assert_eq!(patched.text("/metadata/updatedBy"), "jane.smith@peak.ai");
    patch(&service, "/v1/apps/deployments/nope", json!({ "name": "d-2" })).is(404);
}
