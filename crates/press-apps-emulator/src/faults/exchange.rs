//! What a caller gets once faults are taken into account.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response};
use serde_json::Value;

use super::rule::{Fault, write_at};
use crate::http::answer;

/// Name of the header that answers touched by a fault carry.
pub(crate) const FAULT: &str = "x-press-fault";

/// What becomes of a request once faults are taken into account.
///
/// ```
/// use press_apps_emulator::{Fault, Outcome, Service};
///
/// let service = Service::new();
/// service.fault(Fault::on("list_specs").drop_before())?;
/// let request = http::Request::get("/v1/apps/specs/")
///     .header("authorization", service.token())
///     .body(bytes::Bytes::new())?;
/// let exchange = service.exchange(request);
/// assert!(matches!(exchange.outcome, Outcome::DropBefore));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// How long the answer is held back. What the request asked for has happened already.
    pub latency: Duration,
    /// What the caller gets.
    pub outcome: Outcome,
}

/// What the caller of a request gets.
///
/// Made by [`Service::exchange`](crate::Service::exchange): whoever puts the service behind something of their own plays it back.
///
/// ```
/// use press_apps_emulator::Outcome;
///
/// fn told(outcome: &Outcome) -> String {
///     match outcome {
///         Outcome::Respond(answer) => format!("{}", answer.status()),
///         Outcome::Truncate(_, bytes) => format!("cut after {bytes} bytes"),
///         _ => "no answer".to_owned(),
///     }
/// }
/// assert_eq!(told(&Outcome::Stall), "no answer");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// This answer.
    Respond(Response<Bytes>),
    /// This answer, but the connection closes after so many bytes of its body.
    Truncate(Response<Bytes>, usize),
    /// The connection closes, and the request was not carried out.
    DropBefore,
    /// The connection closes, and the request was carried out.
    DropAfter,
    /// Nothing, ever.
    Stall,
}

/// The answer of a fault: its own, or the real one with its changes.
pub(crate) fn spoil(
    fault: &Fault,
    real: Option<Response<Bytes>>,
    request_id: &str,
) -> Response<Bytes> {
    let mut response = match (&fault.answer, real) {
        (Some(own), _) => answer::answer(own.status, own.content_type, own.body.clone()),
        (None, real) => real.unwrap_or_default(),
    };
    if !fault.changes.is_empty()
        && let Ok(mut json) = serde_json::from_slice::<Value>(response.body())
    {
        for (pointer, value) in &fault.changes {
            write_at(&mut json, pointer, value.clone());
        }
        *response.body_mut() = Bytes::from(json.to_string());
        let length = HeaderValue::from(response.body().len());
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    if let Some(kind) = &fault.content_type {
        response.headers_mut().remove(CONTENT_TYPE);
        if let (false, Ok(value)) = (kind.is_empty(), HeaderValue::from_str(kind)) {
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
    }
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            response.headers_mut().insert(name, value);
        }
    }
    if let Ok(name) = HeaderValue::from_str(&fault.label()) {
        response.headers_mut().insert(FAULT, name);
    }
    answer::stamp(&mut response, request_id);
    response
}
