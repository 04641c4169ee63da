//! The server's own words, taken out of an error body of any form.
//!
//! The document promises an object with an optional `detail`, but gateways answer with HTML, text or nothing. Values that a
//! body merely echoes are not words: a JSON body without a known member gives no message.

use serde_json::Value;

/// How much of an error body is read and kept, in bytes.
pub(crate) const ERROR_BODY_CAP: usize = 64 * 1024;
/// How long a message may be, in characters.
const MESSAGE_CAP: usize = 500;

/// The message in a body, on one line; `None` when there are no words in it.
pub(crate) fn message(body: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        // A body that was cut may end inside a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return None,
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    let said = match serde_json::from_str::<Value>(text) {
        Ok(value) => of_json(&value)?,
        Err(_) if text.starts_with(['{', '[']) => return None,
        Err(_) if text.starts_with('<') => of_html(text)?,
        Err(_) => text.to_owned(),
    };
    let line = one_line(&said, MESSAGE_CAP);
    (!line.is_empty()).then_some(line)
}

fn of_json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => ["detail", "message", "error", "title"]
            .iter()
            .find_map(|name| members.get(*name).and_then(of_member)),
        _ => None,
    }
}

/// A member that holds words: a text, a list of findings with a `msg`, or an object around them.
fn of_member(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Array(items) => {
            let words: Vec<_> = items
                .iter()
                .filter_map(|item| match item {
                    Value::String(text) => Some(text.as_str()),
                    Value::Object(members) => ["msg", "message", "detail"]
                        .iter()
                        .find_map(|name| members.get(*name)?.as_str()),
                    _ => None,
                })
                .collect();
            (!words.is_empty()).then(|| words.join("; "))
        }
        Value::Object(_) => of_json(value),
        _ => None,
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

/// `text` on one line of at most `cap` characters, without control characters.
pub(crate) fn one_line(text: &str, cap: usize) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if let Some((end, _)) = line.char_indices().nth(cap) {
        line.truncate(end);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

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
