//! The values of a deployment or revision, checked against the parameters of the release they are for.
//!
//! What a value has to be is decided by the engine in `press-apps-model`; here is only where the definitions come from.

use std::sync::Arc;

use press_apps_api::Operation;
use press_apps_api::types::{ParameterDefinitions, ParameterValueSet};
use press_apps_model::{DeploymentId, InvalidId, ReleaseParameters, ReleaseVersion, SpecId};

use super::SpecHandle;
use crate::error::{Error, ErrorKind};
use crate::generated::{CreateDeployment, CreateDeploymentRevision};
use crate::request::{Ask, Endpoint, Request};
use crate::time::BoxFuture;

/// An operation that gives values for the parameters of a release: `create_deployment` and `create_deployment_revision`.
pub trait DeployEndpoint: Endpoint {
    /// Asks for the definitions of the values that the body gives.
    #[doc(hidden)]
    fn definitions<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<ReleaseParameters, Error>>;
}

impl DeployEndpoint for CreateDeployment {
    fn definitions<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<ReleaseParameters, Error>> {
        let (spec, values) = (&self.body.spec, self.body.app_parameters.as_ref());
        let version = spec.release.as_ref().map(|release| release.version.as_str());
        Box::pin(async move {
            let (spec, version) =
                ((spec.id.as_str(), "/spec/id"), (version, "/spec/release/version"));
            of_release(&ask, spec, version, values).await
        })
    }
}

impl DeployEndpoint for CreateDeploymentRevision {
    fn definitions<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<ReleaseParameters, Error>> {
        let (release, values) = (&self.body.release, self.body.app_parameters.as_ref());
        let version = release.as_ref().map(|release| release.version.as_str());
        Box::pin(async move { of_revision(&ask, &self.deployment_id, version, values).await })
    }
}

/// New deployments and revisions: checks of their parameter values.
impl<E: DeployEndpoint> Request<E> {
    /// Checks the values against the release they are for, when the request is awaited and before it is sent.
    ///
    /// The release is the one that the request names, or the latest. It costs one `describe_spec_release` where spec and version
    /// are known from the request; a request that names no release asks for the latest first (`describe_spec`), and one for a
    /// new revision for the spec (`describe_deployment`). All of it happens within the [`timeout`](Request::timeout) of the call. A
    /// release that is made between the check and the request is not seen.
    ///
    /// Judged are the values for the app: names, types, options, required ones, conditions. The service does not say which
    /// parameters the blocks of a release have, so values for blocks are taken as they are, but that one of them makes up for a
    /// required value that the app lacks. Who knows the blocks brings them with [`check_parameters_with`](Self::check_parameters_with).
    ///
    /// [`validate`](Request::validate) asks nobody anything, so it leaves this out; with
    /// [`skip_validation`](Request::skip_validation) nothing is checked or asked.
    ///
    /// ```no_run
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::ParameterValue;
    /// use press_apps::types::{
    ///     CreateDeploymentRequest, DeploymentSpecInput, MetadataInput,
    ///     ParameterValueSet, VersionRef,
    /// };
    ///
    /// let spec = DeploymentSpecInput::new("a3e77006-86f3-4829-8c43-f21ad462dbbd")
    ///     .release(VersionRef::new("1.0.0"));
    /// let values = ParameterValueSet::new()
    ///     .run([("rounds".to_owned(), ParameterValue::from(50))]);
    /// let body = CreateDeploymentRequest::new(
    ///     MetadataInput::new("churn", "Predicts churn"),
    ///     spec,
    /// )
    /// .app_parameters(values);
    /// let created = client.deployments().create(body).check_parameters().await?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// When the request is awaited: one of kind [`Validation`](ErrorKind::Validation) with the problems of the values beside all
    /// others; or, if the release cannot be described, the error of that call, which says that this request was not sent.
    pub fn check_parameters(mut self) -> Self {
        self.options.validation.release = None;
        self.definitions = Some(E::definitions);
        self
    }

