//! The body of a success, read; or why it cannot be: where in it, and what was found there.
//!
//! Nothing of a body is built before it is known what it should be: the place of a fault comes from the decoder of the type, and what
//! stands there is looked up in the text. Values of parameters are never quoted; everything else only in short.

use http::StatusCode;
use press_apps_api::schema::Schema;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::endpoint::{Answer, Endpoint};
use super::fault::fault;
use super::found::{self, SNIPPET};
use super::items::Unlisted;
use crate::error::body::one_line;
use crate::json;
use crate::redact::Redactor;

/// A larger body than this is read so that its memory is bounded; a page of a hundred items is a third of it.
const LARGE: usize = 256 * 1024;

/// Why the body of a success is no answer of the operation.
pub(super) struct Unreadable {
    /// In one line, for a person.
    pub(super) detail: String,
    /// Whether the JSON ended too soon, which another attempt may mend.
    pub(super) ended_too_soon: bool,
    /// Whether what it says is said to a person: it is no JSON, or JSON where nothing was promised.
    pub(super) has_words: bool,
}

impl Unreadable {
    pub(super) fn lasting(detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ended_too_soon: false, has_words: false }
    }

    fn in_words(detail: impl Into<String>) -> Self {
        Self { has_words: true, ..Self::lasting(detail) }
    }
}

/// Reads a whole body. `located` is the id in the address of what was made, if the answer gives one.
pub(super) fn read<E: Endpoint>(
    body: &[u8],
    status: StatusCode,
    located: Option<&str>,
    redactor: &Redactor,
) -> Result<E::Output, Unreadable> {
    let text = json::framed(body);
    if is_blank(text) {
        let answer = match located {
            Some(id) if text.is_empty() && status == StatusCode::CREATED => identified(id),
            _ => Some(Answer::Blank),
        };
        if let Some(output) = answer.and_then(E::output) {
            return Ok(output);
        }
    }
    if let Some(output) = at_once::<E>(text) {
        return Ok(output);
    }
    // Only now: an answer that is right is never looked at twice.
    let mended = json::mend_halves(text);
    let text = mended.as_deref().unwrap_or(text);
    if mended.is_some()
        && let Some(output) = at_once::<E>(text)
    {
        return Ok(output);
    }
    // One odd value never sinks a page.
    let by_item = std::str::from_utf8(text).ok().and_then(|text| E::by_item(text, redactor));
    match by_item {
        Some(Ok(page)) => Ok(page),
        Some(Err(unlisted)) => Err(explain::<E>(text, Some(unlisted), redactor)),
        None => Err(explain::<E>(text, None, redactor)),
    }
}

/// The answer to a create that says where the new thing is and nothing else: enough for a type that holds an id alone.
fn identified<T: DeserializeOwned>(id: &str) -> Option<Answer<T>> {
    serde_json::from_value(serde_json::json!({ "id": id })).ok().map(Answer::Value)
}

