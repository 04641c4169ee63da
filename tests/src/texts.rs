//! The table of texts that the patterns of the document and the rules of the model have to take and to refuse alike, written by hand
//! (`crates/press-apps-model/tests/texts.json`).
//!
//! It is held against any document here, by its schemas alone. That the rules agree is a test of the model.

use std::collections::BTreeSet;

use press_apps_contract::schemas::TEXT_KEYWORD;
use serde::Deserialize;
use serde_json::Value;

use crate::{Api, Contract};

/// What one rule takes and refuses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    /// Id of the rule.
    pub rule: String,
    /// Where it is named, such as `create_deployment body /metadata/name`.
    pub places: Vec<String>,
    /// Texts that rule and pattern take.
    pub accepted: Vec<String>,
    /// Texts that rule and pattern refuse.
    pub refused: Vec<String>,
    /// Texts that the rule refuses and no pattern can.
    #[serde(default)]
    pub rule_only: Vec<RuleOnly>,
}

/// A text that only a rule can refuse.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOnly {
    /// The text.
    pub text: String,
    /// Why it is refused.
    pub why: String,
}

/// The table.
///
/// # Panics
///
/// When it is not such a table.
#[must_use]
pub fn texts() -> Vec<Row> {
    let table = include_str!("../../crates/press-apps-model/tests/texts.json");
    serde_json::from_str(table).expect("the table of texts")
}

impl Row {
    /// Whether the document takes and refuses the texts as it should, at every place of an operation that is `touched`. What it says
    /// there in the same words as `known`, a document that was tried, is not tried again.
    ///
    /// # Errors
    ///
    /// The first text that it judges otherwise.
    pub fn fits(
        &self,
        contract: &Contract,
        touched: impl Fn(&str) -> bool,
        known: Option<&Api>,
    ) -> Result<(), String> {
        let document = contract.api();
        for place in &self.places {
            let operation = place.split(' ').next().unwrap_or_default();
            if !touched(operation) {
                continue;
            }
            let schema =
                schema_at(document, place).ok_or_else(|| format!("{place} is not there"))?;
            let before = known.and_then(|known| Some(known.resolve(schema_at(known, place)?)));
            if before == Some(document.resolve(schema)) {
                continue;
            }
            let takes = |text: &String| contract.takes(schema, &Value::from(text.as_str()));
            let rule_only = self.rule_only.iter().map(|text| &text.text);
            if let Some(text) = self.accepted.iter().chain(rule_only).find(|text| !takes(text)) {
                return Err(format!("{place}: {text:?} is refused"));
            }
            if let Some(text) = self.refused.iter().find(|text| takes(text)) {
                return Err(format!("{place}: {text:?} is fine"));
            }
        }
        Ok(())
    }
}

/// The schema of the text at a place; for a list in a query that of its items.
#[must_use]
pub fn schema_at<'a>(document: &'a Api, place: &str) -> Option<&'a Value> {
    let [operation, part, at] = place.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let operation = document.operation(operation)?;
    let mut names = at.split('/').skip(1);
    let mut schema = match part {
        "body" => operation.request_schema()?,
        part => {
            let name = names.next()?;
            let parameter = operation.parameters_in(part).find(|one| one.name == name)?;
            match document.resolve(&parameter.schema).get("items") {
                Some(items) => items,
                None => &parameter.schema,
            }
        }
    };
    for name in names {
        let resolved = document.resolve(schema);
        let resolved = resolved.get(TEXT_KEYWORD).map_or(resolved, |inner| document.resolve(inner));
        schema = resolved["properties"].get(name).or_else(|| resolved.get("items"))?;
    }
    Some(schema)
}

/// Every pattern of a document, with a place that has it.
pub fn patterns(document: &Value) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut todo = vec![document];
    while let Some(node) = todo.pop() {
        match node {
            Value::Object(members) => {
                // A property may have this name; its value is no text.
                found.extend(members.get("pattern").and_then(Value::as_str));
                todo.extend(members.values());
            }
            Value::Array(items) => todo.extend(items),
            _ => {}
        }
    }
    found
}
