//! Rules about schemas.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{Findings, Subject};
use super::members::{Member, members};
use super::words::{camel_case, texts};
use crate::schemas::{TEXT_KEYWORD, pattern_compiles};
use crate::walk::{Item, follow};

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

/// What is left of a name when it is misread: its letters, whatever their case.
fn skeleton(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether one of two names is most likely a slip of the other. Names that differ in digits count something.
fn nearly_equal(one: &str, other: &str) -> bool {
    let (one, other) = (skeleton(one), skeleton(other));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    one == other
        || one.len().min(other.len()) >= 4
            && digits(&one) == digits(&other)
            && strsim::osa_distance(&one, &other) == 1
}

pub(super) fn near_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let named =
            |name: &str| schema.get("x-press-names").is_some_and(|names| names.get(name).is_some());
        let found = members(&subject.document.value, schema);
        for (index, one) in found.iter().enumerate() {
            for other in found.iter().take(index) {
                let meant = named(&one.name) && named(&other.name);
                if one.name == other.name || meant || !nearly_equal(&one.name, &other.name) {
                    continue;
                }
                let place = |member: &Member<'_>| subject.document.position(&member.item.pointer);
                let (first, later) =
                    if place(one) < place(other) { (one, other) } else { (other, one) };
                findings.at(
                    &later.item.pointer,
                    format!("`{}` is nearly `{}`", later.name, first.name),
                    "remove one of them; if both are meant, list both in `x-press-names` of the object",
                );
            }
        }
    }
}

pub(super) fn read_or_write_only(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for property in &subject.walk.properties {
        let required = texts(property.owner.get("required")).contains(&property.name.as_str());
        let target = follow(&subject.document.value, property.item.clone());
        let marks = ["readOnly", "writeOnly"]
            .into_iter()
            .filter(|key| target.get(key) == Some(&Value::Bool(true)));
        let marks: Vec<_> = marks.collect();
        if let [_, second] = marks[..] {
            findings.at(
                &target.at(second),
                "`readOnly` and `writeOnly` are both here",
                "keep one; a property that nobody sends nor gets is none",
            );
        } else if let [mark] = marks[..]
            && required
        {
            let side = if mark == "readOnly" { "sends" } else { "gets" };
            findings.at(
                &target.at(mark),
                format!("`{}` is required, and with `{mark}` nobody {side} it", property.name),
                "remove it; what is sent and what is answered have schemas of their own here",
            );
        } else if let [mark] = marks[..] {
            findings.at(
                &target.at(mark),
                format!("nothing here reads `{mark}`"),
                "remove it; what is sent and what is answered have schemas of their own here",
            );
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
        if number("multipleOf").is_some_and(|step| step <= 0.0) {
            findings.at(
                &schema.at("multipleOf"),
                "nothing is a multiple of this",
                "write a number greater than 0, or remove it",
            );
        }
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
            } else if let Some(text) = item.value.as_str() {
                spelt(text, &item, &seen, findings);
            }
            seen.push(item.value);
        }
    }
}

/// A value of an enum can be seen, and told from the others by people who read it aloud.
fn spelt(text: &str, item: &Item<'_>, seen: &[&Value], findings: &mut Findings<'_>) {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let mut texts = seen.iter().filter_map(|value| value.as_str());
    if text.trim().is_empty() {
        findings.at(
            &item.pointer,
            "the value cannot be seen",
            "remove it; what is not set is left out",
        );
    } else if text.trim() != text {
        findings.at(&item.pointer, format!("`{text}` has blanks around it"), "remove the blanks");
    } else if let Some(other) = texts.find(|other| plain(other) == plain(text)) {
        findings.at(
            &item.pointer,
            format!("`{text}` differs from `{other}` in case or blanks alone"),
            "remove one of them",
        );
    }
}

pub(super) fn pattern(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let Some(pattern) = schema.text("pattern") else {
            continue;
        };
        if let Err(error) = pattern_compiles(pattern) {
            findings.at(
                &schema.at("pattern"),
                format!("the pattern does not compile: {error}"),
                "write a regular expression of ECMA 262",
            );
        } else if !anchored(pattern) {
            findings.at(
                &schema.at("pattern"),
                format!("`{pattern}` also takes text that only holds what it describes"),
                "begin it, and each of its alternatives, with `^`, and end it with `$`; put alternatives into `(?:…)`",
            );
        }
    }
}

/// Whether each alternative of a pattern describes a text from its beginning to its end.
fn anchored(pattern: &str) -> bool {
    let mut alternatives = vec![String::new()];
    let (mut depth, mut class, mut escaped) = (0_usize, false, false);
    for c in pattern.chars() {
        if !escaped && !class && depth == 0 && c == '|' {
            alternatives.push(String::new());
            continue;
        }
        if let Some(last) = alternatives.last_mut() {
            // What is escaped is no sign, so that `\\$` is not taken for the end.
            last.push(if escaped { 'x' } else { c });
        }
        match c {
            _ if escaped => {}
            '[' if !class => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = !escaped && c == '\\';
    }
    let ends = |text: &str| text.ends_with('$') || text.ends_with("$(?!\\x)");
    alternatives.iter().all(|text| text.starts_with('^') && ends(text))
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
    nested(subject, findings);
}

/// A text with JSON in it never stands inside another such text.
fn nested(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    // What operations reach without reading any text is right where it is.
    let mut plain = Vec::new();
    let mut seen = BTreeSet::new();
    for operation in &subject.walk.operations {
        texts_below(document, &operation.path_item, &mut seen, &mut plain);
    }
    for outer in subject.walk.schemas.iter().filter_map(|schema| schema.child(TEXT_KEYWORD)) {
        let mut inside = Vec::new();
        texts_below(document, &outer, &mut BTreeSet::new(), &mut inside);
        for inner in inside {
            let at = if plain.contains(&inner) { &outer.pointer } else { &inner };
            findings.at(at, "JSON text inside JSON text", "carry the inner value as it is");
        }
    }
}

/// The pointers of every `x-press-json-text` that something reaches, references followed, without looking into those texts.
fn texts_below(
    document: &Value,
    item: &Item<'_>,
    seen: &mut BTreeSet<String>,
    found: &mut Vec<String>,
) {
    if let Some(target) = item.text("$ref").and_then(|target| target.strip_prefix('#')) {
        if let Some(value) = document.pointer(target).filter(|_| seen.insert(target.to_owned())) {
            texts_below(document, &Item { pointer: target.to_owned(), value }, seen, found);
        }
        return;
    }
    for (key, child) in item.children() {
        match key.as_str() {
            TEXT_KEYWORD => found.push(child.pointer),
            "example" | "examples" | "default" | "enum" => {}
            _ => texts_below(document, &child, seen, found),
        }
    }
}
