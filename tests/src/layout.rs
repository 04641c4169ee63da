//! How JSON and `{:#?}` are laid out in snapshots: small groups on one line, long texts cut, keys in the order of the wire.
//!
//! A reviewer reads diffs of this. `serde_json::Value` sorts keys, so the text is read into a tree of its own here.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Groups that fit are put on one line of at most this many columns.
const WIDTH: usize = 100;
/// Texts longer than this are cut; the cut says how much is missing.
const LONGEST_TEXT: usize = 80;

/// A tree of groups and leaves, laid out the same way whether it was JSON or `{:#?}`.
enum Tree {
    Leaf(String),
    Group(String, Vec<Self>, String),
}

/// JSON laid out for a snapshot; text that is not JSON is left as it is.
#[must_use]
pub fn json_text(raw: &str) -> String {
    match serde_json::from_str::<Node>(raw) {
        Ok(node) => laid_out(&node.tree("")),
        Err(_) => raw.to_owned(),
    }
}

/// The `{:#?}` of a value laid out for a snapshot.
pub fn debug_text(pretty: &str) -> String {
    let lines: Vec<&str> = pretty.lines().map(str::trim).collect();
    let mut at = 0;
    let mut text = Vec::new();
    while at < lines.len() {
        text.push(laid_out(&debug_tree(&lines, &mut at)));
    }
    text.join("\n")
}

/// A text in lines of at most about `width` columns, broken between words.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a line");
        if !last.is_empty() && last.len() + word.len() >= width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// The group or leaf that begins at line `at`, which moves behind it.
fn debug_tree(lines: &[&str], at: &mut usize) -> Tree {
    let line = lines[*at];
    *at += 1;
    if !line.ends_with(['{', '(', '[']) {
        return Tree::Leaf(cut_debug(line.trim_end_matches(',')));
    }
    let mut items = Vec::new();
    while *at < lines.len() && !lines[*at].starts_with(['}', ')', ']']) {
        items.push(debug_tree(lines, at));
    }
    let close = lines.get(*at).unwrap_or(&"").trim_end_matches(',');
    *at += 1;
    Tree::Group(line.to_owned(), items, close.to_owned())
}

fn cut_debug(line: &str) -> String {
    match line.find('"') {
        Some(at) if line.len() - at > LONGEST_TEXT && line.ends_with('"') => {
            format!("{}\"{}\"", &line[..at], cut(&line[at + 1..line.len() - 1]))
        }
        _ => line.to_owned(),
    }
}

fn cut(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST_TEXT {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_TEXT - 20).collect();
    format!("{kept}… and {} more", count - kept.chars().count())
}

fn laid_out(tree: &Tree) -> String {
    let mut text = String::new();
    lay_out(tree, 0, &mut text);
    text
}

fn lay_out(tree: &Tree, indent: usize, text: &mut String) {
    let line = one_line(tree);
    match tree {
        // The outermost object always has lines of its own, so that one member more is one line more.
        Tree::Group(open, items, close)
            if !small(tree)
                || (indent == 0 && close == "}" && !items.is_empty())
                || indent + line.chars().count() > WIDTH =>
        {
            text.push_str(open);
            if let ([item], false) = (items.as_slice(), close.starts_with('}')) {
                // One thing in brackets, as `Some(..)` is, needs no lines for the brackets.
                lay_out(item, indent, text);
            } else {
                for (index, item) in items.iter().enumerate() {
                    text.push('\n');
                    text.push_str(&" ".repeat(indent + 2));
                    lay_out(item, indent + 2, text);
                    if index + 1 < items.len() {
                        text.push(',');
                    }
                }
                text.push('\n');
                text.push_str(&" ".repeat(indent));
            }
            text.push_str(close);
        }
        _ => text.push_str(&line),
    }
}

/// Whether a change in a group is still easy to see when it stands on one line: a list of plain values, or few of them.
fn small(tree: &Tree) -> bool {
    fn leaves(tree: &Tree) -> usize {
        match tree {
            Tree::Leaf(_) => 1,
            Tree::Group(_, items, _) => items.iter().map(leaves).sum(),
        }
    }
    let plain = |tree: &Tree| matches!(tree, Tree::Leaf(_));
    let list =
        matches!(tree, Tree::Group(_, items, close) if close == "]" && items.iter().all(plain));
    list || leaves(tree) <= 4
}

fn one_line(tree: &Tree) -> String {
    match tree {
        Tree::Leaf(text) => text.clone(),
        Tree::Group(open, items, close) => {
            let inside = items.iter().map(one_line).collect::<Vec<_>>().join(", ");
            let space = if close.starts_with('}') && !items.is_empty() { " " } else { "" };
            format!("{open}{space}{inside}{space}{close}")
        }
    }
}

/// JSON with its members in the order of the text, twice if they are there twice.
enum Node {
    Leaf(Value),
    List(Vec<Self>),
    Members(Vec<(String, Self)>),
}

impl Node {
    fn tree(&self, key: &str) -> Tree {
        match self {
            Self::Leaf(Value::String(text)) => {
                Tree::Leaf(format!("{key}{}", Value::from(cut(text))))
            }
            Self::Leaf(value) => Tree::Leaf(format!("{key}{value}")),
            Self::List(items) => {
                let items = items.iter().map(|item| item.tree("")).collect();
                Tree::Group(format!("{key}["), items, "]".to_owned())
            }
            Self::Members(members) => {
                let members = members.iter();
                let items = members
                    .map(|(key, value)| value.tree(&format!("{}: ", Value::from(key.as_str()))))
                    .collect();
                Tree::Group(format!("{key}{{"), items, "}".to_owned())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;

        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Leaf(Value::Null))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Node::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    members.push(entry);
                }
                Ok(Node::Members(members))
            }
        }

        deserializer.deserialize_any(NodeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_the_wire_and_small_groups_one_line() {
        let raw = r#"{"z":{"b":1,"a":[true,null]},"long":{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","b":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","c":2},"empty":{}}"#;
        let expected = r#"{
  "z": { "b": 1, "a": [true, null] },
  "long": {
    "a": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "b": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "c": 2
  },
  "empty": {}
}"#;
        assert_eq!(json_text(raw), expected);
    }

    #[test]
    fn a_decoded_value_is_laid_out_like_json() {
        #[derive(Debug)]
        #[allow(dead_code)]
        struct Tag {
            name: Option<&'static str>,
            more: Vec<u8>,
        }
        #[derive(Debug)]
        #[allow(dead_code)]
        struct Many {
            tag: Tag,
            a: u8,
            b: Option<u8>,
            c: (),
        }
        let tag = Tag { name: Some("x {"), more: vec![] };
        let value = Many { tag, a: 1, b: Some(2), c: () };
        let expected = "Many {\n  tag: Tag { name: Some(\"x {\"), more: [] },\n  a: 1,\n  b: Some(2),\n  c: ()\n}";
        assert_eq!(debug_text(&format!("{value:#?}")), expected);
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let raw = format!("[\"{}\"]", "x".repeat(100));
        assert_eq!(json_text(&raw), format!("[\"{}… and 40 more\"]", "x".repeat(60)));
    }
}
