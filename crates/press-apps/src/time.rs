//! Time, waiting and chance, injected so that no test sleeps and tests choose every wait.
//!
//! The defaults are tokio's timer and a fast random generator. Feature `testing` shows the traits in [`crate::testing`].

// The injected parts are public only with feature `testing`.
#![cfg_attr(not(feature = "testing"), allow(unreachable_pub))]

use std::future::Future;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::{Pin, pin};
#[cfg(any(feature = "testing", feature = "emulator"))]
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::{Either, select};

/// Longer than anyone waits, and short enough to be added to every point in time.
pub(crate) const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A boxed future that is `Send` and owns what it needs.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the client takes time from and how it waits.
///
/// ```
/// use std::time::{Duration, Instant, SystemTime};
/// use press_apps::testing::{BoxFuture, Clock};
///
/// /// Does not wait at all.
/// struct Hasty;
///
/// impl Clock for Hasty {
///     fn now(&self) -> Instant {
///         Instant::now()
///     }
///
///     fn date(&self) -> SystemTime {
///         SystemTime::UNIX_EPOCH
///     }
///
///     fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
///         Box::pin(std::future::ready(()))
///     }
/// }
///
/// let client = press_apps::Client::builder().token("any-token").clock(Hasty);
/// # client.build().unwrap();
/// ```
pub trait Clock: Send + Sync + 'static {
    /// A point in time for measuring; never goes back.
    fn now(&self) -> Instant;

    /// The date, for a `Retry-After` that names one.
    fn date(&self) -> SystemTime;

    /// A future that ends when `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// Where the client takes chance from, for the jitter of waits.
///
/// ```
/// use press_apps::testing::Random;
///
/// /// Never waits longer than it has to.
/// struct Least;
///
/// impl Random for Least {
///     fn unit(&self) -> f64 {
///         0.0
///     }
/// }
///
/// let client = press_apps::Client::builder().token("any-token").random(Least);
/// # client.build().unwrap();
/// ```
pub trait Random: Send + Sync + 'static {
    /// A number from 0 (included) to 1 (excluded).
    fn unit(&self) -> f64;
}

/// tokio's timer; under tokio's paused clock it is virtual.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A fast generator, not for secrets: the keys of a hash map, which the standard library makes anew from the system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FastRandom;

impl Random for FastRandom {
    fn unit(&self) -> f64 {
        // The 53 bits that an `f64` below 1 can hold.
        (RandomState::new().hash_one(()) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Chance from a seed: the same seed, the same waits.
///
/// ```
/// use press_apps::testing::{Random, Seeded};
///
/// assert_eq!(Seeded::new(7).unit(), Seeded::new(7).unit());
/// ```
#[cfg(any(feature = "testing", feature = "emulator"))]
#[derive(Debug)]
pub struct Seeded(Mutex<fastrand::Rng>);

#[cfg(any(feature = "testing", feature = "emulator"))]
impl Seeded {
    /// A generator that starts from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(fastrand::Rng::with_seed(seed)))
    }
}

#[cfg(any(feature = "testing", feature = "emulator"))]
impl Random for Seeded {
    fn unit(&self) -> f64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).f64()
    }
}

/// The output of `future`, or `None` when `limit` passes first.
///
/// A future that is ready at once wins even over a limit of nothing.
pub(crate) async fn within<F: Future>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    future: F,
) -> Option<F::Output> {
    let Some(limit) = limit else {
        return Some(future.await);
    };
    match select(pin!(future), clock.sleep(limit)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}

/// A time limit that can be left to the default, switched off, or set.
///
/// `Duration` and `Option<Duration>` turn into it; `None` switches the limit off.
///
/// ```
/// use press_apps::TimeLimit;
/// use std::time::Duration;
///
/// assert_eq!(
///     TimeLimit::from(Duration::from_secs(5)),
///     TimeLimit::Limit(Duration::from_secs(5))
/// );
/// assert_eq!(TimeLimit::from(None), TimeLimit::Off);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TimeLimit {
    /// As the client says, or, on the client, as the documented default says.
    #[default]
    Unset,
    /// No limit.
    Off,
    /// At most this long; 30 years or more, such as [`Duration::MAX`], is no limit.
    Limit(Duration),
}

impl TimeLimit {
    /// This limit, or `lower` where it is unset.
    pub(crate) fn or(self, lower: Self) -> Self {
        match self {
            Self::Unset => lower,
            set => set,
        }
    }

    /// The limit, if there is one: what is longer than a clock can count is none.
    pub(crate) fn duration(self) -> Option<Duration> {
        match self {
            Self::Unset | Self::Off => None,
            Self::Limit(duration) => (duration < FOREVER).then_some(duration),
        }
    }
}

impl From<Duration> for TimeLimit {
    fn from(duration: Duration) -> Self {
        Self::Limit(duration)
    }
}

impl From<Option<Duration>> for TimeLimit {
    fn from(duration: Option<Duration>) -> Self {
        duration.map_or(Self::Off, Self::Limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_limit_ends_a_future_that_takes_longer() {
        let clock = TokioClock;
        let slow = clock.sleep(Duration::from_secs(60));
        assert_eq!(within(&clock, Some(Duration::from_secs(1)), slow).await, None);
        let quick = clock.sleep(Duration::from_secs(1));
        assert_eq!(within(&clock, Some(Duration::from_secs(60)), quick).await, Some(()));
        let free = clock.sleep(Duration::from_secs(3600));
        assert_eq!(within(&clock, None, free).await, Some(()));
    }

    #[test]
    fn chance_is_spread_over_the_whole_unit() {
        let mut tenths = [0; 10];
        for _ in 0..10_000 {
            let unit = FastRandom.unit();
            assert!((0.0..1.0).contains(&unit), "{unit}");
            tenths[(unit * 10.0) as usize] += 1;
        }
        // Each is 1000 on average; one of them this far off happens once in 10^50 runs.
        assert!(tenths.iter().all(|count| (550..1450).contains(count)), "{tenths:?}");
    }

    #[test]
    fn an_unset_limit_takes_the_lower_one_and_an_off_limit_does_not() {
        let lower = TimeLimit::Limit(Duration::from_secs(3));
        assert_eq!(TimeLimit::Unset.or(lower), lower);
        assert_eq!(TimeLimit::Off.or(lower).duration(), None);
        assert_eq!(
            TimeLimit::Limit(Duration::from_secs(1)).or(lower).duration(),
            Some(Duration::from_secs(1))
        );
    }

    #[test]
    fn what_no_clock_can_count_is_no_limit() {
        for endless in [Duration::MAX, Duration::from_secs(u64::MAX), FOREVER] {
            assert_eq!(TimeLimit::Limit(endless).duration(), None);
        }
        let year = FOREVER / 30;
        assert_eq!(TimeLimit::Limit(year).duration(), Some(year));
        assert!(Instant::now().checked_add(FOREVER * 2).is_some());
    }
}
