//! A wait under way: polls, takes in what they show, and tells how it ended.

use std::time::Duration;

use press_apps_model::{DeploymentId, RevisionNumber};

use super::change::Change;
use super::outcome::Outcome;
use super::polls::{Poll, Polls};
use super::track::{At, Track};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Goal, Sent, StillMoving, Waited};
use crate::time::TimeLimit;

/// Told of each change.
pub(super) type OnChange = Box<dyn FnMut(&Change) + Send>;

/// What a poll brought.
pub(super) struct Step {
    pub(super) changes: Vec<Change>,
    pub(super) outcome: Option<Outcome>,
}

pub(super) struct Watch {
    polls: Polls,
    track: Track,
    /// How many polls in a row did not find the deployment.
    missing: u32,
    on_change: Option<OnChange>,
}

impl Watch {
    pub(super) fn new(
        client: Client,
        deployment: DeploymentId,
        revision: Option<RevisionNumber>,
        limit: TimeLimit,
        every: Option<Duration>,
        on_change: Option<OnChange>,
    ) -> Self {
        // What is said of the wait is said without the token, whatever the caller gave as an id.
        let said = client.inner.redactor.text(deployment.as_str().to_owned());
        let said = DeploymentId::new(said).unwrap_or_else(|_| deployment.clone());
        let polls = Polls::new(client, deployment, limit, every);
        Self { polls, track: Track::new(said, revision), missing: 0, on_change }
    }

    /// Polls until something is seen.
    ///
    /// # Errors
    ///
    /// Those of [`Polls::next`], and that the time is up.
    pub(super) async fn step(&mut self) -> Result<Step, Error> {
        loop {
            match self.polls.next().await? {
                Poll::Seen(sight) => {
                    self.missing = 0;
                    let at = At { elapsed: self.polls.elapsed(), date: self.polls.date() };
                    let (changes, outcome) = self.track.see(&sight, at);
                    if let Some(on_change) = &mut self.on_change {
                        changes.iter().for_each(on_change);
                    }
                    return Ok(Step { changes, outcome });
                }
                Poll::Missing { .. } if self.polls.has_seen() => {
                    self.missing += 1;
                    // A gateway may say it once, too.
                    if self.track.is_deleting() || self.missing > 1 {
                        return Ok(Step { changes: Vec::new(), outcome: Some(Outcome::Deleted) });
                    }
                }
                Poll::Missing { error, long: true } => return Err(error),
                Poll::Missing { error, .. } => self.polls.last_error = Some(error),
                Poll::TimeUp => return Err(self.time_up(Goal::Settled)),
            }
        }
    }

    /// Polls until the deployment is there no more.
    pub(super) async fn until_deleted(mut self) -> Result<(), Error> {
        loop {
            match self.polls.next().await? {
                Poll::Missing { .. } => return Ok(()),
                Poll::TimeUp => return Err(self.time_up(Goal::Deleted)),
                Poll::Seen(sight) => {
                    let at = At { elapsed: self.polls.elapsed(), date: self.polls.date() };
                    self.track.see(&sight, at);
                    if let Some(failed) = self.track.delete_failed(&sight, at) {
                        return failed.into_result();
                    }
                }
            }
        }
    }

    /// The error of a wait whose time is up.
    fn time_up(&self, goal: Goal) -> Error {
        let (polls, track) = (&self.polls, &self.track);
        let standing = track.standing.as_ref();
        let elapsed = polls.elapsed();
        let still = StillMoving {
            goal,
            deployment: track.deployment().clone(),
            revision: track.revision().filter(|_| goal == Goal::Settled),
            status: standing.map(|last| last.status.clone()),
            latest: standing.and_then(|last| last.revision.clone()),
            seen_for: standing
                .map(|last| elapsed.saturating_sub(last.since.elapsed))
                .unwrap_or_default(),
            seen_since: standing.map(|last| last.since.date),
            last_change: track.last_change.clone(),
            last_error: polls.last_error.as_ref().map(ToString::to_string),
            failing: polls.failing,
            polls: polls.made,
            limit: polls.limit(),
            is_default: polls.is_default,
        };
        let mut error = Error::new(ErrorKind::StillMoving).detail(still.to_string());
        let inner = error.inner_mut();
        inner.sent = match (standing, &polls.last_error) {
            (None, Some(last)) => last.was_sent(),
            (None, None) => Sent::No,
            (Some(_), _) => Sent::Yes,
        };
        inner.waited = Some(Waited::StillMoving(Box::new(still)));
        polls.client().hide(error)
    }
}
