//! What holds for every request: tokens, methods, bodies, ids, and that bad input is never the service's fault.

use crate::support::*;
use press_apps_emulator::{Emulator, Service};
use serde_json::json;

#[test]
fn a_token_is_sent_as_it_is_or_as_a_bearer_token() {
    let service = Emulator::builder().token("t-1").token("t-2").service();
    for token in ["t-1", "t-2", "Bearer t-1"] {
        with_token(&service, token, "GET", "/v1/apps/specs/", "").is(200);
    }
    for token in ["", "t-3", "Basic t-1", "Bearer"] {
        with_token(&service, token, "GET", "/v1/apps/specs/", "").is(401);
    }
    let bare = http::Request::get("/v1/apps/specs/").body(bytes::Bytes::new()).expect("a request");
    read(call(&service, bare)).is(401);
}

#[test]
fn the_session_start_of_the_python_client_is_answered() {
    let answer = raw(
        &Service::new(),
        "GET",
        "/tenant-management/api/v1/external/tenants/tenant-metadata",
        "{}",
    )
    .is(200);
    assert_eq!(answer.body, json!({}));
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let answer = raw(&Service::new(), "PUT", "/v1/apps/deployments/d-1", "{}").is(405);
    assert_eq!(answer.headers["allow"], "DELETE, GET, PATCH");
    raw(&Service::new(), "GET", "/v1/apps", "").is(404);
}

/// A request with the service's token and no body, answered.
fn bare(service: &Service, method: &str, path: &str) -> http::Response<bytes::Bytes> {
    let request = http::Request::builder().method(method).uri(path);
    let request = request.header("authorization", service.token());
    call(service, request.body(bytes::Bytes::new()).expect("a request"))
}

#[test]
fn head_is_answered_as_get_is_but_for_the_body() {
    let service = Emulator::builder().seed_data(true).service();
    let deployed =
        format!("/v1/apps/deployments/{}", press_apps_emulator::seed::DEPLOYMENT_DEPLOYED);
    for path in ["/v1/apps/specs/?pageSize=1", "/v1/apps/specs/nope", "/nope", "/docs", &deployed] {
        let (head, get) = (bare(&service, "HEAD", path), bare(&service, "GET", path));
        assert_eq!(head.status(), get.status(), "{path}");
        let headers = |response: &http::Response<bytes::Bytes>| {
            let mut headers = response.headers().clone();
            headers.remove("x-request-id");
            headers
        };
        assert_eq!(headers(&head), headers(&get), "{path}");
        assert_eq!(head.headers()["content-length"], get.body().len().to_string().as_str());
        assert!(head.body().is_empty(), "{path}");
    }
    assert_eq!(service.requests()[0].operation, Some("list_specs"));
    let wrong = bare(&service, "HEAD", "/v1/apps/deployments/d-1/redeploy");
    assert_eq!(
        (wrong.status().as_u16(), &wrong.headers()["allow"]),
        (405, &"POST".parse().unwrap())
    );
}

#[test]
fn options_tells_the_methods_of_a_path_to_anybody() {
    let service = Service::new();
    for (path, methods) in [
        ("/v1/apps/specs/", "GET, HEAD, OPTIONS, POST"),
        ("/v1/apps/deployments/d-1", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/v1/apps/deployments/d-1/redeploy", "OPTIONS, POST"),
        ("/docs", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("*", "DELETE, GET, HEAD, OPTIONS, PATCH, POST"),
    ] {
        let request = http::Request::options(path).body(bytes::Bytes::new()).expect("a request");
        let response = call(&service, request);
        assert_eq!(response.status(), 204, "{path}");
        assert_eq!(response.headers()["allow"], methods, "{path}");
        assert!(response.body().is_empty() && !response.headers().contains_key("content-length"));
    }
    let unknown = http::Request::options("/nope").body(bytes::Bytes::new()).expect("a request");
    read(call(&service, unknown)).is(404);
}

#[test]
fn what_comes_without_a_known_token_leaves_no_body_behind() {
    let service = Emulator::builder().kept_requests(1_000, 1_000_000).service();
    let body = "x".repeat(1_000_000);
    for _ in 0..200 {
        with_token(&service, "wrong-token", "POST", "/v1/apps/specs/", body.clone()).is(401);
    }
    let seen = service.requests();
    assert_eq!(seen.len(), 200);
    assert!(seen.iter().all(|seen| seen.body.is_empty() && seen.body_length == 1_000_000));
}

#[test]
fn the_log_forgets_and_says_so() {
    let service = Emulator::builder().kept_requests(1_000, 64 << 20).service();
    (0..1_500).for_each(|_| drop(get(&service, "/v1/apps/specs/")));
    assert_eq!((service.served(), service.requests().len()), (1_500, 1_000));
    let not_known = service.requests_since(0).expect_err("forgotten");
    assert_eq!((not_known.asked_from, not_known.known_from), (1, 501));
    assert!(not_known.to_string().contains("1 to 500 are no longer known"), "{not_known}");
    let known = service.requests_since(500).expect("known");
    assert_eq!((known.len(), known[0].number, known[999].number), (1_000, 501, 1_500));
    assert!(service.requests_since(1_500).expect("known").is_empty());
}

#[test]
fn the_log_has_the_answers_too() {
    let service = Service::new();
    let asked = get(&service, "/v1/apps/specs/nope").is(404);
    let seen = service.requests().remove(0);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&seen.answer).unwrap(), asked.body);
    assert_eq!(seen.answer_length, seen.answer.len() as u64);
    assert_eq!(seen.request_id, asked.headers["x-request-id"]);
}

