//! The service itself, without a socket: from a request to an answer. Clones share one state.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Method, Request, Response, StatusCode};
use press_apps_api::operations::UPDATE_SPEC_METADATA;
use serde_json::Value;

use crate::admin;
use crate::builder::EmulatorBuilder;
use crate::faults::{
    Delivery, Exchange, Fault, FaultCount, Faults, InvalidFault, Outcome, is_read, spoil,
};
use crate::http::query::Query;
use crate::http::router::{self, Route};
use crate::http::{answer, body, validation};
use crate::lifecycle::{Change, Ticker, VirtualClock};
use crate::log::{Log, SeenRequest};
use crate::operations::{self, Call};
use crate::reply::{Refusal, Reply};
use crate::store::{Identity, State};

/// Largest body a request may have, in bytes.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// The OpenAPI document that the service follows, as JSON. It is served at `/openapi.json`, without a token.
pub const DOCUMENT: &str = include_str!("generated/document.json");
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
    settings: EmulatorBuilder,
    memory: Mutex<Memory>,
}

/// What the service keeps between requests.
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) faults: Faults,
    /// The state before the last change, while a fault may ask for it.
    pub(crate) before: Option<State>,
    pub(crate) log: Log,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Service {
    pub(crate) fn assemble(settings: EmulatorBuilder) -> Self {
        let tokens = settings.tokens.clone();
        let token = tokens.first().map(|(token, _)| token.clone()).unwrap_or_default();
        let memory = Mutex::new(settings.memory(Ticker::new(settings.clock)));
        Self(Arc::new(Shared { token, tokens, settings, memory }))
    }

    /// The first token the service knows.
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// The seed of its ids; `None` when they differ from run to run.
    pub fn seed(&self) -> Option<u64> {
        self.0.settings.seed
    }

    /// The clock it goes by, to sleep on; `None` unless that is [`Clock::Virtual`](crate::Clock::Virtual).
    pub fn virtual_clock(&self) -> Option<VirtualClock> {
        self.memory().state.ticker.virtual_clock()
    }

    /// Answers a request as if there were no faults.
    pub fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        match self.handle(request, false).outcome {
            Outcome::Respond(response) => response,
            // Without a fault there is always an answer.
            _ => Response::default(),
        }
    }

    /// Answers a request, faults included.
    pub fn exchange(&self, request: Request<Bytes>) -> Exchange {
        self.handle(request, true)
    }

    fn handle(&self, request: Request<Bytes>, faults: bool) -> Exchange {
        // Steering is no part of the API: no fault meets it, and the log does not show it.
        if admin::owns(request.uri().path()) {
            let outcome = Outcome::Respond(admin::answer(self, &request));
            return Exchange { latency: Duration::ZERO, outcome };
        }
        let mut memory = self.memory();
        let memory = &mut *memory;
        let request_id = memory.state.ids.request();
        let route = router::find(request.method().as_str(), request.uri().path());
        let operation = route.as_ref().ok().map(|route| route.operation);
        let mut before = memory.before.as_mut().filter(|_| is_read(operation));
        let fault = if faults { memory.faults.fire(operation, before.is_some()) } else { None };
        let real = match (&fault, &mut before) {
            (Some(fault), _) if !fault.commits() => None,
            (Some(fault), Some(before)) if fault.stale => {
                Some(self.answer(before, &request, &route, &request_id))
            }
            _ => {
                let changes = memory.faults.may_lag() && !is_read(operation);
                let before = changes.then(|| memory.state.frozen());
                let answer = self.answer(&mut memory.state, &request, &route, &request_id);
                if before.is_some() && answer.status().is_success() {
                    memory.before = before;
                }
                Some(answer)
            }
        };
        let committed = real.as_ref().map(Response::status);
        let outcome = match &fault {
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
        let status = match &outcome {
            Outcome::Respond(response) | Outcome::Truncate(response, _) => Some(response.status()),
            Outcome::DropBefore | Outcome::DropAfter | Outcome::Stall => None,
        };
        let (parts, body) = request.into_parts();
        memory.log.add(SeenRequest {
            operation,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers,
            body,
            status,
            committed_status: committed,
            fault: fault.as_ref().map(Fault::label),
        });
        Exchange { latency: fault.map_or(Duration::ZERO, |fault| fault.latency), outcome }
    }

    /// Adds a rule that makes something go wrong, after those added before. [`call`](Self::call) knows no faults.
    ///
    /// # Errors
    ///
    /// The rule cannot be meant ([`Fault::check`]): it is on an operation that is not there, for example. It was not added.
    pub fn fault(&self, fault: Fault) -> Result<(), InvalidFault> {
        fault.check()?;
        self.memory().faults.add(fault);
        Ok(())
    }

    /// The rules in the order they are asked, each with what it has counted.
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
    /// let unfired: Vec<String> = press.unfired_faults().iter().map(ToString::to_string).collect();
    /// assert_eq!(unfired, ["delete_spec:503x1"]);
    /// # Ok::<(), press_apps_emulator::InvalidFault>(())
    /// ```
    pub fn unfired_faults(&self) -> Vec<Fault> {
        let rules = self.faults().into_iter();
        rules.filter(|rule| rule.fired == 0).map(|rule| rule.fault).collect()
    }

    /// Takes all such rules away.
    pub fn clear_faults(&self) {
        let mut memory = self.memory();
        memory.faults.clear();
        memory.before = None;
    }

    /// Moves the clock forward, whichever it is. When it returns, all that falls due has happened; it says what, in order.
    pub fn advance(&self, by: Duration) -> Vec<Change> {
        self.memory().state.advance(by)
    }

    /// Moves the clock forward until everything that can end has ended; says what happened by that, in order. What a script lets run
    /// for ever stays as it is.
    pub fn settle(&self) -> Vec<Change> {
        self.memory().state.advance_to_rest()
    }

    /// Puts everything back to how it was at the start: specs and deployments, scripts, faults, the requests seen, and the ids to come.
    /// The time of the service begins anew too; its [`virtual_clock`](Self::virtual_clock), on which others may sleep, goes on.
    pub fn reset(&self) {
        let mut memory = self.memory();
        let ticker = memory.state.ticker.restarted();
        *memory = self.0.settings.memory(ticker);
    }

    /// The requests seen so far, oldest first; the last 10 000 at most.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.memory().log.all()
    }

    /// How many requests have been seen so far, those that got no answer included.
    pub fn served(&self) -> u64 {
        self.memory().log.served()
    }

    pub(crate) fn settings(&self) -> &EmulatorBuilder {
        &self.0.settings
    }

    pub(crate) fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.memory().state)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        // A panic elsewhere leaves the memory as it was between two requests.
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(
        &self,
        state: &mut State,
        request: &Request<Bytes>,
        route: &Result<Route, Refusal>,
        request_id: &str,
    ) -> Response<Bytes> {
        // The document is no secret, so it needs no token.
        let shown = match request.uri().path() {
            DOCUMENT_PATH => Some(("application/json", DOCUMENT)),
            PAGE_PATH => Some(("text/html; charset=utf-8", PAGE)),
            _ => None,
        };
        if let Some((content_type, text)) = shown.filter(|_| request.method() == Method::GET) {
            let body = Bytes::from_static(text.as_bytes());
            let mut response = answer::answer(StatusCode::OK, Some(content_type), body);
            answer::stamp(&mut response, request_id);
            return response;
        }
        answer::render(self.serve(state, request, route), request_id)
    }

    fn serve(
        &self,
        state: &mut State,
        request: &Request<Bytes>,
        route: &Result<Route, Refusal>,
    ) -> Result<Reply, Refusal> {
        let who = self.identify(request)?;
        let route = route.as_ref().map_err(Refusal::clone)?;
        let query = Query::parse(request.uri().query())?;
        validation::parameters(route.operation, &route.params, &query)?;
        let body = if route.takes_body {
            let mut body = body::read(request.headers(), request.body(), BODY_LIMIT)?;
            body::normalise(route.operation, &mut body);
            let scope = stored_scope(state, who, route);
            validation::body(route.operation, &body, scope.as_deref())?;
            body::open_texts(route.operation, &mut body);
            body
        } else {
            validation::no_body(route.operation, &body::parse(request.body())?)?;
            Value::Null
        };
        state.settle();
        let call = Call { who, params: &route.params, query: &query, body: &body };
        match operations::find(route.operation) {
            Some(handler) => handler(state, &call),
            None => {
                Err(Refusal::not_found(format!("operation `{}` is not served", route.operation)))
            }
        }
    }

    fn identify(&self, request: &Request<Bytes>) -> Result<&Identity, Refusal> {
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return Err(Refusal::unauthorized(
                "header `authorization`: expected a token, found none",
            ));
        };
        let bare = header.to_str().unwrap_or_default();
        let bearer = bare.strip_prefix("Bearer ").unwrap_or(bare);
        let known = self.0.tokens.iter().find(|(token, _)| token == bare || token == bearer);
        known
            .map(|(_, who)| who)
            .ok_or_else(|| Refusal::unauthorized("header `authorization`: the token is not known"))
    }
}

/// The scope of the spec that a request changes, if whoever makes it may know it.
fn stored_scope(state: &State, who: &Identity, route: &Route) -> Option<String> {
    let changes = route.operation == UPDATE_SPEC_METADATA.id;
    let spec = changes.then(|| state.visible_spec(who, route.params.get("specId")).ok()).flatten();
    spec.filter(|spec| spec.tenant == who.tenant).map(|spec| spec.scope.to_string())
}
