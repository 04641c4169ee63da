//! A wait for the end of a delete.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use press_apps_model::{DeploymentId, InvalidId};

use super::watch::Watch;
use crate::client::Client;
use crate::error::Error;
use crate::time::{BoxFuture, TimeLimit};

/// Waits until a deployment is there no more: await it. Made by
/// [`DeploymentHandle::wait_until_deleted`](crate::DeploymentHandle::wait_until_deleted).
///
/// A 404 is the success, also at once. It polls as a [`Wait`](super::Wait) does, outlasts the same failures, and does not delete anything itself.
///
/// # Errors
///
/// Deleting failed ([`ErrorKind::Ended`](crate::ErrorKind::Ended)), the time is up ([`ErrorKind::StillMoving`](crate::ErrorKind::StillMoving)),
/// or a poll failed in a way that ends a wait. A deployment that nobody deletes is waited for until the time is up.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
/// deployment.delete().await?;
/// deployment.wait_until_deleted().await?;
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct WaitDeleted {
    client: Client,
    deployment: Result<DeploymentId, Error>,
    limit: TimeLimit,
    every: Option<Duration>,
}

impl WaitDeleted {
    pub(crate) fn new(client: &Client, deployment: Result<DeploymentId, InvalidId>) -> Self {
        let deployment = deployment.map_err(|error| client.hide(error));
        Self { client: client.clone(), deployment, limit: TimeLimit::Unset, every: None }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
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
}

impl IntoFuture for WaitDeleted {
    type Output = Result<(), Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { client, deployment, limit, every } = self;
        Box::pin(async move {
            Watch::new(client, deployment?, None, limit, every, None).until_deleted().await
        })
    }
}

impl fmt::Debug for WaitDeleted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitDeleted").field("deployment", &self.deployment).finish_non_exhaustive()
    }
}
