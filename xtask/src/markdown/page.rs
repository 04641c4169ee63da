//! Reads one Markdown text: its fences, its links, its headings and the code within its lines, each with the line where it stands.
//!
//! The parser is a library's. Nothing here judges.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};

/// What one page holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) fences: Vec<Fence>,
    pub(crate) links: Vec<Link>,
    /// Code within a line, without its backticks.
    pub(crate) codes: Vec<Piece>,
    /// What a link may point to behind `#`.
    pub(crate) anchors: BTreeSet<String>,
    /// The level and text of each heading.
    pub(crate) headings: Vec<(usize, HeadingLevel, String)>,
    /// The first row of cells of each table row, header rows included, with its line.
    pub(crate) rows: Vec<(usize, Vec<String>)>,
    /// `[label]: target`, by label.
    pub(crate) definitions: Vec<(String, String)>,
    /// `[label]` without a definition.
    pub(crate) undefined: Vec<Piece>,
    /// Comments, with what they say.
    pub(crate) comments: Vec<Piece>,
}

/// A piece of text and its line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The line of its first line of code.
    pub(crate) line: usize,
    /// What stands behind its opening signs; nothing when it is indented only.
    pub(crate) info: String,
    /// Whether it stands between signs.
    pub(crate) fenced: bool,
    pub(crate) text: String,
}

impl Fence {
    /// The language: the first word behind the opening signs.
    pub(crate) fn language(&self) -> &str {
        self.info.split(|c: char| c == ',' || c.is_whitespace()).next().unwrap_or_default()
    }

    /// Whether a word stands behind the opening signs.
    pub(crate) fn says(&self, word: &str) -> bool {
        self.info.split(|c: char| c == ',' || c.is_whitespace()).any(|said| said == word)
    }
}

/// A link or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) target: String,
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(text: &str) -> Self {
        let starts = line_starts(text);
        let line = |at: usize| starts.partition_point(|start| *start <= at);
        let mut undefined = Vec::new();
        let mut page = Self::default();
        let mut broken = |link: BrokenLink<'_>| {
            let text = link.reference.trim_matches('`').to_owned();
            undefined.push(Piece { line: line(link.span.start), text });
            None
        };
        let mut options = Options::ENABLE_TABLES;
        options.insert(Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES);
        let parser = Parser::new_with_broken_link_callback(text, options, Some(&mut broken));
        for (label, definition) in parser.reference_definitions().iter() {
            page.definitions.push((label.to_owned(), definition.dest.to_string()));
        }
        let mut reading = Reading::default();
        for (event, range) in parser.into_offset_iter() {
            page.take(&event, &range, &mut reading, &line);
        }
        page.definitions.sort();
        page.undefined = undefined;
        page
    }

    fn take(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        reading: &mut Reading,
        line: &impl Fn(usize) -> usize,
    ) {
        let at = line(range.start);
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let (info, line, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.to_string(), at + 1, true),
                    CodeBlockKind::Indented => (String::new(), at, false),
                };
                reading.fence = Some(Fence { line, info, fenced, text: String::new() });
            }
            Event::End(TagEnd::CodeBlock) => self.fences.extend(reading.fence.take()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.links.push(Link { line: at, target: dest_url.to_string() });
            }
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => reading.text.clear(),
            Event::End(TagEnd::Heading(level)) => {
                self.anchor(&reading.text);
                self.headings.push((at, *level, reading.text.clone()));
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => self.rows.push((at, Vec::new())),
            Event::End(TagEnd::TableCell) => {
                if let Some((_, cells)) = self.rows.last_mut() {
                    cells.push(reading.text.clone());
                }
            }
            Event::Text(text) => match &mut reading.fence {
                Some(fence) => fence.text.push_str(text),
                None => reading.text.push_str(text),
            },
            Event::Code(code) => {
                reading.text.push_str(code);
                self.codes.push(Piece { line: at, text: code.to_string() });
            }
            Event::SoftBreak => reading.text.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, at),
            _ => {}
        }
    }

    /// The comments and the names within HTML.
    fn html(&mut self, html: &str, line: usize) {
        let html = html.trim();
        if let Some(said) = html.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")) {
            self.comments.push(Piece { line, text: said.trim().to_owned() });
        }
        for mark in ["id=\"", "name=\""] {
            for named in html.split(mark).skip(1) {
                self.anchors.extend(named.split('"').next().map(str::to_owned));
            }
        }
        for mark in ["src=\"", "href=\""] {
            for target in html.split(mark).skip(1).filter_map(|rest| rest.split('"').next()) {
                self.links.push(Link { line, target: target.to_owned() });
            }
        }
    }

    /// The name of a heading, as GitHub gives it and rustdoc too.
    fn anchor(&mut self, heading: &str) {
        let kept = heading.trim().chars().filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() => Some(c),
            _ => None,
        });
        let name: String = kept.flat_map(char::to_lowercase).collect();
        let again = (1..).map(|count| format!("{name}-{count}"));
        let free = std::iter::once(name.clone()).chain(again);
        self.anchors.extend(free.into_iter().find(|name| !self.anchors.contains(name)));
    }
}

/// What is being read.
#[derive(Default)]
struct Reading {
    fence: Option<Fence>,
    text: String,
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_its_line() {
        let page = Page::read(
            "# A `b` c, d\n\nsee [x](y.md#z)\nand `cargo x`\n\n```sh\none\n```\n\n    two\n\n| `a` | b |\n|---|---|\n| c | d |\n\n# A b c d\n\n<!-- mark -->\n\n[q] [r]\n\n[r]: s\n",
        );
        assert_eq!(page.anchors, ["a-b-c-d", "a-b-c-d-1"].map(str::to_owned).into());
        assert_eq!(page.links[0], Link { line: 3, target: "y.md#z".to_owned() });
        assert_eq!(page.links[1], Link { line: 20, target: "s".to_owned() });
        assert_eq!(page.codes[1], Piece { line: 4, text: "cargo x".to_owned() });
        let fence = |line, info: &str, text: &str| Fence {
            line,
            info: info.to_owned(),
            fenced: !info.is_empty(),
            text: text.to_owned(),
        };
        assert_eq!(page.fences, [fence(7, "sh", "one\n"), fence(10, "", "two\n")]);
        assert_eq!(page.rows.len(), 2);
        assert_eq!(page.rows[1], (14, vec!["c".to_owned(), "d".to_owned()]));
        assert_eq!(page.comments, [Piece { line: 18, text: "mark".to_owned() }]);
        assert_eq!(page.undefined, [Piece { line: 20, text: "q".to_owned() }]);
        assert_eq!(page.definitions, [("r".to_owned(), "s".to_owned())]);
    }
}
