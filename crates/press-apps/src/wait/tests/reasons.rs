//! What an outcome says: the blocks that are the reason, as a line and as an error.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use press_apps_api::types::{BlockDeployment, DeploymentStatus};
use press_apps_model::{DeploymentId, RevisionNumber};

use super::{UNKNOWN, block, sight};
use crate::wait::sight::Sight;
use crate::wait::track::{At, Track};
use crate::wait::{Change, FailedBlocks, Outcome};

/// A deployment, its revision and its blocks with these statuses.
fn seen(status: &str, blocks: &[(&str, &str)]) -> Sight {
    let mut seen = sight(status, Some((1, status)));
    seen.blocks = blocks.iter().map(|(name, status)| block(name, status)).collect();
    seen
}

/// Every outcome, how it reads, and the error it makes.
#[test]
fn each_outcome_reads_as_a_line_and_gives_its_blocks_to_its_error() {
    let blocks = |blocks: &[(&str, &str)]| FailedBlocks {
        deployment: DeploymentId::new("d-1").unwrap(),
        revision: Some(RevisionNumber::new(2).unwrap()),
        blocks: blocks.iter().map(|(name, status)| block(name, status)).collect(),
    };
    let two = || blocks(&[("a", "failed"), ("b", "warning")]);
    let outcomes = [
        Outcome::Deployed,
        Outcome::Warning { blocks: two() },
        Outcome::Failed { blocks: two() },
        Outcome::PlatformResourceError { blocks: two() },
        Outcome::RolledBack { blocks: two() },
        Outcome::RollbackFailed { blocks: blocks(&[]) },
        Outcome::Superseded { by: RevisionNumber::new(3).unwrap() },
        Outcome::Deleted,
        Outcome::DeleteFailed { blocks: two() },
    ];
    let mut table = String::new();
    for outcome in outcomes {
        let named = outcome.blocks().map(|blocks| blocks.len());
        assert_eq!(outcome.is_deployed(), outcome == Outcome::Deployed);
        if let Some(blocks) = outcome.blocks() {
            assert_eq!(blocks.deployment().as_str(), "d-1");
            assert_eq!(blocks.revision().unwrap().get(), 2);
            let names = |block: &BlockDeployment| block.name.clone();
            let by_reference: Vec<_> = blocks.into_iter().map(names).collect();
            let by_value: Vec<_> = blocks.clone().into_iter().map(|block| names(&block)).collect();
            assert_eq!((by_reference.len(), by_reference), (by_value.len(), by_value));
        }
        let error = match outcome.clone().into_result() {
            Ok(()) => "no error".to_owned(),
            Err(error) => {
                assert_eq!(error.was_sent(), crate::Sent::Yes);
                assert!(error.is_ended() && !error.may_have_been_carried_out());
                let blocks = error.failed_blocks().map(|blocks| blocks.len());
                assert_eq!(blocks, named);
                assert_eq!(error.to_string(), outcome.to_string());
                error.kind().as_str().to_owned()
            }
        };
        _ = writeln!(table, "{error}: {named:?}: {outcome}");
    }
    insta::assert_snapshot!(table, @r"
    no error: None: deployed
    warning: Some(2): revision 2 of deployment d-1 runs with a warning: a failed, b warning
    failed: Some(2): revision 2 of deployment d-1 failed: a failed, b warning
    platform_resource_error: Some(2): revision 2 of deployment d-1 lacks a resource on the platform (platform_resource_error): a failed, b warning
    rolled_back: Some(2): revision 2 of deployment d-1 failed and was rolled back: a failed, b warning
    rollback_failed: Some(0): revision 2 of deployment d-1 failed, and rolling it back failed too; no block says why
    superseded: None: superseded: revision 3 is the latest now
    deleted: None: the deployment was deleted
    delete_failed: Some(2): deployment d-1 could not be deleted: a failed, b warning
    ");
}

/// A block is a reason as it was when it failed itself, in the order in which the failures were seen.
#[test]
fn the_reasons_are_the_blocks_as_they_failed_and_those_that_run_again_are_none() {
    let reasons = |sights: &[Sight]| {
        let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
        let at = At { elapsed: Duration::ZERO, date: SystemTime::UNIX_EPOCH };
        let outcome = sights.iter().filter_map(|sight| track.see(sight, at).1).last();
        outcome.unwrap().blocks().unwrap().to_string()
    };
    let failing = seen("deploying", &[("a", "deploying"), ("b", "failed")]);
    // What follows a failure does not hide it, and stands below it.
    let both = seen("rollback_complete", &[("a", "rollback_complete"), ("b", "rollback_complete")]);
    assert_eq!(reasons(&[failing.clone(), both]), "b failed, a rollback_complete");
    // After a rollback what failed may run again, with what it ran before.
    let again = seen("rollback_failed", &[("a", "rollback_failed"), ("b", "deployed")]);
    assert_eq!(reasons(&[failing.clone(), again]), "b failed, a rollback_failed");
    // Otherwise what runs now is no reason.
    let mended = seen("failed", &[("a", "failed"), ("b", "deployed")]);
    assert_eq!(reasons(&[failing.clone(), mended]), "a failed");
    // A failure of its own replaces one that only followed, at its place.
    let rolled = seen("deploying", &[("a", "rollback_failed"), ("b", "deploying")]);
    let last = seen("failed", &[("a", "platform_resource_error"), ("b", "failed")]);
    assert_eq!(reasons(&[rolled, last]), "a platform_resource_error, b failed");
    // What is gone from the list was the reason all the same.
    assert_eq!(reasons(&[failing, seen("failed", &[("a", "deployed")])]), "b failed");
}

/// Of a delete those count that are not good at the end, whatever they were before.
#[test]
fn the_reasons_of_a_failed_delete_are_the_blocks_at_its_end() {
    let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
    let at = |millis| At { elapsed: Duration::from_millis(millis), date: SystemTime::UNIX_EPOCH };
    let failed = seen("delete_failed", &[("a", "deleting"), ("b", "delete_failed")]);
    track.see(&seen("failed", &[("a", "failed"), ("b", "deployed")]), at(0));
    track.see(&seen("deleting", &[("a", "deleting"), ("b", "deleting")]), at(1));
    assert!(track.is_deleting());
    track.see(&failed, at(2));
    assert!(!track.is_deleting());
    let outcome = track.delete_failed(&failed, at(2)).unwrap();
    assert_eq!(outcome.to_string(), "deployment d-1 could not be deleted: b delete_failed");
    // One that stood there when the wait began may be that of an earlier delete, until it has stood for a minute.
    let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
    for (millis, told) in [(0, false), (59_999, false), (60_000, true)] {
        track.see(&failed, at(millis));
        assert_eq!(track.delete_failed(&failed, at(millis)).is_some(), told, "{millis}");
    }
    // No other status says that it failed.
    for status in DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]) {
        let told = track.delete_failed(&seen(status, &[]), at(99_000_000)).is_some();
        assert_eq!(told, status == "delete_failed", "{status}");
    }
}

