//! The credential: a text that never shows itself, and what can be wrong with it.
//!
//! Nothing here reads the environment; see [`Client::from_env`](crate::Client::from_env). How texts are searched for a token is in
//! [`crate::redact`].

use std::fmt;

use http::HeaderValue;

use crate::redact::{HIDDEN, LEAST, Redactor};

/// The credential of a tenant: an API key or a personal access token.
///
/// It goes out in the `Authorization` header exactly as given, so `Bearer …` has to be part of it when the service wants that.
/// `Debug` prints `[redacted]`; there is no `Display`.
///
/// Whatever a client says of itself (its errors, spans, hooks, dry runs and request ids) is searched for its token, also for one that is
/// written with JSON escapes, percent encoding or HTML entities, and for pieces of 8 characters or more at the edges of a text. Shorter
/// pieces would be found by chance, which is why a token of fewer than 8 characters (without `Bearer`) is refused. Values that the service
/// answers are given as they are: fields, headers, and the ids of items.
///
/// ```
/// use press_apps::Token;
///
/// let token = Token::new("very secret");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A token that was checked.
pub(crate) struct Credential {
    /// Marked as sensitive, so that its `Debug` hides it too.
    pub(crate) header: HeaderValue,
    pub(crate) redactor: Redactor,
}

impl Token {
    /// Takes the text as it is; [`ClientBuilder::build`](crate::ClientBuilder::build) checks it.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// What is sent and what is searched for, or what is wrong with the token.
    pub(crate) fn check(&self) -> Result<Credential, String> {
        if self.0.is_empty() {
            return Err("the token is empty".to_owned());
        }
        let secret = self.secret();
        if let Some(wrong) =
            unsendable(&self.0).or_else(|| quoted(&self.0)).or_else(|| quoted(secret))
        {
            return Err(wrong);
        }
        if secret.len() < LEAST {
            return Err(format!(
                "the token has fewer than {LEAST} characters, too few to keep it out of messages; is it the whole token?"
            ));
        }
        let mut header = HeaderValue::from_str(&self.0).map_err(|_| {
            "the token holds a character that cannot be sent in a header".to_owned()
        })?;
        header.set_sensitive(true);
        Ok(Credential { header, redactor: Redactor::new(secret) })
    }

    /// The part that may come back alone: what follows `Bearer`.
    fn secret(&self) -> &str {
        let Some((scheme, rest)) = self.0.split_once(' ') else { return &self.0 };
        let known = ["apikey", "basic", "bearer", "token"];
        let named = known.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        if named || rest.len() >= LEAST { rest } else { &self.0 }
    }
}

/// The first character of a token that a header cannot carry, or that nobody sees and nobody means, in words.
fn unsendable(token: &str) -> Option<String> {
    let last = token.chars().count() - 1;
    let (at, character, name) = token
        .chars()
        .enumerate()
        .find_map(|(at, c)| Some((at, c, name(c, at == 0 || at == last)?)))?;
    let place = match at {
        0 => "starts with".to_owned(),
        at if at == last => "ends with".to_owned(),
        at => format!("holds, as character {}, ", at + 1).trim_end().to_owned(),
    };
    let code = if character.is_ascii_graphic() {
        String::new()
    } else {
        format!(" (U+{:04X})", u32::from(character))
    };
    Some(format!(
        "the token {place} {name}{code}; remove it (it often comes from copying, or from the file the token was read from)"
    ))
}

/// What a character is called that may not stand in a token; `outside`: at its start or end.
fn name(character: char, outside: bool) -> Option<&'static str> {
    Some(match character {
        ' ' if outside => "a blank",
        '!'..='~' | ' ' => return None,
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        '\u{a0}' | '\u{2007}' | '\u{202f}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero width space",
        '\u{200c}' | '\u{200d}' => "a zero width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "an invisible mark of the writing direction"
        }
        '\u{2028}' | '\u{2029}' => "a line separator",
        '\u{2060}'..='\u{2064}' | '\u{180e}' | '\u{fe00}'..='\u{fe0f}' => "an invisible character",
        '\u{feff}' => "a byte order mark",
        '\u{fffd}' => "a replacement character (its source is not UTF-8)",
        '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' => "a quotation mark",
        character if character.is_whitespace() => "a space that is no plain blank",
        character if character.is_control() => "a control character",
        _ => "a character outside ASCII",
    })
}

