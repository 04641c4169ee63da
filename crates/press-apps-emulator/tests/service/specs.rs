//! App specs: who sees them, what a list keeps and in which order, what may be changed.

use crate::support::*;
use std::time::Duration;

use press_apps_emulator::{Clock, Emulator, Service};
use serde_json::{Value, json};

#[test]
fn a_new_spec_is_described_with_every_documented_member() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let spec = get(&service, &format!("/v1/apps/specs/{id}")).is(200);
    assert_eq!(
        spec.body,
        json!({
            "id": id,
            "kind": "app",
            "featured": false,
            "scope": "private",
            "tenants": [],
            "metadata": {
                "name": "one",
                "title": null,
                "summary": "A summary",
                "description": null,
                "descriptionContentType": "text/plain",
                "imageUrl": null,
                "tags": [],
                "status": "available",
                "createdAt": "2020-01-01T18:00:00.000Z",
                "createdBy": "jane.smith@peak.ai",
                "updatedAt": "2020-01-01T18:00:00.000Z",
                "updatedBy": "jane.smith@peak.ai",
            },
            "latestRelease": {
                "id": spec.text("/latestRelease/id"),
                "version": "1.0.0",
                "notes": "first",
                "createdAt": "2020-01-01T18:00:00.000Z",
                "createdBy": "jane.smith@peak.ai",
                "config": config("1.0.0"),
            },
        })
    );
}

#[test]
fn the_members_of_a_create_may_be_texts_plain_or_nothing() {
    let service = Service::new();
    let plain = json!({ "spec": document("plain"), "featured": true, "scope": "shared", "tenants": ["t"], "parameters": null });
    let texts = json!({ "spec": document("texts").to_string(), "featured": "true", "scope": "shared", "tenants": "[\"t\"]", "parameters": "null" });
    for body in [plain, texts] {
        let id = create_spec(&service, body);
        let spec = get(&service, &format!("/v1/apps/specs/{id}")).is(200).body;
        assert_eq!(
            (&spec["featured"], &spec["scope"], &spec["tenants"]),
            (&json!(true), &json!("shared"), &json!(["t"]))
        );
    }
    let python = json!({ "spec": document("python").to_string(), "featured": "null", "scope": null, "parameters": "null" });
    let id = create_spec(&service, python);
    let spec = get(&service, &format!("/v1/apps/specs/{id}")).is(200).body;
    assert_eq!((&spec["featured"], &spec["scope"]), (&json!(false), &json!("private")));
}

#[test]
fn not_a_number_is_no_json_outside_or_inside() {
    let service = Service::new();
    let inside = json!({ "spec": document("x").to_string(), "parameters": "{\"run\": [{\"defaultValue\": NaN}]}" });
    let refusal = post(&service, "/v1/apps/specs/", inside).is(400);
    assert!(refusal.detail().contains("/parameters"), "{}", refusal.detail());
    raw(&service, "POST", "/v1/apps/specs/", "{\"spec\": NaN}").is(400);
}

#[test]
fn a_name_is_taken_once_per_tenant() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let id = create_spec(&service, spec("one"));
    let refusal = post(&service, "/v1/apps/specs/", spec("one")).is(409);
    assert!(refusal.detail().contains(&id), "{}", refusal.detail());
    with_token(&service, "b", "POST", "/v1/apps/specs/", spec("one").to_string()).is(201);
    let other = create_spec(&service, spec("two"));
    patch(&service, &format!("/v1/apps/specs/{other}"), json!({ "metadata": { "name": "one" } }))
        .is(409);
}

#[test]
fn a_block_that_is_not_registered_is_refused_unless_any_is_allowed() {
    let mut document = document("one");
    document["config"][1]["id"] = json!("blk-1");
    let body = json!({ "spec": document.to_string() });
    let refusal = post(&Service::new(), "/v1/apps/specs/", body.clone()).is(422);
    assert_eq!(
        refusal.detail(),
        "/spec/config/1: there is no block spec `blk-1`; there are `0bddb4c6-40c5-45c3-b477-fceb2c051609` (workflow-block-private), `1jgf45hk-38h6-22h6-b460-aceb2c385790` (webapp-block-private); a scenario adds others, and `--any-block` takes any [block-exists]"
    );
    create_spec(&Emulator::builder().any_block(true).service(), body);
}

