//! The page of an endpoint in the documentation of the client: method, path, what makes it, what it gives, its retry class, its refusals.
//!
//! It is all read from the document. Which method of the client makes a request follows from the path, as the names of handles do; that
//! the method is there is tested in `tests/codegen/endpoints.rs`, because nothing here reads code that is written by hand.

use press_apps_contract::document::{Operation, join};
use serde_json::Value;

use super::names::{field, variant};
use super::shape::Schemas;

/// The text for an operation that gives this.
pub(super) fn text(schemas: &Schemas<'_>, operation: &Operation<'_>, gives: &str) -> String {
    let text = |key: &str| operation.value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (id, method, path) = (text("operationId"), operation.method.to_uppercase(), operation.path);
    let mut facts = Vec::new();
    if let Some((owner, method)) = made_by(schemas, operation, id) {
        facts.push(format!("Made by [`{owner}::{method}`](crate::{owner}::{method})."));
    }
    facts.push(gives.to_owned());
    facts.push(again(text("x-press-retry")));
    facts.extend(lookup(operation));
    let facts = facts.iter().map(|fact| format!("- {fact}\n")).collect::<String>();
    let description = text("description");
    let errors = errors(schemas, operation);
    format!("`{id}`: `{method} {path}`.\n\n{description}\n\n{facts}{errors}")
}

/// The retry class in words; the table of the client is `retry/rules.rs`.
fn again(class: &str) -> String {
    let name = variant(class).map(|name| name.to_string()).unwrap_or_default();
    let after = match class {
        "read" => {
            "a failed connection, a timeout, a broken answer, 408, 429, 500, 502, 503 and 504"
        }
        "replace" | "remove" => {
            "a failed connection, a timeout, a broken answer, 408, 429, 502, 503 and 504"
        }
        _ => "a failed connection and 429 alone, so nothing is made twice",
    };
    format!("Retry class [`{name}`](crate::RetryClass::{name}): sent again after {after}.")
}

/// Where to look for what was made, when the answer was lost.
fn lookup(operation: &Operation<'_>) -> Option<String> {
    let lookup = operation.value.get("x-press-lookup")?;
    let of = |key: &str| lookup.get(key).and_then(Value::as_str);
    let (id, by) = (of("operation")?, of("by")?);
    let name = variant(id)?;
    Some(format!(
        "When its answer was lost, [`{id}`]({name}) shows by `{by}` whether it was carried out."
    ))
}

/// The type and the method of the client that make the request.
///
/// A path that is read and posted to is a collection, named after its last word (`Releases::create`); what else is done stands on the
/// handle of the last thing the path names (`ReleaseHandle::describe`, `DeploymentHandle::redeploy`).
fn made_by(schemas: &Schemas<'_>, operation: &Operation<'_>, id: &str) -> Option<(String, String)> {
    let mut words = operation.path.split('/').filter(|word| !word.is_empty()).rev();
    let last = words.next()?;
    let verb = id.split('_').next().unwrap_or_default().to_owned();
    let collection = |word: &str| variant(word).map(|name| name.to_string());
    let handle = |word: &str| Some(format!("{}Handle", collection(word.strip_suffix('s')?)?));
    if last.starts_with('{') {
        let done = match operation.method {
            "get" => "describe",
            "delete" => "delete",
            _ => "update",
        };
        return Some((handle(words.next()?)?, done.to_owned()));
    }
    let methods = schemas.document().value.pointer(&join("/paths", operation.path))?;
    if methods.get("get").is_some() && methods.get("post").is_some() {
        return Some((collection(last)?, verb));
    }
    let parent = words.next().filter(|word| word.starts_with('{')).and(words.next())?;
    let done = if operation.method == "get" { field(last).to_string() } else { verb };
    Some((handle(parent)?, done))
}

/// What the service refuses with, by the document.
fn errors(schemas: &Schemas<'_>, operation: &Operation<'_>) -> String {
    let responses = operation.value.get("responses").and_then(Value::as_object);
    let mut rows = String::new();
    for (code, response) in responses.into_iter().flatten() {
        if !code.starts_with(['4', '5']) {
            continue;
        }
        let named = response.get("$ref").and_then(Value::as_str);
        let target = named.and_then(|reference| schemas.document().resolve(reference));
        let response = target.unwrap_or(response);
        let when = response.get("description").and_then(Value::as_str).unwrap_or_default();
        let assumed = match response.get("x-press-assumed") {
            Some(Value::Bool(true)) => " (assumed)",
            _ => "",
        };
        rows.push_str(&format!("| {code} | {when}{assumed} |\n"));
    }
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n# Errors\n\nThose of every call ([`ErrorKind`](crate::ErrorKind)). The service refuses with:\n\n| Status | When |\n|---|---|\n{rows}"
    )
}
