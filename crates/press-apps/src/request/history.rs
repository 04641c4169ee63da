//! What is known of a call so far: its attempts, and whether one of them may have been carried out.

use std::time::{Duration, Instant};

use http::StatusCode;
use press_apps_api::{Operation, RetryClass};

use super::classify::Failure;
use crate::error::{Attempt, Attempts, Error, Sent};
use crate::retry;

/// The attempts of one call.
pub(super) struct History {
    operation: &'static Operation,
    pub(super) attempts: Attempts,
    sent: Sent,
    /// When the wait after the last attempt began.
    waits: Option<Instant>,
    /// Whether an attempt may have been carried out although it failed.
    pub(super) uncertain: bool,
}

impl History {
    pub(super) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            attempts: Attempts::default(),
            sent: Sent::No,
            waits: None,
            uncertain: false,
        }
    }

    /// The number of the next attempt, counted from 1.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.attempts.len() + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn failed(&mut self, failure: &Failure, elapsed: Duration) {
        let (error, sent) = (&failure.error, failure.error.was_sent());
        self.sent = self.sent.max(sent);
        self.uncertain |= sent != Sent::No && retry::may_have_happened(failure.class);
        self.add(Some(error), error.status(), sent, elapsed);
    }

    pub(super) fn succeeded(&mut self, status: StatusCode, elapsed: Duration) {
        self.sent = Sent::Yes;
        self.add(None, Some(status), Sent::Yes, elapsed);
    }

    fn add(
        &mut self,
        error: Option<&Error>,
        status: Option<StatusCode>,
        sent: Sent,
        elapsed: Duration,
    ) {
        let (number, reason) = (self.next(), error.map(Error::kind));
        self.attempts.push(Attempt { number, reason, status, sent, elapsed, wait: None });
    }

    /// Says how long the call means to wait after the last attempt.
    pub(super) fn waits(&mut self, wait: Duration, now: Instant) {
        self.waits = Some(now);
        if let Some(last) = self.attempts.last_mut() {
            last.wait = Some(wait);
        }
    }

    /// Says that the wait is over: with others before it, it may have been longer than was meant.
    pub(super) fn waited(&mut self, now: Instant) {
        if let (Some(began), Some(last)) = (self.waits.take(), self.attempts.last_mut()) {
            last.wait = Some(now.saturating_duration_since(began));
        }
    }

    /// The error of the call, made of that of its last attempt.
    pub(super) fn close(self, mut error: Error, gave_up: Option<&'static str>) -> Error {
        let inner = error.inner_mut();
        inner.gave_up = gave_up;
        inner.sent = self.sent;
        inner.uncertain = self.uncertain && self.operation.retry != RetryClass::Read;
        inner.attempts = self.attempts.into();
        error
    }
}
