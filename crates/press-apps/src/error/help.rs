//! What to do next, for every kind of error.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use press_apps_api::RetryClass;
use press_apps_model::RequestPart;

use super::waiting::{self, Waited};
use super::{ConnectFailure, Error, ErrorKind, Inner, Sent, TimeoutKind, lookup};

impl Error {
    /// What to do next, in a sentence or two.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        help(&self.0)
    }
}

/// What to do next, by the first error of this crate in `error` and what it was caused by: for programs that wrap errors in their own.
///
/// `None` if there is none of this crate.
///
/// ```
/// fn run() -> Result<(), Box<dyn std::error::Error>> {
///     let client = press_apps::Client::builder().token("any-token").build()?;
///     client.spec("").map_err(std::io::Error::other)?;
///     Ok(())
/// }
///
/// let error = run().unwrap_err();
/// eprintln!("error: {error}");
/// if let Some(help) = press_apps::help(&*error) {
///     eprintln!("help: {help}");
/// }
/// # assert!(press_apps::help(&*error).is_some());
/// ```
#[must_use]
pub fn help_of(error: &(dyn StdError + 'static)) -> Option<Cow<'static, str>> {
    let chain = std::iter::successors(Some(error), |error| below(*error));
    chain.take(DEEPEST).find_map(own).map(Error::help)
}

/// How far down an error is searched; a chain that leads back to itself has no end.
const DEEPEST: usize = 100;

/// The error as one of this crate, also in a box or a shared pointer.
fn own<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    let boxed = || error.downcast_ref::<Box<Error>>().map(|error| &**error);
    let shared = || error.downcast_ref::<Arc<Error>>().map(|error| &**error);
    error.downcast_ref::<Error>().or_else(boxed).or_else(shared)
}

/// What an error wraps, or was caused by.
fn below<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    // These pass over what they hold, and name what that was caused by.
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return Some(inner);
    }
    if let Some(inner) = error.downcast_ref::<Arc<dyn StdError + Send + Sync>>() {
        return Some(&**inner);
    }
    error.source()
}

/// A next step. Every kind has one.
fn help(inner: &Inner) -> Cow<'static, str> {
    let next = next_step(inner);
    match (inner.uncertain, inner.operation, inner.class) {
        (true, Some(operation), Some(RetryClass::Create)) => {
            let done = match inner.kind {
                ErrorKind::Decode => {
                    "It may have been carried out; something else than the service may be answering, such as a gateway or a page to sign in."
                }
                _ => "It may have been carried out, so it was not sent again.",
            };
            let look_up = lookup::advice(operation);
            format!("{done} Before you repeat it, look with {look_up}.").into()
        }
        (true, ..) => {
            format!("It may have been carried out; to do it again does no harm. {next}").into()
        }
        _ if inner.sent == Sent::No && inner.kind.is_connection() => {
            match inner.failure.as_ref().is_some_and(ConnectFailure::is_lasting) {
                true => format!("{next} Nothing was sent.").into(),
                false => format!("{next} Nothing was sent, so it is safe to try again.").into(),
            }
        }
        _ => next,
    }
}

fn next_step(inner: &Inner) -> Cow<'static, str> {
    if let Some(failure) = &inner.failure {
        return failure.advice();
    }
    if inner.status == Some(http::StatusCode::PROXY_AUTHENTICATION_REQUIRED) {
        return ConnectFailure::ProxyWantsCredentials.advice();
    }
    if let Some(advice) = inner.advice {
        return advice.into();
    }
    match (inner.kind, &inner.waited) {
        (ErrorKind::Ended(ended), waited) => return waiting::help(ended, waited.as_ref()),
        (_, Some(Waited::StillMoving(still))) => return still.help().into(),
        _ => {}
    }
    by_kind(inner).into()
}

