//! When starts at a pace are due: numbered slots, one interval apart, each taken by one attempt.
//!
//! Pure: time comes in as an argument. A slot that nobody uses is lost, so an attempt that is given up, or a stream that is not polled, holds
//! up nobody. When the pace changes, the slots that were taken move with it.

use std::time::{Duration, Instant};

/// Slots at a pace that changes.
pub(super) struct Slots {
    rate: f64,
    /// The slot `number` is due at this time; the others follow from the pace.
    due: Instant,
    number: f64,
    /// The slot that was taken last.
    taken: f64,
    /// The last start.
    started: Option<Instant>,
}

impl Slots {
    /// Slots of which the first is due at `from`.
    pub(super) fn new(rate: f64, from: Instant, started: Option<Instant>) -> Self {
        Self { rate, due: from, number: 0.0, taken: -1.0, started }
    }

    /// The last start.
    pub(super) fn started(&self) -> Option<Instant> {
        self.started
    }

    /// Changes the pace; slots that were taken are due sooner or later by that.
    pub(super) fn set_rate(&mut self, rate: f64, now: Instant) {
        self.number = self.at(now);
        self.due = self.due.max(now);
        self.rate = rate;
    }

    /// Takes the next slot after `spare` others that stay free.
    pub(super) fn take(&mut self, spare: f64, now: Instant) -> f64 {
        self.taken = (self.taken + 1.0 + spare).max(self.at(now));
        self.taken
    }

    /// How long the attempt that took the slot `number` has to wait; `None` when it may start.
    ///
    /// `spare` slots before it stay free, also when starts come late.
    pub(super) fn wait(&self, number: f64, spare: f64, now: Instant) -> Option<Duration> {
        let interval = self.interval();
        let slot = interval.mul_f64((number - self.number).max(0.0));
        let after = self.started.map(|started| started + interval.mul_f64(1.0 + spare));
        let due = (self.due + slot).max(after.unwrap_or(self.due));
        (now < due).then(|| due - now)
    }

    /// An attempt starts in the slot `number`; gives the pace that it keeps, in starts per second.
    pub(super) fn start(&mut self, number: f64, now: Instant) -> f64 {
        let gap = self.started.map(|started| now.saturating_duration_since(started));
        self.started = Some(now);
        // A start that comes late moves all that follow: made up for, it would come too soon after the one before.
        if self.at(now) > number {
            (self.number, self.due) = (number, now);
        }
        gap.map_or(0.0, |gap| (1.0 / gap.as_secs_f64().max(f64::EPSILON)).min(self.rate))
    }

    /// The time between two starts.
    pub(super) fn interval(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.rate)
    }

    /// The slot that is due now.
    fn at(&self, now: Instant) -> f64 {
        self.number + now.saturating_duration_since(self.due).as_secs_f64() * self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENTH: Duration = Duration::from_millis(100);

    /// When each of these starts, if all wait from `now` on.
    fn starts(slots: &mut Slots, now: Instant, count: usize) -> Vec<u128> {
        let taken: Vec<f64> = (0..count).map(|_| slots.take(0.0, now)).collect();
        let mut at = now;
        taken
            .into_iter()
            .map(|number| {
                while let Some(wait) = slots.wait(number, 0.0, at) {
                    at += wait;
                }
                slots.start(number, at);
                (at - now).as_millis()
            })
            .collect()
    }

    #[test]
    fn starts_are_one_interval_apart_and_time_without_one_is_not_saved_up() {
        let now = Instant::now();
        let mut slots = Slots::new(10.0, now, None);
        assert_eq!(starts(&mut slots, now, 3), [0, 100, 200]);
        let later = now + Duration::from_secs(60);
        assert_eq!(starts(&mut slots, later, 3), [0, 100, 200]);
    }

    #[test]
    fn slots_that_were_taken_move_with_the_pace() {
        let now = Instant::now();
        let mut slots = Slots::new(1.0, now, None);
        let taken: Vec<f64> = (0..3).map(|_| slots.take(0.0, now)).collect();
        slots.start(taken[0], now);
        assert_eq!(slots.wait(taken[2], 0.0, now), Some(Duration::from_secs(2)));
        slots.set_rate(10.0, now);
        assert_eq!(slots.wait(taken[2], 0.0, now), Some(2 * TENTH));
        slots.set_rate(2.0, now + TENTH);
        assert_eq!(slots.wait(taken[2], 0.0, now + TENTH), Some(5 * TENTH));
    }

    #[test]
    fn a_late_start_moves_those_behind_it_and_a_lost_one_does_not() {
        let now = Instant::now();
        let mut slots = Slots::new(10.0, now, None);
        let taken: Vec<f64> = (0..4).map(|_| slots.take(0.0, now)).collect();
        slots.start(taken[0], now + TENTH / 2);
        assert_eq!(slots.wait(taken[1], 0.0, now + TENTH / 2), Some(TENTH));
        // The second is never used; the third starts as if it were.
        let third = slots.wait(taken[2], 0.0, now + TENTH / 2);
        assert_eq!(third, Some(2 * TENTH));
    }

    #[test]
    fn slots_behind_a_pause_are_due_after_it_whatever_the_pace() {
        let now = Instant::now();
        let resumes = now + 10 * TENTH;
        let mut slots = Slots::new(10.0, resumes, None);
        let taken = [slots.take(0.0, now), slots.take(0.0, now)];
        let waits = |slots: &Slots, at| taken.map(|number| slots.wait(number, 0.0, at));
        assert_eq!(waits(&slots, now), [Some(10 * TENTH), Some(11 * TENTH)]);
        slots.set_rate(1.0, now);
        assert_eq!(waits(&slots, now), [Some(10 * TENTH), Some(20 * TENTH)]);
        assert_eq!(waits(&slots, resumes), [None, Some(10 * TENTH)]);
    }

    #[test]
    fn a_start_keeps_its_distance_from_the_one_before_the_slots_began() {
        let now = Instant::now();
        let mut slots = Slots::new(10.0, now, Some(now - TENTH / 2));
        assert_eq!(slots.started(), Some(now - TENTH / 2));
        let number = slots.take(0.0, now);
        assert_eq!(slots.wait(number, 0.0, now), Some(TENTH / 2));
        assert_eq!(slots.interval(), TENTH);
        // Half a slot more, where one is to stay free.
        assert_eq!(slots.wait(number, 0.5, now), Some(TENTH));
        assert_eq!(slots.wait(number, 0.0, now + TENTH / 2), None);
    }

    #[test]
    fn spare_slots_stay_free_before_a_start() {
        let now = Instant::now();
        let mut slots = Slots::new(10.0, now, Some(now));
        let number = slots.take(1.0, now);
        assert_eq!(slots.wait(number, 1.0, now), Some(2 * TENTH));
    }

    #[test]
    fn a_start_tells_its_pace_by_the_time_since_the_one_before() {
        let now = Instant::now();
        let mut slots = Slots::new(10.0, now, None);
        assert_eq!(slots.start(0.0, now), 0.0);
        assert!((slots.start(1.0, now + TENTH) - 10.0).abs() < 1e-6);
        assert!((slots.start(2.0, now + 5 * TENTH) - 2.5).abs() < 1e-6);
        assert_eq!(slots.start(3.0, now + 5 * TENTH), 10.0, "never more than the pace");
    }
}
