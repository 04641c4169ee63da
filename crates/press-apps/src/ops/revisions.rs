//! Revisions of a deployment: `list_deployment_revisions`, `create_deployment_revision`, `describe_deployment_revision`.

use press_apps_api::types::{
    CreateRevisionRequest, CreatedRevision, Revision, RevisionPage, RevisionSort, RevisionStatus,
    RevisionSummary,
};
use press_apps_api::{self as api, Operation, operations};
use press_apps_model::{DeploymentId, ReleaseParameters, RevisionNumber};
use serde_json::Value;

use super::body::RequestBody;
use super::json;
use super::lists::private::List;
use super::lists::{Paging, page, some};
use super::parameters;
use crate::client::Client;
use crate::error::Error;
use crate::list::{ListProblem, Page};
use crate::request::private::Endpoint;
use crate::request::{Answer, Ask, Generated, Request};
use crate::time::BoxFuture;

/// The revisions of a deployment. Made by [`DeploymentHandle::revisions`](super::DeploymentHandle::revisions).
#[derive(Debug, Clone)]
pub struct Revisions {
    client: Client,
    deployment: DeploymentId,
}

impl Revisions {
    pub(super) fn new(client: &Client, deployment: &DeploymentId) -> Self {
        Self { client: client.clone(), deployment: deployment.clone() }
    }

    /// Lists the revisions (`list_deployment_revisions`). Awaited, it gives one page.
    pub fn list(&self) -> Request<ListDeploymentRevisions> {
        let endpoint = ListDeploymentRevisions {
            deployment: self.deployment.clone(),
            status: Vec::new(),
            paging: Paging::default(),
        };
        Request::new(&self.client, endpoint)
    }

    /// Deploys again with another release, other blocks or other values (`create_deployment_revision`).
    pub fn create(
        &self,
        revision: impl Into<RequestBody<CreateRevisionRequest>>,
    ) -> Request<CreateDeploymentRevision> {
        let RequestBody { value, checks } = revision.into();
        let (deployment, body) = (self.deployment.clone(), value);
        let endpoint = CreateDeploymentRevision { deployment, body };
        Request::checked(&self.client, endpoint, checks)
    }
}

/// One revision of a deployment. Made by [`DeploymentHandle::revision`](super::DeploymentHandle::revision).
#[derive(Debug, Clone)]
pub struct RevisionHandle {
    client: Client,
    deployment: DeploymentId,
    number: RevisionNumber,
}

impl RevisionHandle {
    pub(super) fn new(client: &Client, deployment: &DeploymentId, number: RevisionNumber) -> Self {
        Self { client: client.clone(), deployment: deployment.clone(), number }
    }

    /// The number of the revision.
    #[must_use]
    pub fn number(&self) -> RevisionNumber {
        self.number
    }

    /// Describes the revision (`describe_deployment_revision`).
    pub fn describe(&self) -> Request<DescribeDeploymentRevision> {
        let (deployment, number) = (self.deployment.clone(), self.number);
        Request::new(&self.client, DescribeDeploymentRevision { deployment, number })
    }
}

/// Arguments of `list_deployment_revisions`.
#[derive(Debug, Clone)]
pub struct ListDeploymentRevisions {
    deployment: DeploymentId,
    status: Vec<RevisionStatus>,
    paging: Paging,
}

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

impl Endpoint for ListDeploymentRevisions {
    type Wire = RevisionPage;
    type Out = Page<RevisionSummary>;
    const OPERATION: &'static Operation = &operations::LIST_DEPLOYMENT_REVISIONS;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<RevisionPage>> + Send + 'a {
        let Paging { sort, page, .. } = &self.paging;
        api.list_deployment_revisions(
            self.deployment.as_str(),
            *page,
            self.paging.size(),
            some(sort),
            some(&self.status),
        )
    }

    fn output(answer: Answer<RevisionPage>) -> Option<Page<RevisionSummary>> {
        answer.required().map(page)
    }

    fn refuse(&self) -> Option<ListProblem> {
        self.paging.refuse()
    }

    fn check(&self, page: &mut Page<RevisionSummary>) -> Option<ListProblem> {
        self.paging.check(page)
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        query.extend(self.status.iter().map(|status| ("status", status.to_string())));
        self.paging.query(&mut query);
        query
    }
}

impl List for ListDeploymentRevisions {
    type Entry = RevisionSummary;
    type SortBy = RevisionSort;

    fn paging(&self) -> &Paging {
        &self.paging
    }

    fn paging_mut(&mut self) -> &mut Paging {
        &mut self.paging
    }

    fn parent(&self) -> &str {
        self.deployment.as_str()
    }

    fn id(item: &RevisionSummary) -> &str {
        &item.id
    }
}

/// Arguments of `create_deployment_revision`.
#[derive(Debug, Clone)]
pub struct CreateDeploymentRevision {
    deployment: DeploymentId,
    body: CreateRevisionRequest,
}

impl parameters::private::Deploys for CreateDeploymentRevision {}

impl Endpoint for CreateDeploymentRevision {
    type Wire = CreatedRevision;
    type Out = CreatedRevision;
    const OPERATION: &'static Operation = &operations::CREATE_DEPLOYMENT_REVISION;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<CreatedRevision>> + Send + 'a {
        api.create_deployment_revision(self.deployment.as_str(), &self.body)
    }

    fn output(answer: Answer<CreatedRevision>) -> Option<CreatedRevision> {
        answer.required()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }

    fn definitions<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> Option<BoxFuture<'a, Result<ReleaseParameters, Error>>> {
        let (release, values) = (&self.body.release, self.body.app_parameters.as_ref());
        let version = release.as_ref().map(|release| release.version.as_str());
        Some(Box::pin(async move {
            parameters::of_revision(&ask, &self.deployment, version, values).await
        }))
    }
}

/// Arguments of `describe_deployment_revision`.
#[derive(Debug, Clone)]
pub struct DescribeDeploymentRevision {
    deployment: DeploymentId,
    number: RevisionNumber,
}

impl Endpoint for DescribeDeploymentRevision {
    type Wire = Revision;
    type Out = Revision;
    const OPERATION: &'static Operation = &operations::DESCRIBE_DEPLOYMENT_REVISION;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Revision>> + Send + 'a {
        api.describe_deployment_revision(self.deployment.as_str(), self.number.get())
    }

    fn output(answer: Answer<Revision>) -> Option<Revision> {
        answer.required()
    }
}
