//! The handles: how the operations are reached in a program, and the setters of their optional arguments, in the API's own words.
//!
//! Each file holds one resource. What an operation is (its arguments, its request, what it gives) is generated from the document; what
//! all requests share is in [`crate::request`]. No file here sends, retries or maps errors.

// First, so that the page of `Request` shows what lists and deploys share before the setters of single operations.
mod lists;
mod parameters;

mod body;
mod deployments;
mod names;
mod releases;
mod revisions;
mod specs;

pub use body::RequestBody;
pub use deployments::{DeploymentHandle, Deployments};
pub use lists::{ListEndpoint, Unsorted};
pub(crate) use lists::{Paging, some};
pub(crate) use names::Origin;
pub use names::{Answers, Names};
pub use parameters::DeployEndpoint;
pub use releases::{ReleaseHandle, Releases};
pub use revisions::{RevisionHandle, Revisions};
pub use specs::{SpecHandle, Specs};

use press_apps_model::{DeploymentId, ReleaseVersion, RevisionNumber, SpecId};

use crate::client::Client;

impl Client {
    /// The app specs of the tenant: list and create. Sends nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let page = client.specs().list().await?;
    /// println!("{:?} specs", page.total());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn specs(&self) -> Specs {
        Specs::new(self)
    }

    /// One app spec, by its id or by an answer that has it: describe, update, delete, and its releases. Sends nothing.
    ///
    /// An answer ([`Created`](crate::types::Created), [`Spec`](crate::types::Spec), …; [`Names`] lists what names a spec) or a [`SpecId`]
    /// gives the handle, a text a `Result`.
    ///
    /// # Errors
    ///
    /// Of a text: it is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// assert_eq!(spec.id().as_str(), "a3e77006-86f3-4829-8c43-f21ad462dbbd");
    /// assert!(client.spec("../deployments/d-1").is_err());
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn spec<I: Names<SpecId>>(&self, id: I) -> I::Gives<SpecHandle> {
        id.give(self, |named| SpecHandle::new(self, named))
    }

    /// The release that was created ([`CreatedRelease`](crate::types::CreatedRelease)), of its spec. Sends nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{
    ///     BlockConfig, CreateReleaseRequest, ReleaseInput, VersionRef,
    /// };
    ///
    /// let block = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
    /// let block = BlockConfig::new(block, VersionRef::new("1.0.0"));
    /// let release = CreateReleaseRequest::new(ReleaseInput::new("3.0.0"), [block]);
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// let created = spec.releases().create(release).await?;
    /// println!("{:?}", client.release(&created).describe().await?.created_at);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn release(
        &self,
        created: &(impl Answers<SpecId> + Answers<ReleaseVersion>),
    ) -> ReleaseHandle {
        self.spec(created).release(created)
    }

    /// The app deployments of the tenant: list and create. Sends nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let page = client.deployments().list().await?;
    /// println!("{:?} deployments", page.total());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn deployments(&self) -> Deployments {
        Deployments::new(self)
    }

    /// One app deployment, by its id or by an answer that has it: describe, update, redeploy, delete, and its revisions. Sends nothing.
    ///
    /// An answer ([`Created`](crate::types::Created), [`Deployment`](crate::types::Deployment), …; [`Names`] lists what names a deployment)
    /// or a [`DeploymentId`] gives the handle, a text a `Result`.
    ///
    /// # Errors
    ///
    /// Of a text: it is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// assert_eq!(deployment.id().as_str(), "db283fc2-9164-4027-b09e-8c1ecedb122b");
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn deployment<I: Names<DeploymentId>>(&self, id: I) -> I::Gives<DeploymentHandle> {
        id.give(self, |named| DeploymentHandle::new(self, named))
    }

    /// The revision that was created or started ([`CreatedRevision`](crate::types::CreatedRevision),
    /// [`Redeployed`](crate::types::Redeployed)), of its deployment. Sends nothing.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
    /// let redeployed = deployment.redeploy().await?;
    /// println!("{}", client.revision(&redeployed).describe().await?.status);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn revision(
        &self,
        created: &(impl Answers<DeploymentId> + Answers<RevisionNumber>),
    ) -> RevisionHandle {
        self.deployment(created).revision(created)
    }
}
