//! Rules about parameters.

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::camel_case;
use crate::walk::follow;

/// Headers that OpenAPI says are ignored as parameters, or that the client sets itself.
const OWN_HEADERS: [&str; 4] = ["accept", "content-type", "authorization", "user-agent"];

pub(super) fn parameter_unique(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    for owner in
        subject.walk.operations.iter().flat_map(|operation| [&operation.path_item, &operation.item])
    {
        let mut seen = Vec::new();
        for (_, listed) in owner.child("parameters").map(|list| list.children()).unwrap_or_default()
        {
            let at = listed.pointer.clone();
            let item = follow(document, listed);
            let key = (item.text("name"), item.text("in"));
            if seen.contains(&key) {
                let name = key.0.unwrap_or_default();
                findings.at(
                    &at,
                    format!("the {} parameter `{name}` stands twice", key.1.unwrap_or_default()),
                    "remove one of them",
                );
            }
            seen.push(key);
        }
    }
}

pub(super) fn parameter_style(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for parameter in &subject.walk.parameters {
        let place = parameter.text("in").unwrap_or_default();
        let usual = if ["path", "header"].contains(&place) { "simple" } else { "form" };
        if parameter.text("style").is_some_and(|style| style != usual) {
            findings.at(
                &parameter.at("style"),
                format!("a {place} parameter is not sent that way"),
                format!("remove `style`; it is `{usual}`"),
            );
        }
        let explode = parameter.get("explode").and_then(Value::as_bool);
        if place == "query" && explode == Some(false) || place == "path" && explode == Some(true) {
            findings.at(
                &parameter.at("explode"),
                "lists are sent as repeated keys",
                "remove `explode`",
            );
        }
        for key in ["allowReserved", "allowEmptyValue"]
            .into_iter()
            .filter(|key| parameter.get(key).is_some())
        {
            findings.at(
                &parameter.at(key),
                "values are always percent-encoded and never empty",
                format!("remove `{key}`"),
            );
        }
        let schema =
            parameter.child("schema").map(|schema| follow(&subject.document.value, schema));
        let kind = schema.as_ref().and_then(|schema| schema.text("type")).unwrap_or_default();
        if kind == "object" || kind == "array" && place != "query" {
            findings.at(
                &parameter.pointer,
                format!("a {place} parameter cannot be an {kind}"),
                "use a text, a number or a boolean",
            );
        }
        if ["cookie", ""].contains(&place) {
            findings.at(
                &parameter.at("in"),
                "cookies are not sent",
                "use `in: query` or `in: path`",
            );
        }
    }
}

pub(super) fn parameter_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for parameter in &subject.walk.parameters {
        let name = parameter.text("name").unwrap_or_default();
        let header = parameter.text("in") == Some("header");
        if header && OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            findings.at(
                &parameter.pointer,
                format!("the header `{name}` is not a parameter"),
                "remove it; readers of OpenAPI ignore it, the client sets it",
            );
        } else if !header && !camel_case(name) {
            findings.at(
                &parameter.pointer,
                format!("`{name}` is not camelCase"),
                "write it like `pageSize`",
            );
        }
    }
}