#[test]
fn a_body_larger_than_a_mebibyte_is_413() {
    let body = json!({ "spec": "x".repeat(1024 * 1024) }).to_string();
    assert!(
        raw(&Service::new(), "POST", "/v1/apps/specs/", body).is(413).detail().contains("1048576")
    );
}

#[test]
fn a_body_where_none_is_taken_is_nothing_or_an_empty_object() {
    let service = Service::new();
    for body in ["", "{}", " { } "] {
        raw(&service, "GET", "/v1/apps/specs/", body).is(200);
    }
    raw(&service, "GET", "/v1/apps/specs/", "{\"name\":\"x\"}").is(400);
}

#[test]
fn request_ids_repeat_with_the_seed_and_differ_within_a_run() {
    let ids = || {
        let service = Emulator::builder().seed(3).service();
        [(); 3].map(|()| get(&service, "/v1/apps/specs/").headers["x-request-id"].clone())
    };
    assert_eq!(ids(), ids());
    assert_ne!(ids()[0], ids()[1]);
}

#[test]
fn the_log_has_what_was_sent_and_debug_hides_the_token() {
    let service = Emulator::builder().token("canary-token").service();
    get(&service, "/v1/apps/specs/?sort=name%3Aasc&sort=createdAt");
    post(&service, "/v1/apps/nope", json!({ "a": 1 }));
    let seen = service.requests();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (seen[0].operation, seen[0].query.as_deref()),
        (Some("list_specs"), Some("sort=name%3Aasc&sort=createdAt"))
    );
    assert_eq!(seen[0].status.map(|status| status.as_u16()), Some(200));
    assert_eq!((seen[1].operation, &seen[1].body[..]), (None, b"{\"a\":1}".as_slice()));
    assert_eq!(seen[1].headers["authorization"], "canary-token");
    let printed = format!(
        "{seen:?} {:?} {service:?} {:?}",
        seen[0].headers,
        Emulator::builder().token("canary-token")
    );
    assert!(!printed.contains("canary"), "{printed}");
}

#[test]
fn the_document_is_served_and_names_the_operations_that_are() {
    let bare = http::Request::get("/openapi.json").body(bytes::Bytes::new()).expect("a request");
    let document = read(call(&Service::new(), bare)).is(200).body;
    let paths = document["paths"].as_object().expect("paths").values();
    let operations = paths.flat_map(|path| path.as_object().into_iter().flatten());
    let mut named: Vec<&str> =
        operations.filter_map(|(_, operation)| operation["operationId"].as_str()).collect();
    let mut served: Vec<&str> =
        press_apps_api::operations::OPERATIONS.iter().map(|operation| operation.id).collect();
    named.sort_unstable();
    served.sort_unstable();
    assert_eq!(named, served);
}

#[test]
fn the_page_to_read_is_served_without_a_token_and_to_get_alone() {
    let ask = |method: &str| {
        let request = http::Request::builder().method(method).uri("/docs");
        call(&Service::new(), request.body(bytes::Bytes::new()).expect("a request"))
    };
    let response = ask("GET");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let page = std::str::from_utf8(response.body()).expect("a page is text");
    for operation in press_apps_api::operations::OPERATIONS {
        assert!(page.contains(&format!("<section id=\"{}\">", operation.id)), "{}", operation.id);
    }
    assert_eq!(ask("POST").status(), 401);
}
