//! Where a text is not what it should be, told by its typed decode. No value is built of it.

use press_apps_api::schema::Schema;
use serde::de::DeserializeOwned;

use super::found;
use crate::error::body::one_line;
use crate::redact::Redactor;

/// Where a text is not what it should be, and why.
pub(super) struct Fault {
    /// The place, such as `specs[3].metadata.status`; empty for the whole.
    pub(super) path: String,
    pub(super) reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "at `{}`: {}", one_line(path, 200), self.reason),
        }
    }
}

/// Why a text is not a `T`; `within` is the way to it from a value of the schema.
pub(super) fn fault<T: DeserializeOwned>(
    text: &str,
    within: &[&str],
    schema: Option<&Schema>,
    redactor: &Redactor,
) -> Option<Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err()?;
    let path: Vec<String> = error.path().iter().filter_map(found::segment).collect();
    let said = words(&error.inner().to_string());
    let whole = within.iter().copied().chain(path.iter().map(String::as_str));
    let secret = schema.is_some_and(|schema| schema.is_secret_at(whole));
    let found = found::at(text, &path, secret, redactor);
    let path = match error.path().to_string() {
        path if path == "." => String::new(),
        path => redactor.text(path),
    };
    Some(Fault { path, reason: format!("{said} (found {found})") })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a value was expected to be is told of a value of the wrong type alone: what else the decoder says is no more than its own words.
    #[test]
    fn the_words_of_the_decoder_are_told_without_place_and_value() {
        for (error, told) in [
            (
                "invalid type: integer `7`, expected a string at line 1 column 7",
                "expected a string",
            ),
            ("invalid value: string \"x\", expected a date at line 1 column 7", "expected a date"),
            ("invalid type: string \", expected \", expected u8 at line 2 column 1", "expected u8"),
            ("missing field `id` at line 1 column 2", "missing field `id`"),
            ("invalid length 1, expected 2 elements", "invalid length 1, expected 2 elements"),
            ("unknown variant `a`, expected `b`", "unknown variant `a`, expected `b`"),
        ] {
            assert_eq!(words(error), told);
        }
        let long = "x".repeat(200);
        assert_eq!(words(&long), long);
        assert_eq!(words(&format!("{long}y at line 1 column 2")), format!("{long}…"));
    }
}
