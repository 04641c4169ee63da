//! Edits of what a schema says of a value.

use serde_json::{Value, json};

use super::properties::other_type;
use super::subject::{Edits, Subject};
use crate::mutate::Change;
use crate::walk::{Item, follow};

/// The keys that bound something, each with the step that makes it stricter.
const BOUNDS: [(&str, i64); 8] = [
    ("minLength", 1),
    ("maxLength", -1),
    ("minItems", 1),
    ("maxItems", -1),
    ("minimum", 1),
    ("maximum", -1),
    ("minProperties", 1),
    ("maxProperties", -1),
];

fn values<'a>(subject: &Subject<'a>) -> Vec<(Item<'a>, Item<'a>)> {
    let schemas = subject.walk.schemas.iter();
    schemas.filter_map(|schema| Some((schema.clone(), schema.child("enum")?))).collect()
}

pub(super) fn narrow_enum(subject: &Subject<'_>, edits: &mut Edits) {
    for (_, list) in values(subject) {
        let values = list.children();
        if values.len() > 1 {
            values.iter().for_each(|(_, value)| edits.drop(value));
        }
    }
}

pub(super) fn widen_enum(subject: &Subject<'_>, edits: &mut Edits) {
    for (schema, list) in values(subject) {
        let end = list.at("-");
        edits.add(&schema.at("enum"), "with `surprise`", Change::Put(end, json!("surprise")));
    }
}

pub(super) fn respell_enum(subject: &Subject<'_>, edits: &mut Edits) {
    for (_, list) in values(subject) {
        for (index, value) in list.children() {
            let text = value.value.as_str().unwrap_or_default();
            edits.put(&list, &index, format!("{text}d"));
        }
    }
}

pub(super) fn close_enum(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        edits.drop_key(schema, "x-press-open-enum");
    }
}

pub(super) fn drop_bound(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        for (key, _) in BOUNDS {
            edits.drop_key(schema, key);
        }
    }
}

pub(super) fn move_bound(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        for (key, step) in BOUNDS {
            if let Some(bound) = schema.get(key).and_then(Value::as_i64) {
                edits.put(schema, key, bound + step);
            }
        }
    }
}

pub(super) fn add_bound(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        let bounds: &[(&str, i64)] = match schema.text("type") {
            // What stands in an enum or in JSON text is bounded already.
            Some("string") if schema.get("enum").is_some() => &[],
            Some("string") if schema.get("x-press-json-text").is_some() => &[],
            Some("string") => &[("minLength", 1), ("maxLength", 20)],
            Some("array") => &[("minItems", 1), ("maxItems", 1)],
            Some("integer" | "number") => &[("minimum", 1), ("maximum", 100)],
            _ => &[],
        };
        for (key, bound) in bounds.iter().filter(|(key, _)| schema.get(key).is_none()) {
            edits.put(schema, key, *bound);
        }
    }
}

pub(super) fn drop_pattern(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        edits.drop_key(schema, "pattern");
    }
}

pub(super) fn drop_format(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        edits.drop_key(schema, "format");
    }
}

pub(super) fn change_format(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        let other = match schema.text("format") {
            Some("uint32") => "uint64",
            Some("uint64") => "int32",
            Some("date-time") => "date",
            _ => continue,
        };
        edits.put(schema, "format", other);
    }
}

pub(super) fn change_map(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        if let Some(map) = schema.child("additionalProperties") {
            edits.drop(&map);
            if *map.value != json!(false) {
                edits.put(schema, "additionalProperties", false);
            }
            edits.put(schema, "additionalProperties", json!({"type": "string"}));
        }
    }
}

pub(super) fn drop_branch(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        let branches = schema.child("oneOf").map(|branches| branches.children());
        for (_, branch) in branches.unwrap_or_default() {
            edits.drop(&branch);
        }
    }
}

pub(super) fn drop_json_text(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        edits.drop_key(schema, "x-press-json-text");
    }
}

pub(super) fn change_json_text(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        if let Some(inner) = schema.child("x-press-json-text") {
            let inner = follow(subject.document, inner);
            if let Some(value) = other_type(&inner) {
                edits.put(schema, "x-press-json-text", value);
            }
        }
    }
}

/// Every list of rules, with what holds it.
fn rules<'a>(subject: &Subject<'a>) -> Vec<Item<'a>> {
    let walk = &subject.walk;
    let operations = walk.operations.iter().map(|operation| &operation.item);
    let items = operations.chain(&walk.parameters).chain(&walk.schemas);
    items.filter_map(|item| item.child("x-press-rules")).collect()
}

pub(super) fn drop_rule(subject: &Subject<'_>, edits: &mut Edits) {
    for list in rules(subject) {
        let rules = list.children();
        match rules.as_slice() {
            [_] => edits.drop(&list),
            rules => rules.iter().for_each(|(_, rule)| edits.drop(rule)),
        }
    }
}

pub(super) fn change_rule(subject: &Subject<'_>, edits: &mut Edits) {
    let lists = rules(subject);
    let mut all: Vec<&str> = lists
        .iter()
        .flat_map(|list| list.value.as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    all.sort_unstable();
    all.dedup();
    for list in &lists {
        for (index, rule) in list.children() {
            let at = all.iter().position(|known| rule.value == *known);
            let next = at.and_then(|at| all.get((at + 1) % all.len()));
            if let Some(next) = next {
                edits.put(list, &index, *next);
            }
        }
    }
}

pub(super) fn retype_items(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        if let Some(items) = schema.child("items") {
            let items = follow(subject.document, items);
            if let Some(value) = other_type(&items) {
                edits.put(schema, "items", value);
            }
        }
    }
}
