//! The time limits of a call, and what is left of them.

use std::time::Duration;

use crate::error::TimeoutKind;
use crate::time::TimeLimit;

/// The time limits of a call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// Of making a connection. Held by the HTTP client; here to be named.
    pub(crate) connect: TimeLimit,
    /// Of the silence between two pieces of an answer.
    pub(crate) read: TimeLimit,
    pub(crate) attempt: TimeLimit,
    pub(crate) operation: TimeLimit,
}

impl Limits {
    /// These limits, or those of `lower` where they are unset.
    pub(super) fn or(self, lower: Self) -> Self {
        Self {
            connect: self.connect.or(lower.connect),
            read: self.read.or(lower.read),
            attempt: self.attempt.or(lower.attempt),
            operation: self.operation.or(lower.operation),
        }
    }

    /// The limit of a kind.
    pub(super) fn of(&self, kind: TimeoutKind) -> Option<Duration> {
        let limit = match kind {
            TimeoutKind::Connect => self.connect,
            TimeoutKind::Read => self.read,
            TimeoutKind::Attempt => self.attempt,
            TimeoutKind::Operation => self.operation,
        };
        limit.duration()
    }

    /// What is left of the whole call when `spent` has passed; `None` without a limit.
    pub(super) fn left(&self, spent: Duration) -> Option<Duration> {
        self.operation.duration().map(|limit| limit.saturating_sub(spent))
    }

    /// The limit of an attempt that begins when `spent` of the call has passed, and which of the two it is.
    pub(super) fn of_attempt(&self, spent: Duration) -> Option<(Duration, TimeoutKind)> {
        match (self.attempt.duration(), self.left(spent)) {
            (Some(attempt), Some(left)) if left <= attempt => Some((left, TimeoutKind::Operation)),
            (Some(attempt), _) => Some((attempt, TimeoutKind::Attempt)),
            (None, Some(left)) => Some((left, TimeoutKind::Operation)),
            (None, None) => None,
        }
    }
}
