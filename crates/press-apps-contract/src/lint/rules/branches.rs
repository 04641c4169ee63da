//! Rules about schemas that are one of several: branches that never fit, and what tells them apart.

use serde_json::Value;

use super::super::{Findings, Subject};
use super::members::{members, requires};
use super::words::texts;
use crate::walk::{Item, follow};

/// How deep two schemas are compared. Whatever lies deeper counts as different.
const DEEP: usize = 12;

pub(super) fn never_fits(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    for schema in &subject.walk.schemas {
        let Some(list) = schema.child("oneOf") else {
            continue;
        };
        let branches: Vec<_> = list.children().into_iter().map(|(_, branch)| branch).collect();
        for (index, branch) in branches.iter().enumerate() {
            let wider = branches.iter().enumerate().find(|(other, wider)| {
                let equal = covers(document, branch.value, wider.value, 0);
                // Of two that take the same, the later is the one too many; that they are written alike is another finding.
                *other != index
                    && wider.value != branch.value
                    && covers(document, wider.value, branch.value, 0)
                    && (!equal || *other < index)
            });
            if let Some((other, _)) = wider {
                findings.at(
                    &branch.pointer,
                    format!("this branch never fits: what it takes, branch {other} (counted from 0) takes as well"),
                    "`oneOf` takes what fits exactly one branch: make the branches differ, or leave this one out",
                );
            }
        }
        let is_nullable = |branch: &&Item<'_>| {
            let target = follow(document, (*branch).clone());
            target.get("nullable") == Some(&Value::Bool(true))
        };
        if let Some(second) = branches.iter().filter(is_nullable).nth(1) {
            findings.at(
                &second.pointer,
                "`null` fits two branches, so it fits the whole never",
                "write `nullable: true` on one of them",
            );
        }
    }
}

/// Whether everything that `narrow` takes is taken by `wide`; `false` where that cannot be told.
fn covers(document: &Value, wide: &Value, narrow: &Value, depth: usize) -> bool {
    if depth > DEEP {
        return false;
    }
    let resolved = |value| follow(document, Item { pointer: String::new(), value }).value;
    let (wide, narrow) = (resolved(wide), resolved(narrow));
    if wide == narrow {
        return true;
    }
    let branches = |schema: &Value| schema.get("oneOf").and_then(Value::as_array).cloned();
    if let Some(branches) = branches(narrow) {
        return branches.iter().all(|branch| covers(document, wide, branch, depth + 1));
    }
    if let Some(branches) = branches(wide) {
        return branches.iter().any(|branch| covers(document, branch, narrow, depth + 1));
    }
    let has = |schema: &Value, key: &str| schema.get(key).is_some();
    if ["allOf", "anyOf", "not"].iter().any(|key| has(wide, key) || has(narrow, key)) {
        return false;
    }
    let flag = |schema: &Value, key: &str| schema.get(key) == Some(&Value::Bool(true));
    let kind = |schema: &'_ Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
    match (kind(wide), kind(narrow)) {
        (None, _) => return true,
        (Some(wide), Some(narrow)) if wide == narrow || wide == "number" && narrow == "integer" => {
        }
        _ => return false,
    }
    if flag(narrow, "nullable") && !flag(wide, "nullable") {
        return false;
    }
    if let Some(values) = wide.get("enum").and_then(Value::as_array) {
        let narrow = narrow.get("enum").and_then(Value::as_array);
        return narrow.is_some_and(|narrow| narrow.iter().all(|value| values.contains(value)));
    }
    let same = [
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "x-press-json-text",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ];
    // Formats of numbers are how wide they are: a narrow one fits where none is asked for.
    if same.iter().any(|key| has(wide, key) && wide.get(key) != narrow.get(key)) {
        return false;
    }
    let any = Value::Object(serde_json::Map::new());
    let items = |schema: &Value| schema.get("items").cloned().unwrap_or_else(|| any.clone());
    if kind(wide).as_deref() == Some("array") {
        return covers(document, &items(wide), &items(narrow), depth + 1);
    }
    object_covers(document, wide, narrow, depth)
}

fn object_covers(document: &Value, wide: &Value, narrow: &Value, depth: usize) -> bool {
    let required = texts(narrow.get("required"));
    if texts(wide.get("required")).iter().any(|name| !required.contains(name)) {
        return false;
    }
    let properties = |schema: &Value| {
        schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (wide_properties, narrow_properties) = (properties(wide), properties(narrow));
    let closed = |schema: &Value| schema.get("additionalProperties") == Some(&Value::Bool(false));
    let unknown = narrow_properties.keys().any(|name| !wide_properties.contains_key(name));
    if closed(wide) && (unknown || !closed(narrow))
        || wide
            .get("additionalProperties")
            .is_some_and(|rest| rest.is_object() && rest != &serde_json::json!({}))
    {
        return false;
    }
    wide_properties.iter().all(|(name, property)| match narrow_properties.get(name) {
        Some(other) => covers(document, property, other, depth + 1),
        // Something of that name that nobody described.
        None => true,
    })
}

pub(super) fn discriminator(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    for schema in &subject.walk.schemas {
        let Some(discriminator) = schema.child("discriminator") else {
            continue;
        };
        let Some(name) = discriminator.text("propertyName").filter(|name| !name.is_empty()) else {
            findings.at(
                &discriminator.pointer,
                "the discriminator has no `propertyName`",
                "name the property that tells the branches apart",
            );
            continue;
        };
        let at = discriminator.at("propertyName");
        let list = ["oneOf", "anyOf"].iter().find_map(|key| schema.child(key));
        let branches: Vec<_> = list.map(|list| list.children()).unwrap_or_default();
        let targets: Vec<_> = match branches.is_empty() {
            true => vec![schema.clone()],
            false => branches.iter().map(|(_, branch)| follow(document, branch.clone())).collect(),
        };
        for target in &targets {
            let what = crate::document::reference_name(&target.pointer);
            if !members(document, target).iter().any(|member| member.name == name) {
                findings.at(
                    &at,
                    format!("`{what}` has no property `{name}`"),
                    "correct the name, or describe the property in every branch",
                );
            } else if !requires(document, target, name) {
                findings.at(
                    &at,
                    format!("`{name}` may be missing in `{what}`"),
                    "list it under `required` of every branch",
                );
            }
        }
        for (value, mapped) in
            discriminator.child("mapping").map(|mapping| mapping.children()).unwrap_or_default()
        {
            let target =
                mapped.value.as_str().map(crate::document::reference_name).unwrap_or_default();
            let known =
                targets.iter().any(|item| crate::document::reference_name(&item.pointer) == target);
            if !known {
                findings.at(
                    &mapped.pointer,
                    format!("`{value}` leads to `{target}`, which is no branch"),
                    "name a schema of the branches",
                );
            }
        }
    }
}
