//! The table of operations: what the document says about each, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::error::Error;
use super::names::{constant, variant};
use super::render::{docs, parse, sha256};
use super::shape::{Schemas, texts};
use press_apps_contract::document::{Operation, join};

pub(super) fn file(schemas: &Schemas<'_>) -> Result<syn::File, Error> {
    let document = schemas.document();
    let mut table = Vec::new();
    let mut names = Vec::new();
    for operation in document.operations() {
        let (name, code) = entry(schemas, &operation)?;
        names.push(name);
        table.push(code);
    }
    // In this file alone, so that a change of the document that changes no code changes one line.
    let checksum = sha256(&document.text);
    parse(quote! {
        //! Every operation of the API, in the order of its document.
        use ::press_apps_api::{Lookup, Operation, Pagination, RetryClass};

        /// The SHA-256 checksum of the document that this crate was generated from, as hexadecimal digits.
        pub const DOCUMENT_SHA256: &str = #checksum;

        /// Every operation, in the order of the document.
        pub static OPERATIONS: &[&Operation] = &[#(&#names),*];

        #(#table)*
    })
}

fn entry(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
) -> Result<(syn::Ident, TokenStream), Error> {
    let document = schemas.document();
    let missing = |key: &str| {
        Error::Document(
            document.problem(&operation.pointer, format!("an operation needs `{key}`")).into(),
        )
    };
    let text = |key: &'static str| {
        operation.value.get(key).and_then(Value::as_str).ok_or_else(|| missing(key))
    };
    let id = text("operationId")?;
    if variant(id).is_none() {
        let pointer = join(&operation.pointer, "operationId");
        let what = format!("`{id}` gives no name in Rust: write it like `list_specs`");
        return Err(Error::Document(document.problem(&pointer, what).into()));
    }
    let summary = text("summary")?;
    let tag = *texts(operation.value.get("tags")).first().ok_or_else(|| missing("tags"))?;
    let retry = match text("x-press-retry")? {
        "read" => quote!(RetryClass::Read),
        "replace" => quote!(RetryClass::Replace),
        "remove" => quote!(RetryClass::Remove),
        "create" => quote!(RetryClass::Create),
        other => {
            let pointer = join(&operation.pointer, "x-press-retry");
            return Err(Error::Document(
                document.problem(&pointer, format!("`{other}` is no retry class")).into(),
            ));
        }
    };
    let lookup = match operation.value.get("x-press-lookup") {
        None => quote!(None),
        Some(lookup) => {
            let member = |key: &str| {
                let pointer = join(&operation.pointer, "x-press-lookup");
                let problem = document.problem(&pointer, format!("`x-press-lookup` needs `{key}`"));
                lookup.get(key).and_then(Value::as_str).ok_or(Error::Document(problem.into()))
            };
            let (operation, by) = (member("operation")?, member("by")?);
            quote!(Some(Lookup { operation: #operation, by: #by }))
        }
    };
    let pagination = match operation.value.get("x-press-pagination") {
        None => quote!(None),
        Some(pagination) => {
            let member = |key: &str| {
                let pointer = join(&operation.pointer, "x-press-pagination");
                let problem =
                    document.problem(&pointer, format!("`x-press-pagination` needs `{key}`"));
                pagination.get(key).and_then(Value::as_str).ok_or(Error::Document(problem.into()))
            };
            let (items, total) = (member("items")?, member("total")?);
            quote!(Some(Pagination { items: #items, total: #total }))
        }
    };
    let sort = operation
        .value
        .get("x-press-sort")
        .map(|sort| texts(sort.get("fields")))
        .unwrap_or_default();
    let query = schemas.query(operation);
    let request = option(schemas.request(operation));
    let response = option(schemas.response(operation));
    let (mut success, mut errors) = (Vec::new(), Vec::new());
    for code in operation
        .value
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(code, _)| code)
    {
        // Ranges have no single number; the client takes any 2xx anyway.
        let Ok(code) = code.parse::<u16>() else {
            continue;
        };
        if (200..300).contains(&code) { success.push(code) } else { errors.push(code) }
    }
    let method = operation.method.to_uppercase();
    let path = operation.path;
    let name = constant(id);
    let docs = docs(&format!("{summary}: `{method} {path}`."));
    let code = quote! {
        #docs
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            tag: #tag,
            summary: #summary,
            retry: #retry,
            lookup: #lookup,
            pagination: #pagination,
            sort: &[#(#sort),*],
            query: &[#(#query),*],
            request: #request,
            response: #response,
            success: &[#(#success),*],
            errors: &[#(#errors),*],
        };
    };
    Ok((name, code))
}

fn option(value: Option<&str>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
