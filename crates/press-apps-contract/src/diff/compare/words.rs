//! Things of the document in words.

use serde_json::{Map, Value};

use crate::document::reference_name;
use crate::walk::Item;

/// What a schema is, in a few words: `text`, `list of Tag`, `Scope`.
pub(super) fn schema(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return format!("`{}`", reference_name(reference));
    }
    let nullable = if schema.get("nullable") == Some(&Value::Bool(true)) { " or null" } else { "" };
    let format = schema
        .get("format")
        .and_then(Value::as_str)
        .map(|format| format!(" ({format})"))
        .unwrap_or_default();
    let kind = match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("x-press-json-text").is_some() => "JSON text".to_owned(),
        Some("string") => "text".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => format!(
            "list of {}",
            schema.get("items").map_or_else(|| "anything".to_owned(), self::schema)
        ),
        Some("object") => "object".to_owned(),
        Some(other) => other.to_owned(),
        None if schema.get("oneOf").is_some() => "one of several".to_owned(),
        None => "any value".to_owned(),
    };
    format!("{kind}{format}{nullable}")
}

/// A parameter, such as `query parameter sort`.
pub(super) fn parameter(item: &Item<'_>) -> String {
    format!(
        "{} parameter `{}`",
        item.text("in").unwrap_or("some"),
        item.text("name").unwrap_or_default()
    )
}

/// A value as a short text.
pub(super) fn value(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(value) => format!("`{}`", value.to_string().trim_matches('"')),
    }
}

/// A copy without what only people read. Names of properties are kept, whatever they are.
pub(super) fn silent(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut out = Map::new();
            for (key, value) in members {
                match key.as_str() {
                    "description" | "summary" | "example" | "examples" | "title"
                    | "externalDocs" | "x-press-assumed" | "x-press-lookup" | "x-press-secret"
                    | "x-press-hides" => {}
                    "properties" => {
                        let names = value
                            .as_object()
                            .into_iter()
                            .flatten()
                            .map(|(name, schema)| (name.clone(), silent(schema)));
                        out.insert(key.clone(), Value::Object(names.collect()));
                    }
                    _ => {
                        out.insert(key.clone(), silent(value));
                    }
                }
            }
            Value::Object(out)
        }
        Value::Array(items) => items.iter().map(silent).collect(),
        other => other.clone(),
    }
}
