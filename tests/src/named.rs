//! The rules that the document names (`x-press-rules`): where they stand, and what they find. What a rule asks is the model's to know.

use std::collections::BTreeSet;

use press_apps_model::{Options, rules};
use serde_json::Value;

use crate::document::rules_of;
use crate::schemas::TEXT_KEYWORD;
use crate::{Document, Operation};

/// What one rule finds.
pub(crate) struct Broken {
    pub(crate) rule: &'static str,
    pub(crate) at: String,
    pub(crate) message: String,
}

/// What the rules named on a schema and below it find in a value. They look into JSON text.
pub(crate) fn broken(
    document: &Document,
    schema: &Value,
    value: &Value,
    at: &str,
    found: &mut Vec<Broken>,
) {
    let schema = document.resolve(schema);
    rules_of(schema).for_each(|id| ask(id, value, at, found));
    for key in ["oneOf", "allOf", "anyOf"] {
        for branch in schema[key].as_array().into_iter().flatten() {
            broken(document, branch, value, at, found);
        }
    }
    if let (Some(inner), Some(text)) = (schema.get(TEXT_KEYWORD), value.as_str())
        && let Ok(value) = serde_json::from_str(text)
    {
        broken(document, inner, &value, at, found);
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let Some(child) = child(schema, name) {
                    broken(document, child, member, &format!("{at}/{name}"), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(child) = schema.get("items") {
                    broken(document, child, item, &format!("{at}/{index}"), found);
                }
            }
        }
        _ => {}
    }
}

/// What a rule of this id finds in a value.
pub(crate) fn ask(id: &str, value: &Value, at: &str, found: &mut Vec<Broken>) {
    let Some(rule) = rules::find(id) else {
        return;
    };
    for problem in &rule.findings(value, &Options::new()) {
        found.push(Broken {
            rule: rule.id,
            at: format!("{at}{}", problem.pointer()),
            message: problem.to_string(),
        });
    }
}

fn child<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let named = schema["properties"].get(name);
    named.or_else(|| schema.get("additionalProperties"))
}

/// The rules named for a place in a part of a request, or for what holds it: `/specId` in the path, `/sort/0` in the query,
/// `/spec/metadata/name` in a body, JSON text included.
pub(crate) fn named_for<'a>(
    document: &'a Document,
    operation: &'a Operation,
    part: &str,
    pointer: &str,
) -> BTreeSet<&'a str> {
    let mut tokens =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut nodes = Vec::new();
    let mut found = BTreeSet::new();
    if part == "body" {
        if let Some(schema) = operation.request_schema() {
            stand(document, schema, &mut nodes);
        }
    } else {
        let name = tokens.next().unwrap_or_default();
        for parameter in operation.parameters_in(part).filter(|one| one.name == name) {
            found.extend(parameter.rules.iter().map(String::as_str));
            stand(document, &parameter.schema, &mut nodes);
        }
    }
    for token in tokens {
        nodes.iter().for_each(|node| found.extend(rules_of(node)));
        let children =
            nodes.iter().filter_map(|node| child(node, &token).or_else(|| node.get("items")));
        let mut next = Vec::new();
        children.for_each(|child| stand(document, child, &mut next));
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
