//! A small tree of YAML nodes that keeps line and column of every key and value.
//!
//! It reads the JSON-like part of YAML that API documents use. Anchors, aliases, tags and several documents in one file are refused:
//! a reviewer should see what a line says without looking elsewhere.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value};

use super::pointer::tokens;

/// A place in a text; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
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
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The items, empty for anything but a sequence.
    #[must_use]
    pub fn items(&self) -> &[Node] {
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
            Content::Sequence(items) => Value::Array(items.iter().map(Node::to_value).collect()),
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

type Failure = (Position, String);

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, Failure> {
    let mut reader =
        Reader { parser: Parser::new_from_str(text), last: Position { line: 1, column: 1 } };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd, at) => return Err((at, "the document is empty".into())),
            (event, at) => {
                let node = reader.node(event, at)?;
                return match reader.next()? {
                    (Event::DocumentEnd, _) => match reader.next()? {
                        (Event::StreamEnd, _) => Ok(node),
                        (_, at) => {
                            Err((at, "a second document starts here; the file holds one".into()))
                        }
                    },
                    (_, at) => Err((at, "the document should end here".into())),
                };
            }
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    last: Position,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Position), Failure> {
        match self.parser.next() {
            Some(Ok((event, span))) => {
                self.last = Position::from(&span.start);
                Ok((event, self.last))
            }
            Some(Err(error)) => {
                Err((Position::from(error.marker()), format!("not valid YAML: {}", error.info())))
            }
            None => Err((self.last, "the document ends too early".into())),
        }
    }

    fn node(&mut self, event: Event<'a>, at: Position) -> Result<Node, Failure> {
        let content = match event {
            Event::Scalar(text, style, 0, None) => Content::Scalar(scalar(&text, style)),
            Event::SequenceStart(0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Content::Sequence(items),
                        (event, at) => items.push(self.node(event, at)?),
                    }
                }
            }
            Event::MappingStart(0, None) => Content::Mapping(self.entries()?),
            Event::Alias(_)
            | Event::Scalar(_, _, 1.., _)
            | Event::SequenceStart(1.., _)
            | Event::MappingStart(1.., _) => {
                return Err((
                    at,
                    "anchors and aliases are not used here; write the value out, or use `$ref`"
                        .into(),
                ));
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                return Err((
                    at,
                    "YAML tags are not used here; quote text that looks like something else".into(),
                ));
            }
            other => return Err((at, format!("unexpected {other:?}"))),
        };
        Ok(Node { at, content })
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (key, key_at) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(entries),
                (Event::Scalar(text, _, 0, None), at) => (text.into_owned(), at),
                (_, at) => return Err((at, "a key has to be plain text".into())),
            };
            if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                let Position { line, column } = first.key_at;
                return Err((
                    key_at,
                    format!("`{key}` stands here a second time; the first is at {line}:{column}"),
                ));
            }
            let (event, at) = self.next()?;
            let value = self.node(event, at)?;
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
