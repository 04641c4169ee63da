//! Rules about operations, their texts, and what they send.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::{texts, words};
use crate::document::{closest, join};
use crate::walk::{Item, Operation, follow};

pub(super) fn operation_id(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in &subject.walk.operations {
        let at = operation.item.at("operationId");
        let Some(id) = operation.item.text("operationId") else {
            findings.at(
                &operation.item.pointer,
                format!("{} has no `operationId`", operation.name()),
                "add one, such as `list_specs`; it names the function",
            );
            continue;
        };
        if !words(id, '_') {
            findings.at(
                &at,
                format!("`{id}` is not snake_case"),
                "write lower-case words joined by `_`",
            );
        }
        if let Some(path) = seen.insert(id, operation.path) {
            findings.at(
                &at,
                format!("`{id}` is also the id of an operation of {path}"),
                "give one of them another id",
            );
        }
    }
}

pub(super) fn operation_text(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        for key in ["summary", "description"] {
            if operation.item.text(key).is_none_or(|text| text.trim().is_empty()) {
                let fix = if key == "summary" {
                    "add a short title"
                } else {
                    "say what it does, and what happens in unusual cases"
                };
                findings.at(
                    &operation.item.pointer,
                    format!("{} has no {key}", operation.name()),
                    fix,
                );
            }
        }
        if operation.item.text("summary").is_some_and(|text| text.ends_with('.')) {
            findings.at(
                &operation.item.at("summary"),
                "the summary ends with a full stop",
                "a summary is a title: leave the full stop out",
            );
        }
    }
}

pub(super) fn operation_tag(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let declared = subject.document.value.get("tags").and_then(Value::as_array);
    let declared: Vec<_> =
        declared.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str()).collect();
    for operation in &subject.walk.operations {
        let tags = texts(operation.item.get("tags"));
        if tags.len() != 1 {
            findings.at(
                &operation.item.pointer,
                format!("{} has {} tags", operation.name(), tags.len()),
                "give it exactly one; the tag is the group it belongs to",
            );
        }
        // The path says what an operation is about: `/specs/{specId}/releases` is about releases.
        let about = operation.path.rsplit('/').find(|part| declared.contains(part));
        if let (Some(about), [tag]) = (about, tags.as_slice())
            && declared.contains(tag)
            && about != *tag
        {
            findings.at(
                &join(&operation.item.at("tags"), 0),
                format!("{} is about {about}, by its path, not about {tag}", operation.name()),
                format!("give it the tag `{about}`"),
            );
        }
        for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| !declared.contains(tag)) {
            let near = closest(tag, declared.iter().copied());
            let fix = near.map_or_else(
                || "declare it under `tags`, or correct the name".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let at = join(&operation.item.at("tags"), index);
            findings.at(&at, format!("the tag `{tag}` is not declared"), fix);
        }
    }
}

pub(super) fn retry(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let allowed = match operation.method {
            "get" | "head" | "options" => "read",
            "put" | "patch" => "replace",
            "delete" => "remove",
            _ => "create",
        };
        let class = operation.item.text("x-press-retry");
        if class != Some(allowed) {
            let found = class.map_or_else(
                || "has no retry class".to_owned(),
                |class| format!("has the retry class `{class}`"),
            );
            let at = if class.is_some() {
                operation.item.at("x-press-retry")
            } else {
                operation.item.pointer.clone()
            };
            let message =
                format!("{}, a {}, {found}", operation.name(), operation.method.to_uppercase());
            findings.at(
                &at,
                message,
                format!(
                    "write `x-press-retry: {allowed}`: what may be repeated follows from the method"
                ),
            );
        }
    }
}

