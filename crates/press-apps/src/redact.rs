//! The one rule of what is never said: whatever the client itself says is searched for the token.
//!
//! Texts are searched after everything else has decoded them, in each way a text can be written: as it is in any case of letters, with JSON
//! escapes, percent encoding or HTML entities, and these within each other. At an edge of a text, of a text that is
//! quoted in it, and where `…` says that something was cut, a piece of the token counts as well. Nothing here knows where a text comes from or goes to; values that were decoded for the
//! caller are never changed.

mod escapes;
mod needle;

use std::fmt;
use std::sync::Arc;

use self::escapes::Layer;
pub(crate) use self::needle::LEAST;
use self::needle::Needle;

/// What is shown instead of a token.
pub(crate) const HIDDEN: &str = "[redacted]";
/// How many encodings within each other are looked through.
const LAYERS: usize = 16;

/// Takes a token out of texts.
#[derive(Clone)]
pub struct Redactor(Arc<[Needle]>);

impl Redactor {
    /// For a secret of ASCII characters; one that is shorter than [`LEAST`] is never found.
    pub(crate) fn new(secret: &str) -> Self {
        let mut forms = vec![secret.as_bytes().to_vec()];
        // A token may itself look as if it were encoded, and then parts of it are decoded with the text around it.
        for _ in 0..LAYERS {
            match forms.last().and_then(|form| Layer::of(form).decoded()) {
                Some(next) => forms.push(next.into_bytes()),
                None => break,
            }
        }
        // How forms and queries write a blank.
        forms.push(secret.replace(' ', "+").into_bytes());
        forms.retain(|form| form.len() >= LEAST);
        forms.dedup();
        Self(forms.iter().map(|form| Needle::new(form)).collect())
    }

    /// `text` without the token and without pieces of it at its edges.
    pub(crate) fn text(&self, text: String) -> String {
        let found = self.find(text.as_bytes());
        if found.is_empty() {
            return text;
        }
        let mut clean = String::with_capacity(text.len());
        let mut rest = 0;
        for (from, to) in found {
            // The token is ASCII, so what is found begins and ends between characters.
            clean.push_str(text.get(rest..from).unwrap_or_default());
            clean.push_str(HIDDEN);
            rest = to;
        }
        clean.push_str(text.get(rest..).unwrap_or_default());
        clean
    }

    /// The same for a text that may be missing.
    pub(crate) fn option(&self, text: &mut Option<String>) {
        *text = text.take().map(|text| self.text(text));
    }

