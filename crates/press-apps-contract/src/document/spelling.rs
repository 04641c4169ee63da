//! Refuses keys that OpenAPI 3.0 does not know at their place, and references that do not lead to a component of their kind, and says
//! which one was probably meant.
//!
//! The parser of the generator ignores unknown keys, so `requried:` would quietly change nothing. It stops at references into a
//! component or another file.

use std::path::Path;

use serde_json::Value;

use super::pointer::tokens;
use super::vocabulary::{DOCUMENT, Form, Object};
use super::{Content, Node, Position, Problem};

/// Every key of the document that has no meaning where it stands.
pub(super) fn check(path: &Path, nodes: &Node) -> Vec<Problem> {
    let mut checker = Checker { path, nodes, problems: Vec::new() };
    checker.object(nodes, &DOCUMENT);
    checker.other_names();
    checker.problems
}

struct Checker<'a> {
    path: &'a Path,
    nodes: &'a Node,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn report(&mut self, at: Position, message: String, fix: impl Into<String>) {
        self.problems.push(Problem::new(self.path, at, message).with_fix(fix));
    }

    fn form(&mut self, node: &Node, form: &Form, name: &str) {
        let scalar = match &node.content {
            Content::Scalar(value) => Some(value),
            Content::Sequence(_) | Content::Mapping(_) => None,
        };
        match form {
            Form::Any => {}
            Form::Text => {
                let fix = match scalar {
                    Some(Value::Null) => "write the text behind the key, or remove the key",
                    Some(_) => "quote it: without quotes YAML reads something else",
                    None => "write one text; quote it if it holds `{`, `[` or `: `",
                };
                self.expect(node, name, "text", node.as_str().is_some(), fix);
            }
            Form::Flag => {
                let flag = matches!(scalar, Some(Value::Bool(_)));
                self.expect(
                    node,
                    name,
                    "`true` or `false`",
                    flag,
                    "write one of the two, without quotes",
                );
            }
            Form::FlagOrText => {
                let flag = matches!(scalar, Some(Value::Bool(_)));
                self.expect(
                    node,
                    name,
                    "`true` or a text",
                    flag || node.as_str().is_some(),
                    "write `true`, or say in a text what is assumed",
                );
            }
            Form::Number => {
                let number = matches!(scalar, Some(Value::Number(_)));
                self.expect(node, name, "a number", number, "write a number, without quotes");
            }
            Form::OneOf(words) => {
                let known = node.as_str().is_some_and(|word| words.contains(&word));
                let near = node.as_str().and_then(|word| closest(word, words.iter().copied()));
                let fix = near.map_or_else(
                    || "write one of them".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.expect(node, name, &format!("one of {}", words.join(", ")), known, &fix);
            }
            Form::List(item) => {
                let list = matches!(node.content, Content::Sequence(_));
                self.expect(
                    node,
                    name,
                    "a list",
                    list,
                    "write `[…]`, or one entry a line, each behind `- `",
                );
                for node in node.items() {
                    self.form(node, item, name);
                }
            }
            Form::Map(value) => {
                self.mapping(node, name);
                for entry in node.entries() {
                    self.form(&entry.value, value, &entry.key);
                }
            }
            Form::Object(object) => {
                self.mapping(node, name);
                self.object(node, object);
            }
            Form::FlagOr(object) => {
                if !matches!(scalar, Some(Value::Bool(_))) {
                    self.form(node, &Form::Object(object), name);
                }
            }
        }
    }

    fn mapping(&mut self, node: &Node, name: &str) {
        let mapping = matches!(node.content, Content::Mapping(_));
        let fix = "write `{ key: value }`, or one `key: value` a line, indented";
        self.expect(node, name, "a mapping", mapping, fix);
    }

    fn expect(&mut self, node: &Node, name: &str, what: &str, good: bool, fix: &str) {
        if !good {
            self.report(node.at, format!("`{name}` has to be {what}"), fix);
        }
    }

    fn object(&mut self, node: &Node, object: &Object) {
        // A reference stands alone in OpenAPI 3.0: what stands beside it is ignored by every reader.
        if let Some(kind) = object.components
            && let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref")
        {
            self.form(&reference.value, &Form::Text, "$ref");
            if let Some(target) = reference.value.as_str() {
                self.reference(reference.value.at, target, kind);
            }
            for entry in node.entries().iter().filter(|entry| entry.key != "$ref") {
                self.report(
                    entry.key_at,
                    format!("`{}` stands beside `$ref`: OpenAPI 3.0 ignores it there", entry.key),
                    "write `allOf: [{ $ref: … }]` to say more about a schema; else remove it",
                );
            }
            return;
        }
        for entry in node.entries() {
            match object.form(&entry.key) {
                Some(form) => self.form(&entry.value, form, &entry.key),
                None => {
                    let fix =
                        match (closest(&entry.key, object.keys()), entry.key.starts_with("x-")) {
                            (Some(near), _) => format!("did you mean `{near}`?"),
                            (None, true) => {
                                "use an extension of the table in openapi/README.md, or remove it"
                                    .to_owned()
                            }
                            (None, false) => {
                                "use a key that OpenAPI 3.0.3 has here, or remove it".to_owned()
                            }
                        };
                    self.report(
                        entry.key_at,
                        format!("`{}` is not known in {}", entry.key, object.name),
                        fix,
                    );
                }
            }
        }
    }

    /// Holds a reference against the components of the kind that may stand in its place.
    fn reference(&mut self, at: Position, target: &str, kind: &str) {
        let below = format!("#/components/{kind}/");
        let path: Vec<String> = tokens(target).collect();
        let names = |kind: &str| {
            let components =
                self.nodes.get("components").and_then(|components| components.get(kind));
            components.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str())
        };
        let (message, fix) = if target.is_empty() || target == "#" {
            (format!("`{target}` refers to the whole document"), format!("write `{below}…`"))
        } else if !target.starts_with('#') {
            (
                format!("`{target}` refers to another file"),
                format!(
                    "nothing but this document is read: write it below `components/{kind}`, and refer to `{below}…`"
                ),
            )
        } else {
            match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["components", of, name]
                    if of == kind && names(kind).any(|other| other == name) =>
                {
                    return;
                }
                ["components", of, name] if of == kind => {
                    let near = closest(name, names(kind));
                    let fix = near.map_or_else(
                        || format!("add `{name}` below `components/{kind}`, or correct the name"),
                        |near| format!("did you mean `{below}{near}`?"),
                    );
                    (format!("`{target}` leads nowhere"), fix)
                }
                ["components", of, name] => {
                    let same = names(kind).find(|other| *other == name);
                    let fix = same.map_or_else(
                        || format!("write `{below}…`"),
                        |same| format!("did you mean `{below}{same}`?"),
                    );
                    (
                        format!(
                            "`{target}` is one of the {of}, and one of the {kind} has to stand here"
                        ),
                        fix,
                    )
                }
                ["components", _, _, ..] => (
                    format!("`{target}` refers to a part of a component"),
                    format!(
                        "give that part a name of its own below `components/{kind}`, and refer to it"
                    ),
                ),
                _ => (
                    format!("`{target}` does not refer to a component"),
                    format!(
                        "write what it means below `components/{kind}`, and refer to `{below}…`"
                    ),
                ),
            }
        };
        self.report(at, message, fix);
    }

    /// Refuses components that are only a reference: they say nothing, and two of them can make a circle.
    fn other_names(&mut self) {
        for kind in self.nodes.get("components").map(Node::entries).unwrap_or_default() {
            for component in kind.value.entries() {
                if let Some(target) = component.value.get("$ref").and_then(Node::as_str) {
                    self.report(
                        component.key_at,
                        format!("`{}` is only another name of `{target}`", component.key),
                        format!("remove it, and refer to `{target}` where it is used; a schema can say more with `allOf`"),
                    );
                }
            }
        }
    }
}

/// The known name nearest to `name`, if it is near enough to be a slip of the finger.
#[must_use]
pub fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .map(|candidate| (strsim::osa_distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 5)
        .min()
        .map(|(_, candidate)| candidate)
}
