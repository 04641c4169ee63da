//! From YAML or JSON text to a tree with positions, within limits.
//!
//! YAML 1.2 with its core schema, of which JSON is a part. Merge keys (`<<`) and tags of one's own are refused: they are not part of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::node::{Content, Entry, Mark, Node};
use super::scalar::{Plain, plain};
use crate::check::structure::DEEPEST;
use crate::id::quoted;
use crate::problem::{Problem, Problems, SourceLocation};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 1 << 20;
/// The largest a file may become once every alias is written out, in bytes.
pub(super) const HEAVIEST: usize = 16 << 20;

/// The tree of a file.
///
/// # Errors
///
/// Everything that keeps it from being one.
pub(super) fn load(text: &str, name: &Arc<str>) -> Result<Arc<Node>, Problems> {
    if text.len() > LARGEST {
        let problem =
            Problem::new("file-size", "a file of at most 1 MiB", format!("{} bytes", text.len()));
        return Err(problem
            .with_hint("is this the right file?")
            .in_source(SourceLocation::new(name.clone(), 1, 1))
            .into());
    }
    let json = if text.trim_start().starts_with(['{', '[']) {
        serde_json::from_str::<Value>(text).ok()
    } else {
        None
    };
    let readable = json.as_ref().and_then(|_| without_surrogates(text));
    let mut loader = Loader::new(name.clone(), text.contains("{{") || text.contains("{%"));
    loader.run(readable.as_deref().unwrap_or(text));
    let mut problems = loader.problems;
    match loader.root {
        Some(root) if problems.is_empty() => Ok(match (readable, json) {
            (Some(_), Some(json)) => Arc::new(with_texts_of(&root, &json)),
            _ => root,
        }),
        _ => {
            if problems.is_empty() {
                let problem = Problem::new("syntax", "a YAML or JSON document", "an empty file");
                problems.push(problem.in_source(SourceLocation::new(name.clone(), 1, 1)));
            }
            Err(problems)
        }
    }
}

/// JSON escapes characters beyond 16 bits as two halves, which YAML does not know. Each half becomes another escape of the same
/// length, so that positions stay; the texts are put back from the JSON. `None` if there is nothing to do.
fn without_surrogates(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let (mut rest, mut changed) = (json, false);
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest.get(at..at + 6).filter(|escape| {
            let digits =
                escape.strip_prefix("\\u").and_then(|digits| u32::from_str_radix(digits, 16).ok());
            digits.is_some_and(|code| (0xD800..0xE000).contains(&code))
        });
        let length = if escape.is_some() {
            out.push_str("\\uFFFD");
            changed = true;
            6
        } else {
            let length = 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[at..at + length]);
            length
        };
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// The tree with the texts of the JSON it was read from.
fn with_texts_of(node: &Node, json: &Value) -> Node {
    let content = match (&node.content, json) {
        (Content::List(items), Value::Array(values)) => Content::List(
            items
                .iter()
                .zip(values)
                .map(|(item, value)| Arc::new(with_texts_of(item, value)))
                .collect(),
        ),
        (Content::Map(entries), Value::Object(members)) => {
            // A key that was changed belongs to the one member that no key names. Of several, none can be told from another.
            let mut orphans = members.keys().filter(|key| !entries.contains_key(*key));
            let orphan = orphans.next().filter(|_| orphans.next().is_none());
            let entries = entries.iter().filter_map(|(key, entry)| {
                let key = if members.contains_key(key) { key } else { orphan? };
                let value = Arc::new(with_texts_of(&entry.value, members.get(key)?));
                Some((key.clone(), Entry { key_at: entry.key_at, value }))
            });
            Content::Map(entries.collect())
        }
        (_, value) => Content::Scalar { value: value.clone(), written: None },
    };
    Node::new(content, node.at)
}

struct Loader {
    name: Arc<str>,
    template: bool,
    problems: Problems,
    open: Vec<Open>,
    anchors: HashMap<usize, Arc<Node>>,
    root: Option<Arc<Node>>,
    documents: usize,
}

/// A list or map that has begun.
struct Open {
    at: Mark,
    anchor: usize,
    content: Unfinished,
}

enum Unfinished {
    List(Vec<Arc<Node>>),
    Map(BTreeMap<String, Entry>, Option<(String, Mark)>),
}

impl Loader {
    fn new(name: Arc<str>, template: bool) -> Self {
        Self {
            name,
            template,
            problems: Problems::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            documents: 0,
        }
    }

