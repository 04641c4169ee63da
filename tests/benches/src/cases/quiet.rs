//! Whether the machine is quiet enough for its times to say something.

use std::time::Duration;

/// A floor that spreads by more than this was not measured alone.
const SPREAD: f64 = 0.25;
/// More of the machine than this must not be busy with something else before a case begins.
const BUSY: f64 = 0.15;

/// How often the machine is looked at before it is called busy.
const LOOKS: u32 = 6;

/// Why times would say nothing, by what the machine does while nothing of this program runs. It gets some seconds to become quiet.
pub(super) fn busy() -> Option<String> {
    let mut last = 0.0;
    for _ in 0..LOOKS {
        let before = ticks()?;
        std::thread::sleep(Duration::from_millis(1500));
        last = share(before, ticks()?);
        if last <= BUSY {
            return None;
        }
    }
    Some(format!("the machine was {:.0} % busy with something else", last * 100.0))
}

/// Why times say nothing, by the spread of the floor.
pub(super) fn floor(spread: f64) -> Option<String> {
    (spread > SPREAD).then(|| format!("the floor spread by {:.0} %", spread * 100.0))
}

/// The busy part of what passed between two readings.
fn share((busy, all): (u64, u64), (busy_then, all_then): (u64, u64)) -> f64 {
    (busy_then.saturating_sub(busy)) as f64 / (all_then.saturating_sub(all)).max(1) as f64
}

/// Ticks of all cores since the start, busy ones and all; nothing where the system does not say.
fn ticks() -> Option<(u64, u64)> {
    parsed(&std::fs::read_to_string("/proc/stat").ok()?)
}

fn parsed(text: &str) -> Option<(u64, u64)> {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> =
        line.split_whitespace().filter_map(|word| word.parse().ok()).take(8).collect();
    let all: u64 = ticks.iter().sum();
    // Idle, and waiting for a disk.
    Some((all - ticks.get(3)? - ticks.get(4)?, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busy_share_is_what_is_not_idle() {
        let before = parsed("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1 1 1\n").unwrap();
        let after = parsed("cpu  140 0 110 850 0 0 0 0 0 0\n").unwrap();
        assert_eq!(before, (200, 1000));
        assert_eq!(share(before, after), 0.5);
        assert!(parsed("nothing").is_none());
    }

    #[test]
    fn a_floor_that_spreads_disturbs() {
        assert_eq!(floor(0.25), None);
        assert_eq!(floor(0.4).unwrap(), "the floor spread by 40 %");
    }
}
