//! What an error knows of a wait: the blocks that are the reason, or how it stood when the time was up, and what can be done next.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use press_apps_model::{DeploymentId, RevisionNumber};

use super::body::one_line;
use super::kind::Ended;
use crate::wait::{Change, FailedBlocks, Spoken, Whose};

/// What a wait leaves in its error.
#[derive(Debug)]
pub(crate) enum Waited {
    /// The blocks that are the reason.
    Blocks(FailedBlocks),
    /// Another revision took over.
    Superseded { by: RevisionNumber },
    /// The time is up.
    StillMoving(Box<StillMoving>),
}

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Settled,
    Deleted,
}

/// How it stood when the time of a wait was up; from [`Error::still_moving`](super::Error::still_moving).
///
/// The service says neither when a status changed nor how far it is, so all times are those of the polls.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use std::time::Duration;
///
/// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
/// if let Err(error) = deployment.wait().timeout(Duration::from_secs(600)).await
///     && let Some(still) = error.still_moving()
/// {
///     println!(
///         "{:?} for {:?}; go on with revision {:?}",
///         still.status(),
///         still.seen_for(),
///         still.revision()
///     );
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct StillMoving {
    pub(crate) goal: Goal,
    pub(crate) deployment: DeploymentId,
    pub(crate) revision: Option<RevisionNumber>,
    pub(crate) status: Option<DeploymentStatus>,
    /// The latest revision that was shown, and its status.
    pub(crate) latest: Option<(u32, RevisionStatus)>,
    pub(crate) seen_for: Duration,
    pub(crate) seen_since: Option<SystemTime>,
    pub(crate) last_change: Option<Change>,
    pub(crate) last_error: Option<String>,
    /// Whether it was the last poll that failed.
    pub(crate) failing: bool,
    pub(crate) polls: u32,
    pub(crate) limit: Duration,
    pub(crate) is_default: bool,
}

impl StillMoving {
    /// The deployment.
    #[must_use]
    pub fn deployment(&self) -> &DeploymentId {
        &self.deployment
    }

    /// The revision that was waited for; to go on, in any process, `client.deployment(id)?.wait().revision(n)`.
    #[must_use]
    pub fn revision(&self) -> Option<RevisionNumber> {
        self.revision
    }

    /// The status of the deployment that was seen last; `None` when no poll showed it.
    #[must_use]
    pub fn status(&self) -> Option<&DeploymentStatus> {
        self.status.as_ref()
    }

    /// The status of the latest revision that was seen last.
    #[must_use]
    pub fn revision_status(&self) -> Option<&RevisionStatus> {
        self.latest.as_ref().map(|(_, status)| status)
    }

    /// How long these statuses have been seen, up to the end of the wait.
    #[must_use]
    pub fn seen_for(&self) -> Duration {
        self.seen_for
    }

    /// The date of the poll that showed them first.
    #[must_use]
    pub fn seen_since(&self) -> Option<SystemTime> {
        self.seen_since
    }

    /// The last change that was seen; `None` when everything stayed as the first poll showed it.
    #[must_use]
    pub fn last_change(&self) -> Option<&Change> {
        self.last_change.as_ref()
    }

    /// What went wrong with the last poll that failed, whether polls have been answered since or not.
    #[must_use]
    pub fn last_error(&self) -> Option<&str> {
        self.last_error.as_deref()
    }

    /// How many polls there were; one that was sent again counts as one.
    #[must_use]
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// The time limit that passed.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// What to do next.
    pub(super) fn help(&self) -> String {
        let id = one_line(self.deployment.as_str(), 100);
        if self.goal == Goal::Deleted {
            let idle = self
                .status
                .as_ref()
                .is_some_and(|status| status.is_known() && *status != DeploymentStatus::Deleting);
            let first = match idle {
                true => format!(
                    "It is not being deleted: ask for that with `client.deployment(\"{id}\")?.delete()`. "
                ),
                false => String::new(),
            };
            return format!(
                "{first}To go on waiting, in any process: `client.deployment(\"{id}\")?.wait_until_deleted()`; `.timeout(..)` sets how long, 30 minutes if not given."
            );
        }
        let revision = self.revision.map(|number| format!(".revision({number})"));
        format!(
            "To go on waiting, in any process: `client.deployment(\"{id}\")?.wait(){}`; `.timeout(..)` sets how long, 30 minutes if not given.",
            revision.unwrap_or_default()
        )
    }
}

