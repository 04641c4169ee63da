//! What no source states, written by hand: the document may say it, but has to mark it (`x-press-assumed`).
//!
//! The sources are the requests of a client, which takes any success, and a page of samples, in which nothing is `null`.

use press_apps_contract::walk::{Item, Walk};
use serde_json::{Value, json};

/// What the sources do say can be `null`.
const NULL: [&str; 1] = ["/components/schemas/BlockDeployment/properties/platformId"];

/// Rules of ours that a pattern repeats: the pattern is as much of a guess as the rule.
const OURS: [&str; 3] = ["path-segment", "not-blank", "absolute-url"];

/// Whether a document marks it.
///
/// # Errors
///
/// The first statement without a source that stands as a fact.
pub(super) fn marked(document: &Value) -> Result<(), String> {
    let walk = Walk::of(document);
    for operation in &walk.operations {
        for (code, answer) in operation.responses(document) {
            if code.starts_with('2') {
                is_marked(&answer, &format!("that {} answers {code}", operation.name()))?;
            }
        }
    }
    for schema in &walk.schemas {
        if schema.get("nullable") == Some(&json!(true)) && !NULL.contains(&schema.pointer.as_str())
        {
            is_marked(schema, "that it can be `null`")?;
        }
        if schema.get("additionalProperties") == Some(&json!(false)) {
            is_marked(schema, "that other members are refused")?;
        }
        let rules = schema.get("x-press-rules").and_then(Value::as_array).into_iter().flatten();
        for rule in rules.filter_map(Value::as_str).filter(|rule| OURS.contains(rule)) {
            is_marked(schema, &format!("what `{rule}` asks"))?;
        }
    }
    Ok(())
}

fn is_marked(item: &Item<'_>, what: &str) -> Result<(), String> {
    match item.get("x-press-assumed") {
        Some(mark) if *mark != json!(false) => Ok(()),
        _ => Err(format!("{}: no source states {what}, and nothing says so", item.pointer)),
    }
}
