//! How the types are read: a call of a macro of `press-apps-api` in place of serde's derive, with the members and their names.
//!
//! What the macros take beyond the derive is said where they are. Types that hold what the document does not name, and maps, keep the
//! derive: it takes no list for an object there either.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Fields, Item, ItemEnum, ItemStruct, Path, Token, parse_quote};

use super::super::error::Error;
use super::super::shape::{Schemas, texts};
use super::fields::{last, wire_name};

/// The macro call that reads a struct.
pub(super) fn of_struct(item: &mut ItemStruct) -> Option<Item> {
    let name = item.ident.clone();
    let Fields::Named(fields) = &mut item.fields else {
        return Some(parse_quote!(plain!(#name);));
    };
    if fields.named.iter().any(|field| has(field, "flatten")) {
        return None;
    }
    let members = fields.named.iter_mut().map(|field| {
        let (ident, wire) = (field.ident.clone(), wire_name(field));
        // A list that has to be there and may be `null`.
        let present = has(field, "deserialize_with").then(|| format_ident!("present"));
        field.attrs.retain(|attribute| !says(attribute, "deserialize_with"));
        quote!(#ident: #wire #present)
    });
    let members: Vec<TokenStream> = members.collect();
    without_derive(&mut item.attrs);
    Some(parse_quote!(object! { #name { #(#members),* } }))
}

/// The macro call that reads an enum whose variants are objects; `structs` are those of the document.
pub(super) fn of_enum(
    schemas: &Schemas<'_>,
    item: &mut ItemEnum,
    structs: &[ItemStruct],
) -> Result<Item, Error> {
    let name = item.ident.clone();
    let mut variants: Vec<TokenStream> = Vec::new();
    let mut all: Vec<(String, String, TokenStream)> = Vec::new();
    for variant in &item.variants {
        let held = variant.fields.iter().next().map(|field| last(&field.ty)).unwrap_or_default();
        let Some(ItemStruct { fields: Fields::Named(fields), .. }) =
            structs.iter().find(|one| one.ident == held)
        else {
            // A number or a text: it is told by its kind, and nothing has to be held until it is known.
            return Ok(parse_quote!(plain!(#name);));
        };
        let schema = schemas.flattened(schemas.get(&held).unwrap_or(&Value::Null));
        let required = texts(schema.get("required"));
        let mut members = Vec::new();
        for field in &fields.named {
            let (ident, wire) = (&field.ident, wire_name(field));
            let ty = field.ty.to_token_stream().to_string();
            match all.iter().find(|(known, ..)| *known == wire) {
                None => all.push((wire.clone(), ty, quote!(#ident: #wire))),
                Some((_, known, _)) if *known == ty => {}
                Some(_) => {
                    return Err(Error::Generator(format!(
                        "cannot read `{name}`: `{wire}` has one type in one of its kinds and another in another, and a kind is told by its members"
                    )));
                }
            }
            let optional = (!required.contains(&wire.as_str())).then(|| format_ident!("optional"));
            members.push(quote!(#ident: #wire #optional));
        }
        let (variant, held) = (&variant.ident, format_ident!("{held}"));
        variants.push(quote!(#variant: #held { #(#members),* }));
    }
    without_derive(&mut item.attrs);
    let all = all.iter().map(|(_, _, member)| member);
    Ok(parse_quote!(one_of! { #name { #(#all),* } #(#variants)* }))
}

fn has(field: &Field, word: &str) -> bool {
    field.attrs.iter().any(|attribute| says(attribute, word))
}

/// Whether an attribute of serde says something.
fn says(attribute: &Attribute, word: &str) -> bool {
    attribute.path().is_ident("serde")
        && attribute.meta.to_token_stream().to_string().contains(word)
}

/// Takes serde's `Deserialize` out of the derives.
fn without_derive(attributes: &mut [Attribute]) {
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let Ok(derives) =
            attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
        else {
            continue;
        };
        let kept = derives
            .into_iter()
            .filter(|path| path.segments.last().is_none_or(|last| last.ident != "Deserialize"));
        let kept: Vec<Path> = kept.collect();
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}