fn by_kind(inner: &Inner) -> &'static str {
    if let Some(problem) = &inner.list {
        return problem.help();
    }
    // An id is checked whatever the caller says, so the way round the check is no advice here.
    if let Some(problems) = &inner.problems
        && problems.iter().any(|problem| problem.part() == RequestPart::Path)
    {
        return "Correct the id: it is one part of the path of the request, so it is always checked; nothing was sent.";
    }
    match inner.kind {
        ErrorKind::Config => "Correct the settings named in the message; nothing was sent.",
        ErrorKind::File => {
            "Check the path, which starts from the working directory unless it is absolute, and that the file is UTF-8 text; nothing was sent."
        }
        ErrorKind::Validation => {
            "Correct the problems listed by `problems()`. If you are sure the service accepts the request, send it with `.skip_validation()`."
        }
        ErrorKind::Connect => {
            "Check the base URL or stage, the network, and the proxy variables HTTPS_PROXY and NO_PROXY."
        }
        ErrorKind::Timeout(TimeoutKind::Connect) => {
            "Check the network and the proxy variables HTTPS_PROXY and NO_PROXY, or allow more time with `connect_timeout`."
        }
        ErrorKind::Timeout(TimeoutKind::Read) => {
            "Try again later, or allow longer silence with `.read_timeout(..)`, on the request or on the client's builder; an HTTP client that you supplied has limits of its own."
        }
        ErrorKind::Timeout(TimeoutKind::Attempt) => {
            "Try again later, or allow each attempt more time with `.attempt_timeout(..)`."
        }
        ErrorKind::Timeout(TimeoutKind::Operation) => {
            "Try again later, or allow the whole call more time with `.timeout(..)`; `attempts()` tells where the time went."
        }
        ErrorKind::Transport => {
            "Try again; if it stays, something between here and the service cuts connections (a proxy, a firewall, a restart)."
        }
        ErrorKind::BadRequest | ErrorKind::Unprocessable => {
            "Read the server's words in `message()` and correct the request; `.to_curl()` shows what is sent."
        }
        ErrorKind::Unauthorized => {
            "Check the token (PEAK_AUTH_TOKEN or API_KEY, or `.token(..)`): it may be missing, expired, or of another stage."
        }
        ErrorKind::Forbidden => {
            "The token is valid but may not do this: ask for the permission, or check that the tenant and the scope of the spec are the right ones."
        }
        ErrorKind::NotFound => {
            "Check the id and the stage: the thing may be deleted, belong to another tenant, or never have existed here."
        }
        ErrorKind::Conflict => {
            "The state of the service does not allow it: a name may be taken, or the deployment may be moving. Describe it, then decide."
        }
        ErrorKind::PayloadTooLarge => {
            "Make the request smaller: shorten descriptions and notes, or split parameters; `.to_curl()` shows what is sent."
        }
        ErrorKind::TooManyRequests => {
            "Slow down: wait as long as `retry_after()` says, and run fewer calls at once."
        }
        ErrorKind::InternalServerError => {
            "The service failed. Try again later; if it stays, report it with the request id."
        }
        ErrorKind::BadGateway | ErrorKind::ServiceUnavailable | ErrorKind::GatewayTimeout => {
            "The service is not reachable behind its gateway at the moment. Try again later."
        }
        ErrorKind::Redirect => {
            "Give the final address as the base URL; a redirect to a sign-in page means that the token is not accepted."
        }
        ErrorKind::UnexpectedStatus => {
            "The API documents no such answer: something else may be answering (a proxy, a wrong base URL). `body()` holds what it said."
        }
        ErrorKind::Decode => {
            "Read what was answered in `body()`: something else than the service may be answering (a gateway, a page to sign in), so check the base URL and the token; or the API is newer than this crate."
        }
        ErrorKind::Item => {
            "Go on with the stream: the other items are read. `.lossy()` leaves such items out of `try_collect`. If it stays, the API may be newer than this crate."
        }
        ErrorKind::Ended(_) => "Describe the deployment, then decide.",
        ErrorKind::StillMoving => {
            "Go on waiting, with `.revision(n)` for the same revision, or allow more time with `.timeout(..)`."
        }
        ErrorKind::Blocking => {
            "Keep what is needed and use `.call()` when the first call is over, or on another thread; nothing was sent."
        }
        ErrorKind::List => {
            "Read the list again, or go on from the cursor of the stream; allow change while reading if that is acceptable."
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use press_apps_api::operations;

    use super::*;
    use crate::error::Error;

    // A kind without an arm in `help` does not compile; this looks at what the arms say.
    #[test]
    fn every_kind_has_a_next_step_that_is_a_sentence() {
        let statuses = (100..=599).filter_map(|code| http::StatusCode::from_u16(code).ok());
        let mut kinds: Vec<_> = statuses.map(ErrorKind::of_status).collect();
        kinds.extend([
            ErrorKind::Config,
            ErrorKind::File,
            ErrorKind::Validation,
            ErrorKind::Connect,
            ErrorKind::Transport,
            ErrorKind::Decode,
            ErrorKind::Item,
            ErrorKind::List,
            ErrorKind::Blocking,
            ErrorKind::Timeout(TimeoutKind::Connect),
            ErrorKind::Timeout(TimeoutKind::Read),
            ErrorKind::Timeout(TimeoutKind::Attempt),
            ErrorKind::Timeout(TimeoutKind::Operation),
        ]);
        for kind in kinds {
            let help = Error::new(kind).help().into_owned();
            assert!(help.len() > 20 && help.ends_with('.'), "{kind}: {help}");
        }
    }

    #[test]
    fn no_way_round_the_check_of_an_id_is_offered() {
        let error = Error::from(press_apps_model::SpecId::new("..").unwrap_err());
        assert!(error.help().starts_with("Correct the id"), "{}", error.help());
        assert!(!error.help().contains("skip"), "{}", error.help());
    }

    #[test]
    fn a_create_with_an_unknown_outcome_is_told_where_to_look() {
        let mut told = BTreeSet::new();
        for operation in operations::OPERATIONS {
            let mut error = Error::new(ErrorKind::Transport).of(operation);
            error.inner_mut().uncertain = true;
            let help = error.help();
            assert_eq!(help.contains("client."), operation.retry == RetryClass::Create, "{help}");
            if operation.retry == RetryClass::Replace {
                assert!(help.starts_with("It may have been carried out; to do it again"), "{help}");
            }
            if help.contains("client.") {
                told.insert(help.into_owned());
            }
        }
        assert_eq!(told.len(), 4);
    }

    /// An error of somebody's own around another.
    #[derive(Debug)]
    struct Around(Box<dyn StdError + Send + Sync>);

    impl std::fmt::Display for Around {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("around")
        }
    }

    impl StdError for Around {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&*self.0)
        }
    }

    #[test]
    fn advice_is_found_however_an_error_is_wrapped() {
        let ours = || Error::new(ErrorKind::NotFound);
        let shared: Arc<dyn StdError + Send + Sync> = Arc::new(ours());
        let wrapped: [Box<dyn StdError + Send + Sync>; 9] = [
            ours().into(),
            Box::new(ours()),
            Box::new(Box::new(ours())),
            Box::new(Arc::new(ours())),
            Box::new(shared),
            Box::new(Around(ours().into())),
            Box::new(Around(Box::new(Around(Box::new(Arc::new(ours())))))),
            Box::new(io::Error::other(ours())),
            Box::new(Around(Box::new(io::Error::other(Around(ours().into()))))),
        ];
        for error in wrapped {
            assert_eq!(help_of(&*error), Some(ours().help()), "{error:?}");
        }
    }

    #[test]
    fn the_first_error_of_this_crate_is_the_one_and_others_have_no_advice() {
        let own = Error::new(ErrorKind::Config).cause(crate::error::Cause::new("below"));
        let twice = Around(Box::new(io::Error::other(own)));
        assert_eq!(help_of(&twice), Some(Error::new(ErrorKind::Config).help()));
        assert_eq!(help_of(&Around(io::Error::other("no").into())), None);
        assert_eq!(help_of(&io::Error::from(io::ErrorKind::NotFound)), None);
    }
}
