//! A point in time as a count of seconds, from and to RFC 3339 text. The text is read by `toml_datetime`; here is the calendar.
//!
//! Leap seconds do not exist on the clock of a computer: second 60 is second 0 of the next minute.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use toml_datetime::{Date, Datetime, Offset};

const DAY: i64 = 24 * 60 * 60;

/// Seconds since the beginning of 1970 UTC, rounded down, and the nanoseconds since then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.parse::<Datetime>().map_err(|error| error.to_string())?;
        let date = parts.date.ok_or("it has no date")?;
        let time = parts.time.ok_or("it has no time of day")?;
        let ahead =
            match parts.offset.ok_or("it does not end in `Z` or an offset such as `+01:00`")? {
                Offset::Z => 0,
                Offset::Custom { minutes } => i64::from(minutes),
            };
        let minutes = i64::from(time.hour) * 60 + i64::from(time.minute) - ahead;
        let seconds = minutes * 60 + i64::from(time.second.unwrap_or(0));
        Ok(Self {
            seconds: day_number(date) * DAY + seconds,
            nanoseconds: time.nanosecond.unwrap_or(0),
        })
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self { seconds: whole(after), nanoseconds: after.subsec_nanos() },
            Err(error) => {
                let before = error.duration();
                match before.subsec_nanos() {
                    0 => Self { seconds: -whole(before), nanoseconds: 0 },
                    part => Self { seconds: -whole(before) - 1, nanoseconds: 1_000_000_000 - part },
                }
            }
        }
    }
}

impl Moment {
    /// The same on the clock of the system, unless that cannot tell it.
    pub(crate) fn system(self) -> Option<SystemTime> {
        let whole = Duration::from_secs(self.seconds.unsigned_abs());
        let whole = match self.seconds < 0 {
            true => SystemTime::UNIX_EPOCH.checked_sub(whole),
            false => SystemTime::UNIX_EPOCH.checked_add(whole),
        };
        whole?.checked_add(Duration::from_nanos(u64::from(self.nanoseconds)))
    }

    /// In UTC with milliseconds, if the year has four digits.
    pub(crate) fn text(self) -> Option<String> {
        let Date { year, month, day } = date(self.seconds.div_euclid(DAY))?;
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let milliseconds = self.nanoseconds / 1_000_000;
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"
        ))
    }
}

/// How the Gregorian calendar repeats itself, and the days from March 1st of year 0 to 1970.
const DAYS_OF_400_YEARS: i64 = 146_097;
const DAYS_TO_1970: i64 = 719_468;

/// The number of a day; 1970-01-01 is 0. Years are counted from March on, so that the leap day is the last of its year.
fn day_number(date: Date) -> i64 {
    let (year, month, day) = (i64::from(date.year), i64::from(date.month), i64::from(date.day));
    let year = if month < 3 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = first_day((month + 9) % 12) + day - 1;
    era * DAYS_OF_400_YEARS + first_day_of_year(year) + day_of_year - DAYS_TO_1970
}

/// The date of a day by its number, if its year has at most four digits and is not negative.
fn date(number: i64) -> Option<Date> {
    let days = number.checked_add(DAYS_TO_1970)?;
    let (era, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    // By the mean length of a year, which is off by one year at most.
    let guess = day * 400 / DAYS_OF_400_YEARS;
    let year = if first_day_of_year(guess + 1) <= day { guess + 1 } else { guess };
    let day = day - first_day_of_year(year);
    let month = (5 * day + 2) / 153;
    let year = era * 400 + year + i64::from(month > 9);
    Some(Date {
        year: u16::try_from(year).ok().filter(|year| *year <= 9999)?,
        month: u8::try_from((month + 2) % 12 + 1).ok()?,
        day: u8::try_from(day - first_day(month) + 1).ok()?,
    })
}

/// The days before a year of the 400, counted from 0.
fn first_day_of_year(year: i64) -> i64 {
    year * 365 + year / 4 - year / 100 + year / 400
}

/// The days before a month, where March is 0: 31, 30, 31, 30, 31, and again.
fn first_day(month: i64) -> i64 {
    (153 * month + 2) / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes through the calendar day by day, by the rule of leap years alone.
    #[test]
    fn every_day_of_ten_thousand_years_has_its_number() {
        let leap = |year: u16| {
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
        };
        let mut number = -719_528;
        for year in 0..=9999 {
            for month in 1..=12 {
                let length = match month {
                    4 | 6 | 9 | 11 => 30,
                    2 => 28 + u8::from(leap(year)),
                    _ => 31,
                };
                for day in 1..=length {
                    let today = Date { year, month, day };
                    assert_eq!(day_number(today), number, "{today}");
                    assert_eq!(date(number), Some(today));
                    number += 1;
                }
            }
        }
        assert_eq!(day_number(Date { year: 1970, month: 1, day: 1 }), 0);
        assert_eq!((date(number), date(-719_529)), (None, None));
        assert_eq!((date(i64::MAX), date(i64::MIN)), (None, None));
    }

    #[test]
    fn reads_and_writes_moments_on_both_sides_of_1970() {
        for (text, seconds, written) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"),
            ("1969-12-31T23:59:59.25Z", -1, "1969-12-31T23:59:59.250Z"),
            ("2020-01-01T20:00:00.123456789+02:00", 1_577_901_600, "2020-01-01T18:00:00.123Z"),
            ("2000-02-29t12:30:00-11:30", 951_868_800, "2000-03-01T00:00:00.000Z"),
            ("2016-12-31T23:59:60Z", 1_483_228_800, "2017-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", 253_402_300_799, "9999-12-31T23:59:59.000Z"),
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.seconds, seconds, "{text}");
            assert_eq!(moment.text().as_deref(), Some(written));
            assert_eq!(Moment::from(moment.system().unwrap()), moment, "{text}");
        }
    }

    #[test]
    fn what_has_no_year_of_four_digits_is_not_written() {
        let moment: Moment = "0000-01-01T00:00:00+00:01".parse().unwrap();
        assert!(moment.text().is_none());
        assert!(Moment { seconds: i64::MAX, nanoseconds: 0 }.text().is_none());
    }

    #[test]
    fn what_is_no_moment_is_refused_with_the_reason() {
        let reason = |text: &str| text.parse::<Moment>().unwrap_err();
        assert_eq!(
            reason("2020-01-01T18:00:00"),
            "it does not end in `Z` or an offset such as `+01:00`"
        );
        assert_eq!(reason("2020-01-01"), "it has no time of day");
        assert_eq!(reason("18:00:00"), "it has no date");
        assert_eq!(
            reason("2020-13-01T00:00:00Z"),
            "invalid date, expected month between 01 and 12"
        );
        for text in
            ["", "yesterday", "2021-02-29T00:00:00Z", "2020-01-01T24:00:00Z", "20200101T180000Z"]
        {
            assert!(!reason(text).is_empty(), "{text}");
        }
    }
}
