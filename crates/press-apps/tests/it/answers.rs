//! What a call makes of odd answers: status first, body second.

use bytes::Bytes;
use press_apps::{ErrorKind, Sent};

use crate::support::{Script, Step, TOKEN, document};

async fn describe(step: Step) -> press_apps::Error {
    let client = Script::new([step]).client();
    client.spec("s-1").unwrap().describe().max_retries(0).await.unwrap_err()
}

#[tokio::test]
async fn the_status_survives_every_body() {
    let gzip: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff];
    let huge = vec![b'x'; 1024 * 1024];
    let bodies: Vec<(&str, Bytes, Option<&str>)> = vec![
        ("html", Bytes::from("<html><h1>No</h1></html>"), Some("No")),
        ("empty", Bytes::new(), None),
        ("cut", Bytes::from(r#"{"detail":"hal"#), None),
        ("gzip", Bytes::from_static(gzip), None),
        ("array", Bytes::from("[1,2]"), None),
        ("number", Bytes::from("7"), None),
        ("text", Bytes::from("plain words"), Some("plain words")),
        ("other object", Bytes::from(r#"{"code":"E1"}"#), None),
    ];
    for status in [400, 403, 404, 413, 418, 422, 500, 502, 599] {
        for (what, body, message) in &bodies {
            let error =
                describe(Step::body(status, body.clone()).with("content-type", "x/y")).await;
            assert_eq!(error.status().unwrap(), status, "{what}");
            assert_eq!(error.message(), *message, "{what}");
            assert_eq!(error.was_sent(), Sent::Yes);
        }
        let error = describe(Step::body(status, huge.clone())).await;
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.body().unwrap().len(), 64 * 1024);
        assert!(error.to_string().len() < 600);
    }
}

#[tokio::test]
async fn an_error_body_that_breaks_or_stalls_keeps_the_status() {
    use press_apps::testing::{Reply, TransportError, json};
    let client = press_apps::Client::builder()
        .token(TOKEN)
        .base_url("http://localhost:1")
        .transport(|_: http::Request<Bytes>| -> Reply {
            Err(TransportError::broken("reset").after(json(404, r#"{"detail":"no such sp"#)))
        })
        .build()
        .unwrap();
    let error = client.spec("s-1").unwrap().describe().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.attempts().len(), 1);
}

#[tokio::test]
async fn a_success_that_is_no_answer_may_have_been_carried_out() {
    let client = Script::new([Step::body(201, r#"{"id":7}"#)]).client();
    let error = client.specs().create(document()).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.status().unwrap(), 201);
    assert!(error.may_have_been_carried_out());
    assert_eq!(
        error.to_string(),
        "create_spec: 201 Created, but the body is no answer of this operation: at `id`: expected a string (found 7); \
         it may have been carried out, or something else may be answering (a gateway, a page to sign in)"
    );
    assert!(error.help().contains("find_by_name"), "{}", error.help());
    assert_eq!(error.body(), Some(r#"{"id":7}"#));
}

#[tokio::test]
async fn a_page_to_sign_in_is_no_deletion() {
    let client = Script::new([Step::body(200, "<html>Sign in</html>")]).client();
    let error = client.spec("s-1").unwrap().delete().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.may_have_been_carried_out());
    let client = Script::new([Step::body(200, r#"{"error":"maintenance"}"#)]).client();
    let error = client.spec("s-1").unwrap().delete().await.unwrap_err();
    assert!(error.may_have_been_carried_out(), "{error}");
    assert_eq!(error.message(), Some("maintenance"));
    for body in ["", "{}", "null"] {
        let client = Script::new([Step::body(200, body)]).client();
        client.spec("s-1").unwrap().delete().await.unwrap();
    }
}

#[tokio::test]
async fn a_redirect_names_its_target_and_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let step =
            Step::body(status, "").with("location", "https://u:p@login.example/in?state=s3cr3t");
        let script = Script::new([step]);
        let error = script.client().specs().create(document()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(error.to_string().contains("https://login.example/in,"), "{error}");
        assert!(!error.to_string().contains("s3cr3t"));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test]
async fn unknown_values_and_fields_are_no_errors() {
    let body = r#"{"id":"s-1","kind":"robot","newField":{},"tenants":null,"metadata":{"name":"n","status":"frozen","tags":null}}"#;
    let client = Script::new([Step::body(200, body)]).client();
    let spec = client.spec("s-1").unwrap().describe().await.unwrap();
    assert_eq!(spec.metadata.status.as_str(), "frozen");
}

#[tokio::test]
async fn the_request_id_is_on_success_and_error() {
    let client = Script::new([Step::Good]).client();
    let spec = client.spec("s-1").unwrap().describe().await.unwrap();
    assert_eq!(spec.request_id(), Some("req-1"));
    assert_eq!(spec.headers()["content-type"], "application/json");
    let error = describe(Step::status(404).with("x-request-id", "req-2")).await;
    assert_eq!(error.request_id(), Some("req-2"));
    assert_eq!(error.to_string(), "describe_spec: 404 Not Found: said with 404 (request id req-2)");
}

#[tokio::test]
async fn a_server_that_echoes_the_token_does_not_put_it_into_the_error() {
    let body = format!(r#"{{"detail":"bad token {TOKEN}"}}"#);
    let error = describe(Step::body(401, body).with("x-request-id", TOKEN)).await;
    assert_eq!(error.message(), Some("bad token [redacted]"));
    // Whole, and where our own words or the end of a message would cut it.
    for step in [
        Step::body(401, format!("bad token {TOKEN}")).with("x-request-id", TOKEN),
        Step::body(401, format!("{} {TOKEN}", "x".repeat(490))),
        Step::body(200, format!("{} {TOKEN}", "x".repeat(70))),
        Step::body(200, format!("{{\"id\":[],\"kind\":\"{TOKEN}\"}}")),
        Step::body(302, "").with("location", format!("https://login.example/{TOKEN}/in")),
    ] {
        let error = describe(step).await;
        for shown in [
            format!("{error}"),
            format!("{error:#}"),
            format!("{error:?}"),
            error.body().unwrap_or_default().to_owned(),
        ] {
            assert!(!shown.contains(&TOKEN[..10]), "{shown}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_long_form_adds_causes_without_saying_anything_twice() {
    let error = describe(Step::Refused).await;
    assert_eq!(
        format!("{error:#}"),
        "describe_spec: cannot connect to localhost:1; nothing was sent: connection refused"
    );
    assert_eq!(
        error.to_string(),
        "describe_spec: cannot connect to localhost:1 (connection refused); nothing was sent"
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "connection refused");
}
