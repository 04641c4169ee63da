//! App specs: `list_specs`, `create_spec`, `describe_spec`, `update_spec_metadata`, `delete_spec`.

use press_apps_api::types::{
    CreateSpecRequest, Created, ParameterDefinitions, Scope, Spec, SpecPage, SpecSort, SpecStatus,
    UpdateSpecRequest,
};
use press_apps_api::{self as api, JsonText, Operation, operations};
use press_apps_model::{ReleaseVersion, SpecId};
use serde_json::Value;

use super::body::RequestBody;
use super::json;
use super::lists::private::List;
use super::lists::{Paging, page, some};
use super::releases::{ReleaseHandle, Releases};
use crate::client::Client;
use crate::error::Error;
use crate::list::{ListProblem, Page};
use crate::request::private::Endpoint;
use crate::request::{Answer, Generated, Request};

/// The app specs of the tenant. Made by [`Client::specs`].
#[derive(Debug, Clone)]
pub struct Specs {
    client: Client,
}

impl Specs {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// Lists specs (`list_specs`): those of the tenant and the public ones. Awaited, it gives one page.
    ///
    /// ```
    /// # async fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
    /// use press_apps::types::{Scope, SpecStatus};
    ///
    /// let page = client.specs().list()
    ///     .status(SpecStatus::Available)
    ///     .scopes([Scope::Private, Scope::Shared])
    ///     .page_size(100)
    ///     .await?;
    /// for spec in &*page {
    ///     println!("{} {}", spec.id, spec.metadata.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> Request<ListSpecs> {
        Request::new(&self.client, ListSpecs::default())
    }

    /// Creates a spec with its first release (`create_spec`): from the document alone (`AppSpecDocument`), or from all of a request.
    pub fn create(
        &self,
        document: impl Into<RequestBody<CreateSpecRequest>>,
    ) -> Request<CreateSpec> {
        let RequestBody { value, checks } = document.into();
        Request::checked(&self.client, CreateSpec { body: value }, checks)
    }

    /// The spec with exactly this name, or `None`: lists by name, page by page, the newest first.
    ///
    /// For a create whose outcome is unknown. A name is unique within a tenant, but the list also holds public specs of others.
    ///
    /// # Errors
    ///
    /// As of the list.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Spec>, Error> {
        let list = self.list().name(name).sort(SpecSort::CreatedAt.desc());
        let mut specs = list.page_size(100).concurrency(1).items();
        while let Some(spec) = specs.try_next().await? {
            if spec.metadata.name == name {
                return Ok(Some(spec));
            }
        }
        Ok(None)
    }
}

/// One app spec. Made by [`Client::spec`]; nothing is sent until one of its requests is awaited.
#[derive(Debug, Clone)]
pub struct SpecHandle {
    client: Client,
    id: SpecId,
}

impl SpecHandle {
    pub(super) fn new(client: &Client, id: SpecId) -> Self {
        Self { client: client.clone(), id }
    }

    /// The id of the spec.
    #[must_use]
    pub fn id(&self) -> &SpecId {
        &self.id
    }

    /// Describes the spec and its latest release (`describe_spec`).
    pub fn describe(&self) -> Request<DescribeSpec> {
        Request::new(&self.client, DescribeSpec { id: self.id.clone() })
    }

    /// Changes metadata, scope, tenants or the featured mark (`update_spec_metadata`). What is not given stays.
    ///
    /// Gives the changed spec, or `None` when the service does not show it.
    pub fn update(
        &self,
        changes: impl Into<RequestBody<UpdateSpecRequest>>,
    ) -> Request<UpdateSpecMetadata> {
        let RequestBody { value, checks } = changes.into();
        let (id, body) = (self.id.clone(), value);
        Request::checked(&self.client, UpdateSpecMetadata { id, body }, checks)
    }

    /// Deletes the spec and all its releases (`delete_spec`). Refused while deployments of it exist.
    pub fn delete(&self) -> Request<DeleteSpec> {
        Request::new(&self.client, DeleteSpec { id: self.id.clone() })
    }

    /// The releases of the spec: list and create.
    #[must_use]
    pub fn releases(&self) -> Releases {
        Releases::new(&self.client, &self.id)
    }

    /// One release of the spec. Sends nothing.
    ///
    /// # Errors
    ///
    /// The version is not a semantic version.
    pub fn release<V>(&self, version: V) -> Result<ReleaseHandle, Error>
    where
        V: TryInto<ReleaseVersion>,
        V::Error: Into<Error>,
    {
        let version = version.try_into().map_err(Into::into)?;
        Ok(ReleaseHandle::new(&self.client, &self.id, version))
    }

