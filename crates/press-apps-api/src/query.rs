//! A URL whose query is written parameter by parameter, in the form of `application/x-www-form-urlencoded`.
//!
//! It is text until the HTTP client reads it, once.

use std::fmt::{self, Display, Write as _};

use form_urlencoded::byte_serialize;

/// A URL to which parameters are added.
pub(crate) struct Query {
    url: String,
    begun: bool,
}

// A document may have no query, or none with lists.
#[allow(dead_code)]
impl Query {
    /// `url` has no query yet.
    pub(crate) fn of(url: String) -> Self {
        Self { url, begun: false }
    }

    /// `name=value`, if there is a value.
    pub(crate) fn one(mut self, name: &str, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            self.pair(name, value);
        }
        self
    }

    /// `name=value` for each of the values.
    pub(crate) fn each(
        mut self,
        name: &str,
        values: Option<impl IntoIterator<Item: Display>>,
    ) -> Self {
        for value in values.into_iter().flatten() {
            self.pair(name, value);
        }
        self
    }

    /// The URL with its query.
    pub(crate) fn url(self) -> String {
        self.url
    }

    fn pair(&mut self, name: &str, value: impl Display) {
        self.url.push(if self.begun { '&' } else { '?' });
        self.begun = true;
        self.url.extend(byte_serialize(name.as_bytes()));
        self.url.push('=');
        // Writing to a `String` does not fail.
        let _ = write!(Encoded(&mut self.url), "{value}");
    }
}

/// Encodes what is written to it.
struct Encoded<'a>(&'a mut String);

impl fmt::Write for Encoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(byte_serialize(text.as_bytes()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(add: impl FnOnce(Query) -> Query) -> String {
        add(Query::of("https://host/specs/".to_owned())).url()
    }

    #[test]
    fn what_is_not_given_is_not_there() {
        let nothing: Option<&Vec<String>> = None;
        assert_eq!(
            url(|query| query.one("name", None::<&str>).each("sort", nothing)),
            "https://host/specs/"
        );
        assert_eq!(
            url(|query| query.each("sort", Some(&Vec::<String>::new()))),
            "https://host/specs/"
        );
        assert_eq!(url(|query| query.one("name", Some(""))), "https://host/specs/?name=");
    }

    #[test]
    fn parameters_come_in_order_and_lists_name_by_name() {
        let query = |query: Query| {
            query
                .one("page", Some(2))
                .each("sort", Some(&vec!["name", "kind"]))
                .one("all", Some(true))
        };
        assert_eq!(url(query), "https://host/specs/?page=2&sort=name&sort=kind&all=true");
    }

    #[test]
    fn what_has_a_meaning_in_a_query_is_encoded() {
        assert_eq!(
            url(|query| query.one("a b&", Some("é=1&2+3 #~*-._"))),
            "https://host/specs/?a+b%26=%C3%A9%3D1%262%2B3+%23%7E*-._"
        );
    }

    #[test]
    fn a_value_that_is_written_in_pieces_is_one_value() {
        struct Pieces;
        impl Display for Pieces {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a ")?;
                f.write_str("&b")
            }
        }
        assert_eq!(url(|query| query.one("n", Some(Pieces))), "https://host/specs/?n=a+%26b");
    }
}
