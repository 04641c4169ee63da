//! Waits that begin at an answer: for the revision that the answer is about.

use press_apps_api::operations::CREATE_DEPLOYMENT;
use press_apps_api::types::{Created, CreatedRevision, Redeployed};
use press_apps_model::DeploymentId;

use super::builder::Wait;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ops::Answers;
use crate::response::Response;

impl Response<Created> {
    /// Waits until the new deployment has settled: for its revision 1, which is the one that a create makes.
    ///
    /// Nothing is sent before the [`Wait`] is awaited. Awaited, it gives an [`Outcome`](crate::Outcome).
    ///
    /// # Errors
    ///
    /// Those of [`Wait`]. Of the answer to a new *spec*, which deploys nothing: that there is nothing to wait for, without sending anything.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// # let spec = press_apps::types::DeploymentSpecInput::new(
    /// #     press_apps::emulator::seed::SPEC_PRIVATE,
    /// # );
    /// # let metadata = press_apps::types::MetadataInput::new("churn", "Predicts churn");
    /// # let body = press_apps::types::CreateDeploymentRequest::new(metadata, spec);
    /// let created = client.deployments().create(body).await?;
    /// created.wait(&client).await?.into_result()?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait(&self, client: &Client) -> Wait {
        let made = match self.operation() {
            Some(operation) if operation != CREATE_DEPLOYMENT.id => Err(no_deployment(operation)),
            _ => deployment(&**self),
        };
        Wait::new(client, made).revision(1)
    }
}

impl Response<CreatedRevision> {
    /// Waits until the new revision has settled. What an earlier one left behind is never taken for its result.
    ///
    /// Nothing is sent before the [`Wait`] is awaited. Awaited, it gives an [`Outcome`](crate::Outcome).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::{CreateRevisionRequest, VersionRef};
    ///
    /// let body = CreateRevisionRequest::new().release(VersionRef::new("2.0.0"));
    /// let deployment = client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?;
    /// let created = deployment.revisions().create(body).await?;
    /// created.wait(&client).await?.into_result()?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait(&self, client: &Client) -> Wait {
        Wait::new(client, deployment(&**self)).revision(self.revision)
    }
}

impl Response<Redeployed> {
    /// Waits until the revision that runs again has settled. What the failed one left behind is never taken for its result.
    ///
    /// Nothing is sent before the [`Wait`] is awaited. Awaited, it gives an [`Outcome`](crate::Outcome).
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
    /// let redeployed = deployment.redeploy().await?;
    /// redeployed.wait(&client).await?.into_result()?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn wait(&self, client: &Client) -> Wait {
        Wait::new(client, deployment(&**self)).revision(self.revision)
    }
}

/// The id of an answer, which is checked like any other before it becomes part of a path.
fn deployment(answer: &impl Answers<DeploymentId>) -> Result<DeploymentId, Error> {
    Ok(answer.named()?)
}

fn no_deployment(operation: &'static str) -> Error {
    let detail = format!(
        "this is the answer to {operation}, which makes no deployment, so there is nothing to wait for"
    );
    let mut error = Error::new(ErrorKind::Validation).detail(detail);
    error.inner_mut().advice = Some(
        "Deploy it first, with `client.deployments().create(..)`, and wait for the answer to that.",
    );
    error
}
