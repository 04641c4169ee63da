//! Rules about schemas.

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::camel_case;
use crate::schemas::pattern_compiles;
use crate::walk::Item;

const STRING: &[&str] = &["minLength", "maxLength", "pattern", "x-press-json-text"];
const NUMBER: &[&str] =
    &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const ARRAY: &[&str] = &["items", "minItems", "maxItems", "uniqueItems"];
const OBJECT: &[&str] =
    &["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
const COMPOSED: &[&str] = &["oneOf", "allOf", "anyOf", "not"];

pub(super) fn schema_keys(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let kind = schema.text("type");
        let own: &[&str] = match kind {
            Some("string") => STRING,
            Some("integer" | "number") => NUMBER,
            Some("array") => ARRAY,
            Some("object") => OBJECT,
            _ => &[],
        };
        for key in [STRING, NUMBER, ARRAY, OBJECT].concat() {
            if schema.get(key).is_some() && !own.contains(&key) {
                let what = kind.map_or_else(
                    || "a schema without a type".to_owned(),
                    |kind| format!("a schema of type `{kind}`"),
                );
                findings.at(
                    &schema.at(key),
                    format!("`{key}` means nothing on {what}"),
                    "correct the type, or remove the key",
                );
            }
        }
        if kind.is_none() {
            for key in ["enum", "format", "nullable"] {
                if schema.get(key).is_some() {
                    findings.at(
                        &schema.at(key),
                        format!("`{key}` needs a type beside it"),
                        "add `type`; without one every reader decides for itself",
                    );
                }
            }
        } else if let Some(key) =
            COMPOSED.iter().find(|key| schema.get(key).is_some() && kind != Some("object"))
        {
            findings.at(
                &schema.at(key),
                format!("`{key}` stands beside a type"),
                "keep one of the two",
            );
        }
        if schema.get("format").is_some() && matches!(kind, Some("object" | "array" | "boolean")) {
            findings.at(
                &schema.at("format"),
                "only texts and numbers have a format",
                "remove `format`",
            );
        }
    }
}

pub(super) fn required_property(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let Some(required) = schema.child("required") else {
            continue;
        };
        if required.children().is_empty() {
            findings.at(&required.pointer, "`required` names nothing", "remove it");
        }
        let mut seen = Vec::new();
        for (_, item) in required.children() {
            let name = item.value.as_str().unwrap_or_default();
            let there =
                schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
            // With `allOf` the property may come from another branch.
            if !there && schema.get("allOf").is_none() && !schema.pointer.contains("/allOf/") {
                findings.at(
                    &item.pointer,
                    format!("`{name}` is required but not a property"),
                    "describe it under `properties`, or correct the name",
                );
            }
            if seen.contains(&name) {
                findings.at(
                    &item.pointer,
                    format!("`{name}` is required twice"),
                    "remove one of them",
                );
            }
            seen.push(name);
        }
    }
}

pub(super) fn property_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for property in subject.walk.properties.iter().filter(|property| !camel_case(&property.name)) {
        findings.at(
            &property.item.pointer,
            format!("the property `{}` is not camelCase", property.name),
            "write it like `createdAt`",
        );
    }
}

pub(super) fn bounds(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let pairs = [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ];
    for schema in &subject.walk.schemas {
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        for (least, most) in pairs {
            if let (Some(low), Some(high)) = (number(least), number(most)) {
                let open = ["exclusiveMinimum", "exclusiveMaximum"]
                    .iter()
                    .any(|key| schema.get(key) == Some(&Value::Bool(true)));
                if low > high || low >= high && open && least == "minimum" {
                    findings.at(
                        &schema.at(least),
                        format!("`{least}` {low} and `{most}` {high} leave no value"),
                        "swap or correct them",
                    );
                }
            }
            for key in [least, most].into_iter().filter(|_| least != "minimum") {
                if number(key).is_some_and(|number| number < 0.0 || number.fract() != 0.0) {
                    findings.at(
                        &schema.at(key),
                        format!("`{key}` counts something"),
                        "write a whole number, 0 or more",
                    );
                }
            }
        }
        for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if schema.get(flag).is_some() && schema.get(bound).is_none() {
                findings.at(
                    &schema.at(flag),
                    format!("`{flag}` has no `{bound}` beside it"),
                    format!("add `{bound}`, or remove it"),
                );
            }
        }
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

pub(super) fn enumeration(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let Some(values) = schema.child("enum") else {
            if schema.get("x-press-open-enum").is_some() {
                findings.at(
                    &schema.at("x-press-open-enum"),
                    "`x-press-open-enum` stands on a schema without `enum`",
                    "add the values, or remove it",
                );
            }
            continue;
        };
        if values.children().is_empty() {
            findings.at(
                &values.pointer,
                "the enum has no value",
                "list the values, or remove `enum`",
            );
        }
        if schema.get("x-press-open-enum") != Some(&Value::Bool(true)) {
            let fix = "write `x-press-open-enum: true`; a value added by the service must not break a client that is out";
            findings.at(&schema.pointer, "the enum is closed", fix);
        }
        let kind = schema.text("type").unwrap_or_default();
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let mut seen: Vec<&Value> = Vec::new();
        for (_, item) in values.children() {
            if !(is_of(kind, item.value) || nullable && item.value.is_null()) {
                findings.at(
                    &item.pointer,
                    format!("{} is not of type `{kind}`", item.value),
                    "quote it, or correct the type",
                );
            }
            if seen.contains(&item.value) {
                findings.at(
                    &item.pointer,
                    format!("{} stands twice", item.value),
                    "remove one of them",
                );
            }
            seen.push(item.value);
        }
    }
}

