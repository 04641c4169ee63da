//! Names of the API as names of Rust.

use proc_macro2::{Ident, Span};

/// `not-equals` as `NotEquals`, `createdAt` as `CreatedAt`, `AND` as `And`, `text/plain` as `TextPlain`.
pub(crate) fn variant(text: &str) -> Option<Ident> {
    let name: String = words(text)
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect();
    syn::parse_str(&name).ok()
}

/// `list_specs` or `SpecPage` as `LIST_SPECS` or `SPEC_PAGE`.
pub(super) fn constant(text: &str) -> Ident {
    ident(words(text).join("_").to_uppercase())
}

/// `pageNumber` as `page_number`: the field that typify makes of a member.
pub(crate) fn field(text: &str) -> Ident {
    ident(words(text).join("_"))
}

/// The name itself where Rust takes it, else one that is close: a keyword with `_` behind it, a number with `_` before it.
fn ident(name: String) -> Ident {
    let ways = [name.clone(), format!("{name}_"), format!("_{name}_")];
    let taken = ways.iter().find_map(|way| syn::parse_str(way).ok());
    taken.unwrap_or_else(|| Ident::new("unnamed", Span::call_site()))
}

/// The words of a name, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before_was_lower = false;
    for letter in text.chars() {
        let ends = !letter.is_alphanumeric() || (letter.is_uppercase() && before_was_lower);
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before_was_lower = letter.is_lowercase() || letter.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variants() {
        let named = |text| variant(text).map(|name| name.to_string());
        assert_eq!(named("not-equals").as_deref(), Some("NotEquals"));
        assert_eq!(named("createdAt").as_deref(), Some("CreatedAt"));
        assert_eq!(named("AND").as_deref(), Some("And"));
        assert_eq!(named("text/plain").as_deref(), Some("TextPlain"));
        assert_eq!(named("platform_resource_error").as_deref(), Some("PlatformResourceError"));
        assert_eq!(named(""), None);
        assert_eq!(named("1st"), None);
    }

    #[test]
    fn what_is_no_name_in_rust_becomes_one_that_is_close() {
        let named = ["type", "self", "9 odd-name", "", "☃"].map(|text| field(text).to_string());
        assert_eq!(named, ["type_", "self_", "_9_odd_name_", "__", "__"]);
        assert_eq!(constant("9 odd-name").to_string(), "_9_ODD_NAME_");
    }

    #[test]
    fn names_become_constants() {
        assert_eq!(constant("list_specs").to_string(), "LIST_SPECS");
        assert_eq!(constant("CreateSpecRequest").to_string(), "CREATE_SPEC_REQUEST");
    }
}
