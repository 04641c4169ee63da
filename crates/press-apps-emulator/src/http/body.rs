//! The body of a request: from bytes to the one form the handlers know.
//!
//! What belongs into a body is not decided here.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use press_apps_api::Operation;
use press_apps_api::operations::{CREATE_SPEC, CREATE_SPEC_RELEASE};
use press_apps_api::schema::{Kind, Schema};
use serde_json::Value;

use super::incoming::Received;
use crate::reply::Refusal;

/// Members that the Python client sends as `null`, or as the text `null`, when they were not given.
const NULLS: [(&str, &str); 4] = [
    (CREATE_SPEC.id, "featured"),
    (CREATE_SPEC.id, "parameters"),
    (CREATE_SPEC.id, "scope"),
    (CREATE_SPEC_RELEASE.id, "parameters"),
];

/// The members of a body that travel as JSON text in a JSON string.
fn text_members(operation: &str) -> impl Iterator<Item = &'static str> {
    let schema = Operation::by_id(operation).and_then(|operation| operation.request);
    let shape = schema.and_then(Schema::named).map(|schema| &schema.shape.kind);
    let properties = match shape {
        Some(Kind::Object { properties, .. }) => *properties,
        _ => &[],
    };
    let texts = properties.iter().filter(|one| matches!(one.shape.kind, Kind::JsonText(_)));
    texts.map(|property| property.name)
}

/// Reads the body of an operation that takes one; `null` when there is none.
///
/// # Errors
///
/// 413 above `limit` bytes, 400 when the content type or the body is not JSON.
pub(crate) fn read(headers: &HeaderMap, body: &Received, limit: usize) -> Result<Value, Refusal> {
    within(body, limit)?;
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        let kind = kind.to_str().unwrap_or("unreadable text");
        let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" && !media.ends_with("+json") {
            return Err(Refusal::malformed(format!(
                "header `content-type`: expected `application/json`, found `{kind}`"
            )));
        }
    }
    parse(&body.kept)
}

/// Whether a body is there as a whole.
///
/// # Errors
///
/// 413 above `limit` bytes.
pub(crate) fn within(body: &Received, limit: usize) -> Result<(), Refusal> {
    if body.length > limit as u64 {
        return Err(Refusal::too_large(format!("the body is larger than {limit} bytes")));
    }
    Ok(())
}

/// Reads what an operation was sent that takes no body; `null` when that is nothing.
///
/// # Errors
///
/// 400 when it is something, but not JSON.
pub(crate) fn parse(body: &[u8]) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body)
        .map_err(|error| Refusal::malformed(format!("body: not JSON: {error}")))
}

/// Brings a body into the form that the document has, where the Python client is known to send another: members that say
/// nothing (`null`, or the text `null`) are taken away, and plain values become the JSON texts they should be.
/// Elsewhere `null` is as wrong as the document says.
pub(crate) fn normalise(operation: &str, body: &mut Value) {
    let Value::Object(body) = body else { return };
    for member in text_members(operation) {
        match body.get_mut(member) {
            Some(Value::String(text)) if text.trim() != "null" => {}
            Some(Value::String(_)) if NULLS.contains(&(operation, member)) => {
                body.remove(member);
            }
            Some(Value::String(_) | Value::Null) | None => {}
            Some(plain) => *plain = Value::String(plain.to_string()),
        }
    }
    body.retain(|member, value| {
        !(value.is_null() && NULLS.contains(&(operation, member.as_str())))
    });
}

/// Opens the JSON texts of a body, which have been found to be JSON.
pub(crate) fn open_texts(operation: &str, body: &mut Value) {
    for member in text_members(operation) {
        if let Some(Value::String(text)) = body.get(member)
            && let Ok(value) = serde_json::from_str(text)
        {
            body[member] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    fn of(body: &'static str) -> Received {
        Bytes::from_static(body.as_bytes()).into()
    }

    #[test]
    fn a_body_is_json_of_limited_size() {
        let headers = HeaderMap::new();
        assert_eq!(read(&headers, &of("{}"), 2).expect("an object"), json!({}));
        assert_eq!(read(&headers, &of(""), 2).expect("nothing"), Value::Null);
        assert_eq!(read(&headers, &of("{ }"), 2).expect_err("too large").status, 413);
        let cut = Received { length: 3, ..of("{}") };
        assert_eq!(read(&headers, &cut, 2).expect_err("too large").status, 413);
        for body in ["{", "{\"a\": NaN}", "not json"] {
            assert_eq!(read(&headers, &of(body), 100).expect_err(body).status, 400);
        }
    }

    #[test]
    fn another_content_type_is_malformed() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        assert_eq!(read(&headers, &of("{}"), 100).expect_err("not JSON").status, 400);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("Application/JSON; charset=utf-8"));
        assert!(read(&headers, &of("{}"), 100).is_ok());
    }

    #[test]
    fn every_spelling_of_nothing_and_plain_values_reach_one_form() {
        let mut body = json!({
            "spec": { "a": 1 }, "featured": "null", "scope": null, "parameters": null, "tenants": "[\"t\"]", "other": null,
        });
        normalise("create_spec", &mut body);
        let texts = json!({ "spec": "{\"a\":1}", "tenants": "[\"t\"]", "other": null });
        assert_eq!(body, texts);
        open_texts("create_spec", &mut body);
        assert_eq!(body, json!({ "spec": { "a": 1 }, "tenants": ["t"], "other": null }));
    }

    #[test]
    fn nothing_is_no_spec_and_no_list_of_tenants() {
        let given = json!({ "spec": "null", "tenants": "null" });
        let mut body = given.clone();
        normalise("create_spec", &mut body);
        assert_eq!(body, given);
    }

    #[test]
    fn a_release_may_have_no_parameters_and_other_bodies_are_left_alone() {
        let mut release = json!({ "parameters": null, "release": null });
        normalise("create_spec_release", &mut release);
        assert_eq!(release, json!({ "release": null }));
        let mut revision = json!({ "parameters": null });
        normalise("create_deployment_revision", &mut revision);
        assert_eq!(revision, json!({ "parameters": null }));
    }
}
