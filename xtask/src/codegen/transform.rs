//! Turns the document into what the generator needs, on a copy in memory.
//!
//! The document states the contract and is free of any language. Here the client's policy is added: it takes any 2xx, it reads `null`
//! where a list should be, it does not check limits in answers, and it has its own types for some schemas. Nothing is written back.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::names::given;
use super::shape::{Schemas, is_open_enum, texts};
use press_apps_contract::document::{Document, Problem, Problems, join, reference_name};

/// Schemas that have a hand-written type of the same name in `press-apps-api`.
pub(super) const HAND_WRITTEN: [&str; 3] = ["Timestamp", "ParameterValue", "ConditionValue"];

/// The copy the generator reads.
pub(super) fn for_generator(document: &Document, schemas: &Schemas<'_>) -> Result<Value, Problems> {
    let mut problems = Vec::new();
    let mut copy = document.value.clone();
    for operation in document.operations() {
        let Some(target) = copy.pointer_mut(&operation.pointer) else {
            continue;
        };
        if let Err(problem) = responses(document, &operation.pointer, operation.method, target) {
            problems.push(problem);
        }
    }
    let mut simplifier = Simplifier { document, problems, tolerant: false };
    if let Some(parameters) = copy.pointer_mut("/components/parameters") {
        simplifier.parameters("/components/parameters", parameters);
    }
    if let Some(paths) = copy.pointer_mut("/paths") {
        simplifier.parameters("/paths", paths);
    }
    let requests = schemas.reachable_from_requests();
    let mut components = Map::new();
    for (name, schema) in schemas.all() {
        if is_alias(schema) && !HAND_WRITTEN.contains(&name) {
            continue;
        }
        let pointer = join("/components/schemas", name);
        simplifier.tolerant = !requests.contains(name);
        let simple = if is_open_enum(schema) || HAND_WRITTEN.contains(&name) {
            // Replaced by name; what it is no longer matters.
            json!({ "type": "string" })
        } else {
            simplifier.named(&pointer, &schemas.flattened(schema))
        };
        components.insert(name.to_owned(), simple);
    }
    if let Some(target) = copy.pointer_mut("/components/schemas") {
        *target = Value::Object(components);
    }
    if simplifier.problems.is_empty() { Ok(copy) } else { Err(Problems::new(simplifier.problems)) }
}

/// One arm for every success, one for each kind of error: the generator knows one type for each, and the client takes any 2xx.
fn responses(
    document: &Document,
    pointer: &str,
    method: &str,
    operation: &mut Value,
) -> Result<(), Problem> {
    let pointer = join(pointer, "responses");
    let Some(listed) = operation.get("responses").and_then(Value::as_object) else {
        return Err(document.problem(&pointer, "an operation needs responses"));
    };
    let mut success: Option<(&Value, String)> = None;
    let mut error: Option<Value> = None;
    for (code, response) in listed {
        let here = join(&pointer, code);
        let response = match response.get("$ref").and_then(Value::as_str) {
            Some(reference) => document.resolve(reference).unwrap_or(response),
            None => response,
        };
        let content = response.pointer("/content/application~1json/schema");
        match code.as_bytes().first() {
            Some(b'2') => {
                if let Some((first, first_code)) = success
                    && first.pointer("/content/application~1json/schema") != content
                {
                    return Err(document.problem(&here, format!("{code} and {first_code} answer with different schemas; the client needs one")));
                }
                success = Some((response, code.clone()));
            }
            Some(b'4' | b'5') => match (&error, content) {
                (_, None) => {
                    return Err(document.problem(
                        &here,
                        "an error needs `application/json` content with the error schema",
                    ));
                }
                (Some(first), Some(schema)) if first != schema => {
                    return Err(document.problem(&here, "every error answers with the same schema"));
                }
                (_, Some(schema)) => error = Some(schema.clone()),
            },
            _ => return Err(document.problem(
                &here,
                format!(
                    "`{code}` is not a code the client can tell apart; write 2xx, 4xx or 5xx codes"
                ),
            )),
        }
    }
    let Some((success, _)) = success else {
        return Err(document.problem(&pointer, "an operation needs a 2xx response"));
    };
    let mut arms = Map::new();
    // What a DELETE answers is `{}` or nothing, and is not read.
    let content = if method == "delete" {
        None
    } else {
        success.pointer("/content/application~1json/schema")
    };
    arms.insert("2XX".into(), arm(success, content));
    if let Some(error) = &error {
        for range in ["4XX", "5XX"] {
            arms.insert(range.into(), arm(&json!({ "description": "The error." }), Some(error)));
        }
    }
    operation["responses"] = Value::Object(arms);
    Ok(())
}

