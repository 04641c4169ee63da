//! Edits of parameters.

use serde_json::{Value, json};

use super::properties::other_type;
use super::subject::{Edits, Subject};
use crate::mutate::Change;
use crate::walk::{Item, follow};

/// The lists of parameters of paths and operations.
fn lists<'a>(subject: &Subject<'a>) -> Vec<Item<'a>> {
    let operations = subject.walk.operations.iter();
    let mut lists: Vec<_> = operations
        .flat_map(|operation| [&operation.path_item, &operation.item])
        .filter_map(|owner| owner.child("parameters"))
        .collect();
    lists.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    lists.dedup_by(|a, b| a.pointer == b.pointer);
    lists
}

pub(super) fn drop(subject: &Subject<'_>, edits: &mut Edits) {
    for list in lists(subject) {
        for (_, listed) in list.children() {
            let name = follow(subject.document, listed.clone());
            let edit = format!("without {}", name.text("name").unwrap_or_default());
            edits.add(&listed.pointer, edit, Change::Drop(listed.pointer.clone()));
        }
    }
}

pub(super) fn rename(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        let name = format!("{}2", parameter.text("name").unwrap_or_default());
        edits.put(parameter, "name", name);
    }
}

pub(super) fn relocate(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        for place in ["path", "query", "header", "cookie"] {
            if parameter.text("in") != Some(place) {
                edits.put(parameter, "in", place);
            }
        }
    }
}

pub(super) fn require(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        let required = parameter.get("required") == Some(&Value::Bool(true));
        edits.put(parameter, "required", !required);
    }
}

pub(super) fn retype(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        let Some(schema) = parameter.child("schema") else {
            continue;
        };
        let schema = follow(subject.document, schema);
        let other = match schema.text("type") {
            Some("array") => schema.get("items").cloned(),
            Some("string") => Some(json!({"type": "array", "items": {"type": "string"}})),
            _ => None,
        };
        for value in [other_type(&schema), other].into_iter().flatten() {
            edits.put(parameter, "schema", value);
        }
    }
}

pub(super) fn explode(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        let exploded = parameter.text("in") == Some("query");
        edits.put(parameter, "explode", !exploded);
    }
}

pub(super) fn style(subject: &Subject<'_>, edits: &mut Edits) {
    for parameter in &subject.walk.parameters {
        let styles = match parameter.text("in") {
            Some("path") => ["label", "matrix"],
            _ => ["spaceDelimited", "deepObject"],
        };
        for style in styles {
            edits.put(parameter, "style", style);
        }
    }
}
