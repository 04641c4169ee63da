//! The schemas of a document as JSON Schema, and values held against them.
//!
//! OpenAPI 3.0 is nearly JSON Schema draft 4. What differs is rewritten here: `nullable`, the unsigned formats, `x-press-json-text`, and,
//! if asked for, objects that take no property they do not name. Enums count as closed: who speaks here has to keep to the document.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use jsonschema::{Draft, Keyword, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

/// Whether properties that a schema does not name are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// They are, as OpenAPI says.
    Allowed,
    /// They are not, unless the schema has `additionalProperties`: a property nobody described is a gap in the document.
    Refused,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// JSON pointer into the value.
    pub at: String,
    /// What is wrong there.
    pub message: String,
}

/// The schemas of one document.
#[derive(Debug)]
pub struct Schemas {
    components: Arc<Value>,
    extra: Extra,
    compiled: RefCell<HashMap<String, Result<Rc<Validator>, String>>>,
}

impl Schemas {
    /// Prepares the schemas of `document`.
    #[must_use]
    pub fn new(document: &Value, extra: Extra) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let schemas: Map<_, _> = schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), rewrite(schema, extra)))
            .collect();
        Self {
            components: Arc::new(json!({ "schemas": schemas })),
            extra,
            compiled: RefCell::default(),
        }
    }

    /// Everything that is wrong with `value`, held against `schema`, a schema or reference of the document.
    #[must_use]
    pub fn check(&self, schema: &Value, value: &Value) -> Vec<Complaint> {
        match self.validator(schema) {
            Ok(validator) => validator.iter_errors(value).map(|error| complaint(&error)).collect(),
            Err(message) => vec![Complaint { at: String::new(), message }],
        }
    }

    fn validator(&self, schema: &Value) -> Result<Rc<Validator>, String> {
        let key = schema.to_string();
        if let Some(known) = self.compiled.borrow().get(&key) {
            return known.clone();
        }
        let built = compile(rewrite(schema, self.extra), &self.components).map(Rc::new);
        self.compiled.borrow_mut().insert(key, built.clone());
        built
    }
}

/// Whether a pattern is a regular expression the validator takes.
///
/// # Errors
/// What is wrong with it.
pub fn pattern_compiles(pattern: &str) -> Result<(), String> {
    let schema = json!({ "pattern": pattern });
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .build(&schema)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Compiles a rewritten schema; the components stand beside it, so that references find them.
fn compile(schema: Value, components: &Arc<Value>) -> Result<Validator, String> {
    let root = json!({ "allOf": [schema], "components": components.as_ref() });
    options(Arc::clone(components))
        .build(&root)
        .map_err(|error| format!("the schema cannot be compiled: {error}"))
}

fn options(components: Arc<Value>) -> ValidationOptions<'static> {
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true).with_keyword(
        "x-press-json-text",
        move |_, schema, _| {
            let text = JsonText {
                schema: schema.clone(),
                components: Arc::clone(&components),
                inner: OnceLock::new(),
            };
            Ok(Box::new(text))
        },
    )
}

/// `x-press-json-text`: a string whose text is JSON of another schema, which is compiled when it is first met.
struct JsonText {
    schema: Value,
    components: Arc<Value>,
    inner: OnceLock<Result<Validator, String>>,
}

impl JsonText {
    fn problem(&self, instance: &Value) -> Option<String> {
        let text = instance.as_str()?;
        let value = match serde_json::from_str::<Value>(text) {
            Ok(value) => value,
            Err(error) => return Some(format!("not JSON text: {error}")),
        };
        let inner = self.inner.get_or_init(|| compile(self.schema.clone(), &self.components));
        match inner {
            Ok(validator) => {
                let complaint =
                    validator.iter_errors(&value).next().map(|error| complaint(&error))?;
                Some(format!("in the JSON text, at `{}`: {}", complaint.at, complaint.message))
            }
            Err(message) => Some(message.clone()),
        }
    }
}

impl<'i> Keyword<'i> for JsonText {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        self.problem(instance).map_or(Ok(()), |message| Err(ValidationError::custom(message)))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.problem(instance).is_none()
    }
}

fn complaint(error: &ValidationError<'_>) -> Complaint {
    let whole = error.to_string();
    // Values are quoted in full; a page of them tells nobody anything.
    let message = if whole.chars().count() > 160 { error.masked().to_string() } else { whole };
    Complaint { at: error.instance_path().to_string(), message }
}

