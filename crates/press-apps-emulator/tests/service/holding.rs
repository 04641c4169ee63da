//! That the service holds: nobody keeps a connection for nothing, nobody waits for the request of another, and no list is without end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use press_apps_emulator::{Emulator, Fault, Service};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::*;

const LIST: &str =
    "GET /v1/apps/specs/ HTTP/1.1\r\nhost: localhost\r\nauthorization: emulator-token\r\n\r\n";
const DOCS: &str = "GET /docs HTTP/1.1\r\nhost: localhost\r\n\r\n";

async fn impatient() -> Emulator {
    let settings = Emulator::builder().patience(Duration::from_millis(100));
    settings.start().await.expect("an emulator")
}

async fn connect(press: &Emulator) -> TcpStream {
    let address = press.base_url().trim_start_matches("http://");
    TcpStream::connect(address).await.expect("a connection")
}

/// What comes until the connection is closed by the other side.
async fn until_closed(mut stream: TcpStream) -> String {
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came).await;
    String::from_utf8_lossy(&came).into_owned()
}

/// Waits for what is certain to come, but not for ever.
async fn until(done: impl Fn() -> bool) {
    let wait = async {
        while !done() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it to happen");
}

#[tokio::test]
async fn a_connection_that_stands_still_is_closed() {
    let press = impatient().await;
    let slow = "POST /v1/apps/specs/ HTTP/1.1\r\nhost: localhost\r\nauthorization: emulator-token\r\ncontent-length: 9\r\n\r\n{";
    for (sent, begins) in [
        ("", ""),
        ("GET /v1/apps/specs/ HT", ""),
        ("GET /v1/apps/specs/ HTTP/1.1\r\nhost: loc", ""),
        (LIST, "HTTP/1.1 200 OK"),
        (slow, "HTTP/1.1 408 Request Timeout"),
    ] {
        let mut stream = connect(&press).await;
        stream.write_all(sent.as_bytes()).await.expect("sent");
        let came = until_closed(stream).await;
        assert!(came.starts_with(begins) && came.is_empty() == begins.is_empty(), "{sent}: {came}");
    }
    until(|| press.open_connections() == 0).await;
}

#[tokio::test]
async fn who_asks_and_never_reads_is_closed() {
    let press = impatient().await;
    let mut stream = connect(&press).await;
    // More answers than the buffers of the system take; the questions fit, or are not all taken.
    let asked = DOCS.repeat(1_000);
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.write_all(asked.as_bytes())).await;
    until(|| press.served() > 0 && press.open_connections() == 0).await;
    assert!(press.served() < 1_000, "{}", press.served());
}

#[tokio::test]
async fn three_hundred_that_are_silent_are_closed_and_bother_nobody() {
    let press = impatient().await;
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(connect(&press).await);
    }
    let mut honest = connect(&press).await;
    honest.write_all(LIST.as_bytes()).await.expect("sent");
    assert!(until_closed(honest).await.starts_with("HTTP/1.1 200 OK"));
    for stream in silent {
        assert_eq!(until_closed(stream).await, "");
    }
    until(|| press.open_connections() == 0).await;
}

#[tokio::test]
async fn an_answer_that_is_held_back_does_not_count_as_standing_still() {
    let press = impatient().await;
    press.fault(Fault::on("list_specs").stall()).expect("a rule");
    let mut held = connect(&press).await;
    held.write_all(LIST.as_bytes()).await.expect("sent");
    until(|| press.served() == 1).await;
    // Two that stand still are closed one after the other meanwhile.
    for _ in 0..2 {
        assert_eq!(until_closed(connect(&press).await).await, "");
    }
    assert_eq!(press.open_connections(), 1);
    let nothing = held.try_read(&mut [0; 1]).expect_err("neither an answer nor the end");
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
}

/// A body with this many fields that nobody knows.
fn strange(count: usize) -> Map<String, Value> {
    (0..count).map(|number| (format!("field{number}"), json!(1))).collect()
}

fn post_to(service: &Service, path: &str, body: &str) -> http::Response<bytes::Bytes> {
    let request = http::Request::post(path).header("authorization", service.token());
    service.call(request.body(bytes::Bytes::copy_from_slice(body.as_bytes())).expect("a request"))
}

#[test]
fn what_is_wrong_is_counted_to_the_end_and_told_for_a_while() {
    let service = Service::new();
    let many = strange(60_000);
    let bodies = [
        ("/v1/apps/specs/", Value::Object(many.clone()), "60001 problems:"),
        (
            "/v1/apps/specs/",
            json!({ "spec": Value::Object(many.clone()).to_string() }),
            "problems:",
        ),
        ("/v1/apps/deployments/", json!({ "metadata": many }), "problems:"),
    ];
    for (path, body, begins) in bodies {
        let answer = read(post_to(&service, path, &body.to_string())).is(422);
        assert!(answer.detail().contains(begins), "{}", &answer.detail()[..100]);
        assert!(answer.detail().len() < 20_000, "{}", answer.detail().len());
    }
}

/// How many requests are answered from the first to the last moment of another one.
fn answered_during(service: &Service, body: &str) -> u64 {
    // Odd while the other one is being answered.
    let turn = AtomicU64::new(0);
    std::thread::scope(|threads| {
        let counting = threads.spawn(|| {
            let (mut best, mut count, mut of) = (0, 0, 0);
            loop {
                let before = turn.load(Ordering::SeqCst);
                let response = http::Request::options("*").body(bytes::Bytes::new());
                assert_eq!(service.call(response.expect("a request")).status(), 204);
                let after = turn.load(Ordering::SeqCst);
                if before == u64::MAX {
                    return best;
                }
                count = if of == after { count } else { 0 };
                of = after;
                count += u64::from(before == after && before % 2 == 1);
                best = best.max(count);
            }
        });
        for _ in 0..20 {
            turn.fetch_add(1, Ordering::SeqCst);
            assert_eq!(post_to(service, "/v1/apps/specs/", body).status(), 422);
            turn.fetch_add(1, Ordering::SeqCst);
        }
        turn.store(u64::MAX, Ordering::SeqCst);
        counting.join().expect("no panic")
    })
}

#[test]
fn nobody_waits_while_the_request_of_another_is_judged() {
    let body = Value::Object(strange(20_000)).to_string();
    // One that waited for the other could come in once before it takes the lock, and once after.
    let answered = answered_during(&Service::new(), &body);
    assert!(answered > 10, "{answered}");
}