fn arm(response: &Value, schema: Option<&Value>) -> Value {
    let description = response.get("description").cloned().unwrap_or_else(|| json!(""));
    match schema {
        Some(schema) => {
            json!({ "description": description, "content": { "application/json": { "schema": schema } } })
        }
        None => json!({ "description": description }),
    }
}

struct Simplifier<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
    /// Whether required lists may be `null` too: in what only the service sends.
    tolerant: bool,
}

impl<'a> Simplifier<'a> {
    /// Parameter schemas below `value`, wherever they stand.
    fn parameters(&mut self, pointer: &str, value: &mut Value) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.parameters(&join(pointer, index), item);
                }
            }
            Value::Object(members)
                if members.contains_key("in") && members.contains_key("schema") =>
            {
                if let Some(schema) = members.get("schema") {
                    let simple = self.inline(&join(pointer, "schema"), schema, true);
                    members.insert("schema".into(), simple);
                }
            }
            Value::Object(members) => {
                for (key, member) in members.iter_mut() {
                    if key != "schema" && key != "example" && key != "examples" {
                        self.parameters(&join(pointer, key), member);
                    }
                }
            }
            _ => {}
        }
    }

    /// A component schema, already flattened.
    fn named(&mut self, pointer: &str, schema: &Value) -> Value {
        let mut simple = Map::new();
        if let Some(description) = schema.get("description") {
            simple.insert("description".into(), description.clone());
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let required: BTreeSet<&str> = texts(schema.get("required")).into_iter().collect();
            // The generator makes a field of the name it reads; the one on the wire is put back later.
            let called =
                |name: &str| given(schema.get("x-press-names"), name).unwrap_or(name).to_owned();
            let mut members = Map::new();
            for (name, property) in properties {
                let here = join(&join(pointer, "properties"), name);
                let mut simple = self.inline(&here, property, required.contains(name.as_str()));
                if self.tolerant && simple.get("type") == Some(&json!("array")) {
                    simple["nullable"] = json!(true);
                }
                members.insert(called(name), simple);
            }
            simple.insert("type".into(), json!("object"));
            simple.insert("properties".into(), Value::Object(members));
            if !required.is_empty() {
                let required: Vec<String> = required.into_iter().map(called).collect();
                simple.insert("required".into(), json!(required));
            }
            // An empty schema keeps unknown members in a map; `true` would drop them, and only open errors want them kept.
            if schema.get("additionalProperties") == Some(&json!(true))
                || schema.get("additionalProperties") == Some(&json!({}))
            {
                simple.insert("additionalProperties".into(), json!({}));
            }
        } else {
            let Value::Object(rest) = self.inline(pointer, schema, true) else {
                return Value::Object(simple);
            };
            simple.extend(rest);
        }
        Value::Object(simple)
    }

    /// What a reference leads to, if that only gives a name to a text, a number or a flag: it is no type of its own.
    fn alias(&self, reference: &str) -> Option<&'a Value> {
        let target = self.document.resolve(reference)?;
        (is_alias(target) && !HAND_WRITTEN.contains(&reference_name(reference))).then_some(target)
    }

    /// A schema inside another one: only what decides its type is kept. Limits are not: they would refuse answers.
    fn inline(&mut self, pointer: &str, schema: &Value, required: bool) -> Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return match self.alias(reference) {
                Some(target) => self.inline(reference.trim_start_matches('#'), target, required),
                None => schema.clone(),
            };
        }
        if let Some(inner) = schema.get("x-press-json-text") {
            let inner = self.inline(&join(pointer, "x-press-json-text"), inner, true);
            return rust_type("press_apps_api::JsonText", Some(inner));
        }
        if let Some([only]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            // An optional member takes `null` anyway.
            let nullable = required && schema.get("nullable") == Some(&json!(true));
            let mut simple = self.inline(&join(&join(pointer, "allOf"), 0), only, required);
            return match (nullable, simple.get("$ref").is_some()) {
                (false, _) => simple,
                (true, true) => json!({ "nullable": true, "allOf": [simple] }),
                (true, false) => {
                    simple["nullable"] = json!(true);
                    simple
                }
            };
        }
        if schema.get("enum").is_some() {
            self.problems.push(
                self.document
                    .problem(pointer, "an enum needs a name: move it to `components/schemas`"),
            );
        }
        if schema.get("properties").is_some() || schema.get("allOf").is_some() {
            self.problems.push(
                self.document
                    .problem(pointer, "an object needs a name: move it to `components/schemas`"),
            );
        }
        let mut simple = Map::new();
        if schema.get("nullable") == Some(&json!(true)) {
            simple.insert("nullable".into(), json!(true));
        }
        if let Some(kinds) = schema.get("oneOf").and_then(Value::as_array) {
            let here = join(pointer, "oneOf");
            let kinds: Vec<Value> = kinds
                .iter()
                .enumerate()
                .map(|(index, kind)| self.inline(&join(&here, index), kind, true))
                .collect();
            simple.insert("oneOf".into(), Value::Array(kinds));
            return Value::Object(simple);
        }
        let Some(kind) = schema.get("type").and_then(Value::as_str) else {
            return Value::Object(simple);
        };
        simple.insert("type".into(), json!(kind));
        match kind {
            "array" => {
                let items = schema.get("items").cloned().unwrap_or_else(|| json!({}));
                let items = self.inline(&join(pointer, "items"), &items, true);
                simple.insert("items".into(), items);
                if !required {
                    simple.insert("nullable".into(), json!(true));
                }
            }
            "object" => {
                let values = match schema.get("additionalProperties") {
                    Some(values @ Value::Object(_)) => {
                        self.inline(&join(pointer, "additionalProperties"), &values.clone(), true)
                    }
                    _ => json!({}),
                };
                simple.insert("additionalProperties".into(), values);
            }
            "integer" => {
                simple.insert("format".into(), json!(integer_format(schema)));
            }
            "string" if schema.get("format") == Some(&json!("date-time")) => {
                return rust_type("press_apps_api::Timestamp", None);
            }
            _ => {}
        }
        Value::Object(simple)
    }
}

/// Whether a schema only gives a name to a text, a number or a flag.
fn is_alias(schema: &Value) -> bool {
    let scalar = matches!(
        schema.get("type").and_then(Value::as_str),
        Some("string" | "number" | "integer" | "boolean")
    );
    scalar && !is_open_enum(schema)
}

/// Whole numbers that cannot be negative are unsigned.
fn integer_format(schema: &Value) -> &'static str {
    let unsigned =
        schema.get("minimum").and_then(Value::as_i64).is_some_and(|minimum| minimum >= 0);
    match (schema.get("format").and_then(Value::as_str), unsigned) {
        (Some("int32"), true) => "uint32",
        (Some("int32"), false) => "int32",
        (Some("uint32"), _) => "uint32",
        (Some("uint64"), _) | (_, true) => "uint64",
        (_, false) => "int64",
    }
}

fn rust_type(path: &str, parameter: Option<Value>) -> Value {
    let parameters: Vec<Value> = parameter.into_iter().collect();
    json!({
        "type": "string",
        "x-rust-type": { "crate": "press-apps-api", "version": "*", "path": path, "parameters": parameters },
    })
}

#[cfg(test)]
mod tests;
