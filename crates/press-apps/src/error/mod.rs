//! The one error of the crate: what happened, where, whether it was sent, and what to do next.
//!
//! Status first, body second: whatever a gateway does to the body, the status stays. The error holds no headers and no token, and
//! prints no bodies. It is made in the call loop (and, before anything is sent, by the builders); nothing here sends or decides.

mod attempt;
pub(crate) mod body;
mod cause;
mod connection;
mod display;
mod drift;
mod help;
mod item;
mod kind;
mod list;
mod lookup;
#[cfg(test)]
mod questions;
mod waiting;
mod without;

pub use attempt::Attempt;
pub(crate) use attempt::Attempts;
pub(crate) use cause::Cause;
#[cfg(feature = "rustls")]
pub(crate) use connection::NAMED_BY_VARIABLES;
pub(crate) use connection::{Authorities, ConnectFailure, NamedBy};
pub use drift::Drift;
pub use help::help_of;
pub use item::ItemError;
pub use kind::{Ended, ErrorKind, Sent, TimeoutKind};
pub(crate) use list::{ListError, ListProblem};
pub use waiting::StillMoving;
pub(crate) use waiting::{Goal, Waited};

use std::time::Duration;

use http::StatusCode;
use press_apps_api::{Operation, RetryClass};
use press_apps_model::{InvalidId, Problems, RequestPart};

use crate::wait::FailedBlocks;

/// Everything that can go wrong with a call, or before it.
///
/// `Display` is one line for a person; `{:#}` adds every cause and every problem; [`help`](Self::help) says what to do next.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// match client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.describe().await {
///     Ok(spec) => println!("{}", spec.id),
///     Err(error) if error.is_not_found() => println!("no such spec"),
///     Err(error) => {
///         eprintln!("{error:#}");
///         eprintln!("{}", error.help());
///         return Err(error.into());
///     }
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
pub struct Error(Box<Inner>);

