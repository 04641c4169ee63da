//! Rules about what refers to something: components and links. References that lead nowhere are refused by the reader.

use serde_json::Value;

use super::super::{Findings, Subject};
use crate::document::{closest, join};
use crate::walk::{Item, Operation, components, follow};

pub(super) fn unused(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let kinds = subject
        .document
        .value
        .get("components")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|kinds| kinds.keys());
    for kind in kinds {
        for (name, item) in components(&subject.document.value, kind) {
            let used = match kind.as_str() {
                "securitySchemes" => asked_for(&subject.document.value, &name),
                _ => !subject.usage.users(&item.pointer).is_empty(),
            };
            if !used {
                findings.at(
                    &item.pointer,
                    format!("no operation reaches `{name}`"),
                    "refer to it, or remove it",
                );
            }
        }
    }
}

fn asked_for(document: &Value, scheme: &str) -> bool {
    let operations = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|paths| paths.values());
    let operations = operations.filter_map(Value::as_object).flat_map(|item| item.values());
    let lists = std::iter::once(document)
        .chain(operations)
        .filter_map(|owner| owner.get("security")?.as_array());
    lists.flatten().any(|requirement| requirement.get(scheme).is_some())
}

pub(super) fn link(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    for operation in &subject.walk.operations {
        for (_, response) in operation.responses(document) {
            for (_, link) in
                response.child("links").map(|links| links.children()).unwrap_or_default()
            {
                let link = follow(document, link);
                if link.get("operationRef").is_some() {
                    let (message, fix) = match link.get("operationId") {
                        Some(_) => (
                            "`operationId` and `operationRef` are both here",
                            "keep `operationId`; OpenAPI takes one of the two",
                        ),
                        None => (
                            "the operation is named by `operationRef`",
                            "write its `operationId`: all operations are in this document",
                        ),
                    };
                    findings.at(&link.at("operationRef"), message, fix);
                }
                let Some(target) = link.text("operationId") else {
                    continue;
                };
                match subject
                    .walk
                    .operations
                    .iter()
                    .find(|operation| operation.item.text("operationId") == Some(target))
                {
                    Some(target) => check(document, operation, &response, &link, target, findings),
                    None => {
                        let ids = subject
                            .walk
                            .operations
                            .iter()
                            .filter_map(|operation| operation.item.text("operationId"));
                        let fix = closest(target, ids).map_or_else(
                            || "correct the id".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        );
                        findings.at(
                            &link.at("operationId"),
                            format!("there is no operation `{target}`"),
                            fix,
                        );
                    }
                }
            }
        }
    }
}

/// Links are how a reader, and a tool that tries the service, gets from what was made to what can be done with it.
pub(super) fn link_missing(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let targets: Vec<_> =
        subject.walk.links.iter().filter_map(|link| link.text("operationId")).collect();
    for operation in &subject.walk.operations {
        let name = operation.name();
        if operation.path.contains('{') && !targets.contains(&name.as_str()) {
            findings.at(
                &operation.item.pointer,
                format!("no link leads to {name}"),
                "add one to the answer that has the values of its path parameters",
            );
        }
        if operation.method != "post" {
            continue;
        }
        for (code, response) in operation.responses(&subject.document.value) {
            let made = code.starts_with('2') && response.get("content").is_some();
            if made && response.get("links").is_none() {
                findings.at(
                    &response.pointer,
                    format!("{name} makes something, and no link says what can be done with it"),
                    "add a link to the operation that describes it",
                );
            }
        }
    }
}

fn check(
    document: &Value,
    operation: &Operation<'_>,
    response: &Item<'_>,
    link: &Item<'_>,
    target: &Operation<'_>,
    findings: &mut Findings<'_>,
) {
    let parameters = target.parameters(document);
    let given = link.child("parameters").map(|given| given.children()).unwrap_or_default();
    for (name, item) in &given {
        // `path.specId` names the place as well.
        let plain = name.rsplit('.').next().unwrap_or(name);
        if !parameters.iter().any(|parameter| parameter.text("name") == Some(plain)) {
            findings.at(
                &item.pointer,
                format!("{} has no parameter `{name}`", target.name()),
                "correct the name",
            );
        }
        if let Some(expression) = item.value.as_str()
            && let Err(problem) = resolve(document, operation, response, expression)
        {
            findings.at(
                &item.pointer,
                format!("`{expression}`: {problem}"),
                "name a value that this exchange always has",
            );
        }
    }
    for parameter in
        parameters.iter().filter(|parameter| parameter.get("required") == Some(&Value::Bool(true)))
    {
        let name = parameter.text("name").unwrap_or_default();
        if !given.iter().any(|(key, _)| key.rsplit('.').next() == Some(name)) {
            let message = format!("the link to {} does not give `{name}`", target.name());
            findings.at(&link.pointer, message, "add it under `parameters`");
        }
    }
}

/// Whether a runtime expression names a value that is always there.
fn resolve(
    document: &Value,
    operation: &Operation<'_>,
    response: &Item<'_>,
    expression: &str,
) -> Result<(), String> {
    if !expression.starts_with('$') {
        return Ok(());
    }
    if let Some(pointer) = expression.strip_prefix("$response.body#") {
        let schema = response
            .child("content")
            .and_then(|content| content.child("application/json")?.child("schema"));
        return schema.map_or_else(
            || Err("the response has no content".to_owned()),
            |schema| walk(document, schema, pointer),
        );
    }
    if let Some(pointer) = expression.strip_prefix("$request.body#") {
        let body = operation.item.child("requestBody").map(|body| follow(document, body));
        let schema =
            body.and_then(|body| body.child("content")?.child("application/json")?.child("schema"));
        return schema.map_or_else(
            || Err("the request has no content".to_owned()),
            |schema| walk(document, schema, pointer),
        );
    }
    for (prefix, place) in
        [("$request.path.", "path"), ("$request.query.", "query"), ("$request.header.", "header")]
    {
        if let Some(name) = expression.strip_prefix(prefix) {
            let known = operation
                .parameters(document)
                .iter()
                .any(|item| item.text("in") == Some(place) && item.text("name") == Some(name));
            return if known {
                Ok(())
            } else {
                Err(format!("{} has no {place} parameter `{name}`", operation.name()))
            };
        }
    }
    if ["$url", "$method", "$statusCode"].contains(&expression)
        || expression.starts_with("$response.header.")
    {
        return Ok(());
    }
    Err("not a runtime expression of OpenAPI".to_owned())
}

fn walk(document: &Value, schema: Item<'_>, pointer: &str) -> Result<(), String> {
    let mut schema = follow(document, schema);
    for name in pointer.split('/').skip(1) {
        let found = schema.child("properties").and_then(|properties| properties.child(name));
        let always = super::words::texts(schema.get("required")).contains(&name);
        let at = join("", name);
        match found {
            None => return Err(format!("the body has no `{at}`")),
            Some(_) if !always => return Err(format!("`{at}` may be missing")),
            Some(property) => schema = follow(document, property),
        }
    }
    Ok(())
}
