//! What answering takes from the allocator. Each thread counts its own, and the service answers in the thread that asks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

use bytes::Bytes;
use http::{Request, Response};
use press_apps_emulator::{Emulator, Service};
use serde_json::{Value, json};

const WORKFLOW: &str = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
const WEBAPP: &str = "1jgf45hk-38h6-22h6-b460-aceb2c385790";

fn send(service: &Service, method: &str, path: &str, body: &Value) -> Response<Bytes> {
    let request = Request::builder()
        .method(method)
        .uri(format!("/v1/apps/{path}"))
        .header("authorization", service.token())
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .expect("a request");
    let response = service.call(request);
    assert!(response.status().is_success(), "{method} {path}: {:?}", response.body());
    response
}

fn id(response: &Response<Bytes>) -> String {
    let body: Value = serde_json::from_slice(response.body()).expect("JSON");
    body["id"].as_str().expect("an id").to_owned()
}

/// A service with so many specs and deployments, the first of each with so many releases and revisions.
fn with(many: usize) -> (Service, Vec<&'static str>, [String; 2]) {
    let service = Service::new();
    let block = |id: &str| json!({ "id": id, "release": { "version": "1.0.0" } });
    let config = json!([block(WORKFLOW), block(WEBAPP)]);
    let metadata = |name: String| {
        json!({
            "name": name, "title": "A title", "summary": "A summary", "description": "# A description",
            "descriptionContentType": "text/markdown", "tags": [{ "name": "one" }, { "name": "two" }],
        })
    };
    let mut first: Option<[String; 2]> = None;
    for n in 0..many {
        // Names in another order than that of creation, so that sorting has something to do.
        let name = format!("thing-{:04}", n * 7919 % 10_000);
        let document = json!({
            "version": "1", "kind": "app", "metadata": metadata(name.clone()), "release": { "version": "1.0.0" }, "config": config,
        });
        let spec = id(&send(&service, "POST", "specs/", &json!({ "spec": document.to_string() })));
        let spec = first.as_ref().map_or(spec, |[spec, _]| spec.clone());
        let body = json!({ "metadata": metadata(name), "spec": { "id": spec } });
        let deployment = id(&send(&service, "POST", "deployments/", &body));
        let [spec, deployment] = first.get_or_insert([spec, deployment]);
        let release = json!({ "release": { "version": format!("2.{n}.0") }, "config": config });
        send(&service, "POST", &format!("specs/{spec}/releases"), &release);
        send(&service, "POST", &format!("deployments/{deployment}/revisions"), &json!({}));
    }
    (service, vec!["specs/", "deployments/"], first.expect("something"))
}

/// How many allocations a list takes.
fn allocations(service: &Service, path: &str) -> u64 {
    // What grows on the first call only is not counted.
    send(service, "GET", path, &Value::Null);
    let counted = allocation_counter::measure(|| drop(send(service, "GET", path, &Value::Null)));
    counted.count_total
}

#[test]
fn an_item_of_a_page_takes_few_allocations() {
    let (service, lists, [spec, deployment]) = with(110);
    let nested = [format!("specs/{spec}/releases"), format!("deployments/{deployment}/revisions")];
    for list in lists.into_iter().map(str::to_owned).chain(nested) {
        let of = |size: usize| allocations(&service, &format!("{list}?pageSize={size}"));
        let (ten, hundred) = (of(10), of(100));
        let each = hundred.saturating_sub(ten).div_ceil(90);
        assert!(
            each <= 25,
            "{list}: {each} for an item; {ten} for a page of 10, {hundred} for one of 100"
        );
    }
}

/// How many bytes more are held after a thousand requests with a body of 1 MB that is refused.
fn held_after_refusals(token: &str) -> i64 {
    let service = Emulator::builder().kept_requests(1_000, 1_000_000).service();
    let body = Bytes::from(vec![b'x'; 1_000_000]);
    let refused = || {
        let request = Request::post("/v1/apps/specs/").header("authorization", token);
        let response = service.call(request.body(body.clone()).expect("a request"));
        assert!(response.status().is_client_error());
    };
    let held = allocation_counter::measure(|| (0..1_000).for_each(|_| refused()));
    assert_eq!(service.served(), 1_000);
    held.bytes_current
}

#[test]
fn what_is_refused_leaves_little_behind() {
    let of_strangers = held_after_refusals("wrong-token");
    assert!(of_strangers <= 1_100_000, "{of_strangers}");
    let of_others = held_after_refusals("emulator-token");
    assert!(of_others <= 1_100_000, "{of_others}");
}

#[test]
fn sorting_takes_no_allocation_for_a_comparison() {
    let ((few, lists, _), (many, ..)) = (with(50), with(800));
    for list in lists {
        for order in ["name", "title:desc&sort=name:desc", "createdAt:desc"] {
            let of = |service| allocations(service, &format!("{list}?pageSize=1&sort={order}"));
            let (of_few, of_many) = (of(&few), of(&many));
            // The list of rows grows a few times more; 800 rows are compared some thousand times.
            assert!(
                of_many <= of_few + 20,
                "{list} by {order}: {of_few} for 50, {of_many} for 800"
            );
        }
    }
}
