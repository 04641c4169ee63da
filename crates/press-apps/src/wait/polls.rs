//! The polls of a wait: when each is made, within which time, and which failures it outlasts. Nothing here knows what a status means.

use std::time::{Duration, Instant, SystemTime};

use press_apps_model::DeploymentId;

use super::pace::Pace;
use super::sight::Sight;
use crate::client::Client;
use crate::error::{ConnectFailure, Error, ErrorKind};
use crate::generated::DescribeDeployment;
use crate::request::Request;
use crate::time::TimeLimit;

/// How long a wait lasts if the caller does not say.
pub(super) const DEFAULT_LIMIT: Duration = Duration::from_secs(30 * 60);
/// How long a deployment may not be there, or the answers be of something else, until it was seen once.
pub(super) const UNSEEN: Duration = Duration::from_secs(30);
/// The last poll is made so long before the time is up.
const LAST: Duration = Duration::from_secs(1);

/// What a poll brought.
#[derive(Debug)]
pub(super) enum Poll {
    /// The deployment.
    Seen(Sight),
    /// The service knows no such deployment. `long`: it was never seen, and is looked for for as long as it may take to be seen.
    Missing { error: Error, long: bool },
    /// There is no time for a poll any more.
    TimeUp,
}

/// What a failed poll says about the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// No further poll can succeed.
    Lasting,
    /// The deployment is not there.
    Missing,
    /// Something else may be answering; it passes once the deployment was seen.
    Doubtful,
    /// It passes.
    Passing,
}

pub(super) struct Polls {
    client: Client,
    deployment: DeploymentId,
    limit: Option<Duration>,
    pub(super) is_default: bool,
    pace: Pace,
    /// When the first poll was made.
    began: Option<Instant>,
    /// When, since then, an answer first cast doubt on whether the deployment will ever be seen.
    doubted: Option<Duration>,
    /// The wait before the next poll, and whether there is none after that wait.
    due: Option<(Duration, bool)>,
    pub(super) made: u32,
    seen: bool,
    pub(super) last_error: Option<Error>,
    /// Whether the last poll failed.
    pub(super) failing: bool,
}

