//! The query of a request: its pairs, its lists, its paging and its order.
//!
//! Lists come as repeated keys or as one comma-joined value; booleans also as `True` and `False`. Whether a key or a value
//! belongs to an operation is not decided here.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::reply::Refusal;
use crate::store::Direction;

/// Page size when none is given.
pub(crate) const DEFAULT_PAGE_SIZE: u64 = 25;
/// Largest page; more is cut to this, and the answer says so.
pub(crate) const MAX_PAGE_SIZE: u64 = 100;

/// The decoded pairs of a query, in the order sent.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes a raw query.
    ///
    /// # Errors
    ///
    /// 400 when a key or value is not UTF-8 once decoded.
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, Refusal> {
        let pairs = raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(key)?, decode(value)?))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// All pairs.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The last value of a key; `None` when it is absent.
    pub(crate) fn last(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The values of a list, however it was sent, each once. Empty when nothing was given.
    pub(crate) fn list(&self, key: &str) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.0
            .iter()
            .filter(|(name, _)| name == key)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty() && seen.insert(*value))
            .collect()
    }

    /// A boolean, Python's spelling included.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.last(key)? {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        }
    }

    /// Whether anything but a page and an order is asked for, so that rows may have to be left out.
    pub(crate) fn narrows(&self) -> bool {
        self.0.iter().any(|(key, _)| !["pageNumber", "pageSize", "sort"].contains(&key.as_str()))
    }

    /// The page asked for.
    pub(crate) fn paging(&self) -> Paging {
        let number = |key| {
            self.last(key).and_then(|text| text.parse::<u64>().ok()).filter(|&number| number > 0)
        };
        Paging {
            size: number("pageSize").unwrap_or(DEFAULT_PAGE_SIZE).min(MAX_PAGE_SIZE),
            number: number("pageNumber").unwrap_or(1),
        }
    }

    /// The order asked for: fields with their direction, ascending when none is said. A field that is named again orders nothing more.
    pub(crate) fn order(&self) -> Vec<(&str, Direction)> {
        let mut seen = HashSet::new();
        self.list("sort")
            .into_iter()
            .map(|entry| match entry.split_once(':') {
                Some((field, "desc")) => (field, Direction::Descending),
                Some((field, _)) => (field, Direction::Ascending),
                None => (entry, Direction::Ascending),
            })
            .filter(|(field, _)| seen.insert(*field))
            .collect()
    }
}

/// Undoes form encoding.
fn decode(text: &str) -> Result<String, Refusal> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| {
        Refusal::malformed(format!(
            "query: `{text}` is not UTF-8 text once its percent-encoding is undone"
        ))
    })
}

/// A page asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) size: u64,
    pub(crate) number: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> Query {
        Query::parse(Some(raw)).unwrap_or_else(|refusal| panic!("{}", refusal.detail))
    }

    #[test]
    fn lists_may_be_repeated_comma_joined_or_both() {
        for raw in ["status=a&status=b&status=c", "status=a%2Cb%2Cc", "status=a,b&status=c"] {
            assert_eq!(parse(raw).list("status"), ["a", "b", "c"], "{raw}");
        }
        assert!(parse("status=").list("status").is_empty());
        assert_eq!(parse("status=a,b,a&status=b").list("status"), ["a", "b"]);
    }

    #[test]
    fn form_encoding_is_undone() {
        let query = parse("name=a+b%26c%2Bd&empty=&bare");
        assert_eq!(query.last("name"), Some("a b&c+d"));
        assert_eq!(query.last("empty"), Some(""));
        assert_eq!(query.last("bare"), Some(""));
        assert_eq!(query.last("absent"), None);
        assert_eq!(Query::parse(Some("name=%FF")).expect_err("not UTF-8").status, 400);
    }

    #[test]
    fn booleans_may_be_spelt_as_python_does() {
        assert_eq!(parse("featured=True").flag("featured"), Some(true));
        assert_eq!(parse("featured=false").flag("featured"), Some(false));
        assert_eq!(parse("").flag("featured"), None);
    }

    #[test]
    fn a_page_is_25_unless_said_and_never_more_than_100() {
        assert_eq!(parse("").paging(), Paging { size: 25, number: 1 });
        assert_eq!(parse("pageSize=1000&pageNumber=3").paging(), Paging { size: 100, number: 3 });
    }
}