pub(super) fn pattern(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        if let Some(pattern) = schema.text("pattern")
            && let Err(error) = pattern_compiles(pattern)
        {
            findings.at(
                &schema.at("pattern"),
                format!("the pattern does not compile: {error}"),
                "write a regular expression of ECMA 262",
            );
        }
    }
}

pub(super) fn format(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let (Some(format), Some(kind)) = (schema.text("format"), schema.text("type")) else {
            continue;
        };
        let known: &[&str] = match kind {
            "string" => &[
                "date",
                "date-time",
                "uuid",
                "uri",
                "email",
                "hostname",
                "ipv4",
                "ipv6",
                "byte",
                "binary",
                "password",
            ],
            "integer" => &["int32", "int64", "uint32", "uint64"],
            "number" => &["float", "double"],
            _ => continue,
        };
        let at = schema.at("format");
        if !known.contains(&format) {
            findings.at(
                &at,
                format!("`{format}` is not a format of `{kind}`"),
                format!("use one of {}", known.join(", ")),
            );
        } else if kind == "string" && subject.usage.requests(&schema.pointer) {
            findings.at(
                &at,
                format!("`{format}` is claimed for something that callers send"),
                "claim formats only for what the service makes itself",
            );
        }
    }
}

pub(super) fn composition(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        for key in ["anyOf", "not"] {
            if schema.get(key).is_some() {
                findings.at(
                    &schema.at(key),
                    format!("`{key}` has no type in the generated code"),
                    "use `oneOf`, or one object with optional properties",
                );
            }
        }
        for key in ["oneOf", "allOf"] {
            let Some(list) = schema.child(key) else {
                continue;
            };
            let branches = list.children();
            if branches.len() < 2 && key == "oneOf" || branches.is_empty() {
                findings.at(
                    &list.pointer,
                    format!("`{key}` has {} branches", branches.len()),
                    "write the one schema itself",
                );
            }
            for (index, (_, branch)) in branches.iter().enumerate() {
                if branches.iter().take(index).any(|(_, other)| other.value == branch.value) {
                    findings.at(&branch.pointer, "this branch stands twice", "remove one of them");
                }
            }
        }
    }
}

pub(super) fn json_text(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in
        subject.walk.schemas.iter().filter(|schema| schema.get("x-press-json-text").is_some())
    {
        let at = schema.at("x-press-json-text");
        if schema.text("type") != Some("string") {
            findings.at(&at, "JSON text can only be carried by a string", "write `type: string`");
        }
        let only = [
            "type",
            "description",
            "nullable",
            "example",
            "deprecated",
            "x-press-json-text",
            "x-press-assumed",
            "x-press-rules",
        ];
        for (key, item) in
            schema.children().into_iter().filter(|(key, _)| !only.contains(&key.as_str()))
        {
            findings.at(
                &item.pointer,
                format!("`{key}` says something about the text, not about what it carries"),
                "put it into the schema of `x-press-json-text`",
            );
        }
        if schema
            .get("x-press-json-text")
            .is_some_and(|inner| inner.as_object().is_none_or(serde_json::Map::is_empty))
        {
            findings.at(&at, "it is not said what the text carries", "name a schema");
        }
    }
    // A schema that is a text with JSON in it never stands inside another such text.
    for schema in subject.walk.schemas.iter().filter(|schema| nested(schema)) {
        findings.at(
            &schema.pointer,
            "JSON text inside JSON text",
            "carry the inner value as it is",
        );
    }
}

fn nested(schema: &Item<'_>) -> bool {
    schema.pointer.matches("/x-press-json-text").count() > 1
}
