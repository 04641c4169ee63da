//! One attempt, within its limit and what is left of the call's. It only happens: nothing here decides about another one.

use std::pin::pin;
use std::time::{Duration, Instant};

use super::builder::Request;
use super::classify::{Failure, Success, classify};
use super::endpoint::Endpoint;
use super::spans;
use super::wire::{self, Received};
use crate::error::{ErrorKind, TimeoutKind};
use crate::retry::FailureClass;
use crate::time::within;

/// Sends a copy of the request that was `made`, and tells how long it took.
pub(super) async fn attempt<E: Endpoint>(
    request: &Request<E>,
    made: &reqwest::Request,
    started: Instant,
    number: u32,
) -> (Result<Success<E::Output>, Failure>, Duration) {
    let clock = &request.client.inner.clock;
    let began = clock.now();
    let span = spans::attempt(E::OPERATION, number);
    let spent = began.saturating_duration_since(started);
    let made = pin!(within_limits(request, made, began, spent));
    let result = spans::inside(&span, made).await;
    let elapsed = clock.now().saturating_duration_since(began);
    spans::end_attempt(&span, &result, &request.client.inner.redactor, elapsed);
    (result, elapsed)
}

async fn within_limits<E: Endpoint>(
    request: &Request<E>,
    made: &reqwest::Request,
    began: Instant,
    spent: Duration,
) -> Result<Success<E::Output>, Failure> {
    let client = &*request.client.inner;
    let limits = request.limits();
    let limit = limits.of_attempt(spent);
    // It stays when the future that fills it is dropped.
    let mut received = Received::with_room_for(client.max_body);
    let ended = match limit {
        // There is no time to send anything, so nothing is.
        Some((Duration::ZERO, _)) => None,
        _ => {
            let http = client.http_of(E::OPERATION.retry);
            let silence = limits.read.duration();
            let exchange =
                wire::exchange(&client.wire, &*client.clock, http, silence, made, &mut received);
            within(&*client.clock, limit.map(|(limit, _)| limit), exchange).await
        }
    };
    let elapsed = client.clock.now().saturating_duration_since(began);
    let passed = match limit {
        // A whole answer that came too late is not decoded any more.
        Some((limit, kind)) if ended.is_none() || elapsed > limit => Some(kind),
        _ => received.silent.then_some(TimeoutKind::Read),
    };
    let unconnected = ended.is_none() && received.is_waiting();
    let mut result = classify(request, made.url(), received, passed);
    if let Err(failure) = &mut result
        && let ErrorKind::Timeout(kind) = failure.error.kind()
    {
        let inner = failure.error.inner_mut();
        // A limit of silence that is not ours belongs to a supplied HTTP client or transport.
        inner.limit = limits.of(kind).filter(|_| kind != TimeoutKind::Read || passed.is_some());
        if unconnected {
            inner.detail = Some(client.destination());
            // As after a limit of the connecting itself, another attempt does no harm.
            failure.class = FailureClass::Connect;
        }
    }
    result
}
