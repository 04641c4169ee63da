//! A file as a tree that knows where everything stands. Aliases share what they stand for, so that a few lines of them cost nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::pointer;

/// A position, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Where a file begins.
pub(super) const START: Mark = Mark { line: 1, column: 1 };

#[derive(Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) at: Mark,
    /// How many levels of lists and maps it has.
    pub(super) depth: usize,
    /// About how many bytes it takes once every alias is written out.
    pub(super) weight: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    Scalar {
        value: Value,
        /// How it is written, when that is not the text it stands for: `1.0`, `yes`, `~`.
        written: Option<String>,
        /// The kind of what YAML 1.1 reads, when that is another value.
        otherwise: Option<&'static str>,
    },
    List(Vec<Arc<Node>>),
    Map(BTreeMap<String, Entry>),
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key_at: Mark,
    pub(super) value: Arc<Node>,
}

impl Content {
    /// Text that was written as it is.
    pub(super) fn text(text: &str) -> Self {
        Self::Scalar { value: text.into(), written: None, otherwise: None }
    }
}

impl Node {
    pub(super) fn new(content: Content, at: Mark) -> Self {
        /// What a value takes besides its text.
        const OVERHEAD: usize = 16;
        let (depth, weight) = match &content {
            Content::Scalar { value, .. } => (0, value.as_str().map_or(0, str::len)),
            Content::List(items) => items.iter().fold((1, 0), |sum, item| grow(sum, item, 0)),
            Content::Map(entries) => {
                entries.iter().fold((1, 0), |sum, (key, entry)| grow(sum, &entry.value, key.len()))
            }
        };
        Self { content, at, depth, weight: weight.saturating_add(OVERHEAD) }
    }

