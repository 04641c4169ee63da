//! Steering over HTTP: what it shows, what it changes, and how it refuses.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Clock, Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

fn slow() -> Service {
    Emulator::builder().clock(Clock::Virtual).deploy_time(Duration::from_secs(60)).service()
}

/// Asks without a token, as curl does.
fn ask(service: &Service, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let request = Request::builder()
        .method(method)
        .uri(format!("/_emulator{path}"))
        .header("host", "press.example:8080")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .expect("a request");
    read(service.call(request))
}

fn see(service: &Service, path: &str) -> Value {
    ask(service, "GET", path, &Value::Null).is(200).body
}

fn say(service: &Service, path: &str, body: Value) -> Value {
    ask(service, "POST", path, &body).is(200).body
}

/// The changes of an answer, each as `after name/block from→to`.
fn changes(answer: &Value) -> Vec<String> {
    let text =
        |change: &Value, member: &str| change[member].as_str().unwrap_or_default().to_owned();
    let changes = answer["changes"].as_array().expect("changes");
    let line = |change: &Value| {
        let block = change["block"].as_str().map(|block| format!("/{block}")).unwrap_or_default();
        format!(
            "{} {}{block} {}→{}",
            text(change, "after"),
            text(change, "name"),
            text(change, "from"),
            text(change, "to")
        )
    };
    changes.iter().map(line).collect()
}

#[test]
fn the_table_of_endpoints_is_served_and_each_of_them_answers() {
    let table = see(&slow(), "");
    let rows = table["endpoints"].as_array().expect("rows");
    assert!(!rows.is_empty());
    for row in rows {
        let (method, path) =
            (row["method"].as_str().expect("a method"), row["path"].as_str().expect("a path"));
        let answer = ask(
            &slow(),
            method,
            path.strip_prefix("/_emulator").expect("a path of steering"),
            &Value::Null,
        );
        // A body that is missing is told; nothing is unknown.
        let expected =
            if method == "POST" && path.ends_with(['e', 't']) { [200, 422] } else { [200, 200] };
        assert!(expected.contains(&answer.status), "{method} {path}: {}", answer.body);
    }
}

#[test]
fn the_state_says_what_this_is() {
    let service = Emulator::builder()
        .clock(Clock::Virtual)
        .deploy_time(Duration::from_secs(60))
        .seed_data(true)
        .service();
    service.script("churn").fail_at_block(2);
    service.advance(Duration::from_secs(90));
    let state = see(&service, "/state");
    assert_eq!(state["program"], "press-apps-emulator");
    assert_eq!(state["document"]["title"], "Press Apps API");
    assert_eq!(state["document"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(state["address"], "http://press.example:8080");
    assert_eq!(
        state["tokens"],
        json!({
            "count": 1,
            "default": "emulator-token",
            "byTenant": { "acme": 1 },
            "known": [{ "token": "emulator-token", "tenant": "acme" }],
        })
    );
    assert_eq!(
        state["clock"],
        json!({ "kind": "virtual", "now": "2020-01-01T18:01:30.000Z", "elapsed": "1m30s" })
    );
    assert_eq!(
        (&state["seed"], &state["deployTime"], &state["rate"]),
        (&json!(0), &json!("1m"), &Value::Null)
    );
    assert_eq!(state["scripts"], json!({ "churn": ["fail:2"] }));
    assert_eq!(
        state["counts"],
        json!({ "specs": 4, "deployments": 6, "requests": 0, "faults": 0 })
    );
    assert_eq!(
        (&state["blocks"][0]["id"], &state["blocks"][1]["kind"]),
        (&json!(WORKFLOW), &json!("webapp"))
    );
    assert_eq!(state["blocks"][0]["releases"][0]["version"], "1.0.0");
    let own = Emulator::builder().token("my-own-secret").service();
    let state = see(&own, "/state");
    assert_eq!(state["tokens"]["default"], Value::Null);
    assert_eq!(state["tokens"]["known"][0]["token"], "my-own-secret", "the page has it to copy");
}

#[test]
fn a_failing_deployment_is_scripted_watched_and_redeployed() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let answer =
        say(&service, "/script", json!({ "name": "d-1", "steps": ["fail:2", "deployed"] }));
    assert_eq!(answer, json!({ "name": "d-1", "steps": ["fail:2", "deployed"] }));
    let id = create_deployment(&service, deployment("d-1", &spec));
    let half = say(&service, "/advance", json!({ "by": "30s" }));
    assert_eq!(changes(&half), ["30s d-1/d-1-workflow-block-private deploying→deployed"]);
    assert_eq!((&half["moving"], &half["elapsed"]), (&json!(["d-1"]), &json!("30s")));
    let shown = see(&service, "/deployments")["deployments"][0].clone();
    assert_eq!(shown["run"], json!({ "endless": false, "left": "30s", "done": 0.5 }));
    assert_eq!((&shown["status"], &shown["script"]), (&json!("deploying"), &json!(["deployed"])));
    let blocks = &shown["revisions"][0]["blocks"];
    assert_eq!(
        (&blocks[0]["status"], &blocks[0]["specId"]),
        (&json!("deployed"), &json!(WORKFLOW))
    );
    let whole = say(&service, "/advance", json!({ "by": "10m" }));
    assert_eq!(
        changes(&whole),
        ["1m d-1/d-1-webapp-block-private deploying→failed", "1m d-1 deploying→failed"]
    );
    assert_eq!(status(&service, &id), "failed");
    post(&service, &format!("/v1/apps/deployments/{id}/redeploy"), json!({})).is(202);
    let settled = say(&service, "/settle", Value::Null);
    assert_eq!(
        changes(&settled).last().map(String::as_str),
        Some("11m30s d-1 redeploying→deployed")
    );
    assert_eq!((status(&service, &id).as_str(), &settled["moving"]), ("deployed", &json!([])));
}

#[test]
fn what_falls_due_happens_in_order_and_what_never_ends_is_named() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    service.script("a").roll_back();
    service.script("b").stay_deploying();
    service.script("c").delete_failed();
    let first = create_deployment(&service, deployment("a", &spec));
    create_deployment(&service, deployment("b", &spec));
    let third = create_deployment(&service, deployment("c", &spec));
    service.advance(Duration::from_secs(10));
    delete(&service, &format!("/v1/apps/deployments/{third}")).is(200);
    let done = say(&service, "/settle", Value::Null);
    let whole: Vec<String> =
        changes(&done).into_iter().filter(|line| !line.contains('/')).collect();
    assert_eq!(
        whole,
        [
            "1m a deploying→rollback",
            "1m10s c deleting→delete_failed",
            "2m a rollback→rollback_complete"
        ]
    );
    assert_eq!(done["moving"], json!(["b"]));
    assert_eq!(say(&service, "/settle", Value::Null)["changes"], json!([]));
    delete(&service, &format!("/v1/apps/deployments/{first}")).is(200);
    let gone = say(&service, "/settle", Value::Null);
    assert_eq!(changes(&gone).last().map(String::as_str), Some("3m a deleting→gone"));
    assert_eq!(gone["moving"], json!(["b"]), "what is gone moves no more");
    get(&service, &format!("/v1/apps/deployments/{first}")).is(404);
}

