//! A wait before it begins: which deployment, which revision, how long and how often.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use press_apps_model::{DeploymentId, RevisionNumber};

use super::change::Change;
use super::changes::Changes;
use super::outcome::Outcome;
use super::watch::{OnChange, Watch};
use crate::client::Client;
use crate::error::Error;
use crate::time::{BoxFuture, TimeLimit};

/// Waits until a deployment has settled: await it.
///
/// Made by [`DeploymentHandle::wait`](crate::DeploymentHandle::wait) and [`RevisionHandle::wait`](crate::RevisionHandle::wait), or by the
/// answer that set something in motion: `wait` of a [`Response`](crate::Response) to a create, a new revision or a redeploy waits for the
/// revision that was answered. Awaited, it gives an [`Outcome`], whether that is good or not; [`Outcome::into_result`] makes an error of one
/// that is not.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// # let spec = press_apps::types::DeploymentSpecInput::new(
/// #     press_apps::emulator::seed::SPEC_PRIVATE,
/// # );
/// # let metadata = press_apps::types::MetadataInput::new("churn", "Predicts churn");
/// # let body = press_apps::types::CreateDeploymentRequest::new(metadata, spec);
/// let created = client.deployments().create(body).await?;
/// created
///     .wait(&client)
///     .on_change(|change| eprintln!("{change}"))
///     .await?
///     .into_result()?;
/// # Ok(())
/// # }).unwrap();
/// ```
///
/// # How it waits
///
/// It sends nothing but `describe_deployment`: at once, then after 1 s, and half as long again each time up to 15 s, each wait shortened by
/// chance by at most a tenth ([`every`](Self::every) sets another). A `Retry-After` of the service is obeyed. 20 minutes take
/// at most 100 polls, each with the retries of a call. Dropping the future stops it; nothing runs on behind it.
///
/// After 30 minutes, unless [`timeout`](Self::timeout) says otherwise, it ends with an error of kind
/// [`StillMoving`](crate::ErrorKind::StillMoving) that says how it stood and how to go on.
///
/// # Which revision
///
/// A wait is for one revision: the one given, or else the one that the first answer shows as the latest. An answer that shows an earlier one
/// is from before, and is not judged; one that shows a later one ends the wait with [`Outcome::Superseded`].
///
/// Deployment and latest revision each have a status. The revision's is surely of the revision, so nothing is settled before it is; the
/// deployment's may be left over from the revision before.
///
/// | The revision says | The deployment says | It is |
/// |---|---|---|
/// | `deploying`, `rollback`, `deleting`, `superseded`, or what this crate does not know | anything | moving |
/// | anything | `deploying`, `redeploying`, `rollback`, `deleting`, or what this crate does not know | moving |
/// | `deployed` | `deployed` | [`Deployed`](Outcome::Deployed) |
/// | `deployed` | `warning` | [`Warning`](Outcome::Warning) |
/// | the same as the deployment | `failed`, `platform_resource_error`, `rollback_complete`, `rollback_failed`, `delete_failed` | [`Failed`](Outcome::Failed), [`PlatformResourceError`](Outcome::PlatformResourceError), [`RolledBack`](Outcome::RolledBack), [`RollbackFailed`](Outcome::RollbackFailed), [`DeleteFailed`](Outcome::DeleteFailed) |
/// | something else that is settled | something else that is settled | moving, until the deployment's status has changed during the wait, or both have stood for a minute; then the one of them that is not good |
///
/// # What ends it, and what does not
///
/// | A poll fails with | Until the deployment was seen once | Later |
/// |---|---|---|
/// | 401, 403, or a request that cannot be sent | ends it | ends it |
/// | 404 | goes on for 30 s, then ends it: a new deployment may not be known everywhere at once | [`Outcome::Deleted`], when it was being deleted, or with the second in a row |
/// | 5xx, 408, 425, 429, a timeout, a broken connection or none | goes on | goes on |
/// | anything else (400, 409, 422, a redirect, a success that is no answer, a certificate that is not trusted) | goes on for 30 s, then ends it | goes on |
#[must_use = "nothing is sent before it is awaited"]
pub struct Wait {
    client: Client,
    deployment: Result<DeploymentId, Error>,
    revision: Option<RevisionNumber>,
    limit: TimeLimit,
    every: Option<Duration>,
    on_change: Option<OnChange>,
}

impl Wait {
    pub(crate) fn new(client: &Client, deployment: Result<DeploymentId, impl Into<Error>>) -> Self {
        let deployment = deployment.map_err(|error| client.hide(error));
        Self {
            client: client.clone(),
            deployment,
            revision: None,
            limit: TimeLimit::Unset,
            every: None,
            on_change: None,
        }
    }

    /// How long to wait at the most; 30 minutes if not given. `None` waits for ever; `Duration::ZERO` polls once.
    pub fn timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.limit = limit.into();
        self
    }

    /// How long to wait between two polls, shortened by chance by at most a tenth; at least 100 ms. If not given, 1 s growing to 15 s.
    pub fn every(mut self, wait: Duration) -> Self {
        self.every = Some(wait);
        self
    }

    /// Waits for this revision, and for no earlier one. It need not be shown yet.
    ///
    /// To go on with a wait that ran out of time, or in another process.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// let outcome = deployment.wait().revision(2).await?;
    /// assert!(outcome.is_deployed());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn revision<N>(mut self, number: N) -> Self
    where
        N: TryInto<RevisionNumber>,
        N::Error: Into<Error>,
    {
        match number.try_into() {
            Ok(number) => self.revision = Some(number),
            Err(error) => {
                let error = self.client.hide(error);
                self.deployment = self.deployment.and(Err(error));
            }
        }
        self
    }

    /// Calls `tell` with each [`Change`], as soon as it is seen.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// let outcome = deployment.wait().on_change(|change| println!("{change}")).await?;
    /// assert!(outcome.is_deployed());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn on_change(mut self, tell: impl FnMut(&Change) + Send + 'static) -> Self {
        self.on_change = Some(Box::new(tell));
        self
    }

    /// The changes as a stream, which ends when the deployment has settled.
    pub fn changes(self) -> Changes {
        let client = self.client.clone();
        Changes::new(&client, self.begin())
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    fn begin(self) -> Result<Watch, Error> {
        let Self { client, deployment, revision, limit, every, on_change } = self;
        Ok(Watch::new(client, deployment?, revision, limit, every, on_change))
    }
}

impl IntoFuture for Wait {
    type Output = Result<Outcome, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut watch = self.begin()?;
            loop {
                if let Some(outcome) = watch.step().await?.outcome {
                    return Ok(outcome);
                }
            }
        })
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("deployment", &self.deployment)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}
