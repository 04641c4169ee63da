//! App deployments: `list_deployments`, `create_deployment`, `describe_deployment`, `update_deployment_metadata`,
//! `delete_deployment`, `redeploy`.

use press_apps_api::types::{
    CreateDeploymentRequest, Deployment, DeploymentStatus, LatestRevision, UpdateDeploymentRequest,
};
use press_apps_model::{DeploymentId, RevisionNumber};

use super::body::RequestBody;
use super::lists::find;
use super::names::{Named, Names, Scoped};
use super::revisions::{RevisionHandle, Revisions};
use crate::action::Action;
use crate::client::Client;
use crate::generated::*;
use crate::request::Request;
use crate::wait::{Wait, WaitDeleted};

/// The app deployments of the tenant: list and create. Made by [`Client::deployments`]; nothing is sent until a request is awaited.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::types::DeploymentStatus;
///
/// let failed = client
///     .deployments()
///     .list()
///     .status(DeploymentStatus::Failed)
///     .try_collect()
///     .await?;
/// for deployment in &*failed {
///     println!("{} {}", deployment.id, deployment.metadata.name);
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Deployments {
    client: Client,
}

impl Deployments {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// Lists deployments (`list_deployments`).
    ///
    /// Gives one [`Page`](crate::Page) of [`Deployment`]; as a stream ([`items`](Request::items), [`pages`](Request::pages)) all of
    /// them.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::DeploymentSort;
    ///
    /// let page = client
    ///     .deployments()
    ///     .list()
    ///     .sort(DeploymentSort::CreatedAt.desc())
    ///     .page_size(10)
    ///     .await?;
    /// for deployment in &*page {
    ///     println!("{} {}", deployment.metadata.name, deployment.metadata.status);
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn list(&self) -> Request<ListDeployments> {
        Request::new(&self.client, ListDeployments::new())
    }

    /// Deploys a release of a spec (`create_deployment`). The answer comes at once; the deployment then moves on its own.
    ///
    /// Gives [`Created`](crate::types::Created), the id of the new deployment.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{
    ///     CreateDeploymentRequest, DeploymentSpecInput, MetadataInput, VersionRef,
    /// };
    ///
    /// let spec = DeploymentSpecInput::new("a3e77006-86f3-4829-8c43-f21ad462dbbd")
    ///     .release(VersionRef::new("1.0.0"));
    /// let body = CreateDeploymentRequest::new(
    ///     MetadataInput::new("churn", "Predicts churn"),
    ///     spec,
    /// );
    /// let created = client.deployments().create(body).await?;
    /// println!("{}", client.deployment(&created).describe().await?.metadata.status);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn create(
        &self,
        deployment: impl Into<RequestBody<CreateDeploymentRequest>>,
    ) -> Request<CreateDeployment> {
        Request::with_body(&self.client, deployment, CreateDeployment::new)
    }

    /// The deployment with exactly this name, or `None`: lists by name, page by page.
    ///
    /// For a create whose outcome is unknown; a name is unique within a tenant.
    ///
    /// # Errors
    ///
    /// As of the list. Or, of kind [`List`](crate::ErrorKind::List), that it is not sure: it was not found, and the list changed while it was
    /// read, three times over ([`Error::drift`](crate::Error::drift) says how). `None` is only said of a list that held still.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// if let Some(deployment) = client.deployments().find_by_name("churn").await? {
    ///     println!("{} is there already", deployment.id);
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn find_by_name(&self, name: &str) -> Action<Option<Deployment>> {
        let (list, name) = (self.list().name(name), name.to_owned());
        find(list, move |deployment| deployment.metadata.name == name)
    }
}

/// One app deployment. Made by [`Client::deployment`]; nothing is sent until one of its requests is awaited.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::HasStatusClass;
///
/// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
/// let metadata = deployment.describe().await?.into_inner().metadata;
/// if metadata.status.is_terminal() && !metadata.status.is_success() {
///     println!("{} ended as {}", metadata.name, metadata.status);
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct DeploymentHandle {
    client: Scoped,
    id: DeploymentId,
}

impl DeploymentHandle {
    pub(super) fn new(client: &Client, named: Named<DeploymentId>) -> Self {
        let (client, id) = Scoped::new(client, named);
        Self { client, id }
    }

