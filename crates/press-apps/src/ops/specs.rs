//! App specs: `list_specs`, `create_spec`, `describe_spec`, `update_spec_metadata`, `delete_spec`.

use press_apps_api::JsonText;
use press_apps_api::types::{
    CreateSpecRequest, ParameterDefinitions, Release, Scope, Spec, SpecSort, SpecStatus,
    UpdateSpecRequest,
};
use press_apps_model::{ReleaseVersion, SpecId};

use super::body::RequestBody;
use super::lists::find;
use super::names::{Named, Names, Scoped};
use super::releases::{ReleaseHandle, Releases};
use crate::action::Action;
use crate::client::Client;
use crate::error::Error;
use crate::generated::*;
use crate::request::Request;

/// The app specs of the tenant: list and create. Made by [`Client::specs`]; nothing is sent until a request is awaited.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let mut specs = client.specs().list().items();
/// while let Some(spec) = specs.try_next().await? {
///     println!("{} {}", spec.id, spec.metadata.name);
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Specs {
    client: Client,
}

impl Specs {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// Lists specs (`list_specs`): those of the tenant and the public ones.
    ///
    /// Gives one [`Page`](crate::Page) of [`Spec`]; as a stream ([`items`](Request::items), [`pages`](Request::pages)) all of them.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
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
    /// # }).unwrap();
    /// ```
    pub fn list(&self) -> Request<ListSpecs> {
        Request::new(&self.client, ListSpecs::new())
    }

    /// Creates a spec with its first release (`create_spec`): from the document alone
    /// ([`AppSpecDocument`](crate::types::AppSpecDocument)), or from all of a request.
    ///
    /// Gives [`Created`](crate::types::Created), the id of the new spec.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{
    ///     AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput, Scope,
    ///     VersionRef,
    /// };
    ///
    /// let block = BlockConfig::new(
    ///     "0bddb4c6-40c5-45c3-b477-fceb2c051609",
    ///     VersionRef::new("1.0.0"),
    /// );
    /// let metadata = MetadataInput::new("churn", "Predicts churn");
    /// let document = AppSpecDocument::new(
    ///     1,
    ///     AppKind::App,
    ///     metadata,
    ///     ReleaseInput::new("1.0.0"),
    ///     [block],
    /// );
    /// let created = client
    ///     .specs()
    ///     .create(document)
    ///     .scope(Scope::Shared)
    ///     .tenants(["tenant1"])
    ///     .await?;
    /// println!("{}", created.id);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn create(
        &self,
        document: impl Into<RequestBody<CreateSpecRequest>>,
    ) -> Request<CreateSpec> {
        Request::with_body(&self.client, document, CreateSpec::new)
    }

    /// The spec with exactly this name, or `None`: lists by name, page by page, the newest first.
    ///
    /// For a create whose outcome is unknown. A name is unique within a tenant, but the list also holds public specs of others.
    ///
    /// # Errors
    ///
    /// As of the list. Or, of kind [`List`](crate::ErrorKind::List), that it is not sure: it was not found, and the list changed while it was
    /// read, three times over ([`Error::drift`] says how). `None` is only said of a list that held still.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// if let Some(spec) = client.specs().find_by_name("churn").await? {
    ///     println!("{} is there already", spec.id);
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn find_by_name(&self, name: &str) -> Action<Option<Spec>> {
        let list = self.list().name(name).sort(SpecSort::CreatedAt.desc());
        let name = name.to_owned();
        find(list, move |spec| spec.metadata.name == name)
    }
}

/// One app spec. Made by [`Client::spec`]; nothing is sent until one of its requests is awaited.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
/// println!("{}", spec.describe().await?.metadata.name);
/// println!("{:?}", spec.release("1.0.0")?.describe().await?.created_at);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct SpecHandle {
    client: Scoped,
    id: SpecId,
}

impl SpecHandle {
    pub(super) fn new(client: &Client, named: impl Into<Named<SpecId>>) -> Self {
        let (client, id) = Scoped::new(client, named.into());
        Self { client, id }
    }

    /// The id of the spec; `refused` if an answer had one that cannot stand in a path, and then no request of this handle is sent.
    #[must_use]
    pub fn id(&self) -> &SpecId {
        &self.id
    }

    /// Describes the spec and its latest release (`describe_spec`).
    ///
    /// Gives [`Spec`].
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let spec =
    ///     client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.describe().await?;
    /// println!("{} is {}", spec.metadata.name, spec.metadata.status);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn describe(&self) -> Request<DescribeSpec> {
        Request::new(&self.client, DescribeSpec::new(self.id.clone()))
    }

    /// Changes metadata, scope, tenants or the featured mark (`update_spec_metadata`). What is not given stays.
    ///
    /// Gives the changed [`Spec`], or `None` when the service does not show it.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::UpdateSpecRequest;
    ///
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// spec.update(UpdateSpecRequest::new().featured(true)).await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn update(
        &self,
        changes: impl Into<RequestBody<UpdateSpecRequest>>,
    ) -> Request<UpdateSpecMetadata> {
        let spec_id = self.id.clone();
        Request::with_body(&self.client, changes, |body| UpdateSpecMetadata::new(spec_id, body))
    }

    /// Deletes the spec and all its releases (`delete_spec`). Refused while deployments of it exist.
    ///
    /// Gives nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// client.spec("d4f6c1e8-7b25-4a9e-b3d0-6c8e1f2a4d33")?.delete().await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn delete(&self) -> Request<DeleteSpec> {
        Request::new(&self.client, DeleteSpec::new(self.id.clone()))
    }

    /// The releases of the spec: list and create. Sends nothing.
    #[must_use]
    pub fn releases(&self) -> Releases {
        Releases::new(&self.client, &self.id)
    }

    /// One release of the spec, by its version or by an answer that has it. Sends nothing.
    ///
    /// An answer ([`ReleaseSummary`](crate::types::ReleaseSummary), [`VersionRef`](crate::types::VersionRef), …) or a [`ReleaseVersion`]
    /// gives the handle, a text a `Result`.
    ///
    /// # Errors
    ///
    /// Of a text: it is not a semantic version.
    pub fn release<V: Names<ReleaseVersion>>(&self, version: V) -> V::Gives<ReleaseHandle> {
        version.give(&self.client, |named| ReleaseHandle::new(&self.client, &self.id, named))
    }

    /// The release of this version, or `None`: for a create whose outcome is unknown. One `describe_spec_release`.
    ///
    /// # Errors
    ///
    /// The version is not a semantic version, or as of `describe_spec_release`.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// if spec.find_release("2.0.0").await?.is_none() {
    ///     println!("2.0.0 is still to be made");
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn find_release<V>(&self, version: V) -> Action<Option<Release>>
    where
        V: TryInto<ReleaseVersion>,
        V::Error: Into<Error>,
    {
        let release = version.try_into().map(|version| self.release(version));
        let release = release.map_err(|error| self.client.hide(error));
        Action::new(&self.client, async move {
            match release?.describe().await {
                Ok(found) => Ok(Some(found.into_inner())),
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            }
        })
    }
}

/// The list of specs: filters.
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

/// A new spec: optional members of its request.
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
