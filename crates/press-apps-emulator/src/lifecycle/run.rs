//! How a deployment moves: its status and that of its blocks, as a function of the time that has passed.
//!
//! Nothing is stored but when a move began and how it is to end, so there is nothing to keep in step and nothing to wait for.

use std::time::Duration;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};

/// How deploying a revision ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Everything is deployed.
    #[default]
    Deployed,
    /// This block (counted from 1) fails, the others are deployed.
    FailedAt(usize),
    /// This block (counted from 1) ends in a warning, the others are deployed.
    WarningAt(usize),
    /// Deploying fails and is rolled back.
    RolledBack,
    /// Deploying fails, and so does rolling it back.
    RollbackFailed,
    /// Deployed, but a resource of the first block is gone.
    PlatformResourceError,
    /// It never ends.
    Never,
}

/// One run of deploying a revision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) started: Duration,
    /// How long deploying takes; rolling back takes as long again.
    pub(crate) takes: Duration,
    pub(crate) ending: Ending,
    /// Whether it runs a revision again.
    pub(crate) again: bool,
}

impl Run {
    /// Status of the deployment.
    pub(crate) fn status(&self, now: Duration) -> DeploymentStatus {
        let passed = now.saturating_sub(self.started);
        if self.ending == Ending::Never || passed < self.takes {
            return if self.again {
                DeploymentStatus::Redeploying
            } else {
                DeploymentStatus::Deploying
            };
        }
        let rolled = passed.saturating_sub(self.takes) >= self.takes;
        match self.ending {
            Ending::Deployed | Ending::Never => DeploymentStatus::Deployed,
            Ending::FailedAt(_) => DeploymentStatus::Failed,
            Ending::WarningAt(_) => DeploymentStatus::Warning,
            Ending::RolledBack | Ending::RollbackFailed if !rolled => DeploymentStatus::Rollback,
            Ending::RolledBack => DeploymentStatus::RollbackComplete,
            Ending::RollbackFailed => DeploymentStatus::RollbackFailed,
            Ending::PlatformResourceError => DeploymentStatus::PlatformResourceError,
        }
    }

    /// Whether it is still on its way.
    pub(crate) fn moving(&self, now: Duration) -> bool {
        matches!(
            self.status(now),
            DeploymentStatus::Deploying
                | DeploymentStatus::Redeploying
                | DeploymentStatus::Rollback
        )
    }

    /// Status of one block (counted from 1) of `count`. Blocks are deployed one after the other, in equal shares of the time.
    pub(crate) fn block_status(
        &self,
        block: usize,
        count: usize,
        now: Duration,
    ) -> DeploymentStatus {
        let passed = now.saturating_sub(self.started);
        let last = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        let share = self.takes / last;
        let reached = u32::try_from(block).unwrap_or(u32::MAX).min(last);
        let due = if reached == last { self.takes } else { share.saturating_mul(reached) };
        if self.ending == Ending::Never || passed < due {
            return DeploymentStatus::Deploying;
        }
        match self.ending {
            Ending::FailedAt(at) if at.clamp(1, count.max(1)) == block => DeploymentStatus::Failed,
            Ending::WarningAt(at) if at.clamp(1, count.max(1)) == block => {
                DeploymentStatus::Warning
            }
            Ending::PlatformResourceError if block == 1 => DeploymentStatus::PlatformResourceError,
            Ending::RolledBack | Ending::RollbackFailed if passed >= self.takes => self.status(now),
            _ => DeploymentStatus::Deployed,
        }
    }
}

