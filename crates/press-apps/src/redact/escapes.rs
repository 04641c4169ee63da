//! A text with one layer of escapes taken away at a time, and where each byte of it stood in the text before.
//!
//! JSON and Rust escapes, percent encoding and HTML entities are decoded side by side: nobody says which of them a text is written in.
//! Nothing here fails: what is no escape stays as it is.

use std::borrow::Cow;

/// A text, or what it decodes to.
pub(super) struct Layer<'t> {
    bytes: Cow<'t, [u8]>,
    /// Where each byte began in the first text, and where that ended; empty for the first text itself.
    starts: Vec<usize>,
}

impl<'t> Layer<'t> {
    /// The text itself.
    pub(super) fn of(text: &'t [u8]) -> Self {
        Self { bytes: Cow::Borrowed(text), starts: Vec::new() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes.into_owned()
    }

    /// The part of the first text that a part of this one was decoded from.
    pub(super) fn source(&self, from: usize, to: usize) -> (usize, usize) {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or(at);
        (place(from), place(to))
    }

    /// The text with one layer of escapes less; `None` when there is none in it.
    pub(super) fn decoded(&self) -> Option<Layer<'static>> {
        let bytes = self.bytes();
        if !bytes.iter().any(|byte| matches!(byte, b'\\' | b'%' | b'&' | 0)) {
            return None;
        }
        let mut decoded = Vec::with_capacity(bytes.len());
        let mut starts = Vec::with_capacity(bytes.len() + 1);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let (start, _) = self.source(at, at);
            let rest = &bytes[at + 1..];
            let escape = match byte {
                b'\\' => backslash(rest),
                b'%' if rest.first() == Some(&b'u') => backslash(rest),
                b'%' => number(rest, 2, 16).map(|code| (code, 2)),
                b'&' => entity(rest),
                _ => None,
            };
            match escape {
                Some((code, length)) => {
                    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                    let mut utf8 = [0; 4];
                    for byte in character.encode_utf8(&mut utf8).bytes() {
                        decoded.push(byte);
                        starts.push(start);
                    }
                    at += length;
                }
                // Every other byte of ASCII text in UTF-16.
                None if byte == 0 => {}
                None => {
                    decoded.push(byte);
                    starts.push(start);
                }
            }
            at += 1;
        }
        if decoded.len() == bytes.len() {
            return None;
        }
        starts.push(self.source(at, at).0);
        Some(Layer { bytes: Cow::Owned(decoded), starts })
    }
}

/// What follows a backslash: the character it stands for, and how long it is.
fn backslash(rest: &[u8]) -> Option<(u32, usize)> {
    match rest {
        [b'u', b'{', digits @ ..] => {
            let length = digits.iter().take(7).position(|byte| *byte == b'}')?;
            Some((number(digits, length, 16)?, length + 3))
        }
        [b'u', digits @ ..] => Some((number(digits, 4, 16)?, 5)),
        [b'x', digits @ ..] => Some((number(digits, 2, 16)?, 3)),
        [sign @ (b'/' | b'"' | b'\'' | b'\\'), ..] => Some((u32::from(*sign), 1)),
        _ => None,
    }
}

/// What follows an ampersand: the character it stands for, and how long it is.
fn entity(rest: &[u8]) -> Option<(u32, usize)> {
    let (code, length) = match rest {
        [b'#', b'x' | b'X', digits @ ..] => {
            let length = digits.iter().take(9).take_while(|byte| byte.is_ascii_hexdigit()).count();
            (number(digits, length, 16)?, length + 2)
        }
        [b'#', digits @ ..] => {
            let length = digits.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
            (number(digits, length, 10)?, length + 1)
        }
        _ => {
            let length = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
            let (name, _) = rest.split_at_checked(length)?;
            let (_, sign) =
                NAMES.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))?;
            (u32::from(*sign), length)
        }
    };
    Some((code, length + usize::from(rest.get(length) == Some(&b';'))))
}

/// The number that the first `length` digits are.
fn number(digits: &[u8], length: usize, radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits.get(..length)?).ok()?;
    let digits =
        Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, radix).ok()
}

/// The names that HTML has for the characters a token can have. <https://html.spec.whatwg.org/multipage/named-characters.html>
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("DiacriticalGrave", '`'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("Hat", '^'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("midast", '*'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("UnderBar", '_'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
];
