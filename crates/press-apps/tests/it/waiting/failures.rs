//! Polls that fail: which end a wait, and which it outlasts.

use std::time::Duration;

use press_apps::emulator::Fault;
use press_apps::{ErrorKind, Outcome, Sent};

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

/// Only one after the other are two of them a delete; where it was being deleted, one is.
#[tokio::test]
async fn two_404s_in_a_row_are_a_delete_and_one_where_it_was_being_deleted() {
    let seen = |status: &str| Some(shown(status, (1, status), &[]));
    for (answers, polls) in [
        (vec![seen("deploying"), None, seen("deploying"), None, seen("deploying"), None, None], 7),
        (vec![seen("deploying"), None, None], 3),
        (vec![seen("deploying"), seen("deleting"), None], 3),
        (vec![seen("deleting"), seen("deploying"), None, None], 4),
    ] {
        let world = World::new();
        for answer in answers {
            world.fail(
                1,
                match answer {
                    Some(answer) => describe().status(200).json(answer),
                    None => describe().status(404),
                },
            );
        }
        assert_eq!(odd(&world).wait().await.unwrap(), Outcome::Deleted);
        assert_eq!(world.polls(), polls);
    }
}

/// What was never seen, and why: said of the last poll, with what that one says was sent.
#[tokio::test]
async fn a_wait_that_saw_nothing_says_what_its_last_poll_met() {
    for (fault, said, sent) in [
        (describe().status(404), "describe_deployment: 404 Not Found", Sent::Yes),
        (describe().status(503), "describe_deployment: 503 Service Unavailable", Sent::Yes),
        (describe().drop_before(), "describe_deployment: the connection broke", Sent::Maybe),
        (describe().status(400), "describe_deployment: 400 Bad Request", Sent::Yes),
    ] {
        let world = World::new();
        world.fail(u64::MAX, fault);
        let limit = Duration::from_secs(10);
        let error = odd(&world).wait().timeout(limit).await.unwrap_err();
        assert!(error.is_still_moving() && error.to_string().contains(said), "{error}");
        assert_eq!((error.was_sent(), world.now()), (sent, limit), "{error}");
        let still = error.still_moving().unwrap();
        assert!(still.last_error().unwrap().starts_with(said), "{error}");
        assert_eq!((still.status(), still.seen_since()), (None, None));
        assert_eq!(still.seen_for(), Duration::ZERO);
    }
}

/// A failure that passed is kept, and not said of the end.
#[tokio::test]
async fn a_failure_that_passed_is_not_the_last_word() {
    let world = World::new();
    world.press.script("churn").stay_deploying();
    let created = world.create("churn").await;
    world.fail(1, describe().latency(Duration::from_millis(1)));
    world.fail(4, describe().status(503));
    let error = created.wait(&world.client).timeout(MINUTE).await.unwrap_err();
    assert!(!error.to_string().contains("the last poll failed"), "{error}");
    let still = error.still_moving().unwrap();
    assert!(still.last_error().unwrap().contains("503 Service Unavailable"), "{error}");
    // One that goes on is.
    world.fail(u64::MAX, describe().status(503));
    let error = created.wait(&world.client).timeout(MINUTE).await.unwrap_err();
    assert!(
        error.to_string().contains("the last poll failed: describe_deployment: 503"),
        "{error}"
    );
}

/// 30 seconds, counted from the first answer that casts doubt, and whatever is asked for.
#[tokio::test]
async fn a_doubt_lasts_half_a_minute() {
    for (fault, every, polls) in [
        (describe().status(404), None, 8),
        (describe().status(400), None, 8),
        (describe().status(404), Some(15), 3),
        (describe().status(404), Some(20), 3),
        (describe().status(404), Some(600), 2),
        (describe().status(404).retry_after("600"), None, 2),
    ] {
        let world = World::new();
        world.fail(u64::MAX, fault);
        let mut wait = odd(&world).wait();
        if let Some(seconds) = every {
            wait = wait.every(Duration::from_secs(seconds));
        }
        let error = wait.await.unwrap_err();
        assert!(error.to_string().contains("asked for 30 s"), "{error}");
        assert_eq!((world.polls(), world.now()), (polls, Duration::from_secs(30)), "{error}");
    }
    // A poll before it that failed in another way is no doubt.
    let world = World::new();
    world.fail(1, describe().status(500));
    world.fail(u64::MAX, describe().status(404));
    odd(&world).wait().every(MINUTE).await.unwrap_err();
    assert!(world.now() >= Duration::from_secs(30), "{:?}", world.now());
}
