//! Rules about single texts: versions, URLs, path segments, names.

use serde_json::Value;

use super::Site;
use crate::id::{self, quoted};
use crate::problem::Problems;
use crate::version::ReleaseVersion;

/// `semantic-version`
pub(super) fn semantic_version(value: &Value, site: &Site<'_>) -> Problems {
    let text = value.as_str().filter(|text| !text.is_empty());
    match text.map(ReleaseVersion::new) {
        Some(Err(refusal)) => {
            let refusal = refusal.into_problem();
            let problem = site.problem(refusal.expected(), refusal.found());
            match refusal.hint() {
                Some(hint) => problem.with_hint(hint.to_owned()).into(),
                None => problem.into(),
            }
        }
        _ => Problems::new(),
    }
}

/// `path-segment`
pub(super) fn path_segment(value: &Value, site: &Site<'_>) -> Problems {
    let text = value.as_str().filter(|text| !text.is_empty());
    match text.map(|text| id::check("path segment", text)) {
        Some(Err(refusal)) => {
            let refusal = refusal.into_problem();
            let hint = refusal.hint().unwrap_or_default().to_owned();
            site.problem(refusal.expected(), refusal.found()).with_hint(hint).into()
        }
        _ => Problems::new(),
    }
}

/// `absolute-url`
pub(super) fn absolute_url(value: &Value, site: &Site<'_>) -> Problems {
    let Some(text) = value.as_str() else {
        return Problems::new();
    };
    // The parser repairs what is not written as a URL, and the service would be sent the text as it was.
    if let Some(repaired) = needs_repair(text) {
        return site.problem(URL, quoted(text)).with_hint(repaired).into();
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => {
            Problems::new()
        }
        Ok(_) => site
            .problem(URL, quoted(text))
            .with_hint("only http and https URLs can be shown")
            .into(),
        Err(_) if text.is_empty() => site
            .problem(URL, "empty text")
            .with_hint("leave the field out if there is no picture")
            .into(),
        Err(error) => site.problem(URL, quoted(text)).with_hint(error.to_string()).into(),
    }
}

/// What a text has that a URL has not, though the parser would take it.
fn needs_repair(text: &str) -> Option<&'static str> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Some("spaces, control characters and `\\` are percent-encoded in a URL");
    }
    let (scheme, rest) = text.split_once(':')?;
    let shown = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest
        .strip_prefix("//")
        .is_some_and(|rest| !rest.starts_with(['/', '?', '#']) && !rest.is_empty());
    (shown && !host).then_some("two slashes and a host follow the scheme")
}

const URL: &str = "an absolute URL such as \"https://example.com/a.png\"";

/// `not-blank`
pub(super) fn not_blank(value: &Value, site: &Site<'_>) -> Problems {
    match value.as_str() {
        // Empty text is for `min-length` to say.
        Some(text) if !text.is_empty() && text.trim().is_empty() => {
            site.problem("text that can be seen", "only spaces").into()
        }
        Some(text) if !text.is_empty() && !text.chars().any(is_visible) => site
            .problem("text that can be seen", "only characters that leave no mark")
            .with_hint("control characters, characters of no width and fillers show nothing")
            .into(),
        _ => Problems::new(),
    }
}

/// Whether a character leaves a mark: no blank, no control character, none of no width, and no filler.
fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        )
}
