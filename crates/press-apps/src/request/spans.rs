//! Spans of a call and of each attempt, with the names OpenTelemetry gives to HTTP clients.
//!
//! Never a header, a body, a query or an id in a path.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use http::StatusCode;
use press_apps_api::Operation;
use tracing::Span;
use tracing::field::Empty;

use super::classify::{Failure, Success};
use crate::client::Address;
use crate::error::Error;
use crate::redact::Redactor;
use crate::response::{Response, request_id};

/// The span of one logical call.
pub(super) fn call(operation: &'static Operation, server: &Address) -> Span {
    tracing::info_span!(
        target: "press_apps",
        "press.call",
        otel.kind = "client",
        press.operation = operation.id,
        http.request.method = operation.method,
        url.template = operation.path,
        server.address = server.host,
        server.port = server.port,
        http.response.status_code = Empty,
        press.attempts = Empty,
        press.request_id = Empty,
        press.duration_ms = Empty,
        "error.type" = Empty,
    )
}

/// The span of one attempt, inside that of the call.
pub(super) fn attempt(operation: &'static Operation, number: u32) -> Span {
    tracing::debug_span!(
        target: "press_apps",
        "press.attempt",
        press.operation = operation.id,
        http.request.method = operation.method,
        url.template = operation.path,
        press.attempt = number,
        http.request.resend_count = number - 1,
        http.response.status_code = Empty,
        press.request_id = Empty,
        press.duration_ms = Empty,
        "error.type" = Empty,
    )
}

/// The output of a future that is polled inside a span, and stays where it is.
pub(super) async fn inside<F: Future>(span: &Span, mut future: Pin<&mut F>) -> F::Output {
    poll_fn(|context| span.in_scope(|| future.as_mut().poll(context))).await
}

/// Writes into the span of a call how it ended.
pub(super) fn end_call<T>(
    span: &Span,
    result: &Result<Response<T>, Error>,
    redactor: &Redactor,
    elapsed: Duration,
) {
    if span.is_disabled() {
        return;
    }
    let attempts = match result {
        Ok(response) => response.attempts().len(),
        // What was asked before made its own attempts.
        Err(error) if error.inner().asked_for.is_some() => 0,
        Err(error) => error.attempts().len(),
    };
    span.record("press.attempts", attempts);
    let result = result.as_ref().map(|response| (response.status(), response.request_id()));
    end(span, result, redactor, elapsed);
}

/// Writes into the span of an attempt how it ended.
pub(super) fn end_attempt<T>(
    span: &Span,
    result: &Result<Success<T>, Failure>,
    redactor: &Redactor,
    elapsed: Duration,
) {
    if span.is_disabled() {
        return;
    }
    let result = result.as_ref().map_err(|failure| &failure.error);
    let result = result.map(|success| (success.status, request_id(&success.headers)));
    end(span, result, redactor, elapsed);
}

fn end(
    span: &Span,
    result: Result<(StatusCode, Option<&str>), &Error>,
    redactor: &Redactor,
    elapsed: Duration,
) {
    let (status, request_id) = match result {
        Ok((status, request_id)) => (Some(status), request_id),
        Err(error) => (error.status(), error.request_id()),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(id) = request_id {
        span.record("press.request_id", redactor.text(id.to_owned()));
    }
    if let Err(error) = result {
        span.record("error.type", error.kind().as_str());
    }
    span.record("press.duration_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
}

/// Says that another attempt follows.
pub(super) fn retry(operation: &'static Operation, number: u32, error: &Error, wait: Duration) {
    tracing::info!(
        target: "press_apps",
        {
            press.operation = operation.id,
            press.attempt = number,
            press.reason = error.kind().as_str(),
            http.response.status_code = error.status().map(|status| status.as_u16()),
            press.wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        },
        "attempt failed, another one follows"
    );
}
