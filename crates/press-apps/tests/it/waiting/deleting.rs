//! Deployments that are deleted, and waits for that.

use std::time::Duration;

use press_apps::emulator::Fault;
use press_apps::{Ended, ErrorKind, Outcome};

use super::{MINUTE, World, odd, shown};

#[tokio::test]
async fn a_delete_is_waited_for_until_nothing_is_there() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let before = world.now();
    handle.delete().await.unwrap();
    handle.wait_until_deleted().await.unwrap();
    assert!(world.now() - before >= MINUTE);
    assert!(handle.describe().await.unwrap_err().is_not_found());
    // What is not there is deleted.
    let polls = world.polls();
    handle.wait_until_deleted().await.unwrap();
    assert_eq!(world.polls(), polls + 1);
}

#[tokio::test]
async fn a_delete_that_fails_is_an_error_that_names_the_blocks() {
    let world = World::new();
    world.press.script("churn").delete_failed();
    let handle = world.settled("churn").await;
    handle.delete().await.unwrap();
    let error = handle.wait_until_deleted().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ended(Ended::DeleteFailed));
    let said = format!("{error}\n{}", error.help()).replace(handle.id().as_str(), "ID");
    insta::assert_snapshot!(said, @r#"
    deployment ID could not be deleted: churn-workflow-block-private (workflow) delete_failed, churn-webapp-block-private (webapp) delete_failed
    Look at the blocks, then delete it again with `client.deployment("ID")?.delete()`; what was removed already is not said.
    "#);
    // What is advised works.
    handle.delete().await.unwrap();
    handle.wait_until_deleted().await.unwrap();
}

/// The failure of an earlier delete, shown for a moment after another one.
#[tokio::test]
async fn an_earlier_failure_is_not_that_of_this_delete() {
    let world = World::new();
    let failed = shown("delete_failed", (1, "delete_failed"), &[]);
    let deleting = shown("deleting", (1, "deleting"), &[]);
    for answer in [failed.clone(), failed.clone(), deleting] {
        world.fail(1, Fault::on("describe_deployment").status(200).json(answer));
    }
    odd(&world).wait_until_deleted().await.unwrap();
    assert_eq!(world.polls(), 4);
    // One that stays is one.
    world.press.clear_faults();
    world.answers(&[failed]);
    let error = odd(&world).wait_until_deleted().await.unwrap_err();
    assert!(error.is_ended(), "{error}");
}

#[tokio::test]
async fn what_nobody_deletes_is_waited_for_until_the_time_is_up_and_the_advice_says_so() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let error = handle.wait_until_deleted().timeout(MINUTE).await.unwrap_err();
    assert!(error.is_still_moving(), "{error}");
    let said = format!("{error}\n{}", error.help()).replace(handle.id().as_str(), "ID");
    insta::assert_snapshot!(said, @r#"
    deployment ID is still `deployed` after 1 min (the limit of this wait), seen so for 1 min
    It is not being deleted: ask for that with `client.deployment("ID")?.delete()`. To go on waiting, in any process: `client.deployment("ID")?.wait_until_deleted()`; `.timeout(..)` sets how long, 30 minutes if not given.
    "#);
}

#[tokio::test]
async fn a_wait_for_what_is_being_deleted_ends_with_how_that_ends() {
    for (fails, expected) in [(false, None), (true, Some(Ended::DeleteFailed))] {
        let world = World::new();
        if fails {
            world.press.script("churn").delete_failed();
        }
        let handle = world.settled("churn").await;
        handle.delete().await.unwrap();
        let outcome = handle.wait().await.unwrap();
        match expected {
            None => assert_eq!(outcome, Outcome::Deleted),
            Some(ended) => {
                let error = outcome.into_result().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Ended(ended));
            }
        }
    }
}

#[tokio::test]
async fn failing_polls_do_not_end_it_and_a_refused_token_does() {
    let world = World::new();
    let handle = world.settled("churn").await;
    handle.delete().await.unwrap();
    world.fail(200, Fault::on("describe_deployment").status(502));
    handle.wait_until_deleted().await.unwrap();
    world.fail(1, Fault::on("describe_deployment").status(401));
    assert!(handle.wait_until_deleted().await.unwrap_err().is_auth());
    let error = world.settled("other").await.wait_until_deleted().every(Duration::MAX);
    assert!(error.timeout(MINUTE).await.unwrap_err().is_still_moving());
}
