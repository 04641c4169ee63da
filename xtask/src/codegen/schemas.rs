//! The table of component schemas: what a JSON value has to look like, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::error::Error;
use super::names::constant;
use super::render::{docs, parse};
use super::shape::{Schemas, texts};
use press_apps_contract::document::join;

pub(super) fn file(schemas: &Schemas<'_>) -> Result<syn::File, Error> {
    let mut names = Vec::new();
    let mut table = Vec::new();
    for (name, schema) in schemas.all() {
        let pointer = join("/components/schemas", name);
        let ident = constant(name);
        let shape = Shapes { schemas }.shape(&pointer, schema)?;
        let rules = texts(schema.get("x-press-rules"));
        let docs = docs(&format!("`{name}`: {}", schemas.description(schema).unwrap_or_default()));
        let secret = schema.get("x-press-secret") == Some(&json!(true));
        let hides = match schema.get("x-press-hides") {
            None => quote!(None),
            Some(hides) => {
                let flag = hides.get("if").and_then(Value::as_str).unwrap_or_default();
                let members = texts(hides.get("members"));
                quote!(Some(Hides { flag: #flag, members: &[#(#members),*] }))
            }
        };
        table.push(quote! {
            #docs
            pub static #ident: Schema = Schema {
                name: #name,
                shape: #shape,
                rules: &[#(#rules),*],
                secret: #secret,
                hides: #hides,
            };
        });
        names.push(ident);
    }
    let parameters = parameters(schemas)?;
    parse(quote! {
        //! The component schemas and parameters of the document, for structural validation.
        use ::press_apps_api::schema::{Hides, Kind, Location, Parameter, Property, Schema, Shape};

        /// Every component schema, sorted by name.
        pub static SCHEMAS: &[&Schema] = &[#(&#names),*];

        /// Every parameter of a path or query, by operation, in the order of the document.
        pub static PARAMETERS: &[Parameter] = &[#(#parameters),*];

        #(#table)*
    })
}

fn parameters(schemas: &Schemas<'_>) -> Result<Vec<TokenStream>, Error> {
    let mut table = Vec::new();
    for operation in schemas.document().operations() {
        let id = operation.value.get("operationId").and_then(Value::as_str);
        for parameter in schemas.parameters(&operation) {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let location = match text("in") {
                Some("path") => quote!(Location::Path),
                Some("query") => quote!(Location::Query),
                // Headers are not described operation by operation.
                _ => continue,
            };
            let (Some(id), Some(name)) = (id, text("name")) else {
                let message = "an operation needs `operationId`, its parameters need `name`";
                let problem = schemas.document().problem(&operation.pointer, message);
                return Err(Error::Document(problem.into()));
            };
            let pointer = join(&operation.pointer, "parameters");
            let mut schema = parameter.get("schema").cloned().unwrap_or_else(|| json!({}));
            let rules = [parameter.get("x-press-rules"), schema.get("x-press-rules")];
            let rules: Vec<&str> = rules.into_iter().flat_map(texts).collect();
            let rules = json!(rules);
            if let Value::Object(members) = &mut schema {
                members.insert("x-press-rules".into(), rules);
            }
            let shape = Shapes { schemas }.shape(&pointer, &schema)?;
            let required = parameter.get("required") == Some(&json!(true));
            table.push(quote! {
                Parameter { operation: #id, location: #location, name: #name, required: #required, shape: #shape }
            });
        }
    }
    Ok(table)
}

struct Shapes<'a> {
    schemas: &'a Schemas<'a>,
}

impl Shapes<'_> {
    fn shape(&self, pointer: &str, schema: &Value) -> Result<TokenStream, Error> {
        let kind = self.kind(pointer, schema)?;
        // A schema without a type takes anything, `null` as well.
        let any = kind.to_string() == quote!(Kind::Any).to_string();
        let nullable = any || schema.get("nullable") == Some(&json!(true));
        let rules = texts(schema.get("x-press-rules"));
        Ok(quote!(Shape { kind: #kind, nullable: #nullable, rules: &[#(#rules),*] }))
    }

    fn kind(&self, pointer: &str, schema: &Value) -> Result<TokenStream, Error> {
        if let Some(target) = self.schemas.target(schema) {
            let target = constant(target);
            return Ok(quote!(Kind::Ref(&#target)));
        }
        if let Some(inner) = schema.get("x-press-json-text") {
            let inner = self.shape(&join(pointer, "x-press-json-text"), inner)?;
            return Ok(quote!(Kind::JsonText(&#inner)));
        }
        if let Some(kinds) = schema.get("oneOf").and_then(Value::as_array) {
            let here = join(pointer, "oneOf");
            let kinds: Vec<TokenStream> = kinds
                .iter()
                .enumerate()
                .map(|(index, kind)| self.shape(&join(&here, index), kind))
                .collect::<Result<_, _>>()?;
            return Ok(quote!(Kind::OneOf(&[#(#kinds),*])));
        }
        for key in ["anyOf", "not"] {
            if schema.get(key).is_some() {
                let message = format!(
                    "`{key}` has no type that says the same; write `oneOf` or name the cases"
                );
                return Err(Error::Document(
                    self.schemas.document().problem(&join(pointer, key), message).into(),
                ));
            }
        }
        let flat = self.schemas.flattened(schema);
        Ok(match flat.get("type").and_then(Value::as_str) {
            None => quote!(Kind::Any),
            Some("boolean") => quote!(Kind::Boolean),
            Some("integer") => integer(&flat),
            Some("number") => quote!(Kind::Number),
            Some("array") => {
                let items =
                    self.shape(&join(pointer, "items"), flat.get("items").unwrap_or(&json!({})))?;
                let (least, most) = (length(&flat, "minItems"), length(&flat, "maxItems"));
                quote!(Kind::Array { items: &#items, min_items: #least, max_items: #most })
            }
            Some("object") => self.object(pointer, &flat)?,
            Some(_) => string(&flat),
        })
    }

    fn object(&self, pointer: &str, schema: &Value) -> Result<TokenStream, Error> {
        let required = texts(schema.get("required"));
        let here = join(pointer, "properties");
        let mut properties = Vec::new();
        for (name, property) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let shape = self.shape(&join(&here, name), property)?;
            let required = required.contains(&name.as_str());
            properties.push(quote!(Property { name: #name, required: #required, shape: #shape }));
        }
        let additional = match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => quote!(None),
            Some(Value::Bool(true)) => {
                let any = self.shape(pointer, &json!({}))?;
                quote!(Some(&#any))
            }
            Some(values) => {
                let values = self.shape(&join(pointer, "additionalProperties"), values)?;
                quote!(Some(&#values))
            }
        };
        Ok(quote!(Kind::Object { properties: &[#(#properties),*], additional: #additional }))
    }
}

fn integer(schema: &Value) -> TokenStream {
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (Some(i64::from(i32::MIN)), Some(i64::from(i32::MAX))),
        Some("uint32") => (Some(0), Some(i64::from(u32::MAX))),
        Some("uint64") => (Some(0), None),
        _ => (None, None),
    };
    let bound =
        |key: &str, implied: Option<i64>| match schema.get(key).and_then(Value::as_i64).or(implied)
        {
            Some(bound) => quote!(Some(#bound)),
            None => quote!(None),
        };
    let (least, most) = (bound("minimum", least), bound("maximum", most));
    quote!(Kind::Integer { minimum: #least, maximum: #most })
}

fn string(schema: &Value) -> TokenStream {
    let values = texts(schema.get("enum"));
    let text = |key: &str| match schema.get(key).and_then(Value::as_str) {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let (format, pattern) = (text("format"), text("pattern"));
    let (least, most) = (length(schema, "minLength"), length(schema, "maxLength"));
    quote!(Kind::String { values: &[#(#values),*], format: #format, min_length: #least, max_length: #most, pattern: #pattern })
}

fn length(schema: &Value, key: &str) -> TokenStream {
    match schema.get(key).and_then(Value::as_u64).and_then(|length| u32::try_from(length).ok()) {
        Some(length) => quote!(Some(#length)),
        None => quote!(None),
    }
}
