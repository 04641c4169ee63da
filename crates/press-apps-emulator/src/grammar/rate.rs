//! A rate of requests as text: `5/s`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{ParseError, read_time, show_time};

/// How many requests a token may make in which time; what goes beyond gets 429 with `Retry-After`.
///
/// As text: `5/s`, `100/min`, `3/10s`.
///
/// ```
/// use press_apps_emulator::{Emulator, Rate};
///
/// let rate: Rate = "100/min".parse()?;
/// assert_eq!(rate.to_string(), "100/min");
/// let service = Emulator::builder().rate(rate).service();
/// # Ok::<(), press_apps_emulator::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub(crate) count: u32,
    pub(crate) per: Duration,
}

impl FromStr for Rate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new("a rate such as `5/s`, `100/min` or `3/10s`", text);
        let (count, per) = text.split_once('/').ok_or_else(wrong)?;
        let count = count.trim().parse().map_err(|_| wrong())?;
        let per = match per.trim() {
            "s" => Duration::from_secs(1),
            "min" | "m" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            per => read_time(per).map_err(|_| wrong())?,
        };
        if count == 0 || per.is_zero() {
            return Err(wrong().hint("neither number can be 0"));
        }
        Ok(Self { count, per })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.per.as_secs(), self.per.subsec_nanos()) {
            (1, 0) => write!(f, "{}/s", self.count),
            (60, 0) => write!(f, "{}/min", self.count),
            (3600, 0) => write!(f, "{}/h", self.count),
            _ => write!(f, "{}/{}", self.count, show_time(self.per)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_rate_is_read_back_as_it_was_written(count in 1_u32.., millis in 1_u64..10_000_000) {
            let rate = Rate { count, per: Duration::from_millis(millis) };
            prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        }
    }

    #[test]
    fn usual_rates_keep_their_spelling() {
        for text in ["5/s", "100/min", "7/h", "3/10s", "1/500ms"] {
            assert_eq!(text.parse::<Rate>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rate_is_told_what_would_be() {
        for wrong in ["", "5", "5/", "/s", "5/fortnight", "-1/s", "five/s", "0/s", "5/0"] {
            let said = wrong.parse::<Rate>().expect_err(wrong).to_string();
            assert!(said.starts_with("expected a rate such as `5/s`"), "{said}");
        }
    }
}
