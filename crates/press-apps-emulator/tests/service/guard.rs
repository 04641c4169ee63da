//! Who may ask over the socket: hosts, origins and preflights.

use http::StatusCode;
use press_apps_emulator::Emulator;
use reqwest::{Method, Response};

use crate::socket::client;

async fn send(press: &Emulator, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let url = format!("{}{path}", press.base_url());
    let mut request = client().request(method, url).header("authorization", press.token());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn a_foreign_host_is_misdirected_and_a_foreign_page_forbidden_wherever_they_ask() {
    let press = Emulator::start().await.expect("an emulator");
    for path in ["/", "/docs", "/v1/apps/specs/", "/_emulator/state", "/_emulator/events"] {
        let answer = send(&press, Method::GET, path, &[("host", "evil.test")]).await;
        assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert!(answer.headers().contains_key("x-request-id"));
        assert!(answer.text().await.expect("a body").contains("--allow-host evil.test"), "{path}");
        let answer = send(&press, Method::GET, path, &[("origin", "http://evil.test")]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
    }
    let answer =
        send(&press, Method::POST, "/_emulator/reset", &[("origin", "http://evil.test")]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(press.served(), 0, "what is refused at the door is not asked of the service");
}

#[tokio::test]
async fn hosts_that_were_allowed_and_the_one_it_listens_on_pass() {
    let press = Emulator::builder().host("localhost").allow_host("Press.test").start().await;
    let press = press.expect("an emulator");
    for host in ["press.test:8080", "localhost", "127.0.0.1:1"] {
        let origin = format!("http://{host}");
        let headers = [("host", host), ("origin", origin.as_str())];
        let answer = send(&press, Method::GET, "/v1/apps/specs/", &headers).await;
        assert_eq!(answer.status(), StatusCode::OK, "{host}");
    }
    let wrong = Emulator::builder().allow_host("http://press.test").start().await;
    assert_eq!(
        wrong.expect_err("no host").to_string(),
        "a host to allow: expected a host name or an address, such as `press.test`, found `http://press.test`"
    );
}

#[tokio::test]
async fn pages_of_this_machine_may_use_the_api_from_any_port() {
    let press = Emulator::start().await.expect("an emulator");
    let origin = ("origin", "http://localhost:3000");
    let asked = [origin, ("access-control-request-method", "DELETE")];
    let answer = send(&press, Method::OPTIONS, "/v1/apps/specs/s-1", &asked).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(answer.headers()["access-control-allow-origin"], origin.1);
    assert_eq!(press.served(), 0, "the service is not asked");
    let answer = send(&press, Method::GET, "/v1/apps/specs/", &[origin]).await;
    assert_eq!(answer.headers()["access-control-allow-origin"], origin.1);
    assert_eq!(answer.headers()["vary"], "origin");
}
