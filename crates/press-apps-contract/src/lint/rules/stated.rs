//! Rules about what only this project would know if the document did not say it: the largest number of 32 bits, what is closed.

use serde_json::{Value, json};

use super::super::{Findings, Subject};
use super::words::texts;

/// The largest number of 32 bits.
const MOST: u64 = u32::MAX as u64;

pub(super) fn whole_number(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for schema in &subject.walk.schemas {
        let maximum = schema.get("maximum");
        let short = schema.text("format") == Some("uint32");
        if short && maximum.and_then(Value::as_u64).is_none_or(|maximum| maximum > MOST) {
            findings.at(
                &schema.at(if maximum.is_some() { "maximum" } else { "format" }),
                "`uint32` has no maximum that other readers of OpenAPI know",
                format!("write `maximum: {MOST}` beside it, or less"),
            );
        } else if !short && maximum == Some(&json!(MOST)) {
            findings.at(
                &schema.at("maximum"),
                "this is the largest number of 32 bits, and the format is another one",
                "write `format: uint32`",
            );
        }
    }
}

pub(super) fn closed(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    const RULE: &str = "unknown-field";
    let usage = &subject.usage;
    let objects = subject.walk.schemas.iter().filter(|schema| schema.get("properties").is_some());
    for schema in objects {
        let (sent, answered) = (usage.requests(&schema.pointer), usage.answers(&schema.pointer));
        let additional = schema.get("additionalProperties");
        let rules = schema.child("x-press-rules");
        let named = rules.filter(|rules| texts(Some(rules.value)).contains(&RULE));
        match (sent, answered, additional) {
            (true, false, None) => findings.at(
                &schema.pointer,
                "an object that only requests use takes any member",
                "write `additionalProperties: false`: a misspelt member would be dropped without a word",
            ),
            (_, true, Some(Value::Bool(false))) => findings.at(
                &schema.at("additionalProperties"),
                "an object of answers is closed",
                format!("remove it, since the service may add members, and name the rule `{RULE}`"),
            ),
            (true, true, None) if named.is_none() => findings.at(
                &schema.pointer,
                "requests and answers use this object, and it is not said that requests may not add members",
                format!("name the rule `{RULE}` in `x-press-rules`"),
            ),
            (true, false, Some(_)) if named.is_some() => findings.at(
                &schema.at("x-press-rules"),
                format!("the rule `{RULE}` stands where OpenAPI can say it"),
                "remove it; `additionalProperties` says what is taken",
            ),
            _ => {}
        }
    }
}
