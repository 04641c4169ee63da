//! A small tree of YAML nodes that keeps line and column of every key and value.
//!
//! It reads the JSON-like part of YAML that API documents use. Anchors, aliases, tags and several documents in one file are refused:
//! a reviewer should see what a line says without looking elsewhere. So is what nests without end: everything that reads a document
//! calls itself for each level.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};
use serde_json::{Map, Number, Value};

use super::plain::read_otherwise;
use super::pointer::tokens;

/// How deep values may nest. The deepest place of an API document has some twenty levels.
pub const DEEPEST: usize = 64;

/// A place in a text; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A text without quotes that some readers take for something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// Where it starts.
    pub at: Position,
    /// The text.
    pub text: String,
    /// What it is to those readers.
    pub kind: &'static str,
}

impl From<&Marker> for Position {
    fn from(marker: &Marker) -> Self {
        Self { line: marker.line(), column: marker.col() + 1 }
    }
}

/// One value and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it starts.
    pub at: Position,
    /// What it is.
    pub content: Content,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Null, a boolean, a number or text.
    Scalar(Value),
    /// A list.
    Sequence(Vec<Node>),
    /// Members in the order of the text; no key stands twice.
    Mapping(Vec<Entry>),
}

/// One member of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text (`200:` is `"200"`).
    pub key: String,
    /// Where the key starts.
    pub key_at: Position,
    /// The value.
    pub value: Node,
}

/// What a pointer led to.
pub(super) struct Found<'a> {
    pub(super) node: &'a Node,
    pub(super) key_at: Option<Position>,
}

impl Node {
    /// The members, empty for anything but a mapping.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Scalar(_) | Content::Sequence(_) => &[],
        }
    }

    /// The member `key` of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The items, empty for anything but a sequence.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::Sequence(items) => items,
            Content::Scalar(_) | Content::Mapping(_) => &[],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The same as a JSON value; the order of members is lost.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Sequence(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Content::Mapping(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_value()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    pub(super) fn pointer(&self, pointer: &str) -> Option<Found<'_>> {
        let mut found = Found { node: self, key_at: None };
        for token in tokens(pointer) {
            found = match &found.node.content {
                Content::Mapping(entries) => {
                    let entry = entries.iter().find(|entry| entry.key == token)?;
                    Found { node: &entry.value, key_at: Some(entry.key_at) }
                }
                Content::Sequence(items) => {
                    Found { node: items.get(token.parse::<usize>().ok()?)?, key_at: None }
                }
                Content::Scalar(_) => return None,
            };
        }
        Some(found)
    }
}

/// Why a text cannot be read: where, what is wrong, what to do.
pub(super) struct Failure {
    pub(super) at: Position,
    pub(super) message: String,
    pub(super) fix: &'static str,
}

impl Failure {
    fn new(at: Position, message: impl Into<String>, fix: &'static str) -> Self {
        Self { at, message: message.into(), fix }
    }

    fn too_deep(at: Position) -> Self {
        Self::new(
            at,
            format!("more than {DEEPEST} levels deep"),
            "give what is inside a name of its own under `components`, and refer to it",
        )
    }

    fn of_parser(error: &ScanError) -> Self {
        let (at, info) = (Position::from(error.marker()), error.info());
        if info.contains("recursion limit") {
            return Self::too_deep(at);
        }
        let has = |words: &[&str]| words.iter().any(|word| info.contains(word));
        let fix = if has(&["tab"]) {
            "indent with spaces; YAML takes no tabs"
        } else if has(&["quoted scalar", "end of stream while", "escape"]) {
            "close the quotes; between double quotes `\\` begins an escape, single quotes take it as it is"
        } else if has(&[
            "mapping values are not allowed",
            "simple key",
            "':'",
            "could not find expected",
        ]) {
            "a key ends with `: ` and stands on one line; quote text that holds `: `, close the `{` or `[` above"
        } else if has(&["flow", "','", "unexpected end of", "parsing a node"]) {
            "close every `{` and `[`, with `,` between their entries; quote text that holds one of them"
        } else if has(&["indent", "block", "did not find expected"]) {
            "bring the line to the indentation of its neighbours, two spaces a level"
        } else {
            "look at this line and the one above: indentation, quotes, brackets; quote text that begins with a sign"
        };
        Self::new(at, format!("not valid YAML: {info}"), fix)
    }
}

