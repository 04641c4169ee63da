//! How long a wait takes, how often it polls, and what it says when the time is up.

use std::time::Duration;

use press_apps::emulator::{EmulatorExt as _, Fault};
use press_apps::testing::Fixed;
use press_apps::types::DeploymentStatus;
use press_apps::{ErrorKind, Outcome, Sent};

use super::{MINUTE, World, odd, revision, shown};

/// Sentence 23.
#[tokio::test]
async fn twenty_minutes_take_at_most_a_hundred_polls_whatever_chance_says() {
    for chance in [0.0, 0.5, 0.999_999] {
        let world = World::new();
        world.press.script("churn").stay_deploying();
        let created = world.create("churn").await;
        let client = world.press.client().random(Fixed(chance)).build().unwrap();
        let error = created.wait(&client).timeout(20 * MINUTE).await.unwrap_err();
        assert!(error.is_still_moving(), "{error}");
        assert!((80..=100).contains(&world.polls()), "{}", world.polls());
        assert_eq!(world.now(), 20 * MINUTE);
    }
}

#[tokio::test]
async fn the_time_is_up_after_half_an_hour_and_the_error_says_so() {
    let world = World::new();
    world.press.script("churn").stay_deploying();
    let created = world.create("churn").await;
    let error = created.wait(&world.client).await.unwrap_err();
    assert_eq!(world.now(), 30 * MINUTE);
    let said = format!("{error}\n{}", error.help()).replace(&created.id, "ID");
    insta::assert_snapshot!(said, @r#"
    revision 1 of deployment ID is still `deploying` after 30 min (the default limit of a wait), seen so for 30 min
    To go on waiting, in any process: `client.deployment("ID")?.wait().revision(1)`; `.timeout(..)` sets how long, 30 minutes if not given.
    "#);
    let still = error.still_moving().unwrap();
    assert_eq!(still.status(), Some(&DeploymentStatus::Deploying));
    assert_eq!((still.limit(), still.seen_for()), (30 * MINUTE, 30 * MINUTE));
    assert_eq!(usize::try_from(still.polls()).unwrap(), world.polls());
    assert_eq!(error.was_sent(), Sent::Yes);
}

/// Sentence 19.
#[tokio::test]
async fn a_status_that_nobody_knows_is_named_when_the_time_is_up_and_is_no_success() {
    let world = World::new();
    world.answers(&[
        shown("deploying", (1, "deploying"), &[("train", "deploying")]),
        shown("hibernating", (1, "hibernating"), &[("train", "hibernating")]),
    ]);
    let error = odd(&world).wait().timeout(10 * MINUTE).await.unwrap_err();
    insta::assert_snapshot!(error, @"revision 1 of deployment d-1 is still `hibernating` (a status that this version of the crate does not know) after 10 min (the limit of this wait), seen so for 9 min 59 s; last change after 1 s: deployment: deploying → hibernating");
}

#[tokio::test]
async fn the_last_failure_is_named_when_the_time_is_up() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(u64::MAX, Fault::on("describe_deployment").status(503).no_body());
    let error = created.wait(&world.client).timeout(2 * MINUTE).await.unwrap_err();
    assert_eq!(world.now(), 2 * MINUTE);
    assert_eq!(
        error.to_string().split(", request id").next().unwrap().replace(&created.id, "ID"),
        "revision 1 of deployment ID was not seen within 2 min (the limit of this wait); the last poll failed: \
         describe_deployment: 503 Service Unavailable (4 attempts"
    );
    assert!(error.still_moving().unwrap().status().is_none());
}

/// A revision that the service never shows: the error tells which one it shows.
#[tokio::test]
async fn an_earlier_revision_is_named_when_the_time_is_up() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let error = handle.wait().revision(8).timeout(MINUTE).await.unwrap_err();
    let said = error.to_string().replace(handle.id().as_str(), "ID");
    insta::assert_snapshot!(said, @"revision 8 of deployment ID was not seen within 1 min (the limit of this wait): the latest that the service shows is revision 1");
}

#[tokio::test]
async fn a_wait_goes_on_where_another_ended() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let created = handle.revisions().create(revision()).await.unwrap();
    let limit = Duration::from_secs(20);
    let error = created.wait(&world.client).timeout(limit).await.unwrap_err();
    let still = error.still_moving().unwrap();
    let number = still.revision().unwrap();
    let again = world.client.deployment(still.deployment());
    assert_eq!(again.wait().revision(number).await.unwrap(), Outcome::Deployed);
    assert!(
        error
            .help()
            .contains(&format!("client.deployment(\"{}\")?.wait().revision(2)", handle.id())),
        "{}",
        error.help()
    );
}

