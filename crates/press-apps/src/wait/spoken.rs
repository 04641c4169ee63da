//! A span of time as a person says it.

use std::fmt;
use std::time::Duration;

/// `45 s`, `12 min 4 s`, `1 h 5 min`: the two largest units; below a minute, tenths of a second where they matter.
pub(crate) struct Spoken(pub(crate) Duration);

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let tenths = self.0.subsec_millis() / 100;
        match (hours, minutes, rest) {
            (0, 0, rest) if rest < 10 && tenths > 0 => write!(f, "{rest}.{tenths} s"),
            (0, 0, rest) => write!(f, "{rest} s"),
            (0, minutes, 0) => write!(f, "{minutes} min"),
            (0, minutes, rest) => write!(f, "{minutes} min {rest} s"),
            (hours, 0, _) => write!(f, "{hours} h"),
            (hours, minutes, _) => write!(f, "{hours} h {minutes} min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_largest_units_are_said() {
        for (millis, said) in [
            (0, "0 s"),
            (40, "0 s"),
            (99, "0 s"),
            (100, "0.1 s"),
            (1_500, "1.5 s"),
            (2_000, "2 s"),
            (9_900, "9.9 s"),
            (10_900, "10 s"),
            (15_900, "15 s"),
            (59_999, "59 s"),
            (60_000, "1 min"),
            (724_999, "12 min 4 s"),
            (1_800_000, "30 min"),
            (3_600_000, "1 h"),
            (3_659_000, "1 h"),
            (3_930_000, "1 h 5 min"),
            (7_260_000, "2 h 1 min"),
        ] {
            assert_eq!(Spoken(Duration::from_millis(millis)).to_string(), said);
        }
        assert!(!Spoken(Duration::MAX).to_string().is_empty());
    }
}