    fn run(&mut self, text: &str) {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = mark(error.marker());
                    return self.report(at, unreadable(error.info()));
                }
            };
            if !self.event(event, mark(&span.start)) {
                return;
            }
        }
    }

    /// Takes one event; says whether to go on.
    fn event(&mut self, event: Event<'_>, at: Mark) -> bool {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Problem::new("one-document", "one document", "another one");
                    self.report(at, problem.with_hint("keep one file per document"));
                    return false;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_key = matches!(
                    self.open.last(),
                    Some(Open { content: Unfinished::Map(_, None), .. })
                );
                if is_key {
                    self.key(text.into_owned(), style, at);
                } else {
                    let content = self.scalar(&text, style, tag.as_deref(), at);
                    return self.finish(Node::new(content, at), anchor);
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), &["seq"], at);
                return self.begin(at, anchor, Unfinished::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), &["map"], at);
                return self.begin(at, anchor, Unfinished::Map(BTreeMap::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { at, anchor, content }) = self.open.pop() else {
                    return false;
                };
                let content = match content {
                    Unfinished::List(items) => Content::List(items),
                    Unfinished::Map(entries, _) => Content::Map(entries),
                };
                return self.finish(Node::new(content, at), anchor);
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => return self.place(node),
                None => {
                    let problem = Problem::new(
                        "aliases",
                        "an alias of something that is complete",
                        "an alias inside its own anchor",
                    );
                    self.report(at, problem);
                    return false;
                }
            },
            _ => {}
        }
        true
    }

    fn begin(&mut self, at: Mark, anchor: usize, content: Unfinished) -> bool {
        if let Some(Open { content: Unfinished::Map(_, None), .. }) = self.open.last() {
            let problem = Problem::new("syntax", "text as a key", "a list or map");
            self.report(at, problem);
            return false;
        }
        if self.open.len() >= DEEPEST {
            let problem =
                Problem::new("depth", format!("at most {DEEPEST} levels of nesting"), "more");
            self.report(at, problem);
            return false;
        }
        self.open.push(Open { at, anchor, content });
        true
    }

    fn finish(&mut self, node: Node, anchor: usize) -> bool {
        let node = Arc::new(node);
        if node.depth > DEEPEST || node.weight > HEAVIEST {
            let problem = Problem::new(
                "aliases",
                format!(
                    "at most {DEEPEST} levels and {} MiB once aliases are written out",
                    HEAVIEST >> 20
                ),
                "more",
            );
            self.report(
                node.at,
                problem.with_hint("write out what you need instead of naming aliases of aliases"),
            );
            return false;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node)
    }

    /// Puts a node where the parser is.
    fn place(&mut self, node: Arc<Node>) -> bool {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Unfinished::List(items)) => items.push(node),
            Some(Unfinished::Map(entries, key)) => match key.take() {
                Some((key, key_at)) => {
                    entries.insert(key, Entry { key_at, value: node });
                }
                // An alias as a key.
                None => {
                    let at = node.at;
                    self.report(at, Problem::new("syntax", "text as a key", "an alias"));
                    return false;
                }
            },
        }
        true
    }

    fn key(&mut self, text: String, style: ScalarStyle, at: Mark) {
        if text == "<<" && style == ScalarStyle::Plain {
            let problem = Problem::new("syntax", "a name", "the merge key `<<`");
            self.report(at, problem.with_hint("YAML 1.2 has no merge keys; repeat the fields, or use an alias for the whole value"));
        }
        let mut earlier = None;
        if let Some(Open { content: Unfinished::Map(entries, key), .. }) = self.open.last_mut() {
            earlier = entries.get(&text).map(|entry| entry.key_at);
            *key = Some((text.clone(), at));
        }
        if let Some(earlier) = earlier {
            let problem = Problem::new("duplicate-key", "each key once", quoted(&text));
            self.report(at, problem.with_hint(format!("it is in line {} already", earlier.line)));
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Mark) -> Content {
        let as_text = || Content::Scalar { value: text.into(), written: None };
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        if tag.is_some() && !matches!(core, Some("str" | "int" | "float" | "bool" | "null")) {
            self.no_tag(tag, &[], at);
            return as_text();
        }
        if core == Some("str") || (style != ScalarStyle::Plain && core.is_none()) {
            return as_text();
        }
        match plain(text) {
            Plain::Text => as_text(),
            Plain::Value(value) => Content::Scalar { value, written: Some(text.to_owned()) },
            Plain::NotJson(why) => {
                self.report(
                    at,
                    Problem::new("type", "a value that JSON has", why)
                        .with_hint("write it in quotes if it is text"),
                );
                as_text()
            }
        }
    }

    fn no_tag(&mut self, tag: Option<&Tag>, but: &[&str], at: Mark) {
        let is_allowed =
            |tag: &Tag| tag.is_yaml_core_schema() && but.contains(&tag.suffix.as_str());
        if tag.is_some_and(|tag| !is_allowed(tag)) {
            // It may be a secret that begins with an exclamation mark, so it is not named.
            let problem = Problem::new("syntax", "a value without a tag", "a tag");
            self.report(at, problem.with_hint("text that begins with `!` needs quotes"));
        }
    }

    fn report(&mut self, at: Mark, problem: Problem) {
        let problem = problem.in_source(SourceLocation::new(self.name.clone(), at.line, at.column));
        let is_broken = problem.rule() == "syntax" && problem.hint().is_none();
        self.problems.push(if is_broken && self.template {
            problem.with_hint("this looks like a template: render it first")
        } else {
            problem
        });
    }
}

/// What the parser says, in the words of a finding. It says what it was doing, and what it found or missed.
fn unreadable(said: &str) -> Problem {
    if said.ends_with("unknown anchor") {
        return Problem::new("syntax", "an alias of an anchor that is above it", "an alias without one").with_hint(
            "write `&name` before the value that `*name` stands for, or quote the text if it is no alias",
        );
    }
    let (during, said) = match said.strip_prefix("while ").and_then(|said| said.split_once(", ")) {
        Some((during, said)) => (format!(" while {during}"), said),
        None => (String::new(), said),
    };
    let missed = [
        "did not find expected ",
        "did not find the expected ",
        "could not find expected ",
        "expected ",
    ]
    .iter()
    .find_map(|start| said.strip_prefix(start));
    match missed {
        Some(missed) => Problem::new("syntax", format!("{missed}{during}"), "something else"),
        None => {
            let found = said.strip_prefix("found ").unwrap_or(said);
            Problem::new("syntax", "YAML or JSON", format!("{found}{during}"))
        }
    }
}

fn mark(marker: &Marker) -> Mark {
    Mark { line: marker.line().max(1), column: marker.col() + 1 }
}
