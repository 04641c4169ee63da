//! What stands at a place of a JSON text, in short: its kind, and a short scalar as it is unless it may be secret.
//!
//! The text is walked to the place and the rest of it passed over, so that nothing is built of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_path_to_error::Segment;

use crate::error::body::one_line;
use crate::redact::Redactor;

/// How much of a body or value is quoted, in characters.
pub(super) const SNIPPET: usize = 80;
/// How many names of an object are quoted.
const NAMES: usize = 8;

/// A step on the way to a fault; one that leads nowhere is none.
pub(super) fn segment(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Map { key } => Some(key.clone()),
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// What stands at a path; where the path leads nowhere, the last thing on it. What is `secret` is told by its kind alone.
pub(super) fn at(text: &str, path: &[String], secret: bool, redactor: &Redactor) -> String {
    let look = Look { path, secret, redactor };
    let found = look.deserialize(&mut serde_json::Deserializer::from_str(text));
    found.unwrap_or_else(|_| "what cannot be shown".to_owned())
}

#[derive(Clone, Copy)]
struct Look<'a> {
    path: &'a [String],
    secret: bool,
    redactor: &'a Redactor,
}

impl Look<'_> {
    fn shown(&self, text: &str) -> String {
        // Before it is cut: a part of the token would stay.
        one_line(&self.redactor.text(text.to_owned()), SNIPPET)
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(if self.secret { "true or false".to_owned() } else { value.to_string() })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(if self.secret { "a number".to_owned() } else { value.to_string() })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(if self.secret { "a number".to_owned() } else { value.to_string() })
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Ok(if self.secret { "a number".to_owned() } else { format!("{value:?}") })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(if self.secret { "text".to_owned() } else { format!("{:?}", self.shown(value)) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        let wanted = self.path.split_first().and_then(|(index, _)| index.parse::<usize>().ok());
        let (mut found, mut count) = (None, 0);
        loop {
            if wanted == Some(count) {
                let below = Self { path: self.path.get(1..).unwrap_or_default(), ..self };
                match list.next_element_seed(below)? {
                    Some(below) => found = Some(below),
                    None => break,
                }
            } else if list.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
            count += 1;
        }
        Ok(found.unwrap_or_else(|| format!("a list of {count}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<String, A::Error> {
        let wanted = self.path.first();
        let (mut found, mut count, mut names) = (None, 0, Vec::new());
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            if wanted.is_some_and(|wanted| *wanted == *name) {
                // The last of two with one name counts.
                let below = Self { path: self.path.get(1..).unwrap_or_default(), ..self };
                found = Some(members.next_value_seed(below)?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
            count += 1;
            if names.len() < NAMES {
                names.push(self.shown(&name));
            }
        }
        if let Some(found) = found {
            return Ok(found);
        }
        Ok(if self.secret || names.is_empty() {
            format!("an object with {count} members")
        } else {
            one_line(&format!("an object with `{}`", names.join("`, `")), SNIPPET)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, path: &[&str], secret: bool) -> String {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        at(text, &path, secret, &Redactor::new("a-token-of-tests"))
    }

    #[test]
    fn what_stands_at_a_place_is_told_and_else_the_last_thing_on_the_way() {
        let text = r#"{"a":[{"b":1},{"b":"x","b":[true,null]},7],"c":{}}"#;
        for (path, found) in [
            (&[][..], "an object with `a`, `c`"),
            (&["a"], "a list of 3"),
            (&["a", "0"], "an object with `b`"),
            (&["a", "0", "b"], "1"),
            // The last of two with one name counts.
            (&["a", "1", "b"], "a list of 2"),
            (&["a", "1", "b", "0"], "true"),
            (&["a", "1", "b", "1"], "null"),
            (&["a", "2"], "7"),
            (&["a", "3"], "a list of 3"),
            (&["a", "x"], "a list of 3"),
            (&["c"], "an object with 0 members"),
            (&["c", "d"], "an object with 0 members"),
            (&["d"], "an object with `a`, `c`"),
            (&["a", "2", "x"], "7"),
        ] {
            assert_eq!(shown(text, path, false), found, "{path:?}");
        }
        assert_eq!(shown("{", &[], false), "what cannot be shown");
    }

    #[test]
    fn a_value_is_told_as_it_is_or_by_its_kind_alone() {
        for (text, plain, secret) in [
            ("null", "null", "null"),
            ("true", "true", "true or false"),
            ("false", "false", "true or false"),
            ("7", "7", "a number"),
            ("-7", "-7", "a number"),
            ("1.50", "1.5", "a number"),
            ("\"x\"", "\"x\"", "text"),
            ("\"a-token-of-tests\"", "\"[redacted]\"", "text"),
            ("[1,2]", "a list of 2", "a list of 2"),
            (r#"{"x":1}"#, "an object with `x`", "an object with 1 members"),
        ] {
            assert_eq!(shown(text, &[], false), plain, "{text}");
            assert_eq!(shown(text, &[], true), secret, "{text}");
        }
    }

    #[test]
    fn no_more_than_a_line_is_told() {
        let members: Vec<String> = ('a'..='i').map(|name| format!("\"{name}\":0")).collect();
        assert_eq!(
            shown(&format!("{{{}}}", members[..8].join(",")), &[], false),
            "an object with `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`"
        );
        assert_eq!(
            shown(&format!("{{{}}}", members.join(",")), &[], false),
            "an object with `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`"
        );
        let long = "x".repeat(500);
        assert!(shown(&format!("\"{long}\""), &[], false).len() < 90);
        assert!(shown(&format!("{{\"{long}\":0}}"), &[], false).len() < 90);
    }
}
