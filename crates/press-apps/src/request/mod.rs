//! Requests: what every builder shares, written once for all operations.
//!
//! A builder is a [`Request`] around an [`Endpoint`], one small value per operation. Awaiting it makes one logical call ([`call`]);
//! [`Request::build`] and [`Request::to_curl`] only show what would be sent. Both start from the same `reqwest::Request`, made once.

mod attempt;
mod attempts;
mod call;
mod check;
mod classify;
mod curl;
mod decode;
mod endpoint;
mod history;
mod spans;
pub(crate) mod wire;

pub(crate) use check::Ask;
pub use curl::Curl;
pub use endpoint::Endpoint;
pub(crate) use endpoint::{Answer, sealed};
pub(crate) use wire::Wire;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use press_apps_api::Operation;
use press_apps_model::ReleaseParameters;

use crate::client::Client;
use crate::error::{Cause, Error, ErrorKind, TimeoutKind};
use crate::list::Gate;
use crate::ops::RequestBody;
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::time::{BoxFuture, TimeLimit};
use crate::validate;

/// The time limits of a call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) attempt: TimeLimit,
    pub(crate) operation: TimeLimit,
}

impl Limits {
    /// These limits, or those of `lower` where they are unset.
    fn or(self, lower: Self) -> Self {
        Self {
            attempt: self.attempt.or(lower.attempt),
            operation: self.operation.or(lower.operation),
        }
    }

    /// What is left of the whole call when `spent` has passed; `None` without a limit.
    fn left(&self, spent: Duration) -> Option<Duration> {
        self.operation.duration().map(|limit| limit.saturating_sub(spent))
    }

    /// The limit of an attempt that begins when `spent` of the call has passed, and which of the two it is.
    fn of_attempt(&self, spent: Duration) -> Option<(Duration, TimeoutKind)> {
        match (self.attempt.duration(), self.left(spent)) {
            (Some(attempt), Some(left)) if left <= attempt => Some((left, TimeoutKind::Operation)),
            (Some(attempt), _) => Some((attempt, TimeoutKind::Attempt)),
            (None, Some(left)) => Some((left, TimeoutKind::Operation)),
            (None, None) => None,
        }
    }
}

/// Asks the service for the definitions of the parameter values that a request gives.
pub(crate) type Definitions<E> =
    for<'a> fn(&'a E, Ask<'a>) -> BoxFuture<'a, Result<ReleaseParameters, Error>>;

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
/// Awaited, it gives a [`Response`] around what the operation gives (the `Output` on the page of the operation's type, such as
/// [`Created`](crate::types::Created) on that of [`CreateSpec`](crate::operation::CreateSpec)), or an [`Error`].
///
/// | Methods | On |
/// |---|---|
/// | [`timeout`](Self::timeout), [`attempt_timeout`](Self::attempt_timeout), [`max_retries`](Self::max_retries), [`retry_policy`](Self::retry_policy): how long, how often | every request |
/// | [`build`](Self::build), [`to_curl`](Self::to_curl), [`validate`](Self::validate): look, and send nothing | every request |
/// | [`skip_validation`](Self::skip_validation), [`skip_rule`](Self::skip_rule): send although a rule refuses | every request |
/// | [`sort`](Self::sort), [`page`](Self::page), [`page_size`](Self::page_size), …: what to read, and how | lists |
/// | [`items`](Self::items), [`pages`](Self::pages), [`try_collect`](Self::try_collect), [`verify`](Self::verify): all of it | lists |
/// | [`check_parameters`](Self::check_parameters), [`check_parameters_with`](Self::check_parameters_with): judge the values | new deployments and revisions |
/// | filters and optional members | the operation that has them, under its own heading |
///
/// # Errors
///
/// [`ErrorKind`](crate::ErrorKind) lists them. [`Error::was_sent`](crate::Error::was_sent) says whether the request left this machine, and
/// [`Error::help`](crate::Error::help) what to do next.
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
    /// How the definitions of the values are asked for, if they are to be.
    pub(crate) definitions: Option<Definitions<E>>,
}

impl<E> Request<E> {
    pub(crate) fn new(client: &Client, endpoint: E) -> Self {
        let (client, options) = (client.clone(), Options::default());
        Self { client, endpoint, options, definitions: None }
    }

    /// A request with a body, which brings its own ways to be checked.
    pub(crate) fn with_body<T>(
        client: &Client,
        body: impl Into<RequestBody<T>>,
        endpoint: impl FnOnce(T) -> E,
    ) -> Self {
        let RequestBody { value, checks } = body.into();
        let mut request = Self::new(client, endpoint(value));
        request.options.validation = checks;
        request
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
        let request = self.made()?;
        check::offline::<E>(&request, &self.options.validation)?;
        Ok(wire::plain(&request))
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
        check::offline::<E>(&self.made()?, &self.options.validation)
    }

