//! The API document, read with the place of everything in it.
//!
//! [`Document::load`] refuses what a lenient parser lets pass: duplicate keys, keys that OpenAPI 3.0 does not know (`requried:`),
//! references that do not lead to a component of their kind, and schemas that are parts of themselves, each with file, line, column and
//! fix. What is not refused can be walked without end or circle. What the document *says* is judged elsewhere: here only its form is.

mod circles;
mod plain;
mod pointer;
mod problem;
mod spelling;
mod vocabulary;
mod yaml;

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use pointer::{join, reference_name};
pub use problem::{Problem, Problems};
pub use spelling::closest;
pub use yaml::{Content, DEEPEST, Entry, Node, Plain, Position};

/// How many bytes are read. What follows references calls itself for each of them, so a document without end needs a stack without end.
pub const LARGEST: usize = 1 << 20;

/// Where the document lies, seen from the root of the repository.
pub const PATH: &str = "openapi/press-apps.yaml";

/// The API document: its nodes with their places, and the same as a plain value.
#[derive(Debug, Clone)]
pub struct Document {
    /// The path findings are reported under, as the caller gave it.
    pub path: PathBuf,
    /// The text as it was read.
    pub text: String,
    /// The nodes, in the order of the document, each with its place.
    pub nodes: Node,
    /// Its plain texts that other readers of YAML take for something else.
    pub plain: Vec<Plain>,
    /// The same content as a JSON value.
    pub value: Value,
}

impl Document {
    /// Reads the file `path` below `root`; findings name the file by `path` alone.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, is not one YAML document, has a key twice or one that OpenAPI does not know there, or
    /// holds a reference that leads nowhere, elsewhere or in a circle.
    pub fn load(root: &Path, path: &str) -> Result<Self, Problems> {
        let text = std::fs::read_to_string(root.join(path)).map_err(|error| {
            Problems::from(Problem::of_file(path, format!("cannot be read: {error}")))
        })?;
        Self::parse(path, text)
    }

    /// Reads a document from text; `path` is only used in findings.
    ///
    /// # Errors
    /// As [`Document::load`].
    pub fn parse(path: impl Into<PathBuf>, text: impl Into<String>) -> Result<Self, Problems> {
        let document = Self::parse_any(path, text)?;
        let mut problems = spelling::check(&document.path, &document.nodes);
        problems.extend(circles::check(&document.path, &document.nodes));
        if problems.is_empty() { Ok(document) } else { Err(Problems::new(problems)) }
    }

    /// Reads any YAML or JSON file with its places, without holding it against OpenAPI.
    ///
    /// # Errors
    /// When the text is too large or nests too deep, is not one YAML document, has a key twice, or uses anchors or tags.
    pub fn parse_any(path: impl Into<PathBuf>, text: impl Into<String>) -> Result<Self, Problems> {
        let (path, text) = (path.into(), text.into());
        if text.len() > LARGEST {
            let message = format!("{} bytes; at most {LARGEST} are read", text.len());
            let problem = Problem::of_file(path, message);
            return Err(problem
                .with_fix("no API of this kind comes near: take out what is not about it")
                .into());
        }
        let (nodes, plain) = yaml::parse(&text).map_err(|failure| {
            Problem::new(&path, failure.at, failure.message).with_fix(failure.fix)
        })?;
        let value = nodes.to_value();
        Ok(Self { path, text, nodes, plain, value })
    }

    /// The node a JSON pointer (RFC 6901) leads to.
    #[must_use]
    pub fn node(&self, pointer: &str) -> Option<&Node> {
        self.nodes.pointer(pointer).map(|found| found.node)
    }

    /// Where the thing a JSON pointer leads to stands: the key for a member of a mapping, the value otherwise.
    ///
    /// A pointer that leads nowhere gives the place of its nearest ancestor, so that a finding always has one.
    #[must_use]
    pub fn position(&self, pointer: &str) -> Position {
        let mut pointer = pointer;
        loop {
            if let Some(found) = self.nodes.pointer(pointer) {
                return found.key_at.unwrap_or(found.node.at);
            }
            pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }

    /// A finding about the thing a JSON pointer leads to.
    #[must_use]
    pub fn problem(&self, pointer: &str, message: impl Into<String>) -> Problem {
        Problem::new(&self.path, self.position(pointer), message)
    }

    /// The value `$ref: reference` of this document leads to.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<&Value> {
        self.value.pointer(reference.strip_prefix('#')?)
    }

    /// Every operation of the document, in its order: pointer, path template, method, value.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        const METHODS: [&str; 8] =
            ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let paths = self.node("/paths").map_or(&[][..], Node::entries);
        paths.iter().flat_map(move |path| {
            path.value
                .entries()
                .iter()
                .filter(|entry| METHODS.contains(&entry.key.as_str()))
                .filter_map(move |entry| {
                    let pointer = join(&join("/paths", &path.key), &entry.key);
                    let value = self.value.pointer(&pointer)?;
                    Some(Operation { pointer, path: &path.key, method: &entry.key, value })
                })
        })
    }
}

/// One operation of the document, and where it stands.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// JSON pointer of the operation.
    pub pointer: String,
    /// Path template, such as `/v1/apps/specs/{specId}`.
    pub path: &'a str,
    /// Method in lower case, as the document has it.
    pub method: &'a str,
    /// The operation object.
    pub value: &'a Value,
}

#[cfg(test)]
mod tests;
