//! Two judges of the shape of a request agree: JSON schema from the document, and the model's own validator, which the client uses.
//! And the model thinks of the recorded requests what their verdicts say.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use press_apps_model::rules::{self, Applies};
use press_apps_model::{Options, Problems, check_body, check_path, check_query};
use press_apps_tests::{
    Direction, WireRequest, api, contract, normalise, recordings, samples, verdicts,
};
use serde_json::{Value, json};

use crate::requests::fullest;

/// Whether the model finds fault with the shape.
fn model_refuses(operation: &str, body: &Value) -> bool {
    let problems = check_body(operation, body, &Options::new());
    problems.iter().any(|problem| rules::find(problem.rule()).unwrap().applies == Applies::Shape)
}

/// Whether JSON schema finds fault with the shape.
fn schema_refuses(operation: &str, body: &Value) -> bool {
    let described = api().operation(operation).unwrap();
    let request = WireRequest {
        method: described.method.clone(),
        path: described.path.replace(['{', '}'], ""),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
        ..WireRequest::default()
    };
    let findings = contract()
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
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, member)| places(member, &format!("{at}/{name}"), found));
        }
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
                let member = members.remove(name).unwrap();
                all.push((format!("{place} removed"), copy.clone()));
                let members = copy.pointer_mut(parent).unwrap().as_object_mut().unwrap();
                members.insert(format!("{name}e"), member);
                all.push((format!("{place} misspelt"), copy));
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

/// The documented sample of each operation with a body, and the fullest request that the client makes.
fn bodies() -> Vec<(String, Value)> {
    let sampled = samples()
        .into_iter()
        .filter(|sample| sample.direction == Direction::Request)
        .map(|sample| (sample.operation.clone(), sample.json()));
    let made = fullest().into_iter().filter(|(_, request)| !request.body.is_empty()).map(
        |(operation, request)| {
            let body = serde_json::from_slice(&request.body).unwrap();
            (operation.to_owned(), body)
        },
    );
    sampled.chain(made).collect()
}

#[test]
fn json_schema_and_the_model_refuse_the_same_shapes() {
    let (mut compared, mut refused) = (0, 0);
    let mut differences = Vec::new();
    let mut compare = |operation: &str, what: &str, body: &Value| {
        let (schema, model) = (schema_refuses(operation, body), model_refuses(operation, body));
        if schema != model {
            differences.push(format!("{operation}: {what}: JSON schema {schema}, model {model}"));
        }
        compared += 1;
        refused += usize::from(schema);
    };
    let bodies = bodies();
    assert_eq!(bodies.len(), 12);
    for (operation, body) in bodies {
        for (what, body) in changed(&body) {
            compare(&operation, &what, &body);
        }
        // And inside the JSON texts.
        for (member, text) in body.as_object().unwrap() {
            let inner = text.as_str().and_then(|text| serde_json::from_str(text).ok());
            let Some(inner) = inner.filter(|inner: &Value| !inner.is_string()) else {
                continue;
            };
            for (what, inner) in changed(&inner) {
                let mut body = body.clone();
                body[member] = inner.to_string().into();
                compare(&operation, &format!("{member}, decoded: {what}"), &body);
            }
        }
    }
    assert!(refused > 3000 && compared - refused > 800, "{refused} refused of {compared}");
    assert!(differences.is_empty(), "{} of {compared}: {differences:#?}", differences.len());
}

/// Everything the model finds in a request; nothing if its path is that of another operation.
fn judged(operation: &str, request: &WireRequest) -> Option<Problems> {
    let template = &api().operation(operation).unwrap().path;
    let (parts, given) = (template.split('/'), request.path.split('/'));
    if parts.clone().count() != given.clone().count() {
        return None;
    }
    let mut path = Vec::new();
    for (part, segment) in parts.zip(given) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => {
                let value = percent_decode_str(segment).decode_utf8().unwrap();
                path.push((name.to_owned(), value.into_owned()));
            }
            _ if part == segment => {}
            _ => return None,
        }
    }
    let options = Options::new();
    let body = match request.body.as_slice() {
        b"" => Value::Null,
        body => serde_json::from_slice(body).unwrap(),
    };
    let mut problems = check_path(operation, &path, &options);
    problems.merge(check_query(operation, &request.decoded_query(), &options));
    problems.merge(check_body(operation, &body, &options));
    Some(problems)
}

#[test]
fn the_model_thinks_of_each_recording_what_its_verdict_says() {
    let verdicts = verdicts();
    let (mut valid, mut refused) = (0, 0);
    for recording in recordings() {
        let verdict = verdicts.iter().find(|verdict| verdict.key() == recording.key());
        let verdict = verdict.unwrap();
        if verdict.rule.as_deref() == Some("operation") {
            continue;
        }
        let after = &verdict.after;
        let request =
            after.iter().fold(recording.request(), |request, habit| normalise(&request, habit));
        let problems = judged(&recording.sdk_method, &request);
        match verdict.rule.as_deref() {
            None => {
                let problems = problems.unwrap();
                assert!(problems.is_empty(), "{}: {problems}", recording.key());
                valid += 1;
            }
            // Sent to the path of another operation, it is a call of that one.
            Some("path") => assert_eq!(problems, None, "{}", recording.key()),
            Some(rule) => {
                let problems = problems.unwrap();
                let broken: BTreeSet<&str> =
                    problems.iter().map(press_apps_model::Problem::rule).collect();
                assert_eq!(broken, BTreeSet::from([rule]), "{}", recording.key());
                refused += 1;
            }
        }
    }
    assert!(valid >= 30 && refused >= 5, "{valid} valid, {refused} refused");
}
