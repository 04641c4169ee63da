//! Every way in which a deployment ends: the outcome, the error, the advice, and what it costs.

use std::fmt::Write as _;

use press_apps::emulator::Script;
use press_apps::{Error, ErrorKind, Outcome};

use super::{World, revision};

type Tell = fn(&Script);

const SCRIPTS: [(&str, Tell); 7] = [
    ("deployed", |script| _ = script.deployed()),
    ("warning_at_block", |script| _ = script.warning_at_block(2)),
    ("fail_at_block", |script| _ = script.fail_at_block(1)),
    ("platform_resource_error", |script| _ = script.platform_resource_error()),
    ("roll_back", |script| _ = script.roll_back()),
    ("rollback_failed", |script| _ = script.rollback_failed()),
    ("stay_deploying", |script| _ = script.stay_deploying()),
];

/// A wait for a new deployment that goes this way.
async fn wait(tell: Tell) -> (World, Result<Outcome, Error>) {
    let world = World::new();
    tell(&world.press.script("churn"));
    let created = world.create("churn").await;
    let ended = created.wait(&world.client).await;
    (world, ended)
}

#[tokio::test]
async fn each_script_its_outcome_and_what_it_takes_to_learn_it() {
    let mut table = String::new();
    for (name, tell) in SCRIPTS {
        let (world, ended) = wait(tell).await;
        let said = match &ended {
            Ok(outcome) => outcome.to_string(),
            Err(error) => error.to_string(),
        };
        let seconds = world.now().as_secs();
        let said = said.replace(&ids(&world), "ID");
        _ = writeln!(table, "{name}: {} polls, {seconds} s\n  {said}", world.polls());
    }
    insta::assert_snapshot!(table, @r"
    deployed: 10 polls, 62 s
      deployed
    warning_at_block: 10 polls, 62 s
      revision 1 of deployment ID runs with a warning: churn-webapp-block-private (webapp) warning
    fail_at_block: 10 polls, 62 s
      revision 1 of deployment ID failed: churn-workflow-block-private (workflow) failed
    platform_resource_error: 10 polls, 62 s
      revision 1 of deployment ID lacks a resource on the platform (platform_resource_error): churn-workflow-block-private (workflow) platform_resource_error
    roll_back: 14 polls, 122 s
      revision 1 of deployment ID failed and was rolled back: churn-workflow-block-private (workflow) rollback_complete, churn-webapp-block-private (webapp) rollback_complete
    rollback_failed: 14 polls, 122 s
      revision 1 of deployment ID failed, and rolling it back failed too: churn-workflow-block-private (workflow) rollback_failed, churn-webapp-block-private (webapp) rollback_failed
    stay_deploying: 126 polls, 1800 s
      revision 1 of deployment ID is still `deploying` after 30 min (the default limit of a wait), seen so for 30 min
    ");
}

/// The id of the one deployment.
fn ids(world: &World) -> String {
    let seen = world.press.requests();
    let path =
        &seen.iter().rev().find(|seen| seen.operation == Some("describe_deployment")).unwrap().path;
    path.rsplit('/').next().unwrap().to_owned()
}

/// Sentences 18 and 16: settled is settled, and it is the same outcome as for those who watched.
#[tokio::test]
async fn a_wait_for_what_has_settled_takes_one_poll_and_gives_the_same_outcome() {
    for (name, tell) in SCRIPTS {
        let (world, watched) = wait(tell).await;
        let Ok(watched) = watched else { continue };
        let before = world.polls();
        let handle = world.client.deployment(ids(&world)).unwrap();
        let late = handle.wait().await.unwrap();
        assert_eq!(world.polls(), before + 1, "{name}");
        assert_eq!(late.is_deployed(), watched.is_deployed(), "{name}");
        assert_eq!(late.to_string(), watched.to_string(), "{name}");
    }
}

#[tokio::test]
async fn only_deployed_is_no_error_and_each_other_outcome_has_its_kind() {
    let mut kinds = Vec::new();
    for (_, tell) in SCRIPTS {
        if let (_, Ok(outcome)) = wait(tell).await {
            let deployed = outcome.is_deployed();
            match outcome.into_result() {
                Ok(()) => assert!(deployed),
                Err(error) => {
                    assert!(error.is_ended() && !deployed);
                    assert!(error.failed_blocks().is_some_and(|blocks| !blocks.is_empty()));
                    assert!(!error.may_have_been_carried_out());
                    kinds.push(error.kind().as_str());
                }
            }
        }
    }
    let all = ["warning", "failed", "platform_resource_error", "rolled_back", "rollback_failed"];
    assert_eq!(kinds, all);
}

/// Sentence 53. What the advice names is tried: the service takes it, and takes a redeploy only where it is named.
#[tokio::test]
async fn the_advice_names_only_what_the_service_allows_in_that_state() {
    for (name, tell) in SCRIPTS {
        let (world, Ok(outcome)) = wait(tell).await else { continue };
        let Err(error) = outcome.into_result() else { continue };
        let help = error.help().into_owned();
        let id = ids(&world);
        let handle = world.client.deployment(id.as_str()).unwrap();
        assert!(
            help.contains(&format!("`client.deployment(\"{id}\")?.revisions().create(..)`")),
            "{help}"
        );
        let redeployed = handle.redeploy().await;
        let named = help.contains(&format!("`client.deployment(\"{id}\")?.redeploy()`"));
        assert_eq!(named, redeployed.is_ok(), "{name}: {help}");
        if redeployed.is_err() {
            handle.revisions().create(revision()).await.unwrap();
        }
    }
}

/// The error of a wait that ended with this outcome, for those that no script makes.
#[tokio::test]
async fn a_later_revision_ends_a_wait_and_is_named() {
    let world = World::new();
    let handle = world.settled("churn").await;
    let second = handle.revisions().create(revision()).await.unwrap();
    world.press.advance(2 * super::MINUTE);
    handle.revisions().create(revision()).await.unwrap();
    let before = world.polls();
    let outcome = second.wait(&world.client).await.unwrap();
    assert_eq!(world.polls(), before + 1);
    assert!(matches!(outcome, Outcome::Superseded { by } if by.get() == 3), "{outcome}");
    let error = outcome.into_result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ended(press_apps::Ended::Superseded));
    assert!(
        error.help().contains("`client.deployment(id)?.wait().revision(3)`"),
        "{}",
        error.help()
    );
}

#[tokio::test]
async fn a_revision_that_takes_over_while_another_is_waited_for_is_named() {
    let world = World::new();
    let handle = super::odd(&world);
    world.answers(&[
        super::shown("deploying", (2, "deploying"), &[]),
        super::shown("deploying", (3, "deploying"), &[]),
    ]);
    let outcome = handle.wait().await.unwrap();
    assert!(matches!(outcome, Outcome::Superseded { by } if by.get() == 3), "{outcome}");
    assert_eq!(world.polls(), 2);
}

/// A wait reads, and does nothing else.
#[tokio::test]
async fn a_wait_sends_nothing_but_describe_deployment() {
    let world = World::new();
    world.press.script("churn").fail_at_block(1);
    let created = world.create("churn").await;
    let before = world.press.requests().len();
    created.wait(&world.client).await.unwrap();
    let seen = world.press.requests();
    assert!(seen.len() > before + 5);
    assert!(seen[before..].iter().all(|seen| seen.operation == Some("describe_deployment")));
}