/// The deployment status as a revision says it: revisions know neither `redeploying` nor `warning`.
pub(crate) fn as_revision_status(status: &DeploymentStatus) -> RevisionStatus {
    match status {
        DeploymentStatus::Redeploying => RevisionStatus::Deploying,
        DeploymentStatus::Warning => RevisionStatus::Deployed,
        other => RevisionStatus::from(other.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn run(ending: Ending) -> Run {
        Run { started: 10 * SECOND, takes: 4 * SECOND, ending, again: false }
    }

    fn path(ending: Ending) -> Vec<String> {
        let mut path: Vec<_> =
            (0..40).map(|second| run(ending).status(second * SECOND).to_string()).collect();
        path.dedup();
        path
    }

    #[test]
    fn every_ending_takes_its_documented_way() {
        assert_eq!(path(Ending::Deployed), ["deploying", "deployed"]);
        assert_eq!(path(Ending::FailedAt(1)), ["deploying", "failed"]);
        assert_eq!(path(Ending::WarningAt(1)), ["deploying", "warning"]);
        assert_eq!(path(Ending::RolledBack), ["deploying", "rollback", "rollback_complete"]);
        assert_eq!(path(Ending::RollbackFailed), ["deploying", "rollback", "rollback_failed"]);
        assert_eq!(path(Ending::PlatformResourceError), ["deploying", "platform_resource_error"]);
        assert_eq!(path(Ending::Never), ["deploying"]);
    }

    #[test]
    fn blocks_are_deployed_one_after_the_other() {
        let at = |second: u32| {
            [1, 2].map(|block| {
                run(Ending::FailedAt(2)).block_status(block, 2, second * SECOND).to_string()
            })
        };
        assert_eq!(at(11), ["deploying", "deploying"]);
        assert_eq!(at(12), ["deployed", "deploying"]);
        assert_eq!(at(14), ["deployed", "failed"]);
    }

    #[test]
    fn every_block_has_its_share_and_the_last_one_ends_with_the_run() {
        let instant = Duration::from_nanos(1);
        let run = Run { takes: 10 * SECOND, ..run(Ending::Deployed) };
        for count in 1..=7 {
            for block in 1..=count {
                // Shares are cut to whole nanoseconds; what is left over is the last one's.
                let share = match block == count {
                    true => 10_000_000_000,
                    false => 10_000_000_000 / count * block,
                };
                let due = run.started + Duration::from_nanos(share);
                let at = |now| {
                    let place = |number| usize::try_from(number).expect("a small number");
                    run.block_status(place(block), place(count), now)
                };
                assert_eq!(at(due - instant), DeploymentStatus::Deploying, "{block} of {count}");
                assert_eq!(at(due), DeploymentStatus::Deployed, "{block} of {count}");
            }
        }
    }

    #[test]
    fn a_run_ends_when_its_time_is_over_and_a_rollback_takes_as_long_again() {
        let instant = Duration::from_nanos(1);
        for (ending, after, later) in [
            (Ending::Deployed, "deployed", "deployed"),
            (Ending::FailedAt(1), "failed", "failed"),
            (Ending::WarningAt(1), "warning", "warning"),
            (Ending::PlatformResourceError, "platform_resource_error", "platform_resource_error"),
            (Ending::RolledBack, "rollback", "rollback_complete"),
            (Ending::RollbackFailed, "rollback", "rollback_failed"),
            (Ending::Never, "deploying", "deploying"),
        ] {
            let run = run(ending);
            let (end, rolled) = (run.started + run.takes, run.started + 2 * run.takes);
            for (now, status) in [
                (Duration::ZERO, "deploying"),
                (run.started, "deploying"),
                (end - instant, "deploying"),
                (end, after),
                (rolled - instant, after),
                (rolled, later),
                (Duration::MAX, later),
            ] {
                assert_eq!(run.status(now).as_str(), status, "{ending:?} at {now:?}");
                let moves = ["deploying", "rollback"].contains(&status);
                assert_eq!(run.moving(now), moves, "{ending:?} at {now:?}");
                // A rollback is one of all blocks, and of none before that.
                let block = run.block_status(1, 1, now);
                assert_eq!(block.as_str(), status, "{ending:?} at {now:?}");
            }
        }
    }

    #[test]
    fn what_goes_wrong_goes_wrong_in_its_block_alone() {
        let blocks = |ending| {
            let run = run(ending);
            [1, 2, 3].map(|block| run.block_status(block, 3, 20 * SECOND).to_string())
        };
        let at = |place: usize, status: &str| {
            let mut blocks = ["deployed"; 3].map(str::to_owned);
            status.clone_into(&mut blocks[place - 1]);
            blocks
        };
        // Block 0 is no block: the nearest is meant.
        for (asked, place) in [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (usize::MAX, 3)] {
            assert_eq!(blocks(Ending::FailedAt(asked)), at(place, "failed"), "{asked}");
            assert_eq!(blocks(Ending::WarningAt(asked)), at(place, "warning"), "{asked}");
        }
        assert_eq!(blocks(Ending::PlatformResourceError), at(1, "platform_resource_error"));
        // Where there is one block it is that one.
        let only = |ending| run(ending).block_status(1, 1, 20 * SECOND).to_string();
        for asked in [0, 1, 2] {
            let only = [only(Ending::FailedAt(asked)), only(Ending::WarningAt(asked))];
            assert_eq!(only, ["failed", "warning"], "{asked}");
        }
    }

    #[test]
    fn a_block_that_is_not_there_means_the_last_one() {
        let run = run(Ending::FailedAt(9));
        assert_eq!(
            [1, 2].map(|block| run.block_status(block, 2, 20 * SECOND).to_string()),
            ["deployed", "failed"]
        );
    }

    #[test]
    fn without_a_duration_it_settles_at_once() {
        for (ending, status) in
            [(Ending::Deployed, "deployed"), (Ending::RolledBack, "rollback_complete")]
        {
            let run = Run { started: SECOND, takes: Duration::ZERO, ending, again: true };
            assert_eq!((run.status(SECOND).as_str(), run.moving(SECOND)), (status, false));
        }
    }

    #[test]
    fn a_second_run_is_redeploying_and_its_revision_deploying() {
        let run = Run { again: true, ..run(Ending::Deployed) };
        assert_eq!(run.status(11 * SECOND), DeploymentStatus::Redeploying);
        assert_eq!(as_revision_status(&run.status(11 * SECOND)), RevisionStatus::Deploying);
        assert_eq!(as_revision_status(&DeploymentStatus::Warning), RevisionStatus::Deployed);
    }
}
