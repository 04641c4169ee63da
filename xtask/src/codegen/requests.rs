//! Parts each generated function in two: a pure one that builds the HTTP request, and the async one that sends what it built.
//!
//! Progenitor writes both as one function, so a request could only be seen by sending it. The cut is at the only `.build()?`. What is
//! before it becomes `build_<operation>` in the module `requests`, without the header `api-version` that the service never asked for, and
//! with the query written into the URL by a few lines of the crate's own, so that who only builds requests needs nothing of progenitor;
//! the async function calls it. A function of any other form is an error that names it: a guess here would be a wrong request.

use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::parse_quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprLit, ExprMethodCall, ExprReference, FnArg, Ident, ImplItem, ImplItemFn, Item};
use syn::{
    ItemFn, Lit, LitStr, Local, LocalInit, Pat, PatType, Signature, Stmt, Token, TypeReference,
};

use press_apps_contract::document::Operation;
use serde_json::Value;

use super::error::Error;
use super::names::field;
use super::render::docs;
use super::shape::Schemas;
use super::types::Shorten;

/// The request builders, in the order of the generated functions, which call them from now on.
pub(super) fn part(schemas: &Schemas<'_>, client: &mut [Item]) -> Result<Vec<ItemFn>, Error> {
    let mut builders = Vec::new();
    for item in client {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() {
            continue;
        }
        for item in &mut item.items {
            match item {
                ImplItem::Fn(function) if function.sig.asyncness.is_some() => {
                    builders.push(part_one(schemas, function)?);
                }
                _ => {}
            }
        }
    }
    Ok(builders)
}

/// The file of the request builders.
pub(super) fn file(builders: Vec<ItemFn>) -> syn::File {
    let mut file: syn::File = parse_quote! {
        //! One pure function per operation: builds the HTTP request and sends nothing.
        //!
        //! `http` is only asked for a request builder, `base` is the [base URL](Base). Parameters come by position, so a
        //! new optional parameter changes these functions: they are outside semver. None of them adds credentials.

        use ::press_apps_api::{Base, types};

        use crate::path_segment::encode_path;
        #[allow(unused_imports)]
        use crate::query::Query;
    };
    file.items.extend(builders.into_iter().map(Item::Fn));
    file
}

