//! The body of a request: from bytes to the one form the handlers know.
//!
//! What belongs into a body is not decided here.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use press_apps_api::operations::{CREATE_SPEC, CREATE_SPEC_RELEASE};
use serde_json::{Map, Value};

use crate::reply::Refusal;

/// Members of `create_spec` that travel as JSON text in a JSON string.
const TEXT_MEMBERS: [&str; 4] = ["spec", "featured", "parameters", "tenants"];

/// Reads the body of an operation that takes one.
///
/// # Errors
///
/// 413 above `limit` bytes, 415 when the content type is not JSON, 400 when the body is not a JSON object.
pub(crate) fn read(
    headers: &HeaderMap,
    body: &[u8],
    limit: usize,
) -> Result<Map<String, Value>, Refusal> {
    if body.len() > limit {
        return Err(Refusal::too_large(format!(
            "the body is larger than {limit} bytes"
        )));
    }
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        let kind = kind.to_str().unwrap_or("unreadable text");
        let media = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if media != "application/json" && !media.ends_with("+json") {
            return Err(Refusal::media_type(format!(
                "header `content-type`: expected `application/json`, found `{kind}`"
            )));
        }
    }
    if body.is_empty() {
        return Err(Refusal::malformed(
            "body: expected a JSON object, found nothing",
        ));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => Err(Refusal::malformed(format!(
            "body: expected a JSON object, found {}",
            kind(&other)
        ))),
        Err(error) => Err(Refusal::malformed(format!("body: not JSON: {error}"))),
    }
}

/// Checks the body of an operation that takes none: nothing, or the empty object that the Python client sends.
///
/// # Errors
///
/// 400 for any other body.
pub(crate) fn expect_none(body: &[u8]) -> Result<(), Refusal> {
    if body.is_empty()
        || matches!(serde_json::from_slice::<Value>(body), Ok(Value::Object(map)) if map.is_empty())
    {
        return Ok(());
    }
    Err(Refusal::malformed(
        "body: this operation takes no body; expected nothing or `{}`",
    ))
}

/// Brings a body into the form that the document has, where the Python client is known to send another: members that say
/// nothing (`null`, or the text `null`) are taken away, and plain values of `create_spec` become the JSON texts they should be.
/// Elsewhere `null` is as wrong as the document says.
pub(crate) fn normalise(operation: &str, body: &mut Map<String, Value>) {
    let spec = operation == CREATE_SPEC.id;
    if spec {
        for member in TEXT_MEMBERS {
            match body.get_mut(member) {
                Some(Value::String(text)) if text.trim() == "null" => {
                    body.remove(member);
                }
                Some(plain) if !plain.is_string() && !plain.is_null() => {
                    *plain = Value::String(plain.to_string());
                }
                _ => {}
            }
        }
    }
    if spec || operation == CREATE_SPEC_RELEASE.id {
        body.retain(|member, value| {
            !(value.is_null() && (member == "scope" || TEXT_MEMBERS.contains(&member.as_str())))
        });
    }
}

/// Opens the JSON texts of `create_spec`.
///
/// # Errors
///
/// 400 naming the member whose text is not JSON.
pub(crate) fn open_texts(body: &mut Map<String, Value>) -> Result<(), Refusal> {
    for member in TEXT_MEMBERS {
        if let Some(Value::String(text)) = body.get(member) {
            let value = serde_json::from_str(text).map_err(|error| {
                Refusal::malformed(format!("/{member}: expected JSON text: {error}"))
            })?;
            body.insert(member.to_owned(), value);
        }
    }
    Ok(())
}

/// What a JSON value is, without showing it.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("not an object: {other}"),
        }
    }

    #[test]
    fn a_body_is_a_json_object_of_limited_size() {
        let headers = HeaderMap::new();
        assert_eq!(read(&headers, b"{}", 2).expect("an object"), Map::new());
        assert_eq!(
            read(&headers, b"{ }", 2).expect_err("too large").status,
            413
        );
        for body in ["", "[]", "null", "{", "{\"a\": NaN}"] {
            assert_eq!(
                read(&headers, body.as_bytes(), 100).expect_err(body).status,
                400
            );
        }
    }

    #[test]
    fn another_content_type_is_415() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        assert_eq!(
            read(&headers, b"{}", 100).expect_err("not JSON").status,
            415
        );
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("Application/JSON; charset=utf-8"),
        );
        assert!(read(&headers, b"{}", 100).is_ok());
    }

    #[test]
    fn where_no_body_is_taken_an_empty_object_is_forgiven() {
        assert!(expect_none(b"").is_ok());
        assert!(expect_none(b" {} ").is_ok());
        assert_eq!(expect_none(b"{\"a\":1}").expect_err("a body").status, 400);
        assert_eq!(expect_none(b"not json").expect_err("a body").status, 400);
    }

    #[test]
    fn every_spelling_of_nothing_and_plain_values_reach_one_form() {
        let mut body = object(json!({
            "spec": { "a": 1 }, "featured": "null", "scope": null, "parameters": null, "tenants": "[\"t\"]", "other": null,
        }));
        normalise("create_spec", &mut body);
        let texts = json!({ "spec": "{\"a\":1}", "tenants": "[\"t\"]", "other": null });
        assert_eq!(Value::Object(body.clone()), texts);
        open_texts(&mut body).expect("JSON texts");
        assert_eq!(
            Value::Object(body),
            json!({ "spec": { "a": 1 }, "tenants": ["t"], "other": null })
        );
    }

    #[test]
    fn a_release_may_have_no_parameters_and_other_bodies_are_left_alone() {
        let mut release = object(json!({ "parameters": null, "release": null }));
        normalise("create_spec_release", &mut release);
        assert_eq!(Value::Object(release), json!({ "release": null }));
        let mut revision = object(json!({ "parameters": null }));
        normalise("create_deployment_revision", &mut revision);
        assert_eq!(Value::Object(revision), json!({ "parameters": null }));
    }

    #[test]
    fn a_text_that_is_not_json_is_named() {
        let mut body = object(json!({ "spec": "{}", "parameters": "{\"a\": NaN}" }));
        let refusal = open_texts(&mut body).expect_err("NaN");
        assert_eq!(refusal.status, 400);
        assert!(
            refusal
                .detail
                .starts_with("/parameters: expected JSON text"),
            "{}",
            refusal.detail
        );
    }
}
