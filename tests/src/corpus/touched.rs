//! Which operations a change of the document can matter to: the others need not be judged again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{Api, Operation, api};

/// The operations that a changed document says something else about.
pub(super) enum Touched {
    /// Every one, and what is no operation.
    All,
    /// These, by their ids.
    Some(BTreeSet<String>),
}

impl Touched {
    /// Compares a document with the one it is a changed copy of.
    pub(super) fn by(document: &Api) -> Self {
        let before = api();
        let whole =
            ["security", "servers"].iter().all(|key| document.root()[key] == before.root()[key]);
        let schemes = |document: &Api| document.root()["components"]["securitySchemes"].clone();
        let calls = |document: &Api| -> Vec<_> {
            let operations = document.operations().iter();
            operations.map(|one| (one.id.clone(), one.method.clone(), one.path.clone())).collect()
        };
        if !whole || schemes(document) != schemes(before) || calls(document) != calls(before) {
            return Self::All;
        }
        let pairs = document.operations().iter().zip(before.operations());
        let touched = pairs.filter(|(now, then)| {
            now.parameters != then.parameters || reached(document, now) != reached(before, then)
        });
        Self::Some(touched.map(|(now, _)| now.id.clone()).collect())
    }

    /// Whether the operation of this id is one of them.
    pub(super) fn has(&self, operation: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.contains(operation),
        }
    }
}

/// The operation and everything that it refers to.
fn reached<'a>(document: &'a Api, operation: &'a Operation) -> BTreeMap<&'a str, &'a Value> {
    let mut found = BTreeMap::from([("", &operation.node)]);
    follow(document, &operation.node, &mut found);
    for parameter in &operation.parameters {
        follow(document, &parameter.schema, &mut found);
    }
    found
}

fn follow<'a>(document: &'a Api, node: &'a Value, found: &mut BTreeMap<&'a str, &'a Value>) {
    match node {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let target = document.resolve(node);
                if found.insert(reference, target).is_none() {
                    follow(document, target, found);
                }
            }
            members.values().for_each(|member| follow(document, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| follow(document, item, found)),
        _ => {}
    }
}