/// Reads one YAML document; gives it with its plain texts that other readers take for something else.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Plain>), Failure> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        last: Position { line: 1, column: 1 },
        plain: Vec::new(),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd, at) => {
                let fix = "write the document, or take the last one that was committed";
                return Err(Failure::new(at, "the document is empty", fix));
            }
            (event, at) => {
                let node = reader.node(event, at, 0)?;
                let fix = "remove what is below this line, and the line if it is `---`";
                return match reader.next()? {
                    (Event::DocumentEnd, _) => match reader.next()? {
                        (Event::StreamEnd, _) => Ok((node, reader.plain)),
                        (_, at) => {
                            let message = "a second document starts here; the file holds one";
                            Err(Failure::new(at, message, fix))
                        }
                    },
                    (_, at) => Err(Failure::new(at, "the document should end here", fix)),
                };
            }
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    last: Position,
    plain: Vec<Plain>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Position), Failure> {
        match self.parser.next() {
            Some(Ok((event, span))) => {
                self.last = Position::from(&span.start);
                Ok((event, self.last))
            }
            Some(Err(error)) => Err(Failure::of_parser(&error)),
            None => Err(Failure::new(self.last, "the document ends too early", "write the rest")),
        }
    }

    fn node(&mut self, event: Event<'a>, at: Position, depth: usize) -> Result<Node, Failure> {
        if depth > DEEPEST {
            return Err(Failure::too_deep(at));
        }
        let content = match event {
            Event::Scalar(text, style, 0, None) => {
                let value = scalar(&text, style);
                let kind = read_otherwise(&text).filter(|_| style == ScalarStyle::Plain);
                self.plain.extend(kind.map(|kind| Plain { at, text: text.into_owned(), kind }));
                Content::Scalar(value)
            }
            Event::SequenceStart(0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Content::Sequence(items),
                        (event, at) => items.push(self.node(event, at, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(0, None) => Content::Mapping(self.entries(depth)?),
            Event::Alias(_)
            | Event::Scalar(_, _, 1.., _)
            | Event::SequenceStart(1.., _)
            | Event::MappingStart(1.., _) => {
                let fix = "write the value out, or use `$ref`";
                return Err(Failure::new(at, "anchors and aliases are not used here", fix));
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                let fix = "remove the tag; quote text that looks like something else";
                return Err(Failure::new(at, "YAML tags are not used here", fix));
            }
            _ => {
                let fix = "write the value, or remove what waits for it";
                return Err(Failure::new(at, "a value should stand here", fix));
            }
        };
        Ok(Node { at, content })
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut places: HashMap<String, Position> = HashMap::new();
        loop {
            let (key, key_at) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                (Event::Scalar(text, style, 0, None), at) => {
                    // Text is the one kind of key that JSON has.
                    let kind = read_otherwise(&text)
                        .or_else(|| (!scalar(&text, style).is_string()).then_some("no text"))
                        .filter(|_| style == ScalarStyle::Plain);
                    let text = text.into_owned();
                    self.plain.extend(kind.map(|kind| Plain { at, text: text.clone(), kind }));
                    (text, at)
                }
                (_, at) => {
                    let fix = "write a name; quote it if it begins with a sign";
                    return Err(Failure::new(at, "a key has to be plain text", fix));
                }
            };
            if let Some(Position { line, column }) = places.insert(key.clone(), key_at) {
                return Err(Failure::new(
                    key_at,
                    format!("`{key}` stands here a second time; the first is at {line}:{column}"),
                    "remove or rename one of the two",
                ));
            }
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            entries.push(Entry { key, key_at, value });
        }
    }
}

/// A scalar by the core schema of YAML 1.2; quoted text is always text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if let Ok(number) = text.parse::<u64>() {
        return Some(number.into());
    }
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    // `1.0.0` and dates do not parse as a number and stay text.
    text.parse::<f64>().ok().and_then(Number::from_f64)
}
