//! Why a text cannot be read, said to a person: what was found where, and what to do.
//!
//! The parser says what it was doing when it broke off, often at the beginning of what it was reading. Here the place is found where
//! the mistake is. Nothing is parsed here.

use super::flow;
use super::node::Mark;
use super::prepared::{Prepared, TAB_BEHIND_COLON, whole};
use crate::problem::Problem;

/// The finding for what the parser said, and its place in the prepared text.
///
/// `since` is the byte up to which the parser had come without trouble, and `offset` that at which it says it broke off.
pub(super) fn broken(
    prepared: &Prepared,
    said: &str,
    since: usize,
    offset: usize,
) -> (Mark, Problem) {
    let text = prepared.text();
    let (offset, problem) = if said.contains("quoted scalar") && !said.contains("trailing") {
        quoted_text(prepared, said, offset)
    } else if said.contains("tab") {
        let tab = text[offset..].find('\t').map_or(offset, |tab| offset + tab);
        let hint = "a tab cannot indent a line of YAML; write spaces instead";
        (tab, syntax("spaces", "a tab").with_hint(hint))
    } else if let Some(open) = unclosed_bracket(text, since, offset) {
        (end_of_line_before(text, offset), never_closed(prepared, open, text, offset))
    } else {
        (offset, in_words(said))
    };
    let problem = if template_at(text, offset) { template() } else { problem };
    (prepared.mark(offset), problem)
}

/// The finding for a file that has to be made into YAML first.
pub(super) fn template() -> Problem {
    Problem::new("template", "YAML or JSON", "a template (`{{ … }}` or `{% … %}`)")
        .with_hint("this looks like a template: render it first")
}

/// Whether the line of a byte, or the one before it, has the marks of a template.
pub(super) fn template_at(text: &str, offset: usize) -> bool {
    let end = text[offset..].find('\n').map_or(text.len(), |end| offset + end);
    text[..end].rsplit('\n').take(2).any(has_template)
}

/// Whether a text has the marks of a template.
pub(super) fn has_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

fn syntax(expected: impl Into<String>, found: impl Into<String>) -> Problem {
    Problem::new("syntax", expected.into(), found.into())
}

/// A quoted text that breaks off, or has an escape that there is not. Its opening quote is at `start`.
fn quoted_text(prepared: &Prepared, said: &str, start: usize) -> (usize, Problem) {
    let text = prepared.text();
    let quote = text[start..].chars().next().unwrap_or('"');
    if said.contains("escape") || said.contains("hexadecimal") {
        return bad_escape(text, start);
    }
    let opened = prepared.original(prepared.mark(start));
    let found = match said {
        "while scanning a quoted scalar, found unexpected end of stream" => "the end of the file",
        "while scanning a quoted scalar, found unexpected document indicator" => {
            "the end of the document"
        }
        _ => "a line that begins left of the text",
    };
    let problem = syntax(format!("the closing quote `{quote}`"), found).with_hint(format!(
        "the quote that opens in line {}, column {} is not closed; if the text is to go on, indent its lines more than its key",
        opened.line, opened.column
    ));
    (start, problem)
}

/// The first escape of a quoted text that there is not.
fn bad_escape(text: &str, start: usize) -> (usize, Problem) {
    const SINGLE: &str = "0abt\tnvfre \"/\\N_LP\n\r";
    let mut rest = text[start + 1..].char_indices().map(|(at, c)| (start + 1 + at, c));
    while let Some((at, c)) = rest.next() {
        if c != '\\' {
            continue;
        }
        let Some((letter_at, letter)) = rest.next() else { break };
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            letter if SINGLE.contains(letter) => continue,
            letter => {
                let problem = syntax("an escape that YAML has, such as `\\n`", format!("`\\{letter}`"))
                    .with_hint("write `\\\\` for a backslash, or put the text in single quotes, where `\\` is itself");
                return (at, problem);
            }
        };
        let code = text[letter_at + 1..].get(..digits);
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let Some(code) = code.and_then(|code| u32::from_str_radix(code, 16).ok()) else {
            let wanted = format!("{digits} hexadecimal digits behind `\\{letter}`");
            let problem = syntax(wanted, "something else");
            return (
                at,
                problem.with_hint("write `\\\\` for a backslash, or put the text in single quotes"),
            );
        };
        if char::from_u32(code).is_none() {
            let problem = match (whole(&text[at..]), code) {
                (Some(whole), _) => syntax(
                    "one escape for one character",
                    "an escape for each half of it",
                )
                .with_hint(format!(
                    "write `\\U{:08X}` or the character itself; halves are taken only in JSON",
                    u32::from(whole)
                )),
                (None, 0xD800..0xE000) => {
                    let half = format!("half of one, `\\{letter}{code:04x}`");
                    syntax("an escape for a whole character", half)
                        .with_hint("a half alone stands for nothing; write the character itself")
                }
                _ => syntax("the number of a character, at most 10FFFF", "a greater one"),
            };
            return (at, problem);
        }
    }
    (start, syntax("YAML or JSON", "an escape that there is not"))
}

