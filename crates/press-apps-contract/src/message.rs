//! HTTP messages as they go over the wire. Sends nothing.

use bytes::Bytes;
use percent_encoding::percent_decode_str;

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
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The same request as a value of the `http` crate.
    #[must_use]
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
        builder.body(Bytes::from(self.body.clone())).unwrap_or_default()
    }

    /// The parameters of the query, in wire order, still encoded.
    #[must_use]
    pub fn query_pairs(&self) -> Vec<(&str, &str)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect()
    }

    /// The parameters of the query, in wire order, decoded as form data.
    #[must_use]
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
    #[must_use]
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
