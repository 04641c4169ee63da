//! Typed sort keys of lists: a field and, if wanted, an order.
//!
//! Which fields a list knows stands in the document; the enums of fields (`SpecSort` and its like) are generated from it.

use std::fmt;
use std::str::FromStr;

/// Order of a sort.
///
/// ```
/// use press_apps_api::SortOrder;
///
/// assert_eq!(SortOrder::Descending.as_str(), "desc");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl SortOrder {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}

impl fmt::Display for SortOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One entry of a list's `sort`: a field, with or without an order. Without one the service decides.
///
/// A bare field converts into it; `Display` gives the wire form, `createdAt:desc` or `createdAt`, and `FromStr` reads it.
///
/// ```
/// use press_apps_api::types::SpecSort;
///
/// assert_eq!(SpecSort::CreatedAt.desc().to_string(), "createdAt:desc");
/// assert_eq!(SpecSort::from("lastUsed").asc().to_string(), "lastUsed:asc");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Sort<K> {
    /// The field.
    pub key: K,
    /// The order, if one is asked for.
    pub order: Option<SortOrder>,
}

impl<K> Sort<K> {
    /// By this field, in the order the service prefers.
    pub fn by(key: impl Into<K>) -> Self {
        Self { key: key.into(), order: None }
    }

    /// The same field, least first.
    #[must_use]
    pub fn asc(self) -> Self {
        Self { order: Some(SortOrder::Ascending), ..self }
    }

    /// The same field, greatest first.
    #[must_use]
    pub fn desc(self) -> Self {
        Self { order: Some(SortOrder::Descending), ..self }
    }
}

impl<K> From<K> for Sort<K> {
    fn from(key: K) -> Self {
        Self { key, order: None }
    }
}

impl<K: fmt::Display> fmt::Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.order {
            Some(order) => write!(f, "{}:{order}", self.key),
            None => write!(f, "{}", self.key),
        }
    }
}

/// Gives the sort keys of lists their orders, without a trait to import.
macro_rules! sort_keys {
    ($($name:ident),* $(,)?) => {
        $(impl $name {
            /// By this field, least first.
            #[must_use]
            pub fn asc(self) -> $crate::Sort<Self> {
                $crate::Sort::from(self).asc()
            }

            /// By this field, greatest first.
            #[must_use]
            pub fn desc(self) -> $crate::Sort<Self> {
                $crate::Sort::from(self).desc()
            }
        })*
    };
}

pub(crate) use sort_keys;

/// The order of a sort is neither `asc` nor `desc`, or the field is missing.
///
/// ```
/// use press_apps_api::{Sort, types::SpecSort};
///
/// let invalid = "name:down".parse::<Sort<SpecSort>>().unwrap_err();
/// println!("{invalid}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSort {
    text: String,
}

impl fmt::Display for InvalidSort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found: String = self.text.chars().take(60).collect();
        let cut = if found.len() < self.text.len() { "…" } else { "" };
        write!(f, "not a sort: expected `field`, `field:asc` or `field:desc`, found {found:?}{cut}")
    }
}

impl std::error::Error for InvalidSort {}

impl<K: FromStr> FromStr for Sort<K> {
    type Err = InvalidSort;

    fn from_str(text: &str) -> Result<Self, InvalidSort> {
        let invalid = || InvalidSort { text: text.to_owned() };
        let (field, order) = match text.split_once(':') {
            None => (text, None),
            Some((field, "asc")) => (field, Some(SortOrder::Ascending)),
            Some((field, "desc")) => (field, Some(SortOrder::Descending)),
            Some(_) => return Err(invalid()),
        };
        if field.is_empty() {
            return Err(invalid());
        }
        Ok(Self { key: field.parse().map_err(|_| invalid())?, order })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_form_is_field_and_order() {
        let bare: Sort<String> = "createdAt".to_owned().into();
        assert_eq!(bare.to_string(), "createdAt");
        assert_eq!(bare.clone().desc().to_string(), "createdAt:desc");
        assert_eq!(bare.asc().to_string(), "createdAt:asc");
    }

    #[test]
    fn wire_form_is_read_back_and_other_forms_are_refused() {
        for text in ["createdAt", "name:asc", "later:desc"] {
            assert_eq!(text.parse::<Sort<String>>().unwrap().to_string(), text);
        }
        for text in ["", ":asc", "name:", "name:up", "name:ASC", "name:asc:desc"] {
            assert!(text.parse::<Sort<String>>().is_err(), "{text}");
        }
    }
}
