//! What became of one attempt: the slot of the transport wins over what the generated code makes of it.
//!
//! Status first, body second. Pure: nothing here waits, sends or decides about another attempt.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use press_apps_api::types;

use super::decode;
use super::private::Endpoint;
use super::wire::{Received, TransportErrorKind};
use super::{Answer, Generated};
use crate::client::Client;
use crate::error::{Cause, Error, ErrorKind, Sent, TimeoutKind, body};
use crate::response::request_id;
use crate::retry::{FailureClass, retry_after};

/// A success.
pub(super) struct Success<T> {
    pub(super) output: T,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
}

/// A failure, not yet with the history of the call.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) failure: FailureClass,
    pub(super) headers: HeaderMap,
}

/// Judges an attempt. `generated` is `None` when the limit `passed` ended it.
pub(super) fn classify<E: Endpoint>(
    client: &Client,
    generated: Option<Generated<E::Wire>>,
    seen: Received,
    passed: Option<TimeoutKind>,
) -> Result<Success<E::Out>, Failure> {
    let Received { handed_over, head, body, cut, fault } = seen;
    let Some((status, headers)) = head else {
        return Err(without_answer(
            client,
            generated.and_then(Result::err),
            fault,
            handed_over,
            passed,
        ));
    };
    if !status.is_success() {
        let body = client.inner.token.redact_bytes(body);
        return Err(refused(client, status, headers, &body));
    }
    let whole = fault.is_none() && passed.is_none();
    let answer = match generated {
        _ if !whole => Answer::Unreadable,
        _ if is_blank(&body) => Answer::Blank,
        // The generated code does not look at the body of such an operation, and a page to sign in is no success.
        Some(Ok(_)) if !E::HAS_BODY && !is_json(&body) => Answer::Unreadable,
        // serde would fill the members of an object from a list, in their order; no answer of the document is a list.
        Some(Ok(_)) if E::HAS_BODY && body.trim_ascii_start().starts_with(b"[") => {
            Answer::Unreadable
        }
        Some(Ok(value)) => Answer::Value(value.into_inner()),
        _ => Answer::Unreadable,
    };
    if let Some(output) = E::output(answer) {
        return Ok(Success { output, status, headers });
    }
    let body = client.inner.token.redact_bytes(body);
    let (error, failure) = if let Some(kind) = passed {
        (Error::new(ErrorKind::Timeout(kind)), FailureClass::Timeout)
    } else if let Some(fault) = fault {
        match fault.kind {
            TransportErrorKind::ReadTimeout => (
                Error::new(ErrorKind::Timeout(TimeoutKind::Read)).cause(fault.cause),
                FailureClass::Timeout,
            ),
            _ => (Error::new(ErrorKind::Transport).cause(fault.cause), FailureClass::Broken),
        }
    } else {
        let why = decode::explain::<E::Wire>(&body, cut);
        let failure = if why.ended_too_soon {
            FailureClass::Broken
        } else {
            FailureClass::Status(status.as_u16())
        };
        (Error::new(ErrorKind::Decode).detail(why.detail), failure)
    };
    Err(Failure { error: with_answer(client, error, status, &headers, &body), failure, headers })
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

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
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
    let now = client.inner.clock.date();
    error.inner_mut().retry_after = retry_after(&headers, now);
    Failure {
        error: with_answer(client, error, status, &headers, body),
        failure: FailureClass::Status(status.as_u16()),
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
    generated: Option<progenitor_client::Error<types::ErrorBody>>,
    fault: Option<super::wire::TransportError>,
    handed_over: bool,
    passed: Option<TimeoutKind>,
) -> Failure {
    let server = client.inner.address.to_string();
    let (mut error, failure, sent) = match (fault, passed) {
        (Some(fault), _) => {
            let (error, failure, sent) = match fault.kind {
                TransportErrorKind::Build => (
                    Error::new(ErrorKind::Config).detail("the request cannot be built"),
                    FailureClass::Lasting,
                    Sent::No,
                ),
                TransportErrorKind::Connect => {
                    (Error::new(ErrorKind::Connect).detail(server), FailureClass::Connect, Sent::No)
                }
                TransportErrorKind::ConnectTimeout => (
                    Error::new(ErrorKind::Timeout(TimeoutKind::Connect)).detail(server),
                    FailureClass::Connect,
                    Sent::No,
                ),
                TransportErrorKind::ReadTimeout => (
                    Error::new(ErrorKind::Timeout(TimeoutKind::Read)),
                    FailureClass::Timeout,
                    Sent::Maybe,
                ),
                TransportErrorKind::Broken => {
                    (Error::new(ErrorKind::Transport), FailureClass::Broken, Sent::Maybe)
                }
            };
            (error.cause(fault.cause), failure, sent)
        }
        (None, Some(kind)) => {
            let sent = if handed_over { Sent::Maybe } else { Sent::No };
            (Error::new(ErrorKind::Timeout(kind)), FailureClass::Timeout, sent)
        }
        (None, None) => {
            let mut error = Error::new(ErrorKind::Config)
                .detail("the request cannot be built from this base URL");
            if let Some(progenitor_client::Error::CommunicationError(cause)) = generated {
                error = error.cause(Cause::of(&cause.without_url()));
            }
            (error, FailureClass::Lasting, Sent::No)
        }
    };
    error.inner_mut().sent = sent;
    Failure { error, failure, headers: HeaderMap::new() }
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
