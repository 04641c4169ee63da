//! Bad requests get the right 4xx and a `detail` that a person understands; what the Python client sends is understood.

use std::fmt::Write as _;

use press_apps_emulator::{Clock, Emulator};
use press_apps_tests::{Press, Snapshot, WireRequest, WireResponse, recordings, verdicts, wrapped};
use serde_json::{Value, json};

/// Bad requests, one of each kind, to a service with a spec `/v1/apps/specs/{spec}` in release 1.0.0 and a deployment of it.
fn bad_requests(press: &Press, spec: &str, deployment: &str) -> Vec<(&'static str, WireRequest)> {
    let spec_path = format!("/v1/apps/specs/{spec}");
    let deployment_path = format!("/v1/apps/deployments/{deployment}");
    let get = |target: &str| press.request("GET", target, None);
    let send = |method: &str, target: &str, body: Value| press.request(method, target, Some(&body));
    let raw = |body: &[u8], kind: &str| WireRequest {
        headers: vec![
            ("authorization".to_owned(), press.service().token().to_owned()),
            ("content-type".to_owned(), kind.to_owned()),
        ],
        body: body.to_vec(),
        ..send("POST", "/v1/apps/deployments/", json!({}))
    };
    let without_token = WireRequest { headers: Vec::new(), ..get("/v1/apps/specs/") };
    let wrong_token = WireRequest {
        headers: vec![("authorization".to_owned(), "Bearer nobody".to_owned())],
        ..get("/v1/apps/specs/")
    };
    let metadata = json!({"name": "new-deployment", "summary": "s"});
    vec![
        ("no token", without_token),
        ("an unknown token", wrong_token),
        ("an unknown path", get("/v1/apps/nothing")),
        ("an unknown method", press.request("PUT", "/v1/apps/specs/", None)),
        ("an unknown method of one spec", send("POST", &spec_path, json!({}))),
        ("a body too large", raw(&vec![b' '; 2 * 1024 * 1024], "application/json")),
        ("a body that is not JSON", raw(b"{\"metadata\": NaN}", "application/json")),
        ("a body that is not UTF-8", raw(b"\"\xff\"", "application/json")),
        ("a body that is no object", raw(b"[]", "application/json")),
        ("no body", raw(b"", "application/json")),
        ("a content type that is not JSON", raw(b"{}", "text/plain")),
        ("members missing", send("POST", "/v1/apps/deployments/", json!({"spec": {}}))),
        ("a member of the wrong type", send("PATCH", &deployment_path, json!({"name": 1}))),
        ("a member that is not known", send("PATCH", &deployment_path, json!({"titel": "t"}))),
        ("nothing to change", send("PATCH", &spec_path, json!({}))),
        ("an unknown spec", get("/v1/apps/specs/nobody")),
        ("an unknown release", get(&format!("{spec_path}/releases/9.9.9"))),
        ("a release that is no version", get(&format!("{spec_path}/releases/one"))),
        ("an unknown deployment", get("/v1/apps/deployments/nobody")),
        ("an unknown revision", get(&format!("{deployment_path}/revisions/99"))),
        ("a revision that is no number", get(&format!("{deployment_path}/revisions/latest"))),
        ("an unknown status", get("/v1/apps/specs/?status=nope")),
        ("an unknown sort field", get("/v1/apps/deployments/?sort=colour:asc")),
        ("a page size of nothing", get("/v1/apps/specs/?pageSize=0")),
        ("a page number that is no number", get("/v1/apps/specs/?pageNumber=one")),
        ("an unknown query parameter", get("/v1/apps/specs/?titel=t")),
        (
            "a name that is taken",
            send(
                "POST",
                "/v1/apps/deployments/",
                json!({"metadata": metadata, "spec": {"id": spec}}),
            ),
        ),
        (
            "a release that is not greater",
            send(
                "POST",
                &format!("{spec_path}/releases"),
                json!({"release": {"version": "1.0.0"}, "config": []}),
            ),
        ),
        (
            "a redeploy of what is well",
            press.request("POST", &format!("{deployment_path}/redeploy"), None),
        ),
        ("a spec that is in use", press.request("DELETE", &spec_path, None)),
    ]
}

