//! One logical call: the deadline, the attempts, the waits between them, and the error in the end.
//!
//! Everything that decides is here or asked from here. Below it, an attempt only happens; above it, builders only describe.

use std::time::{Duration, Instant};

use http::StatusCode;
use press_apps_api::RetryClass;
use tracing::Instrument as _;

use super::outcome::{Failure, Success, classify};
use super::private::Endpoint;
use super::{Answer, Limits, Request, attempt, check, spans};
use crate::client::Client;
use crate::error::{Attempt, Error, ErrorKind, Sent, TimeoutKind};
use crate::hooks::{CallInfo, CallSummary};
use crate::list::ListError;
use crate::response::{Response, request_id};
use crate::retry::{self, FailureClass, RetryPolicy};
use crate::time::within;

/// Makes the call: checks it, sends it as often as the rules allow, and tells span and hooks how it ended.
pub(super) async fn call<E: Endpoint>(request: &Request<E>) -> Result<Response<E::Out>, Error> {
    let client = &request.client.inner;
    let operation = E::OPERATION;
    let info = CallInfo { operation: operation.id, method: operation.method, path: operation.path };
    let span = spans::call(operation, &client.address);
    let started = client.clock.now();
    let result = async {
        if let Some(problem) = request.endpoint.refuse() {
            let operation = operation.id;
            return Err(Error::from(ListError { operation, problem }));
        }
        check::check(request, started).await?;
        for hook in &client.hooks {
            hook.on_request(&info);
        }
        run(request, &info, started).await
    }
    .instrument(span.clone())
    .await;

    let elapsed = client.clock.now().saturating_duration_since(started);
    let attempts = match &result {
        Ok(response) => response.attempts().len(),
        // What was asked before made its own attempts.
        Err(error) if error.inner().asked_for.is_some() => 0,
        Err(error) => error.attempts().len(),
    };
    span.record("press.attempts", attempts);
    match &result {
        Ok(response) => {
            let summary = CallSummary {
                status: response.status(),
                attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
                elapsed,
            };
            spans::end(
                &span,
                &spans::End {
                    status: Some(response.status()),
                    request_id: response.request_id(),
                    elapsed,
                    error: None,
                },
            );
            for hook in &client.hooks {
                hook.on_response(&info, &summary);
            }
        }
        Err(error) => {
            spans::end(
                &span,
                &spans::End {
                    status: error.status(),
                    request_id: error.request_id(),
                    elapsed,
                    error: Some(error),
                },
            );
            for hook in &client.hooks {
                hook.on_error(&info, error);
            }
        }
    }
    result
}

/// The loop over the attempts.
async fn run<E: Endpoint>(
    request: &Request<E>,
    info: &CallInfo,
    started: Instant,
) -> Result<Response<E::Out>, Error> {
    let client = &request.client.inner;
    let class = E::OPERATION.retry;
    let policy = policy(request);
    let limits = Limits {
        attempt: request.options.limits.attempt.or(client.limits.attempt),
        operation: request.options.limits.operation.or(client.limits.operation),
    };
    let mut history = History::default();
    loop {
        let number = history.next();
        for hook in &client.hooks {
            hook.on_attempt(info, number);
        }
        let began = client.clock.now();
        let span = spans::attempt(E::OPERATION, number);
        let result = once(request, &limits, started, began).instrument(span.clone()).await;
        let elapsed = client.clock.now().saturating_duration_since(began);
        let Failure { error, failure, headers } = match result {
            Ok(done) => {
                let Success { mut output, status, headers } = done;
                spans::end(
                    &span,
                    &spans::End {
                        status: Some(status),
                        request_id: request_id(&headers),
                        elapsed,
                        error: None,
                    },
                );
                client.budget.refund();
                history.succeeded(number, status, elapsed);
                if let Some(problem) = request.endpoint.check(&mut output) {
                    let operation = E::OPERATION.id;
                    let error = Error::from(ListError { operation, problem });
                    return Err(history.close(error, class, None));
                }
                let total = client.clock.now().saturating_duration_since(started);
                return Ok(Response::new(output, status, headers, history.attempts, total));
            }
            Err(failed) => failed,
        };
        spans::end(
            &span,
            &spans::End {
                status: error.status(),
                request_id: error.request_id(),
                elapsed,
                error: Some(&error),
            },
        );
        if let Some(status) = error.status()
            && retry::forgiven(class, history.uncertain, status.as_u16(), error.message())
            && let Some(output) = E::output(Answer::Blank)
        {
            history.succeeded(number, status, elapsed);
            let total = client.clock.now().saturating_duration_since(started);
            return Ok(Response::new(output, status, headers, history.attempts, total));
        }
        history.failed(number, &error, failure, elapsed);
        let left = limits.operation.duration().map(|limit| {
            limit.saturating_sub(client.clock.now().saturating_duration_since(started))
        });
        match next_wait(&request.client, class, &policy, number, &error, failure, left) {
            Ok(wait) => {
                history.waits(wait);
                spans::retry(E::OPERATION, number, &error, wait);
                if let Some(failed) = history.attempts.last() {
                    for hook in &client.hooks {
                        hook.on_retry(info, failed);
                    }
                }
                if !pause(request, wait, left, error.status()).await {
                    return Err(history.close(error, class, Some(LATE)).of(E::OPERATION));
                }
            }
            Err(gave_up) => {
                return Err(history.close(error, class, gave_up).of(E::OPERATION));
            }
        }
    }
}

