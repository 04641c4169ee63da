//! The table of outcomes.

mod reasons;

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use press_apps_api::types::{BlockDeployment, DeploymentStatus, RevisionStatus};
use press_apps_model::{DeploymentId, RevisionNumber};
use proptest::prelude::*;

use super::Outcome;
use super::judge::{End, Verdict, judge};
use super::sight::Sight;
use super::track::{At, Track};

const UNKNOWN: &str = "never_heard_of";

fn sight(status: &str, revision: Option<(u32, &str)>) -> Sight {
    let revision = revision.map(|(number, status)| (number, RevisionStatus::from(status)));
    Sight { status: DeploymentStatus::from(status), revision, blocks: Vec::new() }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Moving => "-",
        Verdict::Superseded(_) => "superseded",
        Verdict::Over(End::Deployed) => "Deployed",
        Verdict::Over(End::Warning) => "Warning",
        Verdict::Over(End::Failed) => "Failed",
        Verdict::Over(End::PlatformResourceError) => "Resource",
        Verdict::Over(End::RolledBack) => "RolledBack",
        Verdict::Over(End::RollbackFailed) => "NotRolled",
        Verdict::Over(End::DeleteFailed) => "NotDeleted",
    }
}

/// Every status of a deployment (rows) with every status of its latest revision (columns), when that revision is waited for. `-` is moving;
/// with `?` it is moving until it is certain that the status of the deployment is not left over.
#[test]
fn every_pair_of_statuses_has_its_outcome() {
    let columns: Vec<Option<&str>> =
        RevisionStatus::VALUES.iter().copied().map(Some).chain([Some(UNKNOWN), None]).collect();
    let mut table = format!("{:24}", "");
    for column in &columns {
        let name: String = column.unwrap_or("none").chars().take(11).collect();
        _ = write!(table, "{name:12}");
    }
    table.truncate(table.trim_end().len());
    for status in DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]) {
        let mut row = format!("{status:24}");
        for column in &columns {
            let seen = sight(status, column.map(|column| (1, column)));
            let cell = match (judge(&seen, Some(1), false), judge(&seen, Some(1), true)) {
                (soon, late) if soon == late => word(soon).to_owned(),
                (Verdict::Moving, late) => format!("{}?", word(late)),
                (soon, late) => panic!("{soon:?} becomes {late:?}"),
            };
            _ = write!(row, "{cell:12}");
        }
        _ = write!(table, "\n{}", row.trim_end());
    }
    insta::assert_snapshot!(table, @r"
                            deleting    delete_fail deployed    deploying   failed      platform_re rollback    rollback_co rollback_fa superseded  never_heard none
    deploying               -           -           -           -           -           -           -           -           -           -           -           -
    deployed                -           NotDeleted? Deployed    -           Failed?     Resource?   -           RolledBack? NotRolled?  -           -           Deployed
    deleting                -           -           -           -           -           -           -           -           -           -           -           -
    delete_failed           -           NotDeleted  NotDeleted? -           NotDeleted? NotDeleted? -           NotDeleted? NotDeleted? -           -           NotDeleted
    failed                  -           Failed?     Failed?     -           Failed      Failed?     -           Failed?     Failed?     -           -           Failed
    platform_resource_error -           Resource?   Resource?   -           Resource?   Resource    -           Resource?   Resource?   -           -           Resource
    redeploying             -           -           -           -           -           -           -           -           -           -           -           -
    rollback                -           -           -           -           -           -           -           -           -           -           -           -
    rollback_complete       -           RolledBack? RolledBack? -           RolledBack? RolledBack? -           RolledBack  RolledBack? -           -           RolledBack
    rollback_failed         -           NotRolled?  NotRolled?  -           NotRolled?  NotRolled?  -           NotRolled?  NotRolled   -           -           NotRolled
    warning                 -           NotDeleted? Warning     -           Failed?     Resource?   -           RolledBack? NotRolled?  -           -           Warning
    never_heard_of          -           -           -           -           -           -           -           -           -           -           -           -
    ");
}

/// Which revision is shown decides first: an earlier one settles nothing, a later one has taken over, whatever the statuses.
#[test]
fn an_earlier_revision_settles_nothing_and_a_later_one_takes_over() {
    for status in DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]) {
        for of_revision in RevisionStatus::VALUES.iter().copied().chain([UNKNOWN]) {
            for certain in [false, true] {
                let earlier = sight(status, Some((7, of_revision)));
                assert_eq!(judge(&earlier, Some(8), certain), Verdict::Moving);
                let later = sight(status, Some((9, of_revision)));
                assert_eq!(judge(&later, Some(8), certain), Verdict::Superseded(9));
            }
        }
        assert_eq!(judge(&sight(status, None), Some(8), true), Verdict::Moving);
    }
}

/// Nothing but a deployment that says so, with a revision that says so, is a success.
#[test]
fn no_pair_but_one_is_deployed() {
    let mut deployed = Vec::new();
    for status in DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]) {
        for of_revision in RevisionStatus::VALUES.iter().copied().chain([UNKNOWN]) {
            let seen = sight(status, Some((1, of_revision)));
            if judge(&seen, None, true) == Verdict::Over(End::Deployed) {
                deployed.push((status, of_revision));
            }
        }
    }
    assert_eq!(deployed, [("deployed", "deployed")]);
}

