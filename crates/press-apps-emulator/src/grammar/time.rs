//! Lengths of time as people write them.

use std::time::Duration;

use jiff::SignedDuration;

use super::ParseError;

/// Reads `2s`, `500ms`, `1m 30s` or `0`.
///
/// # Errors
///
/// It is no length of time, or a negative one.
pub(crate) fn read_time(text: &str) -> Result<Duration, ParseError> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let wrong = || ParseError::new("a time such as `2s`, `500ms` or `10m`, or `0`", text);
    let time: SignedDuration = text.trim().parse().map_err(|_| wrong())?;
    Duration::try_from(time).map_err(|_| wrong().hint("it cannot be negative"))
}

/// Writes a length of time so that [`read_time`] reads the same.
pub(crate) fn show_time(time: Duration) -> String {
    match SignedDuration::try_from(time) {
        Ok(signed) if !signed.is_zero() => format!("{signed:#}").replace(' ', ""),
        Ok(_) => "0".to_owned(),
        // Longer than what can be read: 292 billion years.
        Err(_) => format!("{:#}", SignedDuration::MAX).replace(' ', ""),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(read_time("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(read_time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(read_time("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(read_time("0"), Ok(Duration::ZERO));
        for wrong in ["", "2", "soon", "-2s"] {
            let said = read_time(wrong).expect_err(wrong).to_string();
            assert!(said.starts_with("expected a time such as `2s`"), "{said}");
        }
    }

    proptest! {
        #[test]
        fn a_time_is_read_back_as_it_was_written(seconds in 0_u64..1 << 40, nanos in 0_u32..1_000_000_000) {
            let time = Duration::new(seconds, nanos);
            prop_assert_eq!(read_time(&show_time(time)), Ok(time));
        }
    }
}