#[test]
fn a_script_may_come_before_the_steps_that_wait() {
    let service = slow();
    say(&service, "/script", json!({ "name": "d", "steps": "rollback, deployed" }));
    let answer =
        say(&service, "/script", json!({ "name": "d", "steps": ["fail:1"], "first": true }));
    assert_eq!(answer["steps"], json!(["fail:1", "rollback", "deployed"]));
}

#[test]
fn requests_are_chosen_by_number_operation_status_and_fault() {
    let service = slow();
    say(&service, "/fault", json!({ "rule": "list_specs:503,name=busy#2" }));
    for _ in 0..3 {
        let request = Request::get("/v1/apps/specs/").header("authorization", service.token());
        let _ = service.exchange(request.body(Bytes::new()).expect("a request"));
    }
    post(&service, "/v1/apps/specs/", json!({})).is(422);
    let numbers = |path: &str| {
        let found = see(&service, &format!("/requests{path}"));
        found["requests"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["number"].as_u64().expect("a number"))
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(""), [1, 2, 3, 4]);
    assert_eq!(numbers("?after=2"), [3, 4]);
    assert_eq!(numbers("?limit=2"), [3, 4]);
    assert_eq!(numbers("?after=0&limit=2"), [1, 2]);
    assert_eq!(numbers("?operation=create_spec"), [4]);
    assert_eq!(numbers("?status=503"), [2]);
    assert_eq!(numbers("?status=2xx"), [1, 3]);
    assert_eq!(numbers("?fault=any"), [2]);
    assert_eq!(numbers("?fault=none&status=4xx"), [4]);
    let page = see(&service, "/requests?after=0&limit=2");
    assert_eq!(
        (&page["next"], &page["more"], &page["served"], &page["notKnown"]),
        (&json!(2), &json!(true), &json!(4), &json!(0))
    );
    let row = see(&service, "/requests?status=503")["requests"][0].clone();
    assert_eq!(
        (&row["fault"], &row["headers"]["authorization"]),
        (&json!("busy"), &json!("[redacted]"))
    );
    for (query, said) in [
        ("?operation=create_spce", "did you mean \"create_spec\"?"),
        ("?status=teapot", "a class such as `4xx`"),
        ("?after=-1", "a whole number"),
        ("?stat=200", "did you mean \"status\"?"),
    ] {
        let refused = ask(&service, "GET", &format!("/requests{query}"), &Value::Null).is(422);
        assert!(refused.detail().contains(said), "{}", refused.detail());
    }
}

#[test]
fn rules_say_how_often_they_were_asked_and_fired() {
    let service = slow();
    say(&service, "/fault", json!({ "rule": "list_specs:429,retry-after=2x1" }));
    say(&service, "/fault", json!({ "rule": "create_spec:drop" }));
    for _ in 0..2 {
        let request = Request::get("/v1/apps/specs/").header("authorization", service.token());
        let _ = service.exchange(request.body(Bytes::new()).expect("a request"));
    }
    assert_eq!(
        see(&service, "/faults")["faults"],
        json!([
            { "rule": "list_specs:429,retry-after=2x1", "name": "status-429", "reached": 2, "fired": 1 },
            { "rule": "create_spec:drop", "name": "drop-before", "reached": 0, "fired": 0 },
        ])
    );
    assert_eq!(ask(&service, "DELETE", "/faults", &Value::Null).is(200).body["faults"], json!([]));
}