    /// Whether the token or a piece of it at an edge is in `bytes`.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        bytes.len() >= LEAST && !self.find(bytes).is_empty()
    }

    /// Where the token is: from and to, in order, without overlaps.
    fn find(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut layer = Layer::of(text);
        for _ in 0..LAYERS {
            for needle in self.0.iter() {
                needle.find(layer.bytes(), |from, to| found.push(layer.source(from, to)));
            }
            match layer.decoded() {
                Some(next) => layer = next,
                None => break,
            }
        }
        found.sort_unstable();
        found.dedup_by(|next, before| {
            let overlaps = next.0 < before.1;
            if overlaps {
                before.1 = before.1.max(next.1);
            }
            overlaps
        });
        found
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of character that something escapes.
    const TOKEN: &str = r#"tok/secret+1="&'\<x>=="#;

    fn clean(text: &str) -> String {
        Redactor::new(TOKEN).text(text.to_owned())
    }

    fn percent(text: &str, upper: bool) -> String {
        let hex = |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { hex(byte) }
            })
            .collect()
    }

    fn every_unit(text: &str, write: fn(u32) -> String) -> String {
        text.chars().map(|c| write(u32::from(c))).collect()
    }

    fn json(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    }

    /// The token in each way a server may write it.
    fn written() -> Vec<String> {
        vec![
            TOKEN.to_owned(),
            TOKEN.to_ascii_uppercase(),
            json(TOKEN),
            json(TOKEN).replace('/', r"\/").replace('=', r"\u003d").replace('+', r"\u002B"),
            every_unit(TOKEN, |c| format!(r"\u{c:04x}")),
            every_unit(TOKEN, |c| format!(r"\u{c:04X}")),
            every_unit(TOKEN, |c| format!(r"\u{{{c:x}}}")),
            every_unit(TOKEN, |c| format!(r"\x{c:02x}")),
            TOKEN.escape_debug().to_string(),
            percent(TOKEN, true),
            percent(TOKEN, false),
            every_unit(TOKEN, |c| format!("%{c:02X}")),
            every_unit(TOKEN, |c| format!("&#{c};")),
            every_unit(TOKEN, |c| format!("&#{c:05};")),
            every_unit(TOKEN, |c| format!("&#x{c:x};")),
            every_unit(TOKEN, |c| format!("&#X{c:X};")),
            TOKEN
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;"),
            TOKEN
                .replace('&', "&AMP")
                .replace('/', "&sol;")
                .replace('=', "&equals;")
                .replace('+', "&plus;"),
            // UTF-16 that was read as bytes.
            every_unit(TOKEN, |c| format!("{}\0", char::from_u32(c).unwrap())),
        ]
    }

    #[test]
    fn the_token_is_found_however_it_is_written() {
        for text in written() {
            let said = clean(&format!("who is {text}? Nobody knows."));
            assert!(said.starts_with("who is "), "{said}");
            assert!(said.ends_with("? Nobody knows.") && said.contains(HIDDEN), "{text}: {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn encodings_within_each_other_are_looked_through() {
        for inner in written() {
            let outer: [fn(&str) -> String; 4] = [
                |text| json(text),
                |text| percent(text, false),
                |text| text.replace('&', "&amp;").replace('"', "&quot;"),
                |text| every_unit(text, |c| format!(r"\u{c:04x}")),
            ];
            for (number, write) in outer.iter().enumerate() {
                let mut text = inner.clone();
                for _ in 0..3 {
                    text = write(&text);
                }
                let said = clean(&format!("a {text} b"));
                assert_eq!(said, "a [redacted] b", "{number}: {text}");
            }
        }
    }

    #[test]
    fn what_only_looks_like_it_stays_as_it_is() {
        for text in [
            "",
            "%",
            "%2",
            "%zz",
            r"\",
            r"\u",
            r"\u00",
            r"\u{",
            r"\u{110000}",
            r"\ud83d",
            "&",
            "&#",
            "&#x;",
            "&#99999999999;",
            "&amp",
            "&nosuch;",
            "tok secret+1=",
            "tok/sec",
            "ü…ü",
            "a tok/secret+1= b",
            "\0",
            "\u{fffd}",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn a_piece_of_eight_characters_at_an_edge_is_the_token() {
        let piece = &TOKEN[..8];
        for (text, said) in [
            (format!("bad token {piece}"), "bad token [redacted]"),
            (format!("bad token {piece}…"), "bad token [redacted]…"),
            (format!("bad token {piece}… and more"), "bad token [redacted]… and more"),
            (format!("at `x`: (found \"{piece}…\")"), "at `x`: (found \"[redacted]…\")"),
            (format!("{{\"detail\":\"{piece}...\"}}"), "{\"detail\":\"[redacted]...\"}"),
            (format!("bad {piece}\"}}"), "bad [redacted]\"}"),
            (format!("{{\"a\":\"bad {piece}\",\"b\":1}}"), "{\"a\":\"bad [redacted]\",\"b\":1}"),
            (format!("<p>bad {piece}</p><p>b</p>"), "<p>bad [redacted]</p><p>b</p>"),
            (format!("<b>{}</b> is bad", &TOKEN[14..]), "<b>[redacted]</b> is bad"),
            (format!("bad {}", percent(piece, false)), "bad [redacted]"),
            (format!("bad {piece}%2"), "bad [redacted]%2"),
            (format!("bad {piece}\\u00"), "bad [redacted]\\u00"),
            (format!("bad {piece}&#x2"), "bad [redacted]&#x2"),
            (TOKEN[8..].to_owned(), "[redacted]"),
            (format!("{} is no token", &TOKEN[8..]), "[redacted] is no token"),
            (format!("…{} is no token", &TOKEN[8..]), "…[redacted] is no token"),
            (format!("2F{} is no token", &TOKEN[8..]), "2F[redacted] is no token"),
            (TOKEN[4..12].to_owned(), "[redacted]"),
            (format!("{}…", &TOKEN[4..12]), "[redacted]…"),
        ] {
            assert_eq!(clean(&text), said, "{text}");
        }
        // Shorter, or not at an edge.
        for text in [
            format!("bad token {}", &TOKEN[..7]),
            format!("{} is no token", &TOKEN[TOKEN.len() - 7..]),
            format!("bad {piece} here"),
        ] {
            assert_eq!(clean(&text), text);
        }
        let plain = Redactor::new("abcdefgh/ijklmnop");
        assert_eq!(plain.text("so gh/ijklmnop is none".into()), "so gh/ijklmnop is none");
    }

    #[test]
    fn tokens_side_by_side_and_within_themselves_are_taken_out_whole() {
        assert_eq!(clean(&format!("{TOKEN}{TOKEN}")), "[redacted][redacted]");
        let said = |text: &str| Redactor::new("abababab").text(text.to_owned());
        assert_eq!(said("xabababababy"), "x[redacted]y");
        assert_eq!(said("üabababab€"), "ü[redacted]€");
        let dots = Redactor::new("a.c*e+(g");
        assert_eq!(dots.text("abcdeeeg a.c*e+(g".into()), "abcdeeeg [redacted]");
    }

    #[test]
    fn a_token_that_looks_encoded_is_found_encoded_and_not() {
        let token = "a%41&amp;b/cdefghijk";
        let redactor = Redactor::new(token);
        for text in [
            token.to_owned(),
            percent(token, true),
            token.replace('/', r"\/"),
            token.replace('&', "&amp;"),
            token.replace('&', "&amp;").replace('/', "%2f"),
            percent(&percent(token, true), false),
        ] {
            assert_eq!(redactor.text(format!("<{text}>")), "<[redacted]>", "{text}");
        }
        assert_eq!(Redactor::new("two words").text("q=two+words&".into()), "q=[redacted]&");
    }

    #[test]
    fn the_work_grows_with_the_text_alone() {
        // Each of these is quadratic for a search that starts again at every place.
        let token = "-".repeat(1000) + "x";
        let redactor = Redactor::new(&token);
        for text in ["-", "%25", "%2d", "\\", "&amp;", "…", "-...", "\\u002d", "%", "&#"] {
            let text = text.repeat(20_000);
            redactor.text(text);
        }
    }
}