#[test]
fn lists_filter_sort_and_page() {
    let service = Service::new();
    for (name, title, featured) in
        [("beta", "B", "true"), ("alpha", "A", "false"), ("alphabet", "A b", "true")]
    {
        let mut document = document(name);
        document["metadata"]["title"] = json!(title);
        create_spec(&service, json!({ "spec": document.to_string(), "featured": featured }));
    }
    let list =
        |query: &str| names(&get(&service, &format!("/v1/apps/specs/?{query}")).is(200), "specs");
    assert_eq!(list(""), ["beta", "alpha", "alphabet"]);
    assert_eq!(list("name=alpha"), ["alpha", "alphabet"]);
    assert_eq!(list("name=Alpha"), [""; 0]);
    assert_eq!(list("title=A+"), ["alphabet"]);
    assert_eq!(list("featured=True"), ["beta", "alphabet"]);
    assert_eq!(list("featured=false"), ["alpha"]);
    assert_eq!(list("sort=name"), ["alpha", "alphabet", "beta"]);
    assert_eq!(list("sort=title:desc"), ["beta", "alphabet", "alpha"]);
    assert_eq!(list("sort=createdAt:desc"), ["alphabet", "alpha", "beta"]);
    assert_eq!(list("status=archived,unavailable"), [""; 0]);
    assert_eq!(list("status=archived&status=available").len(), 3);
    let page = get(&service, "/v1/apps/specs?pageSize=2&pageNumber=2").is(200).body;
    assert_eq!(
        [&page["pageCount"], &page["pageNumber"], &page["pageSize"], &page["specCount"]],
        [&json!(2), &json!(2), &json!(2), &json!(3)]
    );
    assert_eq!(list("pageSize=2&pageNumber=2"), ["alphabet"]);
    assert_eq!(list("pageNumber=9"), [""; 0]);
    assert_eq!(get(&service, "/v1/apps/specs/?pageSize=500").is(200).body["pageSize"], 100);
}

#[test]
fn others_see_what_is_public_or_shared_with_them_and_change_nothing() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let mut ids = Vec::new();
    for (name, more) in [
        ("private", json!({})),
        ("public", json!({ "scope": "public" })),
        ("shared", json!({ "scope": "shared", "tenants": "[\"globex\"]" })),
        ("elsewhere", json!({ "scope": "shared", "tenants": "[\"initech\"]" })),
    ] {
        let mut body = spec(name);
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        ids.push(create_spec(&service, body));
    }
    let list = with_token(&service, "b", "GET", "/v1/apps/specs/", "").is(200);
    assert_eq!(names(&list, "specs"), ["public", "shared"]);
    let path = |n: usize| format!("/v1/apps/specs/{}", ids[n]);
    with_token(&service, "b", "GET", &path(0), "").is(404);
    with_token(&service, "b", "GET", &path(1), "").is(200);
    with_token(&service, "b", "DELETE", &path(1), "").is(403);
    with_token(&service, "b", "PATCH", &path(2), "{\"featured\":true}").is(403);
    with_token(&service, "b", "DELETE", &path(3), "").is(404);
}

#[test]
fn a_patch_changes_what_it_names_and_refuses_to_change_nothing() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    let patched = patch(
        &service,
        &path,
        json!({ "metadata": { "title": "One", "status": "archived" }, "featured": true }),
    )
    .is(200);
    assert_eq!(patched.text("/metadata/title"), "One");
    assert_eq!(patched.text("/metadata/status"), "archived");
    assert_eq!(patched.text("/metadata/summary"), "A summary");
    assert_eq!(patched.body, get(&service, &path).is(200).body);
    for nothing in
        [json!({ "metadata": { "title": "One" } }), json!({ "featured": true }), json!({})]
    {
        assert_eq!(patch(&service, &path, nothing).is(422).detail(), "No changes detected");
    }
}

#[test]
fn tenants_are_replaced_and_belong_to_the_shared_scope() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    patch(&service, &path, json!({ "tenants": ["t1"] })).is(422);
    let shared =
        patch(&service, &path, json!({ "scope": "shared", "tenants": ["t1", "t2"] })).is(200);
    assert_eq!(shared.body["tenants"], json!(["t1", "t2"]));
    assert_eq!(
        patch(&service, &path, json!({ "tenants": ["t3"] })).is(200).body["tenants"],
        json!(["t3"])
    );
    assert_eq!(patch(&service, &path, json!({ "tenants": [] })).is(200).body["tenants"], json!([]));
    patch(&service, &path, json!({ "tenants": ["t4"] })).is(200);
    assert_eq!(
        patch(&service, &path, json!({ "scope": "private" })).is(200).body["tenants"],
        json!([])
    );
}

#[test]
fn a_spec_is_deleted_with_its_releases_but_not_under_its_deployments() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    let deployment = create_deployment(&service, deployment("d-1", &id));
    assert!(delete(&service, &path).is(422).detail().contains("`d-1`"));
    delete(&service, &format!("/v1/apps/deployments/{deployment}")).is(200);
    assert_eq!(delete(&service, &path).is(200).body, json!({}));
    get(&service, &path).is(404);
    get(&service, &format!("{path}/releases/1.0.0")).is(404);
    delete(&service, &path).is(404);
}

