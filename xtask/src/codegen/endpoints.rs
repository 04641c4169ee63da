//! The endpoints of the client: per operation a struct with its arguments, and what a call needs to know of it.
//!
//! Names and types of the arguments are those of the request builders, so the generated call gives each argument to the parameter of the
//! same name. What has to read well in a program (handles, setters) is written by hand in `press-apps`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{Ident, ItemFn, Type, parse_quote};

use super::endpoint_docs;
use super::error::Error;
use super::names::{constant, variant};
use super::render::{docs, parse};
use super::requests::{arguments, builder_of};
use super::shape::{Schemas, texts};
use press_apps_contract::document::{Operation, join, reference_name};

/// The parameters that every list has, which its `paging` holds.
pub(crate) const PAGING: [&str; 3] = ["page_number", "page_size", "sort"];

pub(super) fn file(schemas: &Schemas<'_>, builders: &[ItemFn]) -> Result<syn::File, Error> {
    let mut endpoints = Vec::new();
    let mut conversions = BTreeMap::new();
    for operation in schemas.document().operations() {
        let id = operation.value.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let name = builder_of(id);
        let builder = builders.iter().find(|builder| builder.sig.ident == name);
        let builder = builder
            .ok_or_else(|| Error::Generator(format!("there is no request builder for `{id}`")))?;
        let endpoint = Endpoint { schemas, operation: &operation, id, builder };
        endpoints.push(endpoint.code()?);
        let output = endpoint.output(endpoint.list()?.as_ref())?.output;
        conversions.insert(output.to_string(), conversion(&output));
    }
    // Who wants nothing needs no conversion.
    conversions.remove(&quote!(()).to_string());
    let conversions = conversions.values();
    parse(quote! {
        //! One endpoint per operation: its arguments, the request made of them, and what its answer gives.

        use press_apps_api::{Operation, operations, requests, types};
        use url::Url;

        use crate::list::Page;
        use crate::ops::{ListEndpoint, Paging, some};
        use crate::request::{Answer, Endpoint, Unlisted, by_item, sealed::Sealed};
        use crate::response::Response;

        #(#endpoints)*

        #(#conversions)*
    })
}

/// What an operation gives, out of its response.
fn conversion(output: &TokenStream) -> TokenStream {
    quote! {
        impl From<Response<Self>> for #output {
            fn from(response: Response<Self>) -> Self {
                response.into_inner()
            }
        }
    }
}

struct Endpoint<'a> {
    schemas: &'a Schemas<'a>,
    operation: &'a Operation<'a>,
    id: &'a str,
    builder: &'a ItemFn,
}

/// One argument: its field (none for what `paging` holds), and the value that the request builder gets.
struct Argument {
    field: Option<Field>,
    value: TokenStream,
}

/// A field of an endpoint.
#[derive(Clone)]
struct Field {
    name: Ident,
    ty: TokenStream,
    /// Whether it is empty until it is set.
    optional: bool,
}

/// What an operation gives.
struct Output {
    /// What the body of a success is read as.
    wire: TokenStream,
    /// What a call gives.
    output: TokenStream,
    /// How the one becomes the other.
    read: TokenStream,
    /// In words.
    gives: String,
}

