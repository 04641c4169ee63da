//! Faults, seen by a caller without a socket: what is answered, and what happened all the same.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use press_apps_emulator::{Emulator, Fault, Outcome, Service};
use serde_json::{Value, json};

use crate::support::*;

fn send(service: &Service, method: &str, path: &str, body: &Value) -> Outcome {
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let request =
        Request::builder().method(method).uri(path).header("authorization", service.token());
    service.exchange(request.body(body).expect("a request")).outcome
}

fn list(service: &Service) -> Outcome {
    send(service, "GET", "/v1/apps/specs/", &Value::Null)
}

fn answer(outcome: Outcome) -> Response<Bytes> {
    match outcome {
        Outcome::Respond(response) => response,
        other => panic!("no answer: {other:?}"),
    }
}

fn specs(service: &Service) -> u64 {
    get(service, "/v1/apps/specs/").is(200).body["specCount"].as_u64().expect("a count")
}

#[test]
fn without_a_rule_a_request_is_answered_as_ever() {
    let response = answer(list(&Service::new()));
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("x-press-fault"));
}

#[test]
fn an_answer_of_its_own_has_its_body_headers_and_name() {
    let service = Service::new();
    service
        .fault(Fault::on("list_specs").times(1).status(503).html("<h1>Busy</h1>").retry_after("2"))
        .unwrap();
    service
        .fault(
            Fault::on("list_specs")
                .times(1)
                .status(429)
                .json(json!({ "detail": "slow down" }))
                .name("too-fast"),
        )
        .unwrap();
    service.fault(Fault::on("list_specs").times(1).status(500)).unwrap();
    service
        .fault(Fault::on("list_specs").times(1).redirect(301, "https://elsewhere.example/"))
        .unwrap();
    let busy = answer(list(&service));
    assert_eq!((busy.status().as_u16(), busy.body().as_ref()), (503, b"<h1>Busy</h1>".as_slice()));
    assert_eq!(busy.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(busy.headers()["retry-after"], "2");
    assert_eq!(busy.headers()["x-press-fault"], "status-503");
    assert!(busy.headers().contains_key("x-request-id"));
    let fast = answer(list(&service));
    assert_eq!(
        (fast.status().as_u16(), &fast.headers()["x-press-fault"]),
        (429, &http::HeaderValue::from_static("too-fast"))
    );
    let bare = answer(list(&service));
    assert_eq!(
        (bare.status().as_u16(), bare.body().len(), bare.headers().contains_key("content-type")),
        (500, 0, false)
    );
    let moved = answer(list(&service));
    assert_eq!(
        (moved.status().as_u16(), &moved.headers()["location"]),
        (301, &http::HeaderValue::from_static("https://elsewhere.example/"))
    );
    assert_eq!(answer(list(&service)).status(), 200);
}

#[test]
fn what_is_dropped_before_did_not_happen_and_what_is_dropped_after_did() {
    let service = Service::new();
    service.fault(Fault::on("create_spec").times(1).drop_before()).unwrap();
    service.fault(Fault::on("create_spec").times(1).drop_after_commit()).unwrap();
    service.fault(Fault::on("create_spec").times(1).stall()).unwrap();
    service
        .fault(
            Fault::on("create_spec").times(1).status(502).html("<h1>Gateway</h1>").after_commit(),
        )
        .unwrap();
    assert!(matches!(send(&service, "POST", "/v1/apps/specs/", &spec("a")), Outcome::DropBefore));
    assert_eq!(specs(&service), 0);
    assert!(matches!(send(&service, "POST", "/v1/apps/specs/", &spec("b")), Outcome::DropAfter));
    assert_eq!(specs(&service), 1);
    assert!(matches!(send(&service, "POST", "/v1/apps/specs/", &spec("c")), Outcome::Stall));
    assert_eq!(specs(&service), 1);
    assert_eq!(answer(send(&service, "POST", "/v1/apps/specs/", &spec("d"))).status(), 502);
    assert_eq!(specs(&service), 2);
    let creates =
        service.requests().into_iter().filter(|seen| seen.operation == Some("create_spec"));
    let done: Vec<_> =
        creates.map(|seen| seen.committed_status.map(|status| status.as_u16())).collect();
    assert_eq!(done, [None, Some(201), None, Some(201)]);
}

#[test]
fn an_answer_can_be_cut_changed_and_held_back() {
    let service = Service::new();
    let id = create_spec(&service, spec("one"));
    let path = format!("/v1/apps/specs/{id}");
    service.fault(Fault::on("describe_spec").times(1).truncate(7)).unwrap();
    service
        .fault(
            Fault::on("describe_spec")
                .times(1)
                .set("/metadata/status", json!("hibernating"))
                .set("/colour", json!("red"))
                .content_type("text/plain"),
        )
        .unwrap();
    service.fault(Fault::on("describe_spec").times(1).latency(Duration::from_secs(3))).unwrap();
    match send(&service, "GET", &path, &Value::Null) {
        Outcome::Truncate(response, 7) => {
            assert_eq!(response.headers()["content-length"], response.body().len().to_string());
        }
        other => panic!("not cut: {other:?}"),
    }
    let changed = answer(send(&service, "GET", &path, &Value::Null));
    assert_eq!(changed.headers()["content-type"], "text/plain");
    assert_eq!(changed.headers()["content-length"], changed.body().len().to_string());
    let body: Value = serde_json::from_slice(changed.body()).expect("JSON");
    assert_eq!(
        (&body["metadata"]["status"], &body["colour"], &body["id"]),
        (&json!("hibernating"), &json!("red"), &json!(id))
    );
    let request = Request::get(&path)
        .header("authorization", service.token())
        .body(Bytes::new())
        .expect("a request");
    assert_eq!(service.exchange(request).latency, Duration::from_secs(3));
}

#[test]
fn the_log_names_the_fault_and_has_no_status_where_there_was_no_answer() {
    let service = Service::new();
    service.fault(Fault::any().times(1).drop_before()).unwrap();
    service.fault(Fault::any().times(1).status(418).text("short and stout")).unwrap();
    list(&service);
    list(&service);
    list(&service);
    let seen: Vec<_> = service
        .requests()
        .into_iter()
        .map(|seen| (seen.status.map(|status| status.as_u16()), seen.fault))
        .collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        seen,
        [(None, name("drop-before")), (Some(418), name("status-418")), (Some(200), None)]
    );
    service.fault(Fault::any().status(503)).unwrap();
    service.clear_faults();
    assert_eq!(answer(list(&service)).status(), 200);
}

