//! What an earlier revision left behind is never the result of a later one, however late the service shows the later one.

use press_apps::Outcome;
use press_apps::emulator::{Fault, Script};

use super::{MINUTE, World, odd, revision, shown};

/// Says how a deployment ends.
type Ending = fn(&Script);

/// Sentences 15 and 16, for each status that an earlier revision can leave behind.
#[tokio::test]
async fn a_revision_that_is_not_shown_yet_is_waited_for() {
    for old in ["deployed", "rollback_complete", "failed", "warning", "delete_failed"] {
        let world = World::new();
        let of_revision = if old == "warning" { "deployed" } else { old };
        world.answers(&[
            shown(old, (7, of_revision), &[("train", old)]),
            shown(old, (7, of_revision), &[("train", old)]),
            shown("deploying", (8, "deploying"), &[("train", "deploying")]),
            shown("platform_resource_error", (8, "platform_resource_error"), &[]),
        ]);
        let outcome = odd(&world).wait().revision(8).await.unwrap();
        assert!(matches!(outcome, Outcome::PlatformResourceError { .. }), "{old}: {outcome}");
        // What the blocks of revision 7 were is no reason.
        assert!(outcome.blocks().unwrap().is_empty(), "{old}: {outcome}");
        assert_eq!(world.polls(), 4, "{old}");
    }
}

/// The deployment's status lags behind that of its latest revision.
#[tokio::test]
async fn a_status_of_the_deployment_that_is_left_over_is_neither_a_result_nor_a_change() {
    for old in ["deployed", "rollback_complete", "failed", "warning", "delete_failed"] {
        let world = World::new();
        world.answers(&[
            shown(old, (8, "deploying"), &[]),
            shown(old, (8, "deploying"), &[]),
            shown("deploying", (8, "deploying"), &[]),
            shown("deployed", (8, "deployed"), &[]),
        ]);
        let told = super::changes::told();
        let wait = odd(&world).wait().revision(8).on_change(told.teller());
        assert_eq!(wait.await.unwrap(), Outcome::Deployed, "{old}");
        assert_eq!(
            told.lines(),
            ["2.5 s: deployment: deploying", "4.7 s: deployment: deploying → deployed"],
            "{old}"
        );
    }
}

/// Two that do not fit: at once if the deployment has moved since, else after a minute; and never a success.
#[tokio::test]
async fn statuses_that_do_not_fit_are_no_success_and_no_endless_wait() {
    let world = World::new();
    world.answers(&[
        shown("deploying", (8, "deploying"), &[]),
        shown("rollback_complete", (8, "failed"), &[]),
    ]);
    let outcome = odd(&world).wait().await.unwrap();
    assert!(matches!(outcome, Outcome::RolledBack { .. }), "{outcome}");
    assert_eq!(world.polls(), 2);
    for (deployment, revision) in [("deployed", "failed"), ("failed", "deployed")] {
        let world = World::new();
        world.answers(&[shown(deployment, (8, revision), &[])]);
        let outcome = odd(&world).wait().await.unwrap();
        assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome}");
        assert!((60..=80).contains(&world.now().as_secs()), "{:?}", world.now());
    }
}

/// A redeploy makes a new revision, so the failure of the one before is not its result.
#[tokio::test]
async fn a_redeploy_is_waited_for_and_not_the_failure_before_it() {
    let world = World::new();
    world.press.script("churn").fail_at_block(1);
    let handle = world.settled("churn").await;
    let redeployed = handle.redeploy().await.unwrap();
    assert_eq!(redeployed.wait(&world.client).await.unwrap(), Outcome::Deployed);
}

#[tokio::test]
async fn a_new_revision_is_waited_for_and_not_the_rollback_before_it() {
    let world = World::new();
    world.press.script("churn").roll_back();
    let handle = world.settled("churn").await;
    let created = handle.revisions().create(revision()).await.unwrap();
    let before = world.now();
    assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed);
    assert!(world.now() - before >= MINUTE);
}

/// Sentences 15, 16 and 20, with a service whose reads lag behind: the state before the change is answered four times.
#[tokio::test]
async fn reads_that_lag_behind_a_change_are_waited_out() {
    let endings: [(&str, Ending); 4] = [
        ("deployed", |script| _ = script.deployed()),
        ("rollback_complete", |script| _ = script.roll_back()),
        ("failed", |script| _ = script.fail_at_block(1)),
        ("warning", |script| _ = script.warning_at_block(1)),
    ];
    for (old, ending) in endings {
        let world = World::new();
        ending(&world.press.script("churn"));
        let handle = world.settled("churn").await;
        assert_eq!(handle.describe().await.unwrap().metadata.status.as_str(), old);
        world.fail(4, Fault::on("describe_deployment").stale());
        let created = handle.revisions().create(revision()).await.unwrap();
        let told = super::changes::told();
        let wait = created.wait(&world.client).on_change(told.teller());
        assert_eq!(wait.await.unwrap(), Outcome::Deployed, "{old}");
        assert!(world.press.unfired_faults().is_empty());
        // Nothing of the old revision was told.
        assert!(told.lines()[0].starts_with("8.1 s: "), "{:?}", told.lines());

        let world = World::new();
        world.fail(4, Fault::on("describe_deployment").stale());
        let created = world.create("churn").await;
        assert_eq!(created.wait(&world.client).await.unwrap(), Outcome::Deployed);
        assert!(world.press.unfired_faults().is_empty());
    }
}

/// An answer without a latest revision: of the first there is none before, of any other nobody can tell.
#[tokio::test]
async fn an_answer_without_a_revision_settles_nothing_but_the_first() {
    let mut bare = shown("deployed", (1, "deployed"), &[]);
    bare.as_object_mut().unwrap().remove("latestRevision");
    let world = World::new();
    world.answers(std::slice::from_ref(&bare));
    for wait in [odd(&world).wait(), odd(&world).wait().revision(1)] {
        let told = super::changes::told();
        assert_eq!(wait.on_change(told.teller()).await.unwrap(), Outcome::Deployed);
        assert_eq!(told.lines(), ["0 s: deployment: deployed"]);
    }
    let told = super::changes::told();
    let second = odd(&world).wait().revision(2).on_change(told.teller());
    assert!(second.await.unwrap_err().is_still_moving());
    assert_eq!(told.lines(), [""; 0], "nor is it told of another");
}
