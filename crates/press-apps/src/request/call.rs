//! One logical call, seen from outside: what is checked before it, and what span and hooks are told of its end.
//!
//! The attempts and the waits between them are in [`super::attempts`]; nothing here sends.

use std::future::IntoFuture;
use std::pin::pin;
use std::time::{Duration, Instant};

use super::builder::Request;
use super::endpoint::Endpoint;
use super::raw_json::RawJson;
use super::{attempts, check, spans};
use crate::error::{Error, ListError};
use crate::hooks::{CallInfo, CallSummary, Hook};
use crate::response::Response;
use crate::time::BoxFuture;

impl<E: Endpoint> IntoFuture for Request<E> {
    type Output = Result<Response<E::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(call(&self).await?.map(|(output, _)| output)) })
    }
}

/// Makes the call: checks it, sends it as often as the rules allow, and tells span and hooks how it ended.
///
/// With the output comes the text of the answer, if it was to be kept.
pub(super) async fn call<E: Endpoint>(
    request: &Request<E>,
) -> Result<Response<(E::Output, Option<RawJson>)>, Error> {
    let client = &request.client.inner;
    let operation = E::OPERATION;
    let info = CallInfo { operation: operation.id, method: operation.method, path: operation.path };
    let span = spans::call(operation, &client.address);
    let started = client.clock.now();
    let carried_out = pin!(carry_out(request, &info, started));
    let result = spans::inside(&span, carried_out).await;
    let result = result.map_err(|error| request.client.hide(error));
    let elapsed = client.clock.now().saturating_duration_since(started);
    spans::end_call(&span, &result, &client.redactor, elapsed);
    for hook in &client.hooks {
        tell(&**hook, &info, &result, elapsed);
    }
    result
}

/// Builds the request, checks it, and sends it if nothing is wrong with it.
async fn carry_out<E: Endpoint>(
    request: &Request<E>,
    info: &CallInfo,
    started: Instant,
) -> Result<Response<(E::Output, Option<RawJson>)>, Error> {
    if let Some(problem) = request.endpoint.refuse() {
        return Err(ListError { operation: E::OPERATION.id, problem }.into());
    }
    let made = request.made()?;
    check::check(request, &made, started).await?;
    for hook in &request.client.inner.hooks {
        hook.on_request(info);
    }
    attempts::run(request, &made, info, started).await
}

fn tell<T>(
    hook: &dyn Hook,
    info: &CallInfo,
    result: &Result<Response<T>, Error>,
    elapsed: Duration,
) {
    match result {
        Ok(response) => {
            let attempts = u32::try_from(response.attempts().len()).unwrap_or(u32::MAX);
            let summary = CallSummary { status: response.status(), attempts, elapsed };
            hook.on_response(info, &summary);
        }
        Err(error) => hook.on_error(info, error),
    }
}
