//! The pace a server allows, learned from its 429s.
//!
//! Without a 429 there is no pace. The first one sets it to what the server let through so far, pause included, which is rather too
//! little, and lets it grow quickly. Each later 429 takes it back to a little less than it was, and lets it grow more slowly, so that
//! they become rare.

use std::time::{Duration, Instant};

/// How much the pace grows with each success before the second 429.
const SEARCH: f64 = 0.03;
/// From then on a pace learned from n successes grows by this over the next n: the more there were, the surer it is.
const GROWTH: f64 = 0.04;
/// A 429 takes the pace back to this part of itself,
const BACK: f64 = 0.95;
/// and to this as long as it was learned from few successes.
const BACK_FAR_OFF: f64 = 0.8;
/// From so many successes on, their number over time says something about the pace.
const MANY: f64 = 20.0;
/// No pace is slower than this, in starts per second: below it the waits of the service itself are the throttle.
const LEAST: f64 = 0.1;
/// A gap longer than this between two starts, with nothing held back, is the consumer's doing and says nothing about the service.
const IDLE: Duration = Duration::from_secs(1);
/// A start that came too late by no more than this is made up for: timers are not exact.
const MAKE_UP: Duration = Duration::from_millis(2);

pub(super) struct RateLimiter {
    /// Starts per second; `None` while no 429 came.
    rate: Option<f64>,
    /// When the next start is due.
    next: Instant,
    growth: f64,
    /// When the last page started.
    last: Instant,
    /// Whether a page was held back since.
    waited: bool,
    /// When counting began, idle time left out, and the successes since.
    since: Instant,
    passed: u32,
    /// How many of those were there at the last 429.
    counted: u32,
    /// Whether a 429 came that the pace has not learned from yet.
    refused: bool,
    /// How many successes the pace was learned from.
    sure: f64,
    /// Whether the pace held anything back since the last success; if not, growing it says nothing.
    held_back: bool,
}

impl RateLimiter {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            rate: None,
            next: now,
            growth: 0.0,
            last: now,
            waited: false,
            since: now,
            passed: 0,
            counted: 0,
            refused: false,
            sure: 0.0,
            held_back: false,
        }
    }

    /// How long the page with `before` pages waiting before it has to wait; `None` if it may start.
    pub(crate) fn wait(&mut self, before: usize, now: Instant) -> Option<Duration> {
        let interval = Duration::from_secs_f64(1.0 / self.rate?);
        let due = self.next + interval.saturating_mul(u32::try_from(before).unwrap_or(u32::MAX));
        if now < due {
            self.held_back = true;
            self.waited = true;
            return Some(due - now);
        }
        (before > 0).then_some(Duration::ZERO)
    }

    /// A page started.
    pub(crate) fn start(&mut self, now: Instant) {
        let gap = now.saturating_duration_since(self.last);
        if !std::mem::take(&mut self.waited) && gap > IDLE {
            self.since += gap;
        }
        self.last = now;
        if let Some(rate) = self.rate {
            let earliest = now.checked_sub(MAKE_UP).unwrap_or(now);
            self.next = self.next.max(earliest) + Duration::from_secs_f64(1.0 / rate);
        }
    }

    /// A page came.
    pub(crate) fn passed(&mut self) {
        self.passed = self.passed.saturating_add(1);
        if let Some(rate) = &mut self.rate
            && std::mem::take(&mut self.held_back)
        {
            *rate *= 1.0 + self.growth;
        }
    }

    /// A page was refused, and a pause begins.
    pub(crate) fn refused(&mut self) {
        self.refused = true;
        self.waited = true;
    }

    /// A pause is over: learns from the refusal that began it.
    pub(crate) fn resume(&mut self, now: Instant) {
        if !std::mem::take(&mut self.refused) {
            return;
        }
        let passed = f64::from(self.passed.max(1));
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        let came = passed / seconds.max(0.001);
        self.next = now;
        self.held_back = false;
        let rate = match self.rate {
            None => {
                self.growth = SEARCH;
                came
            }
            Some(rate) => {
                let far_off = self.sure < MANY;
                self.sure += f64::from(self.passed - self.counted);
                self.growth = (GROWTH / self.sure.max(1.0)).min(SEARCH);
                // A service that lets a burst pass first shows its true pace in the long run only.
                let long_run =
                    if passed < MANY || self.sure == passed { rate } else { (rate + came) / 2.0 };
                (rate * if far_off { BACK_FAR_OFF } else { BACK }).min(long_run)
            }
        };
        // 429s in quick succession are counted together until there is something to learn from.
        if self.rate.is_none() || passed >= MANY {
            self.since = now;
            self.passed = 0;
        }
        self.counted = self.passed;
        self.rate = Some(rate.max(LEAST));
    }
}
