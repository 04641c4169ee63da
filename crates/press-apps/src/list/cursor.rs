//! A place in a list that can be kept and gone back to, also in another process.

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;

/// A place in a list, taken from a stream by `cursor()` and given to [`resume`](crate::Request::resume).
///
/// It is small (about 2 kB of JSON for pages of 100) and holds no items: the page and the index on it, the page size, the total
/// last seen, and short fingerprints of the last page's worth of delivered ids. Keep it as it is; its members may change.
///
/// A cursor fits the list it was taken from: same parent, same filters, same sort.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::Cursor;
///
/// let mut specs = client.specs().list().page_size(2).items();
/// specs.try_next().await?;
/// let saved = serde_json::to_string(&specs.cursor())?;
///
/// // Later, perhaps in another process:
/// let cursor: Cursor = serde_json::from_str(&saved)?;
/// assert_eq!(cursor.position(), 1);
/// let rest = client.specs().list().resume(cursor).try_collect().await?;
/// assert_eq!(rest.len(), 3);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// Fingerprint of what is listed.
    #[serde(with = "hex_one")]
    pub(super) list: u64,
    /// The page to read next, counted from 1.
    pub(super) page: u64,
    /// How many items of it were delivered or dropped.
    pub(super) index: u64,
    /// The page size that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page_size: Option<u32>,
    /// The page size the server used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) used_size: Option<u64>,
    /// The total last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<u64>,
    /// How many items were delivered so far.
    pub(super) position: u64,
    /// The ids delivered last, oldest first, at most one page of them.
    #[serde(default, with = "hex_many")]
    pub(super) recent: Vec<u64>,
}

impl Cursor {
    /// How many items were delivered up to this place, all streams together.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What a cursor keeps of the text that says what is listed.
    pub(super) fn key(text: &str) -> u64 {
        Fingerprint::of(text).half()
    }
}

/// A fingerprint as 16 hexadecimal digits: JSON readers elsewhere lose digits of large numbers.
mod hex_one {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{value:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16)
            .map_err(|_| D::Error::custom("expected 16 hexadecimal digits"))
    }
}

/// Fingerprints one after the other, 16 hexadecimal digits each.
mod hex_many {
    use std::fmt::Write as _;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        values: &[u64],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(values.len() * 16);
        for value in values {
            write!(text, "{value:016x}").map_err(serde::ser::Error::custom)?;
        }
        serializer.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u64>, D::Error> {
        let wrong = || D::Error::custom("expected groups of 16 hexadecimal digits");
        String::deserialize(deserializer)?
            .as_bytes()
            .chunks(16)
            .map(|group| match std::str::from_utf8(group) {
                Ok(digits) if digits.len() == 16 => {
                    u64::from_str_radix(digits, 16).map_err(|_| wrong())
                }
                _ => Err(wrong()),
            })
            .collect()
    }
}
