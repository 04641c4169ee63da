//! Edits that change nothing a message could show. They have to survive: a witness that cries at them is no witness.

use serde_json::{Value, json};

use super::subject::{Edits, Subject};
use crate::document::join;
use crate::mutate::Change;
use crate::walk::Item;

/// Visits every member of the document that is called `key` and is no property of that name.
fn each(subject: &Subject<'_>, key: &str, visit: &mut dyn FnMut(&str, &Value)) {
    fn look(pointer: &str, value: &Value, key: &str, visit: &mut dyn FnMut(&str, &Value)) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let at = join(pointer, name);
                    if name == key && !pointer.ends_with("/properties") {
                        visit(&at, member);
                    }
                    look(&at, member, key, visit);
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| look(&join(pointer, index), item, key, visit));
            }
            _ => {}
        }
    }
    look("", subject.document, key, visit);
}

pub(super) fn reword(subject: &Subject<'_>, edits: &mut Edits) {
    for key in ["description", "summary"] {
        each(subject, key, &mut |at, value| {
            if let Some(text) = value.as_str() {
                let text = format!("In other words: {}", text.trim_end_matches('.'));
                edits.add(at, "reworded", Change::Put(at.to_owned(), json!(text)));
            }
        });
    }
}

/// Lists whose order says nothing, turned round. Keys of mappings have no order in a value, so there is nothing to turn.
pub(super) fn reorder(subject: &Subject<'_>, edits: &mut Edits) {
    for key in
        ["required", "enum", "parameters", "oneOf", "tags", "x-press-rules", "fields", "servers"]
    {
        each(subject, key, &mut |at, value| {
            if let Some(items) = value.as_array().filter(|items| items.len() > 1) {
                let turned: Value = items.iter().rev().cloned().collect();
                edits.add(at, "turned round", Change::Put(at.to_owned(), turned));
            }
        });
    }
}

pub(super) fn rename_sample(subject: &Subject<'_>, edits: &mut Edits) {
    for media in &subject.walk.media_types {
        let named = media.child("examples").map(|named| named.children());
        for (_, example) in named.unwrap_or_default() {
            let change = Change::Rename(example.pointer.clone(), "documented".to_owned());
            edits.add(&example.pointer, "named documented", change);
        }
    }
}

/// An example that is as good.
pub(super) fn example(subject: &Subject<'_>, edits: &mut Edits) {
    let with_example = |schema: &&Item<'_>| schema.get("example").is_some();
    for schema in subject.walk.schemas.iter().filter(with_example) {
        edits.drop_key(schema, "example");
    }
}