    /// The one request that every attempt sends a copy of, with every header.
    fn made(&self) -> Result<reqwest::Request, Error> {
        let client = &self.client.inner;
        let made = self.endpoint.build(&client.http, self.client.base_url());
        let mut request = made.map_err(|error| unbuilt(&error.without_url()).of(E::OPERATION))?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, client.authorization.clone());
        headers.insert(USER_AGENT, client.user_agent.clone());
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        Ok(request)
    }

    fn limits(&self) -> Limits {
        self.options.limits.or(self.client.inner.limits)
    }

    fn policy(&self) -> RetryPolicy {
        let policy = self.options.retry.unwrap_or(self.client.inner.retry);
        match self.options.retries {
            Some(retries) => policy.attempts(retries.saturating_add(1)),
            None => policy,
        }
    }
}

/// A request that cannot be built: its body is no JSON, or with this base URL it has no URL.
fn unbuilt(error: &reqwest::Error) -> Error {
    let below = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let unwritable = below.into_iter().any(|error| error.is::<serde_json::Error>());
    let (kind, detail) = if unwritable {
        (ErrorKind::Validation, "the body cannot be written as JSON")
    } else {
        (ErrorKind::Config, "the request cannot be built from this base URL")
    };
    Error::new(kind).detail(detail).cause(Cause::of(error))
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
            definitions: self.definitions,
        }
    }
}

impl<E: Endpoint> fmt::Debug for Request<E> {
    /// The operation alone: arguments may hold what must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &E::OPERATION.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use press_apps_api::operations;
    use serde::de::IgnoredAny;

    use super::*;
    use crate::hooks::{CallInfo, Hook};

    type Build = fn(&reqwest::Client, &str) -> reqwest::Result<reqwest::Request>;

    /// An operation whose request cannot be built.
    #[derive(Clone)]
    struct Unbuildable(Build);

    impl sealed::Sealed for Unbuildable {}

    impl Endpoint for Unbuildable {
        type Output = ();
        type Wire = IgnoredAny;

        const OPERATION: &'static Operation = &operations::CREATE_SPEC;

        fn build(&self, http: &reqwest::Client, base: &str) -> reqwest::Result<reqwest::Request> {
            (self.0)(http, base)
        }

        fn output(answer: Answer<IgnoredAny>) -> Option<()> {
            answer.optional().map(|_| ())
        }

        #[cfg(feature = "testing")]
        fn low_level<'a>(&'a self, _: &'a press_apps_api::Client) -> BoxFuture<'a, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    /// Counts the attempts and the calls that failed.
    #[derive(Default)]
    struct Count {
        attempts: AtomicUsize,
        errors: AtomicUsize,
    }

    impl Hook for Arc<Count> {
        fn on_attempt(&self, _: &CallInfo, _: u32) {
            self.attempts.fetch_add(1, Ordering::Relaxed);
        }

        fn on_error(&self, _: &CallInfo, _: &Error) {
            self.errors.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The error of the call, after no attempt; the dry run gives the same.
    async fn error_of(build: Build) -> Error {
        let count = Arc::new(Count::default());
        let client = Client::builder().token("any-token").base_url("http://localhost:1");
        let client = client.hook(Arc::clone(&count)).build().unwrap();
        let request = Request::new(&client, Unbuildable(build));
        let dry = request.build().unwrap_err();
        let error = request.await.unwrap_err();
        assert_eq!(dry.to_string(), error.to_string());
        assert_eq!(count.attempts.load(Ordering::Relaxed), 0);
        assert_eq!(count.errors.load(Ordering::Relaxed), 1);
        assert!(error.attempts().is_empty(), "{error:?}");
        assert_eq!(error.was_sent(), crate::Sent::No);
        assert_eq!(error.operation(), Some("create_spec"));
        error
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_written_is_a_validation_error_without_an_attempt() {
        let error = error_of(|http, base| {
            http.post(base).json(&BTreeMap::from([((1, 2), "no text for a key")])).build()
        });
        let error = error.await;
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert_eq!(
            format!("{error:#}"),
            "create_spec: nothing was sent: the body cannot be written as JSON: builder error: key must be a string"
        );
    }

    #[tokio::test]
    async fn a_request_without_a_url_is_a_config_error_without_an_attempt() {
        let error = error_of(|http, base| http.get(format!("{base}:no port")).build()).await;
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(
            error.to_string(),
            "create_spec: the client cannot be set up: the request cannot be built from this base URL"
        );
    }
}
