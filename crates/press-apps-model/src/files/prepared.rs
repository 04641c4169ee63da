//! The text that the parser is given, and the way from a place in it back to the place in the file.
//!
//! Common forms that the parser does not know are rewritten in forms that it does, which never changes what is read. Nothing here
//! parses, and nothing is judged.

use std::collections::HashMap;

use super::flow::{self, Token};
use super::node::{Mark, START};

/// How many times a file is read anew with one form more rewritten, and how many bytes that may be in all.
const MOST_TIMES: usize = 500;
const MOST_BYTES: usize = 32 << 20;

/// What the parser says of a tab between a colon and its value.
pub(super) const TAB_BEHIND_COLON: &str = "':' must be followed by a valid YAML whitespace";

/// The text of a file, made ready for the parser.
pub(super) struct Prepared {
    text: String,
    /// What was changed in a line, by its number.
    changes: HashMap<usize, Changes>,
    /// The characters of each line of the file, without its end.
    widths: Vec<usize>,
    times: usize,
}

/// What was changed in a line.
#[derive(Default)]
struct Changes {
    /// The blanks put before it.
    indent: usize,
    /// From which column on, the blanks apart, the place in the file is how many columns further.
    further: Vec<(usize, usize)>,
}

impl Prepared {
    /// The text itself, but for the escapes of JSON that YAML does not know.
    pub(super) fn new(text: &str) -> Self {
        let widths = lines(text).map(|line| line.trim_end_matches(['\r', '\n']).chars().count());
        let widths = widths.collect();
        let is_flow = text.trim_start().starts_with(['{', '[']);
        let (text, changes) = match is_flow {
            true => with_whole_escapes(text),
            false => (text.to_owned(), HashMap::new()),
        };
        Self { text, changes, widths, times: 0 }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The place in the file of a place in the text; never outside the file.
    pub(super) fn original(&self, mark: Mark) -> Mark {
        let Some(width) = self.widths.get(mark.line - 1) else {
            let (line, width) = (self.widths.len().max(1), self.widths.last().unwrap_or(&0));
            return Mark { line, column: width + 1 };
        };
        let mut column = mark.column;
        if let Some(Changes { indent, further }) = self.changes.get(&mark.line) {
            column = column.saturating_sub(*indent);
            let before = further.partition_point(|(from, _)| *from <= column);
            column += before.checked_sub(1).map_or(0, |last| further[last].1);
        }
        Mark { line: mark.line, column: column.clamp(1, width + 1) }
    }

    /// Rewrites the form at which the parser broke off, so that it can be read. False if it is none that is known, or there were too many.
    ///
    /// `since` is the byte up to which the parser had come without trouble, and `at` that at which it broke off.
    pub(super) fn mend(&mut self, said: &str, since: usize, at: usize) -> bool {
        self.times += 1;
        if self.times > MOST_TIMES || self.times.saturating_mul(self.text.len()) > MOST_BYTES {
            return false;
        }
        if said == TAB_BEHIND_COLON {
            return self.blank_before(at);
        }
        if !matches!(said, "invalid indentation" | "invalid indentation in flow construct") {
            return false;
        }
        let open = flow::unclosed(&self.text, since, at);
        let span = open.and_then(|open| Some((open, flow::end_of_flow(&self.text, open)?)));
        span.is_some_and(|(open, end)| self.indent(open, at, end))
    }

    /// Tabs behind a colon become blanks.
    fn blank_before(&mut self, at: usize) -> bool {
        let start = self.text[..at].trim_end_matches(['\t', ' ']).len();
        let blanks = " ".repeat(at - start);
        let changes = self.text[start..at].contains('\t');
        self.text.replace_range(start..at, &blanks);
        changes
    }

    /// Moves the lines of a list or map to the right of where it opens, from the line of `from` on.
    fn indent(&mut self, open: usize, from: usize, end: usize) -> bool {
        let line_of = |at: usize| self.text[..at].rfind('\n').map_or(0, |line| line + 1);
        let by = self.text[line_of(open)..open].chars().count() + 1;
        let first = line_of(from);
        if first <= open {
            return false;
        }
        let line = self.text[..first].matches('\n').count() + 1;
        let mut moved = String::with_capacity(end - first + by);
        // The bracket that closes it moves along.
        for (line, text) in (line..).zip(self.text[first..=end].split_inclusive('\n')) {
            if !text.trim().is_empty() {
                moved.push_str(&" ".repeat(by));
                self.changes.entry(line).or_default().indent += by;
            }
            moved.push_str(text);
        }
        self.text.replace_range(first..=end, &moved);
        true
    }

    /// A way to find bytes of places.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        let mut start = 0;
        let starts = lines(&self.text).map(|line| {
            start += line.len();
            start - line.len()
        });
        Cursor { text: &self.text, starts: starts.collect(), at: START, byte: 0 }
    }