    /// Checks the values against these definitions, without asking the service: in [`validate`](Request::validate), and before the
    /// request is sent.
    ///
    /// With every block of the release added, the values for blocks are judged as well.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// use press_apps::ParameterValue;
    /// use press_apps::parameters::ReleaseParameters;
    /// use press_apps::types::{
    ///     CreateRevisionRequest, ParameterDefinition, ParameterDefinitions,
    ///     ParameterType, ParameterValueSet,
    /// };
    ///
    /// let rounds = ParameterDefinition::new("rounds", ParameterType::Number, true);
    /// let definitions = ParameterDefinitions::new().run([rounds]);
    /// let release =
    ///     ReleaseParameters::new(&definitions).block("loader", &definitions);
    ///
    /// let values = ParameterValueSet::new()
    ///     .run([("rounds".to_owned(), ParameterValue::from("many"))]);
    /// let body =
    ///     CreateRevisionRequest::new().parameters([("loader".to_owned(), values)]);
    /// let revision = client
    ///     .deployment("d-1")?
    ///     .revisions()
    ///     .create(body)
    ///     .check_parameters_with(release);
    /// assert_eq!(
    ///     revision.validate().unwrap_err().to_string(),
    ///     "create_deployment_revision: nothing was sent: \
    ///      /parameters/loader/run/rounds: expected a number, found text; \
    ///      the parameter is of type number [parameter-type]",
    /// );
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn check_parameters_with(mut self, release: ReleaseParameters) -> Self {
        self.options.validation.release = Some(Arc::new(release));
        self.definitions = None;
        self
    }
}

/// The parameters of a release of a spec, or of its latest one. The pointers are where the request names the two.
async fn of_release(
    ask: &Ask<'_>,
    (spec, spec_at): (&str, &'static str),
    (version, version_at): (Option<&str>, &'static str),
    values: Option<&ParameterValueSet>,
) -> Result<ReleaseParameters, Error> {
    let spec = SpecId::new(spec).map_err(|invalid| misnamed(ask.operation(), invalid, spec_at))?;
    let spec = SpecHandle::new(ask.client(), spec);
    let (version, definitions) = match version {
        Some(version) => (version.to_owned(), None),
        None => latest(ask, &spec).await?,
    };
    let definitions = match definitions {
        Some(definitions) => Some(definitions),
        None => {
            let named = ReleaseVersion::new(version.as_str())
                .map_err(|invalid| misnamed(ask.operation(), invalid, version_at))?;
            let release = ask.send(spec.release(named).describe()).await?;
            release.into_inner().parameters
        }
    };
    match definitions {
        Some(definitions) => Ok(ReleaseParameters::new(&definitions)),
        // A release without parameters may well be described without them.
        None if is_empty(values) => Ok(ReleaseParameters::new(&())),
        None => Err(untold(ask.operation(), &format!("which parameters release {version} has"))),
    }
}

/// The version of the latest release of a spec, and its parameters if they come with it.
async fn latest(
    ask: &Ask<'_>,
    spec: &SpecHandle,
) -> Result<(String, Option<ParameterDefinitions>), Error> {
    let described = ask.send(spec.describe()).await?.into_inner();
    let release = described.latest_release;
    match release.map(|release| (release.version, release.parameters)) {
        Some((Some(version), definitions)) => Ok((version, definitions)),
        _ => Err(untold(ask.operation(), "which release is the latest")),
    }
}

/// The parameters of the release that a new revision is for.
async fn of_revision(
    ask: &Ask<'_>,
    deployment: &DeploymentId,
    version: Option<&str>,
    values: Option<&ParameterValueSet>,
) -> Result<ReleaseParameters, Error> {
    let deployment = ask.client().deployment(deployment).describe();
    let Some(spec) = ask.send(deployment).await?.into_inner().spec else {
        return Err(untold(ask.operation(), "which spec the deployment was made from"));
    };
    let latest = spec.release.and_then(|release| release.latest_version);
    let version = version.or(latest.as_deref());
    of_release(ask, (&spec.id, "/spec/id"), (version, "/release/version"), values).await
}

/// Whether no value is given.
fn is_empty(values: Option<&ParameterValueSet>) -> bool {
    values.is_none_or(|values| {
        [&values.build, &values.run].iter().all(|set| set.as_ref().is_none_or(|set| set.is_empty()))
    })
}

/// The error for a name that nothing can be asked about.
fn misnamed(operation: &'static Operation, invalid: InvalidId, at: &'static str) -> Error {
    Error::validation(invalid.into_problem().at(at).into()).of(operation)
}

/// The error for definitions that nobody tells.
fn untold(operation: &'static Operation, what: &str) -> Error {
    let detail = format!(
        "the service does not say {what}, so the values cannot be checked; leave out `.check_parameters()`"
    );
    Error::new(ErrorKind::Validation).detail(detail).of(operation)
}
