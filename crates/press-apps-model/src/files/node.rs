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
    /// How many levels it has.
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
            Content::List(items) => items.iter().fold((0, 0), |sum, item| grow(sum, item, 0)),
            Content::Map(entries) => {
                entries.iter().fold((0, 0), |sum, (key, entry)| grow(sum, &entry.value, key.len()))
            }
        };
        Self { content, at, depth: depth + 1, weight: weight.saturating_add(OVERHEAD) }
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
    (depth.max(node.depth), weight.saturating_add(node.weight).saturating_add(key))
}

/// Where a pointer leads.
pub(super) struct Spot<'n> {
    pub(super) key_at: Option<Mark>,
    pub(super) node: &'n Node,
    /// Whether the pointer led all the way.
    pub(super) whole: bool,
}
