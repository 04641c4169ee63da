//! What became of one attempt: a success with its output, or a failure with its class.
//!
//! Status first, body second. Pure: nothing here waits, sends or decides about another attempt.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use press_apps_api::schema::Schema;

use super::decode;
use super::endpoint::{Answer, Endpoint};
use super::wire::{Received, TransportError, TransportErrorKind};
use crate::client::Client;
use crate::error::{ConnectFailure, Error, ErrorKind, Sent, TimeoutKind, body};
use crate::response::request_id;
use crate::retry::FailureClass;

/// A success.
pub(super) struct Success<T> {
    pub(super) output: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
}

/// A failure, not yet with the history of the call.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) class: FailureClass,
    pub(super) headers: HeaderMap,
}

/// Classifies an attempt by what was received; `passed` is the limit that ended it, if one did.
pub(super) fn classify<E: Endpoint>(
    client: &Client,
    received: Received,
    passed: Option<TimeoutKind>,
) -> Result<Success<E::Output>, Failure> {
    let Received { handed_over, head, body, cut, error, .. } = received;
    let Some((status, headers)) = head else {
        return Err(without_answer(client, error, handed_over, passed));
    };
    if !status.is_success() {
        let body = client.inner.token.redact_bytes(body);
        return Err(refused(client, status, headers, &body));
    }
    let whole = error.is_none() && passed.is_none();
    if let Some(output) = E::output(if whole { answer::<E>(&body) } else { Answer::Unreadable }) {
        return Ok(Success { output, status, headers });
    }
    let body = client.inner.token.redact_bytes(body);
    let (error, class) = match (passed, error) {
        (Some(kind), _) => (Error::new(ErrorKind::Timeout(kind)), FailureClass::Timeout),
        (None, Some(error)) => {
            let (kind, class) = match error.kind {
                TransportErrorKind::ReadTimeout => {
                    (ErrorKind::Timeout(TimeoutKind::Read), FailureClass::Timeout)
                }
                _ => (ErrorKind::Transport, FailureClass::Broken),
            };
            (Error::new(kind).cause(error.cause), class)
        }
        (None, None) => {
            let schema = E::OPERATION.response.and_then(Schema::named);
            let why = decode::explain::<E::Wire>(&body, cut, schema);
            let class = if why.ended_too_soon {
                FailureClass::Broken
            } else {
                FailureClass::Status(status.as_u16())
            };
            (Error::new(ErrorKind::Decode).detail(why.detail), class)
        }
    };
    Err(Failure { error: with_answer(client, error, status, &headers, &body), class, headers })
}

/// The whole body of a success, read.
fn answer<E: Endpoint>(body: &[u8]) -> Answer<E::Wire> {
    if is_blank(body) {
        return Answer::Blank;
    }
    // serde would fill the members of an object from a list, in their order; no answer of the document is a list.
    if E::OPERATION.response.is_some() && body.trim_ascii_start().starts_with(b"[") {
        return Answer::Unreadable;
    }
    // An operation without content reads any JSON and keeps none of it; a page to sign in is no success.
    serde_json::from_slice(body).map_or(Answer::Unreadable, Answer::Value)
}

/// Whether a body is nothing at all, or an object with nothing in it.
fn is_blank(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    text.is_empty()
        || text == b"null"
        || text
            .strip_prefix(b"{")
            .and_then(|rest| rest.strip_suffix(b"}"))
            .is_some_and(|inside| inside.trim_ascii().is_empty())
}