    /// The member of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        match &self.content {
            Content::Map(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The JSON value it stands for, aliases written out.
    pub(super) fn value(&self) -> Value {
        match &self.content {
            Content::Scalar { value, .. } => value.clone(),
            Content::List(items) => items.iter().map(|item| item.value()).collect(),
            Content::Map(entries) => {
                let members = entries.iter().map(|(key, entry)| (key.clone(), entry.value.value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// Calls `each` with every value and its JSON pointer, aliases written out.
    pub(super) fn visit<'n>(&'n self, each: &mut impl FnMut(&str, &'n Self)) {
        self.visit_at("", each);
    }

    fn visit_at<'n>(&'n self, at: &str, each: &mut impl FnMut(&str, &'n Self)) {
        each(at, self);
        match &self.content {
            Content::Scalar { .. } => {}
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.visit_at(&pointer::item(at, index), each);
                }
            }
            Content::Map(entries) => {
                for (key, entry) in entries {
                    entry.value.visit_at(&pointer::child(at, key), each);
                }
            }
        }
    }

    /// What stands at a JSON pointer, or the last thing on the way to it.
    pub(super) fn locate(&self, pointer: &str) -> Spot<'_> {
        let mut spot = Spot { key_at: None, node: self, whole: true };
        for token in pointer.split('/').skip(1) {
            let token = pointer::name(token);
            let next = match &spot.node.content {
                Content::List(items) => {
                    let item = token.parse::<usize>().ok().and_then(|index| items.get(index));
                    item.map(|item| (None, &**item))
                }
                Content::Map(_) => {
                    spot.node.get(&token).map(|entry| (Some(entry.key_at), &*entry.value))
                }
                Content::Scalar { .. } => None,
            };
            match next {
                Some((key_at, node)) => spot = Spot { key_at, node, whole: true },
                None => {
                    return Spot { whole: false, ..spot };
                }
            }
        }
        spot
    }
}

fn grow((depth, weight): (usize, usize), node: &Node, key: usize) -> (usize, usize) {
    (depth.max(node.depth + 1), weight.saturating_add(node.weight).saturating_add(key))
}

/// Where a pointer leads.
pub(super) struct Spot<'n> {
    pub(super) key_at: Option<Mark>,
    pub(super) node: &'n Node,
    /// Whether the pointer led all the way.
    pub(super) whole: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(line: usize, column: usize) -> Mark {
        Mark { line, column }
    }

    fn text(text: &str, at: Mark) -> Arc<Node> {
        Arc::new(Node::new(Content::text(text), at))
    }

    fn map(entries: Vec<(&str, Mark, Arc<Node>)>, at: Mark) -> Arc<Node> {
        let entry = |(key, key_at, value): (&str, _, _)| (key.to_owned(), Entry { key_at, value });
        Arc::new(Node::new(Content::Map(entries.into_iter().map(entry).collect()), at))
    }

    /// `a: [x, { b/c: y }]`, and `d: z` in the next line.
    fn tree() -> Arc<Node> {
        let inner = map(vec![("b/c", at(1, 11), text("y", at(1, 16)))], at(1, 9));
        let list = Arc::new(Node::new(Content::List(vec![text("x", at(1, 5)), inner]), at(1, 4)));
        map(vec![("a", at(1, 1), list), ("d", at(2, 1), text("z", at(2, 4)))], START)
    }

    #[test]
    fn a_pointer_leads_to_a_value_or_to_the_last_thing_on_the_way() {
        let tree = tree();
        let spot = |pointer: &str| {
            let Spot { key_at, node, whole } = tree.locate(pointer);
            (node.at, key_at, whole)
        };
        assert_eq!(spot(""), (START, None, true));
        assert_eq!(spot("/a"), (at(1, 4), Some(at(1, 1)), true));
        assert_eq!(spot("/a/0"), (at(1, 5), None, true));
        assert_eq!(spot("/a/1/b~1c"), (at(1, 16), Some(at(1, 11)), true));
        assert_eq!(spot("/d"), (at(2, 4), Some(at(2, 1)), true));
        // What is not there.
        assert_eq!(spot("/e"), (START, None, false));
        assert_eq!(spot("/a/2"), (at(1, 4), Some(at(1, 1)), false));
        assert_eq!(spot("/a/x"), (at(1, 4), Some(at(1, 1)), false));
        assert_eq!(spot("/a/1/x/y"), (at(1, 9), None, false));
        assert_eq!(spot("/d/0"), (at(2, 4), Some(at(2, 1)), false));
    }

    #[test]
    fn every_value_is_visited_with_its_pointer() {
        let mut visited = Vec::new();
        tree().visit(&mut |pointer, node| visited.push((pointer.to_owned(), node.at)));
        assert_eq!(
            visited,
            [
                (String::new(), START),
                ("/a".to_owned(), at(1, 4)),
                ("/a/0".to_owned(), at(1, 5)),
                ("/a/1".to_owned(), at(1, 9)),
                ("/a/1/b~1c".to_owned(), at(1, 16)),
                ("/d".to_owned(), at(2, 4)),
            ]
        );
        assert_eq!(tree().value(), json!({ "a": ["x", { "b/c": "y" }], "d": "z" }));
        let tree = tree();
        assert!(tree.get("d").is_some() && tree.get("x").is_none());
        assert!(tree.get("d").unwrap().value.get("d").is_none());
    }

    #[test]
    fn depth_is_that_of_the_deepest_part_and_weight_that_of_all_of_them() {
        let measures = |node: &Node| (node.depth, node.weight);
        assert_eq!(measures(&text("", START)), (0, 16));
        assert_eq!(measures(&text("abcd", START)), (0, 20));
        let number = Content::Scalar { value: json!(5), written: None, otherwise: None };
        assert_eq!(measures(&Node::new(number, START)), (0, 16));
        let list = |items: Vec<Arc<Node>>| Arc::new(Node::new(Content::List(items), START));
        assert_eq!(measures(&list(vec![])), (1, 16));
        let nested = list(vec![list(vec![text("ab", START)]), text("c", START)]);
        assert_eq!(measures(&nested), (2, 16 + (16 + 18) + 17));
        assert_eq!(measures(&map(vec![], START)), (1, 16));
        assert_eq!(measures(&map(vec![("ab", START, text("c", START))], START)), (1, 16 + 2 + 17));
        // An alias counts as what it stands for, and a key as its text.
        let twice = map(vec![("one", START, nested.clone()), ("k", START, nested.clone())], START);
        assert_eq!(measures(&twice), (3, 16 + 2 * nested.weight + 3 + 1));
    }
}