/// What is wrong when a text stands in quotes.
fn quoted(text: &str) -> Option<String> {
    let quote = |c: char| matches!(c, '"' | '\'' | '`');
    let place = match (text.starts_with(quote), text.ends_with(quote)) {
        (true, true) => "stands in quotation marks",
        (true, false) => "starts with a quotation mark",
        (false, true) => "ends with a quotation mark",
        (false, false) => return None,
    };
    Some(format!(
        "the token {place}, which would be sent as a part of it; remove what is no part of the token"
    ))
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

impl From<&String> for Token {
    fn from(token: &String) -> Self {
        Self(token.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(token: &str) -> String {
        Token::new(token).check().err().unwrap_or_else(|| panic!("{token:?} is taken"))
    }

    #[test]
    fn the_token_is_sent_verbatim_and_marked_sensitive() {
        for token in ["Bearer abcdefgh", "a\"b'c\\d e", "12345678", "two words"] {
            let value = Token::new(token).check().unwrap().header;
            assert_eq!(value, token);
            assert!(value.is_sensitive());
            assert_eq!(format!("{value:?}"), "Sensitive");
        }
    }

    #[test]
    fn a_character_that_is_not_meant_is_named() {
        for (token, named) in [
            ("abcdefghi\n", "ends with a line break (U+000A)"),
            ("abcdefghi\r\n", "a line break (U+000D)"),
            (" abcdefghi", "starts with a blank (U+0020)"),
            ("abcdefghi ", "ends with a blank (U+0020)"),
            ("abcd\nefghi", "character 5, a line break (U+000A)"),
            ("abcd\tefghi", "character 5, a tab (U+0009)"),
            ("abcd\u{7f}efghi", "character 5, a control character (U+007F)"),
            ("\u{feff}abcdefghi", "starts with a byte order mark (U+FEFF)"),
            ("abcd\u{200b}efghi", "character 5, a zero width space (U+200B)"),
            ("abcdefghi\u{200d}", "ends with a zero width joiner (U+200D)"),
            ("abcdefghi\u{a0}", "ends with a no-break space (U+00A0)"),
            ("abcd\u{ad}efghi", "a soft hyphen (U+00AD)"),
            ("\u{2060}abcdefghi", "starts with an invisible character (U+2060)"),
            ("\u{202a}abcdefghi", "mark of the writing direction (U+202A)"),
            ("abcdefghi\u{2028}", "ends with a line separator"),
            ("abcd\u{2003}efghi", "a space that is no plain blank (U+2003)"),
            ("\u{201c}abcdefghi\u{201d}", "starts with a quotation mark (U+201C)"),
            ("abcd\u{fffd}efghi", "not UTF-8"),
            ("abcdefghü", "ends with a character outside ASCII (U+00FC)"),
            ("\"abcdefghi\"", "stands in quotation marks"),
            ("'abcdefghi'", "stands in quotation marks"),
            ("abcdefghi'", "ends with a quotation mark"),
            ("Bearer \"abcdefghi\"", "ends with a quotation mark"),
            ("Bearer 'abcdefghi", "starts with a quotation mark"),
        ] {
            let said = refused(token);
            assert!(said.contains(named) && !said.contains("abcd"), "{token:?}: {said}");
        }
    }

    #[test]
    fn a_token_that_is_too_short_to_be_searched_for_is_refused() {
        assert_eq!(refused(""), "the token is empty");
        for token in ["a", "1234567", "Bearer 1234567", "bearer abc", "Token x"] {
            let said = refused(token);
            assert!(said.contains("fewer than 8 characters"), "{said}");
        }
    }

    #[test]
    fn what_follows_bearer_is_hidden_without_it() {
        for token in ["Bearer s3cr3t-1", "s3cr3t-1", "Custom s3cr3t-1"] {
            let redactor = Token::new(token).check().unwrap().redactor;
            assert_eq!(redactor.text("s3cr3t-1 has expired".into()), "[redacted] has expired");
        }
    }
}
