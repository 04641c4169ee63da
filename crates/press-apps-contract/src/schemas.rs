//! The schemas of a document as JSON Schema, and values held against them.
//!
//! OpenAPI 3.0 is nearly JSON Schema draft 4. What differs is rewritten here: `nullable`, the bounds of number formats, `x-press-json-text`,
//! and, if asked for, objects that take no property they do not name. Enums count as closed: who speaks here has to keep to the document.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jsonschema::{Draft, Keyword, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::document::reference_name;

/// The extension that JSON text is validated by.
pub const TEXT_KEYWORD: &str = "x-press-json-text";

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

/// Validators by the schema as it is asked for, and by it and all it reaches.
type Compiled = [HashMap<String, Result<Arc<Validator>, String>>; 2];

/// The schemas of one document. Each is compiled when it is first asked for, with the components that it reaches.
#[derive(Debug)]
pub struct Schemas {
    /// As the document has them.
    written: Map<String, Value>,
    /// Rewritten for JSON Schema.
    components: Map<String, Value>,
    extra: Extra,
    patterns: bool,
    compiled: Mutex<Compiled>,
}

impl Schemas {
    /// Prepares the schemas of `document`.
    #[must_use]
    pub fn of(document: &Value, extra: Extra) -> Self {
        Self::prepared(document, extra, true)
    }

    /// The same without their patterns: for those who ask the rules that say the same in better words.
    #[must_use]
    pub fn without_patterns(document: &Value, extra: Extra) -> Self {
        Self::prepared(document, extra, false)
    }

    fn prepared(document: &Value, extra: Extra, patterns: bool) -> Self {
        let written = document.pointer("/components/schemas").and_then(Value::as_object);
        let written = written.cloned().unwrap_or_default();
        let rewritten = written.iter().map(|(name, schema)| {
            let rewrite = Rewrite { written: &written, within: vec![name], patterns };
            (name.clone(), rewrite.schema(schema, extra))
        });
        let components = rewritten.collect();
        Self { components, written, extra, patterns, compiled: Mutex::default() }
    }

    /// Everything that is wrong with `value`, held against `schema`, a schema or reference of the document.
    #[must_use]
    pub fn check(&self, schema: &Value, value: &Value) -> Vec<Complaint> {
        match self.validator(schema, None) {
            Ok(validator) => validator.iter_errors(value).map(|error| complaint(&error)).collect(),
            Err(message) => vec![Complaint { at: String::new(), message }],
        }
    }

    /// The validator of a schema of the document. `before` may have compiled the same already.
    pub(crate) fn validator(
        &self,
        schema: &Value,
        before: Option<&Self>,
    ) -> Result<Arc<Validator>, String> {
        let asked = schema.to_string();
        if let Some(known) = self.compiled()[0].get(&asked) {
            return known.clone();
        }
        let patterns = self.patterns;
        let rewrite = Rewrite { written: &self.written, within: Vec::new(), patterns };
        let schema = rewrite.schema(schema, self.extra);
        let mut reached = BTreeMap::new();
        self.reach(&schema, &mut reached);
        let components = json!({ "schemas": reached });
        let key = format!("{schema}{components}");
        let known = |schemas: &Self| schemas.compiled()[1].get(&key).cloned();
        let validator = known(self)
            .or_else(|| before.and_then(known))
            .unwrap_or_else(|| compile(&schema, &Arc::new(components)).map(Arc::new));
        let mut compiled = self.compiled();
        compiled[0].insert(asked, validator.clone());
        compiled[1].insert(key, validator.clone());
        validator
    }

    fn compiled(&self) -> MutexGuard<'_, Compiled> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Collects the components that a rewritten schema reaches, so that its references find them.
    fn reach(&self, node: &Value, reached: &mut BTreeMap<String, Value>) {
        match node {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    let name = reference_name(reference);
                    if let Some(target) = self.components.get(name)
                        && reached.insert(name.to_owned(), target.clone()).is_none()
                    {
                        self.reach(target, reached);
                    }
                }
                members.values().for_each(|member| self.reach(member, reached));
            }
            Value::Array(items) => items.iter().for_each(|item| self.reach(item, reached)),
            _ => {}
        }
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
fn compile(schema: &Value, components: &Arc<Value>) -> Result<Validator, String> {
    let root = json!({ "allOf": [schema], "components": components.as_ref() });
    options(Arc::clone(components))
        .build(&root)
        .map_err(|error| format!("the schema cannot be compiled: {error}"))
}

fn options(components: Arc<Value>) -> ValidationOptions<'static> {
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true).with_keyword(
        TEXT_KEYWORD,
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
        let inner = self.inner.get_or_init(|| compile(&self.schema, &self.components));
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

/// Rewrites schemas of OpenAPI 3.0 as ones of draft 4.
struct Rewrite<'a> {
    written: &'a Map<String, Value>,
    /// The components that are being rewritten into one another, so that a circle ends.
    within: Vec<&'a str>,
    /// Whether patterns are kept.
    patterns: bool,
}

