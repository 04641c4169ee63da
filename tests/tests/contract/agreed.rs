//! Two judges of the shape of a request agree: JSON schema from the document, and the model's own validator, which the client uses.

use press_apps_model::rules::{self, Applies};
use press_apps_model::{Options, check_body};
use press_apps_tests::{Contract, Direction, Document, WireRequest, samples};
use serde_json::{Value, json};

/// Whether the model finds fault with the shape.
fn model_refuses(operation: &str, body: &Value) -> bool {
    let problems = check_body(operation, body, &Options::new());
    problems
        .iter()
        .any(|problem| rules::find(problem.rule()).unwrap().applies == Applies::Shape)
}

/// Whether JSON schema finds fault with the shape.
fn schema_refuses(operation: &str, body: &Value) -> bool {
    let described = Document::get().operation(operation);
    let request = WireRequest {
        method: described.method.clone(),
        path: described.path.replace(['{', '}'], ""),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
        ..WireRequest::default()
    };
    let findings = Contract::get()
        .request(operation, &request)
        .err()
        .map(|findings| findings.0)
        .unwrap_or_default();
    findings
        .iter()
        .any(|finding| rules::find(&finding.rule).is_none_or(|rule| rule.applies == Applies::Shape))
}

/// Every pointer into a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| places(member, &format!("{at}/{name}"), found)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| places(item, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// The value with one place changed in every way that matters.
pub(crate) fn changed(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut found = Vec::new();
    places(value, "", &mut found);
    for place in found {
        let others = [
            json!(null),
            json!(7),
            json!(-7),
            json!(1.5),
            json!(""),
            json!("x"),
            json!(true),
            json!([]),
            json!([7]),
            json!({}),
            json!({"x": 7}),
        ];
        for other in others {
            let mut copy = value.clone();
            *copy.pointer_mut(&place).unwrap() = other.clone();
            all.push((format!("{place} = {other}"), copy));
        }
        if let Some((parent, name)) = place.rsplit_once('/') {
            let mut copy = value.clone();
            if let Some(members) = copy.pointer_mut(parent).unwrap().as_object_mut() {
                members.remove(name);
                all.push((format!("{place} removed"), copy));
            }
        }
        let mut copy = value.clone();
        if let Some(members) = copy.pointer_mut(&place).unwrap().as_object_mut() {
            members.insert("surprise".to_owned(), json!("x"));
            all.push((format!("{place}/surprise added"), copy));
        }
    }
    all
}

#[test]
fn json_schema_and_the_model_refuse_the_same_shapes() {
    let (mut compared, mut refused) = (0, 0);
    let mut differences = Vec::new();
    let mut compare = |operation: &str, what: &str, body: &Value| {
        let (schema, model) = (
            schema_refuses(operation, body),
            model_refuses(operation, body),
        );
        if schema != model {
            differences.push(format!(
                "{operation}: {what}: JSON schema {schema}, model {model}"
            ));
        }
        compared += 1;
        refused += usize::from(schema);
    };
    for sample in samples()
        .iter()
        .filter(|sample| sample.direction == Direction::Request)
    {
        for (what, body) in changed(&sample.json()) {
            compare(&sample.operation, &what, &body);
        }
        // And inside the JSON text.
        if let Some(text) = sample.json()["spec"].as_str() {
            for (what, inner) in changed(&serde_json::from_str(text).unwrap()) {
                let mut body = sample.json();
                body["spec"] = json!(inner.to_string());
                compare(&sample.operation, &format!("spec, decoded: {what}"), &body);
            }
        }
    }
    assert!(
        refused > 1000 && compared - refused > 300,
        "{refused} refused of {compared}"
    );
    assert!(
        differences.is_empty(),
        "{} of {compared}: {differences:#?}",
        differences.len()
    );
}
