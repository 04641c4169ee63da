//! A document in its plain form: what can be written in two ways is written in one, so that only what differs is found to differ.
//!
//! What is said though it goes without saying is left out (`nullable: false`, `explode: true` of a query parameter), and one schema in
//! `allOf`, `oneOf` or `anyOf` stands for itself. A reference that more is said about becomes a `$ref` with other keys beside it, which no
//! document may have; only this comparison reads it.

use serde_json::{Map, Value, json};

use super::words::READ_BY_PEOPLE;
use crate::walk::Walk;

/// Keys that may stand beside a reference: they say how it is used, not what the values look like.
const BESIDE: &[&str] = &[
    "nullable",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "x-press-assumed",
    "x-press-rules",
    "x-press-secret",
    "x-press-hides",
];

/// The plain form of a document.
pub(super) fn normal(document: &Value) -> Value {
    let mut out = document.clone();
    let walk = Walk::of(document);
    // Parts of a schema are listed before it, so they are plain already when it takes one of them in.
    for item in &walk.schemas {
        change(&mut out, &item.pointer, |members| schema(document, members));
    }
    for item in walk.parameters.iter().chain(&walk.headers) {
        change(&mut out, &item.pointer, |members| parameter(document, members));
    }
    for item in &walk.request_bodies {
        change(&mut out, &item.pointer, |members| drop_if(members, &["required"], &json!(false)));
    }
    for operation in &walk.operations {
        change(&mut out, &operation.item.pointer, |members| {
            drop_if(members, &["deprecated"], &json!(false));
        });
    }
    out
}

fn change(document: &mut Value, pointer: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(members) = document.pointer_mut(pointer).and_then(Value::as_object_mut) {
        change(members);
    }
}

fn drop_if(members: &mut Map<String, Value>, keys: &[&str], value: &Value) {
    for key in keys {
        if members.get(*key) == Some(value) {
            members.remove(*key);
        }
    }
}

fn schema(document: &Value, members: &mut Map<String, Value>) {
    for key in ["allOf", "oneOf", "anyOf"] {
        take_in(document, members, key);
    }
    put_together(document, members);
    let flags = ["nullable", "deprecated", "readOnly", "writeOnly", "uniqueItems"];
    drop_if(members, &flags, &json!(false));
    let flags = ["x-press-open-enum", "x-press-secret", "x-press-assumed"];
    drop_if(members, &flags, &json!(false));
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if !members.contains_key(bound) || members.get(flag) == Some(&json!(false)) {
            members.remove(flag);
        }
    }
    drop_if(members, &["minLength", "minItems", "minProperties"], &json!(0));
    drop_if(members, &["required", "x-press-rules"], &json!([]));
    drop_if(members, &["properties", "items"], &json!({}));
    // Both are sets.
    for key in ["required", "enum"] {
        if let Some(Value::Array(values)) = members.get_mut(key) {
            values.sort_by_key(Value::to_string);
        }
    }
    if members.get("additionalProperties") == Some(&json!(true)) {
        members.insert("additionalProperties".to_owned(), json!({}));
    }
}

/// Puts the one schema of a list in the place of the list.
fn take_in(document: &Value, members: &mut Map<String, Value>, key: &str) {
    let Some([one]) = members.get(key).and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let Some(one) = one.as_object().cloned() else {
        return;
    };
    let target = one
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| document.pointer(reference.strip_prefix('#').unwrap_or(reference)));
    let says_no_more = |(other, value): (&String, &Value)| {
        let name = other.as_str();
        let same_type = name == "type"
            && target.and_then(|target| target.get("type")).is_some_and(|kind| kind == value);
        name == key || READ_BY_PEOPLE.contains(&name) || BESIDE.contains(&name) || same_type
    };
    let says_the_rest = |(other, _): (&String, &Value)| {
        let name = other.as_str();
        name == key || READ_BY_PEOPLE.contains(&name) || !one.contains_key(name)
    };
    let fits = match target {
        Some(_) => members.iter().all(says_no_more),
        None => !one.contains_key("$ref") && members.iter().all(says_the_rest),
    };
    if fits {
        members.remove(key);
        if target.is_some() {
            members.remove("type");
        }
        for (name, value) in one {
            members.entry(name).or_insert(value);
        }
    }
}

/// Puts several schemas of `allOf` together in one, unless two say something about the same.
fn put_together(document: &Value, members: &mut Map<String, Value>) {
    let Some(branches) = members.get("allOf").and_then(Value::as_array).cloned() else {
        return;
    };
    let mut whole = members.clone();
    whole.remove("allOf");
    for branch in &branches {
        let reference = branch.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|reference| reference.strip_prefix('#'));
        let branch = match target {
            Some(pointer) => document.pointer(pointer),
            None => Some(branch),
        };
        let Some(branch) = branch.and_then(Value::as_object) else {
            return;
        };
        for (key, value) in branch {
            let fits = match (whole.get_mut(key), value) {
                (None, _) => {
                    whole.insert(key.clone(), value.clone());
                    true
                }
                (Some(_), _) if READ_BY_PEOPLE.contains(&key.as_str()) => true,
                (Some(Value::Array(names)), Value::Array(more)) if key == "required" => {
                    names.extend(more.iter().cloned());
                    names.sort_by_key(Value::to_string);
                    names.dedup();
                    true
                }
                (Some(Value::Object(named)), Value::Object(more)) if key == "properties" => {
                    more.iter()
                        .all(|(name, schema)| named.get(name).is_none_or(|had| had == schema))
                        && {
                            named.extend(more.clone());
                            true
                        }
                }
                (Some(had), value) => had == value && matches!(key.as_str(), "type" | "nullable"),
            };
            // A list in the list says too much at once.
            if !fits || matches!(key.as_str(), "$ref" | "allOf" | "oneOf" | "anyOf") {
                return;
            }
        }
    }
    *members = whole;
}

fn parameter(document: &Value, members: &mut Map<String, Value>) {
    let flags = ["required", "deprecated", "allowEmptyValue", "allowReserved"];
    drop_if(members, &flags, &json!(false));
    // A response header has no `in`; it is written as a header parameter is.
    let place = members.get("in").and_then(Value::as_str).unwrap_or("header");
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = members.get("style").and_then(Value::as_str).unwrap_or(usual);
    let explode = style == "form";
    let schema = members.get("schema");
    let target = schema.and_then(|schema| schema.get("$ref")).and_then(Value::as_str);
    let schema = match target.and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer),
        None => schema,
    };
    let kind = schema.and_then(|schema| schema.get("type")).and_then(Value::as_str);
    // One value is written the same whatever `explode` says.
    let single = kind.is_some_and(|kind| !matches!(kind, "array" | "object"));
    if single || members.get("explode") == Some(&json!(explode)) {
        members.remove("explode");
    }
    drop_if(members, &["style"], &json!(usual));
}
