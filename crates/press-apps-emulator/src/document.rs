//! The document that the service follows.

/// The OpenAPI document that the service follows, as JSON. It is served at `/openapi.json`, without a token.
pub const DOCUMENT: &str = include_str!("generated/document.json");