/// An answer with a status that is no success.
fn refused(client: &Client, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Failure {
    let kind = ErrorKind::of_status(status);
    let mut error = Error::new(kind);
    if kind == ErrorKind::Redirect
        && let Some(target) = headers.get(LOCATION).and_then(|target| target.to_str().ok())
    {
        error = error.detail(address_only(&client.inner.token.redact(target.to_owned())));
    }
    Failure {
        error: with_answer(client, error, status, &headers, body),
        class: FailureClass::Status(status.as_u16()),
        headers,
    }
}

/// Adds what an answer says about itself. The token is no longer in its body.
fn with_answer(
    client: &Client,
    mut error: Error,
    status: StatusCode,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Error {
    let token = &client.inner.token;
    let inner = error.inner_mut();
    inner.status = Some(status);
    inner.sent = Sent::Yes;
    if let Some(proxy) = client.inner.proxy.as_ref().filter(|proxy| proxy.sees_requests) {
        inner.proxy = Some(proxy.to_string());
    }
    inner.request_id = request_id(headers).map(|id| token.redact(id.to_owned()));
    if !status.is_success() {
        inner.message = body::message(bytes);
    }
    let kept = &bytes[..bytes.len().min(body::ERROR_BODY_CAP)];
    if !kept.is_empty() {
        inner.body = Some(String::from_utf8_lossy(kept).into_owned());
    }
    error
}

/// The target of a redirect without query and user name, which may hold secrets.
fn address_only(target: &str) -> String {
    let target = target.split(['?', '#']).next().unwrap_or_default();
    let target = match (target.split_once("://"), target.split_once('@')) {
        (Some((scheme, rest)), Some(_)) => match rest.split_once('@') {
            Some((_, host)) => format!("{scheme}://{host}"),
            None => target.to_owned(),
        },
        _ => target.to_owned(),
    };
    body::one_line(&target, 200)
}

/// Nothing came back.
fn without_answer(
    client: &Client,
    error: Option<TransportError>,
    handed_over: bool,
    passed: Option<TimeoutKind>,
) -> Failure {
    let timeout = ErrorKind::Timeout;
    let (kind, class, sent) = match error.as_ref().map(|error| error.kind) {
        Some(TransportErrorKind::Build) => (ErrorKind::Config, FailureClass::Lasting, Sent::No),
        Some(TransportErrorKind::Connect) => {
            let lasting = error.as_ref().and_then(|error| error.failure.as_ref());
            let class = match lasting.is_some_and(ConnectFailure::is_lasting) {
                true => FailureClass::Lasting,
                false => FailureClass::Connect,
            };
            (ErrorKind::Connect, class, Sent::No)
        }
        Some(TransportErrorKind::Unaccepted) => {
            (ErrorKind::Connect, FailureClass::Lasting, Sent::Maybe)
        }
        Some(TransportErrorKind::ConnectTimeout) => {
            (timeout(TimeoutKind::Connect), FailureClass::Connect, Sent::No)
        }
        Some(TransportErrorKind::ReadTimeout) => {
            (timeout(TimeoutKind::Read), FailureClass::Timeout, Sent::Maybe)
        }
        Some(TransportErrorKind::Broken) => {
            (ErrorKind::Transport, FailureClass::Broken, Sent::Maybe)
        }
        None => {
            let sent = if handed_over { Sent::Maybe } else { Sent::No };
            (timeout(passed.unwrap_or(TimeoutKind::Attempt)), FailureClass::Timeout, sent)
        }
    };
    let mut failed = Error::new(kind);
    if kind == ErrorKind::Config {
        failed = failed.detail("the request cannot be sent");
    } else if kind.is_connection() {
        failed = failed.detail(client.inner.destination());
    }
    if let Some(error) = error {
        let dead_proxy = kind == ErrorKind::Connect
            && error.failure.is_none()
            && client.inner.proxy.as_ref().is_some_and(|proxy| proxy.sees_requests);
        failed.inner_mut().failure =
            error.failure.or(dead_proxy.then_some(ConnectFailure::ProxyUnreachable));
        failed = failed.cause(error.cause);
    }
    failed.inner_mut().sent = sent;
    Failure { error: failed, class, headers: HeaderMap::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_an_empty_object_are_blank() {
        for body in ["", " \n", "{}", " { \t} ", "null"] {
            assert!(is_blank(body.as_bytes()), "{body:?}");
        }
        for body in ["{\"a\":1}", "[]", "{", "}"] {
            assert!(!is_blank(body.as_bytes()), "{body:?}");
        }
    }

    #[test]
    fn a_target_is_shown_without_what_may_be_secret() {
        assert_eq!(
            address_only("https://login.example/a?state=s3cr3t#x"),
            "https://login.example/a"
        );
        assert_eq!(address_only("https://u:s3cr3t@login.example/a"), "https://login.example/a");
        assert_eq!(address_only("/v1/elsewhere"), "/v1/elsewhere");
    }
}
