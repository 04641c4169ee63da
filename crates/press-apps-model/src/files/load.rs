//! From YAML or JSON text to a tree with positions, within limits.
//!
//! YAML 1.2 with its core schema, of which JSON is a part. Merge keys (`<<`) and tags of one's own are refused: they are not part of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::broken::{self, broken};
use super::node::{Content, Entry, Mark, Node, START};
use super::prepared::{Prepared, place};
use super::scalar::{Plain, plain};
use super::versions::read_otherwise;
use crate::depth::DEEPEST;
use crate::id::quoted;
use crate::problem::{Problem, Problems, SourceLocation};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 1 << 20;
/// The largest a file may become once every alias is written out, in bytes.
pub(super) const HEAVIEST: usize = 16 << 20;

/// The tree of a file, and what its reader should know of it although it can be read.
///
/// # Errors
///
/// Everything that keeps it from being one.
pub(super) fn load(text: &str, name: &Arc<str>) -> Result<(Arc<Node>, Problems), Problems> {
    let at = |mark: Mark| SourceLocation::new(name.clone(), mark.line, mark.column);
    if text.len() > LARGEST {
        let problem =
            Problem::new("file-size", "a file of at most 1 MiB", format!("{} bytes", text.len()));
        return Err(problem.with_hint("is this the right file?").in_source(at(START)).into());
    }
    // What some editors put before UTF-8 text is no part of it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((mark, problem)) = before_reading(text) {
        return Err(problem.in_source(at(mark)).into());
    }
    let mut prepared = Prepared::new(text);
    loop {
        let mut loader = Loader::new(name.clone(), &prepared);
        let Some(Stopped { said, since, at: stopped }) = loader.run() else {
            return loader.end();
        };
        let mut problems = loader.problems;
        if !prepared.mend(&said, since, stopped) {
            let (mark, problem) = broken(&prepared, &said, since, stopped);
            problems.push(problem.in_source(at(prepared.original(mark))));
            return Err(problems);
        }
    }
}

/// The tags of scalars that YAML 1.2 has for all.
const SCALARS: [&str; 5] = ["str", "int", "float", "bool", "null"];
/// What no file may hold, looked for before it is read: the parser takes it.
fn before_reading(text: &str) -> Option<(Mark, Problem)> {
    let is_end = |c: char| matches!(c, '\t' | '\n' | '\r');
    if let Some((at, c)) = text.char_indices().find(|(_, c)| c.is_control() && !is_end(*c)) {
        let problem = Problem::new(
            "syntax",
            "text without control characters",
            format!("the control character U+{:04X}", u32::from(c)),
        )
        .with_hint(format!("if it is meant, write `\\x{:02x}` in double quotes", u32::from(c)));
        return Some((place(text, at), problem));
    }
    // Directives come before everything but comments.
    let mut lines = text.lines().enumerate();
    let directive = lines
        .by_ref()
        .take_while(|(_, line)| line.is_empty() || line.starts_with(['%', '#']))
        .find_map(|(number, line)| Some((number, line.strip_prefix("%YAML")?)));
    let (number, version) = directive?;
    let version = version.split('#').next().unwrap_or_default().trim();
    if version.starts_with("1.") {
        return None;
    }
    let problem = Problem::new("syntax", "YAML 1.2", format!("YAML {}", quoted(version)))
        .with_hint("remove the line if the file is YAML 1.2");
    Some((Mark { line: number + 1, column: 1 }, problem))
}

/// Where the parser broke off.
struct Stopped {
    said: String,
    /// The byte up to which it had come without trouble; an open bracket is not yet that.
    since: usize,
    /// The byte at which it says it broke off.
    at: usize,
}

struct Loader<'p> {
    name: Arc<str>,
    prepared: &'p Prepared,
    problems: Problems,
    warnings: Problems,
    open: Vec<Open>,
    anchors: HashMap<usize, Arc<Node>>,
    root: Option<Arc<Node>>,
    documents: usize,
}

/// A list or map that has begun.
struct Open {
    /// Where, in the text that is parsed.
    byte: usize,
    /// Where, in the file.
    at: Mark,
    anchor: usize,
    /// Whether it begins with a bracket.
    is_flow: bool,
    content: Unfinished,
}