#[test]
fn a_reset_brings_back_the_start_ids_included() {
    let steps = "fail:1".parse().expect("steps");
    let fault = "list_specs:503x1".parse().expect("a rule");
    let settings = Emulator::builder().clock(Clock::Virtual).deploy_time(Duration::from_secs(60));
    let service = settings.script("d-1", steps).fault(fault).expect("a rule").service();
    let before = see(&service, "/state");
    let run = || {
        let spec = create_spec(&service, spec("one"));
        let id = create_deployment(&service, deployment("d-1", &spec));
        say(&service, "/settle", Value::Null);
        (spec, get(&service, &format!("/v1/apps/deployments/{id}")).is(200).body)
    };
    let first = run();
    say(&service, "/fault", json!({ "rule": "*:stall" }));
    let after = say(&service, "/reset", Value::Null);
    assert_eq!(after, before);
    assert_eq!(see(&service, "/faults")["faults"].as_array().map(Vec::len), Some(1));
    assert_eq!(see(&service, "/requests")["requests"], json!([]));
    assert_eq!(run(), first);
}

#[test]
fn what_is_wrong_is_said_with_the_nearest_right_name() {
    let service = slow();
    for (method, path, body, status, said) in [
        ("GET", "/stat", Value::Null, 404, "did you mean \"/_emulator/state\"?"),
        ("GET", "/nothing/at/all", Value::Null, 404, "GET /_emulator lists what is"),
        (
            "GET",
            "/advance",
            Value::Null,
            405,
            "`GET` is not a method of `/_emulator/advance`; it knows POST, OPTIONS",
        ),
        ("POST", "/advance", Value::Null, 422, "/by: expected a time such as `10m`, found nothing"),
        ("POST", "/advance", json!({ "by": "soon" }), 422, "/by: expected a time such as `2s`"),
        (
            "POST",
            "/advance",
            json!({ "for": "10m" }),
            422,
            "/for: expected by, found the field \"for\"",
        ),
        ("POST", "/advance", json!([]), 422, "expected an object, found a list"),
        ("POST", "/settle", json!({ "now": true }), 422, "/now"),
        (
            "POST",
            "/script",
            json!({ "name": "d", "stepz": ["fail:1"] }),
            422,
            "did you mean \"steps\"?",
        ),
        ("POST", "/script", json!({ "name": "d", "steps": ["fial:1"] }), 422, "/steps/0: expected"),
        (
            "POST",
            "/script",
            json!({ "steps": ["fail:1"] }),
            422,
            "/name: expected the name of a deployment, found nothing",
        ),
        (
            "POST",
            "/fault",
            json!({ "rule": "create_spce:429" }),
            422,
            "did you mean \"create_spec\"?",
        ),
        ("POST", "/fault", json!({ "rule": "create_spec:stal" }), 422, "did you mean \"stall\"?"),
    ] {
        let refused = ask(&service, method, path, &body).is(status);
        assert!(refused.detail().contains(said), "{}", refused.detail());
    }
    let broken =
        Request::post("/_emulator/advance").body(Bytes::from_static(b"{")).expect("a request");
    assert!(read(service.call(broken)).is(400).detail().starts_with("body: not JSON"));
    assert_eq!(service.served(), 0);
}

#[test]
fn no_fault_meets_steering() {
    let service = slow();
    say(&service, "/fault", json!({ "rule": "*:stall" }));
    let request = Request::get("/_emulator/state").body(Bytes::new()).expect("a request");
    assert!(matches!(service.exchange(request).outcome, press_apps_emulator::Outcome::Respond(_)));
}

#[test]
fn an_unknown_block_is_told_which_there_are() {
    let service = slow();
    let mut document = document("one");
    document["config"][0]["id"] = json!("no-such-block");
    let refused =
        post(&service, "/v1/apps/specs/", json!({ "spec": document.to_string() })).is(422);
    assert!(
        refused.detail().contains(&format!("there are `{WORKFLOW}` (workflow-block-private)")),
        "{}",
        refused.detail()
    );
}

#[test]
fn head_and_options_are_answered_as_anywhere() {
    let service = slow();
    let ask = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).body(Bytes::new());
        service.call(request.expect("a request"))
    };
    let head = ask("HEAD", "/_emulator/state");
    assert_eq!((head.status().as_u16(), head.body().len()), (200, 0));
    assert_ne!(head.headers()["content-length"], "0");
    let options = ask("OPTIONS", "/_emulator/faults");
    assert_eq!(
        (options.status().as_u16(), &options.headers()["allow"]),
        (204, &http::HeaderValue::from_static("GET, DELETE, HEAD, OPTIONS"))
    );
    assert_eq!(ask("OPTIONS", "/_emulator/nothing").status(), 404);
}
