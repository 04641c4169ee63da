//! How each page type gives up its items and counts.

use quote::{format_ident, quote};
use serde_json::Value;

use super::error::Error;
use super::names::member;
use super::render::parse;
use super::shape::{Schemas, texts};
use press_apps_contract::document::{join, reference_name};

pub(super) fn file(schemas: &Schemas<'_>) -> Result<syn::File, Error> {
    let document = schemas.document();
    let mut pages = Vec::new();
    for operation in document.operations() {
        let Some(pagination) = operation.value.get("x-press-pagination") else {
            continue;
        };
        let pointer = join(&operation.pointer, "x-press-pagination");
        let problem = |message: &str| Error::Document(document.problem(&pointer, message).into());
        let name = schemas
            .response(&operation)
            .ok_or_else(|| problem("a list needs a response with a named schema"))?;
        let schema = schemas.flattened(schemas.get(name).unwrap_or(&Value::Null));
        let items = pagination.get("items").and_then(Value::as_str).unwrap_or_default();
        let total = pagination.get("total").and_then(Value::as_str).unwrap_or_default();
        let item = schema
            .pointer(&join("/properties", items))
            .and_then(|list| list.pointer("/items/$ref"))
            .and_then(Value::as_str)
            .map(reference_name)
            .ok_or_else(|| {
                problem(&format!("`{items}` is not a list of a named schema in `{name}`"))
            })?;
        let mut counts = Vec::new();
        for (part, name_of_part) in [
            ("page_number", "pageNumber"),
            ("page_size", "pageSize"),
            ("page_count", "pageCount"),
            ("total", total),
        ] {
            if schema.pointer(&join("/properties", name_of_part)).is_none() {
                return Err(problem(&format!("`{name}` has no `{name_of_part}`")));
            }
            let (part, field) = (format_ident!("{part}"), member(&schema, name_of_part));
            counts.push(if texts(schema.get("required")).contains(&name_of_part) {
                quote!(#part: Some(u64::from(self.#field)))
            } else {
                quote!(#part: self.#field.map(u64::from))
            });
        }
        let (page, item, list) =
            (format_ident!("{name}"), format_ident!("{item}"), member(&schema, items));
        pages.push(quote! {
            impl Page for types::#page {
                type Item = types::#item;
                const ITEMS: &'static str = #items;

                fn into_parts(self) -> PageParts<Self::Item> {
                    PageParts { items: self.#list.unwrap_or_default(), #(#counts),* }
                }
            }
        });
    }
    parse(quote! {
        //! How each page type gives up its items and counts.
        use ::press_apps_api::{Page, PageParts, types};

        #(#pages)*
    })
}
