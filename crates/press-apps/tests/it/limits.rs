//! Each time limit fires alone and names itself; a call that is dropped leaves the client usable.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use press_apps::testing::{BoxFuture, Reply, Transport, TransportError};
use press_apps::{Client, ErrorKind, Sent, TimeLimit, TimeoutKind};

use crate::support::{Script, Step, TOKEN};

fn fails_with(fault: fn() -> TransportError) -> Client {
    Client::builder()
        .token(TOKEN)
        .base_url("http://localhost:1")
        .transport(move |_: http::Request<bytes::Bytes>| -> Reply { Err(fault()) })
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_attempt_limit_ends_an_attempt() {
    let client = Script::new([Step::Stalled]).client();
    let request = client.spec("s-1").unwrap().describe().max_retries(0);
    let began = tokio::time::Instant::now();
    let error = request.attempt_timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Attempt));
    assert_eq!(error.to_string(), "describe_spec: no answer within 5s (attempt timeout)");
    assert_eq!(error.was_sent(), Sent::Maybe);
}

#[tokio::test(start_paused = true)]
async fn the_operation_limit_ends_the_call() {
    let client = Script::new([Step::Stalled]).client();
    let request = client.spec("s-1").unwrap().describe().attempt_timeout(None);
    let began = tokio::time::Instant::now();
    let error = request.timeout(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(90));
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Operation));
    assert!(error.is_timeout());
}

#[tokio::test(start_paused = true)]
async fn the_operation_limit_covers_all_attempts_and_waits() {
    let client = Script::new([Step::Stalled]).client();
    let spec = client.spec("s-1").unwrap();
    let began = tokio::time::Instant::now();
    let error = spec.describe().timeout(Duration::from_secs(130)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(130));
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Operation));
}

#[tokio::test(start_paused = true)]
async fn no_time_at_all_sends_nothing() {
    let script = Script::new([Step::Good]);
    let spec = script.client().spec("s-1").unwrap();
    let error = spec.describe().timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Operation));
    assert_eq!(error.was_sent(), Sent::No);
    assert!(script.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn limits_can_be_switched_off() {
    let client = Script::new([Step::Stalled])
        .builder()
        .timeout(None)
        .attempt_timeout(TimeLimit::Off)
        .build()
        .unwrap();
    let day = Duration::from_secs(86_400);
    let describe = client.spec("s-1").unwrap().describe().into_future();
    assert!(tokio::time::timeout(day, describe).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_request_overrides_the_client_in_both_directions() {
    let script = Script::new([Step::Stalled]);
    let client =
        script.builder().attempt_timeout(None).timeout(Duration::from_secs(7)).build().unwrap();
    let spec = client.spec("s-1").unwrap();
    let began = tokio::time::Instant::now();
    spec.describe().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(7));
    let describe = spec.describe().timeout(TimeLimit::Unset);
    describe.attempt_timeout(Duration::from_secs(2)).max_retries(0).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(9));
}

#[tokio::test(start_paused = true)]
async fn the_limits_of_the_connection_are_named() {
    let error = fails_with(TransportError::connect_timeout)
        .spec("s-1")
        .unwrap()
        .describe()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Connect));
    assert!(error.is_connect() && error.is_timeout());
    assert_eq!(
        error.to_string(),
        "describe_spec: no connection to localhost:1 within 10s (connect timeout); nothing was sent (4 attempts)"
    );
    let error =
        fails_with(TransportError::read_timeout).spec("s-1").unwrap().describe().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Read));
    assert_eq!(
        error.to_string(),
        "describe_spec: the service fell silent (read timeout) (4 attempts)"
    );
}

/// Answers after a number of polls, so that a call has that many await points.
struct Slow(u32);

impl Transport for Slow {
    fn send(&self, _: http::Request<bytes::Bytes>) -> BoxFuture<'static, Reply> {
        let polls = self.0;
        Box::pin(async move {
            for _ in 0..polls {
                tokio::task::yield_now().await;
            }
            Ok(press_apps::testing::json(503, "{}"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_point_leaves_the_client_usable() {
    let client = Client::builder()
        .token(TOKEN)
        .base_url("http://localhost:1")
        .transport(Slow(3))
        .build()
        .unwrap();
    let mut points = 0;
    loop {
        let mut call = pin!(client.spec("s-1").unwrap().describe().into_future());
        let mut ended = false;
        for _ in 0..=points {
            if call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                ended = true;
                break;
            }
            tokio::time::advance(Duration::from_millis(500)).await;
        }
        if ended {
            break;
        }
        points += 1;
        assert!(points < 100, "the call never ends");
    }
    assert!(points > 10, "four attempts of three polls and three waits: {points}");
    let whole = client.spec("s-1").unwrap().describe().await.unwrap_err();
    assert_eq!(whole.attempts().len(), 4);
    assert!(matches!(
        pin!(client.spec("s-1").unwrap().describe().into_future())
            .poll(&mut Context::from_waker(Waker::noop())),
        Poll::Pending
    ));
}
