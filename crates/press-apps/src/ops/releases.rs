//! Releases of an app spec: `list_spec_releases`, `create_spec_release`, `describe_spec_release`.

use press_apps_api::types::CreateReleaseRequest;
use press_apps_model::{ReleaseVersion, SpecId};

use super::body::RequestBody;
use super::names::{Named, Scoped};
use crate::generated::*;
use crate::request::Request;

/// The releases of a spec: list and create. Made by [`SpecHandle::releases`](super::SpecHandle::releases).
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
/// let mut releases = spec.releases().list().items();
/// while let Some(release) = releases.try_next().await? {
///     println!("{:?}", release.version);
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Releases {
    client: Scoped,
    spec: SpecId,
}

impl Releases {
    pub(super) fn new(client: &Scoped, spec: &SpecId) -> Self {
        Self { client: client.clone(), spec: spec.clone() }
    }

    /// Lists the releases, the newest first (`list_spec_releases`).
    ///
    /// Gives one [`Page`](crate::Page) of [`ReleaseSummary`](crate::types::ReleaseSummary); as a stream
    /// ([`items`](Request::items), [`pages`](Request::pages)) all of them.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// let page = spec.releases().list().page_size(5).await?;
    /// println!("the newest of {:?} releases: {}", page.total(), page.len());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn list(&self) -> Request<ListSpecReleases> {
        Request::new(&self.client, ListSpecReleases::new(self.spec.clone()))
    }

    /// Creates a release (`create_spec_release`). Its version has to be greater than that of the latest one.
    ///
    /// Gives [`CreatedRelease`](crate::types::CreatedRelease).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{
    ///     BlockConfig, CreateReleaseRequest, ReleaseInput, VersionRef,
    /// };
    ///
    /// let block = BlockConfig::new(
    ///     "0bddb4c6-40c5-45c3-b477-fceb2c051609",
    ///     VersionRef::new("1.0.0"),
    /// );
    /// let release = CreateReleaseRequest::new(ReleaseInput::new("3.0.0"), [block]);
    /// client
    ///     .spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?
    ///     .releases()
    ///     .create(release)
    ///     .await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn create(
        &self,
        release: impl Into<RequestBody<CreateReleaseRequest>>,
    ) -> Request<CreateSpecRelease> {
        let spec_id = self.spec.clone();
        Request::with_body(&self.client, release, |body| CreateSpecRelease::new(spec_id, body))
    }
}

/// One release of a spec. Made by [`SpecHandle::release`](super::SpecHandle::release).
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let release =
///     client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.release("1.0.0")?;
/// println!(
///     "{} blocks",
///     release.describe().await?.config.as_deref().unwrap_or_default().len()
/// );
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct ReleaseHandle {
    client: Scoped,
    spec: SpecId,
    version: ReleaseVersion,
}

impl ReleaseHandle {
    pub(super) fn new(client: &Scoped, spec: &SpecId, named: Named<ReleaseVersion>) -> Self {
        let (client, version) = client.part(named);
        Self { client, spec: spec.clone(), version }
    }

    /// The version of the release; `0.0.0` if an answer had none or one that is not semantic, and then no request of this handle is sent.
    #[must_use]
    pub fn version(&self) -> &ReleaseVersion {
        &self.version
    }

    /// Describes the release (`describe_spec_release`).
    ///
    /// Gives [`Release`](crate::types::Release).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let release =
    ///     client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.release("1.0.0")?;
    /// println!("{:?}", release.describe().await?.notes);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn describe(&self) -> Request<DescribeSpecRelease> {
        let (spec_id, release) = (self.spec.clone(), self.version.clone());
        Request::new(&self.client, DescribeSpecRelease::new(spec_id, release))
    }
}
