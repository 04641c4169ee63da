//! The generated types, made fit to live with: documented fields in the order of the document, room for growth, constructors.
//!
//! Progenitor's types are plain structs. A new optional member would break everyone who builds one with a literal, so every type is
//! `#[non_exhaustive]`, and those that go into requests get `new` with what is required and one setter for each member.

mod constructors;
mod fields;
mod reading;
mod shorten;

use quote::ToTokens;
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Field, Fields, Item, ItemEnum, ItemStruct, parse_quote};

use super::error::Error;
use super::names::constant;
use super::render::docs;
use super::shape::Schemas;
use fields::{inner, last, wire_name};
use press_apps_contract::document::{Operation, join};
pub(super) use shorten::Shorten;
use shorten::say_self;

pub(super) fn file(schemas: &Schemas<'_>, items: Vec<Item>) -> Result<syn::File, Error> {
    let requests = schemas.reachable_from_requests();
    let mut file: syn::File = parse_quote! {
        //! The schemas of the document as types.

        use ::press_apps_api::{object, one_of, plain, visible};
    };
    let structs: Vec<ItemStruct> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(found) => Some(found.clone()),
            _ => None,
        })
        .collect();
    for mut item in items {
        // Errors of conversions that check limits; limits are not checked here.
        if matches!(&item, Item::Mod(module) if module.ident == "error") {
            continue;
        }
        Shorten.visit_item_mut(&mut item);
        match &mut item {
            Item::Struct(found) => {
                polish(schemas, found)?;
                let constructors = requests
                    .contains(found.ident.to_string().as_str())
                    .then(|| constructors::of(schemas, found))
                    .transpose()?;
                let reading = reading::of_struct(found);
                file.items.push(item);
                file.items.extend(reading);
                file.items.extend(constructors.into_iter().flatten());
            }
            Item::Enum(found) => {
                let extra = polish_enum(schemas, found)?;
                let reading = reading::of_enum(schemas, found, &structs)?;
                file.items.push(item);
                file.items.push(reading);
                file.items.extend(extra);
            }
            _ => file.items.push(item),
        }
    }
    let hiding = hiding(&file.items);
    file.items.iter_mut().for_each(say_self);
    file.items.push(parse_quote!(visible! { #(#hiding)* }));
    Ok(file)
}

/// Attributes that every type gets, with the description of its schema in place of progenitor's.
fn attributes(
    schemas: &Schemas<'_>,
    name: &str,
    attributes: &mut Vec<Attribute>,
) -> Result<(), Error> {
    let pointer = join("/components/schemas", name);
    let Some(schema) = schemas.get(name) else {
        return Err(Error::Generator(format!(
            "made the type `{name}`, which the document does not name"
        )));
    };
    let description = describe(schemas, &pointer, schema)?;
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    let used = used_by(schemas, name);
    let docs = docs(&format!("{description}\n\n{used}"));
    let mut all: Vec<Attribute> = parse_quote!(#docs);
    all.append(attributes);
    // A number of a document is whole, and free JSON can be compared and hashed.
    derive(&mut all, "Eq");
    derive(&mut all, "Hash");
    // After `derive`, whose place is first.
    all.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
    if !used.is_empty() {
        // A schema is read outside this crate, where a link to one of its items leads nowhere.
        let description = description.trim();
        all.push(
            parse_quote!(#[cfg_attr(feature = "schemars", schemars(description = #description))]),
        );
    }
    all.push(parse_quote!(#[non_exhaustive]));
    // Attributes of serde come last: they belong to the derives above.
    all.sort_by_key(|attribute| attribute.path().is_ident("serde"));
    *attributes = all;
    Ok(())
}

/// Which operations take it as their body, or answer with it.
fn used_by(schemas: &Schemas<'_>, name: &str) -> String {
    let links = |of: &dyn Fn(&Operation<'_>) -> bool| {
        let operations = schemas.document().operations().filter(of);
        let ids = operations.filter_map(|operation| operation.value.get("operationId")?.as_str());
        let links = ids.map(|id| format!("[`{id}`](crate::operations::{})", constant(id)));
        links.collect::<Vec<_>>().join(" and ")
    };
    let bodies = links(&|operation| schemas.request(operation) == Some(name));
    let answers = links(&|operation| schemas.response(operation) == Some(name));
    let mut text = String::new();
    if !bodies.is_empty() {
        text.push_str(&format!("The body of {bodies}. "));
    }
    if !answers.is_empty() {
        text.push_str(&format!("The answer of {answers}."));
    }
    text
}

fn describe(schemas: &Schemas<'_>, pointer: &str, schema: &Value) -> Result<String, Error> {
    schemas.description(schema).map(str::to_owned).ok_or_else(|| {
        let message =
            "has no `description`; it becomes the documentation of the generated type or field";
        Error::Document(schemas.document().problem(pointer, message).into())
    })
}

fn polish(schemas: &Schemas<'_>, item: &mut ItemStruct) -> Result<(), Error> {
    let name = item.ident.to_string();
    attributes(schemas, &name, &mut item.attrs)?;
    match &mut item.fields {
        Fields::Named(fields) => {
            let schema = schemas.flattened(schemas.get(&name).unwrap_or(&Value::Null));
            let order = schemas.order(&name);
            let mut sorted: Vec<(usize, Field)> = Vec::new();
            for mut field in std::mem::take(&mut fields.named) {
                let wire = put_back(&schema, &mut field);
                let pointer = join(&join(&join("/components/schemas", &name), "properties"), &wire);
                let description = match schema.pointer(&join("/properties", &wire)) {
                    Some(property) => describe(schemas, &pointer, property)?,
                    // The one field that no property stands for collects what the schema leaves open.
                    None => "Members that the document does not name.".into(),
                };
                field.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
                let docs = docs(&description);
                let mut all: Vec<Attribute> = parse_quote!(#docs);
                all.append(&mut field.attrs);
                field.attrs = all;
                let place = order.iter().position(|name| *name == wire).unwrap_or(usize::MAX);
                sorted.push((place, field));
            }
            sorted.sort_by_key(|(place, _)| *place);
            fields.named = sorted.into_iter().map(|(_, field)| field).collect();
            let all_optional = fields
                .named
                .iter()
                .all(|field| inner(&field.ty, "Option").is_some() || last(&field.ty) == "Map");
            if all_optional {
                derive(&mut item.attrs, "Default");
            }
        }
        Fields::Unnamed(_) => derive(&mut item.attrs, "Default"),
        Fields::Unit => {}
    }
    Ok(())
}

/// The name of a field on the wire, which is put back if the document names the field itself.
fn put_back(schema: &Value, field: &mut Field) -> String {
    let called = wire_name(field);
    let names = schema.get("x-press-names").and_then(Value::as_object);
    let wire = names.into_iter().flatten().find(|(_, name)| name.as_str() == Some(called.as_str()));
    let Some((wire, _)) = wire else {
        return called;
    };
    field.attrs.push(parse_quote!(#[serde(rename = #wire)]));
    wire.clone()
}

/// Adds one derive to the first list of derives, unless it is there.
fn derive(attributes: &mut [Attribute], name: &str) {
    let Some(attribute) =
        attributes.iter_mut().find(|attribute| attribute.path().is_ident("derive"))
    else {
        return;
    };
    let text = attribute.meta.to_token_stream().to_string();
    if let Ok(list) = attribute.meta.require_list()
        && !words(&text).any(|word| word == name)
    {
        let (before, name) =
            (list.tokens.clone(), syn::Ident::new(name, proc_macro2::Span::call_site()));
        *attribute = parse_quote!(#[derive(#before, #name)]);
    }
}

/// The names in a piece of code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !character.is_alphanumeric() && character != '_')
}

/// The types that hold values which their `Debug` hides, at any depth.
fn hiding(items: &[Item]) -> Vec<syn::Ident> {
    let types = items.iter().filter_map(|item| match item {
        Item::Struct(found) => Some((&found.ident, found.fields.to_token_stream().to_string())),
        Item::Enum(found) => Some((&found.ident, found.variants.to_token_stream().to_string())),
        _ => None,
    });
    let types: Vec<_> = types.collect();
    let mut hiding = vec!["ParameterValue".to_owned()];
    let mut known = 0;
    while known < hiding.len() {
        known = hiding.len();
        for (name, fields) in &types {
            let name = name.to_string();
            if !hiding.contains(&name)
                && words(fields).any(|word| hiding.iter().any(|hides| hides == word))
            {
                hiding.push(name);
            }
        }
    }
    let found = types.iter().filter(|(name, _)| hiding.contains(&name.to_string()));
    found.map(|(name, _)| (*name).clone()).collect()
}

/// Variants without the name of their enum in them, and conversions from text where one variant holds text.
fn polish_enum(schemas: &Schemas<'_>, item: &mut ItemEnum) -> Result<Vec<Item>, Error> {
    let name = item.ident.clone();
    attributes(schemas, &name.to_string(), &mut item.attrs)?;
    let mut extra = Vec::new();
    for variant in &mut item.variants {
        let text = variant.ident.to_string();
        let docs = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let ty = fields.unnamed[0].ty.to_token_stream().to_string();
                let named = schemas.get(&ty).and_then(|schema| schemas.description(schema));
                docs(&named.map_or_else(|| format!("As `{ty}`."), str::to_owned))
            }
            _ => docs(&format!("`{text}`.")),
        };
        variant.attrs = parse_quote!(#docs);
        if text == "String" {
            let variant = &variant.ident;
            extra.push(parse_quote! {
                impl From<String> for #name {
                    fn from(value: String) -> Self {
                        Self::#variant(value)
                    }
                }
            });
            extra.push(parse_quote! {
                impl From<&str> for #name {
                    fn from(value: &str) -> Self {
                        Self::#variant(value.to_owned())
                    }
                }
            });
        }
    }
    Ok(extra)
}