fn create(press: &Press, target: &str, body: &Value) -> String {
    let response = press.call(&press.request("POST", target, Some(body)));
    let created: Value = serde_json::from_slice(&response.body).unwrap();
    created["id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
}

fn prepared() -> (Press, String, String) {
    let press = Press::new();
    let document = json!({
        "version": 1, "kind": "app", "metadata": {"name": "n", "summary": "s"}, "release": {"version": "1.0.0"},
        "config": [{"id": "0bddb4c6-40c5-45c3-b477-fceb2c051609", "release": {"version": "1.0.0"}}],
    });
    let spec = create(&press, "/v1/apps/specs/", &json!({"spec": document.to_string()}));
    let body =
        json!({"metadata": {"name": "new-deployment", "summary": "s"}, "spec": {"id": spec}});
    let deployment = create(&press, "/v1/apps/deployments/", &body);
    (press, spec, deployment)
}

#[test]
fn each_bad_request_and_what_is_said_about_it() {
    let (press, spec, deployment) = prepared();
    let mut text = String::new();
    for (name, request) in bad_requests(&press, &spec, &deployment) {
        let response = press.call(&request);
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        let detail = body["detail"].as_str().unwrap_or_default();
        assert!((400..500).contains(&response.status), "{name}: {} {detail}", response.status);
        assert!(!detail.is_empty(), "{name}: says nothing");
        let _ = writeln!(text, "{} {name}", response.status);
        for line in detail.lines().flat_map(|line| wrapped(line, 110)) {
            let _ = writeln!(text, "    {line}");
        }
    }
    Snapshot::of("refusals").describe("What the service says to bad requests.").assert(&text);
}

/// The Python client's habits (`{}` with a GET, `True`, `"null"`) are taken; what the document refuses is refused.
#[test]
fn every_recorded_request_is_understood_as_its_verdict_says() {
    let verdicts = verdicts();
    for recording in recordings() {
        let press = Press::of(
            Emulator::builder().token("test-token").clock(Clock::Virtual).any_block(true).service(),
        );
        let request = recording.request();
        if recording.sdk_method == "Session.__init__" {
            // The one call that is no operation of the document: the client starts with it.
            let response = press.service().call(request.to_http());
            assert_eq!(response.status(), 200);
            continue;
        }
        let response = press.call(&request);
        let said = String::from_utf8_lossy(&response.body).into_owned();
        let verdict = verdicts.iter().find(|verdict| verdict.key() == recording.key()).unwrap();
        let expected = match (verdict.verdict.as_str(), verdict.rule.as_deref()) {
            // Sent to the path of another operation, it is a fine call of that one.
            ("refused", Some("path")) => &[200, 404][..],
            ("refused", _) => &[400, 404, 422],
            // What it speaks of is not there.
            _ => &[200, 201, 404],
        };
        assert!(
            expected.contains(&response.status),
            "{}: {} {said}",
            recording.key(),
            response.status
        );
        assert!(response.status < 500 && press.judged() == 1, "{}: {said}", recording.key());
    }
}

/// What stands in front of the service on a socket answers by the document too.
#[tokio::test]
async fn over_a_socket_405_and_413_are_answered_as_the_document_says() {
    let emulator = Emulator::start().await.unwrap();
    let press = Press::of(emulator.service().clone());
    let large = WireRequest {
        body: vec![b' '; 2 * 1024 * 1024],
        ..press.request("POST", "/v1/apps/deployments/", Some(&json!({})))
    };
    let requests = [
        (405, press.request("PUT", "/v1/apps/specs/", None)),
        (404, press.request("GET", "/nowhere", None)),
        (413, large),
    ];
    for (status, request) in requests {
        let response = over_a_socket(emulator.base_url(), &request).await;
        assert_eq!(response.status, status);
        press.judge(&request, &response);
    }
    assert_eq!(press.judged(), 3);
    emulator.shutdown().await;
}

/// Sends a request as it is: no client that knows better stands between.
async fn over_a_socket(base_url: &str, request: &WireRequest) -> WireResponse {
    use http_body_util::{BodyExt as _, Full};
    let address = base_url.strip_prefix("http://").unwrap();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut sent = request.to_http().map(Full::new);
    sent.headers_mut().insert("host", address.parse().unwrap());
    let (head, body) = sender.send_request(sent).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    connection.abort();
    WireResponse::from(&http::Response::from_parts(head, body))
}
