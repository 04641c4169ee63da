//! The service itself, without a socket: from a request to an answer. Clones share one state.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use press_apps_api::operations::UPDATE_SPEC_METADATA;

use crate::admin;
use crate::document::DOCUMENT;
use crate::faults::{Delivery, Exchange, Fault, FaultCount, InvalidFault, Outcome, is_read, spoil};
use crate::http::answer;
use crate::http::incoming::Received;
use crate::http::request::{self, Order};
use crate::http::router::{self, Route};
use crate::lifecycle::{Change, VirtualClock};
use crate::log::{NotKnown, SeenRequest};
use crate::memory::Memory;
use crate::operations::{self, Call};
use crate::reply::{Refusal, Reply};
use crate::settings::Settings;
use crate::store::{Identity, State};
use crate::token::bare_token;

const DOCUMENT_PATH: &str = "/openapi.json";
/// The same as a page to read. It is served at `/docs`, without a token.
const PAGE: &str = include_str!("generated/document.html");
const PAGE_PATH: &str = "/docs";

/// The Press service as a function: a request in, an answer out. No socket, no I/O.
///
/// Clones share one state. [`Emulator`](crate::Emulator) puts one behind a socket; a test can also call it directly:
///
/// ```
/// use press_apps_emulator::Service;
///
/// let service = Service::new();
/// let request = http::Request::get("/v1/apps/specs/")
///     .header("authorization", service.token())
///     .body(bytes::Bytes::new())?;
/// assert_eq!(service.call(request).status(), 200);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Service(Arc<Shared>);

struct Shared {
    token: String,
    tokens: Vec<(String, Identity)>,
    /// What it was made of, to begin anew.
    settings: Settings,
    memory: Mutex<Memory>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Service {
    pub(crate) fn assemble(settings: Settings) -> Self {
        let tokens = settings.tokens.clone();
        let token = tokens.first().map(|(token, _)| token.clone()).unwrap_or_default();
        let memory = Mutex::new(settings.memory());
        Self(Arc::new(Shared { token, tokens, settings, memory }))
    }

    /// The first token the service knows.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// The seed of its ids; `None` when they differ from run to run.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.0.settings.seed
    }

    /// The clock it goes by, to sleep on; `None` unless that is [`Clock::Virtual`](crate::Clock::Virtual).
    #[must_use]
    pub fn virtual_clock(&self) -> Option<VirtualClock> {
        self.memory().state.ticker.virtual_clock()
    }

