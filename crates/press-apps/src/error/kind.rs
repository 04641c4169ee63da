//! The kinds of error, and which status is which kind.

use std::fmt;

use http::StatusCode;

/// What went wrong.
///
/// New kinds may be added, so a `match` needs a last arm; [`Error::status`](super::Error::status) is there whatever the kind is.
///
/// ```
/// # press_apps::emulator::example(async |client, press| {
/// # press.fault(press_apps::emulator::Fault::on("list_specs").status(403))?;
/// use press_apps::{ErrorKind, TimeoutKind};
///
/// if let Err(error) = client.specs().list().await {
///     match error.kind() {
///         ErrorKind::Unauthorized | ErrorKind::Forbidden => {
///             println!("see the token")
///         }
///         ErrorKind::Timeout(TimeoutKind::Operation) => println!("took too long"),
///         kind => println!("{kind}: {error}"),
///     }
///     }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be set up: a wrong token, stage, base URL or TLS setting. Nothing was sent.
    Config,
    /// A file could not be read: it is not there, too large, or no text. Nothing was sent.
    File,
    /// The request breaks the rules of the API. Nothing was sent.
    Validation,
    /// No connection could be made, so the service did not get the request.
    Connect,
    /// No answer in time; which limit it was stands inside.
    Timeout(TimeoutKind),
    /// The connection broke before the whole answer was there.
    Transport,
    /// The service answered 400.
    BadRequest,
    /// The service answered 401: the token is missing or not valid.
    Unauthorized,
    /// The service answered 403: the token may not do this.
    Forbidden,
    /// The service answered 404.
    NotFound,
    /// The service answered 409.
    Conflict,
    /// The service answered 413.
    PayloadTooLarge,
    /// The service answered 422: it understood the request and refuses its content.
    Unprocessable,
    /// The service answered 429.
    TooManyRequests,
    /// The service answered 500.
    InternalServerError,
    /// A gateway answered 502.
    BadGateway,
    /// The service or a gateway answered 503.
    ServiceUnavailable,
    /// A gateway answered 504.
    GatewayTimeout,
    /// The answer points elsewhere (301, 302, 303, 307, 308 and other redirects); it was not followed.
    Redirect,
    /// Any other status, 304 among them.
    UnexpectedStatus,
    /// The status is that of a success, and the body is no answer of the operation: what was asked may have been done, or something else
    /// may be answering.
    Decode,
    /// An item of a list cannot be read. The stream that gave it goes on with the next one.
    Item,
    /// A list changed while it was read, or the service answered with another page than the one asked for.
    List,
    /// A wait came to an end that is not the one that was waited for; which one stands inside.
    Ended(Ended),
    /// The time of a wait was up before the deployment had settled; [`Error::still_moving`](super::Error::still_moving) says how it stood.
    StillMoving,
    /// A `.call()` could not be made where it was made: within another one. Nothing was sent. Only with the feature `blocking`.
    Blocking,
}

impl ErrorKind {
    /// The kind of an answer with a status that is no success.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            // 304 only says that a copy is fresh; 306 and what follows 308 mean nothing.
            300..=303 | 305 | 307 | 308 => Self::Redirect,
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Conflict,
            413 => Self::PayloadTooLarge,
            422 => Self::Unprocessable,
            429 => Self::TooManyRequests,
            500 => Self::InternalServerError,
            502 => Self::BadGateway,
            503 => Self::ServiceUnavailable,
            504 => Self::GatewayTimeout,
            _ => Self::UnexpectedStatus,
        }
    }

    /// Whether it is about making the connection.
    pub(crate) fn is_connection(self) -> bool {
        matches!(self, Self::Connect | Self::Timeout(TimeoutKind::Connect))
    }

    /// A short name for logs and metrics, such as `not_found`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::File => "file",
            Self::Validation => "validation",
            Self::Connect => "connect",
            Self::Timeout(TimeoutKind::Connect) => "connect_timeout",
            Self::Timeout(TimeoutKind::Read) => "read_timeout",
            Self::Timeout(TimeoutKind::Attempt) => "attempt_timeout",
            Self::Timeout(TimeoutKind::Operation) => "operation_timeout",
            Self::Transport => "transport",
            Self::BadRequest => "bad_request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::PayloadTooLarge => "payload_too_large",
            Self::Unprocessable => "unprocessable",
            Self::TooManyRequests => "too_many_requests",
            Self::InternalServerError => "internal_server_error",
            Self::BadGateway => "bad_gateway",
            Self::ServiceUnavailable => "service_unavailable",
            Self::GatewayTimeout => "gateway_timeout",
            Self::Redirect => "redirect",
            Self::UnexpectedStatus => "unexpected_status",
            Self::Decode => "decode",
            Self::Item => "item",
            Self::List => "list",
            Self::Ended(ended) => ended.as_str(),
            Self::StillMoving => "still_moving",
            Self::Blocking => "blocking",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which time limit passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// The limit for making a connection ([`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout)). Nothing was sent.
    Connect,
    /// The limit between two pieces of an answer ([`ClientBuilder::read_timeout`](crate::ClientBuilder::read_timeout)).
    Read,
    /// The limit of one attempt ([`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout)).
    Attempt,
    /// The limit of the whole call, its retries and waits included ([`ClientBuilder::timeout`](crate::ClientBuilder::timeout)).
    Operation,
}

impl TimeoutKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Read => "read",
            Self::Attempt => "attempt",
            Self::Operation => "operation",
        }
    }
}

/// How a deployment ended that is not as it was waited for. See [`Outcome`](crate::Outcome), whose names these are.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::{Ended, ErrorKind};
///
/// let deployment = client.deployment("27c3d9e5-4f69-4a08-9b32-9c5e7a0d3f66")?;
/// let error = deployment.wait().await?.into_result().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Ended(Ended::RolledBack));
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// It runs, and blocks are in warning.
    Warning,
    /// It failed and was not rolled back.
    Failed,
    /// A resource on the platform is missing or in error.
    PlatformResourceError,
    /// It failed and was rolled back.
    RolledBack,
    /// It failed, and so did rolling it back.
    RollbackFailed,
    /// A later revision took over.
    Superseded,
    /// The deployment was deleted.
    Deleted,
    /// Deleting the deployment failed.
    DeleteFailed,
}

impl Ended {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::PlatformResourceError => "platform_resource_error",
            Self::RolledBack => "rolled_back",
            Self::RollbackFailed => "rollback_failed",
            Self::Superseded => "superseded",
            Self::Deleted => "deleted",
            Self::DeleteFailed => "delete_failed",
        }
    }
}

/// Whether the request left this machine.
///
/// ```
/// # press_apps::emulator::example(async |client, press| {
/// use press_apps::Sent;
/// use press_apps::emulator::Fault;
///
/// press.fault(Fault::on("delete_spec").drop_after_commit())?;
/// let spec = client.spec("d4f6c1e8-7b25-4a9e-b3d0-6c8e1f2a4d33")?;
/// let error = spec.delete().max_retries(0).await.unwrap_err();
/// assert_eq!(error.was_sent(), Sent::Maybe);
/// assert!(error.was_sent() > Sent::No && error.may_have_been_carried_out());
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// Surely not.
    No,
    /// It may have; no answer came back, so it is not known.
    Maybe,
    /// It did: an answer came back.
    Yes,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        })
    }
}
