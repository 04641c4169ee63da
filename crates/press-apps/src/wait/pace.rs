//! How long to wait until the next poll. Pure.

use std::time::Duration;

use crate::time::{FOREVER, Random};

/// The wait after the first poll.
const FIRST: Duration = Duration::from_secs(1);
/// The longest wait between two polls, unless the caller or the service says otherwise.
const LONGEST: Duration = Duration::from_secs(15);
/// The shortest wait that a caller can ask for.
const SHORTEST: Duration = Duration::from_millis(100);
/// How much a wait is shortened by chance, at the most: many waits that began together do not stay together.
const JITTER: f64 = 0.1;
/// The most jitter on top of a wait that the service asks for.
const MOST_ON_TOP: Duration = Duration::from_secs(1);

/// The waits between polls: half as long again each time, from one second up to fifteen; or always as long as the caller says.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    every: Option<Duration>,
    next: Duration,
}

impl Pace {
    pub(super) fn new(every: Option<Duration>) -> Self {
        let every = every.map(|every| every.clamp(SHORTEST, FOREVER));
        Self { every, next: every.unwrap_or(FIRST) }
    }

    /// The next wait. `asked` is what the service asks for: it is never shortened.
    pub(super) fn next(&mut self, asked: Option<Duration>, random: &dyn Random) -> Duration {
        let base = self.next;
        if self.every.is_none() {
            self.next = (base * 3 / 2).min(LONGEST);
        }
        let part = JITTER * random.unit().clamp(0.0, 1.0);
        let wait = base - base.mul_f64(part);
        match asked.map(|asked| asked.min(FOREVER)).filter(|asked| *asked > wait) {
            Some(asked) => asked + asked.mul_f64(part).min(MOST_ON_TOP),
            None => wait,
        }
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

    const SECOND: Duration = Duration::from_secs(1);

    /// The polls that fit into 20 minutes, the first one and one at the end included.
    fn polls(random: &dyn Random) -> usize {
        let (mut pace, mut at, mut polls) = (Pace::new(None), Duration::ZERO, 1);
        while at < 1200 * SECOND {
            at += pace.next(None, random);
            polls += 1;
        }
        polls
    }

    #[test]
    fn twenty_minutes_take_at_most_a_hundred_polls_whatever_chance_says() {
        assert_eq!((polls(&Fixed(0.0)), polls(&Fixed(0.999_999))), (86, 95));
    }

    #[test]
    fn waits_grow_from_one_second_to_fifteen() {
        let mut pace = Pace::new(None);
        let waits: Vec<_> = (0..10).map(|_| pace.next(None, &Fixed(0.0)).as_millis()).collect();
        assert_eq!(waits, [1000, 1500, 2250, 3375, 5062, 7593, 11390, 15000, 15000, 15000]);
    }

    #[test]
    fn chance_takes_away_a_tenth_at_the_most() {
        for seed in [0.0, 0.3, 0.999_999, 1.0, 7.0, -1.0] {
            let mut pace = Pace::new(Some(10 * SECOND));
            let wait = pace.next(None, &Fixed(seed));
            assert!(9 * SECOND <= wait && wait <= 10 * SECOND, "{wait:?}");
        }
    }

    #[test]
    fn what_the_service_asks_for_is_never_cut_short() {
        for seed in [0.0, 1.0] {
            let mut pace = Pace::new(None);
            let wait = pace.next(Some(120 * SECOND), &Fixed(seed));
            assert!(120 * SECOND <= wait && wait <= 121 * SECOND, "{wait:?}");
            // Less than it would have been anyway changes nothing.
            assert!(pace.next(Some(SECOND / 2), &Fixed(seed)) >= SECOND);
        }
    }

    /// Chance takes up to a tenth away from a wait of its own, and puts as much on top of one that is asked for, up to a second.
    #[test]
    fn what_is_asked_for_counts_if_it_is_longer() {
        for (asked, chance, millis) in [
            (0, 0.0, 4000),
            (3999, 0.0, 4000),
            (4000, 0.0, 4000),
            (4001, 0.0, 4001),
            (3599, 1.0, 3600),
            (3600, 1.0, 3600),
            (3700, 1.0, 4070),
            (8000, 0.5, 8400),
            (10_000, 1.0, 11_000),
            (60_000, 1.0, 61_000),
        ] {
            let mut pace = Pace::new(Some(4 * SECOND));
            let wait = pace.next(Some(Duration::from_millis(asked)), &Fixed(chance));
            assert_eq!(wait.as_millis(), millis, "{asked} ms, {chance}");
            assert_eq!(pace.next(None, &Fixed(0.0)), 4 * SECOND, "it does not grow");
        }
        let shortest =
            |every| Pace::new(Some(Duration::from_millis(every))).next(None, &Fixed(0.0));
        assert_eq!([99, 100, 101].map(|every| shortest(every).as_millis()), [100, 100, 101]);
    }

    #[test]
    fn no_wait_is_absurd() {
        assert!(Pace::new(Some(Duration::ZERO)).next(None, &Fixed(1.0)) >= SHORTEST * 9 / 10);
        let mut endless = Pace::new(Some(Duration::MAX));
        assert!(endless.next(Some(Duration::MAX), &Fixed(1.0)) <= FOREVER + SECOND);
    }
}
