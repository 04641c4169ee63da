//! Limits while an answer is on its way, over a socket and a clock that the test moves.

use std::future::IntoFuture;
use std::time::Duration;

use press_apps::testing::{BoxFuture, Reply, Transport, json};
use press_apps::{Client, Error, ErrorKind, RetryPolicy, Sent, TimeoutKind};

use crate::pieces::{HandClock, Server, ends};
use crate::support::{TOKEN, document};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 70\r\n\r\n";
const SPEC: &str = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A server, a clock, and a client with neither of the outer limits.
fn silent() -> (Server, HandClock, Client) {
    let (server, clock) = (Server::start(), HandClock::new());
    let builder = server.builder(&clock).attempt_timeout(None).timeout(None);
    let client = builder.retry_policy(RetryPolicy::off()).build().unwrap();
    (server, clock, client)
}

#[tokio::test]
async fn silence_before_the_answer_is_not_counted() {
    let (server, clock, client) = silent();
    let call = tokio::spawn(
        client.spec("s-1").unwrap().describe().attempt_timeout(seconds(120)).into_future(),
    );
    server.asked().await;
    clock.advance(seconds(33));
    server.says(HEAD).await;
    clock.sleeps(seconds(30)).await;
    server.says(SPEC).await;
    assert_eq!(ends(call).await.unwrap().unwrap().id, "s-1");
}

#[tokio::test]
async fn an_answer_in_pieces_may_take_longer_than_the_limit_of_silence() {
    let (server, clock, client) = silent();
    let call = tokio::spawn(client.spec("s-1").unwrap().describe().into_future());
    server.asked().await;
    server.says(HEAD).await;
    for piece in SPEC.as_bytes().chunks(SPEC.len().div_ceil(4)) {
        clock.sleeps(seconds(30)).await;
        clock.advance(seconds(20));
        server.says(piece).await;
    }
    let spec = ends(call).await.unwrap().unwrap();
    assert_eq!((spec.id.as_str(), spec.elapsed()), ("s-1", seconds(80)));
}

#[tokio::test]
async fn a_body_that_falls_silent_ends_at_the_limit_and_keeps_its_status() {
    for (begun, limit) in [("", 30), ("{\"id\":", 30), ("{\"id\":", 7)] {
        let (server, clock, client) = silent();
        let mut request = client.specs().create(document());
        if limit != 30 {
            request = request.read_timeout(seconds(limit));
        }
        let call = tokio::spawn(request.into_future());
        server.asked().await;
        server.says(format!("HTTP/1.1 201 Created\r\ncontent-length: 12\r\n\r\n{begun}")).await;
        clock.sleeps(seconds(limit)).await;
        clock.advance(seconds(limit));
        let error = ends(call).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Read));
        assert_eq!(error.status().unwrap(), 201);
        let line = error.to_string();
        let expected = format!(
            "create_spec: the service fell silent for {limit}s in the middle of its answer (read timeout)"
        );
        assert!(line.starts_with(&expected), "{line}");
        assert!(error.may_have_been_carried_out());
        server.sees_the_end().await;
    }
}

/// The connection is closed although more was announced: an answer without an end would be read for ever.
#[tokio::test]
async fn what_is_longer_than_it_may_be_is_not_read_to_its_end() {
    for (status, length) in [("200 OK", SPEC.len()), ("404 Not Found", 64 * 1024)] {
        let (server, clock) = (Server::start(), HandClock::new());
        let client = server.builder(&clock).max_body(SPEC.len()).build().unwrap();
        let describe = client.spec("s-1").unwrap().describe().max_retries(0);
        let call = tokio::spawn(describe.into_future());
        server.asked().await;
        server.says(format!("HTTP/1.1 {status}\r\ncontent-length: 700000\r\n\r\n")).await;
        server.says(vec![b' '; length]).await;
        server.says(" ").await;
        let error = ends(call).await.unwrap().unwrap_err();
        assert_eq!(error.status().unwrap().as_str(), &status[..3], "{error}");
        server.sees_the_end().await;
    }
}

