//! App deployments: `list_deployments`, `create_deployment`, `describe_deployment`, `update_deployment_metadata`,
//! `delete_deployment`, `redeploy`.

use press_apps_api::types::{
    CreateDeploymentRequest, Created, Deployment, DeploymentPage, DeploymentSort, DeploymentStatus,
    LatestRevision, Redeployed, UpdateDeploymentRequest,
};
use press_apps_api::{self as api, Operation, operations};
use press_apps_model::{DeploymentId, ReleaseParameters, RevisionNumber};
use serde_json::Value;

use super::body::RequestBody;
use super::json;
use super::lists::private::List;
use super::lists::{Paging, page, some};
use super::parameters;
use super::revisions::{RevisionHandle, Revisions};
use crate::client::Client;
use crate::error::Error;
use crate::list::{ListProblem, Page};
use crate::request::private::Endpoint;
use crate::request::{Answer, Ask, Generated, Request};
use crate::time::BoxFuture;

/// The app deployments of the tenant. Made by [`Client::deployments`].
#[derive(Debug, Clone)]
pub struct Deployments {
    client: Client,
}

impl Deployments {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// Lists deployments (`list_deployments`). Awaited, it gives one page.
    pub fn list(&self) -> Request<ListDeployments> {
        Request::new(&self.client, ListDeployments::default())
    }

    /// Deploys a release of a spec (`create_deployment`). The answer comes at once; the deployment then moves on its own.
    pub fn create(
        &self,
        deployment: impl Into<RequestBody<CreateDeploymentRequest>>,
    ) -> Request<CreateDeployment> {
        let RequestBody { value, checks } = deployment.into();
        Request::checked(&self.client, CreateDeployment { body: value }, checks)
    }

    /// The deployment with exactly this name, or `None`: lists by name, page by page.
    ///
    /// For a create whose outcome is unknown; a name is unique within a tenant.
    ///
    /// # Errors
    ///
    /// As of the list.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Deployment>, Error> {
        let list = self.list().name(name).page_size(100);
        let mut deployments = list.concurrency(1).items();
        while let Some(deployment) = deployments.try_next().await? {
            if deployment.metadata.name == name {
                return Ok(Some(deployment));
            }
        }
        Ok(None)
    }
}

/// One app deployment. Made by [`Client::deployment`]; nothing is sent until one of its requests is awaited.
#[derive(Debug, Clone)]
pub struct DeploymentHandle {
    client: Client,
    id: DeploymentId,
}

impl DeploymentHandle {
    pub(super) fn new(client: &Client, id: DeploymentId) -> Self {
        Self { client: client.clone(), id }
    }

    /// The id of the deployment.
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        &self.id
    }

    /// Describes the deployment and its latest revision (`describe_deployment`).
    pub fn describe(&self) -> Request<DescribeDeployment> {
        Request::new(&self.client, DescribeDeployment { id: self.id.clone() })
    }

    /// Changes metadata (`update_deployment_metadata`). What is not given stays.
    ///
    /// Gives the changed deployment, or `None` when the service does not show it.
    pub fn update(
        &self,
        changes: impl Into<RequestBody<UpdateDeploymentRequest>>,
    ) -> Request<UpdateDeploymentMetadata> {
        let RequestBody { value, checks } = changes.into();
        let (id, body) = (self.id.clone(), value);
        Request::checked(&self.client, UpdateDeploymentMetadata { id, body }, checks)
    }

    /// Runs the latest revision again (`redeploy`). Only for a deployment that is `failed` or in `warning`.
    pub fn redeploy(&self) -> Request<Redeploy> {
        Request::new(&self.client, Redeploy { id: self.id.clone() })
    }

    /// Deletes the deployment and everything it made (`delete_deployment`). The service goes on deleting after its answer.
    pub fn delete(&self) -> Request<DeleteDeployment> {
        Request::new(&self.client, DeleteDeployment { id: self.id.clone() })
    }

    /// The revisions of the deployment: list and create.
    #[must_use]
    pub fn revisions(&self) -> Revisions {
        Revisions::new(&self.client, &self.id)
    }

    /// One revision of the deployment, by its number. Sends nothing.
    ///
    /// # Errors
    ///
    /// The number is not a whole number from 1.
    pub fn revision<N>(&self, number: N) -> Result<RevisionHandle, Error>
    where
        N: TryInto<RevisionNumber>,
        N::Error: Into<Error>,
    {
        let number = number.try_into().map_err(Into::into)?;
        Ok(RevisionHandle::new(&self.client, &self.id, number))
    }

    /// The latest revision: for a new revision or redeploy whose outcome is unknown. One `describe_deployment`.
    ///
    /// # Errors
    ///
    /// As of `describe_deployment`.
    pub async fn latest_revision(&self) -> Result<Option<LatestRevision>, Error> {
        Ok(self.describe().await?.into_inner().latest_revision)
    }
}

