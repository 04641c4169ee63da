//! Revisions of a deployment: `list_deployment_revisions`, `create_deployment_revision`, `describe_deployment_revision`.

use press_apps_api::types::{CreateRevisionRequest, RevisionStatus};
use press_apps_model::{DeploymentId, RevisionNumber};

use super::body::RequestBody;
use super::names::{Named, Scoped};
use crate::generated::*;
use crate::request::Request;
use crate::wait::Wait;

/// The revisions of a deployment: list and create. Made by [`DeploymentHandle::revisions`](super::DeploymentHandle::revisions).
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
/// let mut revisions = deployment.revisions().list().items();
/// while let Some(revision) = revisions.try_next().await? {
///     println!("{:?} {:?}", revision.revision, revision.status);
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Revisions {
    client: Scoped,
    deployment: DeploymentId,
}

impl Revisions {
    pub(super) fn new(client: &Scoped, deployment: &DeploymentId) -> Self {
        Self { client: client.clone(), deployment: deployment.clone() }
    }

    /// Lists the revisions (`list_deployment_revisions`).
    ///
    /// Gives one [`Page`](crate::Page) of [`RevisionSummary`](crate::types::RevisionSummary); as a stream
    /// ([`items`](Request::items), [`pages`](Request::pages)) all of them.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// println!(
    ///     "{:?} revisions",
    ///     deployment.revisions().list().page_size(1).await?.total()
    /// );
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn list(&self) -> Request<ListDeploymentRevisions> {
        Request::new(&self.client, ListDeploymentRevisions::new(self.deployment.clone()))
    }

    /// Deploys again with another release, other blocks or other values (`create_deployment_revision`).
    ///
    /// Gives [`CreatedRevision`](crate::types::CreatedRevision).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{CreateRevisionRequest, VersionRef};
    ///
    /// let body = CreateRevisionRequest::new().release(VersionRef::new("2.0.0"));
    /// client
    ///     .deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?
    ///     .revisions()
    ///     .create(body)
    ///     .await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn create(
        &self,
        revision: impl Into<RequestBody<CreateRevisionRequest>>,
    ) -> Request<CreateDeploymentRevision> {
        let deployment_id = self.deployment.clone();
        Request::with_body(&self.client, revision, |body| {
            CreateDeploymentRevision::new(deployment_id, body)
        })
    }
}

/// One revision of a deployment. Made by [`DeploymentHandle::revision`](super::DeploymentHandle::revision).
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
/// println!("{:?}", deployment.revision(1)?.describe().await?.status);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct RevisionHandle {
    client: Scoped,
    deployment: DeploymentId,
    number: RevisionNumber,
}

impl RevisionHandle {
    pub(super) fn new(
        client: &Scoped,
        deployment: &DeploymentId,
        named: Named<RevisionNumber>,
    ) -> Self {
        let (client, number) = client.part(named);
        Self { client, deployment: deployment.clone(), number }
    }

    /// The number of the revision; 4294967295 if an answer had 0, and then no request of this handle is sent.
    #[must_use]
    pub fn number(&self) -> RevisionNumber {
        self.number
    }

    /// Describes the revision (`describe_deployment_revision`).
    ///
    /// Gives [`Revision`](crate::types::Revision).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// println!("{:?}", deployment.revision(1)?.describe().await?.created_at);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn describe(&self) -> Request<DescribeDeploymentRevision> {
        let (deployment_id, revision) = (self.deployment.clone(), self.number);
        Request::new(&self.client, DescribeDeploymentRevision::new(deployment_id, revision))
    }

    /// Waits until this revision has settled, or a later one takes over. What an earlier one left behind is never taken for its result.
    ///
    /// Gives an [`Outcome`](crate::Outcome).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
    /// let redeployed = deployment.redeploy().await?;
    /// client.revision(&redeployed).wait().await?.into_result()?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait(&self) -> Wait {
        Wait::new(&self.client, self.client.named(&self.deployment)).revision(self.number)
    }
}

/// The list of revisions: filters.
impl Request<ListDeploymentRevisions> {
    /// Keeps only revisions in this status; called again, in this one as well.
    pub fn status(self, status: impl Into<RevisionStatus>) -> Self {
        self.statuses([status])
    }

    /// Keeps only revisions in one of these statuses.
    pub fn statuses(
        mut self,
        statuses: impl IntoIterator<Item = impl Into<RevisionStatus>>,
    ) -> Self {
        self.endpoint.status.extend(statuses.into_iter().map(Into::into));
        self
    }
}