/// The parameters of a request builder, without the two that every one has.
pub(super) fn arguments(builder: &ItemFn) -> impl Iterator<Item = (&Ident, &syn::Type)> {
    builder.sig.inputs.iter().skip(2).filter_map(|input| match input {
        FnArg::Typed(PatType { pat, ty, .. }) => match &**pat {
            Pat::Ident(name) => Some((&name.ident, &**ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

fn part_one(schemas: &Schemas<'_>, function: &mut ImplItemFn) -> Result<ItemFn, Error> {
    let id = function.sig.ident.to_string();
    let strange = |what: &str| {
        Error::Generator(format!(
            "cannot part the generated function `{id}`: {what}; codegen only knows the form that the pinned version of progenitor writes"
        ))
    };
    let mut builds = Builds(0);
    builds.visit_block_mut(&mut function.block);
    if builds.0 != 1 {
        return Err(strange(&format!("it calls `.build()` {} times, not once", builds.0)));
    }
    let statements = &mut function.block.stmts;
    let is_request = |statement: &Stmt| declared(statement).is_some_and(|name| name == "request");
    let at = statements
        .iter()
        .position(is_request)
        .ok_or_else(|| strange("it has no variable `request`"))?;
    let rest = statements.split_off(at + 1);
    let mut chain = match statements.pop() {
        Some(Stmt::Local(local)) => local.init.map(|init| *init.expr),
        _ => None,
    };
    // The `?` goes: the error of building is the result.
    if let Some(Expr::Try(tried)) = chain {
        chain = Some(*tried.expr);
    }
    let Some(mut chain @ Expr::MethodCall(_)) = chain else {
        return Err(strange("`request` does not come from a chain of calls"));
    };
    let mut url = None;
    for statement in std::mem::take(statements) {
        let text = statement.to_token_stream().to_string();
        match declared(&statement).map(ToString::to_string).as_deref() {
            Some("url") => url = Some(statement),
            Some("header_map") => {}
            None if text.starts_with("header_map . append") && text.contains("\"api-version\"") => {
            }
            None if text.contains("header_map . append") => {
                return Err(strange("it sets a header; parameters in headers are not supported"));
            }
            _ => return Err(strange(&format!("the statement `{text}` is not expected"))),
        }
    }
    let mut url = url.ok_or_else(|| strange("it has no variable `url`"))?;
    let mut parameters = Vec::new();
    take_query_and_headers(&mut chain, &mut parameters).map_err(|what| strange(&what))?;
    with_query(&mut url, &parameters, &function.sig).map_err(|what| strange(&what))?;
    let (mut this, mut elided) = (This, Elided);
    this.visit_stmt_mut(&mut url);
    this.visit_expr_mut(&mut chain);
    below_base(&mut url, &function.sig).map_err(|what| strange(&what))?;
    let mut inputs: Vec<FnArg> = function.sig.inputs.iter().skip(1).cloned().collect();
    for input in &mut inputs {
        elided.visit_fn_arg_mut(input);
    }
    if quote!(#url #chain)
        .to_string()
        .split_whitespace()
        .any(|word| word == "self" || word == "Self")
    {
        return Err(strange("building the request needs more than base URL and HTTP client"));
    }
    let document = schemas.document();
    let operation = document
        .operations()
        .find(|operation| operation.value.get("operationId").is_some_and(|value| *value == *id))
        .ok_or_else(|| strange("the document has no operation of this id"))?;
    let method = operation.method.to_uppercase();
    let names: Vec<Ident> = inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(PatType { pat, .. }) => match &**pat {
                Pat::Ident(name) => Some(name.ident.clone()),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect();
    let described = described(schemas, &operation, &names);
    let (path, name) = (operation.path, builder_of(&id));
    let text = format!(
        "Builds the request of `{id}`: `{method} {path}`.\n\n{described}# Errors\n\nWhen the URL is none, or the body cannot be written as JSON."
    );
    let builder_docs = docs(&text);
    let about = operation.value.get("description").and_then(Value::as_str);
    let text = format!(
        "Sends `{id}`: `{method} {path}`.\n\n{}\n\n{described}# Errors\n\nWhen the request cannot be built or sent, and when its answer is no success or cannot be read.",
        about.unwrap_or_default()
    );
    let sender_docs = docs(&text);
    function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    let attributes = std::mem::take(&mut function.attrs);
    function.attrs = parse_quote!(#sender_docs);
    function.attrs.extend(attributes);
    *statements = vec![parse_quote! {
        #[allow(unused_mut)]
        let mut request =
            ::press_apps_api::requests::#name(&self.client, &self.baseurl, #(#names),*)?;
    }];
    statements.extend(rest);
    let mut builder: ItemFn = parse_quote! {
        #builder_docs
        pub fn #name(
            http: &reqwest::Client,
            base: impl Base,
            #(#inputs),*
        ) -> reqwest::Result<reqwest::Request> {
            #url
            #chain
        }
    };
    Shorten.visit_item_fn_mut(&mut builder);
    Ok(builder)
}

/// What each argument is, in the order in which they are given.
fn described(schemas: &Schemas<'_>, operation: &Operation<'_>, names: &[Ident]) -> String {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let body = operation.value.get("requestBody").and_then(|body| text(body, "description"));
    let mut lines = String::new();
    for name in names {
        let mut parameters = schemas.parameters(operation);
        let parameter =
            parameters.find(|one| text(one, "name").is_some_and(|one| field(&one) == *name));
        let about = parameter.and_then(|parameter| text(parameter, "description"));
        if let Some(about) = about.or_else(|| body.clone().filter(|_| name == "body")) {
            lines.push_str(&format!("- `{name}`: {about}\n"));
        }
    }
    if lines.is_empty() { lines } else { lines + "\n" }
}

/// The name of the function that builds the request of an operation.
pub(super) fn builder_of(operation: &str) -> Ident {
    quote::format_ident!("build_{operation}")
}

/// The variable that a `let` declares.
fn declared(statement: &Stmt) -> Option<&Ident> {
    let Stmt::Local(local) = statement else { return None };
    match &local.pat {
        Pat::Ident(pat) => Some(&pat.ident),
        Pat::Type(pat) => match &*pat.pat {
            Pat::Ident(pat) => Some(&pat.ident),
            _ => None,
        },
        _ => None,
    }
}

/// A parameter of the query: its name on the wire, and the argument that holds its value.
type QueryParameter = (LitStr, Ident);

/// Takes `.headers(header_map)` and every `.query(…)` out of a chain of calls; the parameters come in their order.
fn take_query_and_headers(
    expression: &mut Expr,
    parameters: &mut Vec<QueryParameter>,
) -> Result<(), String> {
    let call = match expression {
        Expr::MethodCall(call) => call,
        Expr::Try(tried) => return take_query_and_headers(&mut tried.expr, parameters),
        _ => return Ok(()),
    };
    take_query_and_headers(&mut call.receiver, parameters)?;
    match call.method.to_string().as_str() {
        "headers" => {}
        "query" => parameters.push(query_parameter(call)?),
        "form_urlencoded" => return Err("it sends a form; only JSON is supported".to_owned()),
        _ => return Ok(()),
    }
    let receiver = (*call.receiver).clone();
    *expression = receiver;
    Ok(())
}

/// Reads `.query(&progenitor_client::QueryParam::new("name", &argument))`.
fn query_parameter(call: &ExprMethodCall) -> Result<QueryParameter, String> {
    let unexpected = || format!("`.query({})` is not expected", call.args.to_token_stream());
    let Some(Expr::Reference(ExprReference { expr: made, .. })) = call.args.first() else {
        return Err(unexpected());
    };
    let Expr::Call(made) = &**made else { return Err(unexpected()) };
    let constructor: syn::Path = parse_quote!(progenitor_client::QueryParam::new);
    if made.func.to_token_stream().to_string() != constructor.to_token_stream().to_string() {
        return Err(unexpected());
    }
    let mut arguments = made.args.iter();
    match (arguments.next(), arguments.next(), arguments.next()) {
        (
            Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })),
            Some(Expr::Reference(ExprReference { expr: value, .. })),
            None,
        ) => match &**value {
            Expr::Path(value) => match value.path.get_ident() {
                Some(value) => Ok((name.clone(), value.clone())),
                None => Err(unexpected()),
            },
            _ => Err(unexpected()),
        },
        _ => Err(unexpected()),
    }
}

/// Writes the parameters of the query into the URL, where it is declared.
fn with_query(
    url: &mut Stmt,
    parameters: &[QueryParameter],
    signature: &Signature,
) -> Result<(), String> {
    let url = value(url)?;
    if parameters.is_empty() {
        return Ok(());
    }
    let mut query: Expr = parse_quote!(Query::of(#url));
    for (name, argument) in parameters {
        let ty = type_of(signature, argument)
            .ok_or_else(|| format!("the value of `{}` is no argument of it", name.value()))?;
        let text = ty.to_token_stream().to_string();
        let value: Expr = match text.starts_with("Option <") {
            true => parse_quote!(#argument),
            false => parse_quote!(Some(#argument)),
        };
        query = match text.contains("Vec <") {
            true => parse_quote!(#query.each(#name, #value)),
            false => parse_quote!(#query.one(#name, #value)),
        };
    }
    *url = parse_quote!(#query.url());
    Ok(())
}

/// What the variable that is declared here holds.
fn value(declared: &mut Stmt) -> Result<&mut Expr, String> {
    match declared {
        Stmt::Local(Local { init: Some(LocalInit { expr, .. }), .. }) => Ok(&mut **expr),
        _ => Err("its variable `url` has no value".to_owned()),
    }
}

/// Lets the base URL say what the URL is: `format!("{}/path", base)` becomes `base.at(format!("/path"))`.
fn below_base(url: &mut Stmt, signature: &Signature) -> Result<(), String> {
    let url = value(url)?;
    let mut below = Below { signature, bases: 0 };
    below.visit_expr_mut(url);
    if below.bases != 1 {
        return Err("its URL does not begin with the base URL".to_owned());
    }
    *url = parse_quote!(base.at(#url));
    Ok(())
}

/// Takes the base URL out of `format!`, and the copies of arguments that are text.
struct Below<'a> {
    signature: &'a Signature,
    bases: usize,
}

impl VisitMut for Below<'_> {
    fn visit_macro_mut(&mut self, called: &mut syn::Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(arguments) = arguments.parse2(called.tokens.clone()) else { return };
        let mut arguments = arguments.into_iter();
        let (Some(Expr::Lit(ExprLit { lit: Lit::Str(form), .. })), Some(Expr::Path(base))) =
            (arguments.next(), arguments.next())
        else {
            return;
        };
        let text = form.value();
        let Some(text) = text.strip_prefix("{}").filter(|_| base.path.is_ident("base")) else {
            return;
        };
        let (form, mut arguments) = (LitStr::new(text, form.span()), Vec::from_iter(arguments));
        for argument in &mut arguments {
            self.visit_expr_mut(argument);
        }
        called.tokens = quote!(#form #(, #arguments)*);
        self.bases += 1;
    }

    /// `&name.to_string()` of a text becomes `name`.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Reference(reference) = expression
            && let Expr::MethodCall(call) = &*reference.expr
            && call.method == "to_string"
            && let Expr::Path(path) = &*call.receiver
            && let Some(name) = path.path.get_ident()
            && let Some(syn::Type::Reference(ty)) = type_of(self.signature, name)
            && matches!(&*ty.elem, syn::Type::Path(path) if path.path.is_ident("str"))
        {
            *expression = parse_quote!(#name);
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

/// The type of an argument of a function.
fn type_of<'a>(signature: &'a Signature, argument: &Ident) -> Option<&'a syn::Type> {
    signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(PatType { pat, ty, .. }) => match &**pat {
            Pat::Ident(name) if name.ident == *argument => Some(&**ty),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

/// Counts the calls of `.build()`.
struct Builds(usize);

impl VisitMut for Builds {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        self.0 += usize::from(call.method == "build");
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

/// `self.baseurl` becomes `base` and `self.client` becomes `http`, inside of macros too.
struct This;

impl VisitMut for This {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Field(field) = expression
            && matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"))
        {
            match field.member.to_token_stream().to_string().as_str() {
                "baseurl" => *expression = parse_quote!(base),
                "client" => *expression = parse_quote!(http),
                _ => {}
            }
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_macro_mut(&mut self, called: &mut syn::Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut arguments) = arguments.parse2(called.tokens.clone()) {
            for argument in &mut arguments {
                self.visit_expr_mut(argument);
            }
            called.tokens = arguments.into_token_stream();
        }
    }
}

/// Leaves out the names of lifetimes, and the crate where `types` is imported.
struct Elided;

impl VisitMut for Elided {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let own = path.leading_colon.is_some()
            && path.segments.len() == 3
            && path.segments[0].ident == "press_apps_api"
            && path.segments[1].ident == "types";
        if own {
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(1).cloned().collect();
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use press_apps_contract::document::Document;

    /// Why a generated function cannot be parted.
    fn refusal(body: &proc_macro2::TokenStream) -> String {
        let document = Document::parse("api.yaml", "openapi: 3.0.3\npaths: {}\n").unwrap();
        let mut client: Vec<Item> = vec![parse_quote! {
            impl Client {
                pub async fn list_things<'a>(&'a self) -> Result<(), Error> { #body }
            }
        }];
        part(&Schemas::of(&document), &mut client).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn a_function_of_another_form_is_named_in_the_error() {
        let url = quote!(
            let url = format!("{}/things", self.baseurl);
        );
        for (body, why) in [
            (quote!(Ok(())), "it calls `.build()` 0 times, not once"),
            (
                quote!(#url let other = self.client.get(url).build()?; Ok(())),
                "it has no variable `request`",
            ),
            (
                quote!(let request = self.client.get("/").build()?; Ok(())),
                "it has no variable `url`",
            ),
            (
                quote!(#url url.push('/'); let request = self.client.get(url).build()?; Ok(())),
                "is not expected",
            ),
            (
                quote!(#url let request = self.client.get(url).json(&self.inner).build()?; Ok(())),
                "needs more than base URL and HTTP client",
            ),
            (
                quote!(#url let request = self.client.get(url).query(&self.inner).build()?; Ok(())),
                "`.query(& self . inner)` is not expected",
            ),
            (
                quote!(#url let request = self
                    .client
                    .get(url)
                    .query(&progenitor_client::QueryParam::new("a", &other))
                    .build()?; Ok(())),
                "the value of `a` is no argument of it",
            ),
            (
                quote!(#url let request = self.client.get(url).form_urlencoded(&body)?.build()?; Ok(())),
                "it sends a form",
            ),
            (
                quote!(#url let request = self.client.get(url).build()?; Ok(())),
                "the document has no operation of this id",
            ),
        ] {
            let refusal = refusal(&body);
            assert!(
                refusal.contains("cannot part the generated function `list_things`"),
                "{refusal}"
            );
            assert!(refusal.contains(why), "{refusal}");
        }
    }
}
