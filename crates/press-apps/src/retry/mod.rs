//! When a failed attempt is made again, and after which wait.
//!
//! The rules follow the `x-press-retry` class of each operation in the document. Only the call loop asks them: nothing below it
//! retries. Nothing here waits or sends.

mod after;
mod budget;
mod rate_limiter;
mod rules;
mod throttle;

pub(crate) use after::retry_after;
pub(crate) use budget::Budget;
pub(crate) use rules::{FailureClass, forgiven, is_retried, may_have_happened};
pub(crate) use throttle::{Gate, Throttle};

use std::time::Duration;

use crate::time::{FOREVER, Random};

/// How often and how patiently a failed attempt is made again.
///
/// The default is 4 attempts with full jitter from a base of 200 ms, a wait of at most 10 s, and a `Retry-After` of at most 60 s.
/// Which failures are retried at all is not a matter of taste: it follows the class of the operation (see the crate's front page).
///
/// ```
/// use std::time::Duration;
/// use press_apps::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(8).longest_wait(Duration::from_secs(30));
/// let off = RetryPolicy::off();
/// # let _ = (patient, off);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// The wait after the failed attempt number `attempt` (from 1), or `None` when the service asks for too long a wait.
    ///
    /// Full jitter: anything from nothing to the bound, so that many clients do not come back together.
    pub(crate) fn wait(
        &self,
        attempt: u32,
        asked: Option<Duration>,
        random: &dyn Random,
    ) -> Option<Duration> {
        if let Some(asked) = asked {
            return (asked <= self.longest_retry_after).then_some(asked);
        }
        let doubled =
            self.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1).min(31)));
        Some(doubled.min(self.cap).min(FOREVER).mul_f64(random.unit().clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(f64);
    impl Random for Fixed {
        fn unit(&self) -> f64 {
            self.0
        }
    }

    #[test]
    fn waits_double_up_to_the_cap_and_jitter_covers_the_whole_range() {
        let policy = RetryPolicy::default();
        let most = Fixed(1.0);
        let bounds: Vec<_> = (1..=8)
            .filter_map(|attempt| policy.wait(attempt, None, &most))
            .map(|wait| wait.as_millis())
            .collect();
        assert_eq!(bounds, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(policy.wait(5, None, &Fixed(0.0)), Some(Duration::ZERO));
        assert_eq!(policy.wait(5, None, &Fixed(0.5)), Some(Duration::from_millis(1600)));
    }

    #[test]
    fn the_wait_the_service_asks_for_replaces_ours_unless_it_is_too_long() {
        let policy = RetryPolicy::default();
        let ask = |seconds| policy.wait(1, Some(Duration::from_secs(seconds)), &Fixed(0.0));
        assert_eq!(ask(0), Some(Duration::ZERO));
        assert_eq!(ask(60), Some(Duration::from_secs(60)));
        assert_eq!(ask(61), None);
    }

    #[test]
    fn extreme_settings_do_not_overflow() {
        let policy = RetryPolicy::default()
            .attempts(0)
            .base_wait(Duration::MAX)
            .longest_wait(Duration::from_secs(1));
        assert_eq!(policy.most_attempts(), 1);
        assert_eq!(policy.wait(u32::MAX, None, &Fixed(1.0)), Some(Duration::from_secs(1)));
        let endless = policy.longest_wait(Duration::MAX).longest_retry_after(Duration::MAX);
        assert_eq!(endless.wait(9, None, &Fixed(1.0)), Some(FOREVER));
        assert!(endless.wait(1, Some(Duration::MAX), &Fixed(1.0)).is_some());
    }
}