    /// The release of this version, or `None`: for a create whose outcome is unknown.
    ///
    /// # Errors
    ///
    /// The version is not a semantic version, or as of `describe_spec_release`.
    pub async fn find_release<V>(&self, version: V) -> Result<Option<api::types::Release>, Error>
    where
        V: TryInto<ReleaseVersion>,
        V::Error: Into<Error>,
    {
        let release = self.release(version)?.describe();
        match release.await {
            Ok(found) => Ok(Some(found.into_inner())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Arguments of `list_specs`.
#[derive(Debug, Clone, Default)]
pub struct ListSpecs {
    status: Vec<SpecStatus>,
    scope: Vec<Scope>,
    featured: Option<bool>,
    name: Option<String>,
    title: Option<String>,
    paging: Paging,
}

impl Request<ListSpecs> {
    /// Keeps only specs in this status; called again, in this one as well.
    pub fn status(self, status: impl Into<SpecStatus>) -> Self {
        self.statuses([status])
    }

    /// Keeps only specs in one of these statuses.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = impl Into<SpecStatus>>) -> Self {
        self.endpoint.status.extend(statuses.into_iter().map(Into::into));
        self
    }

    /// Keeps only specs of this scope; called again, of this one as well.
    pub fn scope(self, scope: impl Into<Scope>) -> Self {
        self.scopes([scope])
    }

    /// Keeps only specs of one of these scopes.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<Scope>>) -> Self {
        self.endpoint.scope.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Keeps only specs that are featured, or only those that are not.
    pub fn featured(mut self, featured: bool) -> Self {
        self.endpoint.featured = Some(featured);
        self
    }

    /// Keeps only specs whose name starts with this text.
    pub fn name(mut self, prefix: impl Into<String>) -> Self {
        self.endpoint.name = Some(prefix.into());
        self
    }

    /// Keeps only specs whose title starts with this text.
    pub fn title(mut self, prefix: impl Into<String>) -> Self {
        self.endpoint.title = Some(prefix.into());
        self
    }
}

impl Endpoint for ListSpecs {
    type Wire = SpecPage;
    type Out = Page<Spec>;
    const OPERATION: &'static Operation = &operations::LIST_SPECS;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<SpecPage>> + Send + 'a {
        api.list_specs(
            self.featured,
            self.name.as_deref(),
            self.paging.page,
            self.paging.size(),
            some(&self.scope),
            some(&self.paging.sort),
            some(&self.status),
            self.title.as_deref(),
        )
    }

    fn output(answer: Answer<SpecPage>) -> Option<Page<Spec>> {
        answer.required().map(page)
    }

    fn refuse(&self) -> Option<ListProblem> {
        self.paging.refuse()
    }

    fn check(&self, page: &mut Page<Spec>) -> Option<ListProblem> {
        self.paging.check(page)
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        query.extend(self.status.iter().map(|status| ("status", status.to_string())));
        query.extend(self.scope.iter().map(|scope| ("scope", scope.to_string())));
        query.extend(self.featured.map(|featured| ("featured", featured.to_string())));
        query.extend(self.name.clone().map(|name| ("name", name)));
        query.extend(self.title.clone().map(|title| ("title", title)));
        self.paging.query(&mut query);
        query
    }
}

impl List for ListSpecs {
    type Entry = Spec;
    type SortBy = SpecSort;

    fn paging(&self) -> &Paging {
        &self.paging
    }

    fn paging_mut(&mut self) -> &mut Paging {
        &mut self.paging
    }

    fn id(item: &Spec) -> &str {
        &item.id
    }
}

/// Arguments of `create_spec`.
#[derive(Debug, Clone)]
pub struct CreateSpec {
    body: CreateSpecRequest,
}

impl Request<CreateSpec> {
    /// Who can see and deploy the spec. `private` if not given.
    pub fn scope(mut self, scope: impl Into<Scope>) -> Self {
        self.endpoint.body.scope = Some(scope.into());
        self
    }

    /// The tenants the spec is shared with; only with scope `shared`.
    pub fn tenants(mut self, tenants: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.endpoint.body.tenants = Some(JsonText(tenants.into_iter().map(Into::into).collect()));
        self
    }

    /// Whether the spec is featured. `false` if not given.
    pub fn featured(mut self, featured: bool) -> Self {
        self.endpoint.body.featured = Some(JsonText(featured));
        self
    }

    /// The parameters of the app.
    pub fn parameters(mut self, parameters: impl Into<ParameterDefinitions>) -> Self {
        self.endpoint.body.parameters = Some(JsonText(parameters.into()));
        self
    }
}

impl Endpoint for CreateSpec {
    type Wire = Created;
    type Out = Created;
    const OPERATION: &'static Operation = &operations::CREATE_SPEC;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Created>> + Send + 'a {
        api.create_spec(&self.body)
    }

    fn output(answer: Answer<Created>) -> Option<Created> {
        answer.required()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }
}

/// Arguments of `describe_spec`.
#[derive(Debug, Clone)]
pub struct DescribeSpec {
    id: SpecId,
}

impl Endpoint for DescribeSpec {
    type Wire = Spec;
    type Out = Spec;
    const OPERATION: &'static Operation = &operations::DESCRIBE_SPEC;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Spec>> + Send + 'a {
        api.describe_spec(self.id.as_str())
    }

    fn output(answer: Answer<Spec>) -> Option<Spec> {
        answer.required()
    }
}

/// Arguments of `update_spec_metadata`.
#[derive(Debug, Clone)]
pub struct UpdateSpecMetadata {
    id: SpecId,
    body: UpdateSpecRequest,
}

impl Endpoint for UpdateSpecMetadata {
    type Wire = Spec;
    type Out = Option<Spec>;
    const OPERATION: &'static Operation = &operations::UPDATE_SPEC_METADATA;

    fn send<'a>(
        &'a self,
        api: &'a api::Client,
    ) -> impl Future<Output = Generated<Spec>> + Send + 'a {
        api.update_spec_metadata(self.id.as_str(), &self.body)
    }

    fn output(answer: Answer<Spec>) -> Option<Option<Spec>> {
        answer.optional()
    }

    fn body(&self) -> serde_json::Result<Option<Value>> {
        json(&self.body)
    }
}

/// Arguments of `delete_spec`.
#[derive(Debug, Clone)]
pub struct DeleteSpec {
    id: SpecId,
}

impl Endpoint for DeleteSpec {
    type Wire = ();
    type Out = ();
    const HAS_BODY: bool = false;
    const OPERATION: &'static Operation = &operations::DELETE_SPEC;

    fn send<'a>(&'a self, api: &'a api::Client) -> impl Future<Output = Generated<()>> + Send + 'a {
        api.delete_spec(self.id.as_str())
    }

    fn output(answer: Answer<()>) -> Option<()> {
        answer.optional().map(|_| ())
    }
}
