//! How values and choices are worded in findings, and which name was most likely meant.

use serde_json::Value;

use crate::id::quoted;

/// A value as a finding names it: small values as they are, lists and objects by their kind.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "empty text".to_owned(),
        Value::String(text) => quoted(text),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        other => kind(other).to_owned(),
    }
}

/// The kind of a value, as findings word it: all that is ever said about the value of a parameter.
///
/// ```
/// assert_eq!(press_apps_model::kind(&serde_json::Value::Bool(true)), "a boolean");
/// ```
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A text without quotes, cut after 40 characters.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
    }
}

/// The names to choose from, as findings word them: `a, b or c`, cut after a dozen.
///
/// ```
/// assert_eq!(press_apps_model::choice(&["a", "b", "c"]), "a, b or c");
/// ```
pub fn choice<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 12;
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        many if many.len() > MOST => format!("{} or another", many[..MOST].join(", ")),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The hint for a misspelt name, `did you mean "x"?`, if one of the candidates is close enough to `found`: the same but for case and
/// separators, a few letters off, or a name that `found` is a part of.
///
/// ```
/// let hint = press_apps_model::did_you_mean(
///     "create_spce",
///     ["create_spec", "list_specs"],
/// );
/// assert_eq!(hint.as_deref(), Some("did you mean \"create_spec\"?"));
/// assert_eq!(press_apps_model::did_you_mean("colour", ["create_spec"]), None);
/// ```
pub fn did_you_mean<'a>(
    found: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    closest(found, candidates).map(|name| format!("did you mean {name:?}?"))
}

/// The candidate that `found` was most likely meant to be: the same but for case and separators, or a few letters off.
fn closest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    // Enough for any real list of names, and no burden where there are thousands.
    const MOST: usize = 100;
    if found.is_empty() || found.chars().count() > LONGEST {
        return None;
    }
    let plain = plain(found);
    let candidates: Vec<&str> = candidates
        .into_iter()
        .take(MOST)
        .filter(|candidate| *candidate != found && candidate.len() <= 4 * LONGEST)
        .collect();
    let near = candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&plain, &self::plain(candidate)), *candidate))
        .filter(|(distance, candidate)| {
            let longer = plain.chars().count().max(candidate.chars().count());
            // Of one or two letters, none may differ: another name is not a misspelt one.
            *distance <= if longer < 3 { 0 } else { longer.div_ceil(4).min(3) }
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate);
    near.or_else(|| {
        // A part of a name will do, if it is a part of one alone.
        let mut longer =
            candidates.iter().filter(|candidate| self::plain(candidate).contains(&plain));
        let only = longer.next().filter(|_| longer.next().is_none());
        only.copied().filter(|_| plain.chars().count() >= 4)
    })
}

/// Lower case without separators, so that `image_url` is `imageUrl`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_found() {
        let names =
            ["parameters", "imageUrl", "descriptionContentType", "description", "name", "id"];
        let meant = |found: &str| closest(found, names);
        assert_eq!(meant("parametrs"), Some("parameters"));
        assert_eq!(meant("image_url"), Some("imageUrl"));
        assert_eq!(meant("ImageURL"), Some("imageUrl"));
        assert_eq!(meant("decsription"), Some("description"));
        assert_eq!(meant("nmae"), Some("name"));
        assert_eq!(meant("contentType"), Some("descriptionContentType"));
        assert_eq!(meant("desc"), None);
        assert_eq!(meant("colour"), None);
        assert_eq!(meant("xy"), None);
        assert_eq!((closest("z", ["a"]), closest("ab", ["ac"])), (None, None));
        assert_eq!((closest("A", ["a"]), closest("agee", ["age"])), (Some("a"), Some("age")));
        assert_eq!(meant(&"x".repeat(10_000)), None);
    }

    #[test]
    fn choices_are_worded() {
        assert_eq!(choice(&["a"]), "a");
        assert_eq!(choice(&["a", "b", "c"]), "a, b or c");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(choice(&many).ends_with("10, 11 or another"));
    }
}