/// The output, if the body is exactly what it should be. A large page is not read at once: its list would grow to many times its bytes.
fn at_once<E: Endpoint>(text: &[u8]) -> Option<E::Output> {
    if text.len() > LARGE && E::OPERATION.pagination.is_some() {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    serde_json::from_str(text).ok().map(Answer::Value).and_then(E::output)
}

/// Whether a body is nothing at all, or an object with nothing in it.
fn is_blank(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    text.is_empty()
        || text == b"null"
        || text
            .strip_prefix(b"{")
            .and_then(|rest| rest.strip_suffix(b"}"))
            .is_some_and(|inside| inside.trim_ascii().is_empty())
}

/// Why a body is no answer of an operation; `unlisted` is why it could not be read as a list, item by item.
fn explain<E: Endpoint>(
    body: &[u8],
    unlisted: Option<Unlisted<'_>>,
    redactor: &Redactor,
) -> Unreadable {
    let text = match as_json(body, redactor) {
        Ok(text) => text,
        Err(why) => return why,
    };
    if E::OPERATION.response.is_none() {
        let found = found::at(text, &[], false, redactor);
        return Unreadable::in_words(format!("expected nothing or `{{}}` (found {found})"));
    }
    let schema = E::OPERATION.response.and_then(Schema::named);
    let page = match unlisted {
        Some(Unlisted::Items(detail)) => return Unreadable::lasting(detail),
        // Without its list, which is right or not even looked at.
        Some(Unlisted::Page(page)) => page,
        None => text.into(),
    };
    match fault::<E::Wire>(&page, &[], schema, redactor) {
        Some(fault) => Unreadable::lasting(fault.to_string()),
        // Read by the one decoder and not by the other.
        None => Unreadable::lasting(
            "two readings of it differ; please report this as a bug of press-apps",
        ),
    }
}

/// The body as JSON text, or why it is none.
fn as_json<'t>(body: &'t [u8], redactor: &Redactor) -> Result<&'t str, Unreadable> {
    if body.is_empty() {
        return Err(Unreadable::in_words("it is empty"));
    }
    let ended = |error: &serde_json::Error| {
        let detail = format!("its JSON ends too soon, after {} bytes", body.len());
        error.is_eof().then(|| Unreadable { ended_too_soon: true, ..Unreadable::lasting(detail) })
    };
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => {
            // It may be cut in the middle of a character.
            let json = serde_json::from_slice::<IgnoredAny>(body).err();
            let ended = json.as_ref().filter(|_| error.error_len().is_none()).and_then(ended);
            let binary = || Unreadable::in_words("it is not JSON, and not even UTF-8 text");
            return Err(ended.unwrap_or_else(binary));
        }
    };
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else {
        return Ok(text);
    };
    if let Some(ended) = ended(&error) {
        return Err(ended);
    }
    let begun = text.trim_start();
    Err(if begun.starts_with(['{', '[']) {
        // What stands next to the mistake may be the value of a parameter.
        let (line, column) = (error.line(), error.column());
        Unreadable::lasting(format!("its JSON is broken at line {line} column {column}"))
    } else {
        let start: String = begun.chars().take(64 * SNIPPET).collect();
        let start = one_line(&redactor.text(start), SNIPPET);
        Unreadable::in_words(format!("it is not JSON but {start:?}"))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use press_apps_api::schema::{Kind, Property, Shape};

    use super::*;

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

    fn redactor() -> Redactor {
        Redactor::new("a-token-of-tests")
    }

    fn why(body: &str) -> String {
        match as_json(body.as_bytes(), &redactor()) {
            Err(why) => why.detail,
            Ok(text) => fault::<Thing>(text, &[], Some(&THING), &redactor()).unwrap().to_string(),
        }
    }

    #[test]
    fn nothing_and_an_empty_object_are_blank() {
        for body in ["", " \n", "{}", " { \t} ", "null"] {
            assert!(is_blank(body.as_bytes()), "{body:?}");
        }
        for body in ["{\"a\":1}", "[]", "{", "}"] {
            assert!(!is_blank(body.as_bytes()), "{body:?}");
        }
    }

    #[test]
    fn the_place_and_what_stands_there_are_named() {
        for (body, said) in [
            (r#"{"id":7}"#, "at `id`: expected a string (found 7)"),
            (
                r#"{"id":"a","inner":[{"size":1},{"size":"big"}]}"#,
                "at `inner[1].size`: expected u8 (found \"big\")",
            ),
            (r#"{"inner":[]}"#, "missing field `id` (found an object with `inner`)"),
            (
                r#"{"id":"a","inner":[{}]}"#,
                "at `inner[0]`: missing field `size` (found an object with 0 members)",
            ),
            ("7", "expected struct Thing (found 7)"),
            ("true", "expected struct Thing (found true)"),
            (r#"{"id":null}"#, "at `id`: expected a string (found null)"),
            (r#"{"id":false}"#, "at `id`: expected a string (found false)"),
            (r#"{"id":{}}"#, "at `id`: expected a string (found an object with 0 members)"),
            (r#"{"id":[1,2]}"#, "at `id`: expected a string (found a list of 2)"),
            // The last one counts, here as everywhere.
            (
                r#"{"inner":[{"size":-1.50}],"id":"a"}"#,
                "at `inner[0].size`: expected u8 (found -1.5)",
            ),
        ] {
            assert_eq!(why(body), said, "{body}");
        }
    }

    #[test]
    fn a_parameter_value_is_never_quoted() {
        for (value, found) in [
            (r#""s3cr3t""#, "text"),
            ("4711.5", "a number"),
            ("-4711", "a number"),
            ("true", "true or false"),
            ("null", "null"),
            (r#"{"s3cr3t":1}"#, "an object with 1 members"),
            (r#"["s3cr3t"]"#, "a list of 1"),
        ] {
            let said = why(&format!(r#"{{"id":"a","parameters":{{"key":{value}}}}}"#));
            assert_eq!(said, format!("at `parameters.key`: expected u8 (found {found})"));
        }
        let said = why(r#"{"id":"a","parameters":{"key":"s3cr3t" oops}}"#);
        assert_eq!(said, "its JSON is broken at line 1 column 40");
    }

    #[test]
    fn other_bodies_are_told_apart() {
        assert_eq!(why(""), "it is empty");
        assert_eq!(why("<html>\n<p>Sign in"), "it is not JSON but \"<html> <p>Sign in\"");
        assert_eq!(why("token a-token-of-tests"), "it is not JSON but \"token [redacted]\"");
        let cut = as_json(br#"{"id":"a"#, &redactor()).unwrap_err();
        assert!(cut.ended_too_soon);
        assert_eq!(cut.detail, "its JSON ends too soon, after 8 bytes");
        let cut = as_json(b"{\"id\":\"caf\xc3", &redactor()).unwrap_err();
        assert!(cut.ended_too_soon, "in the middle of a character");
        assert_eq!(cut.detail, "its JSON ends too soon, after 11 bytes");
        for binary in
            [&b"\x1f\x8b\x08"[..], b"{\"id\":\"caf\xe9\",", b"{\"id\":\"caf\xe9\"}", b"{}\xc3"]
        {
            let binary = as_json(binary, &redactor()).unwrap_err();
            assert!(!binary.ended_too_soon, "what is no UTF-8 is none the next time either");
            assert_eq!(binary.detail, "it is not JSON, and not even UTF-8 text");
        }
    }
}
