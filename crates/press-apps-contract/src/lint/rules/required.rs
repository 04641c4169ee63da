//! Keys that OpenAPI 3.0.3 requires. Unknown keys and wrong kinds are refused by the reader; what is missing is found here.

use serde_json::Value;

use super::super::{Findings, Subject};
use crate::walk::{Item, components};

pub(super) fn required_key(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let walk = &subject.walk;
    let document = &subject.document.value;
    let root = Item { pointer: String::new(), value: document };
    let mut need = |item: &Item<'_>, what: &str, keys: &[&str]| {
        for key in keys {
            if item.get(key).is_none_or(|value| value.as_str() == Some("")) {
                findings.at(
                    &item.pointer,
                    format!("{what} has no `{key}`"),
                    format!("add `{key}`; OpenAPI requires it"),
                );
            }
        }
    };
    need(&root, "the document", &["openapi", "info", "paths"]);
    if let Some(info) = root.child("info") {
        need(&info, "`info`", &["title", "version"]);
        if let Some(license) = info.child("license") {
            need(&license, "the licence", &["name"]);
        }
    }
    for (_, server) in root.child("servers").map(|list| list.children()).unwrap_or_default() {
        need(&server, "the server", &["url"]);
        for (_, variable) in
            server.child("variables").map(|list| list.children()).unwrap_or_default()
        {
            need(&variable, "the variable", &["default"]);
        }
    }
    for (_, tag) in root.child("tags").map(|list| list.children()).unwrap_or_default() {
        need(&tag, "the tag", &["name"]);
    }
    for operation in &walk.operations {
        need(&operation.item, &operation.name(), &["responses"]);
    }
    for parameter in &walk.parameters {
        need(parameter, "the parameter", &["name", "in"]);
    }
    for body in &walk.request_bodies {
        need(body, "the request body", &["content"]);
    }
    for response in &walk.responses {
        need(response, "the response", &["description"]);
    }
    for link in walk.links.iter().filter(|link| link.get("operationRef").is_none()) {
        need(link, "the link", &["operationId"]);
    }
    for schema in walk.schemas.iter().filter(|schema| schema.text("type") == Some("array")) {
        need(schema, "the array", &["items"]);
    }
    for (name, scheme) in components(document, "securitySchemes") {
        let what = format!("the security scheme `{name}`");
        need(&scheme, &what, &["type"]);
        match scheme.text("type") {
            Some("apiKey") => need(&scheme, &what, &["name", "in"]),
            Some("http") => need(&scheme, &what, &["scheme"]),
            Some("oauth2") => need(&scheme, &what, &["flows"]),
            Some("openIdConnect") => need(&scheme, &what, &["openIdConnectUrl"]),
            _ => {}
        }
    }
    exclusive(subject, findings);
}

/// Pairs of keys of which exactly one has to be there, and maps that must not be empty.
fn exclusive(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let walk = &subject.walk;
    let pairs = [
        (walk.parameters.iter().chain(&walk.headers), "schema", "content"),
        (walk.examples.iter().chain(&[]), "value", "externalValue"),
    ];
    for (items, one, other) in pairs {
        for item in items {
            let count =
                usize::from(item.get(one).is_some()) + usize::from(item.get(other).is_some());
            if count != 1 {
                let message = format!(
                    "exactly one of `{one}` and `{other}` has to be here, not {}",
                    ["none", "one", "both"][count]
                );
                findings.at(
                    &item.pointer,
                    message,
                    format!("keep `{one}`, unless there is a reason for `{other}`"),
                );
            }
        }
    }
    for item in walk.media_types.iter().chain(&walk.parameters).chain(&walk.headers) {
        if item.get("example").is_some() && item.get("examples").is_some() {
            findings.at(
                &item.at("example"),
                "`example` and `examples` are both here",
                "keep `examples`",
            );
        }
    }
    for operation in &walk.operations {
        if operation
            .item
            .get("responses")
            .and_then(Value::as_object)
            .is_some_and(serde_json::Map::is_empty)
        {
            findings.at(
                &operation.item.at("responses"),
                format!("{} answers nothing", operation.name()),
                "list its responses",
            );
        }
    }
}
