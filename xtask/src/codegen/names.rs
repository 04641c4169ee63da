//! Names of the API as names of Rust. What they are called is said by `press-apps-contract`, which lint asks too; here they are tokens.

use proc_macro2::{Ident, Span};
use serde_json::Value;

use press_apps_contract::names;

/// `not-equals` as `NotEquals`, `createdAt` as `CreatedAt`, `AND` as `And`, `text/plain` as `TextPlain`.
pub(crate) fn variant(text: &str) -> Option<Ident> {
    names::variant(text).map(|name| ident(&name))
}

/// `list_specs` or `SpecPage` as `LIST_SPECS` or `SPEC_PAGE`.
pub(super) fn constant(text: &str) -> Ident {
    ident(&names::constant(text))
}

/// `pageNumber` as `page_number`: the field that typify makes of a member.
pub(crate) fn field(text: &str) -> Ident {
    ident(&names::field(text))
}

/// The field that stands for a member of an object, by the name it was given or by its own.
pub(super) fn member(schema: &Value, name: &str) -> Ident {
    given(schema.get("x-press-names"), name).map_or_else(|| field(name), ident)
}

/// The name that a table of names gives to a text.
pub(super) fn given<'a>(names: Option<&'a Value>, text: &str) -> Option<&'a str> {
    names?.get(text)?.as_str()
}

/// A name of Rust as a token.
fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new("unnamed", Span::call_site()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_text_gives_a_field_and_a_constant() {
        for text in ["pageNumber", "type", "self", "9 odd-name", "", "☃", "²", "_"] {
            assert_ne!(field(text), "unnamed", "{text}");
            assert_ne!(constant(text), "unnamed", "{text}");
        }
    }

    #[test]
    fn a_given_name_comes_before_the_own() {
        let schema = json!({ "x-press-names": { "new": "is_new" } });
        assert_eq!([member(&schema, "new"), member(&schema, "old")], ["is_new", "old"]);
    }
}