impl fmt::Display for StillMoving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = Whose(&self.deployment, self.revision);
        let limit = Spoken(self.limit);
        let limit = match self.is_default {
            true => format!("{limit} (the default limit of a wait)"),
            false => format!("{limit} (the limit of this wait)"),
        };
        let earlier = match (self.revision, &self.latest) {
            (Some(revision), Some((latest, _))) if *latest < revision.get() => Some(*latest),
            _ => None,
        };
        match (&self.status, earlier) {
            (None, _) if self.polls == 0 => {
                write!(f, "{whose} was not asked for within {limit}")?;
            }
            (None, _) => write!(f, "{whose} was not seen within {limit}")?,
            (Some(_), Some(latest)) => write!(
                f,
                "{whose} was not seen within {limit}: the latest that the service shows is revision {latest}"
            )?,
            (Some(status), None) => {
                write!(f, "{whose} is still {}", Word(status.as_str(), status.is_known()))?;
                if let Some((number, of_revision)) = &self.latest
                    && of_revision.as_str() != status.as_str()
                {
                    let word = Word(of_revision.as_str(), of_revision.is_known());
                    write!(f, " (its revision {number}: {word})")?;
                }
                write!(f, " after {limit}, seen so for {}", Spoken(self.seen_for))?;
            }
        }
        if let Some(change) = &self.last_change {
            write!(f, "; last change after {change}")?;
        }
        match &self.last_error {
            Some(error) if self.failing => write!(f, "; the last poll failed: {error}"),
            _ => Ok(()),
        }
    }
}

/// A status, and whether it is one that this crate knows.
struct Word<'a>(&'a str, bool);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", one_line(self.0, 60))?;
        match self.1 {
            true => Ok(()),
            false => f.write_str(" (a status that this version of the crate does not know)"),
        }
    }
}

/// What the service allows after a wait ended like this. Only what failed or is in warning can be redeployed.
pub(super) fn help(ended: Ended, waited: Option<&Waited>) -> Cow<'static, str> {
    let about = match waited {
        Some(Waited::Blocks(blocks)) => {
            let id = one_line(blocks.deployment().as_str(), 100);
            format!("client.deployment(\"{id}\")?")
        }
        _ => "client.deployment(id)?".to_owned(),
    };
    let said = match ended {
        Ended::Warning => format!(
            "Find out why the blocks warn. `{about}.redeploy()` runs the revision again; `{about}.revisions().create(..)` deploys another."
        ),
        Ended::Failed => format!(
            "Find out why the blocks failed. `{about}.redeploy()` runs the revision again as it is; `{about}.revisions().create(..)` deploys a corrected one."
        ),
        Ended::PlatformResourceError => format!(
            "Find out whether the resource was removed by hand. `{about}.revisions().create(..)` deploys again; a redeploy is not allowed in this state."
        ),
        Ended::RolledBack => format!(
            "Correct what made the blocks fail, and deploy it with `{about}.revisions().create(..)`; a redeploy is not allowed in this state."
        ),
        Ended::RollbackFailed => format!(
            "A person has to look at the blocks: neither the new nor the old is known to run. `{about}.revisions().create(..)` deploys again; a redeploy is not allowed in this state."
        ),
        Ended::Superseded => {
            let number = match waited {
                Some(Waited::Superseded { by }) => by.to_string(),
                _ => "n".to_owned(),
            };
            format!("To see the later revision through: `{about}.wait().revision({number})`.")
        }
        Ended::Deleted => {
            "Nothing is left of it. `client.deployments().create(..)` makes a new one.".to_owned()
        }
        Ended::DeleteFailed => format!(
            "Look at the blocks, then delete it again with `{about}.delete()`; what was removed already is not said."
        ),
    };
    said.into()
}
