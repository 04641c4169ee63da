//! Why the body of a success cannot be read: where in it, and what was found there.
//!
//! Only runs after decoding has failed. Values of parameters are never quoted; everything else only in short.

use press_apps_api::schema::Schema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::body::one_line;

/// How much of a body or value is quoted, in characters.
const SNIPPET: usize = 80;
/// Why a body is not a `T`.
pub(super) struct Unreadable {
    /// In one line, for a person.
    pub(super) detail: String,
    /// Whether the JSON ended too soon, which another attempt may mend.
    pub(super) ended_too_soon: bool,
}

/// Decodes once more, this time keeping the path.
pub(super) fn explain<T: DeserializeOwned>(
    body: &[u8],
    cut: bool,
    schema: Option<&Schema>,
) -> Unreadable {
    if cut {
        return Unreadable::lasting("it is larger than 64 MiB");
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Unreadable::lasting("it is empty");
    }
    let value = match serde_json::from_slice::<Value>(body) {
        Ok(value) => value,
        Err(error) => return broken_json(body, &error),
    };
    if let Value::Array(items) = &value {
        let count = items.len();
        return Unreadable::lasting(format!("expected an object (found a list of {count})"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        // Decoding fails and this does not: only a difference between the two decoders would do that.
        Ok(_) => Unreadable::lasting(
            "two readings of it differ; please report this as a bug of press-apps",
        ),
        Err(error) => {
            let path = error.path().to_string();
            let said = words(&error.inner().to_string());
            let found = found(&value, error.path(), schema);
            Unreadable::lasting(match path.as_str() {
                "." => format!("{said} (found {found})"),
                path => format!("at `{path}`: {said} (found {found})"),
            })
        }
    }
}

impl Unreadable {
    fn lasting(detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ended_too_soon: false }
    }
}

fn broken_json(body: &[u8], error: &serde_json::Error) -> Unreadable {
    if error.is_eof() {
        return Unreadable {
            detail: format!("its JSON ends too soon, after {} bytes", body.len()),
            ended_too_soon: true,
        };
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * SNIPPET)]);
    let text = text.trim_start();
    if text.starts_with(['{', '[']) {
        // What stands next to the mistake may be the value of a parameter.
        return Unreadable::lasting(format!(
            "its JSON is broken at line {} column {}",
            error.line(),
            error.column()
        ));
    }
    Unreadable::lasting(format!("it is no JSON but {:?}", one_line(text, SNIPPET)))
}

/// The decoder's words without the place in the text and without the value it found.
fn words(error: &str) -> String {
    let error = error.rsplit_once(" at line ").map_or(error, |(words, _)| words);
    let wrong = ["invalid type: ", "invalid value: "];
    match error.rsplit_once(", expected ") {
        Some((found, expected)) if wrong.iter().any(|wrong| found.starts_with(wrong)) => {
            format!("expected {expected}")
        }
        _ => one_line(error, 200),
    }
}

/// What stands at a path: its kind, and a short scalar as it is unless the document says that it may be secret.
fn found(value: &Value, path: &serde_path_to_error::Path, schema: Option<&Schema>) -> String {
    use serde_path_to_error::Segment;

    let mut here = value;
    let mut names = Vec::new();
    for segment in path {
        let next = match segment {
            Segment::Map { key } => {
                names.push(key.clone());
                here.get(key)
            }
            Segment::Seq { index } => {
                names.push(index.to_string());
                here.get(index)
            }
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        match next {
            Some(next) => here = next,
            // A field that is missing: the object around it is what was found.
            None => break,
        }
    }
    let names = names.iter().map(String::as_str);
    let secret = schema.is_some_and(|schema| schema.is_secret_at(names));
    match here {
        Value::Null => "null".into(),
        Value::Bool(_) if secret => "true or false".into(),
        Value::Number(_) if secret => "a number".into(),
        Value::String(_) if secret => "text".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{:?}", one_line(text, SNIPPET)),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(members) => {
            let names: Vec<_> = members.keys().take(8).map(String::as_str).collect();
            match (secret, names.len()) {
                (false, 1..) => {
                    one_line(&format!("an object with `{}`", names.join("`, `")), SNIPPET)
                }
                _ => format!("an object with {} members", members.len()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use press_apps_api::schema::{Kind, Property, Shape};

    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)] // only decoded
    struct Thing {
        id: String,
        #[serde(default)]
        inner: Vec<Inner>,
        #[serde(default)]
        parameters: BTreeMap<String, u8>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)] // only decoded
    struct Inner {
        size: u8,
    }

    static VALUES: Schema = Schema::new(
        "Values",
        Shape::new(Kind::Object { properties: &[], additional: Some(&Shape::new(Kind::Any)) }),
    )
    .secret();
    static THING: Schema = Schema::new(
        "Thing",
        Shape::new(Kind::Object {
            properties: &[Property::new("parameters", false, Shape::new(Kind::Ref(&VALUES)))],
            additional: None,
        }),
    );

    fn why(body: &str) -> String {
        explain::<Thing>(body.as_bytes(), false, Some(&THING)).detail
    }

    #[test]
    fn the_place_and_what_stands_there_are_named() {
        assert_eq!(why(r#"{"id":7}"#), "at `id`: expected a string (found 7)");
        assert_eq!(
            why(r#"{"id":"a","inner":[{"size":1},{"size":"big"}]}"#),
            "at `inner[1].size`: expected u8 (found \"big\")"
        );
        assert_eq!(why(r#"{"inner":[]}"#), "missing field `id` (found an object with `inner`)");
        assert_eq!(why("7"), "expected struct Thing (found 7)");
    }

    #[test]
    fn a_parameter_value_is_never_quoted() {
        let said = why(r#"{"id":"a","parameters":{"key":"s3cr3t"}}"#);
        assert_eq!(said, "at `parameters.key`: expected u8 (found text)");
        let said = why(r#"{"id":"a","parameters":{"key":"s3cr3t" oops}}"#);
        assert_eq!(said, "its JSON is broken at line 1 column 40");
    }

    #[test]
    fn other_bodies_are_told_apart() {
        assert_eq!(why(" "), "it is empty");
        assert_eq!(why("<html>\n<p>Sign in"), "it is no JSON but \"<html> <p>Sign in\"");
        let cut = explain::<Thing>(br#"{"id":"a"#, false, None);
        assert!(cut.ended_too_soon);
        assert_eq!(cut.detail, "its JSON ends too soon, after 8 bytes");
        assert_eq!(explain::<Thing>(b"{}", true, None).detail, "it is larger than 64 MiB");
    }
}
