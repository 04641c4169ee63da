//! A moment that keeps its text.

use std::cmp::Ordering;
use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// A moment as the service wrote it, such as `2020-01-01T18:00:00.000Z`.
///
/// The text is kept as it came and only read when asked: one odd date never sinks a page, and what is sent on is what came.
/// Equal means equal text. The order is by the moment, then by the text; what is no moment comes last, by its text.
///
/// ```
/// use press_apps_api::Timestamp;
/// use std::time::{Duration, SystemTime};
///
/// let moment = Timestamp::from("1970-01-01T00:00:01.500Z");
/// assert_eq!(
///     moment.parse()?,
///     SystemTime::UNIX_EPOCH + Duration::from_millis(1500)
/// );
/// assert!(moment < Timestamp::from("1970-01-01T02:00:01+01:00"));
/// assert!(Timestamp::from("9999-12-30T00:00:00Z") < Timestamp::from("yesterday"));
/// # Ok::<(), press_apps_api::InvalidTimestamp>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text as an RFC 3339 moment.
    ///
    /// # Errors
    /// When the text is no such moment, or lies outside the years that can be represented.
    pub fn parse(&self) -> Result<SystemTime, InvalidTimestamp> {
        let told = || "it is beyond what the clock of the system can tell".to_owned();
        let moment = self.0.parse::<Moment>().and_then(|moment| moment.system().ok_or_else(told));
        moment.map_err(|reason| InvalidTimestamp { text: self.0.clone(), reason })
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let moment = |timestamp: &Self| timestamp.0.parse::<Moment>().ok();
        let by_moment = match (moment(self), moment(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_moment.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As [`Timestamp::parse`]; moments before 1970 as well.
impl TryFrom<&Timestamp> for SystemTime {
    type Error = InvalidTimestamp;

    fn try_from(timestamp: &Timestamp) -> Result<Self, Self::Error> {
        timestamp.parse()
    }
}

/// As [`Timestamp::parse`].
impl TryFrom<Timestamp> for SystemTime {
    type Error = InvalidTimestamp;

    fn try_from(timestamp: Timestamp) -> Result<Self, Self::Error> {
        timestamp.parse()
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Written in UTC with milliseconds, as the service does.
impl TryFrom<SystemTime> for Timestamp {
    type Error = InvalidTimestamp;

    fn try_from(moment: SystemTime) -> Result<Self, Self::Error> {
        match Moment::from(moment).text() {
            Some(text) => Ok(Self(text)),
            None => Err(InvalidTimestamp {
                text: format!("{moment:?}"),
                reason: "its year has no four digits".to_owned(),
            }),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text of a [`Timestamp`] is no RFC 3339 moment.
///
/// ```
/// use press_apps_api::Timestamp;
///
/// let invalid = Timestamp::from("yesterday").parse().unwrap_err();
/// assert!(invalid.to_string().contains("yesterday"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvalidTimestamp {
    text: String,
    reason: String,
}

impl InvalidTimestamp {
    /// The text that was to be read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a moment in RFC 3339 form, such as `2020-01-01T18:00:00.000Z`: {}",
            self.text, self.reason
        )
    }
}

impl std::error::Error for InvalidTimestamp {}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Timestamp;

    #[test]
    fn keeps_the_text_it_came_with() {
        for text in [
            r#""2020-01-01T18:00:00.000Z""#,
            r#""2020-01-01T20:00:00+02:00""#,
            r#""yesterday""#,
            r#""""#,
        ] {
            let moment: Timestamp = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&moment).unwrap(), text);
        }
    }

    #[test]
    fn an_offset_is_the_same_moment() {
        let (utc, offset) = (
            Timestamp::from("2020-01-01T18:00:00.000Z"),
            Timestamp::from("2020-01-01T20:00:00+02:00"),
        );
        assert_eq!(utc.parse().unwrap(), offset.parse().unwrap());
        assert_ne!(utc, offset);
    }

    #[test]
    fn text_that_is_no_moment_says_so_when_read() {
        let error = Timestamp::from("yesterday").parse().unwrap_err();
        assert_eq!(error.text(), "yesterday");
        assert!(
            error.to_string().starts_with("`yesterday` is not a moment in RFC 3339 form"),
            "{error}"
        );
    }

    #[test]
    fn is_turned_into_a_moment_of_the_system_before_1970_too() {
        let before = Timestamp::from("1969-12-31T23:59:58.5Z");
        let moment = SystemTime::UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(SystemTime::try_from(&before), Ok(moment));
        assert_eq!(SystemTime::try_from(before), Ok(moment));
        let refused = SystemTime::try_from(&Timestamp::from("1969-12-31")).unwrap_err();
        assert!(refused.to_string().starts_with("`1969-12-31` is not a moment"), "{refused}");
    }

    #[test]
    fn order_is_by_moment_then_by_text_and_what_cannot_be_read_is_last() {
        let sorted = [
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2020-01-01T18:00:00+00:00",
            "2020-01-01T18:00:00.000Z",
            "2020-01-01T20:00:00+02:00",
            "2020-01-01T18:00:00.001Z",
            "2020-01-01T17:00:00-03:00",
            "",
            "2020-13-01T00:00:00Z",
            "yesterday",
        ]
        .map(Timestamp::from);
        let mut shuffled = sorted.clone();
        shuffled.reverse();
        shuffled.sort();
        assert_eq!(shuffled, sorted);
    }

    #[test]
    fn moments_are_written_in_utc_with_milliseconds() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_901_600);
        assert_eq!(Timestamp::try_from(moment).unwrap().as_str(), "2020-01-01T18:00:00.000Z");
    }
}