/// Each status of a block: whether a change to it is a failure, and whether the block is named as a reason when the deployment fails.
#[test]
fn every_status_of_a_block_is_a_reason_or_not() {
    let mut table = String::new();
    for status in DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]) {
        let mut seen = sight("failed", Some((1, "failed")));
        seen.blocks = vec![block("train", status)];
        let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
        let at = At { elapsed: Duration::ZERO, date: SystemTime::UNIX_EPOCH };
        let (changes, outcome) = track.see(&seen, at);
        let change = changes.iter().find(|change| change.block.is_some()).unwrap();
        let failure = if change.is_failure() { "a failure" } else { "-" };
        _ = writeln!(table, "{status:24}{failure:12}{}", outcome.unwrap());
    }
    insta::assert_snapshot!(table, @r"
    deploying               -           revision 1 of deployment d-1 failed; no block says why
    deployed                -           revision 1 of deployment d-1 failed; no block says why
    deleting                -           revision 1 of deployment d-1 failed; no block says why
    delete_failed           a failure   revision 1 of deployment d-1 failed: train delete_failed
    failed                  a failure   revision 1 of deployment d-1 failed: train failed
    platform_resource_error a failure   revision 1 of deployment d-1 failed: train platform_resource_error
    redeploying             -           revision 1 of deployment d-1 failed; no block says why
    rollback                -           revision 1 of deployment d-1 failed; no block says why
    rollback_complete       a failure   revision 1 of deployment d-1 failed: train rollback_complete
    rollback_failed         a failure   revision 1 of deployment d-1 failed: train rollback_failed
    warning                 a failure   revision 1 of deployment d-1 failed: train warning
    never_heard_of          -           revision 1 of deployment d-1 failed; no block says why
    ");
}

fn block(name: &str, status: &str) -> BlockDeployment {
    serde_json::from_value(serde_json::json!({"name": name, "status": status})).unwrap()
}

/// How it ends when the same is seen from the beginning on, the last time so long after it.
fn stood(sight: &Sight, millis: u64) -> Option<Outcome> {
    let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
    let [first, last] = [0, millis].map(|millis| {
        let elapsed = Duration::from_millis(millis);
        track.see(sight, At { elapsed, date: SystemTime::UNIX_EPOCH + elapsed }).1
    });
    first.or(last)
}

#[test]
fn statuses_that_do_not_fit_are_believed_once_they_have_stood_for_a_minute() {
    let odd = sight("deployed", Some((1, "failed")));
    for (millis, ended) in [(0, false), (59_999, false), (60_000, true), (60_001, true)] {
        let outcome = stood(&odd, millis);
        assert_eq!(matches!(outcome, Some(Outcome::Failed { .. })), ended, "{millis} ms");
        assert_eq!(outcome.is_some(), ended, "{millis} ms");
    }
    // Those that fit are believed at once, and what moves never.
    assert_eq!(stood(&sight("deployed", Some((1, "deployed"))), 0), Some(Outcome::Deployed));
    assert_eq!(stood(&sight("deploying", Some((1, "deployed"))), 600_000), None);
    // What changes begins anew.
    let mut track = Track::new(DeploymentId::new("d-1").unwrap(), None);
    let other = sight("deployed", Some((1, "rollback_failed")));
    for (millis, seen, ended) in [
        (0, &odd, false),
        (59_000, &other, false),
        (61_000, &other, false),
        (118_999, &other, false),
        (119_000, &other, true),
    ] {
        let elapsed = Duration::from_millis(millis);
        let (_, outcome) = track.see(seen, At { elapsed, date: SystemTime::UNIX_EPOCH });
        assert_eq!(outcome.is_some(), ended, "{millis} ms");
    }
}

/// Any status of a deployment, and any of its latest revision, of which there are few.
fn any_sight() -> impl Strategy<Value = Sight> {
    let statuses = DeploymentStatus::VALUES.iter().copied().chain([UNKNOWN]).collect::<Vec<_>>();
    let of_revisions = RevisionStatus::VALUES.iter().copied().chain([UNKNOWN]).collect::<Vec<_>>();
    let revision = (1_u32..4, prop::sample::select(of_revisions));
    (prop::sample::select(statuses), revision)
        .prop_map(|(status, revision)| sight(status, Some(revision)))
}

proptest! {
    /// Whatever a service answers, in whichever order: a success is `deployed` of the revision that is waited for, a revision that took over is
    /// a later one, and every other end has a status that says so.
    #[test]
    fn no_sequence_of_answers_makes_a_success_of_anything_else(
        bound in prop::option::of(1_u32..4),
        sights in prop::collection::vec((any_sight(), 0_u64..90), 1..12),
    ) {
        let revision = bound.map(|number| RevisionNumber::new(number).unwrap());
        let mut track = Track::new(DeploymentId::new("d-1").unwrap(), revision);
        let mut elapsed = Duration::ZERO;
        let number = |sight: &Sight| sight.revision.as_ref().map(|(number, _)| *number).unwrap();
        let bound = bound.unwrap_or(number(&sights[0].0));
        for (sight, seconds) in &sights {
            let date = SystemTime::UNIX_EPOCH + elapsed;
            let (changes, outcome) = track.see(sight, At { elapsed, date });
            elapsed += Duration::from_secs(*seconds);
            prop_assert!(number(sight) == bound || changes.is_empty());
            prop_assert!(changes.iter().all(|change| change.from.as_ref() != Some(&change.to)));
            match outcome {
                None => continue,
                Some(Outcome::Superseded { by }) => {
                    prop_assert!(by.get() > bound && by.get() == number(sight));
                }
                Some(outcome) => {
                    prop_assert_eq!(number(sight), bound);
                    let deployed = sight.status.as_str() == "deployed"
                        && sight.revision.as_ref().unwrap().1.as_str() == "deployed";
                    prop_assert_eq!(outcome.is_deployed(), deployed);
                    prop_assert_eq!(outcome.into_result().is_ok(), deployed);
                }
            }
            break;
        }
    }
}
