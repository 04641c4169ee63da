//! Time that passes only when nobody has anything else to do: for tests whose waits of minutes end at once.
//!
//! It needs no runtime, no timer and no thread. What it does not know: work that does not sleep on this clock, such as a socket or another
//! thread that computes. It does not wait for that.

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

/// Seconds of [`EPOCH`](crate::EPOCH) since 1970.
pub(super) const EPOCH_SECONDS: i64 = 1_577_901_600;
/// How often a sleeper lets everybody else run, without anything happening on the clock, before time passes: so often when it is alone, less
/// often the more sleepers there are, but never less than the other number.
///
/// One turn is enough where those who work are polled in turn with those who sleep. A task that wakes a task that wakes a third, and so on,
/// needs one turn each. Sleepers cannot wait to be woken instead, since nobody knows which of them is still polled; so each of them has all
/// these turns for each time that passes, and what they cost grows with the square of their number.
const QUIET_TURNS: (usize, usize) = (64, 8);
/// What is later than the clocks of an operating system can say counts as this: a thousand years.
const LATEST: Duration = Duration::from_secs(1000 * 365 * 24 * 60 * 60);

/// A clock on which a sleep passes at once: when nothing else happens, time jumps to the sleeper that is due first.
///
/// Clones are the same clock. A service with [`Clock::Virtual`](crate::Clock::Virtual) has one ([`Service::virtual_clock`](crate::Service::virtual_clock)),
/// and whoever sleeps on it, the client of a test for example, moves the deployments of that service. Two clocks share nothing, so tests
/// can run side by side.
///
/// A sleeper gives way to everybody else again and again, and only when no sleep began, ended or was dropped and nobody
/// [advanced](Self::advance) the clock meanwhile, time jumps. So sleepers end in the order in which they are due, each at its exact time, on
/// one thread always the same way. It works on every executor and needs no runtime; the paused clock of tokio is not used.
///
/// **It does not wait for what does not sleep on it**: an answer over a socket, a timer of the machine, or another thread that computes. Let
/// those work on the clock of the machine instead. And it is made for tests: a hundred sleepers at once cost milliseconds, a thousand seconds.
///
/// ```
/// use press_apps_emulator::VirtualClock;
/// use std::time::Duration;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let clock = VirtualClock::new();
/// clock.sleep(Duration::from_secs(3600)).await; // takes microseconds
/// assert_eq!(clock.now(), Duration::from_secs(3600));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct VirtualClock(Arc<Mutex<Time>>);

#[derive(Default)]
struct Time {
    now: Duration,
    /// When each sleeper is due; the number tells apart those that are due at once.
    due: BTreeSet<(Duration, u64)>,
    /// The number of the next sleeper.
    next: u64,
    /// Raised by everything that happens on this clock.
    events: u64,
}

impl Time {
    /// How many turns without an event let time pass.
    fn quiet_turns(&self) -> usize {
        let (most, least) = QUIET_TURNS;
        (most * least / (least + self.due.len())).max(least)
    }

    /// Goes on to a time that has not passed.
    fn go_to(&mut self, time: Duration) {
        self.now = time;
        // Whoever is due and is not polled any more must not hold up the others.
        self.due = self.due.split_off(&(time, u64::MAX));
        self.events += 1;
    }
}

impl VirtualClock {
    /// A clock that stands at its start.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How much time has passed since the start. It never goes back.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.time().now
    }

    /// The date: [`EPOCH`](crate::EPOCH) and the time that has [passed](Self::now); at most a thousand years of it.
    #[must_use]
    pub fn date(&self) -> SystemTime {
        let epoch = Duration::from_secs(EPOCH_SECONDS.unsigned_abs());
        let since = epoch.saturating_add(self.now().min(LATEST));
        SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Lets time pass at once. Sleepers that are due by then end. More than a `Duration` holds is cut.
    pub fn advance(&self, by: Duration) {
        let mut time = self.time();
        let then = time.now.saturating_add(by);
        time.go_to(then);
    }

    /// A future that ends when `duration` has passed from now on.
    ///
    /// While it is polled, time passes as soon as nothing else happens. Dropping it ends the sleep. One that nobody polls does not hold up
    /// the others: they pass it.
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + 'static {
        let due = self.now().saturating_add(duration);
        Sleep { clock: self.clone(), due, number: None, seen: 0, quiet: 0 }
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        // No code of others runs while it is held, so it is whole even after a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (now, sleepers) = {
            let time = self.time();
            (time.now, time.due.len())
        };
        f.debug_struct("VirtualClock").field("now", &now).field("sleepers", &sleepers).finish()
    }
}

