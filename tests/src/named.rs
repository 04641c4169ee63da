//! Where the document names a rule (`x-press-rules`): on a parameter, or on a schema that a place in a body is reached through.
//!
//! What a rule asks is not known here.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::document::rules_of;
use crate::schemas::TEXT_KEYWORD;
use crate::{Document, Operation};

/// The rules named on the way to `pointer`, which starts at a value of `schema` and goes on into JSON text.
pub(crate) fn on_the_way<'a>(
    document: &'a Document,
    schema: &'a Value,
    pointer: &str,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut nodes = Vec::new();
    stand(document, schema, &mut nodes);
    for token in pointer.split('/').skip(1) {
        nodes.iter().for_each(|node| found.extend(rules_of(node)));
        let token = token.replace("~1", "/").replace("~0", "~");
        let mut next = Vec::new();
        for node in nodes {
            let named = node["properties"].get(&token);
            let child = named.or_else(|| node.get("additionalProperties").or(node.get("items")));
            if let Some(child) = child {
                stand(document, child, &mut next);
            }
        }
        nodes = next;
    }
    nodes.iter().for_each(|node| found.extend(rules_of(node)));
    found
}

/// The schemas that one value stands under at once: what a reference leads to, each branch, and what JSON text carries.
fn stand<'a>(document: &'a Document, schema: &'a Value, nodes: &mut Vec<&'a Value>) {
    let schema = document.resolve(schema);
    nodes.push(schema);
    let branches = ["oneOf", "allOf", "anyOf"];
    let branches = branches.iter().filter_map(|key| schema[key].as_array());
    for branch in branches.flatten().chain(schema.get(TEXT_KEYWORD)) {
        stand(document, branch, nodes);
    }
}

/// The rules named for a problem in this part of a request, at this pointer: `/specId` in the path, `/sort/0` in the query.
pub(crate) fn for_part<'a>(
    document: &'a Document,
    operation: &'a Operation,
    part: &str,
    pointer: &str,
) -> BTreeSet<&'a str> {
    if part == "body" {
        let mut found: BTreeSet<&str> = rules_of(&operation.node).collect();
        if let Some(schema) = operation.request_schema() {
            found.extend(on_the_way(document, schema, pointer));
        }
        return found;
    }
    let rest = pointer.strip_prefix('/').unwrap_or(pointer);
    let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let name = percent_decode_str(name).decode_utf8_lossy();
    let parameter = operation
        .parameters_in(part)
        .find(|parameter| parameter.name == name);
    let Some(parameter) = parameter else {
        return BTreeSet::new();
    };
    let mut found: BTreeSet<&str> = parameter.rules.iter().map(String::as_str).collect();
    let rest = if rest.is_empty() {
        String::new()
    } else {
        format!("/{rest}")
    };
    found.extend(on_the_way(document, &parameter.schema, &rest));
    found
}
