//! The members of an object with those of the parts of its `allOf`: what several rules ask.

use serde_json::Value;

use super::words::texts;
use crate::walk::{Item, follow};

/// One member of an object.
pub(super) struct Member<'a> {
    pub(super) name: String,
    pub(super) item: Item<'a>,
    /// The schema that lists it.
    pub(super) owner: Item<'a>,
}

/// The members of a schema, those of the parts of its `allOf` included. The reader refuses parts that make a circle.
pub(super) fn members<'a>(document: &'a Value, schema: &Item<'a>) -> Vec<Member<'a>> {
    let mut found = Vec::new();
    for part in parts(document, schema) {
        for (name, item) in part.child("properties").map(|list| list.children()).unwrap_or_default()
        {
            found.push(Member { name, item, owner: part.clone() });
        }
    }
    found
}

/// Whether a schema, or a part of its `allOf`, requires a member.
pub(super) fn requires(document: &Value, schema: &Item<'_>, name: &str) -> bool {
    parts(document, schema).iter().any(|part| texts(part.get("required")).contains(&name))
}

/// A schema and the parts of its `allOf`, references followed.
fn parts<'a>(document: &'a Value, schema: &Item<'a>) -> Vec<Item<'a>> {
    let mut found = vec![schema.clone()];
    for (_, part) in schema.child("allOf").map(|list| list.children()).unwrap_or_default() {
        found.extend(parts(document, &follow(document, part)));
    }
    found
}
