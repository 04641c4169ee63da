//! The brackets and quotes of a text in JSON's style (YAML: flow style), found without reading what they hold.
//!
//! It has to be right for what can be read, and helpful for what cannot. It does not judge: that is the parser's.

/// What has a beginning and an end.
#[derive(Clone, Copy)]
pub(super) enum Token {
    /// `[` or `{`, at this byte.
    Open(usize),
    /// `]` or `}`, at this byte.
    Close(usize),
    /// A quoted text, from behind its opening quote to its closing one, or to the end of the file.
    Text { quote: char, start: usize, end: usize },
}

/// Calls `each` for every bracket and quoted text from the byte `from` on.
pub(super) fn tokens(text: &str, from: usize, mut each: impl FnMut(Token)) {
    walk(text, from, |token| {
        each(token);
        true
    });
}

/// As [`tokens`], until `each` says no.
fn walk(text: &str, from: usize, mut each: impl FnMut(Token) -> bool) {
    // Where a value may begin: a quote within plain text is a part of it, and outside of brackets a bracket is, too.
    let (mut at, mut begins, mut blank, mut depth) = (from, true, true, 0_usize);
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        let token = match c {
            '"' | '\'' if begins => {
                let end = end_of_quoted(text, next, c).unwrap_or(text.len());
                Some(Token::Text { quote: c, start: next, end })
            }
            '[' | '{' if begins || depth > 0 => {
                depth += 1;
                Some(Token::Open(at))
            }
            ']' | '}' if depth > 0 => {
                depth -= 1;
                Some(Token::Close(at))
            }
            '#' if blank => {
                at = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
                continue;
            }
            _ => None,
        };
        blank = c.is_whitespace();
        begins = match c {
            '[' | '{' | ',' | ':' | '?' | '\n' | '\r' => true,
            '-' => begins && text[next..].starts_with([' ', '\t', '\n', '\r']),
            c => begins && c.is_whitespace(),
        };
        at = match token {
            Some(Token::Text { end, .. }) => (end + 1).min(text.len()),
            _ => next,
        };
        if token.is_some_and(|token| !each(token)) {
            return;
        }
    }
}

