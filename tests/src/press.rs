//! The service of this repository with the judge always on: every answer it gives is held against the document.
//!
//! Answers that a fault made say so in `x-press-fault` and are not judged: they are wrong on purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use press_apps_emulator::{Clock, Emulator, Exchange, Outcome, Service};
use serde_json::Value;

use crate::{WireRequest, WireResponse, contract};

/// A service whose every answer is judged. Clones share it.
#[derive(Clone, Debug)]
pub struct Press {
    service: Service,
    judged: Arc<AtomicUsize>,
}

impl Default for Press {
    fn default() -> Self {
        Self::new()
    }
}

impl Press {
    /// A service whose time moves only when it is told to, and whose ids are the same on every run.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Emulator::builder().clock(Clock::Virtual).service())
    }

    /// This service.
    #[must_use]
    pub fn of(service: Service) -> Self {
        Self { service, judged: Arc::default() }
    }

    /// The service behind the judge.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// How many answers have been judged so far.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.judged.load(Ordering::Relaxed)
    }

    /// A request with a token, and with a JSON body if there is one.
    #[must_use]
    pub fn request(&self, method: &str, target: &str, body: Option<&Value>) -> WireRequest {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = vec![("authorization".to_owned(), self.service.token().to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
        }
    }

    /// The answer to a request, faults left out.
    ///
    /// # Panics
    ///
    /// When the answer is not what the document says.
    #[track_caller]
    #[expect(clippy::must_use_candidate, reason = "the service is changed all the same")]
    pub fn call(&self, request: &WireRequest) -> WireResponse {
        let response = WireResponse::from(&self.service.call(request.to_http()));
        self.judge(request, &response);
        response
    }

    /// What becomes of a request, faults included.
    ///
    /// # Panics
    ///
    /// When an answer that no fault made is not what the document says.
    #[track_caller]
    pub fn exchange(&self, request: http::Request<Bytes>) -> Exchange {
        let seen = WireRequest::from(&request);
        let exchange = self.service.exchange(request);
        if let Outcome::Respond(response) = &exchange.outcome {
            self.judge(&seen, &WireResponse::from(response));
        }
        exchange
    }

    /// Judges an answer that came another way, over a socket.
    ///
    /// # Panics
    ///
    /// When the answer is not what the document says.
    #[track_caller]
    pub fn judge(&self, request: &WireRequest, response: &WireResponse) {
        if response.header("x-press-fault").is_some() {
            return;
        }
        self.judged.fetch_add(1, Ordering::Relaxed);
        if let Err(findings) = contract().exchange(request, response) {
            let body = String::from_utf8_lossy(&response.body);
            panic!(
                "{} {} was answered with {}\n{body}\n{findings}",
                request.method, request.path, response.status
            );
        }
    }
}
