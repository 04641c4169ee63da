//! Names of the API as names of Rust, as text: what generated code calls things, so that it can be said before there is any code.
//!
//! The words of a name are those that the generator finds in it, by the same library.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// What cannot be a name in Rust. Most of it can with `_` behind it.
const KEYWORDS: [&str; 53] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `pageNumber` as `page_number`, `type` as `type_`: the field that is made of a member. Always a name.
#[must_use]
pub fn field(text: &str) -> String {
    named(&plain(text).to_snake_case(), "x")
}

/// `list_specs` or `SpecPage` as `LIST_SPECS` or `SPEC_PAGE`. Always a name.
#[must_use]
pub fn constant(text: &str) -> String {
    named(&plain(text).to_shouty_snake_case(), "X")
}

/// `not-equals` as `NotEquals`, `createdAt` as `CreatedAt`, `AND` as `And`; `None` for what gives no name, such as `>=` and `1.0`.
#[must_use]
pub fn variant(text: &str) -> Option<String> {
    let name = plain(text).to_pascal_case();
    is_name(&name).then_some(name)
}

/// Whether a text is a name in Rust as it is, of the letters that every keyboard has.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !KEYWORDS.contains(&text)
}

/// A text with `-` for what no name may hold.
fn plain(text: &str) -> String {
    text.replace('\'', "").replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-")
}

fn named(text: &str, front: &str) -> String {
    let text = match text.chars().next() {
        None => front.to_owned(),
        Some(first) if first.is_ascii_alphabetic() => text.to_owned(),
        Some(_) => format!("{front}{text}"),
    };
    if KEYWORDS.contains(&text.as_str()) { format!("{text}_") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variants() {
        for (text, name) in [
            ("not-equals", "NotEquals"),
            ("createdAt", "CreatedAt"),
            ("AND", "And"),
            ("text/plain", "TextPlain"),
            ("platform_resource_error", "PlatformResourceError"),
        ] {
            assert_eq!(variant(text).as_deref(), Some(name));
        }
        assert_eq!(["", "1st", ">=", "1.0", "self", "☃", "é"].map(variant), [const { None }; 7]);
    }

    #[test]
    fn what_is_no_name_in_rust_becomes_one_that_is_close() {
        let named = ["type", "self", "9 odd-name", "", "☃", "imageURLText"].map(field);
        assert_eq!(named, ["type_", "self_", "x9_odd_name", "x", "x", "image_url_text"]);
        assert_eq!(constant("9 odd-name"), "X9_ODD_NAME");
    }

    #[test]
    fn names_become_constants() {
        assert_eq!(constant("list_specs"), "LIST_SPECS");
        assert_eq!(constant("CreateSpecRequest"), "CREATE_SPEC_REQUEST");
    }

    #[test]
    fn every_keyword_is_no_name() {
        assert!(KEYWORDS.iter().all(|word| !is_name(word)));
        assert!(
            is_name("type_")
                && is_name("Name")
                && !is_name("1st")
                && !is_name("")
                && !is_name("a b")
        );
    }
}