    /// The place of a byte of the text.
    pub(super) fn mark(&self, offset: usize) -> Mark {
        place(&self.text, offset)
    }
}

/// From places to bytes. Places mostly follow each other, so a line is gone through once.
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// The byte of each line.
    starts: Vec<usize>,
    at: Mark,
    byte: usize,
}

impl Cursor<'_> {
    /// The byte of a place; that of the end, if there is no such place.
    pub(super) fn byte(&mut self, mark: Mark) -> usize {
        if mark.line != self.at.line || mark.column < self.at.column {
            let start = self.starts.get(mark.line - 1).copied();
            self.at = Mark { line: mark.line, column: 1 };
            self.byte = start.unwrap_or(self.text.len());
        }
        let rest = &self.text[self.byte..];
        let further = rest.char_indices().nth(mark.column - self.at.column);
        self.byte += further.map_or(rest.len(), |(further, _)| further);
        self.at = mark;
        self.byte
    }
}

/// The place of a byte of a text.
pub(super) fn place(text: &str, offset: usize) -> Mark {
    let mut place = START;
    for line in lines(&text[..offset]) {
        place = match line.ends_with(['\r', '\n']) {
            true => Mark { line: place.line + 1, column: 1 },
            false => Mark { line: place.line, column: line.chars().count() + 1 },
        };
    }
    place
}

