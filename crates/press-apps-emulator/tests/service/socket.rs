//! The service behind its socket: what a real client sees of it, faults included.

use std::time::Duration;

use press_apps_emulator::{Emulator, Fault};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;

use crate::support::spec;

fn request(client: &Client, press: &Emulator, method: Method, path: &str) -> RequestBuilder {
    client
        .request(method, format!("{}{path}", press.base_url()))
        .header("authorization", press.token())
}

fn list(client: &Client, press: &Emulator) -> RequestBuilder {
    request(client, press, Method::GET, "/v1/apps/specs/")
}

/// Another crate of the build may have switched on TLS without a provider for it; then a client needs one to be built at all.
pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

#[tokio::test]
async fn it_serves_keeps_connections_and_counts() {
    let press = Emulator::start().await.expect("an emulator");
    let http = client();
    assert!(press.base_url().starts_with("http://127.0.0.1:"), "{}", press.base_url());
    for _ in 0..3 {
        let response = list(&http, &press).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert!(response.headers().contains_key("x-request-id"));
        response.bytes().await.expect("a body");
    }
    assert_eq!((press.connections(), press.served(), press.requests().len()), (1, 3, 3));
}

#[tokio::test]
async fn the_document_is_there_without_a_token() {
    let press = Emulator::start().await.expect("an emulator");
    let url = format!("{}/openapi.json", press.base_url());
    let response = client().get(url).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.expect("a body"), press_apps_emulator::DOCUMENT);
}

#[tokio::test]
async fn a_body_that_is_too_large_gets_its_answer() {
    let press = Emulator::start().await.expect("an emulator");
    let body = "x".repeat(8 * 1024 * 1024);
    let response = request(&client(), &press, Method::POST, "/v1/apps/specs/")
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 413);
}

#[tokio::test]
async fn a_dropped_connection_is_an_error_for_the_caller() {
    let press = Emulator::start().await.expect("an emulator");
    let http = client();
    press.fault(Fault::on("create_spec").times(1).drop_before()).unwrap();
    press.fault(Fault::on("create_spec").times(1).drop_after_commit()).unwrap();
    for expected in [0, 1] {
        let create =
            request(&http, &press, Method::POST, "/v1/apps/specs/").body(spec("one").to_string());
        assert!(create.send().await.is_err());
        let page: serde_json::Value = serde_json::from_slice(
            &list(&http, &press).send().await.unwrap().bytes().await.unwrap(),
        )
        .unwrap();
        assert_eq!(page["specCount"], expected);
    }
}

#[tokio::test]
async fn a_truncated_body_keeps_its_status_and_breaks_off() {
    let press = Emulator::start().await.expect("an emulator");
    press.fault(Fault::on("list_specs").truncate(5)).unwrap();
    let mut response = list(&client(), &press).send().await.expect("a head");
    assert_eq!(
        (response.status().as_u16(), response.headers()["x-press-fault"].as_bytes()),
        (200, b"truncate".as_slice())
    );
    assert_eq!(
        response.chunk().await.expect("the first bytes").as_deref(),
        Some(b"{\"pag".as_slice())
    );
    assert!(response.chunk().await.is_err());
}

/// Waits for what is certain to come, but not for ever.
async fn until(done: impl AsyncFn() -> bool) {
    let wait = async {
        while !done().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("it to happen");
}

#[tokio::test]
async fn a_request_that_is_stalled_or_held_back_gets_nothing_until_a_shutdown_lets_it_go() {
    for fault in [Fault::any().stall(), Fault::any().latency(Duration::from_secs(3600))] {
        let press = Emulator::start().await.expect("an emulator");
        press.fault(fault).unwrap();
        let call = tokio::spawn(list(&client(), &press).send());
        until(async || press.served() == 1).await;
        assert!(!call.is_finished());
        press.shutdown().await;
        assert!(call.await.expect("no panic").is_err());
    }
}

#[tokio::test]
async fn a_request_that_is_under_way_at_a_shutdown_is_answered() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    let press = Emulator::start().await.expect("an emulator");
    let address = press.base_url().trim_start_matches("http://").to_owned();
    let mut socket = TcpStream::connect(&address).await.expect("a connection");
    let head =
        "POST /v1/apps/specs/ HTTP/1.1\r\nhost: localhost\r\nauthorization: emulator-token\r\n";
    let expects = format!("{head}expect: 100-continue\r\ncontent-length: 2\r\n\r\n");
    socket.write_all(expects.as_bytes()).await.expect("a head");
    let mut told = [0; 25];
    socket.read_exact(&mut told).await.expect("to be told to go on");
    let stopped = tokio::spawn(press.shutdown());
    // Nobody new is let in from here on.
    until(async || TcpStream::connect(&address).await.is_err()).await;
    socket.write_all(b"{}").await.expect("a body");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer and the end");
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    stopped.await.expect("no panic");
}

#[tokio::test]
async fn dropping_it_stops_it() {
    let press = Emulator::start().await.expect("an emulator");
    let (http, url) = (client(), press.base_url().to_owned());
    list(&http, &press).send().await.expect("an answer");
    drop(press);
    // Stopping is the runtime's next turn; a fresh client does not hold an old connection.
    until(async || client().get(&url).send().await.is_err()).await;
}

#[tokio::test]
async fn a_port_in_use_is_said_in_one_line() {
    let press = Emulator::start().await.expect("an emulator");
    let port: u16 =
        press.base_url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let error = Emulator::builder().port(port).start().await.expect_err("in use").to_string();
    assert_eq!(
        error,
        format!(
            "cannot listen on 127.0.0.1:{port}: the port is in use; choose another, or 0 for any free one"
        )
    );
}

#[test]
fn outside_a_runtime_it_says_so() {
    let mut start = std::pin::pin!(Emulator::start());
    let waker = std::task::Waker::noop();
    match start.as_mut().poll(&mut std::task::Context::from_waker(waker)) {
        std::task::Poll::Ready(Err(error)) => {
            assert!(error.to_string().contains("tokio runtime"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn answers_of_a_fault_pass_the_socket_unchanged() {
    let press = Emulator::start().await.expect("an emulator");
    press
        .fault(Fault::any().status(503).json(json!({ "detail": "busy" })).retry_after("7"))
        .unwrap();
    let response = list(&client(), &press).send().await.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), response.headers()["retry-after"].as_bytes()),
        (503, b"7".as_slice())
    );
    assert_eq!(response.bytes().await.expect("a body").as_ref(), b"{\"detail\":\"busy\"}");
}
