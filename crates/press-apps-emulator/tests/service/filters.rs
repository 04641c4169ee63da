//! What each filter of a list keeps, and what it leaves out.

use press_apps_emulator::{Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

/// What is listed: the names of the rows in order, and the count of the answer.
#[track_caller]
fn listed(service: &Service, collection: &str, query: &str) -> (Vec<String>, u64) {
    let page = get(service, &format!("/v1/apps/{collection}/?{query}")).is(200);
    let count = format!("{}Count", collection.trim_end_matches('s'));
    (names(&page, collection), page.body[count].as_u64().expect("a count"))
}

/// That each query keeps just these.
#[track_caller]
fn keeps(service: &Service, collection: &str, table: &[(&str, &[&str])]) {
    for (query, expected) in table {
        let (names, count) = listed(service, collection, query);
        assert_eq!((&names[..], count), (&owned(expected)[..], expected.len() as u64), "{query}");
        // The count is of all pages, filtered or not.
        let (first, count) = listed(service, collection, &format!("{query}&pageSize=1"));
        let some = expected.first().map(|name| (*name).to_owned());
        assert_eq!((first, count), (Vec::from_iter(some), expected.len() as u64), "{query}");
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Names that begin like others, hold others, or are others in another case; in an order that is not that of the alphabet.
const NAMES: [&str; 5] = ["beta", "alphabet", "beta-2", "gamma-beta", "Beta"];

/// Which of them a name keeps: those that start with it, as they are written.
const BY_NAME: [(&str, &[&str]); 9] = [
    ("name=", &NAMES),
    ("name=b", &["beta", "beta-2"]),
    ("name=bet", &["beta", "beta-2"]),
    ("name=beta", &["beta", "beta-2"]),
    ("name=beta-2", &["beta-2"]),
    ("name=beta-22", &[]),
    ("name=eta", &[]),
    ("name=Bet", &["Beta"]),
    ("name=z", &[]),
];

fn specs() -> Service {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let rows = [
        ("Beta plan", "available", "true", "private", json!(null)),
        ("The Beta", "archived", "false", "public", json!(null)),
        ("Beta", "unavailable", "false", "shared", json!("[\"globex\"]")),
        ("beta", "available", "false", "private", json!(null)),
        ("", "archived", "true", "private", json!(null)),
    ];
    for (name, (title, status, featured, scope, tenants)) in NAMES.into_iter().zip(rows) {
        let mut document = document(name);
        document["metadata"]["title"] = json!(title);
        let mut body =
            json!({ "spec": document.to_string(), "featured": featured, "scope": scope });
        if !tenants.is_null() {
            body["tenants"] = tenants;
        }
        let id = create_spec(&service, body);
        if status != "available" {
            let body = json!({ "metadata": { "status": status } });
            patch(&service, &format!("/v1/apps/specs/{id}"), body).is(200);
        }
    }
    // Begins like some of them, and is not to be seen.
    with_token(&service, "b", "POST", "/v1/apps/specs/", spec("beta-9").to_string()).is(201);
    service
}

#[test]
fn specs_are_kept_by_the_beginning_of_name_and_title() {
    let service = specs();
    keeps(&service, "specs", &BY_NAME);
    keeps(
        &service,
        "specs",
        &[
            ("title=", &NAMES),
            ("title=Beta", &["beta", "beta-2"]),
            ("title=Beta+", &["beta"]),
            ("title=beta", &["gamma-beta"]),
            ("title=plan", &[]),
            ("title=The+Beta", &["alphabet"]),
            ("title=The+Beta+", &[]),
            ("name=beta&title=Beta+p", &["beta"]),
            ("name=alpha&title=Beta", &[]),
        ],
    );
}

#[test]
fn specs_are_kept_by_status_scope_and_featured_all_at_once() {
    keeps(
        &specs(),
        "specs",
        &[
            ("status=available", &["beta", "gamma-beta"]),
            ("status=archived", &["alphabet", "Beta"]),
            ("status=unavailable", &["beta-2"]),
            ("status=unavailable,archived", &["alphabet", "beta-2", "Beta"]),
            ("scope=private", &["beta", "gamma-beta", "Beta"]),
            ("scope=public", &["alphabet"]),
            ("scope=shared", &["beta-2"]),
            ("scope=shared&scope=public", &["alphabet", "beta-2"]),
            ("featured=true", &["beta", "Beta"]),
            ("featured=false", &["alphabet", "beta-2", "gamma-beta"]),
            ("status=archived&scope=private", &["Beta"]),
            ("status=archived&scope=shared", &[]),
            ("status=archived&featured=false", &["alphabet"]),
            ("scope=private&featured=true&name=Be", &["Beta"]),
            ("scope=private&featured=true&title=Be", &["beta"]),
        ],
    );
}

#[test]
fn deployments_are_kept_by_the_beginning_of_the_name_and_by_status() {
    let service = Emulator::builder().token("a").tenant_token("globex", "b").service();
    let mut body = spec("one");
    body["scope"] = json!("public");
    let spec = create_spec(&service, body);
    service.script("alphabet").fail_at_block(1);
    service.script("beta-2").warning_at_block(1);
    service.script("gamma-beta").stay_deploying();
    service.script("Beta").roll_back();
    for name in NAMES {
        create_deployment(&service, deployment(name, &spec));
    }
    let foreign = deployment("beta-9", &spec).to_string();
    with_token(&service, "b", "POST", "/v1/apps/deployments/", foreign).is(201);
    keeps(&service, "deployments", &BY_NAME);
    keeps(
        &service,
        "deployments",
        &[
            ("status=deployed", &["beta"]),
            ("status=failed", &["alphabet"]),
            ("status=deploying,rollback_complete", &["gamma-beta", "Beta"]),
            ("status=warning&status=deployed", &["beta", "beta-2"]),
            ("status=rollback", &[]),
            ("status=deployed&name=bet", &["beta"]),
            ("status=failed&name=bet", &[]),
            ("status=deployed,failed,warning&sort=name:desc", &["beta-2", "beta", "alphabet"]),
        ],
    );
}

#[test]
fn revisions_are_kept_by_their_own_status() {
    let service = Service::new();
    let spec = create_spec(&service, spec("one"));
    let id = create_deployment(&service, deployment("d-1", &spec));
    let path = format!("/v1/apps/deployments/{id}/revisions");
    post(&service, &path, json!({})).is(201);
    service.script("d-1").fail_at_block(2);
    post(&service, &path, json!({})).is(201);
    for (query, expected) in [
        ("status=superseded", vec![1, 2]),
        ("status=failed", vec![3]),
        ("status=failed,superseded", vec![1, 2, 3]),
        ("status=deployed", vec![]),
        ("status=superseded&pageSize=1&pageNumber=2", vec![2]),
    ] {
        let page = get(&service, &format!("{path}?{query}")).is(200).body;
        let rows = page["revisions"].as_array().expect("rows");
        let numbers: Vec<Option<u64>> = rows.iter().map(|row| row["revision"].as_u64()).collect();
        assert_eq!(numbers, expected.iter().map(|number| Some(*number)).collect::<Vec<_>>());
        let all = if query.contains("pageSize") { 2 } else { expected.len() };
        assert_eq!(page["revisionCount"], Value::from(all), "{query}");
    }
}
