//! What a wait knows of a deployment by now: which revision it is bound to, what has changed, and which block failed first. Pure.

use std::time::{Duration, SystemTime};

use press_apps_api::types::{BlockDeployment, DeploymentStatus, RevisionStatus};
use press_apps_model::{DeploymentId, HasStatusClass, RevisionNumber};

use super::blocks::FailedBlocks;
use super::change::Change;
use super::judge::{End, Verdict, is_bad, is_of, judge, may_be_left_over};
use super::outcome::Outcome;
use super::sight::Sight;

/// How long two statuses that do not fit have to stand before they are taken for what they say.
pub(super) const STANDS: Duration = Duration::from_secs(60);

/// When a poll was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// Since the wait began.
    pub(super) elapsed: Duration,
    pub(super) date: SystemTime,
}

/// What was seen last, and since when.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) status: DeploymentStatus,
    pub(super) revision: Option<(u32, RevisionStatus)>,
    pub(super) since: At,
}

/// What is known by now.
#[derive(Debug)]
pub(super) struct Track {
    deployment: DeploymentId,
    pub(super) bound: Option<u32>,
    pub(super) standing: Option<Standing>,
    pub(super) last_change: Option<Change>,
    /// The status of the deployment when the revision was first seen.
    first: Option<DeploymentStatus>,
    /// Whether it has changed since.
    moved: bool,
    /// The status that was told.
    told: Option<DeploymentStatus>,
    blocks: Vec<Known>,
    /// Blocks as they were when they were first seen failing, in that order.
    causes: Vec<(Key, BlockDeployment)>,
}

/// A block: its name, and which of those with this name.
type Key = (String, usize);

#[derive(Debug)]
struct Known {
    key: Key,
    status: DeploymentStatus,
}

impl Track {
    pub(super) fn new(deployment: DeploymentId, bound: Option<RevisionNumber>) -> Self {
        Self {
            deployment,
            bound: bound.map(RevisionNumber::get),
            standing: None,
            last_change: None,
            first: None,
            moved: false,
            told: None,
            blocks: Vec::new(),
            causes: Vec::new(),
        }
    }

    pub(super) fn deployment(&self) -> &DeploymentId {
        &self.deployment
    }

    /// The revision that is waited for, once it is known.
    pub(super) fn revision(&self) -> Option<RevisionNumber> {
        self.bound.and_then(|number| RevisionNumber::new(number).ok())
    }

    /// Whether the last poll showed that it is being deleted.
    pub(super) fn is_deleting(&self) -> bool {
        self.standing.as_ref().is_some_and(|last| last.status == DeploymentStatus::Deleting)
    }

    /// Takes in what a poll showed: what has changed, and the outcome if this is the end.
    pub(super) fn see(&mut self, sight: &Sight, at: At) -> (Vec<Change>, Option<Outcome>) {
        self.bound = self.bound.or(sight.revision.as_ref().map(|(number, _)| *number));
        let same = self
            .standing
            .as_ref()
            .is_some_and(|last| last.status == sight.status && last.revision == sight.revision);
        if !same {
            let (status, revision) = (sight.status.clone(), sight.revision.clone());
            self.standing = Some(Standing { status, revision, since: at });
        }
        let mut changes = Vec::new();
        if is_of(sight, self.bound) {
            let first = self.first.get_or_insert_with(|| sight.status.clone());
            self.moved |= *first != sight.status;
            changes = self.changes(sight, at);
            // What the first poll shows may have been so for long.
            let last = changes.iter().rfind(|change| change.from.is_some()).cloned();
            self.last_change = last.or(self.last_change.take());
        }
        let outcome = match judge(sight, self.bound, self.is_certain(at)) {
            Verdict::Moving => None,
            Verdict::Superseded(by) => {
                // Greater than another number, so it is one.
                RevisionNumber::new(by).ok().map(|by| Outcome::Superseded { by })
            }
            Verdict::Over(end) => Some(self.outcome(end, sight)),
        };
        (changes, outcome)
    }