impl Endpoint<'_> {
    fn code(&self) -> Result<TokenStream, Error> {
        let name = self.name()?;
        let list = self.list()?;
        let arguments: Vec<Argument> = arguments(self.builder)
            .map(|(argument, ty)| self.argument(argument, ty, list.is_some()))
            .collect::<Result<_, _>>()?;
        let output = self.output(list.as_ref())?;
        let docs = docs(&endpoint_docs::text(self.schemas, self.operation, &output.gives));
        let paging = list.is_some().then(|| Field {
            name: format_ident!("paging"),
            ty: quote!(Paging),
            optional: true,
        });
        let fields: Vec<Field> =
            arguments.iter().filter_map(|argument| argument.field.clone()).chain(paging).collect();
        let new = constructor(&name, &fields);
        let fields = fields.iter().map(|Field { name, ty, .. }| quote!(pub(crate) #name: #ty));
        let values = arguments.iter().map(|argument| &argument.value);
        let (constant, builder) = (constant(self.id), builder_of(self.id));
        let low_level = format_ident!("{}", self.id);
        let sent = arguments.iter().map(|argument| &argument.value);
        let Output { wire, output, read, .. } = output;
        let (checks, list) = match list {
            None => (quote!(), quote!()),
            Some(List { item, key, id }) => (
                quote! {
                    fn refuse(&self) -> Option<crate::error::ListProblem> {
                        self.paging.refuse()
                    }

                    fn check(&self, page: &mut Self::Output) -> Option<crate::error::ListProblem> {
                        self.paging.check(page)
                    }

                    fn by_item<'t>(
                        text: &'t str,
                        redactor: &crate::redact::Redactor,
                    ) -> Option<Result<Self::Output, Unlisted<'t>>> {
                        Some(by_item::<Self::Wire>(text, Self::OPERATION, redactor))
                    }
                },
                quote! {
                    impl ListEndpoint for #name {
                        type Item = types::#item;
                        type Key = #key;

                        fn paging(&self) -> &Paging {
                            &self.paging
                        }

                        fn paging_mut(&mut self) -> &mut Paging {
                            &mut self.paging
                        }

                        fn id(item: &Self::Item) -> &str {
                            &item.#id
                        }
                    }
                },
            ),
        };
        Ok(quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct #name {
                #(#fields),*
            }

            #new

            impl Sealed for #name {}

            impl Endpoint for #name {
                type Output = #output;
                type Wire = #wire;

                const OPERATION: &'static Operation = &operations::#constant;

                fn build(&self, http: &reqwest::Client, base: &Url) -> reqwest::Result<reqwest::Request> {
                    requests::#builder(http, base, #(#values),*)
                }

                fn output(answer: Answer<Self::Wire>) -> Option<Self::Output> {
                    #read
                }

                #checks

                #[cfg(feature = "testing")]
                fn low_level<'a>(
                    &'a self,
                    client: &'a press_apps_api::Client,
                ) -> crate::time::BoxFuture<'a, ()> {
                    Box::pin(async move {
                        let _ = client.#low_level(#(#sent),*).await;
                    })
                }
            }

            #list
        })
    }

    fn problem(&self, key: &str, message: impl Into<String>) -> Error {
        let pointer = join(&self.operation.pointer, key);
        Error::Document(self.schemas.document().problem(&pointer, message).into())
    }

    /// `create_spec` as `CreateSpec`.
    fn name(&self) -> Result<Ident, Error> {
        variant(self.id).ok_or_else(|| {
            self.problem("operationId", format!("`{}` gives no name for a type", self.id))
        })
    }

    /// The field and the value of one parameter of the request builder.
    fn argument(&self, name: &Ident, ty: &Type, paged: bool) -> Result<Argument, Error> {
        let text = name.to_string();
        if paged && PAGING.contains(&text.as_str()) {
            let value = match text.as_str() {
                "page_number" => quote!(self.paging.page),
                "page_size" => quote!(self.paging.size()),
                _ => quote!(some(&self.paging.sort)),
            };
            return Ok(Argument { field: None, value });
        }
        if let Some(model) = self.path_parameter(name)? {
            let value = match ty {
                Type::Reference(_) => quote!(self.#name.as_str()),
                _ => quote!(self.#name.get()),
            };
            let ty = quote!(press_apps_model::#model);
            let field = Field { name: name.clone(), ty, optional: false };
            return Ok(Argument { field: Some(field), value });
        }
        let written = ty.to_token_stream().to_string().replace(' ', "");
        let optional = !matches!(ty, Type::Reference(_));
        let (held, value): (Type, TokenStream) = match (ty, written.as_str()) {
            (_, "Option<&str>") => (parse_quote!(Option<String>), quote!(self.#name.as_deref())),
            (Type::Reference(body), _) => ((*body.elem).clone(), quote!(&self.#name)),
            (_, list) if list.starts_with("Option<&Vec<") => {
                let Some(Type::Reference(list)) = inner(ty) else {
                    return Err(self.unknown(name, &written));
                };
                (*list.elem, quote!(some(&self.#name)))
            }
            (_, "Option<bool>" | "Option<u32>" | "Option<u64>" | "Option<i64>") => {
                (ty.clone(), quote!(self.#name))
            }
            // An enum of the document.
            _ => match inner(ty) {
                Some(Type::Path(path)) => (parse_quote!(Option<#path>), quote!(self.#name.clone())),
                _ => return Err(self.unknown(name, &written)),
            },
        };
        let field = Field { name: name.clone(), ty: quote!(#held), optional };
        Ok(Argument { field: Some(field), value })
    }

    fn unknown(&self, name: &Ident, ty: &str) -> Error {
        let message = format!(
            "the parameter `{name}` becomes an argument of type `{ty}`, which codegen does not know"
        );
        self.problem("parameters", message)
    }

    /// The type that checks a parameter of the path: the one in `press-apps-model` that is named as the component is.
    fn path_parameter(&self, argument: &Ident) -> Result<Option<Ident>, Error> {
        let document = self.schemas.document();
        let of_path = document.value.pointer(&join("/paths", self.operation.path));
        let lists = [
            of_path.and_then(|path| path.get("parameters")),
            self.operation.value.get("parameters"),
        ];
        for parameter in
            lists.into_iter().flatten().flat_map(|list| list.as_array().into_iter().flatten())
        {
            let component = parameter.get("$ref").and_then(Value::as_str);
            let target =
                component.and_then(|reference| document.resolve(reference)).unwrap_or(parameter);
            let text = |key: &str| target.get(key).and_then(Value::as_str).unwrap_or_default();
            if text("in") != "path" || super::names::field(text("name")) != *argument {
                continue;
            }
            let Some(component) = component else {
                return Err(self.problem(
                    "parameters",
                    format!(
                        "the path parameter `{}` stands in the operation itself: move it to `components/parameters`, under the name of its type in press-apps-model, such as `SpecId`",
                        text("name")
                    ),
                ));
            };
            return Ok(Some(format_ident!("{}", reference_name(component))));
        }
        Ok(None)
    }

    fn list(&self) -> Result<Option<List>, Error> {
        let Some(pagination) = self.operation.value.get("x-press-pagination") else {
            return Ok(None);
        };
        let key = "x-press-pagination";
        let text = |name: &str| pagination.get(name).and_then(Value::as_str);
        let page = self.schemas.response(self.operation).unwrap_or_default();
        let page = self.schemas.flattened(self.schemas.get(page).unwrap_or(&Value::Null));
        let items = text("items").unwrap_or_default();
        let item = page
            .pointer(&join("/properties", items))
            .and_then(|list| list.pointer("/items/$ref"))
            .and_then(Value::as_str)
            .map(reference_name)
            .ok_or_else(|| {
                self.problem(key, format!("`{items}` is not a list of a named schema"))
            })?;
        let schema = self.schemas.flattened(self.schemas.get(item).unwrap_or(&Value::Null));
        let id = "id";
        let is_text = schema
            .pointer(&join("/properties", id))
            .is_some_and(|property| property.get("type").and_then(Value::as_str) == Some("string"));
        if !is_text || !texts(schema.get("required")).contains(&id) {
            return Err(self.problem(
                key,
                format!("the items of a list need a required text `{id}`, which `{item}` has not: without it a stream cannot tell that an item came twice"),
            ));
        }
        let sort = self.operation.value.get("x-press-sort");
        let key = match sort.and_then(|sort| sort.get("key")).and_then(Value::as_str) {
            Some(key) => {
                let key = format_ident!("{key}");
                quote!(types::#key)
            }
            None => quote!(crate::ops::Unsorted),
        };
        Ok(Some(List { item: format_ident!("{item}"), key, id: super::names::member(&schema, id) }))
    }

    fn output(&self, list: Option<&List>) -> Result<Output, Error> {
        let Some(response) = self.schemas.response(self.operation) else {
            return Ok(Output {
                wire: quote!(serde::de::IgnoredAny),
                output: quote!(()),
                read: quote!(answer.nothing()),
                gives: "Gives nothing.".to_owned(),
            });
        };
        let ident = format_ident!("{response}");
        let wire = quote!(types::#ident);
        let link = |name: &dyn std::fmt::Display| format!("[`{name}`](types::{name})");
        if let Some(List { item, .. }) = list {
            return Ok(Output {
                wire,
                output: quote!(Page<types::#item>),
                read: quote!(answer.required().map(Page::of)),
                gives: format!("Gives one [`Page`] of {}; as a stream, all of them.", link(item)),
            });
        }
        let changes = self.operation.value.get("x-press-retry").and_then(Value::as_str);
        Ok(if changes == Some("replace") {
            Output {
                output: quote!(Option<#wire>),
                wire,
                read: quote!(answer.optional()),
                gives: format!(
                    "Gives the changed {}, or `None` when the service does not show it.",
                    link(&response)
                ),
            }
        } else {
            Output {
                output: wire.clone(),
                wire,
                read: quote!(answer.required()),
                gives: format!("Gives {}.", link(&response)),
            }
        })
    }
}

/// What a list has beside its filters.
struct List {
    item: Ident,
    key: TokenStream,
    id: Ident,
}

/// What an `Option` holds.
fn inner(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(list) => match list.args.first()? {
            syn::GenericArgument::Type(inner) => Some(inner.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `new` with what an endpoint cannot be without: what handles call, so that a new filter is no change of theirs.
fn constructor(name: &Ident, fields: &[Field]) -> TokenStream {
    let needed = fields.iter().filter(|field| !field.optional);
    let needed = needed.map(|Field { name, ty, .. }| quote!(#name: #ty));
    let values = fields.iter().map(|Field { name, optional, .. }| match optional {
        true => quote!(#name: Default::default()),
        false => quote!(#name),
    });
    quote! {
        impl #name {
            pub(crate) fn new(#(#needed),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}
