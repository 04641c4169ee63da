//! The schemas of the document as JSON-schema validators: rewritten for JSON schema, closed to what they do not name, and looking into
//! JSON text. Knows no operation.

use std::sync::Arc;

use jsonschema::{Draft, Keyword, ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::Document;

/// The extension that JSON text is validated by.
pub(crate) const TEXT_KEYWORD: &str = "x-press-json-text";

/// The component schemas, rewritten for JSON schema and closed to what they do not name.
pub(crate) struct Schemas {
    components: Arc<Value>,
}

impl Schemas {
    pub(crate) fn of(document: &Document) -> Schemas {
        let mut schemas = document.schemas().clone();
        for schema in schemas.values_mut() {
            close(schema);
        }
        Schemas {
            components: Arc::new(json!({"schemas": schemas})),
        }
    }

    pub(crate) fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        close(&mut schema);
        let components = Arc::clone(&self.components);
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .with_keyword(
                TEXT_KEYWORD,
                move |_: &Map<String, Value>, inner: &Value, _| {
                    let validator = plain(&components, inner.clone());
                    Ok(Box::new(JsonText(validator)) as Box<dyn for<'i> Keyword<'i>>)
                },
            )
            .build(&rooted(&self.components, schema))
            .expect("the schemas of the document are JSON schemas")
    }
}

fn plain(components: &Value, schema: Value) -> Validator {
    let options = jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true);
    options
        .build(&rooted(components, schema))
        .expect("the schemas of the document are JSON schemas")
}

fn rooted(components: &Value, schema: Value) -> Value {
    json!({"allOf": [schema], "components": components})
}

/// The two rewrites: `nullable` becomes a list of types, and an object with named members takes no others.
fn close(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    if members.get("nullable") == Some(&Value::Bool(true)) {
        let kind = members
            .get("type")
            .cloned()
            .expect("`nullable` stands beside a type");
        members.insert("type".to_owned(), json!([kind, "null"]));
    }
    let largest = match members.get("format").and_then(Value::as_str) {
        Some("uint32") => Some(u64::from(u32::MAX)),
        Some("uint64") => Some(u64::MAX),
        _ => None,
    };
    if let Some(largest) = largest {
        members.entry("minimum").or_insert(json!(0));
        members.entry("maximum").or_insert(json!(largest));
    }
    if members.contains_key("properties") {
        members
            .entry("additionalProperties")
            .or_insert(Value::Bool(false));
    }
    for (key, child) in members {
        match key.as_str() {
            "properties" => child
                .as_object_mut()
                .into_iter()
                .flat_map(|all| all.values_mut())
                .for_each(close),
            "oneOf" | "anyOf" | "allOf" => {
                child.as_array_mut().into_iter().flatten().for_each(close)
            }
            "items" | "additionalProperties" | "not" | TEXT_KEYWORD => close(child),
            _ => {}
        }
    }
}

/// Validates the JSON inside a JSON string.
struct JsonText(Validator);

impl<'i> Keyword<'i> for JsonText {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        let Some(text) = instance.as_str() else {
            return Ok(());
        };
        let value: Value = serde_json::from_str(text)
            .map_err(|error| ValidationError::custom(format!("is not JSON text: {error}")))?;
        match self.0.iter_errors(&value).next() {
            None => Ok(()),
            Some(error) => Err(ValidationError::custom(format!(
                "inside: {}: {error}",
                error.instance_path()
            ))),
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.validate(instance).is_ok()
    }
}
