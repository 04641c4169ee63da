//! What a schema is, in words and links, and what it says about its values.

use press_apps_contract::document::{Content, Node, reference_name};
use serde_json::Value;

use super::Page;
use super::html::{escaped, id, value};
use super::nodes::{flag, member};

/// Limits in words, by the key that says them.
const LIMITS: &[(&str, &str)] = &[
    ("minimum", "At least {}"),
    ("maximum", "At most {}"),
    ("multipleOf", "A multiple of {}"),
    ("minLength", "At least {} letters"),
    ("maxLength", "At most {} letters"),
    ("minItems", "At least {} items"),
    ("maxItems", "At most {} items"),
    ("minProperties", "At least {} members"),
    ("maxProperties", "At most {} members"),
    ("pattern", "Matches {}"),
];

/// A link to a schema.
pub(super) fn link(name: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", id("schema", name), escaped(name))
}

impl<'a> Page<'a> {
    /// The type of a schema in a few words.
    pub(super) fn kind(&self, node: &Node) -> String {
        if let Some(reference) = member(node, "$ref") {
            return link(reference_name(reference));
        }
        let null = if flag(node, "nullable") { " or <code>null</code>" } else { "" };
        for (key, word) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
            if let Some(branches) = node.get(key) {
                let branches: Vec<_> =
                    branches.items().iter().map(|branch| self.kind(branch)).collect();
                return format!("{}{null}", branches.join(word));
            }
        }
        let format = member(node, "format").map(|format| format!(" ({})", escaped(format)));
        let kind = match member(node, "type") {
            Some("string") => match node.get("x-press-json-text") {
                Some(carried) => format!("JSON text of {}", self.kind(carried)),
                None => "text".to_owned(),
            },
            Some("integer") => "whole number".to_owned(),
            Some("number") => "number".to_owned(),
            Some("boolean") => "true or false".to_owned(),
            Some("array") => match node.get("items") {
                Some(items) => format!("list of {}", self.kind(items)),
                None => "list".to_owned(),
            },
            Some("object") => match node.get("additionalProperties") {
                Some(of) if of.get("$ref").is_some() || of.get("type").is_some() => {
                    format!("object whose members are {}", self.kind(of))
                }
                _ => "object".to_owned(),
            },
            Some(other) => escaped(other),
            None => "any JSON value".to_owned(),
        };
        format!("{kind}{}{null}", format.unwrap_or_default())
    }

    /// What a schema says about its values, one sentence each.
    pub(super) fn said(&self, node: &'a Node) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(values) = node.get("enum") {
            let values: Vec<_> = values.items().iter().map(value).collect();
            let more = if flag(node, "x-press-open-enum") { "; others may come" } else { "" };
            out.push(format!("One of {}{more}", values.join(", ")));
        }
        out.extend(LIMITS.iter().filter_map(|(key, words)| {
            let limit = node.get(key)?;
            let one = limit.to_value() == 1;
            let words = if one { words.trim_end_matches('s') } else { words };
            let excluded = [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")];
            let excluded = excluded.iter().any(|(of, flagged)| of == key && flag(node, flagged));
            let itself = if excluded { ", which is excluded" } else { "" };
            Some(format!("{}{itself}", words.replace("{}", &value(limit))))
        }));
        if flag(node, "uniqueItems") {
            out.push("Each item once".to_owned());
        }
        if let Some(usual) = node.get("default") {
            out.push(format!("{} if not given", value(usual)));
        }
        if let Some(example) = node.get("example") {
            out.push(format!("For example {}", value(example)));
        }
        for (key, words) in [
            ("readOnly", "Only answered, not sent"),
            ("writeOnly", "Only sent, not answered"),
            ("deprecated", "Deprecated"),
            ("x-press-secret", "Secret: masked wherever it would be shown"),
        ] {
            if flag(node, key) {
                out.push(words.to_owned());
            }
        }
        if let Some(hides) = node.get("x-press-hides") {
            let members = hides.get("members").map_or(&[][..], Node::items);
            let members: Vec<_> = members.iter().map(value).collect();
            let condition = hides.get("if").map(value).unwrap_or_default();
            out.push(format!("{} are secret when {condition} is true", members.join(" and ")));
        }
        match node.get("additionalProperties").map(|node| &node.content) {
            Some(Content::Scalar(Value::Bool(false))) => {
                out.push("No other members".to_owned());
            }
            Some(Content::Scalar(Value::Bool(true))) => {
                out.push("Other members are kept".to_owned());
            }
            Some(Content::Mapping(members)) if members.is_empty() => {
                out.push("Other members are kept".to_owned());
            }
            _ => {}
        }
        out.extend(self.rules(node));
        // What is said of the items of a list has no place of its own.
        if let Some(items) = node.get("items").filter(|items| items.get("$ref").is_none()) {
            out.extend(self.said(items).into_iter().map(|said| format!("Each item: {said}")));
        }
        out
    }

    /// The rules that OpenAPI cannot say, by id.
    pub(super) fn rules(&self, node: &Node) -> Option<String> {
        let rules = node.get("x-press-rules")?.items();
        let word = if rules.len() == 1 { "Rule" } else { "Rules" };
        let rules: Vec<_> = rules.iter().map(value).collect();
        Some(format!("{word}: {}", rules.join(", ")))
    }
}
