//! HTTP messages as the tests hold them, and as snapshots show them. Sends nothing.

use std::fmt::Write as _;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{Document, debug_text, json_text};

/// A request as it goes over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WireRequest {
    /// Method in capitals.
    pub method: String,
    /// Path as sent, percent-encoded.
    pub path: String,
    /// Query as sent, without the question mark; empty when there is none.
    pub query: String,
    /// Headers in the order they were set, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as sent.
    pub body: Vec<u8>,
}

/// An answer as it comes over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WireResponse {
    /// Status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as sent.
    pub body: Vec<u8>,
}

impl WireRequest {
    /// First header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The same request as a value of the `http` crate.
    pub fn to_http(&self) -> http::Request<Bytes> {
        let target = if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        };
        let mut builder = http::Request::builder().method(self.method.as_str()).uri(target);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        builder.body(Bytes::from(self.body.clone())).expect("the request is well formed")
    }

    /// The parameters of the query, in wire order, still encoded.
    pub fn query_pairs(&self) -> Vec<(&str, &str)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect()
    }

    /// The parameters of the query, in wire order, decoded as form data.
    pub fn decoded_query(&self) -> Vec<(String, String)> {
        let pairs = self.query_pairs().into_iter();
        pairs.map(|(key, value)| (form_decode(key), form_decode(value))).collect()
    }
}

impl From<&http::Request<Bytes>> for WireRequest {
    fn from(request: &http::Request<Bytes>) -> Self {
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: headers(request.headers()),
            body: request.body().to_vec(),
        }
    }
}

impl From<&http::Response<Bytes>> for WireResponse {
    fn from(response: &http::Response<Bytes>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: headers(response.headers()),
            body: response.body().to_vec(),
        }
    }
}

fn headers(map: &http::HeaderMap) -> Vec<(String, String)> {
    let pairs = map.iter();
    pairs
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

impl WireResponse {
    /// First header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

fn form_decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A request as a message a person can read: request line, one line for each parameter of the query as it was sent, the headers
/// sorted, the body; JSON text inside the body is shown once more, decoded.
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
    let document = Document::get();
    let (Some(schema), Ok(Value::Object(members))) =
        (document.operation(operation).request_schema(), serde_json::from_str(body))
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