    /// Answers a request as if there were no faults.
    pub fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        match self.handle(&head, &body.into(), false).outcome {
            Outcome::Respond(response) => response,
            // Without a fault there is always an answer.
            _ => Response::default(),
        }
    }

    /// Answers a request, faults included.
    pub fn exchange(&self, request: Request<Bytes>) -> Exchange {
        let (head, body) = request.into_parts();
        self.handle(&head, &body.into(), true)
    }

    /// Answers a request of which the body has been read.
    pub(crate) fn handle(&self, head: &Parts, received: &Received, faults: bool) -> Exchange {
        // Steering is no part of the API: no fault meets it, and the log does not show it.
        if admin::owns(head.uri.path()) {
            let answer = admin::answer(&self.0.settings, &mut self.memory(), head, &received.kept);
            let outcome = Outcome::Respond(answer);
            return Exchange { latency: Duration::ZERO, outcome };
        }
        let who = self.identify(&head.headers);
        let route = router::find(head.method.as_str(), head.uri.path());
        let operation = route.as_ref().ok().map(|route| route.operation);
        let mut memory = self.memory();
        let now = memory.state.ticker.elapsed();
        let who = who.and_then(|(token, who)| memory.limiter.admit(token, now).map(|()| who));
        let request_id = memory.state.ids.request();
        let lags = memory.before.is_some() && is_read(operation);
        let fault = if faults { memory.faults.fire(operation, lags) } else { None };
        let scope = stored_scope(&memory.state, &who, &route);
        drop(memory);

        // Nobody waits while a request is read and judged. Only what is stored could have changed meanwhile.
        let kept = if who.is_ok() { &received.kept[..] } else { &[] };
        let mut seen =
            SeenRequest::new(head, operation, &request_id).with_body(kept, received.length);
        let carried_out = fault.as_ref().is_none_or(Fault::commits);
        let read = |scope: Option<&str>| request::read(&who, &route, head, received, scope);
        let mut order = carried_out.then(|| read(scope.as_deref()));
        let mut memory = self.memory();
        let scope_now = stored_scope(&memory.state, &who, &route);
        if scope_now != scope && carried_out {
            order = Some(read(scope_now.as_deref()));
        }
        let stale = fault.as_ref().is_some_and(|fault| fault.stale);
        let real = order.map(|order| memory.answer(head, operation, order, stale, &request_id));
        let committed = real.as_ref().map(Response::status);
        let mut outcome = match &fault {
            None => Outcome::Respond(real.unwrap_or_default()),
            Some(fault) => match fault.delivery {
                Delivery::Dropped if committed.is_some() => Outcome::DropAfter,
                Delivery::Dropped => Outcome::DropBefore,
                Delivery::Stalled => Outcome::Stall,
                Delivery::Whole => Outcome::Respond(spoil(fault, real, &request_id)),
                Delivery::Truncated(bytes) => {
                    Outcome::Truncate(spoil(fault, real, &request_id), bytes)
                }
            },
        };
        if let Outcome::Respond(response) | Outcome::Truncate(response, _) = &mut outcome {
            if head.method == Method::HEAD {
                // The headers, the length included, are those of the answer to a GET.
                *response.body_mut() = Bytes::new();
            }
            seen = seen.answered(response.status(), response.body());
        }
        seen.committed_status = committed;
        seen.fault = fault.as_ref().map(Fault::label);
        memory.log.add(seen);
        drop(memory);
        Exchange { latency: fault.map_or(Duration::ZERO, |fault| fault.latency), outcome }
    }

    /// Refuses a request of which the body could not be read. No fault meets it.
    pub(crate) fn refuse(&self, head: &Parts, refusal: Refusal) -> Response<Bytes> {
        let route = router::find(head.method.as_str(), head.uri.path());
        let mut memory = self.memory();
        let request_id = memory.state.ids.request();
        let response = answer::render(Err(refusal), &request_id);
        let operation = route.ok().map(|route| route.operation);
        let mut seen = SeenRequest::new(head, operation, &request_id)
            .answered(response.status(), response.body());
        seen.committed_status = Some(response.status());
        if !admin::owns(head.uri.path()) {
            memory.log.add(seen);
        }
        response
    }

    /// Whether the body of a request is worth keeping: that of one that is refused whatever it says is not.
    pub(crate) fn wants_body(&self, head: &Parts) -> bool {
        admin::owns(head.uri.path()) || self.identify(&head.headers).is_ok()
    }

    /// Adds a rule that makes something go wrong, after those added before. [`call`](Self::call) knows no faults.
    ///
    /// # Errors
    ///
    /// The rule cannot be meant ([`Fault::check`]): it is on an operation that is not there, for example. It was not added.
    pub fn fault(&self, fault: Fault) -> Result<(), InvalidFault> {
        fault.check()?;
        self.memory().add_fault(fault);
        Ok(())
    }

    /// The rules in the order they are asked, each with what it has counted.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultCount> {
        self.memory().faults.counts()
    }

    /// The rules that have never fired: what a test meant to try and did not.
    ///
    /// ```
    /// use press_apps_emulator::{Fault, Service};
    ///
    /// let press = Service::new();
    /// press.fault(Fault::on("delete_spec").times(1).status(503))?;
    /// let unfired: Vec<String> =
    ///     press.unfired_faults().iter().map(ToString::to_string).collect();
    /// assert_eq!(unfired, ["delete_spec:503x1"]);
    /// # Ok::<(), press_apps_emulator::InvalidFault>(())
    /// ```
    #[must_use]
    pub fn unfired_faults(&self) -> Vec<Fault> {
        let rules = self.faults().into_iter();
        rules.filter(|rule| rule.fired == 0).map(|rule| rule.fault).collect()
    }

    /// Takes all such rules away.
    pub fn clear_faults(&self) {
        self.memory().clear_faults();
    }

    /// Moves the clock forward, whichever it is. When it returns, all that falls due has happened; it says what, in order.
    #[expect(clippy::must_use_candidate, reason = "time goes on all the same")]
    pub fn advance(&self, by: Duration) -> Vec<Change> {
        self.memory().state.advance(by)
    }

    /// Moves the clock forward until everything that can end has ended; says what happened by that, in order. What a script lets run
    /// for ever stays as it is.
    #[expect(clippy::must_use_candidate, reason = "time goes on all the same")]
    pub fn settle(&self) -> Vec<Change> {
        self.memory().state.advance_to_rest()
    }

    /// Puts everything back to how it was at the start: specs and deployments, scripts, faults, the requests seen, and the ids to come.
    /// The time of the service begins anew too; its [`virtual_clock`](Self::virtual_clock), on which others may sleep, goes on.
    pub fn reset(&self) {
        self.0.settings.renew(&mut self.memory());
    }

    /// The requests seen so far, oldest first, as far as they are still known: the last 10,000, or fewer where those take more than 64 MiB
    /// together, unless [`EmulatorBuilder::kept_requests`](crate::EmulatorBuilder::kept_requests) says otherwise.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        let seen = self.memory().log.all();
        copies(seen)
    }

    /// The requests after the first `count`, oldest first. With what [`served`](Self::served) said before, those that came since.
    ///
    /// ```
    /// use press_apps_emulator::Service;
    ///
    /// let service = Service::new();
    /// let before = service.served();
    /// service.call(http::Request::get("/docs").body(bytes::Bytes::new())?);
    /// assert_eq!(service.requests_since(before)?[0].path, "/docs");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Some of them are no longer known.
    pub fn requests_since(&self, count: u64) -> Result<Vec<SeenRequest>, NotKnown> {
        let seen = self.memory().log.since(count);
        seen.map(copies)
    }

    /// How many requests have been seen so far, those that got no answer included.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.memory().log.served()
    }

    pub(crate) fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.memory().state)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        // A panic elsewhere leaves the memory as it was between two requests.
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn identify(&self, headers: &HeaderMap) -> Result<(&str, &Identity), Refusal> {
        let Some(header) = headers.get(AUTHORIZATION) else {
            return Err(Refusal::unauthorized(
                "header `authorization`: expected a token, found none",
            ));
        };
        let bare = header.to_str().unwrap_or_default();
        let bearer = bare_token(bare);
        let known = self.0.tokens.iter().find(|(token, _)| token == bare || token == bearer);
        known
            .map(|(token, who)| (token.as_str(), who))
            .ok_or_else(|| Refusal::unauthorized("header `authorization`: the token is not known"))
    }
}

