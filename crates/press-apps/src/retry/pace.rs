//! The pace a service allows, in starts per second, learned from what it refuses and what it lets pass.
//!
//! Pure book-keeping: when a start is due is in [`super::slots`], who waits for it in [`super::throttle`].
//!
//! The first refusal sets a pace that suits most services, and the search begins. While attempts pass, the pace grows with each of them;
//! when not even the first one passes, it falls to a quarter. The next refusal takes it back to the pace that passed, and from then on
//! it is kept: a refusal costs time, so a faster pace is tried only after a while that is long against that cost, in small steps, and
//! more seldom with each refusal.

use std::time::{Duration, Instant};

/// The pace after the first refusal, in starts per second.
const FIRST: f64 = 20.0;
/// No pace is slower than this: below it the waits of the calls themselves are the throttle.
const LEAST: f64 = 1.0;
/// How the pace grows with each success of a search from below.
const SEARCH: f64 = 1.2;
/// The same after the pace had to fall: what is looked for is then above it, but no more than [`FALL`] times.
const SEARCH_BACK: f64 = 1.4;
/// A pace at which nothing passes at all is divided by this.
const FALL: f64 = 4.0;
/// A search ends when its steps are smaller than this, or than the second where each refusal costs what the service asks for.
const FINE: f64 = 1.1;
const FINE_WHEN_ASKED: f64 = 1.25;
/// So many seconds more than between two starts that passed: timers and networks are not exact.
const MARGIN: f64 = 0.0006;
/// What is kept of a pace that was raised once too often.
const STEP_BACK: f64 = 0.97;
/// What is kept of a pace, once found, at which nothing passes any more.
const BACK: f64 = 0.8;
/// How often that may happen in a row before the pace is searched for anew.
const LOST: u32 = 3;
/// A pace is kept for so many successes at least, and for so many times the cost of the last refusal,
const KEPT: f64 = 40.0;
const KEPT_COSTS: f64 = 10.0;
/// twice as many after each refusal, up to so many doublings.
const MOST_DOUBLINGS: i32 = 6;
/// After that it grows by this with each success, and twice as fast each time the same number passed again.
const GROWTH: f64 = 0.001;
/// No success raises the pace by more than this.
const MOST_GROWTH: f64 = 0.15;
/// From so many successes in so much time on, their number over time says something about the pace.
const MANY: u32 = 20;
const LONG: Duration = Duration::from_secs(1);
/// What is kept of the number over time: it holds for services that count, whatever the pace is between two refusals.
const OVER_TIME: f64 = 0.95;
/// A pace above the number over time by more than this was only let pass because a count was not used up.
const BURST: f64 = 1.2;
/// A success of an attempt that started at less than this part of the pace says nothing about it,
const HELD: f64 = 0.75;
/// and as little about the next step of a search.
const HELD_IN_SEARCH: f64 = 0.9;
/// Nor does a refusal of one that started at less than this part.
const BLAMED: f64 = 0.5;

/// What is known about the pace.
pub(super) struct Pace {
    rate: f64,
    phase: Phase,
    /// Successes at this pace since the last refusal.
    passed: u32,
    /// How many of them have to be there before the pace grows.
    kept: f64,
    /// Refusals while the pace was kept.
    refusals: i32,
    /// Refusals in a row without a success between them.
    nothing_passed: u32,
    /// Successes over time between two refusals, when there were many.
    over_time: Option<f64>,
    counted: u32,
    since: Instant,
}

#[derive(Clone, Copy)]
enum Phase {
    /// The pace is searched for in steps of this size, and the last one that passed.
    Search { step: f64, good: Option<f64> },
    /// The pace is kept, and tried to be raised now and then.
    Keep,
}