enum Unfinished {
    List(Vec<Arc<Node>>),
    Map(BTreeMap<String, Entry>, Option<(String, Mark)>),
}

impl<'p> Loader<'p> {
    fn new(name: Arc<str>, prepared: &'p Prepared) -> Self {
        Self {
            name,
            prepared,
            problems: Problems::new(),
            warnings: Problems::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            documents: 0,
        }
    }

    /// Reads the text, or says where the parser broke off.
    fn run(&mut self) -> Option<Stopped> {
        let mut parser = Parser::new_from_str(self.prepared.text());
        let mut cursor = self.prepared.cursor();
        let mut since = 0;
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = cursor.byte(mark(error.marker()));
                    return Some(Stopped { said: error.info().to_owned(), since, at });
                }
            };
            let byte = cursor.byte(mark(&span.start));
            if !matches!(event, Event::StreamStart | Event::DocumentStart(_)) {
                // Brackets are looked for from the outermost on.
                since = self.open.iter().find(|open| open.is_flow).map_or(byte, |open| open.byte);
            }
            let at = self.prepared.original(mark(&span.start));
            if !self.event(event, byte, at) {
                break;
            }
        }
        None
    }

    /// The tree, when everything was read.
    fn end(mut self) -> Result<(Arc<Node>, Problems), Problems> {
        match self.root {
            Some(root) if self.problems.is_empty() => Ok((root, self.warnings)),
            root => {
                if root.is_none() && self.problems.is_empty() {
                    let problem =
                        Problem::new("syntax", "a YAML or JSON document", "an empty file");
                    self.problems.push(problem.in_source(SourceLocation::new(self.name, 1, 1)));
                }
                Err(self.problems)
            }
        }
    }

    /// Takes one event; says whether to go on.
    fn event(&mut self, event: Event<'_>, byte: usize, at: Mark) -> bool {
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
                let is_key = self.is_key();
                let content = match is_key && anchor == 0 {
                    // A key is text, whatever it looks like.
                    true => {
                        self.no_tag(tag.as_deref(), &SCALARS, at);
                        Content::text(text.as_ref())
                    }
                    false => self.scalar(&text, style, tag.as_deref(), at),
                };
                let node = Node::new(content, at);
                if !is_key {
                    return self.finish(node, anchor);
                }
                if anchor > 0 {
                    self.anchors.insert(anchor, Arc::new(node));
                }
                self.key(&text, style, at);
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), &["seq"], at);
                return self.begin(byte, at, anchor, Unfinished::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.no_tag(tag.as_deref(), &["map"], at);
                return self.begin(byte, at, anchor, Unfinished::Map(BTreeMap::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { at, anchor, content, .. }) = self.open.pop() {
                    let content = match content {
                        Unfinished::List(items) => Content::List(items),
                        Unfinished::Map(entries, _) => Content::Map(entries),
                    };
                    return self.finish(Node::new(content, at), anchor);
                }
            }
            Event::Alias(anchor) => return self.alias(anchor, at),
            _ => {}
        }
        true
    }

    /// Whether what comes next is the key of a map.
    fn is_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Unfinished::Map(_, None), .. }))
    }

    fn alias(&mut self, anchor: usize, at: Mark) -> bool {
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            let opened = self.open.iter().find(|open| open.anchor == anchor);
            let problem = Problem::new(
                "aliases",
                "an alias of something that is complete",
                "an alias inside its own anchor",
            );
            let line = opened.map_or(at.line, |open| open.at.line);
            self.report(at, problem.with_hint(format!(
                "what the anchor names begins in line {line} and is not complete here; name something above it, or write the value out"
            )));
            return false;
        };
        if !self.is_key() {
            self.place(node);
            return true;
        }
        match &node.content {
            Content::Scalar { value: Value::String(text), written: None, .. }
            | Content::Scalar { written: Some(text), .. } => {
                self.key(text, ScalarStyle::DoubleQuoted, at);
                true
            }
            _ => {
                let found = "an alias of a list or map";
                self.report(at, Problem::new("syntax", "text as a key", found));
                false
            }
        }
    }

    fn begin(&mut self, byte: usize, at: Mark, anchor: usize, content: Unfinished) -> bool {
        let text = self.prepared.text();
        if self.is_key() {
            let problem = match broken::template_at(text, byte) {
                true => broken::template(),
                false => Problem::new("syntax", "text as a key", "a list or map"),
            };
            self.report(at, problem);
            return false;
        }
        if self.open.len() >= DEEPEST {
            let problem =
                Problem::new("depth", format!("at most {DEEPEST} levels of nesting"), "more");
            self.report(at, problem);
            return false;
        }
        let is_flow = text[byte..].starts_with(['[', '{']);
        self.open.push(Open { byte, at, anchor, is_flow, content });
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
        self.place(node);
        true
    }

    /// Puts a node where the parser is.
    fn place(&mut self, node: Arc<Node>) {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Unfinished::List(items)) => items.push(node),
            Some(Unfinished::Map(entries, key)) => {
                let entry = |(key, key_at)| (key, Entry { key_at, value: node });
                entries.extend(key.take().map(entry));
            }
        }
    }

    fn key(&mut self, text: &str, style: ScalarStyle, at: Mark) {
        if text == "<<" && style == ScalarStyle::Plain {
            let problem = Problem::new("syntax", "a name", "the merge key `<<`");
            self.report(at, problem.with_hint("YAML 1.2 has no merge keys; repeat the fields, or use an alias for the whole value"));
        }
        let mut earlier = None;
        if let Some(Open { content: Unfinished::Map(entries, key), .. }) = self.open.last_mut() {
            earlier = entries.get(text).map(|entry| entry.key_at);
            *key = Some((text.to_owned(), at));
        }
        if let Some(earlier) = earlier {
            let problem = Problem::new("duplicate-key", "each key once", quoted(text));
            self.report(at, problem.with_hint(format!("it is in line {} already", earlier.line)));
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Mark) -> Content {
        if broken::has_template(text) {
            let problem =
                Problem::new("template", "text that is rendered", "the marks of a template")
                    .with_hint("it is sent as it is; if it is a template, render it first");
            self.warn(at, problem);
        }
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        if tag.is_some() && !core.is_some_and(|core| SCALARS.contains(&core)) {
            self.no_tag(tag, &[], at);
            return Content::text(text);
        }
        if core == Some("str") || (style != ScalarStyle::Plain && core.is_none()) {
            return Content::text(text);
        }
        let (value, written) = match plain(text) {
            Plain::Text => (Value::from(text), None),
            Plain::Value(value) => (value, Some(text.to_owned())),
            Plain::NotJson(why) => {
                let problem = Problem::new("type", "a value that JSON has", why);
                self.report(at, problem.with_hint("write it in quotes if it is text"));
                return Content::text(text);
            }
        };
        let tagged = match core {
            Some("int") => {
                (value.is_i64() || value.is_u64(), "a whole number, as the tag `!!int` says")
            }
            Some("float") => (value.is_number(), "a number, as the tag `!!float` says"),
            Some("bool") => (value.is_boolean(), "true or false, as the tag `!!bool` says"),
            Some("null") => (value.is_null(), "null, as the tag `!!null` says"),
            _ => (true, ""),
        };
        if let (false, expected) = tagged {
            let problem = Problem::new("type", expected, crate::text::kind(&value));
            self.report(at, problem.with_hint("remove the tag, or write what it says"));
        }
        let otherwise = match core {
            None => read_otherwise(text, &value),
            Some(_) => None,
        };
        Content::Scalar { value, written, otherwise }
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
        self.problems.push(self.placed(at, problem));
    }

    fn warn(&mut self, at: Mark, problem: Problem) {
        self.warnings.push(self.placed(at, problem.as_warning()));
    }

    fn placed(&self, at: Mark, problem: Problem) -> Problem {
        problem.in_source(SourceLocation::new(self.name.clone(), at.line, at.column))
    }
}

fn mark(marker: &Marker) -> Mark {
    Mark { line: marker.line().max(1), column: marker.col() + 1 }
}
