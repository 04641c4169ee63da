//! The rules about requests hold on both sides: the client refuses before anything is sent, the service refuses with the same words.
//!
//! Both ask one model, so that they agree proves only the wiring. What the rules say is judged by the table of cases, each with its
//! source, and by the document and the recordings (`agreed`). The table is the one the model's own tests use; what it lacks, because it
//! takes a release or a file, is in [`table`].

#[path = "../../../../crates/press-apps-model/tests/it/cases/mod.rs"]
mod cases;
mod client;
mod readme;
mod readme_deploys;
mod readme_without_async;
mod service;
#[path = "../../../../crates/press-apps-model/tests/it/support.rs"]
#[allow(dead_code)] // its snapshots are the model's
mod support;
mod table;

use std::collections::BTreeSet;

use press_apps::validation::rules::{Applies, RULES};
use press_apps::validation::{Options, Problems, check_body, check_path, check_query};
use serde_json::Value;

use cases::{Ask, Case};
use support::{changed, full, wire};

/// The body of a case with one of its values, members of `create_spec` as plain values.
fn plain_body(case: &Case, at: &str, value: &Option<Value>) -> Value {
    changed(full(case.operation), at, value.clone())
}

fn wire_body(case: &Case, at: &str, value: &Option<Value>) -> Value {
    wire(case.operation, plain_body(case, at, value))
}

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What the model finds in the bad value of a case.
fn expected(case: &Case) -> Problems {
    let rules = Options::new();
    match &case.ask {
        Ask::Body { at, bad, .. } => check_body(case.operation, &wire_body(case, at, bad), &rules),
        Ask::Query { bad, .. } => check_query(case.operation, &pairs(bad), &rules),
        Ask::Path { bad, .. } => check_path(case.operation, &pairs(bad), &rules),
    }
}

/// Every rule but these, and those that need what the service has stored.
fn all_rules_but<'a>(
    without: impl IntoIterator<Item = &'a (&'a str, &'a str)>,
) -> BTreeSet<&'a str> {
    let without: BTreeSet<&str> = without.into_iter().map(|(rule, _)| *rule).collect();
    let asked = RULES.iter().filter(|rule| rule.applies != Applies::Stored);
    let all = asked.map(|rule| rule.id);
    all.filter(|rule| !without.contains(rule)).collect()
}

/// No text and no list of a request has a greatest length, so there is no rule about one: nothing could break it.
#[test]
fn no_request_has_a_limit_without_a_rule() {
    use press_apps_tests::{Api, api};

    fn limits(document: &Api, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
        if let Some(name) = schema["$ref"].as_str()
            && !seen.insert(name.to_owned())
        {
            return false;
        }
        let schema = document.resolve(schema);
        let own = ["maxLength", "maxItems"].iter().any(|limit| schema.get(limit).is_some());
        let inner = match schema {
            Value::Object(members) => members.values().any(|member| match member {
                Value::Array(items) => items.iter().any(|item| limits(document, item, seen)),
                Value::Object(named) => {
                    limits(document, member, seen)
                        || named.values().any(|inner| limits(document, inner, seen))
                }
                _ => false,
            }),
            _ => false,
        };
        own || inner
    }

    let document = api();
    for operation in document.operations() {
        let bodies = operation.request_schema().into_iter();
        let parameters = operation.parameters.iter().map(|parameter| &parameter.schema);
        for schema in bodies.chain(parameters) {
            assert!(
                !limits(document, schema, &mut BTreeSet::new()),
                "{}: a `maxLength` or `maxItems`, for which there is no rule: write it in `check/structure.rs`, with its case",
                operation.id
            );
        }
    }
}