impl Polls {
    pub(super) fn new(
        client: Client,
        deployment: DeploymentId,
        limit: TimeLimit,
        every: Option<Duration>,
    ) -> Self {
        Self {
            client,
            deployment,
            limit: limit.or(TimeLimit::Limit(DEFAULT_LIMIT)).duration(),
            is_default: limit == TimeLimit::Unset,
            pace: Pace::new(every),
            began: None,
            doubted: None,
            due: None,
            made: 0,
            seen: false,
            last_error: None,
            failing: false,
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit.unwrap_or(Duration::MAX)
    }

    /// How long the wait has lasted.
    pub(super) fn elapsed(&self) -> Duration {
        let now = self.client.inner.clock.now();
        self.began.map(|began| now.saturating_duration_since(began)).unwrap_or_default()
    }

    pub(super) fn date(&self) -> SystemTime {
        self.client.inner.clock.date()
    }

    /// Whether the deployment was seen in any poll.
    pub(super) fn has_seen(&self) -> bool {
        self.seen
    }

    /// Waits until the next poll is due, makes it, and outlasts those that fail.
    ///
    /// # Errors
    ///
    /// Of a poll after which no other can succeed, or, until the deployment was seen, not within 30 seconds.
    pub(super) async fn next(&mut self) -> Result<Poll, Error> {
        loop {
            self.began.get_or_insert_with(|| self.client.inner.clock.now());
            if let Some((wait, over)) = self.due.take() {
                self.client.inner.clock.sleep(wait).await;
                if over {
                    return Ok(Poll::TimeUp);
                }
            }
            let error = match self.poll().await {
                Ok(sight) => {
                    (self.seen, self.failing) = (true, false);
                    self.plan(None, false);
                    return Ok(Poll::Seen(sight));
                }
                Err(error) => error,
            };
            let failure = of(&error);
            let doubtful = matches!(failure, Failure::Missing | Failure::Doubtful) && !self.seen;
            self.failing = true;
            if failure == Failure::Missing {
                let long = doubtful && self.doubted_for() >= UNSEEN;
                self.plan(error.retry_after(), doubtful);
                let error = if long { unseen(error) } else { error };
                return Ok(Poll::Missing { error, long });
            }
            if failure == Failure::Lasting {
                return Err(error);
            }
            if doubtful && self.doubted_for() >= UNSEEN {
                return Err(unseen(error));
            }
            self.plan(error.retry_after(), doubtful);
            self.last_error = Some(error);
        }
    }

    /// One `describe_deployment` with its usual retries, within what is left.
    async fn poll(&mut self) -> Result<Sight, Error> {
        self.made = self.made.saturating_add(1);
        let describe = DescribeDeployment::new(self.deployment.clone());
        let mut request = Request::new(&self.client, describe);
        // The first poll of a wait without any time has the time of a call, so that such a wait polls once.
        if let Some(left) = self.left().filter(|left| !left.is_zero()) {
            let usual = self.client.inner.limits.operation.duration();
            request = request.timeout(usual.map_or(left, |usual| usual.min(left)));
        }
        let deployment = request.await?.into_inner();
        Ok(Sight::of(deployment, &self.client.inner.redactor))
    }

    /// How long ago the first doubt was.
    fn doubted_for(&mut self) -> Duration {
        let elapsed = self.elapsed();
        elapsed.saturating_sub(*self.doubted.get_or_insert(elapsed))
    }

    fn left(&self) -> Option<Duration> {
        self.limit.map(|limit| limit.saturating_sub(self.elapsed()))
    }

    /// Says when the next poll is due. `asked` is what the service asks for; `doubtful` is a deployment that may never be seen.
    fn plan(&mut self, asked: Option<Duration>, doubtful: bool) {
        let mut wait = self.pace.next(asked, &*self.client.inner.random);
        if doubtful {
            wait = wait.min(UNSEEN.saturating_sub(self.doubted_for()));
        }
        self.due = Some(match self.left() {
            Some(left) if left <= LAST => (left, true),
            Some(left) => (wait.min(left - LAST), false),
            None => (wait, false),
        });
    }
}

/// The error of a deployment that was not seen for as long as a new one may take.
fn unseen(mut error: Error) -> Error {
    error.inner_mut().gave_up = Some("asked for 30 s, and the deployment was never seen");
    error
}

/// What a failed poll says about the wait. 5xx, 429, and whatever happens to a connection never end it.
fn of(error: &Error) -> Failure {
    let failure = error.inner().failure.as_ref();
    match error.kind() {
        ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::Config
        | ErrorKind::File
        | ErrorKind::Validation => Failure::Lasting,
        ErrorKind::NotFound => Failure::Missing,
        ErrorKind::Connect if failure.is_some_and(ConnectFailure::is_lasting) => Failure::Doubtful,
        ErrorKind::Connect
        | ErrorKind::Timeout(_)
        | ErrorKind::Transport
        | ErrorKind::TooManyRequests => Failure::Passing,
        _ => match error.status().map(|status| status.as_u16()) {
            Some(408 | 425 | 500..) => Failure::Passing,
            _ => Failure::Doubtful,
        },
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::error::TimeoutKind;

    #[test]
    fn every_status_has_its_meaning_for_a_wait() {
        for code in (100..200).chain(300..600) {
            let status = StatusCode::from_u16(code).unwrap();
            let mut error = Error::new(ErrorKind::of_status(status));
            error.inner_mut().status = Some(status);
            let expected = match code {
                401 | 403 => Failure::Lasting,
                404 => Failure::Missing,
                408 | 425 | 429 | 500.. => Failure::Passing,
                _ => Failure::Doubtful,
            };
            assert_eq!(of(&error), expected, "{code}");
        }
    }

    #[test]
    fn what_happens_to_a_connection_passes_unless_it_cannot_be_trusted() {
        for kind in [
            ErrorKind::Connect,
            ErrorKind::Transport,
            ErrorKind::Timeout(TimeoutKind::Connect),
            ErrorKind::Timeout(TimeoutKind::Read),
            ErrorKind::Timeout(TimeoutKind::Attempt),
            ErrorKind::Timeout(TimeoutKind::Operation),
        ] {
            assert_eq!(of(&Error::new(kind)), Failure::Passing, "{kind}");
        }
        let mut untrusted = Error::new(ErrorKind::Connect);
        untrusted.inner_mut().failure = Some(ConnectFailure::CertificateExpired);
        assert_eq!(of(&untrusted), Failure::Doubtful);
        assert_eq!(of(&Error::new(ErrorKind::Config)), Failure::Lasting);
    }
}