#[tokio::test]
async fn a_wait_without_time_polls_once() {
    let world = World::new();
    let created = world.create("churn").await;
    let error = created.wait(&world.client).timeout(Duration::ZERO).await.unwrap_err();
    assert!(error.is_still_moving(), "{error}");
    assert_eq!((world.polls(), world.now()), (1, Duration::ZERO));
    world.press.advance(2 * MINUTE);
    let outcome = created.wait(&world.client).timeout(Duration::ZERO).await.unwrap();
    assert_eq!(outcome, Outcome::Deployed);
}

/// The last poll is a second before the end, and a wait is never longer than its limit.
#[tokio::test]
async fn a_wait_takes_its_whole_limit_and_polls_once_more_if_more_than_a_second_is_left() {
    for (millis, polls) in [(1, 1), (999, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 3)] {
        let world = World::new();
        world.press.script("churn").stay_deploying();
        let created = world.create("churn").await;
        let limit = Duration::from_millis(millis);
        let error = created.wait(&world.client).timeout(limit).await.unwrap_err();
        assert!(error.is_still_moving(), "{error}");
        assert_eq!((world.polls(), world.now()), (polls, limit), "{millis} ms");
        assert_eq!(error.still_moving().unwrap().limit(), limit);
    }
}

#[tokio::test]
async fn without_a_limit_it_waits_on() {
    let world = World::new();
    world.press.script("churn").stay_deploying();
    let created = world.create("churn").await;
    world.fail(1000, Fault::on("describe_deployment").latency(Duration::from_millis(1)));
    world.fail(1, Fault::on("describe_deployment").status(403));
    // Or it would never end, if that did not.
    world.fail(u64::MAX, Fault::on("describe_deployment").status(401));
    let error = created.wait(&world.client).timeout(None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
    assert!(world.now() > 200 * MINUTE);
}

#[tokio::test]
async fn polls_come_as_often_as_the_caller_says() {
    let world = World::new();
    let created = world.create("churn").await;
    created.wait(&world.client).every(Duration::from_secs(10)).await.unwrap();
    assert_eq!((world.polls(), world.now()), (7, MINUTE));
}

/// A poll that never ends takes no more than what is left.
#[tokio::test]
async fn a_poll_that_gets_no_answer_ends_with_the_wait() {
    let world = World::new();
    let created = world.create("churn").await;
    world.fail(u64::MAX, Fault::on("describe_deployment").stall());
    let error = created.wait(&world.client).timeout(5 * MINUTE).await.unwrap_err();
    assert!(error.is_still_moving(), "{error}");
    assert_eq!(world.now(), 5 * MINUTE);
}

/// Each poll is a call: with the time of a call, or what is left of the wait if that is less.
#[tokio::test]
async fn a_poll_takes_no_longer_than_a_call() {
    for (seconds, polls) in [(10, 6), (45, 2), (600, 1)] {
        let world = World::new();
        let created = world.create("churn").await;
        world.fail(u64::MAX, Fault::on("describe_deployment").stall());
        let limit = Duration::from_secs(seconds);
        let client = world.press.client().random(Fixed(0.0)).timeout(limit);
        let client = client.attempt_timeout(None).build().unwrap();
        let error = created.wait(&client).timeout(MINUTE).await.unwrap_err();
        assert!(error.is_still_moving(), "{error}");
        assert_eq!((world.polls(), world.now()), (polls, MINUTE), "{seconds} s");
    }
}

/// The same for a wait for a delete.
#[tokio::test]
async fn a_wait_for_a_delete_polls_as_often_and_as_long_as_the_caller_says() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let (before, began) = (world.polls(), world.now());
    let wait = handle.wait_until_deleted().every(Duration::from_secs(10)).timeout(MINUTE);
    let error = wait.await.unwrap_err();
    assert!(error.is_still_moving(), "{error}");
    assert_eq!((world.polls() - before, world.now() - began), (7, MINUTE));
    let still = error.still_moving().unwrap();
    assert_eq!((still.polls(), still.limit(), still.revision()), (7, MINUTE, None));
    assert_eq!(still.status(), Some(&DeploymentStatus::Deployed));
    let error = handle.wait_until_deleted().timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.still_moving().unwrap().polls(), 1);
    let error = handle.wait_until_deleted().await.unwrap_err();
    assert!(error.to_string().contains("30 min (the default limit of a wait)"), "{error}");
}

#[tokio::test]
async fn a_wait_that_is_dropped_polls_no_more() {
    let world = World::new();
    world.press.script("churn").stay_deploying();
    let created = world.create("churn").await;
    let clock = world.press.virtual_clock().unwrap();
    let wait = std::future::IntoFuture::into_future(created.wait(&world.client));
    futures_util::future::select(wait, Box::pin(clock.sleep(MINUTE))).await;
    let polls = world.polls();
    assert!(polls > 5);
    clock.sleep(10 * MINUTE).await;
    assert_eq!(world.polls(), polls);
}
