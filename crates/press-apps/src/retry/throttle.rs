//! One throttle for all pages of a stream: a 429 on one of them pauses the others, narrows the window, and sets a pace.
//!
//! It decides when an attempt may start. Whether there is another attempt, and how long a 429 makes it wait, is decided in the
//! request path, which talks to it through a [`Gate`].

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::rate_limiter::RateLimiter;
use crate::time::Clock;

/// The shortest wait of a page that others are before.
const LEAST_WAIT: Duration = Duration::from_millis(1);

/// The throttle of one stream.
#[derive(Clone)]
pub(crate) struct Throttle {
    shared: Arc<Shared>,
}

/// The place of one page at the throttle. The request path holds it for the calls of that page.
///
/// The first attempt was let in before the call began. From then on the request path does two things:
///
/// * on every 429 it calls [`limited`](Self::limited) with the wait it decided on (`Retry-After`, capped, or its own),
/// * and before the attempt that follows a 429 it awaits [`admit`](Self::admit) **instead of** sleeping that wait itself.
///
/// Other failures do not concern it.
#[derive(Clone)]
pub(crate) struct Gate {
    shared: Arc<Shared>,
    page: u64,
    /// The epoch of the throttle in which this page was let in last.
    epoch: Arc<AtomicU64>,
}

struct Shared {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    /// The window the caller asked for.
    most: usize,
    /// The window now.
    window: usize,
    /// Successes since the window last changed.
    passed: usize,
    /// Grows with every 429 that counts, so that a burst of them counts once.
    epoch: u64,
    paused_until: Option<Instant>,
    pace: RateLimiter,
    /// Pages that wait to be let in; the lowest goes first, because it is delivered first.
    waiting: BTreeSet<u64>,
}

impl Throttle {
    /// A throttle that is off, for up to `most` pages at a time.
    pub(crate) fn new(clock: Arc<dyn Clock>, most: usize) -> Self {
        let now = clock.now();
        Self {
            shared: Arc::new(Shared {
                clock,
                state: Mutex::new(State {
                    most,
                    window: most,
                    passed: 0,
                    epoch: 0,
                    paused_until: None,
                    pace: RateLimiter::new(now),
                    waiting: BTreeSet::new(),
                }),
            }),
        }
    }

    /// How many pages may be under way now.
    pub(crate) fn window(&self) -> usize {
        self.shared.lock().window
    }

    /// The gate for the call that fetches `page`.
    pub(crate) fn gate(&self, page: u64) -> Gate {
        Gate { shared: self.shared.clone(), page, epoch: Arc::default() }
    }
}

impl Gate {
    /// Waits until an attempt may start.
    pub(crate) async fn admit(&self) {
        let _place = Place::take(self);
        loop {
            let now = self.shared.clock.now();
            let Some(wait) = self.shared.lock().try_admit(self, now) else {
                return;
            };
            self.shared.clock.sleep(wait).await;
        }
    }

    /// The service answered 429: no page of the stream is asked for until `wait` has passed, and then with care.
    pub(crate) fn limited(&self, wait: Duration) {
        let now = self.shared.clock.now();
        let mut state = self.shared.lock();
        let until = now.checked_add(wait);
        state.paused_until = state.paused_until.max(until);
        // The other attempts of the same burst say nothing new.
        if self.epoch.load(Ordering::Relaxed) < state.epoch {
            return;
        }
        state.epoch += 1;
        state.pace.refused();
        state.window = (state.window / 2).max(1);
        state.passed = 0;
    }

    /// The page came.
    pub(crate) fn passed(&self) {
        let mut state = self.shared.lock();
        state.pace.passed();
        state.passed += 1;
        if state.window < state.most && state.passed >= state.window {
            state.window += 1;
            state.passed = 0;
        }
    }
}

impl State {
    /// Lets the page of `gate` in, or says how long it should wait before it asks again.
    fn try_admit(&mut self, gate: &Gate, now: Instant) -> Option<Duration> {
        if let Some(until) = self.paused_until {
            if now < until {
                return Some(until - now);
            }
            self.paused_until = None;
            self.pace.resume(now);
        }
        let before = self.waiting.range(..gate.page).count();
        if let Some(wait) = self.pace.wait(before, now) {
            return Some(wait.max(LEAST_WAIT));
        }
        self.pace.start(now);
        gate.epoch.store(self.epoch, Ordering::Relaxed);
        None
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and the state is sound at every moment anyway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page among those that wait; leaves the line when it is let in or given up.
struct Place<'a>(&'a Gate);

impl<'a> Place<'a> {
    fn take(gate: &'a Gate) -> Self {
        gate.shared.lock().waiting.insert(gate.page);
        Self(gate)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.shared.lock().waiting.remove(&self.0.page);
    }
}
