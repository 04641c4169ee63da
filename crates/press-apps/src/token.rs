//! The credential: a text that never shows itself.
//!
//! Nothing here reads the environment; see [`Client::from_env`](crate::Client::from_env).

use std::fmt;

use http::HeaderValue;

/// What is shown instead of a token.
const HIDDEN: &str = "[redacted]";

/// The credential of a tenant: an API key or a personal access token.
///
/// It goes out in the `Authorization` header exactly as given, so `Bearer …` has to be part of it when the service wants that.
/// `Debug` prints `[redacted]`; there is no `Display`.
///
/// ```
/// use press_apps::Token;
///
/// let token = Token::new("very secret");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes the text as it is; [`ClientBuilder::build`](crate::ClientBuilder::build) checks it.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The header value, marked as sensitive so that its `Debug` hides it too.
    pub(crate) fn header(&self) -> Result<HeaderValue, &'static str> {
        if self.0.is_empty() {
            return Err("the token is empty");
        }
        if self.0.trim() != self.0 {
            return Err("the token starts or ends with white space (a line break from a file?)");
        }
        let mut value = HeaderValue::from_str(&self.0).map_err(
            |_| "the token holds a character that cannot be sent in a header (a line break or a control character)",
        )?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// `text` without the token: a server that echoes a request must not put it into our errors.
    pub(crate) fn redact(&self, text: String) -> String {
        match String::from_utf8(self.redact_bytes(text.into_bytes())) {
            Ok(text) => text,
            // Taking a whole text out of another leaves a text.
            Err(_) => HIDDEN.to_owned(),
        }
    }

    /// The same for a body that may be anything. Before it is cut, or a part of the token would stay.
    pub(crate) fn redact_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        // What follows `Bearer` is the secret, and may come back without it.
        let secret = self.0.rsplit(' ').next().unwrap_or_default().as_bytes();
        // A token is never this short; replacing one letter would garble every message.
        if secret.len() < 4 || !bytes.windows(secret.len()).any(|part| part == secret) {
            return bytes;
        }
        let mut clean = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let Some(&first) = rest.first() {
            if let Some(after) = rest.strip_prefix(secret) {
                clean.extend_from_slice(HIDDEN.as_bytes());
                rest = after;
            } else {
                clean.push(first);
                rest = &rest[1..];
            }
        }
        clean
    }
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

    #[test]
    fn the_token_is_sent_verbatim_and_marked_sensitive() {
        let value = Token::new("Bearer abc").header().unwrap();
        assert_eq!(value, "Bearer abc");
        assert!(value.is_sensitive());
        assert_eq!(format!("{value:?}"), "Sensitive");
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_without_showing_it() {
        for token in ["", "abc\n", " abc", "a\nb", "a\u{7f}b"] {
            let refused = Token::new(token).header().unwrap_err();
            assert!(!refused.contains("abc"), "{refused}");
        }
    }

    #[test]
    fn a_text_that_echoes_the_token_is_cleaned() {
        let token = Token::new("s3cr3t");
        assert_eq!(
            token.redact("you sent s3cr3t, s3cr3t".into()),
            "you sent [redacted], [redacted]"
        );
        let bearer = Token::new("Bearer s3cr3t");
        assert_eq!(bearer.redact("s3cr3t has expired".into()), "[redacted] has expired");
        assert_eq!(
            bearer.redact_bytes(b"\xffs3cr3ts3cr3t\xff".to_vec()),
            b"\xff[redacted][redacted]\xff"
        );
    }
}
