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
/// and the one that ends the search to this, because the search ran far ahead.
const BACK_FROM_SEARCH: f64 = 0.8;
/// From so many successes on, their number over time says something about the pace.
const MANY: f64 = 30.0;
/// A start that came too late by no more than this is made up for: timers are not exact.
const MAKE_UP: Duration = Duration::from_millis(2);

pub(super) struct Pace {
    /// Starts per second; `None` while no 429 came.
    rate: Option<f64>,
    /// When the next start is due.
    next: Instant,
    growth: f64,
    /// When counting began, and the successes since.
    since: Instant,
    passed: u32,
    /// Whether a 429 came that the pace has not learned from yet.
    refused: bool,
    /// How many successes the pace was learned from.
    sure: f64,
    /// Whether the pace held anything back since the last success; if not, growing it says nothing.
    held_back: bool,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            rate: None,
            next: now,
            growth: 0.0,
            since: now,
            passed: 0,
            refused: false,
            sure: 0.0,
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
            let earliest = now.checked_sub(MAKE_UP).unwrap_or(now);
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

    /// A page was refused, and a pause begins.
    pub(super) fn refused(&mut self) {
        self.refused = true;
    }

    /// A pause is over: learns from the refusal that began it.
    pub(super) fn resume(&mut self, now: Instant) {
        if !std::mem::take(&mut self.refused) {
            return;
        }
        let passed = f64::from(self.passed.max(1));
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        let came = passed / seconds.max(0.001);
        match self.rate {
            None => {
                self.rate = Some(came);
                self.growth = SEARCH;
            }
            Some(rate) => {
                let mut back = rate * BACK_FROM_SEARCH;
                if self.sure > 0.0 {
                    back = rate * BACK;
                    // A service that lets a burst pass first shows its true pace in the long run only.
                    if passed >= MANY {
                        back = back.min((rate + came) / 2.0);
                    }
                }
                self.rate = Some(back);
                self.sure += passed;
                self.growth = (GROWTH / self.sure).min(SEARCH);
            }
        }
        self.next = now;
        self.since = now;
        self.passed = 0;
        self.held_back = false;
    }
}
