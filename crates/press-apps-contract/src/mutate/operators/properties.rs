//! Edits of the properties of objects.

use serde_json::{Value, json};

use super::subject::{Edits, Subject};
use crate::mutate::Change;
use crate::walk::{Item, Property, follow};

/// The names that `owner` requires.
fn required(owner: &Item<'_>) -> Vec<String> {
    let names = owner.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Makes `owner` require these names.
fn require_these(owner: &Item<'_>, names: &[String]) -> Change {
    match names.is_empty() {
        true => Change::Drop(owner.at("required")),
        false => Change::Put(owner.at("required"), json!(names)),
    }
}

fn without(mut names: Vec<String>, name: &str) -> Vec<String> {
    names.retain(|known| known != name);
    names
}

fn is_required(property: &Property<'_>) -> bool {
    required(&property.owner).contains(&property.name)
}

pub(super) fn drop(subject: &Subject<'_>, edits: &mut Edits) {
    for property in &subject.walk.properties {
        let rest = without(required(&property.owner), &property.name);
        let change = Change::All(vec![
            Change::Drop(property.item.pointer.clone()),
            require_these(&property.owner, &rest),
        ]);
        edits.add(&property.item.pointer, "dropped", change);
    }
}

pub(super) fn add(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        if let Some(properties) = schema.child("properties") {
            let value = json!({"type": "string", "description": "Something new."});
            edits.put(&properties, "surprise", value);
        }
    }
}

pub(super) fn rename(subject: &Subject<'_>, edits: &mut Edits) {
    for property in &subject.walk.properties {
        let name = format!("{}2", property.name);
        let names = required(&property.owner).into_iter();
        let names: Vec<_> = names
            .map(|known| match known == property.name {
                true => name.clone(),
                false => known,
            })
            .collect();
        let change = Change::All(vec![
            Change::Rename(property.item.pointer.clone(), name.clone()),
            require_these(&property.owner, &names),
        ]);
        edits.add(&property.item.pointer, format!("named {name}"), change);
    }
}

pub(super) fn un_require(subject: &Subject<'_>, edits: &mut Edits) {
    for property in subject.walk.properties.iter().filter(|one| is_required(one)) {
        let rest = without(required(&property.owner), &property.name);
        let change = require_these(&property.owner, &rest);
        edits.add(&property.item.pointer, "no longer required", change);
    }
}

pub(super) fn require(subject: &Subject<'_>, edits: &mut Edits) {
    for property in subject.walk.properties.iter().filter(|one| !is_required(one)) {
        let mut names = required(&property.owner);
        names.push(property.name.clone());
        let change = require_these(&property.owner, &names);
        edits.add(&property.item.pointer, "required", change);
    }
}

pub(super) fn retype(subject: &Subject<'_>, edits: &mut Edits) {
    for property in &subject.walk.properties {
        let schema = follow(subject.document, property.item.clone());
        let Some(value) = other_type(&schema) else {
            continue;
        };
        let edit = format!("type: {}", value["type"]);
        let at = &property.item.pointer;
        edits.add(at, edit, Change::Put(at.clone(), value));
    }
}

/// A schema of another type with the same description; none for a schema that takes anything.
pub(super) fn other_type(schema: &Item<'_>) -> Option<Value> {
    let kind = match schema.text("type") {
        Some("string") => "integer",
        Some(_) => "string",
        None if schema.get("oneOf").is_some() => "boolean",
        None => return None,
    };
    let mut value = json!({"type": kind, "description": "Something else."});
    if let Some(nullable) = schema.get("nullable") {
        value["nullable"] = nullable.clone();
    }
    Some(value)
}

pub(super) fn unwrap_list(subject: &Subject<'_>, edits: &mut Edits) {
    for property in &subject.walk.properties {
        if let (Some("array"), Some(items)) =
            (property.item.text("type"), property.item.get("items"))
        {
            let mut items = items.clone();
            if items.get("$ref").is_none() {
                items["description"] = json!("One thing.");
            }
            let at = &property.item.pointer;
            edits.add(at, "one instead of a list", Change::Put(at.clone(), items));
        }
    }
}

pub(super) fn allow_null(subject: &Subject<'_>, edits: &mut Edits) {
    for property in &subject.walk.properties {
        let item = &property.item;
        if item.get("type").is_some() && item.get("nullable").is_none() {
            edits.put(item, "nullable", true);
        }
    }
}

pub(super) fn forbid_null(subject: &Subject<'_>, edits: &mut Edits) {
    for schema in &subject.walk.schemas {
        edits.drop_key(schema, "nullable");
    }
}
