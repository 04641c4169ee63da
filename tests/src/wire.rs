//! HTTP messages as snapshots show them.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{WireRequest, WireResponse, api, debug_text, json_text};

/// A request as a message a person can read: request line, one line for each parameter of the query as it was sent, the headers
/// sorted, the body; JSON text inside the body is shown once more, decoded.
#[must_use]
pub fn request_text(operation: &str, request: &WireRequest) -> String {
    let mut text = format!("{} {}\n", request.method, request.path);
    for (index, (key, value)) in request.query_pairs().iter().enumerate() {
        let _ = writeln!(text, "  {} {key}={value}", if index == 0 { '?' } else { '&' });
    }
    let mut headers = request.headers.clone();
    headers.sort();
    for (name, value) in headers {
        let _ = writeln!(text, "{name}: {}", shown_header(&name, &value));
    }
    let body = String::from_utf8_lossy(&request.body);
    if !body.is_empty() {
        let _ = write!(text, "\n{}\n", json_text(&body));
        let _ = write!(text, "{}", text_members(operation, &body));
    }
    text
}

/// An answer as a message a person can read, and below a rule what it was decoded into (its `{:#?}`), if given.
#[must_use]
pub fn response_text(response: &WireResponse, decoded: Option<&str>) -> String {
    let reason = http::StatusCode::from_u16(response.status)
        .ok()
        .and_then(|status| status.canonical_reason());
    let mut text = format!("HTTP/1.1 {} {}\n", response.status, reason.unwrap_or_default());
    for name in ["content-type", "retry-after", "allow"] {
        if let Some(value) = response.header(name) {
            let _ = writeln!(text, "{name}: {value}");
        }
    }
    let body = String::from_utf8_lossy(&response.body);
    if !body.is_empty() {
        let _ = write!(text, "\n{}\n", json_text(&body));
    }
    if let Some(decoded) = decoded {
        let _ = write!(text, "\n{}\n\n{}\n", "─".repeat(60), debug_text(decoded));
    }
    text
}

/// Secrets and versions are replaced by what kind of thing stood there.
fn shown_header(name: &str, value: &str) -> String {
    match name {
        "authorization" => match value.split_once(' ') {
            Some((scheme, _)) => format!("{scheme} [redacted]"),
            None => "[redacted]".to_owned(),
        },
        "user-agent" => match value.split_once('/') {
            Some((product, rest)) => {
                let comment = rest.find(' ').map_or("", |at| &rest[at..]);
                format!("{product}/[version]{comment}")
            }
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// The members of a body that carry JSON text, decoded, in the order of the wire.
fn text_members(operation: &str, body: &str) -> String {
    let document = api();
    let (Some(schema), Ok(Value::Object(members))) =
        (document.operation(operation).unwrap().request_schema(), serde_json::from_str(body))
    else {
        return String::new();
    };
    let properties = &document.resolve(schema)["properties"];
    let mut texts: Vec<_> = members
        .iter()
        .filter(|(name, _)| properties[name.as_str()].get("x-press-json-text").is_some())
        .filter_map(|(name, value)| {
            Some((body.find(&format!("\"{name}\":"))?, name, value.as_str()?))
        })
        .collect();
    texts.sort();
    let mut text = String::new();
    for (_, name, inner) in texts {
        let _ = write!(text, "\n{name}, decoded:\n{}\n", json_text(inner));
    }
    text
}