impl<'a> Rewrite<'a> {
    /// One schema, without what validates nothing.
    fn schema(&self, schema: &Value, extra: Extra) -> Value {
        let Value::Object(members) = schema else {
            return schema.clone();
        };
        if let Some(reference) = members.get("$ref") {
            return json!({ "$ref": reference });
        }
        let mut out = Map::new();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("pattern", _) if !self.patterns => {}
                ("properties", Value::Object(properties)) => {
                    let properties = properties
                        .iter()
                        .map(|(name, schema)| (name.clone(), self.schema(schema, extra)));
                    out.insert(key.clone(), properties.collect::<Map<_, _>>().into());
                }
                ("allOf", Value::Array(parts)) => {
                    let parts = parts.iter().map(|part| self.part(part));
                    out.insert(key.clone(), parts.collect());
                }
                ("oneOf" | "anyOf", Value::Array(branches)) => {
                    let branches = branches.iter().map(|branch| self.schema(branch, extra));
                    out.insert(key.clone(), branches.collect());
                }
                ("items" | "additionalProperties" | "not" | TEXT_KEYWORD, value) => {
                    out.insert(key.clone(), self.schema(value, extra));
                }
                (
                    "type" | "enum" | "required" | "format" | "pattern" | "multipleOf" | "minimum"
                    | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "minLength"
                    | "maxLength" | "minItems" | "maxItems" | "uniqueItems" | "minProperties"
                    | "maxProperties",
                    value,
                ) => {
                    out.insert(key.clone(), value.clone());
                }
                _ => {}
            }
        }
        bounds(&mut out);
        if members.get("nullable") == Some(&Value::Bool(true)) {
            nullable(&mut out);
        }
        if extra == Extra::Refused {
            self.close(schema, &mut out);
        }
        Value::Object(out)
    }

    /// A part of an `allOf`: open, since none of the parts knows all properties. A reference is put in place, since what it leads to is
    /// closed where it stands for itself.
    fn part(&self, part: &Value) -> Value {
        let name = part.get("$ref").and_then(Value::as_str).map(reference_name);
        let target = name.and_then(|name| self.written.get_key_value(name));
        match target {
            Some((name, target)) if !self.within.contains(&name.as_str()) => {
                let within = self.within.iter().copied().chain([name.as_str()]).collect();
                Rewrite { within, ..*self }.schema(target, Extra::Allowed)
            }
            _ => self.schema(part, Extra::Allowed),
        }
    }

    /// Refuses properties that neither the schema nor a part of its `allOf` names.
    fn close(&self, schema: &Value, out: &mut Map<String, Value>) {
        let mut names = Map::new();
        let mut open = false;
        self.names(schema, &mut Vec::new(), &mut names, &mut open);
        if open || names.is_empty() {
            return;
        }
        if let Some(Value::Object(own)) = out.get("properties") {
            names.extend(own.clone());
        }
        out.insert("properties".to_owned(), names.into());
        out.insert("additionalProperties".to_owned(), Value::Bool(false));
    }

    /// The names of the properties of a schema and of the parts of its `allOf`, and whether one of them takes any.
    fn names(
        &self,
        schema: &Value,
        seen: &mut Vec<String>,
        names: &mut Map<String, Value>,
        open: &mut bool,
    ) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference_name(reference).to_owned();
            if let Some(target) = self.written.get(&name)
                && !seen.contains(&name)
            {
                seen.push(name);
                self.names(target, seen, names, open);
            }
            return;
        }
        *open |= schema.get("additionalProperties").is_some();
        let properties = schema.get("properties").and_then(Value::as_object);
        names.extend(properties.into_iter().flatten().map(|(name, _)| (name.clone(), json!({}))));
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.names(part, seen, names, open);
        }
    }
}

/// The number formats as bounds.
fn bounds(schema: &mut Map<String, Value>) {
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint64") => (json!(0), json!(u64::MAX)),
        _ => return,
    };
    schema.entry("minimum").or_insert(least);
    schema.entry("maximum").or_insert(most);
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
        let complaints = Schemas::of(document, extra).check(&schema, value);
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
    fn the_parts_of_one_object_are_closed_together() {
        let value = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let mut document = document();
        document["components"]["schemas"]["Part"] = value(
            r#"{ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } }"#,
        );
        let both = |text: &str| messages(&document, "Both", Extra::Refused, &value(text));
        assert_eq!(both(r#"{ "a": "x", "b": "y" }"#), [""; 0]);
        assert_eq!(both(r#"{ "b": "y" }"#), [r#" "a" is a required property"#]);
        assert_eq!(both(r#"{ "a": "x", "c": 1 }"#).len(), 1);
        // Alone, the part takes no property of the other.
        let alone =
            messages(&document, "Part", Extra::Refused, &value(r#"{ "a": "x", "b": "y" }"#));
        assert_eq!(alone.len(), 1);
    }

    #[test]
    fn a_schema_that_is_a_part_of_itself_ends() {
        let circle = json!({ "components": { "schemas": {
            "Circle": { "allOf": [
                { "$ref": "#/components/schemas/Circle" },
                { "type": "object", "properties": { "a": { "type": "string" } } },
            ] },
        } } });
        let _ = messages(&circle, "Circle", Extra::Refused, &json!({ "a": "x" }));
    }

    #[test]
    fn number_formats_are_bounds() {
        for (format, fits, beyond) in [
            ("int32", json!(-2147483648i64), json!(2147483648i64)),
            ("int64", json!(i64::MIN), json!(9223372036854775808u64)),
            ("uint32", json!(4294967295u32), json!(-1)),
            ("uint64", json!(u64::MAX), json!(-1)),
        ] {
            let schema = json!({ "type": "integer", "format": format });
            let schemas = Schemas::of(&json!({}), Extra::Refused);
            assert!(schemas.check(&schema, &fits).is_empty(), "{format} {fits}");
            assert_eq!(schemas.check(&schema, &beyond).len(), 1, "{format} {beyond}");
        }
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