/// The byte of the closing quote of a text that begins at `from`.
fn end_of_quoted(text: &str, from: usize, quote: char) -> Option<usize> {
    let mut rest = text[from..].char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' if quote == '"' => {
                rest.next();
            }
            c if c == quote => {
                if quote == '\'' && text[from + at + 1..].starts_with('\'') {
                    rest.next();
                } else {
                    return Some(from + at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The byte of the bracket that closes the one at `open`.
pub(super) fn end_of_flow(text: &str, open: usize) -> Option<usize> {
    let (mut depth, mut end) = (0_usize, None);
    walk(text, open, |token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(at) => {
                depth -= 1;
                end = (depth == 0).then_some(at);
            }
            Token::Text { .. } => {}
        }
        end.is_none()
    });
    end
}

/// The outermost bracket that opens between the bytes `from` and `to` and is not closed there.
pub(super) fn unclosed(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut open = Vec::new();
    tokens(&text[..to.min(text.len())], from, |token| match token {
        Token::Open(at) => open.push(at),
        Token::Close(_) => {
            open.pop();
        }
        Token::Text { .. } => {}
    });
    open.first().copied()
}

/// The innermost bracket that opens at the byte `from` or later and is closed nowhere, nor by a bracket of the other kind.
pub(super) fn never_closed(text: &str, from: usize) -> Option<usize> {
    let (mut open, mut wrong) = (Vec::new(), None);
    walk(text, from, |token| {
        match token {
            Token::Open(at) => open.push(at),
            Token::Close(at) => {
                let opened = open.pop();
                wrong = opened.filter(|opened| {
                    (text.as_bytes()[*opened] == b'[') != (text.as_bytes()[at] == b']')
                });
            }
            Token::Text { .. } => {}
        }
        wrong.is_none()
    });
    wrong.or(open.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in a text: each bracket as it is written, and each quoted text between its quotes.
    fn found(text: &str) -> String {
        let mut found = String::new();
        tokens(text, 0, |token| match token {
            Token::Open(at) | Token::Close(at) => found.push_str(&text[at..=at]),
            Token::Text { quote, start, end } => {
                found.push_str(&format!("{quote}{}{quote}", &text[start..end]));
            }
        });
        found
    }

    #[test]
    fn brackets_count_where_a_value_may_begin_and_within_others() {
        for (text, brackets) in [
            ("[1, {a: 2}]", "[{}]"),
            ("a: [1]", "[]"),
            ("a: b [1]", ""),
            ("a: b\n[1]", "[]"),
            ("a: b\r{1}", "{}"),
            ("? [1]", "[]"),
            ("  [1]", "[]"),
            ("\t{}", "{}"),
            ("- [1]", "[]"),
            ("-\t[1]", "[]"),
            ("- - [1]", "[]"),
            ("-[1]", ""),
            ("a - [1]", ""),
            ("-\n[1]", "[]"),
            ("-\r[1]", "[]"),
            ("[a[b]c]", "[[]]"),
            ("[a{b}c]", "[{}]"),
            ("[] x[1]", "[]"),
            ("{} x{1}", "{}"),
            ("a: x]", ""),
            ("] }", ""),
            ("[]]", "[]"),
        ] {
            assert_eq!(found(text), brackets, "{text:?}");
        }
    }

    #[test]
    fn quoted_texts_end_at_their_own_quote() {
        for (text, texts) in [
            ("'a'", "'a'"),
            ("\"a\"", "\"a\""),
            ("a: 'b' c: 'd'", "'b''d'"),
            ("a: b'c'", ""),
            ("a: b \"c\"", ""),
            ("'it''s' [", "'it''s'"),
            ("'a\\' x", "'a\\'"),
            ("\"a\\\"b\"", "\"a\\\"b\""),
            ("\"a\\\\\" x", "\"a\\\\\""),
            ("\"it's\"", "\"it's\""),
            ("['[', \"]\"]", "['['\"]\"]"),
            ("['ä[ü', 1]", "['ä[ü']"),
            // To the end of the file, if nothing closes it.
            ("'a]", "'a]'"),
            ("\"a\\", "\"a\\\""),
            ("'", "''"),
        ] {
            assert_eq!(found(text), texts, "{text:?}");
        }
    }

    #[test]
    fn comments_begin_behind_a_blank_and_end_with_their_line() {
        for (text, brackets) in [
            ("# [1]", ""),
            ("#, [1]", ""),
            ("# [1]\n[2]", "[]"),
            ("# [1]\r{2}", "{}"),
            ("a: b # [1]", ""),
            ("[a #]\n]", "[]"),
            ("[a#]", "[]"),
            ("[a\t#]\n]", "[]"),
            ("[#]", "[]"),
        ] {
            assert_eq!(found(text), brackets, "{text:?}");
        }
    }

    #[test]
    fn the_end_of_a_list_or_map_is_the_bracket_that_closes_it() {
        for (text, open, end) in [
            ("[]", 0, Some(1)),
            ("[[1], {}] ]", 0, Some(8)),
            ("[[1], {}] ]", 1, Some(3)),
            ("a: {b: [1]}", 3, Some(10)),
            ("[[1]", 0, None),
            ("[']']", 0, Some(4)),
        ] {
            assert_eq!(end_of_flow(text, open), end, "{text:?} {open}");
        }
    }

    #[test]
    fn the_outermost_bracket_that_is_open_somewhere_is_found() {
        for (text, from, to, open) in [
            ("[{1", 0, 3, Some(0)),
            ("[{1}", 0, 4, Some(0)),
            ("[1] ", 0, 4, None),
            ("[1]: [2", 0, 7, Some(5)),
            ("[1, [2]", 4, 7, None),
            ("[1, [2]", 4, 6, Some(4)),
            ("['[']", 0, 99, None),
        ] {
            assert_eq!(unclosed(text, from, to), open, "{text:?} {from}..{to}");
        }
    }

    #[test]
    fn quotes_and_comments_hide_brackets() {
        let text = "[\"]\\\"]\", ']''', a\"b, {c: 1}, # ]\n d]e";
        assert_eq!(end_of_flow(text, 0), text.rfind(']'));
    }

    #[test]
    fn a_bracket_that_is_never_closed_is_found() {
        assert_eq!(never_closed("a: [1, {b: 2}", 3), Some(3));
        assert_eq!(never_closed("a: [1, {b: 2]", 3), Some(7));
        assert_eq!(never_closed("a: [1, {b: 2}]", 3), None);
        assert_eq!(never_closed("a: {b: [2}, c: 1]", 3), Some(7));
        assert_eq!(never_closed("['a', [1, 2]", 0), Some(0));
        assert_eq!(never_closed("[1, {b: 2", 0), Some(4));
        assert_eq!(unclosed("a: [1, {b: 2}, x", 0, 16), Some(3));
        assert_eq!(unclosed("a: x[1", 0, 6), None);
    }
}
