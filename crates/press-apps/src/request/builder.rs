//! A request before it is sent: what every builder shares, written once for all operations.
//!
//! It describes: nothing here checks, sends or waits. The `reqwest::Request` it makes is the one value that rules judge and attempts send.

use std::fmt;

use http::HeaderValue;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, USER_AGENT};
use press_apps_api::Operation;
use press_apps_model::{InvalidId, ReleaseParameters};

use super::ask::Ask;
use super::endpoint::Endpoint;
use super::limits::Limits;
use super::url_length;
use crate::client::Client;
use crate::error::{Cause, Error, ErrorKind};
use crate::ops::{Origin, RequestBody};
use crate::retry::RetryPolicy;
use crate::time::{BoxFuture, TimeLimit};
use crate::validate;

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
    /// Whether the text of the answer is given besides what it is read into.
    pub(crate) keep_text: bool,
}

/// A request that is ready to be sent: await it, or `.call()` it where there is no async (feature `blocking`).
///
/// Required arguments were given to the method that made it; optional ones are set on it. Nothing is sent before it is awaited,
/// and a request that breaks the rules of the API is never sent.
///
/// Awaited, it gives a [`Response`](crate::Response) around what the operation gives (the `Output` on the page of the operation's type, such as
/// [`Created`](crate::types::Created) on that of [`CreateSpec`](crate::operation::CreateSpec)), or an [`Error`].
///
/// | Methods | On |
/// |---|---|
/// | [`timeout`](Self::timeout), [`attempt_timeout`](Self::attempt_timeout), [`read_timeout`](Self::read_timeout), [`max_retries`](Self::max_retries), [`retry_policy`](Self::retry_policy): how long, how often | every request |
/// | [`raw`](Self::raw): the answer's JSON as it came | every request |
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
/// # press_apps::emulator::example(async |client, _| {
/// use std::time::Duration;
///
/// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?
///     .describe()
///     .timeout(Duration::from_secs(10))
///     .await?;
/// println!("{} ({:?})", spec.id, spec.request_id());
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Request<E> {
    pub(crate) client: Client,
    pub(crate) endpoint: E,
    pub(crate) options: Options,
    /// How the definitions of the values are asked for, if they are to be.
    pub(crate) definitions: Option<Definitions<E>>,
    /// Why it is not sent: a name that an answer held cannot stand in a path.
    pub(crate) refused: Option<InvalidId>,
}

/// Every request: how long it may take, and how often it is tried.
impl<E> Request<E> {
    pub(crate) fn new(origin: &impl Origin, endpoint: E) -> Self {
        let (client, options) = (origin.client().clone(), Options::default());
        Self { client, endpoint, options, definitions: None, refused: origin.refused().cloned() }
    }

    /// A request with a body, which brings its own ways to be checked.
    pub(crate) fn with_body<T>(
        origin: &impl Origin,
        body: impl Into<RequestBody<T>>,
        endpoint: impl FnOnce(T) -> E,
    ) -> Self {
        let RequestBody { value, checks } = body.into();
        let mut request = Self::new(origin, endpoint(value));
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

    /// The limit of silence between two pieces of the answer, counted from its head on. `None` switches it off.
    ///
    /// Default: [`ClientBuilder::read_timeout`](crate::ClientBuilder::read_timeout).
    pub fn read_timeout(mut self, limit: impl Into<TimeLimit>) -> Self {
        self.options.limits.read = limit.into();
        self
    }

    /// At most this many attempts after the first; 0 switches retries off.
    ///
    /// It never widens what is retried: a create is still sent again only when it surely did not happen.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let page = client.specs().list().max_retries(0).await?;
    /// assert_eq!(page.attempts().len(), 1);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
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

/// Every request: its operation, and rules to leave out.
impl<E: Endpoint> Request<E> {
    /// The operation's row in the table made from the document.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        E::OPERATION
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

    /// The one request that every attempt sends a copy of, with every header.
    pub(super) fn made(&self) -> Result<reqwest::Request, Error> {
        if let Some(refused) = &self.refused {
            return Err(Error::from(refused.clone()).of(E::OPERATION));
        }
        let client = &self.client.inner;
        let made = self.endpoint.build(&client.http.shared, &client.address.base);
        let mut request = made.map_err(|error| unbuilt(&error.without_url()).of(E::OPERATION))?;
        if let Some(problem) = url_length::problem(E::OPERATION, request.url()) {
            return Err(Error::validation(problem.into()).of(E::OPERATION));
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, client.authorization.clone());
        headers.insert(USER_AGENT, client.user_agent.clone());
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        // Nothing here unpacks anything.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        Ok(request)
    }

    pub(super) fn limits(&self) -> Limits {
        self.options.limits.or(self.client.inner.limits)
    }

    pub(super) fn policy(&self) -> RetryPolicy {
        let policy = self.options.retry.unwrap_or(self.client.inner.retry);
        match self.options.retries {
            Some(retries) => policy.attempts(retries.saturating_add(1)),
            None => policy,
        }
    }
}

/// A request that cannot be built: its body is no JSON, or with this base URL it has no URL.
fn unbuilt(error: &reqwest::Error) -> Error {
    let below = std::error::Error::source(error);
    let (kind, detail) = if below.is_some_and(<dyn std::error::Error>::is::<serde_json::Error>) {
        (ErrorKind::Validation, "the body cannot be written as JSON")
    } else {
        (ErrorKind::Config, "the request cannot be built from this base URL")
    };
    Error::new(kind).detail(detail).cause(Cause::of(error))
}

impl<E: Clone> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            endpoint: self.endpoint.clone(),
            options: self.options.clone(),
            definitions: self.definitions,
            refused: self.refused.clone(),
        }
    }
}

impl<E: Endpoint> fmt::Debug for Request<E> {
    /// The operation alone: arguments may hold what must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &E::OPERATION.id).finish_non_exhaustive()
    }
}
