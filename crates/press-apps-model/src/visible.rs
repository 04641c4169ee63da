//! Text from elsewhere, made safe to show. What is shown and where is decided by those who print.

use std::fmt::{self, Write as _};

/// Text from elsewhere in a line for people: no line break, no escape sequence and nothing that turns the direction of writing reaches a
/// terminal or a log, and it is cut after 400 characters.
pub(crate) struct Visible<'t>(pub(crate) &'t str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 400;
        for (count, c) in self.0.chars().enumerate() {
            if count == LONGEST {
                return write!(f, "… ({} characters)", self.0.chars().count());
            }
            match c {
                ' '..='~' => f.write_char(c)?,
                c => write!(f, "{}", Escaped(c))?,
            }
        }
        Ok(())
    }
}

/// A character that may be one that is not printed.
struct Escaped(char);

impl fmt::Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Behind a letter, where an accent is no character of its own and stays.
        let mut text = [b'a'; 5];
        let length = 1 + self.0.encode_utf8(&mut text[1..]).len();
        let text = std::str::from_utf8(&text[..length]).unwrap_or_default();
        text.escape_debug().skip(1).try_for_each(|c| f.write_char(c))
    }
}
