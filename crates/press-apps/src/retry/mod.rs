//! When a failed attempt is made again, and after which wait.
//!
//! The rules follow the `x-press-retry` class of each operation in the document. Only the call loop asks them: nothing below it
//! retries. Nothing here waits or sends.

mod after;
mod budget;
mod pace;
mod rules;
mod slots;
mod throttle;

#[cfg(test)]
mod tests;

pub(crate) use budget::Budget;
pub(crate) use rules::{FailureClass, forgiven, is_retried, is_throttled, may_have_happened};
pub(crate) use throttle::{Throttle, Turn};

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::time::{FOREVER, Random};

/// The most jitter on top of a wait that the service asks for.
const MOST_JITTER: Duration = Duration::from_secs(1);

/// How often and how patiently a failed attempt is made again.
///
/// The default is 4 attempts with full jitter from a base of 200 ms, a wait of at most 10 s, and a `Retry-After` of at most 60 s.
/// A wait that the service asks for gets jitter on top: up to as much again, but no more than 1 s. A `Retry-After` of nothing, or of
/// a date that has passed, leaves the wait to the client. After 429 and 503 a call may wait longer, for its turn at the pace that the
/// service allows (see the crate's front page).
/// Which failures are retried at all is not a matter of taste: it follows the class of the operation (see the crate's front page).
///
/// ```
/// use press_apps::RetryPolicy;
/// use std::time::Duration;
///
/// let patient =
///     RetryPolicy::default().attempts(8).longest_wait(Duration::from_secs(30));
/// let off = RetryPolicy::off();
/// # let _ = (patient, off);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

/// For people, as in the settings of a client.
impl fmt::Display for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempts, base, cap, longest_retry_after } = self;
        match attempts {
            1 => f.write_str("1 attempt"),
            _ => write!(
                f,
                "{attempts} attempts, waits up to {base:?} at first and {cap:?} at most, Retry-After up to {longest_retry_after:?}"
            ),
        }
    }
}

impl RetryPolicy {
    /// One attempt, never another.
    #[must_use]
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// At most this many attempts, the first one counted; 0 is read as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The upper bound of the first wait; it doubles with each further one. Default 200 ms.
    #[must_use]
    pub fn base_wait(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The upper bound of every wait that the client chooses. Default 10 s.
    #[must_use]
    pub fn longest_wait(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// The longest `Retry-After` that is obeyed. Default 60 s.
    ///
    /// When the service asks for more, the call ends at once: waiting less than it asked for would only be refused again. The
    /// error carries the value in [`Error::retry_after`](crate::Error::retry_after).
    #[must_use]
    pub fn longest_retry_after(mut self, cap: Duration) -> Self {
        self.longest_retry_after = cap;
        self
    }

    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the service asks to wait; of several waits the longest that is allowed.
    pub(crate) fn asked(&self, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
        after::retry_after(headers, self.longest_retry_after, now)
    }

    /// The wait after the failed attempt number `attempt` (from 1), or `None` when the service asks for too long a wait.
    ///
    /// Full jitter: anything from nothing to the bound, so that many clients do not come back together. For the same reason there is
    /// jitter on top of what the service asks for.
    pub(crate) fn wait(
        &self,
        attempt: u32,
        asked: Option<Duration>,
        random: &dyn Random,
    ) -> Option<Duration> {
        let jitter = |most: Duration| most.min(FOREVER).mul_f64(random.unit().clamp(0.0, 1.0));
        match asked {
            Some(asked) if asked > self.longest_retry_after => None,
            Some(asked) if !asked.is_zero() => {
                Some(asked.saturating_add(jitter(asked.min(MOST_JITTER))))
            }
            _ => {
                let doublings = attempt.saturating_sub(1);
                let doubled = self.base.saturating_mul(2_u32.saturating_pow(doublings));
                Some(jitter(doubled.min(self.cap)))
            }
        }
    }
}