/// A schema of OpenAPI 3.0 as one of draft 4, without what validates nothing.
fn rewrite(schema: &Value, extra: Extra) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    if let Some(reference) = members.get("$ref") {
        return json!({ "$ref": reference });
    }
    // The branches of `allOf` share one object: none of them knows all properties.
    let composed = members.contains_key("allOf");
    let inner = if composed { Extra::Allowed } else { extra };
    let mut out = Map::new();
    for (key, value) in members {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                let properties: Map<_, _> = properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), rewrite(schema, extra)))
                    .collect();
                out.insert(key.clone(), properties.into());
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                out.insert(
                    key.clone(),
                    branches.iter().map(|branch| rewrite(branch, inner)).collect(),
                );
            }
            ("items" | "additionalProperties" | "not" | "x-press-json-text", value) => {
                out.insert(key.clone(), rewrite(value, extra));
            }
            (
                "type" | "enum" | "required" | "format" | "pattern" | "multipleOf" | "minimum"
                | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "minLength" | "maxLength"
                | "minItems" | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties",
                value,
            ) => {
                out.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
    unsigned(&mut out);
    if members.get("nullable") == Some(&Value::Bool(true)) {
        nullable(&mut out);
    }
    if extra == Extra::Refused && out.contains_key("properties") && !composed {
        out.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    Value::Object(out)
}

/// The formats `uint32` and `uint64` say that a number is not negative.
fn unsigned(schema: &mut Map<String, Value>) {
    let most = match schema.get("format").and_then(Value::as_str) {
        Some("uint32") => Some(u64::from(u32::MAX)),
        Some("int32") => Some(i32::MAX.unsigned_abs().into()),
        Some("uint64") => None,
        _ => return,
    };
    if schema.get("format").and_then(Value::as_str) != Some("int32") {
        schema.entry("minimum").or_insert(json!(0));
    }
    if let Some(most) = most {
        schema.entry("maximum").or_insert(json!(most));
    }
}

fn nullable(schema: &mut Map<String, Value>) {
    if let Some(kind) = schema.get("type").cloned() {
        schema.insert("type".to_owned(), json!([kind, "null"]));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(document: &Value, name: &str, extra: Extra, value: &Value) -> Vec<String> {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let complaints = Schemas::new(document, extra).check(&schema, value);
        complaints
            .into_iter()
            .map(|complaint| format!("{} {}", complaint.at, complaint.message))
            .collect()
    }

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Thing": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "nullable": true },
                "nullable": { "type": "boolean" },
                "count": { "type": "integer", "format": "uint32" },
                "kind": { "type": "string", "nullable": true, "enum": ["a"] },
                "inside": { "type": "string", "x-press-json-text": { "$ref": "#/components/schemas/Thing" } },
            } },
            "Both": { "allOf": [
                { "$ref": "#/components/schemas/Part" },
                { "type": "object", "properties": { "b": { "type": "string" } } },
            ] },
            "Part": { "type": "object", "additionalProperties": true, "properties": { "a": { "type": "string" } } },
        } } })
    }

    #[test]
    fn null_is_taken_where_nullable_says_so_and_a_property_of_that_name_is_a_property() {
        let value = json!({ "name": null, "nullable": true, "kind": null });
        assert_eq!(messages(&document(), "Thing", Extra::Refused, &value), [""; 0]);
        let value = json!({ "name": "x", "nullable": null });
        assert_eq!(
            messages(&document(), "Thing", Extra::Refused, &value),
            [r#"/nullable null is not of type "boolean""#]
        );
    }

    #[test]
    fn a_property_nobody_named_is_refused_only_if_asked() {
        let value = json!({ "name": "x", "more": 1 });
        assert_eq!(messages(&document(), "Thing", Extra::Allowed, &value), [""; 0]);
        assert_eq!(messages(&document(), "Thing", Extra::Refused, &value).len(), 1);
        assert_eq!(
            messages(&document(), "Both", Extra::Refused, &json!({ "a": "x", "b": "y" })),
            [""; 0]
        );
    }

    #[test]
    fn unsigned_numbers_are_not_negative() {
        assert_eq!(
            messages(&document(), "Thing", Extra::Refused, &json!({ "name": "x", "count": -1 }))
                .len(),
            1
        );
    }

    #[test]
    fn json_text_is_read_and_held_against_its_schema() {
        let good = json!({ "name": "x", "inside": r#"{"name":"y"}"# });
        assert_eq!(messages(&document(), "Thing", Extra::Refused, &good), [""; 0]);
        let bad = json!({ "name": "x", "inside": r#"{"name":1}"# });
        let found = messages(&document(), "Thing", Extra::Refused, &bad);
        assert_eq!(
            found,
            [r#"/inside in the JSON text, at `/name`: 1 is not of types "null", "string""#]
        );
        let torn = json!({ "name": "x", "inside": "{" });
        assert_eq!(messages(&document(), "Thing", Extra::Refused, &torn).len(), 1);
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_a_complaint_not_a_panic() {
        assert_eq!(messages(&document(), "Nothing", Extra::Refused, &json!({})).len(), 1);
    }

    #[test]
    fn patterns_that_do_not_compile_are_told() {
        assert!(pattern_compiles("^[a-z]+$").is_ok());
        assert!(pattern_compiles("[a-").is_err());
    }
}