impl Memory {
    /// Answers a request that was read; a stale answer is of the state before the last change.
    fn answer(
        &mut self,
        head: &Parts,
        operation: Option<&str>,
        order: Result<Order<'_>, Refusal>,
        stale: bool,
        request_id: &str,
    ) -> Response<Bytes> {
        if let (true, Some(before)) = (stale && is_read(operation), &mut self.before) {
            return answer_to(before, head, order, request_id);
        }
        let changes = self.faults.may_lag() && !is_read(operation);
        let before = changes.then(|| self.state.frozen());
        let answer = answer_to(&mut self.state, head, order, request_id);
        if before.is_some() && answer.status().is_success() {
            self.before = before;
        }
        answer
    }
}

/// Requests taken out of the log, once nobody waits for it any more.
fn copies(seen: Vec<Arc<SeenRequest>>) -> Vec<SeenRequest> {
    seen.into_iter().map(Arc::unwrap_or_clone).collect()
}

/// The answer to a request that was read, or to what was found wrong with it.
fn answer_to(
    state: &mut State,
    head: &Parts,
    order: Result<Order<'_>, Refusal>,
    request_id: &str,
) -> Response<Bytes> {
    // What anybody may read needs no token.
    let shown = match head.uri.path() {
        DOCUMENT_PATH => Some(("application/json", DOCUMENT)),
        PAGE_PATH => Some(("text/html; charset=utf-8", PAGE)),
        _ => None,
    };
    let reads = matches!(head.method, Method::GET | Method::HEAD);
    if let Some((content_type, text)) = shown.filter(|_| reads) {
        let body = Bytes::from_static(text.as_bytes());
        let mut response = answer::answer(StatusCode::OK, Some(content_type), body);
        answer::stamp(&mut response, request_id);
        return response;
    }
    if head.method == Method::OPTIONS {
        return match request::methods(head, shown.is_some()) {
            Ok(allow) => answer::allow(&allow, request_id),
            Err(refusal) => answer::render(Err(refusal), request_id),
        };
    }
    answer::render(order.and_then(|order| carry_out(state, &order)), request_id)
}

/// Carries out what was asked for, as far as what is stored allows.
fn carry_out(state: &mut State, order: &Order<'_>) -> Result<Reply, Refusal> {
    let Order { who, route, query, body } = order;
    state.settle();
    let call = Call { who, params: &route.params, query, body };
    match operations::find(route.operation) {
        Some(handler) => handler(state, &call),
        None => Err(Refusal::not_found(format!("operation `{}` is not served", route.operation))),
    }
}

/// The scope of the spec that a request changes, if whoever makes it may know it.
fn stored_scope(
    state: &State,
    who: &Result<&Identity, Refusal>,
    route: &Result<Route, Refusal>,
) -> Option<String> {
    let (Ok(who), Ok(route)) = (who, route) else { return None };
    let changes = route.operation == UPDATE_SPEC_METADATA.id;
    let spec = changes.then(|| state.visible_spec(who, route.params.get("specId")).ok()).flatten();
    spec.filter(|spec| spec.tenant == who.tenant).map(|spec| spec.scope.to_string())
}
