//! `new` with what is required and one setter for each member: how request types are built.

use quote::quote;
use serde_json::Value;
use syn::{Field, Fields, Item, ItemStruct, Type, parse_quote};

use super::super::error::Error;
use super::super::render::docs;
use super::super::shape::{Schemas, texts};
use super::fields::{inner, last, wire_name};

/// The implementations that go with a request type.
pub(super) fn of(schemas: &Schemas<'_>, item: &ItemStruct) -> Result<Vec<Item>, Error> {
    match &item.fields {
        Fields::Named(fields) => {
            Ok(vec![named(schemas, item, &fields.named.iter().collect::<Vec<_>>())?])
        }
        Fields::Unnamed(fields) => {
            Ok(fields.unnamed.first().map(|field| map(item, &field.ty)).unwrap_or_default())
        }
        Fields::Unit => Ok(Vec::new()),
    }
}

fn named(schemas: &Schemas<'_>, item: &ItemStruct, fields: &[&Field]) -> Result<Item, Error> {
    let name = &item.ident;
    let text = name.to_string();
    let schema = schemas.flattened(schemas.get(&text).unwrap_or(&Value::Null));
    let required = texts(schema.get("required"));
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for wire in &required {
        let field = fields.iter().find(|field| wire_name(field) == *wire);
        let Some(field) = field else {
            return Err(Error::Generator(format!("made `{text}` without its required `{wire}`")));
        };
        let ident = &field.ident;
        let Taken { argument, value } = take(&field.ty, &quote!(#ident));
        arguments.push(quote!(#ident: #argument));
        values.push(quote!(#ident: #value));
    }
    let rest = fields
        .iter()
        .filter(|field| !required.contains(&wire_name(field).as_str()))
        .map(|field| &field.ident);
    let new = if required.is_empty() {
        let docs = docs("With nothing set; the methods below set what is wanted.");
        quote! {
            #docs
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        }
    } else {
        let docs = docs("With what is required; the methods below set the rest.");
        quote! {
            #docs
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #(#rest: None,)* }
            }
        }
    };
    let setters = fields.iter().map(|field| {
        let ident = &field.ident;
        let about: Vec<_> =
            field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
        let optional = inner(&field.ty, "Option");
        let Taken { argument, value } = take(optional.unwrap_or(&field.ty), &quote!(#ident));
        let value = if optional.is_some() { quote!(Some(#value)) } else { value };
        quote! {
            #(#about)*
            #[must_use]
            pub fn #ident(mut self, #ident: #argument) -> Self {
                self.#ident = #value;
                self
            }
        }
    });
    Ok(parse_quote! {
        impl #name {
            #new
            #(#setters)*
        }
    })
}

struct Taken {
    argument: proc_macro2::TokenStream,
    value: proc_macro2::TokenStream,
}

/// How a value of a type is taken from a caller: lists from anything that gives items, the rest by `Into`.
fn take(ty: &Type, name: &proc_macro2::TokenStream) -> Taken {
    if let Some(item) = inner(ty, "Vec") {
        return Taken {
            argument: quote!(impl IntoIterator<Item = impl Into<#item>>),
            value: quote!(#name.into_iter().map(Into::into).collect()),
        };
    }
    if let Some(list) = inner(ty, "JsonText")
        && inner(list, "Vec").is_some()
    {
        let Taken { argument, value } = take(list, name);
        return Taken { argument, value: quote!(::press_apps_api::JsonText(#value)) };
    }
    if last(ty) == "bool" {
        return Taken { argument: quote!(bool), value: name.clone() };
    }
    Taken { argument: quote!(impl Into<#ty>), value: quote!(#name.into()) }
}

/// A map by name: made from pairs.
fn map(item: &ItemStruct, ty: &Type) -> Vec<Item> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    let Some(segment) = path.path.segments.last().filter(|segment| segment.ident == "BTreeMap")
    else {
        return Vec::new();
    };
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Vec::new();
    };
    let Some(syn::GenericArgument::Type(value)) = arguments.args.last() else {
        return Vec::new();
    };
    let name = &item.ident;
    let (one, set) = (
        docs("With nothing in it."),
        docs("Sets one entry; an earlier one of the same name is replaced."),
    );
    vec![
        parse_quote! {
            impl #name {
                #one
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
                #set
                #[must_use]
                pub fn set(mut self, name: impl Into<String>, value: impl Into<#value>) -> Self {
                    self.0.insert(name.into(), value.into());
                    self
                }
            }
        },
        parse_quote! {
            impl<N: Into<String>, V: Into<#value>> FromIterator<(N, V)> for #name {
                fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
                    Self(entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
                }
            }
        },
        parse_quote! {
            impl<N: Into<String>, V: Into<#value>, const COUNT: usize> From<[(N, V); COUNT]> for #name {
                fn from(entries: [(N, V); COUNT]) -> Self {
                    entries.into_iter().collect()
                }
            }
        },
    ]
}