impl Pace {
    /// The pace after the first refusal.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            rate: FIRST,
            phase: Phase::Search { step: SEARCH, good: None },
            passed: 0,
            kept: KEPT,
            refusals: 0,
            nothing_passed: 0,
            over_time: None,
            counted: 0,
            since: now,
        }
    }

    /// Starts per second.
    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// Whether a refusal of an attempt that started at the pace `at` says that the pace is too fast.
    pub(super) fn is_blamed(&self, at: f64) -> bool {
        at >= BLAMED * self.rate
    }

    /// An attempt passed, of whatever start.
    pub(super) fn count(&mut self) {
        self.counted = self.counted.saturating_add(1);
    }

    /// Nothing was asked for meanwhile: that is the caller's doing and says nothing about the service.
    pub(super) fn leave_out(&mut self, idle: Duration) {
        self.since += idle;
    }

    /// An attempt that started at the pace `at`, since the last refusal, passed.
    pub(super) fn passed(&mut self, at: f64) {
        let held = if matches!(self.phase, Phase::Keep) { HELD } else { HELD_IN_SEARCH };
        if at < held * self.rate {
            return;
        }
        self.passed = self.passed.saturating_add(1);
        match &mut self.phase {
            Phase::Search { step, good } => {
                *good = Some(at);
                self.rate *= *step;
            }
            Phase::Keep => {
                let times = f64::from(self.passed) / self.kept;
                if times > 1.0 {
                    let growth = GROWTH * (times - 1.0).floor().exp2();
                    self.rate *= 1.0 + growth.min(MOST_GROWTH);
                }
            }
        }
    }

    /// An attempt that started at the pace `at` was refused, which costs so much time; `asked` if the service asks for it.
    pub(super) fn refused(&mut self, at: f64, cost: Duration, asked: bool, now: Instant) {
        let elapsed = now.saturating_duration_since(self.since);
        if self.counted >= MANY && elapsed >= LONG {
            self.over_time = Some(f64::from(self.counted) / elapsed.as_secs_f64());
            (self.counted, self.since) = (0, now);
        }
        let rate = match (self.phase, self.passed) {
            (Phase::Search { .. }, 0) => self.fall(),
            (Phase::Search { step, good }, _) => self.found(step.sqrt(), good, at, asked),
            (Phase::Keep, 0) => {
                self.nothing_passed += 1;
                if self.nothing_passed < LOST {
                    self.rate * BACK
                } else {
                    self.over_time = None;
                    self.fall()
                }
            }
            (Phase::Keep, _) => {
                self.nothing_passed = 0;
                self.refusals = (self.refusals + 1).min(MOST_DOUBLINGS);
                let back = self.rate.min(at) * STEP_BACK;
                self.over_time.map_or(back, |over_time| back.min((back + over_time) / 2.0))
            }
        };
        self.rate = rate.max(LEAST);
        self.passed = 0;
        let costs = KEPT_COSTS * cost.as_secs_f64() * self.rate;
        self.kept = (KEPT * f64::from(self.refusals).exp2()).max(costs);
    }

    /// The pace when nothing passes.
    fn fall(&mut self) -> f64 {
        self.nothing_passed = 0;
        match self.over_time.map(|over_time| over_time * OVER_TIME) {
            Some(over_time) if over_time < self.rate => {
                self.phase = Phase::Keep;
                over_time
            }
            _ => {
                self.over_time = None;
                self.phase = Phase::Search { step: SEARCH_BACK, good: None };
                self.rate / FALL
            }
        }
    }

    /// The pace that a search has found: the one that passed before `at` was refused.
    fn found(&mut self, step: f64, good: Option<f64>, at: f64, asked: bool) -> f64 {
        let pace = 1.0 / (1.0 / good.unwrap_or(at).min(at) + MARGIN);
        let fine = if asked { FINE_WHEN_ASKED } else { FINE };
        self.phase = if step < fine { Phase::Keep } else { Phase::Search { step, good: None } };
        match self.over_time {
            Some(over_time) if pace > over_time * BURST => {
                self.phase = Phase::Keep;
                over_time * OVER_TIME
            }
            _ => pace,
        }
    }
}

#[cfg(test)]
mod tests;