#[tokio::test]
async fn the_setting_of_a_limit_is_named() {
    let (server, clock, client) = silent();
    let call = tokio::spawn(client.spec("s-1").unwrap().describe().into_future());
    server.asked().await;
    server.says(HEAD).await;
    clock.sleeps(seconds(30)).await;
    clock.advance(seconds(30));
    let error = ends(call).await.unwrap().unwrap_err();
    assert!(
        error.help().contains("`.read_timeout(..)`, on the request or on the client's builder"),
        "{}",
        error.help()
    );
}

/// An answer that never gets as far as its body ends with the attempt, and nobody goes on reading it.
#[tokio::test]
async fn an_endless_beginning_of_an_answer_ends_with_the_attempt() {
    for (begun, more) in [
        ("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\n", "x"),
    ] {
        let (server, clock, client) = silent();
        let request = client.specs().create(document()).attempt_timeout(seconds(60));
        let call = tokio::spawn(request.into_future());
        server.asked().await;
        server.says(begun).await;
        for _ in 0..6 {
            for _ in 0..10 {
                server.says(more).await;
            }
            assert!(!call.is_finished());
            clock.advance(seconds(10));
        }
        let error: Error = ends(call).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Attempt));
        assert_eq!(error.was_sent(), Sent::Maybe);
        assert!(error.may_have_been_carried_out());
        server.sees_the_end().await;
    }
}

/// Answers at once, when so much time has passed.
struct Late(HandClock, Duration, fn() -> http::Response<bytes::Bytes>);

impl Transport for Late {
    fn send(&self, _: http::Request<bytes::Bytes>) -> BoxFuture<'static, Reply> {
        let (clock, late, answer) = (self.0.clone(), self.1, (self.2)());
        Box::pin(async move {
            clock.advance(late);
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_not_decoded() {
    let ask = async |late, answer| {
        let clock = HandClock::new();
        let client = Client::builder()
            .token(TOKEN)
            .base_url("http://localhost:1")
            .transport(Late(clock.clone(), late, answer))
            .clock(clock);
        client.build().unwrap().specs().create(document()).await
    };
    let created = || json(201, r#"{"id":"s-1"}"#);
    assert!(ask(seconds(60), created).await.is_ok());
    let error = ask(Duration::from_millis(60_001), created).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Attempt));
    assert!(
        error.to_string().starts_with(
            "create_spec: the answer did not come to its end within 60s (attempt timeout)"
        ),
        "{error}"
    );
    assert!(error.may_have_been_carried_out());
    // What the service refused stays refused.
    let error = ask(seconds(61), || json(409, "{}")).await.unwrap_err();
    assert!(error.is_conflict());
}

#[tokio::test]
async fn a_limit_that_no_clock_can_count_is_none() {
    for endless in [Duration::MAX, Duration::MAX / 2, seconds(u64::MAX / 3)] {
        let (server, clock) = (Server::start(), HandClock::new());
        let patient = RetryPolicy::default()
            .base_wait(endless)
            .longest_wait(endless)
            .longest_retry_after(endless);
        let client = server
            .builder(&clock)
            .connect_timeout(endless)
            .idle_timeout(endless)
            .read_timeout(endless)
            .attempt_timeout(endless)
            .timeout(endless)
            .retry_policy(patient)
            .build()
            .unwrap();
        let request = client.spec("s-1").unwrap().describe();
        let call = tokio::spawn(
            request.timeout(endless).attempt_timeout(endless).read_timeout(endless).into_future(),
        );
        server.asked().await;
        clock.advance(seconds(1_000_000));
        server.says(HEAD).await;
        clock.advance(seconds(1_000_000));
        server.says(SPEC).await;
        assert_eq!(ends(call).await.unwrap().unwrap().id, "s-1");
    }
}
