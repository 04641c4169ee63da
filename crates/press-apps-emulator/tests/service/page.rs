//! The page over the socket: its files, the stream of changes, and their end.

use std::time::Duration;

use press_apps_emulator::{Clock, Emulator};
use reqwest::Response;

use crate::socket::client;
use crate::support::{create_deployment, create_spec, deployment, spec};

async fn get(press: &Emulator, path: &str) -> Response {
    client().get(format!("{}{path}", press.base_url())).send().await.expect("an answer")
}

/// What comes next in a stream; nothing at its end.
async fn piece(stream: &mut Response) -> Option<String> {
    let wait = tokio::time::timeout(Duration::from_secs(10), stream.chunk());
    let piece = wait.await.expect("it comes in time").expect("no error");
    piece.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn the_page_is_there_without_a_token_and_runs_nothing_of_others() {
    let press = Emulator::start().await.expect("an emulator");
    let page = get(&press, "/").await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let text = page.text().await.expect("a body");
    let script = text.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
    let script = get(&press, &format!("/{}", script.expect("a script"))).await;
    assert_eq!(script.status(), 200);
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(press.served(), 0, "it is no request of the API");
}

#[tokio::test]
async fn the_stream_tells_of_requests_and_of_time() {
    let settings = Emulator::builder().clock(Clock::Virtual).deploy_time(Duration::from_secs(60));
    let press = settings.start().await.expect("an emulator");
    let mut stream = get(&press, "/_emulator/events").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(piece(&mut stream).await.as_deref(), Some("id: 0\ndata: {\"version\":0}\n\n"));
    get(&press, "/v1/apps/specs/").await;
    assert_eq!(piece(&mut stream).await.as_deref(), Some("id: 1\ndata: {\"version\":1}\n\n"));
    // Nothing passed the socket, as in a test that goes the short way.
    let id = create_spec(&press, spec("one"));
    create_deployment(&press, deployment("one", &id));
    assert!(piece(&mut stream).await.expect("news").contains("version"));
    press.advance(Duration::from_secs(60));
    assert!(piece(&mut stream).await.expect("news").contains("version"));
}

#[tokio::test]
async fn a_shutdown_ends_the_stream() {
    let press = Emulator::start().await.expect("an emulator");
    let mut stream = get(&press, "/_emulator/events").await;
    assert!(piece(&mut stream).await.is_some());
    press.shutdown().await;
    assert_eq!(piece(&mut stream).await, None, "it ends, it does not break off");
}

#[tokio::test]
async fn there_are_only_so_many_streams_and_one_that_is_closed_makes_room() {
    let press = Emulator::start().await.expect("an emulator");
    let mut streams = Vec::new();
    let refused = loop {
        let mut stream = get(&press, "/_emulator/events").await;
        if stream.status() != 200 {
            break stream;
        }
        piece(&mut stream).await;
        streams.push(stream);
        assert!(streams.len() < 1000, "they are not bounded");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(refused.text().await.expect("a body").contains("detail"));
    streams.clear();
    let again = async {
        while get(&press, "/_emulator/events").await.status() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), again).await.expect("there is room again");
}
