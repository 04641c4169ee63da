//! Polls that fail: which end a wait, and which it outlasts.

use std::time::Duration;

use press_apps::emulator::Fault;
use press_apps::{ErrorKind, Outcome};

use super::{MINUTE, World, odd, shown};

fn describe() -> Fault {
    Fault::on("describe_deployment")
}

/// Sentence 21. Fifty polls in a row fail, with four attempts each.
#[tokio::test]
async fn fifty_failing_polls_do_not_end_a_wait() {
    let faults: [(&str, Fault); 9] = [
        ("503", describe().status(503)),
        ("429", describe().status(429)),
        ("429, asking for a wait", describe().status(429).retry_after("2")),
        ("408", describe().status(408)),
        ("reset", describe().drop_before()),
        ("HTML 502", describe().status(502).html("<h1>Bad gateway</h1>")),
        ("500", describe().status(500)),
        ("cut", describe().truncate(20)),
        ("HTML with 200", describe().status(200).html("<title>Maintenance</title>")),
    ];
    for (name, fault) in faults {
        let world = World::new();
        let created = world.create("churn").await;
        // It was seen once.
        let retried = if name == "HTML with 200" { 1 } else { 4 };
        world.fail(1, describe().latency(Duration::from_millis(1)));
        world.fail(50 * retried, fault);
        let outcome = created.wait(&world.client).timeout(60 * MINUTE).await;
        assert_eq!(outcome.unwrap(), Outcome::Deployed, "{name}");
        assert!(world.polls() > 50, "{name}: {}", world.polls());
    }
}

/// Before the deployment was ever seen, too.
#[tokio::test]
async fn a_service_that_is_down_when_the_wait_begins_does_not_end_it() {
    for fault in [describe().status(503), describe().status(429), describe().drop_before()] {
        let world = World::new();
        let created = world.create("churn").await;
        world.fail(50 * 4, fault);
        let outcome = created.wait(&world.client).await.unwrap();
        assert_eq!(outcome, Outcome::Deployed);
        assert!(world.now() > 10 * MINUTE);
    }
}

/// Sentence 21: one 403 does.
#[tokio::test]
async fn one_refusal_of_the_token_ends_a_wait() {
    for status in [401, 403] {
        let world = World::new();
        let created = world.create("churn").await;
        world.fail(3, describe().latency(Duration::from_millis(1)));
        world.fail(1, describe().status(status));
        let error = created.wait(&world.client).await.unwrap_err();
        assert!(error.is_auth(), "{error}");
        assert_eq!(world.polls(), 4);
    }
}

/// Sentence 20.
#[tokio::test]
async fn a_deployment_that_is_not_there_yet_is_waited_for() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(5, describe().status(404));
    assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed);
}

#[tokio::test]
async fn a_deployment_that_is_never_there_ends_the_wait_after_half_a_minute() {
    let world = World::new();
    let error = odd(&world).wait().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(
        error.to_string().contains("(asked for 30 s, and the deployment was never seen, "),
        "{error}"
    );
    assert_eq!(world.now(), Duration::from_secs(30));
    assert_eq!(world.polls(), 8);
}

/// The half minute begins with the first 404: an outage before it takes nothing away.
#[tokio::test]
async fn an_outage_does_not_shorten_the_time_in_which_a_deployment_may_appear() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(15 * 4, describe().status(503));
    world.fail(2, describe().status(404));
    assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed);
}

/// Something else answers, or the request is wrong: not a wait of half an hour.
#[tokio::test]
async fn answers_of_something_else_end_a_wait_after_half_a_minute_until_the_deployment_was_seen() {
    for (fault, kind) in [
        (describe().status(400), ErrorKind::BadRequest),
        (describe().status(422), ErrorKind::Unprocessable),
        (describe().redirect(302, "https://login.example/"), ErrorKind::Redirect),
        (describe().status(200).html("<title>Sign in</title>"), ErrorKind::Decode),
    ] {
        let world = World::new();
        let created = world.create("churn").await;
        world.fail(u64::MAX, fault.clone());
        let error = created.wait(&world.client).await.unwrap_err();
        assert_eq!((error.kind(), world.now()), (kind, Duration::from_secs(30)), "{error}");

        let world = World::new();
        let created = world.create("churn").await;
        world.fail(1, describe().latency(Duration::from_millis(1)));
        world.fail(20, fault);
        assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed, "{kind}");
    }
}

#[tokio::test]
async fn a_deployment_that_was_seen_and_is_not_there_any_more_was_deleted() {
    let world = World::new();
    let handle = odd(&world);
    world.fail(1, describe().status(200).json(shown("deploying", (1, "deploying"), &[])));
    assert_eq!(handle.wait().await.unwrap(), Outcome::Deleted);
    assert_eq!(world.polls(), 3);
}

/// One 404 alone may come from a gateway.
#[tokio::test]
async fn one_404_between_answers_is_no_delete() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(1, describe().latency(Duration::from_millis(1)));
    world.fail(1, describe().status(404));
    assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed);
}

#[tokio::test]
async fn what_the_service_asks_for_is_heard_even_if_no_call_waits_that_long() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(1, describe().status(503).retry_after("300"));
    created.wait(&world.client).await.unwrap();
    assert!(world.now() >= 5 * MINUTE, "{:?}", world.now());
    assert_eq!(world.polls(), 2);
}
