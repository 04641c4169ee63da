//! The 17 operations: handles to reach them, and one small value per operation with its arguments.
//!
//! Each file holds one resource in the API's own words. What all requests share is in [`crate::request`]; no file here sends,
//! retries or maps errors.

mod body;
mod deployments;
mod lists;
mod parameters;
mod releases;
mod revisions;
mod specs;

pub use body::RequestBody;
pub use deployments::{
    CreateDeployment, DeleteDeployment, DeploymentHandle, Deployments, DescribeDeployment,
    ListDeployments, Redeploy, UpdateDeploymentMetadata,
};
pub use lists::ListEndpoint;
pub use parameters::DeployEndpoint;
pub use releases::{
    CreateSpecRelease, DescribeSpecRelease, ListSpecReleases, ReleaseHandle, Releases,
};
pub use revisions::{
    CreateDeploymentRevision, DescribeDeploymentRevision, ListDeploymentRevisions, RevisionHandle,
    Revisions,
};
pub use specs::{
    CreateSpec, DeleteSpec, DescribeSpec, ListSpecs, SpecHandle, Specs, UpdateSpecMetadata,
};

use serde::Serialize;
use serde_json::Value;

use crate::client::Client;
use crate::error::Error;
use crate::request::Answer;
use press_apps_model::{DeploymentId, SpecId};

impl Client {
    /// The app specs of the tenant: list and create.
    #[must_use]
    pub fn specs(&self) -> Specs {
        Specs::new(self)
    }

    /// One app spec: describe, update, delete, and its releases. Sends nothing.
    ///
    /// # Errors
    ///
    /// The id is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    pub fn spec<I>(&self, id: I) -> Result<SpecHandle, Error>
    where
        I: TryInto<SpecId>,
        I::Error: Into<Error>,
    {
        Ok(SpecHandle::new(self, id.try_into().map_err(Into::into)?))
    }

    /// The app deployments of the tenant: list and create.
    #[must_use]
    pub fn deployments(&self) -> Deployments {
        Deployments::new(self)
    }

    /// One app deployment: describe, update, redeploy, delete, and its revisions. Sends nothing.
    ///
    /// # Errors
    ///
    /// The id is empty or would change the path (`.`, `..`, `/`, `\` or a control character).
    pub fn deployment<I>(&self, id: I) -> Result<DeploymentHandle, Error>
    where
        I: TryInto<DeploymentId>,
        I::Error: Into<Error>,
    {
        Ok(DeploymentHandle::new(self, id.try_into().map_err(Into::into)?))
    }
}

impl<T> Answer<T> {
    /// For an operation that promises a value.
    fn required(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Blank | Self::Unreadable => None,
        }
    }

    /// For a PATCH: the change is made, whether the service shows the result or not.
    fn optional(self) -> Option<Option<T>> {
        match self {
            Self::Value(value) => Some(Some(value)),
            Self::Blank => Some(None),
            Self::Unreadable => None,
        }
    }
}

/// A body as the rules see it.
fn json(body: &impl Serialize) -> serde_json::Result<Option<Value>> {
    serde_json::to_value(body).map(Some)
}
