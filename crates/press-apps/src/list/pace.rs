//! The pace a server allows, learned from its 429s.
//!
//! Without a 429 there is no pace. The first one sets it to what the server let through so far, pause included; each later one
//! takes it back a little. Between them it grows, quickly at first and then so slowly that a 429 is rare.

use std::time::{Duration, Instant};

/// How much the pace grows with each success, at first.
const FIRST_GROWTH: f64 = 0.002;
/// And at the least.
const LEAST_GROWTH: f64 = 0.000_05;
/// A 429 met on the way takes the pace back to this part of itself.
const BACK: f64 = 0.95;
/// A start that was missed may be made up for if it is not older than this many intervals.
const MAKE_UP: f64 = 2.0;

pub(super) struct Pace {
    /// Starts per second; `None` while no 429 came.
    rate: Option<f64>,
    /// When the next start is due.
    next: Instant,
    growth: f64,
    /// When counting began, and the successes since.
    since: Instant,
    passed: u32,
    /// Whether the pace held anything back since it was set; if not, growing it says nothing.
    held_back: bool,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            rate: None,
            next: now,
            growth: FIRST_GROWTH,
            since: now,
            passed: 0,
            held_back: false,
        }
    }

    /// How long the page with `before` pages waiting before it has to wait; `None` if it may start.
    pub(super) fn wait(&mut self, before: usize, now: Instant) -> Option<Duration> {
        let interval = Duration::from_secs_f64(1.0 / self.rate?);
        let due = self.next + interval.saturating_mul(u32::try_from(before).unwrap_or(u32::MAX));
        if now < due {
            self.held_back = true;
            return Some(due - now);
        }
        (before > 0).then_some(Duration::ZERO)
    }

    /// A page started.
    pub(super) fn start(&mut self, now: Instant) {
        if let Some(rate) = self.rate {
            let earliest = now
                .checked_sub(Duration::from_secs_f64(MAKE_UP / rate))
                .unwrap_or(now);
            self.next = self.next.max(earliest) + Duration::from_secs_f64(1.0 / rate);
        }
    }

    /// A page came.
    pub(super) fn passed(&mut self) {
        self.passed = self.passed.saturating_add(1);
        if let Some(rate) = &mut self.rate
            && std::mem::take(&mut self.held_back)
        {
            *rate *= 1.0 + self.growth;
        }
    }

    /// A pause after a 429 is over.
    pub(super) fn learn(&mut self, now: Instant) {
        let seconds = now
            .saturating_duration_since(self.since)
            .as_secs_f64()
            .max(0.001);
        let through = f64::from(self.passed.max(1)) / seconds;
        self.rate = Some(match self.rate {
            None => through,
            Some(rate) => {
                self.growth = (self.growth / 4.0).max(LEAST_GROWTH);
                rate * BACK
            }
        });
        self.next = now;
        self.since = now;
        self.passed = 0;
        self.held_back = false;
    }
}
