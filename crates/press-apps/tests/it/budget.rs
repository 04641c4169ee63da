//! The retry budget of a client: what costs, what gives back, and what does neither.

use std::time::Duration;

use press_apps::testing::Fixed;
use press_apps::{Client, Error, RetryPolicy};

use crate::support::{Script, Step, document};

const SPENT: &str = "the retry budget of this client is used up";

/// A client that waits for nothing, and whose budget is used up after these steps: 100 retries, three for each call but the last.
fn spent(then: impl IntoIterator<Item = Step>) -> (Script, Client) {
    let script = Script::new(vec![Step::status(504); 134].into_iter().chain(then));
    let client = script.builder().random(Fixed(0.0)).build().unwrap();
    (script, client)
}

async fn describe(client: &Client) -> Result<usize, Error> {
    let spec = client.spec("s-1").unwrap().describe().await?;
    Ok(spec.attempts().len())
}

/// Uses up the budget.
async fn spend(client: &Client) {
    for n in 0..34 {
        let error = describe(client).await.unwrap_err();
        let attempts = if n < 33 { 4 } else { 2 };
        assert_eq!(error.attempts().len(), attempts);
        assert_eq!(error.to_string().contains(SPENT), n == 33, "{error}");
    }
}

/// The attempts of a call that fails and would be tried again.
async fn attempts(client: &Client) -> usize {
    describe(client).await.unwrap_err().attempts().len()
}

#[tokio::test(start_paused = true)]
async fn a_first_attempt_costs_nothing() {
    let (script, client) = spent([Step::Good]);
    spend(&client).await;
    let before = script.seen().len();
    for _ in 0..3 {
        assert_eq!(describe(&client).await.unwrap(), 1);
    }
    assert_eq!(script.seen().len(), before + 3);
}

#[tokio::test(start_paused = true)]
async fn five_successes_pay_for_one_retry() {
    for successes in 0..=11 {
        let good = vec![Step::Good; successes];
        let (_, client) = spent(good.into_iter().chain([Step::status(504)]));
        spend(&client).await;
        for _ in 0..successes {
            describe(&client).await.unwrap();
        }
        assert_eq!(attempts(&client).await, 1 + successes / 5, "{successes} successes");
    }
}

/// A clone's success counts for all, and so does that of a retry, which costs five times what it gives back.
#[tokio::test(start_paused = true)]
async fn successes_of_any_call_of_any_clone_pay() {
    let (_, client) = spent([
        Step::Good,
        Step::Good,
        Step::Good,
        Step::Good,
        Step::body(201, r#"{"id":"s-1"}"#),
        // Pays with what the five gave, and gives back one.
        Step::status(504),
        Step::Good,
        Step::status(504),
    ]);
    spend(&client).await;
    for _ in 0..4 {
        describe(&client.clone()).await.unwrap();
    }
    client.specs().create(document()).await.unwrap();
    assert_eq!(describe(&client).await.unwrap(), 2);
    assert_eq!(attempts(&client).await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_fails_gives_nothing_back() {
    for failure in [
        Step::status(404),
        Step::status(422),
        Step::status(500),
        Step::body(200, "<html>"),
        Step::body(200, r#"{"id":7}"#),
        Step::status(302),
        Step::Refused,
        Step::Dropped,
    ] {
        let (_, client) = spent(vec![failure; 20].into_iter().chain([Step::status(504)]));
        spend(&client).await;
        for _ in 0..20 {
            describe(&client).await.unwrap_err();
        }
        let error = describe(&client).await.unwrap_err();
        assert_eq!(error.attempts().len(), 1, "{error}");
        assert!(error.to_string().contains(SPENT), "{error}");
    }
}

/// A refusal that is a success after all is none of the service.
#[tokio::test(start_paused = true)]
async fn a_forgiven_refusal_gives_nothing_back() {
    let mut then = Vec::new();
    for _ in 0..5 {
        then.extend(vec![Step::Good; 5]);
        then.extend([Step::Dropped, Step::status(404)]);
    }
    then.push(Step::status(504));
    let (_, client) = spent(then);
    spend(&client).await;
    for _ in 0..5 {
        for _ in 0..5 {
            describe(&client).await.unwrap();
        }
        let deleted = client.spec("s-1").unwrap().delete().await.unwrap();
        assert_eq!(deleted.attempts().len(), 2);
    }
    assert_eq!(attempts(&client).await, 1);
}

/// What is not tried again takes nothing: a failure that is not retried, the last attempt, and a wait that is not begun.
#[tokio::test(start_paused = true)]
async fn only_an_attempt_that_follows_costs() {
    let hundred = |step: Step| vec![step; 150];
    let long = Step::status(504).with("retry-after", "600");
    let late = Step::status(504).with("retry-after", "30");
    let steps = hundred(Step::status(404)).into_iter().chain(hundred(Step::status(504)));
    let steps = steps.chain(hundred(long)).chain(hundred(late)).chain(hundred(Step::Dropped));
    let script = Script::new(steps.chain(vec![Step::status(504); 134]));
    let client = script.builder().random(Fixed(0.0)).build().unwrap();
    let spec = client.spec("s-1").unwrap();
    for _ in 0..150 {
        describe(&client).await.unwrap_err();
    }
    for _ in 0..150 {
        spec.describe().retry_policy(RetryPolicy::off()).await.unwrap_err();
    }
    for _ in 0..150 {
        describe(&client).await.unwrap_err();
    }
    for _ in 0..150 {
        spec.describe().timeout(Duration::from_secs(20)).await.unwrap_err();
    }
    for _ in 0..150 {
        client.specs().create(document()).await.unwrap_err();
    }
    assert_eq!(script.seen().len(), 750);
    spend(&client).await;
}

#[tokio::test(start_paused = true)]
async fn each_client_has_a_budget_of_its_own() {
    let (script, client) = spent([]);
    spend(&client).await;
    assert_eq!(attempts(&client).await, 1);
    assert_eq!(attempts(&client.clone()).await, 1);
    assert_eq!(attempts(&script.builder().build().unwrap()).await, 4);
}
