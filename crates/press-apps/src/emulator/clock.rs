//! The clock of a service as the clock of its client.

use std::time::{Duration, Instant, SystemTime};

use press_apps_emulator::VirtualClock;

use crate::time::{BoxFuture, Clock, FOREVER};

/// A virtual clock, told in points of time.
pub(super) struct Shared {
    clock: VirtualClock,
    /// The point in time that stands for its start.
    start: Instant,
}

impl Shared {
    pub(super) fn of(clock: VirtualClock) -> Self {
        Self { clock, start: Instant::now() }
    }
}

impl Clock for Shared {
    fn now(&self) -> Instant {
        // Later than that, limits could not be added to it any more.
        let passed = self.clock.now().min(FOREVER);
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    fn date(&self) -> SystemTime {
        self.clock.date()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(self.clock.sleep(duration))
    }
}