/// What the service says may be of any length; a line stays one that can be read.
#[test]
fn names_kinds_and_statuses_are_cut_where_they_are_long() {
    let words = |length: usize| ["n", "k", "s", "f"].map(|letter| letter.repeat(length));
    let cut = |text: &str, most: usize| match text.len() > most {
        true => format!("{}…", &text[..most]),
        false => text.to_owned(),
    };
    for length in [39, 40, 41, 99, 100, 101] {
        let [name, kind, status, from] = words(length);
        let named: BlockDeployment = serde_json::from_value(
            serde_json::json!({"name": name, "kind": kind, "status": status}),
        )
        .unwrap();
        let shown = format!("{} ({})", cut(&name, 100), cut(&kind, 40));
        let (status, from) = (DeploymentStatus::from(status), DeploymentStatus::from(from));
        let change = Change {
            block: Some(named.clone()),
            from: Some(from.clone()),
            to: status.clone(),
            revision: None,
            seen: SystemTime::UNIX_EPOCH,
            elapsed: Duration::ZERO,
        };
        let (status, from) = (cut(status.as_str(), 40), cut(from.as_str(), 40));
        assert_eq!(change.to_string(), format!("0 s: block {shown}: {from} → {status}"));
        let deployment = DeploymentId::new("d".repeat(length)).unwrap();
        let whose = format!("deployment {}", cut(deployment.as_str(), 100));
        let blocks = FailedBlocks { deployment, revision: None, blocks: vec![named] };
        assert_eq!(blocks.to_string(), format!("{shown} {status}"));
        assert_eq!(blocks.whose().to_string(), whose);
    }
}
