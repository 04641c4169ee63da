//! Time limits that end just before, at and just after the moment at which something happens.

use std::time::Duration;

use bytes::Bytes;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport, json};
use press_apps::{Client, Error, ErrorKind, Sent, TimeoutKind};

use crate::support::{Script, Step, TOKEN, document};

const SECOND: Duration = Duration::from_secs(1);
/// The least that the timer of tokio tells apart.
const TICK: Duration = Duration::from_millis(1);
const LATE: &str = "the next wait would pass the time limit";

/// Gives this answer to everything after five seconds.
struct Slow(u16, &'static str);

impl Transport for Slow {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let answer = json(self.0, self.1);
        Box::pin(async move {
            tokio::time::sleep(5 * SECOND).await;
            Ok(answer)
        })
    }
}

fn slow(status: u16, body: &'static str) -> Client {
    let client = Client::builder().token(TOKEN).base_url("http://localhost:1");
    client.transport(Slow(status, body)).random(Fixed(1.0)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_when_its_time_ends_is_in_time() {
    let client = slow(201, r#"{"id":"s-1"}"#);
    for (limit, in_time) in
        [(5 * SECOND - TICK, false), (5 * SECOND, true), (5 * SECOND + TICK, true)]
    {
        let create = || client.specs().create(document());
        for (kind, answer) in [
            (TimeoutKind::Attempt, create().attempt_timeout(limit).await),
            (TimeoutKind::Operation, create().timeout(limit).await),
            (TimeoutKind::Operation, create().timeout(limit).attempt_timeout(None).await),
        ] {
            match answer {
                Ok(created) => assert_eq!((created.id.as_str(), in_time), ("s-1", true)),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Timeout(kind));
                    assert!(!in_time && error.may_have_been_carried_out(), "{error}");
                    assert_eq!(error.was_sent(), Sent::Maybe);
                    assert_eq!(error.attempts()[0].elapsed(), limit);
                }
            }
        }
    }
}

/// Of two limits that end together it is that of the call, and no other attempt is thought of.
#[tokio::test(start_paused = true)]
async fn an_attempt_that_ends_with_the_call_ends_it() {
    let client = Script::new([Step::Stalled]).client();
    let ask = async |attempt| -> Error {
        let describe = client.spec("s-1").unwrap().describe().timeout(5 * SECOND);
        describe.attempt_timeout(attempt).await.unwrap_err()
    };
    for attempt in [5 * SECOND, 5 * SECOND + TICK] {
        assert_eq!(
            ask(attempt).await.to_string(),
            "describe_spec: no answer within 5s (operation timeout)"
        );
    }
    assert_eq!(
        ask(5 * SECOND - TICK).await.to_string(),
        format!("describe_spec: no answer within 4.999s (attempt timeout) ({LATE})")
    );
}

/// With no time left, no wait is thought of either.
#[tokio::test(start_paused = true)]
async fn a_refusal_that_comes_when_the_time_ends_is_the_end() {
    let client = slow(503, r#"{"detail":"busy"}"#);
    let ask = async |limit| {
        let began = tokio::time::Instant::now();
        let error = client.spec("s-1").unwrap().describe().timeout(limit).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), began.elapsed()), (503, 5 * SECOND));
        error.to_string()
    };
    assert_eq!(ask(5 * SECOND).await, "describe_spec: 503 Service Unavailable: busy");
    assert_eq!(
        ask(5 * SECOND + TICK).await,
        format!("describe_spec: 503 Service Unavailable: busy ({LATE})")
    );
}

/// A wait is begun only if something is left after it: what would end with the limit would leave no time for the attempt.
#[tokio::test(start_paused = true)]
async fn a_wait_that_ends_with_the_call_is_not_begun() {
    // The pace of the throttle counts after 503; after 504 the call waits by itself.
    for status in [503, 504] {
        for asked in [None, Some("2")] {
            let failed = match asked {
                Some(seconds) => Step::status(status).with("retry-after", seconds),
                None => Step::status(status),
            };
            // Fixed chance: 200 ms of its own, or two seconds and one of jitter.
            let wait = if asked.is_some() { 3 * SECOND } else { 200 * TICK };
            for (limit, waits) in [(wait - TICK, false), (wait, false), (wait + TICK, true)] {
                let script = Script::new([failed.clone(), Step::Good]);
                let began = tokio::time::Instant::now();
                let describe = script.client().spec("s-1").unwrap().describe().timeout(limit);
                match describe.await {
                    Ok(spec) => {
                        assert!(waits, "{status} {asked:?} {limit:?}");
                        assert_eq!(spec.attempts().len(), 2);
                        assert!(began.elapsed() <= wait, "{:?}", began.elapsed());
                    }
                    Err(error) => {
                        assert!(!waits && error.to_string().contains(LATE), "{error}");
                        assert_eq!(error.attempts()[0].wait(), None);
                        assert_eq!((script.seen().len(), began.elapsed()), (1, Duration::ZERO));
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_wait_that_may_be_asked_for_is_obeyed_to_the_second() {
    for (asked, obeyed) in [("59", true), ("60", true), ("61", false)] {
        let failed = Step::status(504).with("retry-after", asked);
        let script = Script::new([failed, Step::Good]);
        let client = script.builder().random(Fixed(0.0)).timeout(None).build().unwrap();
        let described = client.spec("s-1").unwrap().describe().await;
        assert_eq!(described.is_ok(), obeyed, "{asked}: {described:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_least_time_is_enough_to_send_something_and_none_is_not() {
    for (limit, sent) in [(Duration::ZERO, 0), (Duration::from_nanos(1), 1)] {
        for whole in [true, false] {
            let script = Script::new([Step::Good]);
            let describe = script.client().spec("s-1").unwrap().describe().max_retries(0);
            let described = match whole {
                true => describe.timeout(limit).await,
                false => describe.attempt_timeout(limit).await,
            };
            assert_eq!((described.is_ok(), script.seen().len()), (sent == 1, sent), "{limit:?}");
            if let Err(error) = described {
                assert_eq!(error.was_sent(), Sent::No, "{error}");
            }
        }
    }
}