/// The bracket that is not closed, if one is open where the parser broke off.
fn unclosed_bracket(text: &str, since: usize, offset: usize) -> Option<usize> {
    let open = flow::unclosed(text, since.min(offset), offset)?;
    flow::never_closed(text, open)
}

fn never_closed(prepared: &Prepared, open: usize, text: &str, offset: usize) -> Problem {
    let Mark { line, column } = prepared.original(prepared.mark(open));
    let (bracket, closing) = if text[open..].starts_with('[') { ('[', ']') } else { ('{', '}') };
    let found = match text[offset..].trim().is_empty() {
        true => "the end of the file",
        false => "something else",
    };
    syntax(format!("`,` or `{closing}`"), found).with_hint(format!(
        "the `{bracket}` that opens in line {line}, column {column} is not closed"
    ))
}

/// At the end of the file nothing stands that could be pointed at: the end of its last line is.
fn end_of_line_before(text: &str, offset: usize) -> usize {
    match text[offset..].trim().is_empty() {
        true => text.trim_end().len(),
        false => offset,
    }
}

/// What the parser says, in the words of a finding. It says what it was doing, and what it found or missed.
fn in_words(said: &str) -> Problem {
    let (expected, found, hint) = match said {
        said if said.ends_with("unknown anchor") => (
            "an alias of an anchor that is above it",
            "an alias without one",
            "write `&name` before the value that `*name` stands for, or quote the text if it is no alias",
        ),
        "mapping values are not allowed in this context" => (
            "one `key: value` in a line",
            "another `:`",
            "put text that holds `: ` in quotes, and check that the line is indented like its neighbours",
        ),
        "block sequence entries are not allowed in this context" => {
            ("a value", "the `-` of a list", "begin a list in a line of its own, below its key")
        }
        // Tabs there are read as blanks, up to a limit.
        TAB_BEHIND_COLON => ("a space behind the colon", "a tab", "write spaces instead of tabs"),
        "misplaced bracket" => (
            "YAML or JSON",
            "a closing bracket that nothing opened",
            "remove it, or put the text in quotes",
        ),
        "invalid trailing content after double-quoted scalar" => (
            "the end of the value",
            "more text behind the closing quote",
            "inside of single quotes write `''` for one, inside of double quotes `\\\"`",
        ),
        "while parsing a block mapping, did not find expected key"
        | "while parsing a block collection, did not find expected '-' indicator"
        | "invalid indentation"
        | "wrongly indented line in block scalar" => (
            "a line that is indented like its neighbours",
            "another indentation",
            "lines of one list or map begin in one column",
        ),
        said if said.contains("document start>") || said.contains("document-start>") => (
            "the end of the file",
            "more text behind the document",
            "keep one document in one file",
        ),
        said if said.starts_with("unexpected character") => (
            "a value",
            "a character that none begins with (`@`, `%` or a backtick)",
            "put the text in quotes",
        ),
        _ => return generic(said),
    };
    syntax(expected, found).with_hint(hint)
}

