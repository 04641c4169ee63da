//! What a poll means for a wait: still moving, or over, and how. Pure: a table, and nothing else.
//!
//! A deployment and its latest revision each have a status, and the two do not have to say the same at the same moment. The revision's is
//! surely of that revision; the deployment's may still be of the one before.

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use press_apps_model::{HasStatusClass, StatusClass};

use super::sight::Sight;

/// How it stands with a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Moving,
    Superseded(u32),
    Over(End),
}

/// How a revision or its deletion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Deployed,
    Warning,
    Failed,
    PlatformResourceError,
    RolledBack,
    RollbackFailed,
    DeleteFailed,
}

/// Judges a poll, for the revision `bound`, or for whichever is the latest.
///
/// `certain`: the status of the deployment is not left over from an earlier revision. It has changed since this revision was first seen,
/// or what is seen has stood for long.
pub(super) fn judge(sight: &Sight, bound: Option<u32>, certain: bool) -> Verdict {
    let revision = match (&sight.revision, bound) {
        (Some((latest, _)), Some(bound)) if *latest > bound => return Verdict::Superseded(*latest),
        // An answer from before the revision.
        (Some((latest, _)), Some(bound)) if *latest < bound => return Verdict::Moving,
        // Of which revision the status is, nothing says; of the first there is none before.
        (None, Some(bound)) if bound > 1 => return Verdict::Moving,
        (shown, _) => shown.as_ref().map(|(_, status)| status),
    };
    let Some(deployment) = of_deployment(&sight.status) else {
        return Verdict::Moving;
    };
    let Some(revision) = revision else {
        return Verdict::Over(deployment);
    };
    match of_revision(revision) {
        None => Verdict::Moving,
        Some(revision) if fit(deployment, revision) => Verdict::Over(deployment),
        Some(revision) if certain => Verdict::Over(worse(deployment, revision)),
        Some(_) => Verdict::Moving,
    }
}

/// Whether the poll is at the revision that is waited for.
pub(super) fn is_of(sight: &Sight, bound: Option<u32>) -> bool {
    match (&sight.revision, bound) {
        (Some((latest, _)), Some(bound)) => *latest == bound,
        (None, Some(bound)) => bound == 1,
        (_, None) => true,
    }
}

/// Whether the status of the deployment may be left over from the revision before, for that of the revision still moves.
pub(super) fn may_be_left_over(sight: &Sight) -> bool {
    sight.status.is_terminal()
        && sight.revision.as_ref().is_some_and(|(_, status)| of_revision(status).is_none())
}

fn of_deployment(status: &DeploymentStatus) -> Option<End> {
    Some(match status {
        DeploymentStatus::Deployed => End::Deployed,
        DeploymentStatus::Warning => End::Warning,
        DeploymentStatus::Failed => End::Failed,
        DeploymentStatus::PlatformResourceError => End::PlatformResourceError,
        DeploymentStatus::RollbackComplete => End::RolledBack,
        DeploymentStatus::RollbackFailed => End::RollbackFailed,
        DeploymentStatus::DeleteFailed => End::DeleteFailed,
        // Moving, and what is not known here.
        _ => return None,
    })
}

fn of_revision(status: &RevisionStatus) -> Option<End> {
    Some(match status {
        RevisionStatus::Deployed => End::Deployed,
        RevisionStatus::Failed => End::Failed,
        RevisionStatus::PlatformResourceError => End::PlatformResourceError,
        RevisionStatus::RollbackComplete => End::RolledBack,
        RevisionStatus::RollbackFailed => End::RollbackFailed,
        RevisionStatus::DeleteFailed => End::DeleteFailed,
        // Moving, and what is not known here. The latest is never superseded: the one that took over is not shown yet.
        _ => return None,
    })
}

/// Whether the two say the same: a revision knows no warning.
fn fit(deployment: End, revision: End) -> bool {
    deployment == revision || (deployment, revision) == (End::Warning, End::Deployed)
}

/// Of two that do not say the same the one that is not good; the deployment's if both are not.
fn worse(deployment: End, revision: End) -> End {
    match deployment {
        // With a revision that is deployed, either would fit.
        End::Deployed | End::Warning => revision,
        end => end,
    }
}

/// Whether a block is not as it should be.
pub(super) fn is_bad(block: &DeploymentStatus) -> bool {
    block.class() == StatusClass::Unsuccessful
}
