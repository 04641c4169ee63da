//! What a piece of work took: time on the wall, time of the processor, memory.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// A moment.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    wall: Instant,
    cpu: Duration,
}

impl Start {
    /// Now.
    #[must_use]
    pub fn now() -> Self {
        Self { wall: Instant::now(), cpu: cpu() }
    }

    /// Nanoseconds since then: on the wall, and of this process on any core.
    #[must_use]
    pub fn spent(&self) -> (u64, u64) {
        let cpu = cpu().saturating_sub(self.cpu);
        (nanos(self.wall.elapsed()), nanos(cpu))
    }
}

/// The time that this process has had on all cores together, since it began.
#[must_use]
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}

/// Kilobytes of memory now and at most so far, where the system says so in `/proc`.
#[must_use]
pub fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    (value("VmRSS").unwrap_or(0), value("VmHWM").unwrap_or(0))
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
