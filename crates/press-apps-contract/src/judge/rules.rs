//! The rules that the document names (`x-press-rules`): where they stand, and what they find. What a rule asks is not known here.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::{Api, Operation, rules_of};
use crate::schemas::TEXT_KEYWORD;

/// What the rule of an id finds in a value: JSON pointers into it, each with a message; nothing when there is no such rule.
pub type Rules = fn(id: &str, value: &Value) -> Vec<(String, String)>;

/// What one rule finds.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Id of the rule.
    pub rule: String,
    /// Where, as a JSON pointer.
    pub at: String,
    /// What it says.
    pub message: String,
}

/// What the rules named on a schema and below it find in a value. They look into JSON text.
pub(crate) fn broken(
    rules: Rules,
    api: &Api,
    schema: &Value,
    value: &Value,
    at: &str,
    found: &mut Vec<Broken>,
) {
    let schema = api.resolve(schema);
    rules_of(schema).for_each(|id| ask(rules, id, value, at, found));
    for key in ["oneOf", "allOf", "anyOf"] {
        for branch in schema[key].as_array().into_iter().flatten() {
            broken(rules, api, branch, value, at, found);
        }
    }
    if let (Some(inner), Some(text)) = (schema.get(TEXT_KEYWORD), value.as_str())
        && let Ok(value) = serde_json::from_str(text)
    {
        broken(rules, api, inner, &value, at, found);
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let Some(child) = child(schema, name) {
                    broken(rules, api, child, member, &format!("{at}/{name}"), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(child) = schema.get("items") {
                    broken(rules, api, child, item, &format!("{at}/{index}"), found);
                }
            }
        }
        _ => {}
    }
}

/// What a rule of this id finds in a value.
pub(crate) fn ask(rules: Rules, id: &str, value: &Value, at: &str, found: &mut Vec<Broken>) {
    for (pointer, message) in rules(id, value) {
        found.push(Broken { rule: id.to_owned(), at: format!("{at}{pointer}"), message });
    }
}

fn child<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let named = schema["properties"].get(name);
    named.or_else(|| schema.get("additionalProperties"))
}

/// The rules named for a place in a part of a request, for what holds it, or for the operation: `/specId` in the path, `/sort/0` in the query,
/// `/spec/metadata/name` in a body, JSON text included.
#[must_use]
pub fn named_for<'a>(
    api: &'a Api,
    operation: &'a Operation,
    part: &str,
    pointer: &str,
) -> BTreeSet<&'a str> {
    let mut tokens =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut nodes = Vec::new();
    let mut found: BTreeSet<&str> = rules_of(&operation.node).collect();
    if part == "body" {
        if let Some(schema) = operation.request_schema() {
            stand(api, schema, &mut nodes);
        }
    } else {
        let name = tokens.next().unwrap_or_default();
        for parameter in operation.parameters_in(part).filter(|one| one.name == name) {
            found.extend(parameter.rules.iter().map(String::as_str));
            stand(api, &parameter.schema, &mut nodes);
        }
    }
    for token in tokens {
        nodes.iter().for_each(|node| found.extend(rules_of(node)));
        let children =
            nodes.iter().filter_map(|node| child(node, &token).or_else(|| node.get("items")));
        let mut next = Vec::new();
        children.for_each(|child| stand(api, child, &mut next));
        nodes = next;
    }
    nodes.iter().for_each(|node| found.extend(rules_of(node)));
    found
}

/// The schemas that one value stands under at once: what a reference leads to, each branch, and what JSON text carries.
fn stand<'a>(api: &'a Api, schema: &'a Value, nodes: &mut Vec<&'a Value>) {
    let schema = api.resolve(schema);
    nodes.push(schema);
    let branches = ["oneOf", "allOf", "anyOf"];
    let branches = branches.iter().filter_map(|key| schema[key].as_array());
    for branch in branches.flatten().chain(schema.get(TEXT_KEYWORD)) {
        stand(api, branch, nodes);
    }
}