/// JSON escapes a character beyond 16 bits as two halves, which YAML does not know; it has one escape for the whole.
fn with_whole_escapes(text: &str) -> (String, HashMap<usize, Changes>) {
    /// The length of both halves, and by how much the one escape is shorter.
    const HALVES: usize = 12;
    const SHORTER: usize = 2;
    let (mut out, mut ends, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    flow::tokens(text, 0, |token| {
        let Token::Text { quote: '"', start, end } = token else { return };
        let mut at = start;
        while let Some(found) = text[at..end].find('\\') {
            let escape = at + found;
            let Some(whole) = whole(&text[escape..end]) else {
                // What is escaped is passed over, since it may be a backslash.
                at = escape + 1;
                at += text[at..end].chars().next().map_or(0, char::len_utf8);
                continue;
            };
            out.push_str(&text[done..escape]);
            out.push_str(&format!("\\U{:08X}", u32::from(whole)));
            ends.push(out.len());
            (at, done) = (escape + HALVES, escape + HALVES);
        }
    });
    out.push_str(&text[done..]);
    let (mut changes, mut start) = (HashMap::<usize, Changes>::new(), 0);
    let mut ends = ends.into_iter().peekable();
    for (number, line) in lines(&out).enumerate() {
        let (mut column, mut counted) = (1, start);
        while let Some(end) = ends.next_if(|end| *end <= start + line.len()) {
            column += out[counted..end].chars().count();
            counted = end;
            let further = &mut changes.entry(number + 1).or_default().further;
            further.push((column, further.last().map_or(0, |(_, by)| *by) + SHORTER));
        }
        start += line.len();
    }
    (out, changes)
}

/// The lines of a text as YAML counts them, with their ends.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.find(['\n', '\r']) {
            Some(end) if rest[end..].starts_with("\r\n") => end + 2,
            Some(end) => end + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// The character that the two escaped halves at the beginning of a text stand for.
pub(super) fn whole(text: &str) -> Option<char> {
    let half = |from: usize| {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    char::decode_utf16([half(0)?, half(6)?]).next()?.ok().filter(|whole| u32::from(*whole) > 0xFFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, marks: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let prepared = Prepared::new(text);
        let place = |(line, column): &(usize, usize)| {
            let Mark { line, column } = prepared.original(Mark { line: *line, column: *column });
            (line, column)
        };
        marks.iter().map(place).collect()
    }

    #[test]
    fn halves_become_one_escape_and_places_behind_it_stay() {
        let text = "{\"\\ud83d\\ude00 a\": 1,\n \"\\ud83d\\ude80\": \"\\uD83D\\uDE00\", x: 2}";
        let prepared = Prepared::new(text);
        assert_eq!(
            prepared.text(),
            "{\"\\U0001F600 a\": 1,\n \"\\U0001F680\": \"\\U0001F600\", x: 2}"
        );
        assert_eq!(
            places(text, &[(1, 2), (1, 16), (2, 2), (2, 16), (2, 30)]),
            [(1, 2), (1, 18), (2, 2), (2, 18), (2, 34)]
        );
    }

    #[test]
    fn what_is_no_pair_of_halves_stays() {
        for text in [
            "{\"a\": \"\\\\ud83d\\\\ude00\"}",
            "{\"a\": \"\\ud83d\"}",
            "{\"a\": \"\\ude00\\ud83d\"}",
            "{'a': '\\ud83d\\ude00'}",
            "a: \\ud83d\\ude00",
        ] {
            assert_eq!(Prepared::new(text).text(), text);
        }
    }

    #[test]
    fn no_place_is_outside_the_file() {
        assert_eq!(places("ab\ncd", &[(3, 1), (2, 9), (9, 9)]), [(2, 3), (2, 3), (2, 3)]);
        assert_eq!(places("abc\nd", &[(3, 1), (1, 9)]), [(2, 2), (1, 4)]);
        assert_eq!(places("ab\n", &[(2, 1)]), [(1, 3)]);
        assert_eq!(places("", &[(1, 1)]), [(1, 1)]);
    }

    const INDENT: &str = "invalid indentation in flow construct";

    fn original(prepared: &Prepared, line: usize, column: usize) -> (usize, usize) {
        let Mark { line, column } = prepared.original(Mark { line, column });
        (line, column)
    }

    #[test]
    fn a_place_counts_from_the_end_of_an_escape_on() {
        let text = "{\"\\ud83d\\ude00\\ud83d\\ude00\": 1,\n\n \"\\ud83d\\ude00\": 2}";
        assert_eq!(
            places(text, &[(1, 2), (1, 12), (1, 13), (1, 22), (1, 23), (1, 24)]),
            [(1, 2), (1, 12), (1, 15), (1, 24), (1, 27), (1, 28)]
        );
        assert_eq!(places(text, &[(3, 3), (3, 12), (3, 13)]), [(3, 3), (3, 12), (3, 15)]);
        // Three in a line, and one that ends the file.
        let three = format!("{{\"{}\": 1}}", "\\ud83d\\ude00".repeat(3));
        assert_eq!(places(&three, &[(1, 32), (1, 33)]), [(1, 36), (1, 39)]);
        assert_eq!(places("{\"\\ud83d\\ude00", &[(1, 12), (1, 13)]), [(1, 12), (1, 15)]);
    }

    #[test]
    fn halves_are_found_behind_any_other_escape_and_in_lists() {
        for (text, wanted) in [
            ("[\"\\ud83d\\ude00\"]", "[\"\\U0001F600\"]"),
            ("\n {\"\\n\\ud83d\\ude00\": 1}", "\n {\"\\n\\U0001F600\": 1}"),
            ("{\"\\é\\ud83d\\ude00\": 1}", "{\"\\é\\U0001F600\": 1}"),
            ("{\"\\ud83d\\ud83d\\ude00\": 1}", "{\"\\ud83d\\U0001F600\": 1}"),
            ("{\"a\\", "{\"a\\"),
        ] {
            assert_eq!(Prepared::new(text).text(), wanted, "{text}");
        }
    }

    #[test]
    fn two_halves_make_a_character_beyond_16_bits_and_nothing_else() {
        assert_eq!(whole("\\ud800\\udc00"), Some('\u{10000}'));
        assert_eq!(whole("\\uDBFF\\uDFFF and more"), Some('\u{10ffff}'));
        for text in [
            "\\uffff\\u0041",
            "\\u0041\\u0042",
            "\\ud83d\\ud83d",
            "\\ude00\\ud83d",
            "\\ud83d\\ude0",
            "\\ud83d\\ude0g",
            "\\u+83d\\ude00",
            "\\ud83d ude00",
            "ud83d\\ude00",
            "\\ud83d",
            "",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_a_list_that_are_not_indented_are_moved_behind_its_bracket() {
        let mut prepared = Prepared::new("x: y\nk: [\n{b: c},\n\n  \n]\nd: e\n");
        assert!(prepared.mend(INDENT, 8, 10));
        assert_eq!(prepared.text(), "x: y\nk: [\n    {b: c},\n\n  \n    ]\nd: e\n");
        // A place in the blanks is that of the line.
        for (there, here) in [
            ((2, 4), (2, 4)),
            ((3, 1), (3, 1)),
            ((3, 5), (3, 1)),
            ((3, 6), (3, 2)),
            ((4, 1), (4, 1)),
            ((5, 2), (5, 2)),
            ((6, 5), (6, 1)),
            ((7, 2), (7, 2)),
        ] {
            assert_eq!(original(&prepared, there.0, there.1), here, "{there:?}");
        }
        // Once more, and further.
        assert!(prepared.mend("invalid indentation", 8, 10));
        assert!(prepared.text().contains("\n        {b: c},"), "{}", prepared.text());
        assert_eq!(original(&prepared, 3, 10), (3, 2));
    }

    #[test]
    fn only_the_lines_from_the_break_on_are_moved() {
        let mut prepared = Prepared::new("a: [x,\n     y,\nz, {w: [1\n]}]\nb: [\n]\n");
        assert!(prepared.mend(INDENT, 3, 15));
        assert_eq!(prepared.text(), "a: [x,\n     y,\n    z, {w: [1\n    ]}]\nb: [\n]\n");
    }

    #[test]
    fn what_cannot_be_mended_stays_as_it_is() {
        for (text, said, since, at) in [
            ("a: [b]\n", INDENT, 3, 4),
            ("a\n[b]\n", INDENT, 2, 3),
            ("a: [\nb\n", INDENT, 3, 5),
            ("a: b\n", INDENT, 0, 3),
            ("a: [\nb]\n", "misplaced bracket", 3, 5),
            ("a: b\n", TAB_BEHIND_COLON, 0, 3),
            ("a:\tb\n", "misplaced bracket", 0, 3),
        ] {
            let mut prepared = Prepared::new(text);
            assert!(!prepared.mend(said, since, at), "{text:?} {said}");
            assert_eq!(prepared.text(), text);
        }
    }

    #[test]
    fn tabs_behind_a_colon_become_as_many_blanks() {
        for (text, at, wanted) in [
            ("a:\tb\tc\n", 3, "a: b\tc\n"),
            ("a:\t\tb\n", 4, "a:  b\n"),
            ("a: \tb\n", 4, "a:  b\n"),
        ] {
            let mut prepared = Prepared::new(text);
            assert!(prepared.mend(TAB_BEHIND_COLON, 0, at), "{text:?}");
            assert_eq!(prepared.text(), wanted);
        }
    }

    #[test]
    fn a_file_is_read_anew_a_limited_number_of_times_and_bytes() {
        let mended = |prepared: &mut Prepared, before: usize| {
            (0..before).for_each(|_| assert!(!prepared.mend("other", 0, 0)));
            prepared.mend(TAB_BEHIND_COLON, 0, 3)
        };
        assert!(mended(&mut Prepared::new("a:\tb\n"), MOST_TIMES - 1));
        assert!(!mended(&mut Prepared::new("a:\tb\n"), MOST_TIMES));
        let long = format!("a:\tb{}\n", " ".repeat(MOST_BYTES / 8 - 5));
        assert_eq!(long.len(), MOST_BYTES / 8);
        assert!(mended(&mut Prepared::new(&long), 7));
        assert!(!mended(&mut Prepared::new(&long), 8));
    }

    #[test]
    fn a_place_has_a_byte_and_a_byte_a_place() {
        let text = "aé\r\nbc\rd\n";
        let prepared = Prepared::new(text);
        let mut cursor = prepared.cursor();
        for (line, column, byte) in [
            (1, 1, 0),
            (1, 2, 1),
            (1, 3, 3),
            (2, 2, 6),
            (2, 2, 6),
            (2, 1, 5),
            (3, 1, 8),
            (1, 2, 1),
            (3, 2, 9),
            // No such place.
            (4, 1, 10),
            (9, 9, 10),
            (2, 99, 10),
        ] {
            assert_eq!(cursor.byte(Mark { line, column }), byte, "{line}:{column}");
        }
        for (byte, line, column) in
            [(0, 1, 1), (1, 1, 2), (3, 1, 3), (5, 2, 1), (6, 2, 2), (8, 3, 1), (10, 4, 1)]
        {
            assert_eq!(prepared.mark(byte), Mark { line, column }, "{byte}");
        }
        assert_eq!(original(&prepared, 1, 9), (1, 3));
    }
}
