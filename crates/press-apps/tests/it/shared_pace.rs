//! What the calls of a client learn from the answers to each other: how long to wait, and how fast to ask.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport};
use press_apps::{Attempt, Client};
use tokio::time::{Instant, sleep};

use crate::support::{Script, Step};

/// Follows a script, and takes a while for it.
#[derive(Clone)]
struct Far(Script);

impl Transport for Far {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let script = self.0.clone();
        Box::pin(async move {
            sleep(Duration::from_millis(10)).await;
            script.send(request).await
        })
    }
}

/// A client whose first call was refused in this way, and which is answered like that from then on.
async fn refused(refusal: Step, then: Step) -> Client {
    let script = Script::new([refusal, then]);
    let client = script.builder().random(Fixed(0.0)).timeout(None).build().unwrap();
    client.spec("s-1").unwrap().describe().max_retries(0).await.unwrap_err();
    client
}

/// How long so many calls take, one after the other.
async fn takes(client: &Client, calls: usize) -> Duration {
    let began = Instant::now();
    for _ in 0..calls {
        // What comes of it is of no matter.
        let _ = client.clone().spec("s-1").unwrap().describe().max_retries(0).await;
    }
    began.elapsed()
}

/// All wait as long as one of them was asked to, unless that is longer than any may wait.
#[tokio::test(start_paused = true)]
async fn what_one_call_is_asked_to_wait_all_wait_if_it_may_be_waited_for() {
    for status in [429, 503] {
        for (asked, waits) in [(None, 0), (Some("0"), 0), (Some("1"), 1), (Some("60"), 60)] {
            let mut refusal = Step::status(status);
            if let Some(asked) = asked {
                refusal = refusal.with("retry-after", asked);
            }
            let client = refused(refusal, Step::Good).await;
            assert_eq!(takes(&client, 1).await.as_secs(), waits, "{status} {asked:?}");
        }
        for asked in ["61", "600", "99999999"] {
            let refusal = Step::status(status).with("retry-after", asked);
            let client = refused(refusal, Step::Good).await;
            assert_eq!(takes(&client, 1).await, Duration::ZERO, "{status} {asked:?}");
        }
    }
    // What says nothing about how much may be asked holds back nobody.
    for other in [Step::status(500), Step::status(502), Step::status(504), Step::status(404)] {
        let client = refused(other.with("retry-after", "9"), Step::Good).await;
        assert_eq!(takes(&client, 20).await, Duration::ZERO);
    }
}

/// Ten calls at the pace after a refusal take nearly half a second; if the service takes them, it is tried faster.
#[tokio::test(start_paused = true)]
async fn the_pace_grows_with_what_the_service_answers_and_not_with_what_fails() {
    for (answer, grows) in [
        (Step::Good, true),
        (Step::status(404), true),
        (Step::status(400), true),
        (Step::status(302), true),
        (Step::body(200, "<html>"), true),
        (Step::status(500), false),
        (Step::status(502), false),
        (Step::status(504), false),
        (Step::Refused, false),
        (Step::Dropped, false),
    ] {
        let client = refused(Step::status(429), answer.clone()).await;
        let took = takes(&client, 10).await.as_millis();
        assert_eq!((449..=460).contains(&took), !grows, "{took} ms");
        assert_eq!((200..=300).contains(&took), grows, "{took} ms");
    }
}

/// All are refused at the same time. A wait in a line may be longer than was meant; what is told is what was waited.
#[tokio::test(start_paused = true)]
async fn the_attempts_and_waits_of_a_call_add_up_to_its_time() {
    for (asked, meant) in [(None, 200), (Some("2"), 3000)] {
        let refusal = match asked {
            Some(asked) => Step::status(503).with("retry-after", asked),
            None => Step::status(503),
        };
        let far = Far(Script::new(vec![refusal; 8].into_iter().chain([Step::Good])));
        let client = far.0.builder().transport(far.clone()).build().unwrap();
        let calls = (0..8).map(|_| {
            let describe = client.clone().spec("s-1").unwrap().describe();
            async move { describe.await.unwrap() }
        });
        let mut longest = Duration::ZERO;
        for answer in join_all(calls).await {
            let spent: Duration = answer.attempts().iter().map(Attempt::elapsed).sum();
            let waited: Duration = answer.attempts().iter().filter_map(Attempt::wait).sum();
            assert_eq!(spent + waited, answer.elapsed(), "{:?}", answer.attempts());
            assert_eq!(answer.attempts().last().unwrap().wait(), None);
            longest = longest.max(waited);
        }
        assert!(longest > Duration::from_millis(meant), "some waited in a line: {longest:?}");
    }
}
