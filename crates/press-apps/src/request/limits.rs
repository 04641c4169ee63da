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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const LITTLE: Duration = Duration::from_nanos(1);

    fn limits(attempt: TimeLimit, operation: TimeLimit) -> Limits {
        Limits { attempt, operation, ..Limits::default() }
    }

    #[test]
    fn what_is_left_of_a_call_ends_at_nothing() {
        let limits = limits(TimeLimit::Off, (5 * SECOND).into());
        assert_eq!(limits.left(Duration::ZERO), Some(5 * SECOND));
        assert_eq!(limits.left(5 * SECOND - LITTLE), Some(LITTLE));
        assert_eq!(limits.left(5 * SECOND), Some(Duration::ZERO));
        assert_eq!(limits.left(5 * SECOND + LITTLE), Some(Duration::ZERO));
        assert_eq!(Limits::default().left(SECOND), None);
    }

    /// Of two that end at the same time it is that of the call: no other attempt follows.
    #[test]
    fn the_limit_of_an_attempt_is_the_one_that_ends_first() {
        let both = limits((2 * SECOND).into(), (5 * SECOND).into());
        for (spent, limit, kind) in [
            (Duration::ZERO, 2 * SECOND, TimeoutKind::Attempt),
            (3 * SECOND - LITTLE, 2 * SECOND, TimeoutKind::Attempt),
            (3 * SECOND, 2 * SECOND, TimeoutKind::Operation),
            (3 * SECOND + LITTLE, 2 * SECOND - LITTLE, TimeoutKind::Operation),
            (5 * SECOND, Duration::ZERO, TimeoutKind::Operation),
        ] {
            assert_eq!(both.of_attempt(spent), Some((limit, kind)), "{spent:?}");
        }
        let attempt = limits((2 * SECOND).into(), TimeLimit::Off);
        assert_eq!(attempt.of_attempt(9 * SECOND), Some((2 * SECOND, TimeoutKind::Attempt)));
        let operation = limits(TimeLimit::Off, (5 * SECOND).into());
        assert_eq!(operation.of_attempt(SECOND), Some((4 * SECOND, TimeoutKind::Operation)));
        assert_eq!(limits(TimeLimit::Off, TimeLimit::Off).of_attempt(SECOND), None);
    }

    #[test]
    fn each_limit_of_a_request_stands_before_that_of_the_client() {
        let client = Limits {
            connect: SECOND.into(),
            read: (2 * SECOND).into(),
            attempt: (3 * SECOND).into(),
            operation: (4 * SECOND).into(),
        };
        let kinds =
            [TimeoutKind::Connect, TimeoutKind::Read, TimeoutKind::Attempt, TimeoutKind::Operation];
        let of = |limits: Limits| kinds.map(|kind| limits.of(kind).map(|limit| limit.as_secs()));
        assert_eq!(of(Limits::default().or(client)), [Some(1), Some(2), Some(3), Some(4)]);
        let off = Limits { read: TimeLimit::Off, attempt: (9 * SECOND).into(), ..client };
        assert_eq!(of(off.or(client)), [Some(1), None, Some(9), Some(4)]);
        assert_eq!(of(Limits::default()), [None; 4]);
    }
}