    /// The outcome, if deleting it failed. A failure that was there before this wait may be that of an earlier delete, so it has to stand.
    pub(super) fn delete_failed(&self, sight: &Sight, at: At) -> Option<Outcome> {
        let failed = sight.status == DeploymentStatus::DeleteFailed && self.is_certain(at);
        failed.then(|| self.outcome(End::DeleteFailed, sight))
    }

    /// Whether the status of the deployment cannot be left over from an earlier revision.
    fn is_certain(&self, at: At) -> bool {
        let stood = |last: &Standing| at.elapsed.saturating_sub(last.since.elapsed) >= STANDS;
        self.moved || self.standing.as_ref().is_some_and(stood)
    }

    fn changes(&mut self, sight: &Sight, at: At) -> Vec<Change> {
        let revision = self.revision();
        let change = |block, from, to: &DeploymentStatus| Change {
            block,
            from,
            to: to.clone(),
            revision,
            seen: at.date,
            elapsed: at.elapsed,
        };
        let (mut failed, mut others) = (Vec::new(), Vec::new());
        for (key, block) in keyed(&sight.blocks) {
            let known = self.blocks.iter_mut().find(|known| known.key == key);
            let from = match known {
                Some(known) if known.status == block.status => continue,
                Some(known) => Some(std::mem::replace(&mut known.status, block.status.clone())),
                None => {
                    self.blocks.push(Known { key: key.clone(), status: block.status.clone() });
                    None
                }
            };
            let bad = is_bad(&block.status);
            if bad {
                match self.causes.iter_mut().find(|(cause, _)| *cause == key) {
                    None => self.causes.push((key, block.clone())),
                    Some((_, cause)) if failed_itself(&block.status) => *cause = block.clone(),
                    Some(_) => {}
                }
            }
            let list = if bad { &mut failed } else { &mut others };
            list.push(change(Some(block.clone()), from, &block.status));
        }
        if self.told.as_ref() != Some(&sight.status) && (self.moved || !may_be_left_over(sight)) {
            let from = self.told.replace(sight.status.clone());
            others.push(change(None, from, &sight.status));
        }
        failed.append(&mut others);
        failed
    }

    fn outcome(&self, end: End, sight: &Sight) -> Outcome {
        let blocks = FailedBlocks {
            deployment: self.deployment.clone(),
            revision: self.revision(),
            blocks: self.failed(end, sight),
        };
        match end {
            End::Deployed => Outcome::Deployed,
            End::Warning => Outcome::Warning { blocks },
            End::Failed => Outcome::Failed { blocks },
            End::PlatformResourceError => Outcome::PlatformResourceError { blocks },
            End::RolledBack => Outcome::RolledBack { blocks },
            End::RollbackFailed => Outcome::RollbackFailed { blocks },
            End::DeleteFailed => Outcome::DeleteFailed { blocks },
        }
    }

    /// The blocks that were seen failing, first cause first; of a delete those that are not good now.
    fn failed(&self, end: End, sight: &Sight) -> Vec<BlockDeployment> {
        if end == End::DeleteFailed {
            return sight.blocks.iter().filter(|block| is_bad(&block.status)).cloned().collect();
        }
        let now: Vec<_> = keyed(&sight.blocks).collect();
        // After a rollback a block that failed may run again, with what it ran before.
        let rolled = matches!(end, End::RolledBack | End::RollbackFailed);
        let is_good =
            |key: &Key| now.iter().any(|(other, block)| other == key && block.status.is_success());
        let causes = self.causes.iter().filter(|(key, _)| rolled || !is_good(key));
        causes.map(|(_, block)| block.clone()).collect()
    }
}

/// Whether a status says how the block itself ended, and not what was done with it after something failed.
fn failed_itself(status: &DeploymentStatus) -> bool {
    matches!(
        status,
        DeploymentStatus::Failed
            | DeploymentStatus::PlatformResourceError
            | DeploymentStatus::Warning
    )
}

/// Each block with what it is known by.
fn keyed(blocks: &[BlockDeployment]) -> impl Iterator<Item = (Key, &BlockDeployment)> {
    blocks.iter().enumerate().map(|(at, block)| {
        let before = blocks[..at].iter().filter(|other| other.name == block.name).count();
        ((block.name.clone(), before), block)
    })
}
