//! Refuses keys that OpenAPI 3.0 does not know at their place, and says which one was probably meant.
//!
//! The parser of the generator ignores unknown keys, so `requried:` would quietly change nothing.

use std::path::Path;

use super::vocabulary::{DOCUMENT, Form, Object};
use super::{Content, Node, Position, Problem};

/// Every key of the document that has no meaning where it stands.
pub(super) fn check(path: &Path, nodes: &Node) -> Vec<Problem> {
    let mut checker = Checker { path, nodes, problems: Vec::new() };
    checker.object(nodes, &DOCUMENT);
    checker.problems
}

struct Checker<'a> {
    path: &'a Path,
    nodes: &'a Node,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn report(&mut self, node: Position, message: String) {
        self.problems.push(Problem::new(self.path, node, message));
    }

    fn form(&mut self, node: &Node, form: &Form, name: &str) {
        match form {
            Form::Any => {}
            Form::Text => self.expect(node, name, "text", node.as_str().is_some()),
            Form::Flag => {
                let flag = matches!(&node.content, Content::Scalar(serde_json::Value::Bool(_)));
                self.expect(node, name, "`true` or `false`", flag);
            }
            Form::FlagOrText => {
                let flag = matches!(&node.content, Content::Scalar(serde_json::Value::Bool(_)));
                self.expect(node, name, "`true` or a text", flag || node.as_str().is_some());
            }
            Form::Number => {
                let number = matches!(&node.content, Content::Scalar(serde_json::Value::Number(_)));
                self.expect(node, name, "a number", number);
            }
            Form::OneOf(words) => {
                let known = node.as_str().is_some_and(|word| words.contains(&word));
                self.expect(node, name, &format!("one of {}", words.join(", ")), known);
            }
            Form::List(item) => {
                self.expect(node, name, "a list", matches!(node.content, Content::Sequence(_)));
                for node in node.items() {
                    self.form(node, item, name);
                }
            }
            Form::Map(value) => {
                self.expect(node, name, "a mapping", matches!(node.content, Content::Mapping(_)));
                for entry in node.entries() {
                    self.form(&entry.value, value, &entry.key);
                }
            }
            Form::Object(object) => {
                self.expect(node, name, "a mapping", matches!(node.content, Content::Mapping(_)));
                self.object(node, object);
            }
            Form::FlagOr(object) => {
                if !matches!(&node.content, Content::Scalar(serde_json::Value::Bool(_))) {
                    self.form(node, &Form::Object(object), name);
                }
            }
        }
    }

    fn expect(&mut self, node: &Node, name: &str, what: &str, good: bool) {
        if !good {
            self.report(node.at, format!("`{name}` has to be {what}"));
        }
    }

    fn object(&mut self, node: &Node, object: &Object) {
        // A reference stands alone in OpenAPI 3.0: what stands beside it is ignored by every reader.
        if object.referable
            && let Some(reference) = node.entries().iter().find(|entry| entry.key == "$ref")
        {
            self.form(&reference.value, &Form::Text, "$ref");
            if let Some(target) = reference.value.as_str()
                && let Some(pointer) = target.strip_prefix('#')
                && self.nodes.pointer(pointer).is_none()
            {
                self.report(reference.value.at, format!("`{target}` leads nowhere"));
            }
            for entry in node.entries().iter().filter(|entry| entry.key != "$ref") {
                let advice = "OpenAPI 3.0 ignores keys beside `$ref`; write `allOf: [{ $ref: … }]` to say more";
                self.report(
                    entry.key_at,
                    format!("`{}` stands beside `$ref`: {advice}", entry.key),
                );
            }
            return;
        }
        for entry in node.entries() {
            match object.form(&entry.key) {
                Some(form) => self.form(&entry.value, form, &entry.key),
                None => {
                    let hint = closest(&entry.key, object.keys())
                        .map(|near| format!("; did you mean `{near}`?"))
                        .unwrap_or_default();
                    self.report(
                        entry.key_at,
                        format!("`{}` is not known in {}{hint}", entry.key, object.name),
                    );
                }
            }
        }
    }
}

/// The known key nearest to `key`, if it is near enough to be a slip of the finger.
fn closest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (distance(key, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 5)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be put in, left out, changed or swapped.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in table.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in table[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best =
                (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    table[a.len()][b.len()]
}
