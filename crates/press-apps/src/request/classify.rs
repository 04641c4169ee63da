//! What became of one attempt: a success with its output, or a failure with its class.
//!
//! Status first, body second. Pure: nothing here waits, sends or decides about another attempt.

use http::header::{CONTENT_ENCODING, LOCATION};
use http::{HeaderMap, StatusCode};
use url::Url;

use super::builder::Request;
use super::decode::{self, Unreadable};
use super::endpoint::Endpoint;
use super::raw_json::RawJson;
use super::wire::{Received, TransportError, TransportErrorKind};
use crate::client::Client;
use crate::error::{ConnectFailure, Error, ErrorKind, Sent, TimeoutKind, body};
use crate::response::request_id;
use crate::retry::FailureClass;

/// A success.
pub(super) struct Success<T> {
    pub(super) output: T,
    /// The text of the answer, if it was to be kept.
    pub(super) text: Option<RawJson>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
}

/// A failure, not yet with the history of the call.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) class: FailureClass,
    pub(super) headers: HeaderMap,
}

/// Classifies an attempt at this address by what was received; `passed` is the limit that ended it, if one did.
pub(super) fn classify<E: Endpoint>(
    request: &Request<E>,
    address: &Url,
    mut received: Received,
    passed: Option<TimeoutKind>,
) -> Result<Success<E::Output>, Failure> {
    let client = &request.client;
    let handed_over = received.head.is_some() || received.handed_over();
    let Received { head, body, cut, error, .. } = received;
    let Some((status, headers)) = head else {
        return Err(without_answer(client, error, handed_over, passed));
    };
    let body = body.whole();
    if !status.is_success() {
        return Err(refused(client, address, status, headers, &body));
    }
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
            let read = if cut {
                let most = client.inner.max_body;
                let detail = format!("it is larger than {most} bytes, the limit set by `max_body`");
                Err(Unreadable::lasting(detail))
            } else {
                let located = located(address, &headers);
                decode::read::<E>(&body, status, located.as_deref(), &client.inner.redactor)
            };
            let why = match read {
                Ok(output) => {
                    let text = request.options.keep_text.then(|| RawJson::of(body));
                    return Ok(Success { output, text, status, headers });
                }
                Err(why) => why,
            };
            let class = if why.ended_too_soon {
                FailureClass::Broken
            } else {
                FailureClass::Status(status.as_u16())
            };
            let detail = match coding(&headers, &body) {
                Some(coding) => format!("it is {coding}"),
                None => why.detail,
            };
            let mut error = Error::new(ErrorKind::Decode).detail(detail);
            if why.has_words {
                error.inner_mut().message = body::message(kept(&body));
            }
            (error, class)
        }
    };
    Err(Failure { error: with_answer(client, error, status, &headers, &body), class, headers })
}

/// As much of a body as an error keeps, and a little more, so that a message at its end is read whole.
fn kept(body: &[u8]) -> &[u8] {
    &body[..body.len().min(body::ERROR_BODY_CAP + 4096)]
}

/// The id in the address of what was made: one more segment than the request's own path.
fn located(address: &Url, headers: &HeaderMap) -> Option<String> {
    let target = headers.get(LOCATION)?.to_str().ok()?;
    let target = address.join(target).ok()?;
    let id = target.path().strip_prefix(address.path().trim_end_matches('/'))?.strip_prefix('/')?;
    let id = percent_encoding::percent_decode_str(id).decode_utf8().ok()?;
    // Whatever is no id in a request is none here, so nothing with a slash either.
    press_apps_model::SpecId::new(id.clone()).ok().map(|_| id.into_owned())
}

/// The compression of a body that is no text, which nobody asked for.
fn coding(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let named = headers.get(CONTENT_ENCODING).map(|name| String::from_utf8_lossy(name.as_bytes()));
    let named = named
        .map(|name| body::one_line(&name, 40))
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"));
    // Some name a character set there.
    let text = std::str::from_utf8(body).map_or_else(|error| error.error_len().is_none(), |_| true);
    let name = match named {
        Some(name) if !text => name,
        None if body.starts_with(&[0x1f, 0x8b]) => "gzip".to_owned(),
        _ => return None,
    };
    Some(format!("compressed ({name}), which was not asked for"))
}

/// An answer with a status that is no success.
fn refused(
    client: &Client,
    address: &Url,
    status: StatusCode,
    headers: HeaderMap,
    body: &[u8],
) -> Failure {
    let kind = ErrorKind::of_status(status);
    let mut error = Error::new(kind);
    error.inner_mut().message = body::message(kept(body));
    if kind == ErrorKind::Redirect
        && let Some(target) = headers.get(LOCATION).and_then(|target| target.to_str().ok())
    {
        error.inner_mut().advice = redirect_advice(address, target);
        error = error.detail(address_only(target));
    } else if let Some(coding) = coding(&headers, body) {
        error = error.detail(format!("body is {coding}"));
    }
    if status == StatusCode::NOT_MODIFIED {
        error.inner_mut().advice = Some(
            "Nothing was asked with a condition, so a cache between here and the service is at fault: tell it to leave this API alone.",
        );
    }
    Failure {
        error: with_answer(client, error, status, &headers, body),
        class: FailureClass::Status(status.as_u16()),
        headers,
    }
}

/// What to do about a redirect that only changes the end of the path, or the scheme.
fn redirect_advice(address: &Url, target: &str) -> Option<&'static str> {
    let target = address.join(target).ok()?;
    let bare = |url: &Url| url.path().trim_end_matches('/').to_owned();
    if target.path() != address.path() && bare(&target) == bare(address) {
        return Some(
            "Only the slash at the end of the path differs: a gateway between here and the service rewrites paths. Tell it to pass them on as they are; another base URL does not help.",
        );
    }
    let same_place = target.host() == address.host() && target.path() == address.path();
    (same_place && address.scheme() == "http" && target.scheme() == "https")
        .then_some("Give the base URL with https.")
}

/// Adds what an answer says about itself.
fn with_answer(
    client: &Client,
    mut error: Error,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Error {
    let inner = error.inner_mut();
    inner.status = Some(status);
    inner.sent = Sent::Yes;
    if let Some(proxy) = client.inner.proxy.as_ref().filter(|proxy| proxy.sees_requests) {
        inner.proxy = Some(proxy.to_string());
    }
    inner.request_id = request_id(headers).map(str::to_owned);
    if !body.is_empty() {
        let kept = &body[..body.len().min(body::ERROR_BODY_CAP)];
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
        Some(TransportErrorKind::Broken | TransportErrorKind::Malformed) => {
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
    } else if error.as_ref().is_some_and(|error| error.kind == TransportErrorKind::Malformed) {
        failed = failed.detail("what was answered is not HTTP/1.1");
        failed.inner_mut().advice = Some(
            "Something else than the service may be answering: check the scheme, the host and the port of the base URL, and the proxy variables.",
        );
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
mod tests;