fn stale(service: &Service, path: &str) -> (u16, Value) {
    let answer = answer(send(service, "GET", path, &Value::Null));
    assert_eq!(answer.headers()["x-press-fault"], "stale");
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

#[test]
fn a_stale_read_does_not_know_what_was_just_made() {
    let service = Service::new();
    service.fault(Fault::any().times(2).stale()).unwrap();
    // Nothing was changed yet, so there is nothing to lag behind.
    assert_eq!(specs(&service), 0);
    assert!(!answer(list(&service)).headers().contains_key("x-press-fault"));
    let id = create_spec(&service, spec("churn"));
    let path = format!("/v1/apps/specs/{id}");
    assert_eq!(stale(&service, &path).0, 404);
    assert_eq!(stale(&service, "/v1/apps/specs/").1["specCount"], 0);
    let current = answer(send(&service, "GET", &path, &Value::Null));
    assert_eq!(current.status(), 200);
    assert!(service.unfired_faults().is_empty());
    // Another rule knows only of what changes after it was added.
    service.fault(Fault::any().stale()).unwrap();
    assert_eq!(specs(&service), 1);
    assert_eq!(answer(send(&service, "GET", &path, &Value::Null)).status(), 200);
}

#[test]
fn a_stale_read_shows_a_deployment_before_the_last_change() {
    let service = Emulator::builder().in_memory();
    service.script("churn").fail_at_block(1);
    let spec = create_spec(&service, spec("churn"));
    let id = create_deployment(&service, deployment("churn", &spec));
    service.advance(Duration::from_secs(60));
    let path = format!("/v1/apps/deployments/{id}");
    service.fault(Fault::on("describe_deployment").nth(2).stale()).unwrap();
    // A change that is refused is none.
    post(&service, &format!("{path}/revisions"), json!({ "spec": 1 })).is(422);
    let shown = || {
        let answer = answer(send(&service, "GET", &path, &Value::Null));
        let body: Value = serde_json::from_slice(answer.body()).unwrap();
        body["metadata"]["status"].clone()
    };
    assert_eq!(shown(), "failed");
    raw(&service, "POST", &format!("{path}/redeploy"), "{}").is(202);
    assert_eq!(shown(), "redeploying");
    // However late it is, nothing moves in the state before.
    service.advance(Duration::from_secs(60));
    assert_eq!(shown(), "failed");
    assert_eq!(shown(), "deployed");
}

#[test]
fn time_stands_still_in_the_state_before() {
    let service = Emulator::in_memory();
    let spec_id = create_spec(&service, spec("churn"));
    let id = create_deployment(&service, deployment("churn", &spec_id));
    service.fault(Fault::on("describe_deployment").times(1).stale()).unwrap();
    create_spec(&service, spec("other"));
    service.advance(Duration::from_secs(60));
    let shown = stale(&service, &format!("/v1/apps/deployments/{id}")).1;
    assert_eq!(shown["metadata"]["status"], "deploying");
    assert_eq!(status(&service, &id), "deployed");
}

#[test]
fn a_stale_read_shows_what_was_just_deleted() {
    let service = Service::new();
    let id = create_spec(&service, spec("churn"));
    service.fault(Fault::on("describe_spec").stale()).unwrap();
    let path = format!("/v1/apps/specs/{id}");
    delete(&service, &path).is(200);
    assert_eq!(stale(&service, &path).0, 200);
    service.clear_faults();
    // Another rule knows only of what changes after it was added.
    service.fault(Fault::on("describe_spec").stale()).unwrap();
    assert_eq!(answer(send(&service, "GET", &path, &Value::Null)).status(), 404);
}

#[test]
fn a_rule_that_cannot_be_meant_is_not_added() {
    let service = Service::new();
    let error = service.fault(Fault::on("create_spce").status(503)).unwrap_err();
    assert!(error.to_string().ends_with("did you mean `create_spec`?"), "{error}");
    assert!(service.faults().is_empty());
}
