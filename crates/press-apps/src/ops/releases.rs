//! Releases of an app spec: `list_spec_releases`, `create_spec_release`, `describe_spec_release`.

use press_apps_api::types::{
    CreateReleaseRequest, CreatedRelease, Release, ReleasePage, ReleaseSort, ReleaseSummary,
};
use press_apps_api::{self as api, Operation, operations};
use press_apps_model::{ReleaseVersion, SpecId};
use serde_json::Value;

use super::body::RequestBody;
use super::json;
use super::lists::private::List;
use super::lists::{Paging, page, some};
use crate::client::Client;
use crate::list::{ListProblem, Page};
use crate::request::private::Endpoint;
use crate::request::{Answer, Generated, Request};

/// The releases of a spec. Made by [`SpecHandle::releases`](super::SpecHandle::releases).
#[derive(Debug, Clone)]
pub struct Releases {
    client: Client,
    spec: SpecId,
}

impl Releases {
    pub(super) fn new(client: &Client, spec: &SpecId) -> Self {
        Self { client: client.clone(), spec: spec.clone() }
    }

    /// Lists the releases, the newest first (`list_spec_releases`). Awaited, it gives one page.
    pub fn list(&self) -> Request<ListSpecReleases> {
        let (spec, paging) = (self.spec.clone(), Paging::default());
        Request::new(&self.client, ListSpecReleases { spec, paging })
    }

    /// Creates a release (`create_spec_release`). Its version has to be greater than that of the latest one.
    pub fn create(
        &self,
        release: impl Into<RequestBody<CreateReleaseRequest>>,
    ) -> Request<CreateSpecRelease> {
        let RequestBody { value, checks } = release.into();
        let (spec, body) = (self.spec.clone(), value);
        Request::checked(&self.client, CreateSpecRelease { spec, body }, checks)
    }
}

/// One release of a spec. Made by [`SpecHandle::release`](super::SpecHandle::release).
#[derive(Debug, Clone)]
pub struct ReleaseHandle {
    client: Client,
    spec: SpecId,
    version: ReleaseVersion,
}

impl ReleaseHandle {
    pub(super) fn new(client: &Client, spec: &SpecId, version: ReleaseVersion) -> Self {
        Self { client: client.clone(), spec: spec.clone(), version }
    }

    /// The version of the release.
    #[must_use]
    pub fn version(&self) -> &ReleaseVersion {
        &self.version
    }

    /// Describes the release (`describe_spec_release`).
    pub fn describe(&self) -> Request<DescribeSpecRelease> {
        let (spec, version) = (self.spec.clone(), self.version.clone());
        Request::new(&self.client, DescribeSpecRelease { spec, version })
    }
}

/// Arguments of `list_spec_releases`.
#[derive(Debug, Clone)]
pub struct ListSpecReleases {
    spec: SpecId,
    paging: Paging,
}

impl Endpoint for ListSpecReleases {
    type Wire = ReleasePage;
    type Out = Page<ReleaseSummary>;
    const OPERATION: &'static Operation = &operations::LIST_SPEC_RELEASES;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<ReleasePage>> + Send + 'a {
        let Paging { sort, page, .. } = &self.paging;
        api.list_spec_releases(self.spec.as_str(), *page, self.paging.size(), some(sort))
    }

    fn output(answer: Answer<ReleasePage>) -> Option<Page<ReleaseSummary>> {
        answer.required().map(page)
    }

    fn refuse(&self) -> Option<ListProblem> {
        self.paging.refuse()
    }

    fn check(&self, page: &mut Page<ReleaseSummary>) -> Option<ListProblem> {
        self.paging.check(page)
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        self.paging.query(&mut query);
        query
    }
}

impl List for ListSpecReleases {
    type Entry = ReleaseSummary;
    type SortBy = ReleaseSort;

    fn paging(&self) -> &Paging {
        &self.paging
    }

    fn paging_mut(&mut self) -> &mut Paging {
        &mut self.paging
    }

    fn parent(&self) -> &str {
        self.spec.as_str()
    }

    fn id(item: &ReleaseSummary) -> &str {
        &item.id
    }
}

/// Arguments of `create_spec_release`.
#[derive(Debug, Clone)]
pub struct CreateSpecRelease {
    spec: SpecId,
    body: CreateReleaseRequest,
}

impl Endpoint for CreateSpecRelease {
    type Wire = CreatedRelease;
    type Out = CreatedRelease;
    const OPERATION: &'static Operation = &operations::CREATE_SPEC_RELEASE;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<CreatedRelease>> + Send + 'a {
        api.create_spec_release(self.spec.as_str(), &self.body)
    }

    fn output(answer: Answer<CreatedRelease>) -> Option<CreatedRelease> {
        answer.required()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }
}

/// Arguments of `describe_spec_release`.
#[derive(Debug, Clone)]
pub struct DescribeSpecRelease {
    spec: SpecId,
    version: ReleaseVersion,
}

impl Endpoint for DescribeSpecRelease {
    type Wire = Release;
    type Out = Release;
    const OPERATION: &'static Operation = &operations::DESCRIBE_SPEC_RELEASE;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Release>> + Send + 'a {
        api.describe_spec_release(self.spec.as_str(), self.version.as_str())
    }

    fn output(answer: Answer<Release>) -> Option<Release> {
        answer.required()
    }
}
