//! Refuses schemas that are parts of themselves: `allOf` of itself, or a `oneOf` that comes back to it. No value could be held against
//! one, and no type could be made of it. A schema that holds itself in a property or as an item of a list is fine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::pointer::reference_name;
use super::{Node, Position, Problem};

/// A reference from one schema to another: where it stands, and the name it ends with.
type Edge<'a> = (Position, &'a str);

/// Every schema that is a part of itself, at the reference that closes the circle.
pub(super) fn check(path: &Path, nodes: &Node) -> Vec<Problem> {
    let schemas = nodes.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(Node::entries).unwrap_or_default();
    let edges: BTreeMap<&str, Vec<Edge<'_>>> = schemas
        .iter()
        .map(|schema| {
            let mut parts = Vec::new();
            parts_of(&schema.value, &mut parts);
            (schema.key.as_str(), parts)
        })
        .collect();
    let mut problems = Vec::new();
    let mut done = BTreeSet::new();
    for schema in schemas {
        walk(&schema.key, &edges, &mut done, |at, circle| {
            let message = format!("`{}` is a part of itself: {}", circle[0], circle.join(" -> "));
            let fix = "take one of the references out; a schema may hold itself in a property or as an item of a list";
            problems.push(Problem::new(path, at, message).with_fix(fix));
        });
    }
    problems
}

/// The references of a schema that stand for the schema itself or a part of it.
fn parts_of<'a>(schema: &'a Node, parts: &mut Vec<Edge<'a>>) {
    if let Some(reference) = schema.get("$ref") {
        parts.extend(reference.as_str().map(|target| (reference.at, reference_name(target))));
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for part in schema.get(key).map(Node::items).unwrap_or_default() {
            parts_of(part, parts);
        }
    }
    if let Some(part) = schema.get("not") {
        parts_of(part, parts);
    }
}

/// Goes through everything `start` is made of, with a list in place of calls: such a chain may be as long as the document.
fn walk<'a>(
    start: &'a str,
    edges: &BTreeMap<&'a str, Vec<Edge<'a>>>,
    done: &mut BTreeSet<&'a str>,
    mut found: impl FnMut(Position, Vec<&'a str>),
) {
    if !done.insert(start) {
        return;
    }
    // What is being looked at, each with how many of its parts were.
    let mut way: Vec<(&str, usize)> = vec![(start, 0)];
    let mut on_way = BTreeSet::from([start]);
    while let Some((name, next)) = way.last_mut() {
        let part = edges.get(name).and_then(|parts| parts.get(*next));
        *next += 1;
        let Some((at, part)) = part else {
            on_way.remove(name);
            way.pop();
            continue;
        };
        if on_way.contains(part) {
            let circle = way.iter().map(|(name, _)| *name).skip_while(|name| name != part);
            found(*at, circle.chain([*part]).collect());
        } else if done.insert(part) {
            on_way.insert(part);
            way.push((part, 0));
        }
    }
}
