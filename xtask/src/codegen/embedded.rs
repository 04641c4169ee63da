//! The document as JSON, for the emulator: its crate is packaged alone and cannot reach the one in `openapi/`.
//!
//! Members keep the order of the document, and samples that lie in files of their own are put in their place.

use std::path::Path;

use serde_json::Value;

use super::error::Error;
use press_apps_contract::document::{Content, Document, Entry, Node, PATH, Problem};

pub(super) fn file(root: &Path, document: &Document) -> Result<String, Error> {
    Ok(json(&with_samples(root, document)?) + "\n")
}

/// The document with its samples in it.
pub(super) fn with_samples(root: &Path, document: &Document) -> Result<Node, Error> {
    let mut nodes = document.nodes.clone();
    let folder = Path::new(PATH).parent().unwrap_or(Path::new(""));
    put_samples(root, folder, document, &mut nodes)?;
    Ok(nodes)
}

/// A node as JSON, its members in their order.
pub(super) fn json(node: &Node) -> String {
    let mut text = String::new();
    write(node, 0, &mut text);
    text
}

fn put_samples(
    root: &Path,
    folder: &Path,
    document: &Document,
    node: &mut Node,
) -> Result<(), Error> {
    match &mut node.content {
        Content::Scalar(_) => {}
        Content::Sequence(items) => {
            for item in items {
                put_samples(root, folder, document, item)?;
            }
        }
        Content::Mapping(entries) => {
            for entry in entries {
                let local = entry
                    .value
                    .as_str()
                    .filter(|target| entry.key == "externalValue" && !target.contains("://"));
                if let Some(target) = local.map(str::to_owned) {
                    let at = entry.value.at;
                    let problem = |message: String| {
                        Error::Document(Problem::new(&document.path, at, message).into())
                    };
                    let path = folder.join(&target);
                    let text = std::fs::read_to_string(root.join(&path))
                        .map_err(|error| problem(format!("`{target}` cannot be read: {error}")))?;
                    let sample = Document::parse_any(path, text)?;
                    *entry =
                        Entry { key: "value".into(), key_at: entry.key_at, value: sample.nodes };
                } else {
                    put_samples(root, folder, document, &mut entry.value)?;
                }
            }
        }
    }
    Ok(())
}

/// Two spaces for each level, as `serde_json` writes it; that one would sort the members.
fn write(node: &Node, depth: usize, out: &mut String) {
    let indent = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    match &node.content {
        Content::Scalar(value) => out.push_str(&value.to_string()),
        Content::Sequence(items) if items.is_empty() => out.push_str("[]"),
        Content::Mapping(entries) if entries.is_empty() => out.push_str("{}"),
        Content::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(out, depth + 1);
                write(item, depth + 1, out);
            }
            indent(out, depth);
            out.push(']');
        }
        Content::Mapping(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(out, depth + 1);
                out.push_str(&Value::String(entry.key.clone()).to_string());
                out.push_str(": ");
                write(&entry.value, depth + 1, out);
            }
            indent(out, depth);
            out.push('}');
        }
    }
}
