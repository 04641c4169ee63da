//! Requests: what every builder shares, written once for all 17 operations.
//!
//! A builder is a [`Request`] around an [`Endpoint`], one small value per operation (see [`crate::ops`]). Awaiting it makes one logical
//! call ([`call`]); [`Request::build`] and [`Request::to_curl`] only show what would be sent.

mod attempt;
mod call;
mod check;
mod curl;
mod decode;
mod outcome;
mod spans;
pub(crate) mod wire;

pub(crate) use check::Ask;
pub use curl::Curl;
pub(crate) use wire::Wire;

use std::fmt;
use std::future::IntoFuture;

use bytes::Bytes;
use futures_util::FutureExt as _;
use press_apps_api::{self as api, Operation, types};
use press_apps_model::{Problems, ReleaseParameters};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::Client;
use crate::error::{Cause, Error, ErrorKind};
use crate::list::{Gate, ListProblem};
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::time::{BoxFuture, TimeLimit};
use crate::validate;

/// What the generated functions give back. It never leaves this module.
pub(crate) type Generated<T> =
    Result<progenitor_client::ResponseValue<T>, progenitor_client::Error<types::ErrorBody>>;

/// One operation of the API with all its arguments. The operations are in `crate::ops`; no one else can add any.
pub trait Endpoint: private::Endpoint<Out = Self::Output> {
    /// What a successful call gives.
    type Output: Send + 'static;
}

impl<E: private::Endpoint> Endpoint for E {
    type Output = E::Out;
}

pub(crate) mod private {
    //! The inside of an endpoint, which stays inside: it knows the generated code.

    use super::{
        Answer, Ask, BoxFuture, DeserializeOwned, Error, Generated, ListProblem, Operation,
        ReleaseParameters, Value, api,
    };

    /// What the call loop needs to know of an operation.
    pub trait Endpoint: Clone + Send + Sync + 'static {
        /// What the generated function decodes.
        type Wire: DeserializeOwned + Send + 'static;

        /// What a successful call gives.
        type Out: Send + 'static;

        /// Whether the body of a success says anything. Where not, it may be any JSON or nothing, but not a page of HTML.
        const HAS_BODY: bool = true;

        /// The operation's row in the table made from the document.
        const OPERATION: &'static Operation;

        /// Calls the generated function. A named future with `Send`, not an `AsyncFn`: only this shape can be spawned.
        fn send<'a>(
            &'a self,
            api: &'a api::Client,
        ) -> impl Future<Output = Generated<Self::Wire>> + Send + 'a;

        /// The output, from what the service answered; nothing when the answer is not enough for one.
        fn output(answer: Answer<Self::Wire>) -> Option<Self::Out>;

        /// What is wrong with the arguments although each of them is right.
        fn refuse(&self) -> Option<ListProblem> {
            None
        }

        /// What is wrong with a success, as only the arguments can tell.
        fn check(&self, _output: &mut Self::Out) -> Option<ListProblem> {
            None
        }

        /// The JSON body, for the rules.
        fn body(&self) -> serde_json::Result<Option<Value>> {
            Ok(None)
        }

        /// Asks for the definitions of the values that the body gives, where it gives any.
        fn definitions<'a>(
            &'a self,
            _ask: Ask<'a>,
        ) -> Option<BoxFuture<'a, Result<ReleaseParameters, Error>>> {
            None
        }

        /// The query, one entry per value, for the rules.
        fn query(&self) -> Vec<(&'static str, String)> {
            Vec::new()
        }
    }
}

/// The body of a success.
#[derive(Debug)]
pub enum Answer<T> {
    /// What the document says.
    Value(T),
    /// Nothing, or `{}`.
    Blank,
    /// Anything else.
    Unreadable,
}

/// The time limits of a call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) attempt: TimeLimit,
    pub(crate) operation: TimeLimit,
}

/// What can be said about a call besides its arguments.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) limits: Limits,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) retries: Option<u32>,
    pub(crate) validation: validate::Options,
    /// The throttle of a stream whose page this call fetches.
    pub(crate) gate: Option<Gate>,
}

/// A request that is ready to be sent: await it.
///
/// Required arguments were given to the method that made it; optional ones are set on it. Nothing is sent before it is awaited,
/// and a request that breaks the rules of the API is never sent.
///
/// ```
/// # async fn example(client: press_apps::Client) -> Result<(), press_apps::Error> {
/// use std::time::Duration;
///
/// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?
///     .describe()
///     .timeout(Duration::from_secs(10))
///     .await?;
/// println!("{} ({:?})", spec.id, spec.request_id());
/// # Ok(())
/// # }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Request<E> {
    pub(crate) client: Client,
    pub(crate) endpoint: E,
    pub(crate) options: Options,
}

impl<E> Request<E> {
    pub(crate) fn new(client: &Client, endpoint: E) -> Self {
        Self::checked(client, endpoint, validate::Options::default())
    }

    /// A request whose body brings its own ways to be checked.
    pub(crate) fn checked(client: &Client, endpoint: E, validation: validate::Options) -> Self {
        Self {
            client: client.clone(),
            endpoint,
            options: Options { validation, ..Options::default() },
        }
    }

