//! Looking at a request without sending it: what would be sent, and what is wrong with it.

use bytes::Bytes;

use super::builder::Request;
use super::curl::Curl;
use super::endpoint::Endpoint;
use super::{check, wire};
use crate::error::Error;

/// Every request: looked at without being sent.
impl<E: Endpoint> Request<E> {
    /// The exact HTTP request that would be sent, with every header. Nothing is sent and nothing is waited for.
    ///
    /// The `Authorization` header is in it, marked as sensitive so that `Debug` hides it. The body is in it as well, with the values
    /// of parameters: to show it to others, print [`to_curl`](Self::to_curl). `Host` and `Content-Length` are added later, by the
    /// connection.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// let request = client.spec("s-1")?.describe().build()?;
    /// assert_eq!(request.method(), "GET");
    /// assert_eq!(request.uri(), "https://press.peak.ai/v1/apps/specs/s-1");
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same validation error as awaiting it would give.
    pub fn build(&self) -> Result<http::Request<Bytes>, Error> {
        let request = self.made().map_err(|error| self.client.hide(error))?;
        check::offline::<E>(&request, &self.options.validation)
            .map_err(|error| self.client.hide(error))?;
        Ok(wire::plain(&request))
    }

    /// The request as a `curl` command, for a bug report or a terminal.
    ///
    /// The token is replaced by `$PEAK_AUTH_TOKEN` and parameter values are masked; [`Curl::reveal_values`] shows the values.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("s3cr3t-1").build()?;
    /// let curl = client.spec("s-1")?.delete().to_curl()?.to_string();
    /// assert!(
    ///     curl.starts_with(
    ///         "curl -X DELETE 'https://press.peak.ai/v1/apps/specs/s-1'"
    ///     )
    /// );
    /// assert!(!curl.contains("s3cr3t-1"));
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same validation error as awaiting it would give.
    pub fn to_curl(&self) -> Result<Curl, Error> {
        Ok(Curl::new(self.build()?, E::OPERATION, &self.client.inner.redactor))
    }

    /// Checks the request against the rules of the API without sending it, and without asking anybody.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// use press_apps::types::{
    ///     CreateDeploymentRequest, DeploymentSpecInput, MetadataInput, VersionRef,
    /// };
    ///
    /// let spec = DeploymentSpecInput::new("s-1").release(VersionRef::new("1.0"));
    /// let body = CreateDeploymentRequest::new(
    ///     MetadataInput::new("", "Predicts churn"),
    ///     spec,
    /// );
    /// let error = client.deployments().create(body).validate().unwrap_err();
    ///
    /// let rules: Vec<_> = error
    ///     .problems()
    ///     .into_iter()
    ///     .flatten()
    ///     .map(|problem| problem.rule())
    ///     .collect();
    /// assert_eq!(rules, ["min-length", "semantic-version"]);
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An error of kind [`Validation`](crate::ErrorKind::Validation) with every problem.
    pub fn validate(&self) -> Result<(), Error> {
        self.build().map(drop)
    }
}