pub(super) fn lookup(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let operations = &subject.walk.operations;
    for operation in operations {
        let creates = operation.method == "post";
        let Some(lookup) = operation.item.child("x-press-lookup") else {
            if creates {
                findings.at(
                    &operation.item.pointer,
                    format!("{} does not say how to find what it made", operation.name()),
                    "add `x-press-lookup` with the `operation` to ask when the answer was lost, and `by` what",
                );
            }
            continue;
        };
        if !creates {
            findings.at(
                &lookup.pointer,
                format!("{} creates nothing", operation.name()),
                "remove `x-press-lookup`",
            );
            continue;
        }
        let asked = operations.iter().find(|other| {
            other.item.text("operationId") == lookup.text("operation") && other.method == "get"
        });
        let Some(asked) = asked else {
            findings.at(
                &lookup.at("operation"),
                "the look-up names no operation that reads",
                "name a list or a describe of this document",
            );
            continue;
        };
        let by = lookup.text("by").unwrap_or_default();
        let is_parameter =
            asked.parameters(document).iter().any(|item| item.text("name") == Some(by));
        let answer = asked.answer_schema(document).map(|schema| follow(document, schema));
        let is_member = answer.and_then(|schema| schema.child("properties")?.child(by)).is_some();
        if !is_parameter && !is_member {
            findings.at(
                &lookup.at("by"),
                format!("{} has no parameter `{by}`, nor has its answer", asked.name()),
                "name a parameter of that operation, or a member of its answer",
            );
        }
    }
}

pub(super) fn request_body(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let Some(body) = operation.item.child("requestBody") else {
            continue;
        };
        let method = operation.method;
        if ["get", "head", "delete", "trace"].contains(&method) {
            findings.at(
                &body.pointer,
                format!("{}, a {}, has a body", operation.name(), method.to_uppercase()),
                "use query parameters; proxies drop such bodies",
            );
        }
        let body = follow(&subject.document.value, body);
        if body.get("required") != Some(&Value::Bool(true)) {
            findings.at(
                &body.pointer,
                format!("the body of {} may be left out", operation.name()),
                "write `required: true`; no operation takes a body or nothing",
            );
        }
    }
}

/// Codes whose answers never have a body.
const WITHOUT_BODY: [&str; 3] = ["204", "205", "304"];

pub(super) fn content(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let walk = &subject.walk;
    for operation in &walk.operations {
        fits_code(subject, operation, findings);
    }
    for owner in walk.request_bodies.iter().chain(&walk.responses) {
        let Some(content) = owner.child("content") else {
            continue;
        };
        let types = content.children();
        if types.is_empty() {
            findings.at(
                &content.pointer,
                "the content has no media type",
                "add `application/json`, or remove `content` if there is no body",
            );
        }
        for (name, media) in types {
            if name != "application/json" {
                findings.at(
                    &media.pointer,
                    format!("`{name}` is not `application/json`"),
                    "neither the client nor the service reads anything else",
                );
            }
            if media.get("schema").and_then(Value::as_object).is_none_or(serde_json::Map::is_empty)
            {
                findings.at(
                    &media.pointer,
                    "the content has no schema",
                    "add `schema` with a reference to a component",
                );
            }
        }
    }
}

/// A body stands where the code allows one, and where what is read would be.
fn fits_code(subject: &Subject<'_>, operation: &Operation<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let responses =
        operation.item.child("responses").map(|list| list.children()).unwrap_or_default();
    for (code, listed) in responses {
        let response = follow(document, listed.clone());
        let content = response.child("content");
        let empty = WITHOUT_BODY.contains(&code.as_str());
        match content {
            Some(content) if empty => {
                // A component that other codes share has its content for them.
                let shared = content.pointer.starts_with("/components/")
                    && used_with_body(subject, &response);
                let at = if shared { &listed.pointer } else { &content.pointer };
                findings.at(
                    at,
                    format!("{code} of {} has content, and no {code} has a body", operation.name()),
                    "remove `content`, or answer 200",
                );
            }
            None if operation.method == "get" && code.starts_with('2') && !empty => findings.at(
                &listed.pointer,
                format!("{} reads something, and its {code} has no content", operation.name()),
                "add `content` with what is read",
            ),
            None if operation.method == "get" && code.starts_with('2') => findings.at(
                &listed.pointer,
                format!("{} reads something, and {code} has no body", operation.name()),
                "answer 200 with what is read",
            ),
            _ => {}
        }
    }
}

/// Whether a response stands for a code that has a body somewhere.
fn used_with_body(subject: &Subject<'_>, response: &Item<'_>) -> bool {
    let all = subject
        .walk
        .operations
        .iter()
        .flat_map(|operation| operation.responses(&subject.document.value));
    all.filter(|(code, _)| !WITHOUT_BODY.contains(&code.as_str()))
        .any(|(_, other)| other.pointer == response.pointer)
}