fn generic(said: &str) -> Problem {
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
        Some(missed) => syntax(format!("{missed}{during}"), "something else"),
        None => {
            let found = said.strip_prefix("found ").unwrap_or(said);
            syntax("YAML or JSON", format!("{found}{during}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected / found / hint` of a finding.
    fn words(problem: &Problem) -> String {
        let hint = problem.hint().map(|hint| format!(" / {hint}")).unwrap_or_default();
        format!("{} / {}{hint}", problem.expected(), problem.found())
    }

    #[test]
    fn each_thing_that_the_parser_says_has_its_words() {
        for (said, told) in [
            (
                "while parsing node, found unknown anchor",
                "an alias of an anchor that is above it / an alias without one / ",
            ),
            (
                "mapping values are not allowed in this context",
                "one `key: value` in a line / another `:` / put text that holds `: ` in quotes",
            ),
            (
                "block sequence entries are not allowed in this context",
                "a value / the `-` of a list / begin a list in a line of its own, below its key",
            ),
            (
                "misplaced bracket",
                "YAML or JSON / a closing bracket that nothing opened / remove it",
            ),
            (
                "invalid trailing content after double-quoted scalar",
                "the end of the value / more text behind the closing quote / inside of single quotes",
            ),
            (
                "while parsing a block mapping, did not find expected key",
                "a line that is indented like its neighbours / another indentation / ",
            ),
            (
                "while parsing a block collection, did not find expected '-' indicator",
                "a line that is indented like its neighbours / another indentation / ",
            ),
            (
                "invalid indentation",
                "a line that is indented like its neighbours / another indentation / ",
            ),
            (
                "wrongly indented line in block scalar",
                "a line that is indented like its neighbours / another indentation / ",
            ),
            (
                "did not find expected <document start>",
                "the end of the file / more text behind the document / keep one document",
            ),
            (
                "did not find expected <document-start>",
                "the end of the file / more text behind the document / keep one document",
            ),
            (
                "unexpected character: `@'",
                "a value / a character that none begins with (`@`, `%` or a backtick) / put the text in quotes",
            ),
            (
                "':' must be followed by a valid YAML whitespace",
                "a space behind the colon / a tab / write spaces instead of tabs",
            ),
            // What has no words of its own says what it was doing, and what it found or missed.
            (
                "while parsing a flow mapping, did not find expected ',' or '}'",
                "',' or '}' while parsing a flow mapping / something else",
            ),
            (
                "while parsing a flow sequence, expected ',' or ']'",
                "',' or ']' while parsing a flow sequence / something else",
            ),
            (
                "while scanning a verbatim tag, did not find the expected '>'",
                "'>' while scanning a verbatim tag / something else",
            ),
            (
                "while scanning a directive, could not find expected directive name",
                "directive name while scanning a directive / something else",
            ),
            ("did not find expected next token", "next token / something else"),
            (
                "while parsing a tag, found an invalid escape sequence",
                "YAML or JSON / an invalid escape sequence while parsing a tag",
            ),
            ("the handle wasn't declared", "YAML or JSON / the handle wasn't declared"),
        ] {
            let told_of = words(&in_words(said));
            assert!(told_of.starts_with(told), "{said}: {told_of}");
            assert!(
                told.ends_with(" / ")
                    || told.matches(" / ").count() == told_of.matches(" / ").count(),
                "{told_of}"
            );
        }
    }

    #[test]
    fn the_marks_of_a_template_count_in_the_line_of_a_place_and_the_one_before() {
        let text = "a: 1\nb: {{ c }}\nd: 2\ne: 3\n{% f %}\ng: 4";
        for (line, is_template) in
            [("a", false), ("b", true), ("d", true), ("e", false), ("{%", true), ("g", true)]
        {
            let at = text.find(line).unwrap();
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            assert_eq!(template_at(text, at), is_template, "{line}");
            assert_eq!(template_at(text, end), is_template, "the end of {line}");
        }
        assert!(template_at("{{", 0) && template_at("\n{{", 1) && !template_at("", 0));
        assert!(!template_at("{ {", 0) && !template_at("%}", 0) && !template_at("}}", 0));
    }

    #[test]
    fn the_escape_that_there_is_not_is_pointed_at() {
        const GOOD: &str = "\\0\\a\\b\\t\\\t\\n\\v\\f\\r\\e\\ \\\"\\/\\\\\\N\\_\\L\\P\\\n\\x41\\u00e9\\U0001F600\\ud7ff\\ue000";
        for (escape, told) in [
            ("\\q", "an escape that YAML has, such as `\\n` / `\\q` / "),
            ("\\é", "an escape that YAML has, such as `\\n` / `\\é` / "),
            ("\\x4", "2 hexadecimal digits behind `\\x` / something else / "),
            ("\\x4g", "2 hexadecimal digits behind `\\x` / something else / "),
            ("\\x+4", "2 hexadecimal digits behind `\\x` / something else / "),
            ("\\u00e", "4 hexadecimal digits behind `\\u` / something else / "),
            ("\\U0001F60", "8 hexadecimal digits behind `\\U` / something else / "),
            (
                "\\ud83d\\ude00",
                "one escape for one character / an escape for each half of it / write `\\U0001F600` or the character itself",
            ),
            ("\\ud800 ", "an escape for a whole character / half of one, `\\ud800` / "),
            ("\\udfff ", "an escape for a whole character / half of one, `\\udfff` / "),
            ("\\U0000d83d", "an escape for a whole character / half of one, `\\Ud83d` / "),
            ("\\U00110000", "the number of a character, at most 10FFFF / a greater one"),
        ] {
            let text = format!("a: \"{GOOD} é{escape}\"");
            let (at, problem) = bad_escape(&text, 3);
            assert_eq!(&text[at..], format!("{escape}\""), "{escape}");
            assert!(words(&problem).starts_with(told), "{escape}: {}", words(&problem));
        }
        // A backslash at the end of the file.
        let (at, problem) = bad_escape("a: \"b\\", 3);
        assert_eq!(
            (at, words(&problem).as_str()),
            (3, "YAML or JSON / an escape that there is not")
        );
    }
}
