//! A service that a defect stands in front of, and the judge behind both: what every check speaks to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use press_apps_emulator::{Clock, Emulator, Service};
use press_apps_tests::{WireRequest, WireResponse, contract};
use serde_json::Value;

/// What a defect does with a request: passes it on, or not, and answers.
pub(crate) type Spoil = fn(&Front<'_>, &WireRequest) -> WireResponse;

/// What a defect sees.
pub(crate) struct Front<'a> {
    service: &'a Service,
    /// Answers it has kept, by method and path.
    pub(crate) kept: RefCell<BTreeMap<String, WireResponse>>,
    /// How many requests there were.
    pub(crate) count: Cell<u64>,
}

impl Front<'_> {
    /// The answer of the service.
    pub(crate) fn pass(&self, request: &WireRequest) -> WireResponse {
        WireResponse::from(&self.service.call(request.to_http()))
    }

    /// The credentials that the service takes.
    pub(crate) fn token(&self) -> String {
        self.service.token().to_owned()
    }
}

/// An answer, read.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// A service with a defect, or none; every answer is judged.
pub(crate) struct Spoilt<'a> {
    front: Front<'a>,
    spoil: Option<Spoil>,
    findings: RefCell<Vec<String>>,
}

/// A service with seed data, whose time moves when it is told to.
pub(crate) fn seeded() -> Service {
    Emulator::builder()
        .clock(Clock::Virtual)
        .deploy_time(Duration::from_secs(10))
        .seed_data(true)
        .service()
}

impl<'a> Spoilt<'a> {
    pub(crate) fn new(service: &'a Service, spoil: Option<Spoil>) -> Self {
        let front = Front { service, kept: RefCell::default(), count: Cell::default() };
        Self { front, spoil, findings: RefCell::default() }
    }

    /// Sends a request with the service's token.
    pub(crate) fn send(&self, method: &str, target: &str, body: Option<&Value>) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = vec![("authorization".to_owned(), self.front.token())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.exchange(&WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
        })
    }

    /// Sends a request as it is.
    pub(crate) fn exchange(&self, request: &WireRequest) -> Answer {
        self.front.count.set(self.front.count.get() + 1);
        let response = self
            .spoil
            .map_or_else(|| self.front.pass(request), |spoil| spoil(&self.front, request));
        if let Err(findings) = contract().exchange(request, &response) {
            self.findings
                .borrow_mut()
                .push(format!("{} {}: {findings}", request.method, request.path));
        }
        Answer {
            status: response.status,
            body: serde_json::from_slice(&response.body).unwrap_or_default(),
        }
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.send("GET", target, None)
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, Some(body))
    }

    pub(crate) fn patch(&self, target: &str, body: &Value) -> Answer {
        self.send("PATCH", target, Some(body))
    }

    pub(crate) fn delete(&self, target: &str) -> Answer {
        self.send("DELETE", target, None)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.front.service.advance(Duration::from_secs(seconds));
    }

    /// What the judge found in the answers so far.
    pub(crate) fn judged(&self) -> Result<(), String> {
        match self.findings.borrow().first() {
            None => Ok(()),
            Some(finding) => Err(finding.clone()),
        }
    }
}
