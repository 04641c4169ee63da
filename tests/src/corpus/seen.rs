//! Which properties of the document a message shows.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Document;
use crate::schemas::TEXT_KEYWORD;

/// Every property of every component schema: `Spec.metadata`.
pub(super) fn properties(document: &Document) -> BTreeSet<String> {
    let schemas = document.schemas().iter();
    let names = schemas.flat_map(|(schema, node)| {
        let properties = node["properties"].as_object().into_iter().flatten();
        properties.map(move |(name, _)| format!("{schema}.{name}"))
    });
    names.collect()
}

/// Adds the properties that a body shows.
pub(super) fn look(document: &Document, schema: &Value, body: &[u8], seen: &mut BTreeSet<String>) {
    if let Ok(value) = serde_json::from_slice(body) {
        mark(document, schema, &value, "", seen);
    }
}

fn mark(
    document: &Document,
    schema: &Value,
    value: &Value,
    name: &str,
    seen: &mut BTreeSet<String>,
) {
    let reference = schema["$ref"].as_str();
    let name = reference
        .and_then(|text| text.rsplit('/').next())
        .unwrap_or(name);
    let schema = document.resolve(schema);
    for branch in schema["oneOf"].as_array().into_iter().flatten() {
        mark(document, branch, value, "", seen);
    }
    if let (Some(inner), Some(text)) = (schema.get(TEXT_KEYWORD), value.as_str())
        && let Ok(value) = serde_json::from_str(text)
    {
        mark(document, inner, &value, "", seen);
    }
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if let Some(property) = schema["properties"].get(key) {
                    seen.insert(format!("{name}.{key}"));
                    mark(document, property, member, "", seen);
                } else if let Some(map) = schema.get("additionalProperties") {
                    mark(document, map, member, "", seen);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                mark(document, &schema["items"], item, "", seen);
            }
        }
        _ => {}
    }
}
