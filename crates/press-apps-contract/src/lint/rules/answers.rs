//! Rules about what is answered.

use serde_json::{Value, json};

use super::super::{Findings, Subject};
use crate::walk::{Operation, components, follow};

pub(super) fn response_code(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let Some(responses) = operation.item.child("responses") else {
            continue;
        };
        let mut good = 0;
        for (code, response) in responses.children() {
            let number = code
                .parse::<u16>()
                .ok()
                .filter(|number| (200..600).contains(number) && code.len() == 3);
            if number.is_none() {
                findings.at(
                    &response.pointer,
                    format!("`{code}` is not a status code"),
                    "list each code on its own; a wildcard promises what nobody checked",
                );
            }
            good += usize::from(number.is_some_and(|number| number < 300));
        }
        if good == 0 {
            findings.at(
                &responses.pointer,
                format!("{} never succeeds", operation.name()),
                "add its 2xx response",
            );
        }
    }
}

/// The codes an operation can always answer: what is wrong with any request, and what follows from its path and body.
fn expected_codes(operation: &Operation<'_>) -> Vec<&'static str> {
    let mut codes = vec!["400", "401", "403", "429", "500"];
    if operation.path.contains('{') {
        codes.push("404");
    }
    if operation.item.get("requestBody").is_some() {
        codes.extend(["413", "422"]);
    }
    codes
}

pub(super) fn error_codes(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let Some(responses) = operation.item.get("responses").and_then(Value::as_object) else {
            continue;
        };
        for code in
            expected_codes(operation).into_iter().filter(|code| !responses.contains_key(*code))
        {
            let why = match code {
                "404" => "its path names something",
                "413" | "422" => "it takes a body",
                _ => "every operation can",
            };
            findings.at(
                &operation.item.at("responses"),
                format!("{} does not list {code}", operation.name()),
                format!("add it: {why}"),
            );
        }
    }
}

pub(super) fn error_body(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let listed =
            operation.item.child("responses").map(|list| list.children()).unwrap_or_default();
        for (code, listed) in listed {
            let response = follow(&subject.document.value, listed.clone());
            if code.starts_with(['4', '5']) {
                let schema = response
                    .value
                    .pointer("/content/application~1json/schema/$ref")
                    .and_then(Value::as_str);
                if schema != Some("#/components/schemas/ErrorBody") {
                    let fix = "use a response whose content is `ErrorBody`; callers read one error, not one per code";
                    // A component that also stands for a success is right; naming it here is wrong.
                    let of_success = subject.walk.operations.iter().any(|operation| {
                        let others = operation.responses(&subject.document.value);
                        others.iter().any(|(code, other)| {
                            code.starts_with('2') && other.pointer == response.pointer
                        })
                    });
                    let at = if of_success { &listed.pointer } else { &response.pointer };
                    findings.at(
                        at,
                        format!("{code} of {} does not answer `ErrorBody`", operation.name()),
                        fix,
                    );
                }
            }
        }
    }
}

pub(super) fn answer_default(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in subject.walk.schemas.iter().filter(|schema| schema.get("default").is_some()) {
        if subject.usage.answers(&schema.pointer) {
            findings.at(
                &schema.at("default"),
                "a field of an answer has a default",
                "remove it and say in the description what is true if the field is missing",
            );
        }
    }
}

pub(super) fn answer_bounds(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let bounds = [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "minProperties",
        "maxProperties",
    ];
    for schema in &subject.walk.schemas {
        let answered = subject.usage.answers(&schema.pointer);
        for key in bounds.iter().filter(|key| schema.get(key).is_some()) {
            let of_format = **key == *"maximum" && schema.get(key) == Some(&json!(u32::MAX));
            if answered && !of_format && !subject.usage.requests(&schema.pointer) {
                findings.at(
                    &schema.at(key),
                    format!("`{key}` bounds what is only answered"),
                    "remove it: answers are taken as they come, so nobody would notice if it were wrong",
                );
            }
        }
    }
}

/// Headers of an answer that say something about its body, or that OpenAPI says are ignored here.
pub(super) fn header(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let of_responses =
        subject.walk.responses.iter().filter_map(|response| response.child("headers"));
    let listed =
        of_responses.flat_map(|headers| headers.children()).chain(components(document, "headers"));
    for (name, header) in listed.filter(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        findings.at(
            &header.pointer,
            format!("readers of OpenAPI ignore the header `{name}` of an answer"),
            "remove it; the media type below `content` says it",
        );
    }
}
