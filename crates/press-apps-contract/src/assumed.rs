//! What no source states: the marks `x-press-assumed`, each with its place in words and what of it is assumed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::document::join;
use crate::walk::Walk;

const KEY: &str = "x-press-assumed";

/// A statement that has no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// JSON pointer of what is marked.
    pub pointer: String,
    /// What of it is assumed, if not the whole.
    pub what: Option<String>,
}

/// Every such statement, in the order of their places.
#[must_use]
pub fn assumed(document: &Value) -> Vec<Assumed> {
    let mut found = Vec::new();
    look("", document, &mut found);
    found
}

fn look(at: &str, value: &Value, found: &mut Vec<Assumed>) {
    match value {
        Value::Object(members) => {
            let what = match members.get(KEY) {
                Some(Value::Bool(true)) => Some(None),
                Some(Value::String(what)) => Some(Some(what.clone())),
                _ => None,
            };
            found.extend(what.map(|what| Assumed { pointer: at.to_owned(), what }));
            members.iter().for_each(|(key, value)| look(&join(at, key), value, found));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look(&join(at, index), item, found);
            }
        }
        _ => {}
    }
}

/// All of them as a table of Markdown: what is assumed, and where. The same assumption stands once, with all its places.
#[must_use]
pub fn table(document: &Value) -> String {
    let walk = Walk::of(document);
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for assumed in assumed(document) {
        let of = document.pointer(&assumed.pointer).and_then(|item| item["description"].as_str());
        let what = match assumed.what {
            Some(what) => what,
            None => format!("the whole of it: {}", of.unwrap_or("it has no description")),
        };
        rows.entry(what).or_default().push(place(&walk, &assumed.pointer));
    }
    let mut table = "| Assumed | Where |\n|---|---|\n".to_owned();
    for (what, mut places) in rows {
        places.dedup();
        let _ = writeln!(table, "| {} | {} |", what.replace('|', "\\|"), places.join(", "));
    }
    table
}

/// A place in words: `create_spec` 201, `Spec.name`, the parameter `pageSize`.
fn place(walk: &Walk<'_>, pointer: &str) -> String {
    let within = |item: &str| {
        pointer.strip_prefix(item).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    for operation in &walk.operations {
        if let Some(rest) = within(&operation.item.pointer) {
            let rest = rest.strip_prefix("/responses/").unwrap_or(rest).trim_start_matches('/');
            return format!("`{}` {rest}", operation.name()).trim_end().to_owned();
        }
    }
    let mut names: Vec<&str> = Vec::new();
    let mut tokens = pointer.split('/').skip(2).peekable();
    while let Some(token) = tokens.next() {
        names.push(token);
        // The name of a property follows, which may be `properties` itself.
        if names.len() > 1 && tokens.peek() == Some(&"properties") {
            tokens.next();
        }
    }
    match names.split_first() {
        Some((&"schemas", rest)) => format!("`{}`", rest.join(".")),
        Some((&"responses", rest)) => format!("the answer `{}`", rest.join(".")),
        Some((&"parameters", rest)) => format!("the parameter `{}`", rest.join(".")),
        _ => format!("`{pointer}`"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_assumed_is_listed_once_with_all_its_places() {
        let document = json!({
            "paths": { "/things/": { "get": { "operationId": "list_things", "responses": {
                "200": { "description": "All.", "x-press-assumed": "that it is 200" },
            } } } },
            "components": {
                "parameters": { "Page": { "x-press-assumed": true, "description": "The page." } },
                "schemas": { "Thing": { "properties": {
                    "name": { "x-press-assumed": "that it is 200" },
                    "size": { "x-press-assumed": false },
                    "x-press-assumed": { "description": "A property of this name." },
                } } },
            },
        });
        assert_eq!(assumed(&document).len(), 3);
        assert_eq!(
            table(&document),
            "| Assumed | Where |\n|---|---|\n\
             | that it is 200 | `Thing.name`, `list_things` 200 |\n\
             | the whole of it: The page. | the parameter `Page` |\n"
        );
    }
}
