//! Open enums: the enums of the document and the sort keys of its lists. Each keeps text that it does not know.

use serde_json::Value;

use super::error::Error;
use super::names::{given, variant};
use super::render::wrap;
use super::shape::{Schemas, texts};
use press_apps_contract::document::{Problem, join};

pub(super) fn file(schemas: &Schemas<'_>) -> Result<String, Error> {
    let document = schemas.document();
    let mut enums: Vec<(String, String)> = Vec::new();
    let mut sort_keys: Vec<&str> = Vec::new();
    for (name, schema) in schemas.enums() {
        let pointer = join("/components/schemas", name);
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        enums.push((
            name.to_owned(),
            open_enum(
                schemas,
                &pointer,
                name,
                description,
                values(schema, "enum", "x-press-names"),
            )?,
        ));
    }
    for operation in document.operations() {
        let Some(sort) = operation.value.get("x-press-sort") else {
            continue;
        };
        let pointer = join(&operation.pointer, "x-press-sort");
        let Some(name) = sort.get("key").and_then(Value::as_str) else {
            return Err(Error::Document(
                document
                    .problem(&pointer, "`x-press-sort` needs a `key`, the name of the sort type")
                    .into(),
            ));
        };
        // Lists that are sorted by the same fields may share their set.
        if sort_keys.contains(&name) {
            continue;
        }
        if schemas.get(name).is_some() {
            return Err(Error::Document(
                document.problem(&pointer, format!("the name `{name}` is taken")).into(),
            ));
        }
        sort_keys.push(name);
        let id = operation.value.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let description = format!("Fields that the list of `{id}` can be sorted by.");
        enums.push((
            name.to_owned(),
            open_enum(schemas, &pointer, name, &description, values(sort, "fields", "names"))?,
        ));
    }
    enums.sort();
    sort_keys.sort_unstable();
    let enums: Vec<String> = enums.into_iter().map(|(_, code)| code).collect();
    Ok(format!(
        "//! Open enums: what is documented has a variant, anything else is kept as it came.\n\n\
         use ::press_apps_api::{{open_enum, sort_keys}};\n\n{}\nsort_keys!({});\n",
        enums.join("\n"),
        sort_keys.join(", ")
    ))
}

/// The texts of a list, each with the name that a table beside it gives.
fn values<'a>(owner: &'a Value, list: &str, names: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let texts = texts(owner.get(list)).into_iter();
    texts.map(|text| (text, given(owner.get(names), text))).collect()
}

/// The call of the macro, written out: no formatter looks into macros.
fn open_enum(
    schemas: &Schemas<'_>,
    pointer: &str,
    name: &str,
    description: &str,
    values: Vec<(&str, Option<&str>)>,
) -> Result<String, Error> {
    let problem = |message: String| -> Problem { schemas.document().problem(pointer, message) };
    let ident: syn::Ident = syn::parse_str(name)
        .map_err(|_| Error::Document(problem(format!("`{name}` is no name for a type")).into()))?;
    let mut variants: Vec<(syn::Ident, &str)> = Vec::new();
    for (value, given) in values {
        let Some(variant) = variant(given.unwrap_or(value)) else {
            return Err(Error::Document(
                problem(format!("`{value}` gives no name for a variant")).into(),
            ));
        };
        if variant == "Unknown" || variants.iter().any(|(other, _)| *other == variant) {
            return Err(Error::Document(
                problem(format!("`{value}` gives the variant `{variant}`, which is taken")).into(),
            ));
        }
        variants.push((variant, value));
    }
    let mut code = String::from("open_enum! {\n");
    for line in wrap(description) {
        code.push_str(&format!("    /// {line}\n"));
    }
    code.push_str(&format!("    pub enum {ident} {{\n"));
    for (variant, value) in variants {
        code.push_str(&format!("        /// `{value}`\n        {variant} = {value:?},\n"));
    }
    code.push_str("    }\n}\n");
    Ok(code)
}
