//! The judge itself: what it lets through, and that it finds each kind of difference.

use press_apps_tests::{WireRequest, WireResponse, contract};

fn get(path: &str, query: &str) -> WireRequest {
    WireRequest {
        method: "GET".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        ..WireRequest::default()
    }
}

fn json(status: u16, body: &str) -> WireResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    WireResponse { status, headers, body: body.as_bytes().to_vec() }
}

fn rules(judged: Result<(), press_apps_tests::Findings>) -> Vec<String> {
    judged
        .err()
        .map(|findings| findings.0.into_iter().map(|finding| finding.rule).collect())
        .unwrap_or_default()
}

#[test]
fn a_query_is_judged_parameter_by_parameter() {
    let judge = |query| rules(contract().request("list_specs", &get("/v1/apps/specs/", query)));
    let none: [&str; 0] = [];
    assert_eq!(judge("status=available&status=archived&featured=false&name=a+b&pageSize=1"), none);
    assert_eq!(judge("status=nope"), ["enum"]);
    assert_eq!(judge("pageSize=0"), ["minimum"]);
    assert_eq!(judge("pageSize=4294967296"), ["maximum"]);
    assert_eq!(judge("pageSize=ten"), ["type"]);
    assert_eq!(judge("featured=True"), ["type"]);
    assert_eq!(judge("name=a&name=b"), ["query"]);
    assert_eq!(judge("titel=a"), ["query"]);
}

#[test]
fn a_path_is_judged_segment_by_segment() {
    let judge = |path| rules(contract().request("describe_spec_release", &get(path, "")));
    let none: [&str; 0] = [];
    assert_eq!(judge("/v1/apps/specs/s/releases/1.0.0"), none);
    assert_eq!(judge("/v1/apps/specs/s/releases/1.0.0/"), ["path"]);
    assert_eq!(judge("/v1/apps/specs//releases/1.0.0"), ["path"]);
    assert_eq!(judge("/v1/apps/specs/%2E%2E/releases/1.0.0"), ["path-segment"]);
    assert_eq!(judge("/v1/apps/specs/s/releases/1"), ["semantic-version"]);
}

#[test]
fn an_answer_that_is_no_answer_of_an_operation_is_judged_too() {
    let judge = |method: &str, path: &str, response: &WireResponse| {
        let request = WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            ..WireRequest::default()
        };
        rules(contract().exchange(&request, response))
    };
    let detail = r#"{"detail":"no"}"#;
    let none: [&str; 0] = [];
    assert_eq!(judge("PUT", "/v1/apps/specs/", &json(405, detail)), none);
    assert_eq!(judge("GET", "/v1/apps/specs/", &json(405, detail)), ["status"]);
    assert_eq!(judge("GET", "/v1/nothing", &json(404, detail)), none);
    assert_eq!(judge("GET", "/v1/nothing", &json(405, detail)), ["status"]);
    assert_eq!(judge("GET", "/v1/apps/specs/", &json(413, detail)), none);
    assert_eq!(judge("GET", "/v1/apps/specs/", &json(413, r#"{"detail":1}"#)), ["type"]);
    assert_eq!(judge("GET", "/v1/apps/specs/", &json(418, detail)), ["status"]);
    assert_eq!(judge("GET", "/v1/apps/specs/s", &json(404, r#"{"detail":1}"#)), ["type"]);
    assert_eq!(judge("DELETE", "/v1/apps/specs/s", &json(200, r#"{"id":1}"#)), ["body"]);
    assert_eq!(judge("DELETE", "/v1/apps/specs/s", &json(200, "{}")), none);
    let html = WireResponse { headers: vec![], ..json(405, "<p>no</p>") };
    assert_eq!(judge("PUT", "/v1/apps/specs/", &html), ["content-type", "json"]);
}

#[test]
fn json_text_is_judged_inside() {
    let judge = |body: &str| {
        let request = WireRequest {
            method: "POST".to_owned(),
            path: "/v1/apps/specs/".to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.as_bytes().to_vec(),
            ..WireRequest::default()
        };
        contract().request("create_spec", &request)
    };
    let body = |inner: &str| format!(r#"{{"spec":{}}}"#, serde_json::Value::from(inner));
    let spec = |metadata: &str| {
        body(&format!(
            r#"{{"version":1,"kind":"app","metadata":{metadata},"release":{{"version":"1.0.0"}},"config":[]}}"#
        ))
    };
    judge(&spec(r#"{"name":"n","summary":"s"}"#)).unwrap();
    assert_eq!(rules(judge(&body("{"))), ["json-text"]);
    let findings = judge(&spec(r#"{"name":"n","summary":"s","titel":"t"}"#)).unwrap_err();
    assert_eq!(findings.0[0].rule, "json-text");
    assert!(findings.to_string().contains("/metadata"), "{findings}");
}