    /// The id of the deployment; `refused` if an answer had one that cannot stand in a path, and then no request of this handle is sent.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        &self.id
    }

    /// Describes the deployment and its latest revision (`describe_deployment`).
    ///
    /// Gives [`Deployment`].
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client
    ///     .deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?
    ///     .describe()
    ///     .await?;
    /// println!("{} is {}", deployment.metadata.name, deployment.metadata.status);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn describe(&self) -> Request<DescribeDeployment> {
        Request::new(&self.client, DescribeDeployment::new(self.id.clone()))
    }

    /// Changes metadata (`update_deployment_metadata`). What is not given stays.
    ///
    /// Gives the changed [`Deployment`], or `None` when the service does not show it.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::UpdateDeploymentRequest;
    ///
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// deployment.update(UpdateDeploymentRequest::new().title("Churn")).await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn update(
        &self,
        changes: impl Into<RequestBody<UpdateDeploymentRequest>>,
    ) -> Request<UpdateDeploymentMetadata> {
        let deployment_id = self.id.clone();
        Request::with_body(&self.client, changes, |body| {
            UpdateDeploymentMetadata::new(deployment_id, body)
        })
    }

    /// Runs the latest revision again (`redeploy`). Only for a deployment that is `failed` or in `warning`.
    ///
    /// Gives [`Redeployed`](crate::types::Redeployed), the revision that runs now.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
    /// let redeployed = deployment.redeploy().await?;
    /// println!("{:?}", redeployed.revision);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn redeploy(&self) -> Request<Redeploy> {
        Request::new(&self.client, Redeploy::new(self.id.clone()))
    }

    /// Deletes the deployment and everything it made (`delete_deployment`). The service goes on deleting after its answer.
    ///
    /// Gives nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?.delete().await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn delete(&self) -> Request<DeleteDeployment> {
        Request::new(&self.client, DeleteDeployment::new(self.id.clone()))
    }

    /// Waits until the deployment has settled: whether it runs, and if not, which blocks failed. Polls `describe_deployment` and sends
    /// nothing else.
    ///
    /// Gives an [`Outcome`](crate::Outcome). It is for the latest revision at the first poll, or for the one that
    /// [`revision`](Wait::revision) says. After a create, revision or redeploy, begin the wait at its answer instead
    /// (`created.wait(&client)`): it is then for the revision that was answered, and what an earlier one left behind is never taken for its
    /// result.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let outcome =
    ///     client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?.wait().await?;
    /// if !outcome.is_deployed() {
    ///     println!("{outcome}");
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait(&self) -> Wait {
        Wait::new(&self.client, self.client.named(&self.id))
    }

    /// Waits until the deployment is there no more. Deletes nothing itself.
    ///
    /// Gives nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// deployment.delete().await?;
    /// deployment.wait_until_deleted().await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait_until_deleted(&self) -> WaitDeleted {
        WaitDeleted::new(&self.client, self.client.named(&self.id))
    }

    /// The revisions of the deployment: list and create. Sends nothing.
    #[must_use]
    pub fn revisions(&self) -> Revisions {
        Revisions::new(&self.client, &self.id)
    }

    /// One revision of the deployment, by its number or by an answer that has it. Sends nothing.
    ///
    /// An answer ([`CreatedRevision`](crate::types::CreatedRevision), [`RevisionSummary`](crate::types::RevisionSummary), …) or a
    /// [`RevisionNumber`] gives the handle, another number or a text a `Result`.
    ///
    /// # Errors
    ///
    /// Of a number or text: it is not a whole number from 1.
    pub fn revision<N: Names<RevisionNumber>>(&self, number: N) -> N::Gives<RevisionHandle> {
        number.give(&self.client, |named| RevisionHandle::new(&self.client, &self.id, named))
    }

    /// The latest revision: for a new revision or redeploy whose outcome is unknown. One `describe_deployment`.
    ///
    /// # Errors
    ///
    /// As of `describe_deployment`.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// if let Some(latest) = deployment.latest_revision().await? {
    ///     println!("{:?} is {:?}", latest.revision, latest.status);
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn latest_revision(&self) -> Action<Option<LatestRevision>> {
        let describe = self.describe();
        Action::new(&self.client, async move { Ok(describe.await?.into_inner().latest_revision) })
    }
}

/// The list of deployments: filters.
impl Request<ListDeployments> {
    /// Keeps only deployments in this status; called again, in this one as well.
    pub fn status(self, status: impl Into<DeploymentStatus>) -> Self {
        self.statuses([status])
    }

    /// Keeps only deployments in one of these statuses.
    pub fn statuses(
        mut self,
        statuses: impl IntoIterator<Item = impl Into<DeploymentStatus>>,
    ) -> Self {
        self.endpoint.status.extend(statuses.into_iter().map(Into::into));
        self
    }

    /// Keeps only deployments whose name starts with this text.
    pub fn name(mut self, prefix: impl Into<String>) -> Self {
        self.endpoint.name = Some(prefix.into());
        self
    }
}