/// Arguments of `list_deployments`.
#[derive(Debug, Clone, Default)]
pub struct ListDeployments {
    status: Vec<DeploymentStatus>,
    name: Option<String>,
    paging: Paging,
}

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

impl Endpoint for ListDeployments {
    type Wire = DeploymentPage;
    type Out = Page<Deployment>;
    const OPERATION: &'static Operation = &operations::LIST_DEPLOYMENTS;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<DeploymentPage>> + Send + 'a {
        let Paging { sort, page, .. } = &self.paging;
        api.list_deployments(
            self.name.as_deref(),
            *page,
            self.paging.size(),
            some(sort),
            some(&self.status),
        )
    }

    fn output(answer: Answer<DeploymentPage>) -> Option<Page<Deployment>> {
        answer.required().map(page)
    }

    fn refuse(&self) -> Option<ListProblem> {
        self.paging.refuse()
    }

    fn check(&self, page: &mut Page<Deployment>) -> Option<ListProblem> {
        self.paging.check(page)
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        query.extend(self.status.iter().map(|status| ("status", status.to_string())));
        query.extend(self.name.clone().map(|name| ("name", name)));
        self.paging.query(&mut query);
        query
    }
}

impl List for ListDeployments {
    type Entry = Deployment;
    type SortBy = DeploymentSort;

    fn paging(&self) -> &Paging {
        &self.paging
    }

    fn paging_mut(&mut self) -> &mut Paging {
        &mut self.paging
    }

    fn id(item: &Deployment) -> &str {
        &item.id
    }
}

/// Arguments of `create_deployment`.
#[derive(Debug, Clone)]
pub struct CreateDeployment {
    body: CreateDeploymentRequest,
}

impl parameters::private::Deploys for CreateDeployment {}

impl Endpoint for CreateDeployment {
    type Wire = Created;
    type Out = Created;
    const OPERATION: &'static Operation = &operations::CREATE_DEPLOYMENT;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Created>> + Send + 'a {
        api.create_deployment(&self.body)
    }

    fn output(answer: Answer<Created>) -> Option<Created> {
        answer.required()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }

    fn definitions<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> Option<BoxFuture<'a, Result<ReleaseParameters, Error>>> {
        let (spec, values) = (&self.body.spec, self.body.app_parameters.as_ref());
        let version = spec.release.as_ref().map(|release| release.version.as_str());
        Some(Box::pin(async move {
            let (spec, version) =
                ((spec.id.as_str(), "/spec/id"), (version, "/spec/release/version"));
            parameters::of_release(&ask, spec, version, values).await
        }))
    }
}

/// Arguments of `describe_deployment`.
#[derive(Debug, Clone)]
pub struct DescribeDeployment {
    id: DeploymentId,
}

impl Endpoint for DescribeDeployment {
    type Wire = Deployment;
    type Out = Deployment;
    const OPERATION: &'static Operation = &operations::DESCRIBE_DEPLOYMENT;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Deployment>> + Send + 'a {
        api.describe_deployment(self.id.as_str())
    }

    fn output(answer: Answer<Deployment>) -> Option<Deployment> {
        answer.required()
    }
}

/// Arguments of `update_deployment_metadata`.
#[derive(Debug, Clone)]
pub struct UpdateDeploymentMetadata {
    id: DeploymentId,
    body: UpdateDeploymentRequest,
}

impl Endpoint for UpdateDeploymentMetadata {
    type Wire = Deployment;
    type Out = Option<Deployment>;
    const OPERATION: &'static Operation = &operations::UPDATE_DEPLOYMENT_METADATA;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Deployment>> + Send + 'a {
        api.update_deployment_metadata(self.id.as_str(), &self.body)
    }

    fn output(answer: Answer<Deployment>) -> Option<Option<Deployment>> {
        answer.optional()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }
}

/// Arguments of `redeploy`.
#[derive(Debug, Clone)]
pub struct Redeploy {
    id: DeploymentId,
}

impl Endpoint for Redeploy {
    type Wire = Redeployed;
    type Out = Redeployed;
    const OPERATION: &'static Operation = &operations::REDEPLOY;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Redeployed>> + Send + 'a {
        api.redeploy(self.id.as_str())
    }

    fn output(answer: Answer<Redeployed>) -> Option<Redeployed> {
        answer.required()
    }
}

/// Arguments of `delete_deployment`.
#[derive(Debug, Clone)]
pub struct DeleteDeployment {
    id: DeploymentId,
}

impl Endpoint for DeleteDeployment {
    type Wire = ();
    type Out = ();
    const HAS_BODY: bool = false;
    const OPERATION: &'static Operation = &operations::DELETE_DEPLOYMENT;

    fn send<'a>(&'a self, api: &'a api::Client) -> impl Future<Output = Generated<()>> + Send + 'a {
        api.delete_deployment(self.id.as_str())
    }

    fn output(answer: Answer<()>) -> Option<()> {
        answer.optional().map(|_| ())
    }
}
