//! What makes a call try again, and what makes it stop.

use std::time::{Duration, SystemTime};

use press_apps::testing::{DatedClock, Fixed};
use press_apps::types::UpdateDeploymentRequest;
use press_apps::{ErrorKind, RetryPolicy, Sent};

use crate::support::{Script, Step, deployment, document, waits};

fn rename() -> UpdateDeploymentRequest {
    UpdateDeploymentRequest::new().title("t")
}

#[tokio::test(start_paused = true)]
async fn a_create_is_sent_again_when_it_surely_was_not_sent() {
    let script = Script::new([Step::Refused, Step::status(429), Step::Good]);
    let created = script.client().specs().create(document()).await.unwrap();
    assert_eq!(created.id, "s-1");
    let attempts = created.attempts();
    assert_eq!(attempts[0].reason(), Some(ErrorKind::Connect));
    assert_eq!(attempts[0].was_sent(), Sent::No);
    assert_eq!(attempts[1].status().unwrap(), 429);
    assert_eq!(attempts[2].reason(), None);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_may_have_happened_is_sent_once_and_the_error_says_where_to_look() {
    for step in [Step::Dropped, Step::Stalled, Step::status(503), Step::Truncated] {
        let script = Script::new([step]);
        let error = script.client().deployments().create(deployment()).await.unwrap_err();
        assert_eq!(script.seen().len(), 1);
        assert!(error.may_have_been_carried_out(), "{error}");
        assert!(error.help().contains("client.deployments().find_by_name"), "{}", error.help());
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_lost_create_made_can_be_found() {
    let client = Script::new([Step::Good]).client();
    assert_eq!(client.specs().find_by_name("n").await.unwrap().unwrap().id, "s-1");
    assert!(client.specs().find_by_name("another").await.unwrap().is_none());
    assert_eq!(client.deployments().find_by_name("n").await.unwrap().unwrap().id, "d-1");
    let spec = client.spec("s-1").unwrap();
    assert_eq!(spec.find_release("1.0.0").await.unwrap().unwrap().id, "r-1");
    let gone = Script::new([Step::status(404)]).client();
    assert!(gone.spec("s-1").unwrap().find_release("1.0.0").await.unwrap().is_none());
    let deployment = client.deployment("d-1").unwrap();
    assert!(deployment.latest_revision().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_patch_that_worked_and_lost_its_answer_is_a_success() {
    let unchanged = Step::body(422, r#"{"detail":"No changes detected"}"#);
    let script = Script::new([Step::Dropped, unchanged.clone()]);
    let client = script.client();
    let updated = client.deployment("d-1").unwrap().update(rename()).await.unwrap();
    assert!(updated.is_none());
    assert_eq!(updated.status(), 422);
    assert_eq!(updated.attempts().len(), 2);

    // Said at once, or after an attempt that surely did nothing, it is what it says.
    for steps in [vec![unchanged.clone()], vec![Step::Refused, unchanged]] {
        let client = Script::new(steps).client();
        let error = client.deployment("d-1").unwrap().update(rename()).await.unwrap_err();
        assert!(error.is_unprocessable());
        assert_eq!(error.message(), Some("No changes detected"));
        assert!(!error.may_have_been_carried_out());
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_that_may_have_worked_is_enough_to_make_the_call_uncertain() {
    let client = Script::new([Step::Dropped, Step::Refused]).client();
    let deployment = client.deployment("d-1").unwrap();
    let error = deployment.update(rename()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.was_sent(), Sent::Maybe);
    assert!(error.may_have_been_carried_out());
    let unchanged = Step::body(422, r#"{"detail":"No changes detected."}"#);
    let client = Script::new([Step::Dropped, Step::Refused, unchanged]).client();
    let deployment = client.deployment("d-1").unwrap();
    assert_eq!(deployment.update(rename()).await.unwrap().attempts().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_worked_and_lost_its_answer_is_a_success() {
    let script = Script::new([Step::status(504), Step::status(404)]);
    let deleted = script.client().spec("s-1").unwrap().delete().await.unwrap();
    assert_eq!(deleted.status(), 404);
    let gone = Script::new([Step::status(404)]).client();
    assert!(gone.spec("s-1").unwrap().delete().await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn a_patch_without_an_object_in_its_answer_is_a_success_without_an_object() {
    for (status, body) in [(200, ""), (200, "{}"), (204, ""), (200, " null ")] {
        let client = Script::new([Step::body(status, body)]).client();
        let updated = client.deployment("d-1").unwrap().update(rename()).await.unwrap();
        assert!(updated.into_inner().is_none(), "{status} {body}");
    }
    let client = Script::new([Step::Good]).client();
    let updated = client.deployment("d-1").unwrap().update(rename()).await.unwrap();
    assert_eq!(updated.as_ref().unwrap().id, "d-1");
}

#[tokio::test(start_paused = true)]
async fn retries_can_be_switched_off_and_changed_for_one_call() {
    let script = Script::new([Step::status(504)]);
    let client = script.client();
    let spec = client.spec("s-1").unwrap();
    assert_eq!(spec.describe().max_retries(0).await.unwrap_err().attempts().len(), 1);
    assert_eq!(spec.describe().max_retries(6).await.unwrap_err().attempts().len(), 7);
    let quick = RetryPolicy::default().attempts(3).base_wait(Duration::from_millis(1));
    let error = spec.describe().retry_policy(quick).await.unwrap_err();
    assert_eq!(waits(error.attempts()), [1, 2]);

    let off = script.builder().retry_policy(RetryPolicy::off()).build().unwrap();
    assert_eq!(off.spec("s-1").unwrap().describe().await.unwrap_err().attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_replaces_the_wait_as_seconds_and_as_a_date() {
    let date = httpdate::parse_http_date("Tue, 01 Jan 2030 00:00:00 GMT").unwrap();
    let script = Script::new([
        Step::status(429).with("retry-after", "2"),
        Step::status(503)
            .with("retry-after", httpdate::fmt_http_date(date + Duration::from_secs(9))),
        Step::Good,
    ]);
    let client = script.builder().clock(DatedClock::at(date)).build().unwrap();
    let spec = client.spec("s-1").unwrap().describe().await.unwrap();
    // With a second of jitter on top. Three seconds have passed on this clock when the date is read.
    assert_eq!(waits(spec.attempts()), [3000, 7000]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_ends_the_call_at_once() {
    let script = Script::new([Step::status(503).with("retry-after", "61")]);
    let error = script.client().spec("s-1").unwrap().describe().await.unwrap_err();
    assert_eq!(script.seen().len(), 1);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(61)));
    assert_eq!(
        error.to_string(),
        "describe_spec: 503 Service Unavailable: said with 503 (the service asks for a longer wait than is allowed, retry after 61 s)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_time_limit_is_not_begun() {
    let script = Script::new([Step::status(503).with("retry-after", "30")]);
    let request = script.client().spec("s-1").unwrap().describe();
    let began = tokio::time::Instant::now();
    let error = request.timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(error.status().unwrap(), 503);
    assert!(error.to_string().contains("the next wait would pass the time limit"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_up_the_budget_that_clones_share() {
    let script = Script::new([Step::status(503)]);
    let client = script.builder().random(Fixed(0.0)).build().unwrap();
    for _ in 0..50 {
        client.clone().spec("s-1").unwrap().describe().await.unwrap_err();
    }
    // 50 first attempts and the 100 retries the budget pays for.
    assert_eq!(script.seen().len(), 150);
    let error = client.spec("s-1").unwrap().describe().await.unwrap_err();
    assert!(error.to_string().contains("the retry budget of this client is used up"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn attempts_are_told_one_by_one() {
    let script = Script::new([Step::Refused, Step::Stalled, Step::status(404)]);
    let error = script.client().spec("s-1").unwrap().describe().await.unwrap_err();
    assert_eq!(
        format!("{:?}", error.attempts()),
        "[attempt 1: connect after 0ns, waited 200ms, \
         attempt 2: attempt_timeout after 60s, waited 400ms, \
         attempt 3: 404 after 0ns]"
    );
    assert_eq!(error.was_sent(), Sent::Yes);
    // An attempt that may have been carried out does not matter for a read.
    assert!(!error.may_have_been_carried_out());
}

#[tokio::test(start_paused = true)]
async fn a_date_in_the_past_leaves_the_wait_to_the_client() {
    let script = Script::new([
        Step::status(503).with("retry-after", httpdate::fmt_http_date(SystemTime::UNIX_EPOCH)),
        Step::Good,
    ]);
    let spec = script.client().spec("s-1").unwrap().describe().await.unwrap();
    assert_eq!(waits(spec.attempts()), [200]);
}

/// The most that can be said of one of the attempts, in whichever order they came.
#[tokio::test(start_paused = true)]
async fn what_was_sent_is_told_of_the_attempt_that_got_furthest() {
    for (steps, sent) in [
        ([Step::Refused, Step::Refused, Step::Refused], Sent::No),
        ([Step::Refused, Step::Dropped, Step::Refused], Sent::Maybe),
        ([Step::Stalled, Step::Refused, Step::Refused], Sent::Maybe),
        ([Step::Refused, Step::Refused, Step::Dropped], Sent::Maybe),
        ([Step::status(504), Step::Refused, Step::Dropped], Sent::Yes),
        ([Step::Dropped, Step::Refused, Step::status(504)], Sent::Yes),
        ([Step::Dropped, Step::Truncated, Step::Refused], Sent::Yes),
    ] {
        let client = Script::new(steps).client();
        let describe = client.spec("s-1").unwrap().describe().max_retries(2);
        let error = describe.await.unwrap_err();
        assert_eq!(error.was_sent(), sent, "{:?}", error.attempts());
        assert_eq!(
            error.attempts().iter().map(press_apps::Attempt::number).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        let nothing = error.to_string().contains("nothing was sent");
        assert_eq!(nothing, sent == Sent::No, "{error}");
    }
}
