//! One form of the token, and the search for it: whole anywhere, in pieces at the edges of a text.
//!
//! The search reads a text once in each direction (Knuth, Morris and Pratt), so its work grows with the text and not with the token.
//! Letters are compared without their case.

use std::cell::OnceCell;

/// The least length of a token, and of a piece of one that is searched for, in characters. Anything shorter is found in texts by chance.
pub(crate) const LEAST: usize = 8;

/// What to look for.
pub(super) struct Needle {
    ahead: Pattern,
    /// The same from its end, for pieces at the beginning of a text.
    back: Pattern,
}

impl Needle {
    pub(super) fn new(form: &[u8]) -> Self {
        let ahead: Vec<u8> = form.to_ascii_lowercase();
        let back = ahead.iter().rev().copied().collect();
        Self { ahead: Pattern::new(ahead), back: Pattern::new(back) }
    }

    /// Tells of every place in `text`, from and to.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let end = text.len();
        let (first, last) = (OnceCell::new(), OnceCell::new());
        let is_last =
            |at: usize| is_edge(last.get_or_init(|| edges(text.iter().rev(), true)), end - at);
        let is_first = |at: usize| is_edge(first.get_or_init(|| edges(text.iter(), false)), at);
        self.ahead.scan(text.iter(), |read, length| {
            if length == self.ahead.bytes.len() || is_last(read) {
                found(read - length, read);
            }
        });
        self.back.scan(text.iter().rev(), |read, length| {
            let from = end - read;
            if is_first(from) {
                found(from, from + length);
            }
        });
        // A piece out of the middle is the whole text, apart from the signs around it.
        let signs = |byte: &u8| !byte.is_ascii_alphanumeric();
        let (Some(from), Some(to)) =
            (text.iter().position(|byte| !signs(byte)), text.iter().rposition(|byte| !signs(byte)))
        else {
            return;
        };
        let whole = &text[from..=to];
        let mut windows = self.ahead.bytes.windows(whole.len());
        if whole.len() >= LEAST && windows.any(|part| part.eq_ignore_ascii_case(whole)) {
            found(from, to + 1);
        }
    }
}

/// Bytes to look for, with the table of their search.
struct Pattern {
    bytes: Vec<u8>,
    /// For each length that was found: the next shorter one that may go on in its place.
    shorter: Vec<usize>,
}

impl Pattern {
    fn new(bytes: Vec<u8>) -> Self {
        let mut shorter = vec![0; bytes.len() + 1];
        let mut length = 0;
        for (at, byte) in bytes.iter().enumerate().skip(1) {
            while length > 0 && bytes[length] != *byte {
                length = shorter[length];
            }
            length += usize::from(bytes[length] == *byte);
            shorter[at + 1] = length;
        }
        Self { bytes, shorter }
    }

    /// After each byte of `text` that ends the first [`LEAST`] bytes or more: how many were read, and how many of them fit.
    fn scan<'t>(&self, text: impl Iterator<Item = &'t u8>, mut fits: impl FnMut(usize, usize)) {
        let mut length = 0;
        for (at, byte) in text.enumerate() {
            let byte = byte.to_ascii_lowercase();
            while length > 0 && self.bytes.get(length) != Some(&byte) {
                length = self.shorter[length];
            }
            length += usize::from(self.bytes.get(length) == Some(&byte));
            if length >= LEAST {
                fits(at + 1, length);
            }
        }
    }
}

/// How long the rest of an escape can be that a text was cut in.
const CUT_ESCAPE: usize = 10;

fn is_edge(edges: &[bool], at: usize) -> bool {
    edges.get(at).is_some_and(|edge| *edge)
}

/// For each place of a text, read from one end: whether only signs, or a piece of an escape, stand between it and an edge.
///
/// An edge is that end, an ellipsis, a quotation mark and the sign of a tag: texts stand within texts.
fn edges<'t>(text: impl ExactSizeIterator<Item = &'t u8>, from_end: bool) -> Vec<bool> {
    let mut edges = Vec::with_capacity(text.len() + 1);
    edges.push(true);
    let (mut signs, mut last, mut escape) = (true, [0; 3], 0);
    for &byte in text {
        last = [last[1], last[2], byte];
        let edge = matches!(&last, b"..." | [0xe2, 0x80, 0xa6] | [0xa6, 0x80, 0xe2])
            || matches!(byte, b'"' | b'`' | b'<' | b'>');
        let letter = byte.is_ascii_alphanumeric();
        signs = edge || (signs && !letter);
        let opens = matches!(byte, b'%' | b'\\' | b'&');
        escape = match () {
            () if signs => 0,
            () if letter || opens || matches!(byte, b'#' | b';' | b'{' | b'}') => escape + 1,
            () => CUT_ESCAPE + 1,
        };
        // Read from its end, an escape that was cut is known by its first sign.
        edges.push(signs || (escape <= CUT_ESCAPE && (opens || !from_end)));
    }
    edges
}