/// What the error knows. Boxed, so that every `Result` of the crate stays small.
pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<&'static str>,
    pub(crate) class: Option<RetryClass>,
    /// Our own words: the host, the place in the body.
    pub(crate) detail: Option<String>,
    /// The limit that passed, of a timeout.
    pub(crate) limit: Option<Duration>,
    /// Why there was no connection, if that is known.
    pub(crate) failure: Option<ConnectFailure>,
    /// The proxy that saw the request, and may be what answered.
    pub(crate) proxy: Option<String>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) message: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) sent: Sent,
    /// Whether one of the attempts may have changed something.
    pub(crate) uncertain: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) problems: Option<Problems>,
    pub(crate) list: Option<ListProblem>,
    pub(crate) item: Option<ItemError>,
    /// What is known of a wait.
    pub(crate) waited: Option<Waited>,
    /// A next step that fits better than that of the kind.
    pub(crate) advice: Option<&'static str>,
    pub(crate) cause: Option<Cause>,
    /// Why no further attempt was made although the failure is one that is retried.
    pub(crate) gave_up: Option<&'static str>,
    /// The operation that was to be sent after this one, and was not.
    pub(crate) asked_for: Option<&'static str>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            class: None,
            detail: None,
            limit: None,
            failure: None,
            proxy: None,
            status: None,
            message: None,
            body: None,
            request_id: None,
            attempts: Vec::new(),
            sent: Sent::No,
            uncertain: false,
            retry_after: None,
            problems: None,
            list: None,
            item: None,
            waited: None,
            advice: None,
            cause: None,
            gave_up: None,
            asked_for: None,
        }))
    }

    /// The client cannot be set up; `reasons` name what is wrong and what to do.
    pub(crate) fn config(reasons: &[String]) -> Self {
        Self::new(ErrorKind::Config).detail(reasons.join("; "))
    }

    /// The request breaks rules and was not sent.
    pub(crate) fn validation(problems: Problems) -> Self {
        let mut error = Self::new(ErrorKind::Validation);
        error.0.problems = Some(problems);
        error
    }

    /// The same error, in this operation.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation.id);
        self.0.class = Some(operation.retry);
        self
    }

    /// The same error, of a call that was made to check a request of this operation.
    pub(crate) fn asked_for(mut self, operation: &'static Operation) -> Self {
        self.0.asked_for = Some(operation.id);
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    pub(crate) fn cause(mut self, cause: Cause) -> Self {
        self.0.cause = Some(cause);
        self
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn inner_mut(&mut self) -> &mut Inner {
        &mut self.0
    }

    /// What went wrong, as a kind to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the answer, whatever its body was; `None` when no answer came back.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The server's own words, on one line and capped: what a JSON body says under `detail`, `message`, `error` or `errors`, or the text or
    /// title of any other. `None` when there are none, and when an answer of the operation was expected and JSON came.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The body of the answer as text, capped at 64 KiB. It may hold what you sent, so think before you print it.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The id the service gave the request, to quote when asking for support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The id of the operation, such as `create_spec`; `None` when the error came before any.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Every attempt with its reason, status and the wait after it; empty when nothing was tried.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Whether the request left this machine in any of the attempts: the most that can be said of one of them.
    ///
    /// [`Sent::No`] means that every connection failed, or that nothing was tried: whatever it was, it can be done again. Otherwise
    /// [`may_have_been_carried_out`](Self::may_have_been_carried_out) says whether the service may have done it.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.sent
    }

    /// Whether the service may have made the change although the call failed.
    ///
    /// True after a write that timed out, lost its connection, got a 5xx or 408, or was answered with a success that is no answer of the
    /// operation: that may come from something else, such as a gateway or a page to sign in. Look before you do it again;
    /// [`help`](Self::help) names the call that finds it. Always false for reads.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, press| {
    /// # use press_apps::emulator::Fault;
    /// # press.fault(Fault::on("redeploy").status(502).html("<h1>Bad gateway</h1>"))?;
    /// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
    /// match deployment.redeploy().await {
    ///     Err(error) if error.may_have_been_carried_out() => {
    ///         println!("look first: {}", error.help());
    ///     }
    ///     other => println!("{:?}", other?.revision),
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn may_have_been_carried_out(&self) -> bool {
        self.0.uncertain
    }

    /// How long the service asked to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Every finding of a request that was not sent because it breaks the rules of the API.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// use press_apps::types::UpdateSpecRequest;
    ///
    /// let spec = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// let error = spec.update(UpdateSpecRequest::new()).await.unwrap_err();
    /// for problem in error.problems().into_iter().flatten() {
    ///     println!("{problem}"); // … [something-to-change]
    /// }
    /// # assert_eq!(error.problems().unwrap().len(), 1);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn problems(&self) -> Option<&Problems> {
        self.0.problems.as_ref()
    }

    /// The item of a list that cannot be read; the stream that gave this error goes on after it.
    #[must_use]
    pub fn item(&self) -> Option<&ItemError> {
        self.0.item.as_ref()
    }

    /// The sign of change that ended a list that was read with [`strict`](crate::Request::strict), or because of which something that was
    /// not found may be there after all.
    #[must_use]
    pub fn drift(&self) -> Option<&Drift> {
        match &self.0.list {
            Some(ListProblem::Drift(drift) | ListProblem::NotSure { drift, .. }) => Some(drift),
            _ => None,
        }
    }

    /// The blocks that are the reason why a wait ended badly.
    #[must_use]
    pub fn failed_blocks(&self) -> Option<&FailedBlocks> {
        match &self.0.waited {
            Some(Waited::Blocks(blocks)) => Some(blocks),
            _ => None,
        }
    }

    /// How it stood when the time of a wait was up.
    #[must_use]
    pub fn still_moving(&self) -> Option<&StillMoving> {
        match &self.0.waited {
            Some(Waited::StillMoving(still)) => Some(still),
            _ => None,
        }
    }

    /// The client could not be set up.
    #[must_use]
    pub fn is_config(&self) -> bool {
        self.0.kind == ErrorKind::Config
    }

    /// A file could not be read.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.0.kind == ErrorKind::File
    }

    /// The request breaks the rules of the API and was not sent.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.0.kind == ErrorKind::Validation
    }

    /// No connection could be made in the last attempt, in time or at all; [`was_sent`](Self::was_sent) speaks of all attempts.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind.is_connection()
    }

    /// A time limit passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout(_))
    }

    /// The service answered 401 or 403: it does not accept the token, or not for this.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unauthorized | ErrorKind::Forbidden)
    }

    /// The service answered 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// The service answered 409.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.0.kind == ErrorKind::Conflict
    }

    /// The service answered 422.
    #[must_use]
    pub fn is_unprocessable(&self) -> bool {
        self.0.kind == ErrorKind::Unprocessable
    }

    /// The service answered 429.
    #[must_use]
    pub fn is_too_many_requests(&self) -> bool {
        self.0.kind == ErrorKind::TooManyRequests
    }

    /// The service or a gateway answered with any 5xx.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status.is_server_error())
    }

    /// A wait came to an end that is not the one that was waited for; the kind says which one.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Ended(_))
    }

    /// The time of a wait was up before the deployment had settled.
    #[must_use]
    pub fn is_still_moving(&self) -> bool {
        self.0.kind == ErrorKind::StillMoving
    }

    /// The status is that of a success, and the body is no answer of the operation: the service may have done what was asked, or something
    /// else may be answering.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as _)
    }
}

impl From<ItemError> for Error {
    /// An item that came with a success.
    fn from(item: ItemError) -> Self {
        let mut error = Self::new(ErrorKind::Item).detail(item.to_string());
        error.0.class = Some(RetryClass::Read);
        error.0.sent = Sent::Yes;
        error.0.item = Some(item);
        error
    }
}

impl From<ListError> for Error {
    fn from(failed: ListError) -> Self {
        let mut error = Self::new(ErrorKind::List).detail(failed.problem.to_string());
        error.0.operation = Some(failed.operation);
        error.0.class = Some(RetryClass::Read);
        if !failed.problem.is_early() {
            error.0.sent = Sent::Yes;
        }
        error.0.list = Some(failed.problem);
        error
    }
}

impl From<InvalidId> for Error {
    /// An id that would change the path: a problem like any other, found before anything is sent.
    fn from(invalid: InvalidId) -> Self {
        let pointer = format!("/{}", invalid.parameter());
        let problem = invalid.into_problem().at(pointer).within(RequestPart::Path);
        Self::validation(problem.into())
    }
}

impl From<Problems> for Error {
    /// Problems found before anything was sent, such as those of a file.
    fn from(problems: Problems) -> Self {
        Self::validation(problems)
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_as_small_as_a_pointer() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        fn sendable<T: Send + Sync + 'static>() {}
        sendable::<Error>();
    }

    #[test]
    fn a_wrong_id_is_a_validation_error_about_the_path() {
        let error = Error::from(press_apps_model::SpecId::new("..").unwrap_err());
        assert!(error.is_validation());
        assert_eq!(error.was_sent(), Sent::No);
        assert_eq!(error.problems().unwrap().first().unwrap().part(), RequestPart::Path);
    }
}
