//! What is done to the text of an answer before it is read as JSON, and the few deviations from JSON that are taken.
//!
//! A byte order mark before it; blanks and NUL after it; and half of a surrogate pair in a text or a name, which becomes U+FFFD. Nothing
//! is built here, and what the text says is for others to find out.

/// A body without the mark some servers put before it and the padding some put after it.
pub(crate) fn framed(body: &[u8]) -> &[u8] {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let padding = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let end = body.iter().rposition(|byte| !padding(byte)).map_or(0, |last| last + 1);
    &body[..end]
}

/// The text with the escape of U+FFFD in place of that of each half of a surrogate pair; `None` if there is no half.
///
/// `\ud83d` alone is valid JSON and no text: what cuts a text in the middle of an emoji makes it. Escapes stand in texts alone, so those
/// need not be found. A whole pair is left as it is.
pub(crate) fn mend_halves(text: &[u8]) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|byte| *byte == b'\\') {
        let here = at + found;
        match escape(text, here) {
            Some(0xD800..=0xDBFF) if matches!(escape(text, here + 6), Some(0xDC00..=0xDFFF)) => {
                at = here + 12;
            }
            Some(0xD800..=0xDFFF) => {
                // Both are as long, so the places stay the same.
                mended.get_or_insert_with(|| text.to_vec())[here + 2..here + 6]
                    .copy_from_slice(b"fffd");
                at = here + 6;
            }
            // Any other escape: the two characters are one, so that `\\ud83d` is a backslash before five letters.
            _ => at = (here + 2).min(text.len()),
        }
    }
    mended
}

/// The number of an escape such as `\u00e9`, if one begins here.
fn escape(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_before_and_padding_after_are_taken_away() {
        assert_eq!(framed(b"\xef\xbb\xbf {}\r\n\0\0 \0"), b" {}");
        assert_eq!(framed(b"\0\n"), b"");
        assert_eq!(framed(b"\xef\xbb\xbf"), b"");
        assert_eq!(framed(b"\0{}"), b"\0{}");
        assert_eq!(framed(b"{}x"), b"{}x");
    }

    #[test]
    fn only_half_a_pair_is_mended() {
        for (before, after) in [
            (r#"{"a\ud83d":"cut \uD83D"}"#, Some(r#"{"a\ufffd":"cut \ufffd"}"#)),
            (r#""\ude00\ud83d\ude00\ud83d""#, Some(r#""\ufffd\ud83d\ude00\ufffd""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83d\u0041""#, Some(r#""\ufffd\u0041""#)),
            (r#""\\ud83d""#, None),
            (r#""\\\ud83d""#, Some(r#""\\\ufffd""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\u+d83""#, None),
            (r#""\ud83"#, None),
            (r"\", None),
            ("", None),
        ] {
            let mended = mend_halves(before.as_bytes());
            assert_eq!(mended.as_deref(), after.map(str::as_bytes), "{before}");
        }
    }
}
