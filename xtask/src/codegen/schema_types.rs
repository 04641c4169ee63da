//! The type of every schema, in a list for the contract tests: a new schema needs no line there.

use std::collections::BTreeSet;

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::shape::Schemas;
use super::transform::HAND_WRITTEN;

/// The list. A schema that is plain text or any value in Rust has no type of its own and is not on it.
pub(super) fn file(schemas: &Schemas<'_>, types: &syn::File) -> syn::File {
    let mut generated: BTreeSet<String> = types.items.iter().filter_map(name).collect();
    generated.extend(schemas.enums().map(|(name, _)| name.to_owned()));
    let rows = schemas.all().filter_map(|(name, _)| {
        let ident = format_ident!("{name}");
        if generated.contains(name) {
            Some(quote!(Typed::of::<types::#ident>(#name)))
        } else if HAND_WRITTEN.contains(&name) && name != "ConditionValue" {
            Some(quote!(Typed::of::<::press_apps_api::#ident>(#name)))
        } else {
            None
        }
    });
    parse_quote! {
        //! Every schema of the document that has a type of its own, with the type.

        use ::press_apps_api::types;

        use super::Typed;

        pub(super) static TYPES: &[Typed] = &[#(#rows),*];
    }
}

fn name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}