/// One sleeper.
struct Sleep {
    clock: VirtualClock,
    due: Duration,
    /// Its number, once it was polled.
    number: Option<u64>,
    /// The last event it knows of.
    seen: u64,
    /// How many turns went by since.
    quiet: usize,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let mut time = this.clock.time();
        if time.now >= this.due {
            return Poll::Ready(());
        }
        if this.number.is_none() {
            let number = time.next;
            (time.next, this.number) = (number + 1, Some(number));
            time.due.insert((this.due, number));
            time.events += 1;
        }
        if this.seen != time.events {
            (this.seen, this.quiet) = (time.events, 0);
        }
        this.quiet += 1;
        if this.quiet > time.quiet_turns()
            && let Some((first, _)) = time.due.first().copied()
        {
            time.go_to(first);
            if first == this.due {
                return Poll::Ready(());
            }
        }
        drop(time);
        // Nobody else wakes a sleeper. In a tokio runtime this lets everybody run who can; elsewhere it wakes at once.
        pin!(tokio::task::yield_now()).poll(context)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            let mut time = self.clock.time();
            time.due.remove(&(self.due, number));
            time.events += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    type Boxed = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn sleep(clock: &VirtualClock, seconds: u32) -> Boxed {
        Box::pin(clock.sleep(seconds * SECOND))
    }

    /// Polls so often; says whether it ended with the last time.
    fn polled(sleep: &mut Boxed, times: usize) -> bool {
        let mut context = Context::from_waker(std::task::Waker::noop());
        (1..=times).any(|time| {
            let ended = sleep.as_mut().poll(&mut context).is_ready();
            assert!(!ended || time == times, "it ended with time {time} of {times}");
            ended
        })
    }

    #[test]
    fn a_sleeper_gives_way_less_often_the_more_there_are_but_a_few_times_in_any_case() {
        for (sleepers, turns) in [(1, 56), (8, 32), (56, 8), (57, 8), (1_000, 8)] {
            let due = (0..sleepers).map(|number| (SECOND, number)).collect();
            let time = Time { due, ..Time::default() };
            assert_eq!(time.quiet_turns(), turns, "{sleepers}");
        }
        let clock = VirtualClock::new();
        let mut alone = sleep(&clock, 1);
        assert!(!polled(&mut alone, 56));
        assert_eq!(clock.now(), Duration::ZERO);
        assert!(polled(&mut alone, 1));
        assert_eq!(clock.now(), SECOND);
    }

    #[test]
    fn whatever_happens_on_the_clock_lets_a_sleeper_give_way_anew() {
        let clock = VirtualClock::new();
        let mut sleeper = sleep(&clock, 60);
        // That of one alone, of which the last one ends it.
        let quiet = 57;
        assert!(!polled(&mut sleeper, quiet - 1));
        clock.advance(SECOND);
        assert!(!polled(&mut sleeper, quiet - 1), "somebody advanced the clock");
        let mut other = sleep(&clock, 90);
        assert!(!polled(&mut other, 1));
        assert!(!polled(&mut sleeper, 40), "another sleep began");
        drop(other);
        assert!(!polled(&mut sleeper, quiet - 1), "it was dropped");
        // A sleep that was never asked for is not there.
        drop(sleep(&clock, 1));
        assert!(polled(&mut sleeper, 1));
        assert_eq!(clock.now(), 60 * SECOND);
    }

    #[test]
    fn time_goes_to_the_first_that_is_due_and_those_due_at_once_end_together() {
        let clock = VirtualClock::new();
        let [mut first, mut same, mut last] = [10, 10, 20].map(|seconds| sleep(&clock, seconds));
        for sleeper in [&mut first, &mut same] {
            assert!(!polled(sleeper, 1));
        }
        // One that is due later may be the one that lets time pass; it goes on sleeping.
        assert!(!polled(&mut last, 60));
        assert_eq!(clock.now(), 10 * SECOND);
        assert!(polled(&mut first, 1) && polled(&mut same, 1));
        drop((first, same));
        assert!(!polled(&mut last, 56));
        assert!(polled(&mut last, 1));
        assert_eq!(clock.now(), 20 * SECOND);
    }

    #[test]
    fn what_is_due_now_has_ended() {
        let clock = VirtualClock::new();
        let mut exact = sleep(&clock, 2);
        let mut later = sleep(&clock, 3);
        assert!(!polled(&mut exact, 1) && !polled(&mut later, 1));
        clock.advance(2 * SECOND);
        assert!(polled(&mut exact, 1));
        assert!(!polled(&mut later, 1));
    }

    #[test]
    fn the_date_goes_as_far_as_a_thousand_years() {
        let clock = VirtualClock::new();
        let since = |date: SystemTime| date.duration_since(SystemTime::UNIX_EPOCH).ok();
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        let epoch = Duration::from_secs(1_577_901_600);
        assert_eq!(since(clock.date()), Some(epoch));
        clock.advance(days(365_000) - SECOND);
        assert_eq!(since(clock.date()), Some(epoch + days(365_000) - SECOND));
        clock.advance(days(1));
        assert_eq!(since(clock.date()), Some(epoch + days(365_000)));
    }
}
