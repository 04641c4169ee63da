//! Revision numbers: counted from 1.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{InvalidId, quoted};

/// Number of a revision within its deployment, counted from 1.
///
/// ```
/// use press_apps_model::RevisionNumber;
/// assert_eq!(RevisionNumber::try_from(2)?, RevisionNumber::try_from("2")?);
/// assert!(RevisionNumber::try_from(0).is_err());
/// # Ok::<(), press_apps_model::InvalidId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u32")]
pub struct RevisionNumber(NonZeroU32);

impl RevisionNumber {
    /// A revision number.
    ///
    /// # Errors
    ///
    /// The number is 0.
    pub fn new(number: u32) -> Result<Self, InvalidId> {
        Self::try_from(number)
    }

    /// In place of a number that was refused, where none can be missing: for the client, which never sends it.
    #[doc(hidden)]
    #[must_use]
    pub fn refused() -> Self {
        Self(NonZeroU32::MAX)
    }

    /// The number, at least 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// Refusal of anything that is not a whole number from 1 to 4294967295.
fn refuse(rule: &'static str, found: String) -> InvalidId {
    InvalidId::new("revision number", rule, "a whole number, at least 1", found)
        .of_parameter("revision")
        .with_hint("revisions are counted from 1; `list_deployment_revisions` shows which exist")
}

/// The revision of a number, if it has one.
fn of(number: i128) -> Result<RevisionNumber, InvalidId> {
    let fits = u32::try_from(number).ok().and_then(NonZeroU32::new);
    fits.map(RevisionNumber).ok_or_else(|| {
        let rule = if number < 1 { "minimum" } else { "maximum" };
        refuse(rule, number.to_string())
    })
}

impl From<NonZeroU32> for RevisionNumber {
    fn from(number: NonZeroU32) -> Self {
        Self(number)
    }
}

impl From<RevisionNumber> for u32 {
    fn from(number: RevisionNumber) -> Self {
        number.get()
    }
}

impl From<&Self> for RevisionNumber {
    fn from(number: &Self) -> Self {
        *number
    }
}

macro_rules! from_integers {
    ($($int:ty)*) => {$(
        impl TryFrom<$int> for RevisionNumber {
            type Error = InvalidId;
            fn try_from(number: $int) -> Result<Self, InvalidId> {
                of(number as i128)
            }
        }
    )*};
}
from_integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl FromStr for RevisionNumber {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        // Parsing takes a leading `+`, which the service has never been seen to take.
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.bytes().all(|b| b.is_ascii_digit())
            && let Ok(number) = text.parse()
        {
            return of(number);
        }
        Err(refuse("type", quoted(text)))
    }
}

impl TryFrom<&str> for RevisionNumber {
    type Error = InvalidId;
    fn try_from(text: &str) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl TryFrom<String> for RevisionNumber {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl TryFrom<&String> for RevisionNumber {
    type Error = InvalidId;
    fn try_from(text: &String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl fmt::Display for RevisionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for RevisionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevisionNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_text_from_one_up_are_revisions() {
        assert_eq!(RevisionNumber::try_from(7_i64).unwrap().get(), 7);
        assert_eq!("4294967295".parse::<RevisionNumber>().unwrap().get(), u32::MAX);
        assert_eq!(serde_json::to_value(RevisionNumber::new(3).unwrap()).unwrap(), 3);
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(
            RevisionNumber::try_from(-1).is_err() && RevisionNumber::try_from(u64::MAX).is_err()
        );
        assert!(serde_json::from_value::<RevisionNumber>(0.into()).is_err());
        for text in ["", "0", "-1", "+1", "1.0", "latest", "4294967296", "１"] {
            assert!(RevisionNumber::try_from(text).is_err(), "{text}");
        }
        let rule =
            |refused: Result<RevisionNumber, InvalidId>| refused.unwrap_err().problem().rule();
        assert_eq!(rule("0".parse()), "minimum");
        assert_eq!(rule("-7".parse()), "minimum");
        assert_eq!(rule("4294967296".parse()), "maximum");
        assert_eq!(rule(RevisionNumber::try_from(u64::MAX)), "maximum");
        assert_eq!(rule("--7".parse()), "type");
        assert_eq!(
            RevisionNumber::try_from("latest").unwrap_err().to_string(),
            "not a revision number: expected a whole number, at least 1, found \"latest\"; revisions are counted from 1; \
             `list_deployment_revisions` shows which exist"
        );
    }
}