/// One attempt within what is left of the time.
async fn once<E: Endpoint>(
    request: &Request<E>,
    limits: &Limits,
    started: Instant,
    began: Instant,
) -> Result<Success<E::Out>, Failure> {
    let client = &request.client;
    let left = limits
        .operation
        .duration()
        .map(|limit| limit.saturating_sub(began.saturating_duration_since(started)));
    let limit = match (limits.attempt.duration(), left) {
        (Some(attempt), Some(left)) if left <= attempt => Some((left, TimeoutKind::Operation)),
        (Some(attempt), _) => Some((attempt, TimeoutKind::Attempt)),
        (None, Some(left)) => Some((left, TimeoutKind::Operation)),
        (None, None) => None,
    };
    let (api, slot) = attempt::attempt(client);
    let generated = match limit {
        // There is no time to send anything, so nothing is.
        Some((Duration::ZERO, _)) => None,
        _ => {
            within(&*client.inner.clock, limit.map(|(limit, _)| limit), request.endpoint.send(&api))
                .await
        }
    };
    let passed = match (&generated, limit) {
        (None, Some((_, kind))) => Some(kind),
        _ => None,
    };
    let mut result = classify::<E>(client, generated, slot.take(), passed);
    if let Err(failed) = &mut result
        && let (ErrorKind::Timeout(kind @ (TimeoutKind::Attempt | TimeoutKind::Operation)), None) =
            (failed.error.kind(), &failed.error.inner().detail)
    {
        let limit = match kind {
            TimeoutKind::Operation => limits.operation.duration(),
            _ => limits.attempt.duration(),
        };
        failed.error.inner_mut().detail = limit.map(|limit| format!("{limit:?}"));
    }
    result
}

/// Waits before the next attempt; false when the time limit would pass meanwhile.
///
/// A page of a stream that was told to slow down waits at the throttle of the stream, together with the other pages.
async fn pause<E>(
    request: &Request<E>,
    wait: Duration,
    left: Option<Duration>,
    status: Option<StatusCode>,
) -> bool {
    let clock = &*request.client.inner.clock;
    match (&request.options.gate, status) {
        (Some(gate), Some(StatusCode::TOO_MANY_REQUESTS)) => {
            gate.limited(wait);
            within(clock, left, gate.admit()).await.is_some()
        }
        _ => {
            clock.sleep(wait).await;
            true
        }
    }
}

/// The wait before the next attempt, or why there is none. `Err(None)`: the failure is not one that is retried.
fn next_wait(
    client: &Client,
    class: RetryClass,
    policy: &RetryPolicy,
    number: u32,
    error: &Error,
    failure: FailureClass,
    left: Option<Duration>,
) -> Result<Duration, Option<&'static str>> {
    if !retry::is_retried(class, failure) || left == Some(Duration::ZERO) {
        return Err(None);
    }
    if number >= policy.most_attempts() {
        return Err(None);
    }
    let wait = policy
        .wait(number, error.retry_after(), &*client.inner.random)
        .ok_or(Some("the service asks for a longer wait than is allowed"))?;
    if left.is_some_and(|left| wait >= left) {
        return Err(Some(LATE));
    }
    if !client.inner.budget.take() {
        return Err(Some("the retry budget of this client is used up"));
    }
    Ok(wait)
}

fn policy<E>(request: &Request<E>) -> RetryPolicy {
    let policy = request.options.retry.unwrap_or(request.client.inner.retry);
    match request.options.retries {
        Some(retries) => policy.attempts(retries.saturating_add(1)),
        None => policy,
    }
}

/// Why a call ends although another attempt would have been allowed.
const LATE: &str = "the next wait would pass the time limit";

/// What is known so far.
struct History {
    attempts: Vec<Attempt>,
    sent: Sent,
    /// Whether an attempt may have been carried out although it failed.
    uncertain: bool,
}

impl Default for History {
    fn default() -> Self {
        Self { attempts: Vec::with_capacity(1), sent: Sent::No, uncertain: false }
    }
}

impl History {
    fn next(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX - 1) + 1
    }

    fn failed(&mut self, number: u32, error: &Error, failure: FailureClass, elapsed: Duration) {
        let sent = error.was_sent();
        self.sent = self.sent.max(sent);
        self.uncertain |= sent != Sent::No && retry::may_have_happened(failure);
        self.attempts.push(Attempt {
            number,
            reason: Some(error.kind()),
            status: error.status(),
            sent,
            elapsed,
            wait: None,
        });
    }

    fn succeeded(&mut self, number: u32, status: StatusCode, elapsed: Duration) {
        self.sent = Sent::Yes;
        self.attempts.push(Attempt {
            number,
            reason: None,
            status: Some(status),
            sent: Sent::Yes,
            elapsed,
            wait: None,
        });
    }

    /// The error of the call, made of that of its last attempt.
    fn close(self, mut error: Error, class: RetryClass, gave_up: Option<&'static str>) -> Error {
        let inner = error.inner_mut();
        inner.gave_up = gave_up;
        inner.sent = self.sent;
        inner.uncertain = self.uncertain && class != RetryClass::Read;
        inner.attempts = self.attempts;
        error
    }

    fn waits(&mut self, wait: Duration) {
        if let Some(last) = self.attempts.last_mut() {
            last.wait = Some(wait);
        }
    }
}