#[test]
fn an_update_changes_one_thing_at_a_time_and_says_when_and_by_whom() {
    let service = Emulator::builder().clock(Clock::Virtual).service();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    let mut expected = get(&service, &path).is(200).body;
    for (n, (body, place, value)) in [
        (json!({ "metadata": { "title": "One" } }), "/metadata/title", json!("One")),
        (
            json!({ "metadata": { "status": "unavailable" } }),
            "/metadata/status",
            json!("unavailable"),
        ),
        (json!({ "featured": true }), "/featured", json!(true)),
        (json!({ "featured": false }), "/featured", json!(false)),
        (json!({ "scope": "shared" }), "/scope", json!("shared")),
        (json!({ "tenants": ["t1"] }), "/tenants", json!(["t1"])),
        (json!({ "metadata": { "status": "available" } }), "/metadata/status", json!("available")),
        (json!({ "metadata": { "title": "Two" } }), "/metadata/title", json!("Two")),
    ]
    .into_iter()
    .enumerate()
    {
        service.advance(Duration::from_secs(1));
        let patched = patch(&service, &path, body.clone()).is(200);
        *expected.pointer_mut(place).expect(place) = value;
        expected["metadata"]["updatedAt"] = json!(format!("2020-01-01T18:00:0{}.000Z", n + 1));
        assert_eq!(patched.body, expected, "{body}");
        // Again it changes nothing.
        service.advance(Duration::ZERO);
        assert_eq!(patch(&service, &path, body.clone()).is(422).detail(), "No changes detected");
        assert_eq!(get(&service, &path).is(200).body, expected, "{body}");
    }
    // Whom a spec is shared with is given up with the scope, whatever else is said.
    let public = patch(&service, &path, json!({ "scope": "public" })).is(200);
    assert_eq!((&public.body["scope"], &public.body["tenants"]), (&json!("public"), &json!([])));
}

#[test]
fn who_sees_a_spec_follows_its_scope() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    for (body, seen) in [
        (json!({ "scope": "public" }), true),
        (json!({ "scope": "private" }), false),
        (json!({ "scope": "shared", "tenants": ["initech"] }), false),
        (json!({ "tenants": ["initech", "globex"] }), true),
        (json!({ "metadata": { "title": "One" } }), true),
        (json!({ "tenants": ["initech"] }), false),
    ] {
        patch(&service, &path, body.clone()).is(200);
        let status = if seen { 200 } else { 404 };
        for path in [path.clone(), format!("{path}/releases"), format!("{path}/releases/1.0.0")] {
            with_token(&service, "b", "GET", &path, "").is(status);
        }
        let list = with_token(&service, "b", "GET", "/v1/apps/specs/", "").is(200);
        assert_eq!(list.body["specCount"], Value::from(usize::from(seen)), "{body}");
        // Its owner sees it all the time.
        assert_eq!(names(&get(&service, "/v1/apps/specs/").is(200), "specs"), ["one"]);
    }
}

#[test]
fn specs_are_sorted_by_time_and_person_too() {
    let service =
        Emulator::builder().clock(Clock::Virtual).token("a").tenant_token("globex", "b").service();
    for (token, name) in [("a", "one"), ("b", "two"), ("a", "three")] {
        let mut body = spec(name);
        body["scope"] = json!("public");
        with_token(&service, token, "POST", "/v1/apps/specs/", body.to_string()).is(201);
        service.advance(Duration::from_secs(1));
    }
    let list =
        |query: &str| names(&get(&service, &format!("/v1/apps/specs/?{query}")).is(200), "specs");
    for (query, expected) in [
        ("sort=createdAt", ["one", "two", "three"]),
        ("sort=createdAt:desc", ["three", "two", "one"]),
        // `jane.smith@peak.ai` before `user@globex.example`.
        ("sort=createdBy", ["one", "three", "two"]),
        ("sort=createdBy:desc", ["two", "one", "three"]),
        ("sort=createdBy,createdAt:desc", ["three", "one", "two"]),
        ("sort=title,name:desc", ["two", "three", "one"]),
    ] {
        assert_eq!(list(query), expected, "{query}");
    }
    let others = get(&service, "/v1/apps/specs/?name=two").is(200);
    assert_eq!(others.text("/specs/0/metadata/createdBy"), "user@globex.example");
}

#[test]
fn a_block_runs_on_deploy_only_if_that_is_said() {
    let service = Service::new();
    let mut document = document("one");
    document["config"] = json!([
        { "id": WORKFLOW, "release": { "version": "1.0.0" } },
        { "id": WEBAPP, "release": { "version": "2.0.0" }, "autoRunOnDeploy": true },
    ]);
    let id = create_spec(&service, json!({ "spec": document.to_string() }));
    document["config"][0]["autoRunOnDeploy"] = json!(false);
    let found = get(&service, &format!("/v1/apps/specs/{id}")).is(200);
    assert_eq!(found.body["latestRelease"]["config"], document["config"]);
}

#[test]
fn a_row_of_a_list_has_the_latest_release_without_its_blocks() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let body =
        json!({ "release": { "version": "1.1.0", "notes": "next" }, "config": config("2.0.0") });
    post(&service, &format!("/v1/apps/specs/{id}/releases"), body).is(201);
    let mut described = get(&service, &format!("/v1/apps/specs/{id}")).is(200).body;
    let latest = described["latestRelease"].as_object_mut().expect("a release");
    assert_eq!(latest.remove("config"), Some(config("2.0.0")));
    assert_eq!(latest["version"], "1.1.0");
    assert_eq!(get(&service, "/v1/apps/specs/").is(200).body["specs"], json!([described]));
}
