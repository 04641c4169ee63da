//! Spans of a call and of each attempt, with the names OpenTelemetry gives to HTTP clients.
//!
//! Never a header, a body, a query or an id in a path.

use std::time::Duration;

use http::StatusCode;
use press_apps_api::Operation;
use tracing::Span;
use tracing::field::Empty;

use crate::client::Address;
use crate::error::Error;

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

/// What both spans learn at their end.
pub(super) struct End<'a> {
    pub(super) status: Option<StatusCode>,
    pub(super) request_id: Option<&'a str>,
    pub(super) elapsed: Duration,
    pub(super) error: Option<&'a Error>,
}

/// Writes the end into a span.
pub(super) fn end(span: &Span, end: &End<'_>) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = end.status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(id) = end.request_id {
        span.record("press.request_id", id);
    }
    if let Some(error) = end.error {
        span.record("error.type", error.kind().as_str());
    }
    span.record("press.duration_ms", u64::try_from(end.elapsed.as_millis()).unwrap_or(u64::MAX));
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
