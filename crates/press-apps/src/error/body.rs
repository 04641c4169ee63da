//! The server's own words, taken out of an error body of any form.
//!
//! The document promises an object with an optional `detail`, but gateways answer with HTML, text or nothing. Values that a
//! body merely echoes are not words: a JSON body without a known member gives no message. Nothing is built of the body but the words.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::json;

/// How much of an error body is read and kept, in bytes.
pub(crate) const ERROR_BODY_CAP: usize = 64 * 1024;
/// How long a message may be, in characters.
const MESSAGE_CAP: usize = 500;
/// The members that hold words, the most telling first.
const WORDS: [&str; 9] = [
    "detail",
    "message",
    "msg",
    "error_description",
    "error",
    "errors",
    "description",
    "reason",
    "title",
];
/// How deep words may lie.
const DEPTH: usize = 6;

/// The message in a body, on one line; `None` when there are no words in it.
pub(crate) fn message(body: &[u8]) -> Option<String> {
    let body = json::framed(body);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        // A body that was cut may end inside a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return None,
    };
    let text = text.trim();
    let said = match of_json(text) {
        Ok(words) => words?,
        Err(_) if text.starts_with(['{', '[']) => {
            let mended = json::mend_halves(text.as_bytes())?;
            of_json(std::str::from_utf8(&mended).ok()?).ok()??
        }
        Err(_) if text.starts_with('<') => of_html(text)?,
        Err(_) => text.to_owned(),
    };
    let line = one_line(&said, MESSAGE_CAP);
    (!line.is_empty()).then_some(line)
}

fn of_json(text: &str) -> Result<Option<String>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let words = Words { depth: DEPTH }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(words)
}

/// Reads words: a text, the first telling member of an object, or the words of each item of a list.
struct Words {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Words {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.depth == 0 {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| None);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Words {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((!text.trim().is_empty()).then(|| text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut best: Option<(usize, String)> = None;
        while let Some(name) = members.next_key::<String>()? {
            let rank = WORDS.iter().position(|known| *known == name);
            match rank.filter(|rank| best.as_ref().is_none_or(|(best, _)| rank <= best)) {
                Some(rank) => {
                    let words = members.next_value_seed(Self { depth: self.depth - 1 })?;
                    best = words.map(|words| (rank, words)).or(best);
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(best.map(|(_, words)| words))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut words = String::new();
        while let Some(item) = list.next_element_seed(Self { depth: self.depth - 1 })? {
            // What is beyond the cap is not shown.
            if let Some(item) = item.filter(|_| words.len() <= 4 * MESSAGE_CAP) {
                let between = if words.is_empty() { "" } else { "; " };
                words.push_str(between);
                words.push_str(&item);
            }
        }
        Ok((!words.is_empty()).then_some(words))
    }
}

/// The title or first heading of a page.
fn of_html(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    ["title", "h1"].iter().find_map(|tag| {
        let open = lower.find(&format!("<{tag}"))?;
        let start = open + lower[open..].find('>')? + 1;
        let end = start + lower[start..].find("</")?;
        let title = text.get(start..end)?.trim();
        (!title.is_empty()).then(|| title.to_owned())
    })
}

/// `text` on one line of at most `cap` characters, without control characters; what turns the direction of writing or shows nothing is
/// escaped.
pub(crate) fn one_line(text: &str, cap: usize) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        word.chars().for_each(|c| push_visible(c, &mut line));
    }
    if let Some((end, _)) = line.char_indices().nth(cap) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Adds a character as it is, if it is printed, and else escaped.
fn push_visible(c: char, line: &mut String) {
    if c.is_ascii() {
        return line.push(c);
    }
    // Behind a letter, where an accent is no character of its own and stays.
    let mut text = [b'a'; 5];
    let length = 1 + c.encode_utf8(&mut text[1..]).len();
    let text = std::str::from_utf8(&text[..length]).unwrap_or_default();
    line.extend(text.escape_debug().skip(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_line_can_change_what_a_terminal_shows() {
        assert_eq!(
            one_line(
                "a\u{202e}b\n\u{1b}[2J\u{200b}\u{2066}c\u{feff} \u{e9} e\u{301} \u{1f600} \"q\" \\",
                200
            ),
            "a\\u{202e}b [2J\\u{200b}\\u{2066}c\\u{feff} \u{e9} e\u{301} \u{1f600} \"q\" \\"
        );
    }

    fn said(body: &str) -> Option<String> {
        message(body.as_bytes())
    }

    #[test]
    fn the_detail_of_a_json_object_is_the_message() {
        assert_eq!(said(r#"{"detail":"name is taken"}"#).as_deref(), Some("name is taken"));
        assert_eq!(said(r#"{"message":"no","code":7}"#).as_deref(), Some("no"));
        assert_eq!(said(r#"{"error":{"message":"no"}}"#).as_deref(), Some("no"));
        assert_eq!(said(r#"{"detail":[{"msg":"a"},{"msg":"b"}]}"#).as_deref(), Some("a; b"));
        assert_eq!(said(r#""plain""#).as_deref(), Some("plain"));
        assert_eq!(said(r#"{"detail":{"msg":"no"}}"#).as_deref(), Some("no"));
        assert_eq!(
            said(r#"{"errors":[{"message":"a","code":1},"b",{"detail":{"msg":"c"}}]}"#).as_deref(),
            Some("a; b; c")
        );
        assert_eq!(said(r#"{"errors":{"name":["taken"]},"message":"no"}"#).as_deref(), Some("no"));
        assert_eq!(
            said(r#"{"error":"invalid_token","error_description":"it expired"}"#).as_deref(),
            Some("it expired")
        );
        assert_eq!(
            said(r#"{"title":"Bad","status":400,"detail":"name"}"#).as_deref(),
            Some("name")
        );
        assert_eq!(said("\u{feff}{\"detail\":\"a\",\"detail\":\"b\"}\0\0").as_deref(), Some("b"));
        assert_eq!(said(r#"{"detail":"cut \ud83d"}"#).as_deref(), Some("cut \u{fffd}"));
    }

    #[test]
    fn text_and_html_give_their_words_on_one_line() {
        assert_eq!(said("upstream\n  gone\u{7}").as_deref(), Some("upstream gone"));
        assert_eq!(
            said("<html><head><TITLE>502 Bad\nGateway</TITLE></head></html>").as_deref(),
            Some("502 Bad Gateway")
        );
        assert_eq!(said("<!doctype html><h1 class=x>Sign in</h1>").as_deref(), Some("Sign in"));
    }

    #[test]
    fn a_body_without_words_gives_none() {
        for body in [
            "",
            "  \n",
            "null",
            "[]",
            "[1,2]",
            "{}",
            r#"{"value":"x"}"#,
            r#"{"detail":""}"#,
            r#"{"detail":"cut o"#,
            "<p>",
            "<html>",
        ] {
            assert_eq!(said(body), None, "{body}");
        }
        assert_eq!(message(&[0x1f, 0x8b, 0x08, 0x00, 0xff]), None);
    }

    #[test]
    fn a_long_message_is_cut_and_a_cut_character_is_dropped() {
        let long = said(&"ü".repeat(2000)).unwrap();
        assert_eq!(long.chars().count(), MESSAGE_CAP + 1);
        assert_eq!(message(&"aü".as_bytes()[..2]).as_deref(), Some("a"));
    }
}
