//! The type of every schema of the document, and what a body is decoded into by it.

#[path = "generated/schema_types.rs"]
#[rustfmt::skip]
mod schema_types;

use std::fmt::Debug;

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A type, looked at through its schema in the document.
#[derive(Debug)]
pub struct Typed {
    /// Name of the schema.
    pub name: &'static str,
    /// Its JSON schema as the type has it.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    decode: fn(&[u8]) -> serde_json::Result<Decoded>,
}

/// What a body was decoded into.
#[derive(Debug)]
pub struct Decoded {
    /// Its `{:#?}`.
    pub debug: String,
    /// What it is encoded into again.
    pub again: Value,
}

impl Typed {
    const fn of<T: JsonSchema + DeserializeOwned + Serialize + Debug>(name: &'static str) -> Self {
        Self { name, schema: T::json_schema, decode: decode::<T> }
    }
}

fn decode<T: DeserializeOwned + Serialize + Debug>(raw: &[u8]) -> serde_json::Result<Decoded> {
    let value: T = serde_json::from_slice(raw)?;
    Ok(Decoded { debug: format!("{value:#?}"), again: serde_json::to_value(&value)? })
}

/// Every schema that has a type of its own; what is plain text or any value has none.
#[must_use]
pub fn types() -> &'static [Typed] {
    schema_types::TYPES
}

/// Decodes a body of a schema of the document into its type.
///
/// # Errors
///
/// When the body does not fit the type.
///
/// # Panics
///
/// When the schema has no type.
pub fn decode_as(name: &str, raw: &[u8]) -> serde_json::Result<Decoded> {
    let typed = types().iter().find(|typed| typed.name == name);
    (typed.unwrap_or_else(|| panic!("the schema `{name}` has no type of its own")).decode)(raw)
}
