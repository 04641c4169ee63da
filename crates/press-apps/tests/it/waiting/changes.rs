//! What is told while it is waited: in which order, and how.

use std::sync::{Arc, Mutex};

use futures_util::StreamExt as _;
use futures_util::stream::FusedStream as _;
use press_apps::{Change, Outcome};

use super::{World, odd, shown};

/// Keeps what is told, as lines.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<Vec<String>>>);

pub(super) fn told() -> Told {
    Told::default()
}

impl Told {
    pub(super) fn teller(&self) -> impl FnMut(&Change) + Send + 'static {
        let lines = Arc::clone(&self.0);
        move |change| lines.lock().unwrap().push(change.to_string())
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn each_change_is_told_once_with_the_block_and_the_time() {
    let world = World::new();
    world.press.script("churn").fail_at_block(2);
    let created = world.create("churn").await;
    let told = told();
    created.wait(&world.client).on_change(told.teller()).await.unwrap();
    insta::assert_snapshot!(told.lines().join("\n"), @r"
    0 s: block churn-workflow-block-private (workflow): deploying
    0 s: block churn-webapp-block-private (webapp): deploying
    0 s: deployment: deploying
    32 s: block churn-workflow-block-private (workflow): deploying → deployed
    1 min 2 s: block churn-webapp-block-private (webapp): deploying → failed
    1 min 2 s: deployment: deploying → failed
    ");
}

/// Sentence 24: the first cause is told when it is seen, and stays the first in the outcome.
#[tokio::test]
async fn a_failed_block_is_told_before_the_rollback_settles_and_stands_above_its_followers() {
    let world = World::new();
    world.answers(&[
        shown("deploying", (1, "deploying"), &[("load", "deploying"), ("train", "deploying")]),
        shown("deploying", (1, "deploying"), &[("load", "deploying"), ("train", "failed")]),
        shown("rollback", (1, "rollback"), &[("load", "rollback"), ("train", "rollback")]),
        shown(
            "rollback_complete",
            (1, "rollback_complete"),
            &[("load", "rollback_complete"), ("train", "rollback_complete")],
        ),
    ]);
    let mut changes = odd(&world).wait().changes();
    let mut lines = Vec::new();
    let mut first = None;
    while let Some(change) = changes.try_next().await.unwrap() {
        if change.is_failure() {
            first.get_or_insert_with(|| (change.clone(), world.polls()));
        }
        lines.push(change.to_string());
        assert!(changes.outcome().is_none() || world.polls() == 4);
    }
    let (first, polls) = first.unwrap();
    assert_eq!((first.block.unwrap().name.as_str(), polls), ("train", 2));
    let outcome = changes.into_outcome().unwrap();
    lines.push(outcome.to_string());
    insta::assert_snapshot!(lines.join("\n"), @r"
    0 s: block load (workflow): deploying
    0 s: block train (workflow): deploying
    0 s: deployment: deploying
    1 s: block train (workflow): deploying → failed
    2.5 s: block load (workflow): deploying → rollback
    2.5 s: block train (workflow): failed → rollback
    2.5 s: deployment: deploying → rollback
    4.7 s: block load (workflow): rollback → rollback_complete
    4.7 s: block train (workflow): rollback → rollback_complete
    4.7 s: deployment: rollback → rollback_complete
    revision 1 of deployment d-1 failed and was rolled back: train (workflow) failed, load (workflow) rollback_complete
    ");
}

#[tokio::test]
async fn what_fails_in_one_poll_is_told_before_what_does_not() {
    let world = World::new();
    world.answers(&[shown("failed", (1, "failed"), &[("a", "deployed"), ("b", "failed")])]);
    let changes: Vec<_> =
        odd(&world).wait().changes().map(|change| change.unwrap()).collect().await;
    let lines: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "0 s: block b (workflow): failed",
            "0 s: block a (workflow): deployed",
            "0 s: deployment: failed"
        ]
    );
}

#[tokio::test]
async fn a_stream_that_has_ended_stays_ended_and_costs_nothing() {
    let world = World::new();
    world.answers(&[shown("deployed", (1, "deployed"), &[("a", "deployed")])]);
    let mut changes = odd(&world).wait().changes();
    assert_eq!((world.polls(), changes.outcome()), (0, None));
    for _ in 0..2 {
        assert!(!changes.is_terminated());
        assert!(changes.next().await.is_some());
    }
    assert!(changes.next().await.is_none() && changes.next().await.is_none());
    assert!(changes.is_terminated());
    assert_eq!(changes.outcome(), Some(&Outcome::Deployed));
    assert_eq!(world.polls(), 1);
}

#[tokio::test]
async fn an_error_ends_the_stream_without_an_outcome() {
    let world = World::new();
    world.fail(1, press_apps::emulator::Fault::on("describe_deployment").status(403));
    let mut changes = odd(&world).wait().changes();
    assert!(changes.try_next().await.unwrap_err().is_auth());
    assert!(changes.is_terminated());
    assert!(changes.try_next().await.unwrap().is_none());
    assert!(changes.into_outcome().is_none());
}

/// Blocks of one name are told apart, and one that never was in the list is no change of another.
#[tokio::test]
async fn blocks_of_one_name_are_told_apart() {
    let world = World::new();
    world.answers(&[
        shown("deploying", (1, "deploying"), &[("a", "deploying"), ("a", "deploying")]),
        shown("failed", (1, "failed"), &[("a", "deploying"), ("a", "failed")]),
    ]);
    let told = told();
    let outcome = odd(&world).wait().on_change(told.teller()).await.unwrap();
    assert_eq!(outcome.blocks().unwrap().len(), 1);
    assert_eq!(told.lines().iter().filter(|line| line.contains("block a")).count(), 3);
}

/// What a server says cannot become lines, escape sequences or commands of a log.
#[tokio::test]
async fn texts_of_the_service_stay_on_one_line() {
    let world = World::new();
    let odd_name = "a\n::error::b\u{1b}[31m\u{202e}";
    world.answers(&[shown("failed", (1, "failed"), &[(odd_name, "failed"), ("b", "x\n::error")])]);
    let told = told();
    let outcome = odd(&world).wait().on_change(told.teller()).await.unwrap();
    let error = outcome.clone().into_result().unwrap_err();
    let said = format!("{outcome}|{error}|{error:#}|{}", told.lines().join("|"));
    assert!(!said.contains(['\n', '\u{1b}', '\u{202e}']), "{said:?}");
}

/// What the service says has the token nowhere but in decoded answers, and these are the client's own words.
#[tokio::test]
async fn a_token_that_the_service_echoes_is_told_nowhere() {
    let world = World::new();
    let token = world.press.token().to_owned();
    let mut answer = shown(&token, (1, &token), &[(&token, &token), ("b", "failed")]);
    answer["latestRevision"]["blocks"][0]["deploymentId"] = token.clone().into();
    answer["latestRevision"]["blocks"][0]["platformId"] = token.clone().into();
    answer["latestRevision"]["blocks"][0]["kind"] = token.clone().into();
    let mut failed = answer.clone();
    failed["metadata"]["status"] = "failed".into();
    failed["latestRevision"]["status"] = "failed".into();
    failed["latestRevision"]["blocks"][0]["status"] = "failed".into();
    world.answers(&[answer.clone(), failed]);
    let mut said = String::new();
    let mut changes = odd(&world).wait().changes();
    while let Some(change) = changes.try_next().await.unwrap() {
        said += &format!("{change} {change:?}\n");
    }
    let outcome = changes.into_outcome().unwrap();
    said += &format!("{outcome} {outcome:?}\n");
    let error = outcome.into_result().unwrap_err();
    said += &format!("{error} {error:#} {error:?} {} {:?}\n", error.help(), error.failed_blocks());
    world.press.clear_faults();
    world.answers(&[answer]);
    let error = world.client.deployment(token.as_str()).unwrap().wait().await.unwrap_err();
    said += &format!("{error} {error:#} {error:?} {}", error.help());
    assert!(!said.contains(&token), "{said}");
    assert!(said.contains("[redacted]"), "{said}");
}

/// What the first poll shows is no change, however much of it there is; the last one that is stays until there is another.
#[tokio::test]
async fn the_last_change_is_one_that_was_seen() {
    let world = World::new();
    let moving = |blocks: &[(&str, &str)]| shown("deploying", (1, "deploying"), blocks);
    world.answers(&[moving(&[("a", "deploying")])]);
    let limit = std::time::Duration::from_secs(10);
    let error = odd(&world).wait().timeout(limit).await.unwrap_err();
    assert_eq!(error.still_moving().unwrap().last_change(), None);
    world.press.clear_faults();
    world.answers(&[
        moving(&[("a", "deploying"), ("b", "deploying")]),
        moving(&[("a", "failed"), ("b", "deployed")]),
        // A block that is new is none of them.
        moving(&[("a", "failed"), ("b", "deployed"), ("c", "deploying")]),
    ]);
    let told = told();
    let wait = odd(&world).wait().timeout(limit).on_change(told.teller());
    let error = wait.await.unwrap_err();
    assert_eq!(
        told.lines(),
        [
            "0 s: block a (workflow): deploying",
            "0 s: block b (workflow): deploying",
            "0 s: deployment: deploying",
            "1 s: block a (workflow): deploying → failed",
            "1 s: block b (workflow): deploying → deployed",
            "2.5 s: block c (workflow): deploying",
        ]
    );
    let last = error.still_moving().unwrap().last_change().unwrap();
    assert_eq!(last.to_string(), "1 s: block b (workflow): deploying → deployed");
    assert!(!last.is_failure());
}

#[test]
fn a_wait_and_its_changes_print_without_a_value() {
    let world = World::new();
    let wait = odd(&world).wait().revision(2);
    let shown = format!("{wait:?}");
    assert!(shown.starts_with("Wait { deployment: Ok(") && shown.contains("d-1"), "{shown}");
    assert!(shown.contains("revision: Some("), "{shown}");
    assert_eq!(format!("{:?}", wait.changes()), "Changes { outcome: None, .. }");
    let deleted = format!("{:?}", odd(&world).wait_until_deleted());
    assert!(deleted.starts_with("WaitDeleted { deployment: Ok("), "{deleted}");
}

/// The status of a deployment that has moved since the revision was first seen is not left over, so it is told although the revision lags.
#[tokio::test]
async fn a_status_that_has_moved_is_told_at_once() {
    let world = World::new();
    world.answers(&[
        shown("deploying", (1, "deploying"), &[]),
        shown("deployed", (1, "deploying"), &[]),
        shown("deployed", (1, "deploying"), &[]),
        shown("deployed", (1, "deployed"), &[]),
    ]);
    let told = told();
    let outcome = odd(&world).wait().on_change(told.teller()).await.unwrap();
    assert_eq!((outcome, world.polls()), (Outcome::Deployed, 4));
    assert_eq!(
        told.lines(),
        ["0 s: deployment: deploying", "1 s: deployment: deploying → deployed"]
    );
}
