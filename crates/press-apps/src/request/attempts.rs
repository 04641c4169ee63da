//! The loop over the attempts of a call: what a failure means, whether another attempt follows, and after which wait.
//!
//! Which failures are sent again is the table in [`crate::retry`]. Below this loop an attempt only happens.

use std::time::{Duration, Instant};

use super::builder::Request;
use super::classify::{Failure, Success};
use super::endpoint::{Answer, Endpoint};
use super::history::History;
use super::raw_json::RawJson;
use super::{attempt, spans};
use crate::error::{Error, ListError};
use crate::hooks::CallInfo;
use crate::response::Response;
use crate::retry::{self, Turn};

/// Why a call ends although another attempt would have been allowed.
const LATE: &str = "the next wait would pass the time limit";

/// Sends copies of the request that was `made` until one succeeds or the call has to end.
pub(super) async fn run<E: Endpoint>(
    request: &Request<E>,
    made: &reqwest::Request,
    info: &CallInfo,
    started: Instant,
) -> Result<Response<(E::Output, Option<RawJson>)>, Error> {
    let client = &request.client.inner;
    let mut history = History::new(E::OPERATION);
    let mut turn = Turn::default();
    let spent = || client.clock.now().saturating_duration_since(started);
    loop {
        client.throttle.admit(&mut turn, request.limits().left(spent())).await;
        history.waited(client.clock.now());
        let number = history.next();
        for hook in &client.hooks {
            hook.on_attempt(info, number);
        }
        let (result, elapsed) = attempt::attempt(request, made, started, number).await;
        let mut failure = match result.or_else(|failure| forgive::<E>(failure, &history)) {
            Ok(Success { mut output, text, status, headers }) => {
                if status.is_success() {
                    client.budget.refund();
                }
                client.throttle.passed(&turn);
                history.succeeded(status, elapsed);
                return match request.endpoint.check(&mut output) {
                    None => {
                        let answer = (output, text);
                        Ok(Response::new(answer, status, headers, history.attempts, spent())
                            .of(E::OPERATION)
                            .hiding(&client.redactor))
                    }
                    Some(problem) => {
                        let operation = E::OPERATION.id;
                        Err(history.close(ListError { operation, problem }.into(), None))
                    }
                };
            }
            Err(failure) => failure,
        };
        if failure.error.status().is_some_and(|status| !status.is_success()) {
            let asked = request.policy().asked(&failure.headers, client.clock.date());
            failure.error.inner_mut().retry_after = asked;
        }
        history.failed(&failure, elapsed);
        let wait =
            match next_wait(request, number, &failure, request.limits().left(spent()), &mut turn) {
                Ok(wait) => wait,
                Err(gave_up) => return Err(history.close(failure.error.of(E::OPERATION), gave_up)),
            };
        history.waits(wait, client.clock.now());
        spans::retry(E::OPERATION, number, &failure.error, wait);
        if let Some(failed) = history.attempts.last() {
            for hook in &client.hooks {
                hook.on_retry(info, failed);
            }
        }
        if !retry::is_throttled(failure.class) {
            client.clock.sleep(wait).await;
        }
    }
}

/// The success that a refusal is, when an attempt before it may have done what was asked.
fn forgive<E: Endpoint>(
    failure: Failure,
    history: &History,
) -> Result<Success<E::Output>, Failure> {
    let Failure { error, .. } = &failure;
    let class = E::OPERATION.retry;
    match error.status() {
        Some(status)
            if retry::forgiven(class, history.uncertain, status.as_u16(), error.message()) =>
        {
            match E::output(Answer::Blank) {
                Some(output) => {
                    Ok(Success { output, text: None, status, headers: failure.headers })
                }
                None => Err(failure),
            }
        }
        _ => Err(failure),
    }
}

/// The wait before the next attempt, or why there is none. `Err(None)`: the failure is not one that is retried.
///
/// The throttle is told of it in any case: also a call that ends slows the others.
fn next_wait<E: Endpoint>(
    request: &Request<E>,
    number: u32,
    failure: &Failure,
    left: Option<Duration>,
    turn: &mut Turn,
) -> Result<Duration, Option<&'static str>> {
    let (client, policy) = (&request.client.inner, request.policy());
    let asked = failure.error.retry_after();
    let wait = policy.wait(number, asked, &*client.random);
    if retry::is_throttled(failure.class) {
        let asked = asked.filter(|asked| wait.is_some() && !asked.is_zero());
        client.throttle.refused(turn, asked, wait.unwrap_or_default());
    } else if failure.error.status().is_some_and(|status| !status.is_server_error()) {
        client.throttle.passed(turn);
    }
    if !retry::is_retried(E::OPERATION.retry, failure.class)
        || left == Some(Duration::ZERO)
        || number >= policy.most_attempts()
    {
        return Err(None);
    }
    let wait = wait.ok_or(Some("the service asks for a longer wait than is allowed"))?;
    if left.is_some_and(|left| wait >= left) {
        return Err(Some(LATE));
    }
    if !client.budget.take() {
        return Err(Some("the retry budget of this client is used up"));
    }
    Ok(wait)
}
