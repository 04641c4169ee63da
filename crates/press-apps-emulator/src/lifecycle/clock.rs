//! The clock of the service: what the timestamps say, and how far deployments have moved.
//!
//! The two are kept apart so that timestamps can stand still (answers look the same on every run) while deployments still
//! move. Nothing here sleeps.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::virtual_clock::{EPOCH_SECONDS, VirtualClock};

/// What the timestamps of the service say at its start, unless the clock is [`Clock::Real`].
///
/// It is the time of the documented samples.
pub const EPOCH: &str = "2020-01-01T18:00:00.000Z";

/// How time passes in the service.
///
/// Whatever the clock is, [`Service::advance`](crate::Service::advance) moves it forward, deployments included.
///
/// ```
/// use std::time::Duration;
/// use press_apps_emulator::{Clock, Emulator};
///
/// let service = Emulator::builder().clock(Clock::Virtual).service();
/// service.advance(Duration::from_secs(600)); // at once
/// assert_eq!(service.virtual_clock().unwrap().now(), Duration::from_secs(600));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// Timestamps stand at [`EPOCH`]; deployments move in real time. The default.
    #[default]
    Fixed,
    /// Timestamps start at [`EPOCH`], and nothing moves but by [`Service::advance`](crate::Service::advance) and by those who sleep on
    /// the service's [`VirtualClock`].
    Virtual,
    /// Timestamps are those of the machine; deployments move in real time.
    Real,
}

/// A running clock.
#[derive(Clone, Debug)]
pub(crate) struct Ticker {
    kind: Clock,
    started: Instant,
    /// What passed by being told to; of a virtual clock that is all there is.
    passed: VirtualClock,
    /// What had passed when the service began, which is later than the clock after a reset.
    before: Duration,
}

impl Ticker {
    pub(crate) fn new(kind: Clock) -> Self {
        Self { kind, started: Instant::now(), passed: VirtualClock::new(), before: Duration::ZERO }
    }

    /// A clock that is at its start. A virtual one is still the one that others sleep on, and goes on from where it is.
    pub(crate) fn restarted(&self) -> Self {
        Self { started: Instant::now(), before: self.passed.now(), ..self.clone() }
    }

    /// The clock that it goes by, if that is a virtual one.
    pub(crate) fn virtual_clock(&self) -> Option<VirtualClock> {
        (self.kind == Clock::Virtual).then(|| self.passed.clone())
    }

    /// A clock that stands at the time of this one.
    pub(crate) fn frozen(&self) -> Self {
        let stopped = Self::new(Clock::Virtual);
        stopped.advance(self.elapsed());
        stopped
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.passed.advance(by);
    }

    fn advanced(&self) -> Duration {
        self.passed.now().saturating_sub(self.before)
    }

    /// How long the service has been running, as deployments see it.
    pub(crate) fn elapsed(&self) -> Duration {
        match self.kind {
            Clock::Virtual => self.advanced(),
            Clock::Fixed | Clock::Real => self.started.elapsed().saturating_add(self.advanced()),
        }
    }

    /// What a timestamp made now says: RFC 3339, UTC, milliseconds.
    pub(crate) fn stamp(&self) -> String {
        let base = match self.kind {
            Clock::Real => Timestamp::now(),
            Clock::Fixed | Clock::Virtual => {
                Timestamp::from_second(EPOCH_SECONDS).unwrap_or_default()
            }
        };
        // Beyond year 9999 the clock stands still: a test that goes there is not about time.
        let now = base.checked_add(self.advanced()).unwrap_or(base);
        format!("{now:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_starts_at_the_time_of_the_documented_samples() {
        assert_eq!(Ticker::new(Clock::Fixed).stamp(), EPOCH);
        assert_eq!(Ticker::new(Clock::Virtual).stamp(), EPOCH);
    }

    #[test]
    fn advancing_moves_timestamps_and_deployments_alike() {
        let ticker = Ticker::new(Clock::Virtual);
        ticker.advance(Duration::from_millis(90_500));
        assert_eq!(ticker.stamp(), "2020-01-01T18:01:30.500Z");
        assert_eq!(ticker.elapsed(), Duration::from_millis(90_500));
    }

    #[test]
    fn a_virtual_clock_does_not_move_by_itself() {
        let ticker = Ticker::new(Clock::Virtual);
        assert_eq!(ticker.elapsed(), Duration::ZERO);
    }

    #[test]
    fn whatever_the_clock_it_can_be_moved() {
        let hour = Duration::from_secs(3600);
        for kind in [Clock::Fixed, Clock::Virtual, Clock::Real] {
            let ticker = Ticker::new(kind);
            assert!(ticker.elapsed() < hour, "{kind:?}");
            ticker.advance(hour);
            assert!((hour..2 * hour).contains(&ticker.elapsed()), "{kind:?}");
            assert_eq!(ticker.virtual_clock().is_some(), kind == Clock::Virtual);
        }
    }

    #[test]
    fn a_real_clock_says_the_time_of_the_machine_and_what_it_was_moved_by() {
        let ticker = Ticker::new(Clock::Real);
        let stamp = || ticker.stamp().parse::<Timestamp>().expect("a timestamp").as_millisecond();
        let before = Timestamp::now().as_millisecond();
        let stamped = stamp();
        let after = Timestamp::now().as_millisecond();
        assert!(before <= stamped && stamped <= after, "{before} {stamped} {after}");
        ticker.advance(Duration::from_secs(3600));
        assert!(stamp() >= before + 3_600_000);
    }

    #[test]
    fn a_fixed_clock_stands_while_deployments_move() {
        let ticker = Ticker::new(Clock::Fixed);
        let before = ticker.elapsed();
        while ticker.elapsed() == before {
            std::thread::yield_now();
        }
        assert_eq!(ticker.stamp(), EPOCH);
    }

    #[test]
    fn a_frozen_clock_stands_where_the_other_goes_on() {
        let ticker = Ticker::new(Clock::Virtual);
        ticker.advance(Duration::from_secs(90));
        let frozen = ticker.frozen();
        ticker.advance(Duration::from_secs(1));
        assert_eq!(frozen.elapsed(), Duration::from_secs(90));
        assert_eq!(ticker.elapsed(), Duration::from_secs(91));
    }

    #[test]
    fn a_restarted_clock_is_at_its_start_and_those_who_sleep_on_it_lose_nothing() {
        let ticker = Ticker::new(Clock::Virtual);
        ticker.advance(Duration::from_secs(90));
        let again = ticker.restarted();
        assert_eq!((again.stamp().as_str(), again.elapsed()), (EPOCH, Duration::ZERO));
        again.advance(Duration::from_secs(1));
        assert_eq!(again.stamp(), "2020-01-01T18:00:01.000Z");
        assert_eq!(ticker.elapsed(), Duration::from_secs(91));
    }

    #[test]
    fn an_absurd_advance_does_not_panic() {
        let ticker = Ticker::new(Clock::Virtual);
        ticker.advance(Duration::MAX);
        ticker.advance(Duration::MAX);
        assert_eq!(ticker.stamp(), EPOCH);
    }
}
