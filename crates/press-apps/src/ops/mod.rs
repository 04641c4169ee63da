//! The handles: how the operations are reached in a program, and the setters of their optional arguments, in the API's own words.
//!
//! Each file holds one resource. What an operation is (its arguments, its request, what it gives) is generated from the document; what
//! all requests share is in [`crate::request`]. No file here sends, retries or maps errors.

// First, so that the page of `Request` shows what lists and deploys share before the setters of single operations.
mod lists;
mod parameters;

mod body;
mod deployments;
mod releases;
mod revisions;
mod specs;

pub use body::RequestBody;
pub use deployments::{DeploymentHandle, Deployments};
pub use lists::{ListEndpoint, Unsorted};
pub(crate) use lists::{Paging, some};
pub use parameters::DeployEndpoint;
pub use releases::{ReleaseHandle, Releases};
pub use revisions::{RevisionHandle, Revisions};
pub use specs::{SpecHandle, Specs};

use press_apps_model::{DeploymentId, SpecId};

use crate::client::Client;
use crate::error::Error;

impl Client {
    /// The app specs of the tenant: list and create. Sends nothing.
    ///
    /// ```
    /// # async fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
    /// let page = client.specs().list().await?;
    /// println!("{:?} specs", page.total());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn specs(&self) -> Specs {
        Specs::new(self)
    }

    /// One app spec, by its id: describe, update, delete, and its releases. Sends nothing.
    ///
    /// # Errors
    ///
    /// The id is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// assert_eq!(spec.id().as_str(), "a3e77006-86f3-4829-8c43-f21ad462dbbd");
    /// assert!(client.spec("../deployments/d-1").is_err());
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn spec<I>(&self, id: I) -> Result<SpecHandle, Error>
    where
        I: TryInto<SpecId>,
        I::Error: Into<Error>,
    {
        Ok(SpecHandle::new(self, id.try_into().map_err(|error| self.hide(error))?))
    }

    /// The app deployments of the tenant: list and create. Sends nothing.
    ///
    /// ```
    /// # async fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
    /// let page = client.deployments().list().await?;
    /// println!("{:?} deployments", page.total());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn deployments(&self) -> Deployments {
        Deployments::new(self)
    }

    /// One app deployment, by its id: describe, update, redeploy, delete, and its revisions. Sends nothing.
    ///
    /// # Errors
    ///
    /// The id is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// assert_eq!(deployment.id().as_str(), "db283fc2-9164-4027-b09e-8c1ecedb122b");
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn deployment<I>(&self, id: I) -> Result<DeploymentHandle, Error>
    where
        I: TryInto<DeploymentId>,
        I::Error: Into<Error>,
    {
        Ok(DeploymentHandle::new(self, id.try_into().map_err(|error| self.hide(error))?))
    }
}
