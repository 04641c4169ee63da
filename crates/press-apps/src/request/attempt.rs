//! One attempt, within its limit and what is left of the call's. It only happens: nothing here decides about another one.

use std::time::{Duration, Instant};

use tracing::Instrument as _;

use super::builder::Request;
use super::classify::{Failure, Success, classify};
use super::endpoint::Endpoint;
use super::spans;
use super::wire::{self, Received};
use crate::error::{ErrorKind, TimeoutKind};
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
    let result = within_limits(request, made, spent).instrument(span.clone()).await;
    let elapsed = clock.now().saturating_duration_since(began);
    spans::end_attempt(&span, &result, elapsed);
    (result, elapsed)
}

async fn within_limits<E: Endpoint>(
    request: &Request<E>,
    made: &reqwest::Request,
    spent: Duration,
) -> Result<Success<E::Output>, Failure> {
    let client = &request.client.inner;
    let limits = request.limits();
    let limit = limits.of_attempt(spent);
    // It stays when the future that fills it is dropped.
    let mut received = Received::default();
    let ended = match limit {
        // There is no time to send anything, so nothing is.
        Some((Duration::ZERO, _)) => None,
        _ => {
            let exchange = wire::exchange(&client.wire, &client.http, made, &mut received);
            within(&*client.clock, limit.map(|(limit, _)| limit), exchange).await
        }
    };
    let passed = limit.filter(|_| ended.is_none()).map(|(_, kind)| kind);
    let mut result = classify::<E>(&request.client, received, passed);
    if let Err(failure) = &mut result
        && let ErrorKind::Timeout(kind) = failure.error.kind()
    {
        let limit = match kind {
            TimeoutKind::Attempt => limits.attempt.duration(),
            TimeoutKind::Operation => limits.operation.duration(),
            TimeoutKind::Connect | TimeoutKind::Read => None,
        };
        if let Some(limit) = limit {
            failure.error.inner_mut().detail = Some(format!("{limit:?}"));
        }
    }
    result
}
