//! What the document says there can be, and what of it a message shows: properties, `null`, values of enums, answers.
//!
//! A thing that no message shows is either a promise that nobody keeps or one that is not tried. Members, `null`s and values may be
//! left out of every answer, so that one can be documented before anybody shows it; a status is in [`UNSEEN`], with a reason. What is
//! listed there has to be unseen, whatever it is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Api;
use press_apps_contract::document::join;
use press_apps_contract::schemas::TEXT_KEYWORD;

/// What no request and no answer here shows, each with the reason; `*` stands for any operation.
pub const UNSEEN: &[(&str, &str)] = &[
    ("* 403", "There are no permissions within a tenant here, only specs of others."),
    ("* 429", "The service here has no limits; a fault imitates one."),
    ("* 500", "The service here does not fail unless it is told to."),
    ("delete_spec 204", "The service here answers 200 with `{}`; no source says which it is."),
    (
        "delete_deployment 204",
        "The service here answers 200 with `{}`; no source says which it is.",
    ),
    ("delete_deployment 422", "The docstrings list it and do not say when."),
    (
        "list_deployments 422",
        "The docstrings list it; the service here refuses a bad query with 400.",
    ),
    (
        "list_deployment_revisions 422",
        "The docstrings list it; the service here refuses a bad query with 400.",
    ),
    ("BlockKind \"service\"", "The blocks that are known here are workflows and web apps."),
    ("Revision.latestRevision", "The command line names it; no sample shows it."),
    ("Revision.resources", "The command line names it; no sample shows it."),
];

/// Whether this is known to be shown by nothing.
#[must_use]
pub fn known_unseen(thing: &str) -> bool {
    UNSEEN.iter().any(|(known, _)| fits(known, thing))
}

/// Where the document says a thing.
pub(super) fn place(document: &Api, thing: &str) -> Option<String> {
    if let Some((id, status)) = thing.split_once(' ')
        && let Some(operation) = document.operation(id)
    {
        let path = join("/paths", &operation.path);
        return Some(format!("{path}/{}/responses/{status}", operation.method.to_lowercase()));
    }
    if let Some((schema, value)) = thing.split_once(' ').filter(|(name, _)| !name.contains('.')) {
        let values = document.schemas().get(schema)?["enum"].as_array()?;
        let index =
            values.iter().position(|known| known.as_str() == Some(value.trim_matches('"')))?;
        return Some(format!("/components/schemas/{schema}/enum/{index}"));
    }
    let (schema, member) = thing.split_once('.')?;
    let place = format!("/components/schemas/{schema}/properties/{member}");
    Some(match place.strip_suffix(" null") {
        Some(property) => format!("{property}/nullable"),
        None => place,
    })
}

fn fits(known: &str, thing: &str) -> bool {
    match known.strip_prefix('*') {
        Some(end) => thing.ends_with(end),
        None => known == thing,
    }
}

/// Everything that the document says there can be.
pub(super) fn said(document: &Api) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (schema, node) in document.schemas() {
        for (name, property) in node["properties"].as_object().into_iter().flatten() {
            said.insert(format!("{schema}.{name}"));
            if property["nullable"] == true {
                said.insert(format!("{schema}.{name} null"));
            }
        }
        for value in node["enum"].as_array().into_iter().flatten() {
            said.insert(format!("{schema} {value}"));
        }
    }
    for operation in document.operations() {
        let statuses = operation.statuses().into_iter();
        said.extend(statuses.map(|status| format!("{} {status}", operation.id)));
    }
    said
}

/// Adds what a body shows.
pub(super) fn look(document: &Api, schema: &Value, body: &[u8], seen: &mut BTreeSet<String>) {
    if let Ok(value) = serde_json::from_slice(body) {
        mark(document, schema, &value, seen);
    }
}

fn mark(document: &Api, schema: &Value, value: &Value, seen: &mut BTreeSet<String>) {
    let reference = schema["$ref"].as_str();
    let name = reference.and_then(|text| text.rsplit('/').next());
    let schema = document.resolve(schema);
    for branch in schema["oneOf"].as_array().into_iter().flatten() {
        mark(document, branch, value, seen);
    }
    if let (Some(inner), Some(text)) = (schema.get(TEXT_KEYWORD), value.as_str())
        && let Ok(value) = serde_json::from_str(text)
    {
        mark(document, inner, &value, seen);
    }
    if let (Some(name), true) = (name, schema.get("enum").is_some()) {
        seen.insert(format!("{name} {value}"));
    }
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if let Some(property) = schema["properties"].get(key) {
                    let name = name.unwrap_or_default();
                    seen.insert(format!("{name}.{key}"));
                    if member.is_null() {
                        seen.insert(format!("{name}.{key} null"));
                    }
                    mark(document, property, member, seen);
                } else if let Some(map) = schema.get("additionalProperties") {
                    mark(document, map, member, seen);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                mark(document, &schema["items"], item, seen);
            }
        }
        _ => {}
    }
}
