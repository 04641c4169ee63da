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

/// A key that only people read, as something that is new and as something that is another one.
pub(super) fn noun(key: &str) -> (&str, &str) {
    match key {
        "tags" => ("tags", "other tags"),
        "examples" => ("examples", "other examples"),
        "example" => ("an example", "another example"),
        "externalDocs" => ("a link to more documents", "another link to more documents"),
        "termsOfService" => ("terms of service", "other terms of service"),
        "bearerFormat" => ("a format of the token", "another format of the token"),
        "contact" => ("a contact", "another contact"),
        "license" => ("a license", "another license"),
        "summary" => ("a summary", "another summary"),
        "title" => ("a title", "another title"),
        _ => ("a description", "another description"),
    }
}

/// A noun without its article.
pub(super) fn bare_noun(noun: &str) -> &str {
    noun.strip_prefix("a ").or_else(|| noun.strip_prefix("an ")).unwrap_or(noun)
}

/// What became of a value that has a name, such as `maxLength`: `has X 9 now, not 8`, as far as there was one and is one.
pub(super) fn changed(name: &str, old: Option<&str>, new: Option<&str>) -> String {
    match (old, new) {
        (None, Some(new)) => format!("has {name} {new} now"),
        (Some(old), None) => format!("has no {name} any more, which was {old}"),
        (old, new) => {
            let value = |value: Option<&str>| value.unwrap_or("nothing").to_owned();
            format!("has {name} {} now, not {}", value(new), value(old))
        }
    }
}

/// Keys that only people read.
pub(super) const READ_BY_PEOPLE: &[&str] =
    &["description", "summary", "example", "examples", "title", "externalDocs"];

/// Keys that say nothing about what goes over the wire.
const HINTS: &[&str] = &["x-press-assumed", "x-press-lookup", "x-press-secret", "x-press-hides"];

/// A copy without what only people read. Names of properties are kept, whatever they are.
pub(super) fn silent(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut out = Map::new();
            for (key, value) in members {
                match key.as_str() {
                    key if READ_BY_PEOPLE.contains(&key) || HINTS.contains(&key) => {}
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