    /// The limit of the whole call, its retries and waits included. `None` switches it off.
    ///
    /// Default: [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.options.limits.operation = limit.into();
        self
    }

    /// The limit of one attempt, from connecting to the end of the body. `None` switches it off.
    ///
    /// Default: [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.options.limits.attempt = limit.into();
        self
    }

    /// At most this many attempts after the first; 0 switches retries off.
    ///
    /// It never widens what is retried: a create is still sent again only when it surely did not happen.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.retries = Some(retries);
        self
    }

    /// How often and how patiently a failed attempt is made again, for this call alone.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }
}

impl<E: Endpoint> Request<E> {
    /// The operation's row in the table made from the document.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        E::OPERATION
    }

    /// The exact HTTP request that would be sent, with every header. Nothing is sent and nothing is waited for.
    ///
    /// The `Authorization` header is in it, marked as sensitive so that `Debug` hides it. The body is in it as well, with the values
    /// of parameters: to show it to others, print [`to_curl`](Self::to_curl). `Host` and `Content-Length` are added later, by the
    /// connection.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any").build()?;
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
        self.validate()?;
        let (api, captured) = attempt::capture(&self.client);
        // Building and sending are one step in the generated code. The transport answers at once, so one poll is enough.
        let built = self.endpoint.send(&api).now_or_never();
        captured.take().ok_or_else(|| unbuilt::<E>(built.and_then(Result::err)))
    }

    /// The request as a `curl` command, for a bug report or a terminal.
    ///
    /// The token is replaced by `$PEAK_AUTH_TOKEN` and parameter values are masked; [`Curl::reveal_values`] shows the values.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("s3cr3t").build()?;
    /// let curl = client.spec("s-1")?.delete().to_curl()?.to_string();
    /// assert!(curl.starts_with("curl -X DELETE 'https://press.peak.ai/v1/apps/specs/s-1'"));
    /// assert!(!curl.contains("s3cr3t"));
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same validation error as awaiting it would give.
    pub fn to_curl(&self) -> Result<Curl, Error> {
        Ok(Curl::new(self.build()?))
    }

    /// Sends the request although the rules would refuse it: the service has the last word.
    ///
    /// Ids are always checked, because a wrong one would address something else.
    pub fn skip_validation(mut self) -> Self {
        self.options.validation.skip = true;
        self
    }

    /// Leaves out one rule, by its id: the one in square brackets at the end of a problem.
    ///
    /// An id that no rule has is itself a problem, so that a misspelt one does not go unnoticed.
    pub fn skip_rule(mut self, rule: impl Into<String>) -> Self {
        let validation = &mut self.options.validation;
        validation.rules = std::mem::take(&mut validation.rules).skip(rule);
        self
    }

    /// Checks the request against the rules of the API without sending it, and without asking anybody.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any").build()?;
    /// use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput, VersionRef};
    ///
    /// let spec = DeploymentSpecInput::new("s-1").release(VersionRef::new("1.0"));
    /// let body = CreateDeploymentRequest::new(MetadataInput::new("", "Predicts churn"), spec);
    /// let error = client.deployments().create(body).validate().unwrap_err();
    ///
    /// let rules: Vec<_> = error.problems().into_iter().flatten().map(|problem| problem.rule()).collect();
    /// assert_eq!(rules, ["min-length", "semantic-version"]);
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An error of kind [`Validation`](ErrorKind::Validation) with every problem.
    pub fn validate(&self) -> Result<(), Error> {
        check::refuse::<E>(self.problems()?)
    }

    fn problems(&self) -> Result<Problems, Error> {
        validate::problems(&self.endpoint, &self.options.validation).map_err(unwritable::<E>)
    }

    fn body(&self) -> Result<Option<Value>, Error> {
        self.endpoint.body().map_err(unwritable::<E>)
    }
}

/// A body that is no JSON.
fn unwritable<E: Endpoint>(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Validation)
        .detail("the body cannot be written as JSON")
        .cause(Cause::of(&error))
        .of(E::OPERATION)
}

/// The generated code could not even build the request. No valid base URL and id leads here.
fn unbuilt<E: Endpoint>(error: Option<progenitor_client::Error<types::ErrorBody>>) -> Error {
    let mut failed =
        Error::new(ErrorKind::Config).detail("the request cannot be built from this base URL");
    if let Some(progenitor_client::Error::CommunicationError(error)) = error {
        failed = failed.cause(Cause::of(&error.without_url()));
    }
    failed.of(E::OPERATION)
}

impl<E: Endpoint> IntoFuture for Request<E> {
    type Output = Result<Response<E::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { call::call(&self).await })
    }
}

impl<E: Clone> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            endpoint: self.endpoint.clone(),
            options: self.options.clone(),
        }
    }
}

impl<E: Endpoint> fmt::Debug for Request<E> {
    /// The operation alone: arguments may hold what must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &E::OPERATION.id).finish_non_exhaustive()
    }
}
