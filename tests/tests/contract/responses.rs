//! What the documented answers are decoded into, and that nothing is lost on the way.

use press_apps_tests::{
    Direction, Sample, Snapshot, Snapshots, WireResponse, api, contract, response_text, samples,
};
use serde_json::{Value, json};

use crate::validators_agree::changed;
use press_apps_tests::{Decoded, decode_as};

/// Name of the schema of a sample.
fn schema_of(sample: &Sample) -> String {
    let document = api();
    let operation = document.operation(&sample.operation).unwrap();
    let schema = match sample.direction {
        Direction::Request => operation.request_schema(),
        Direction::Response(status) => operation
            .response(document, status)
            .unwrap()
            .pointer("/content/application~1json/schema"),
    };
    let reference = schema.unwrap()["$ref"].as_str().unwrap();
    reference.rsplit('/').next().unwrap().to_owned()
}

fn decode(sample: &Sample) -> Decoded {
    decode_as(&schema_of(sample), &sample.raw)
        .unwrap_or_else(|error| panic!("{}: {error}", sample.file))
}

#[test]
fn every_sample_is_encoded_again_as_it_was() {
    for sample in samples() {
        let again = decode(&sample).again;
        assert_eq!(written_out(&again), written_out(&sample.json()), "{}", sample.file);
    }
}

/// JSON text inside JSON has no one spelling: it is compared by what it says.
fn written_out(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), written_out(value))).collect()
        }
        Value::Array(items) => items.iter().map(written_out).collect(),
        Value::String(text) if text.starts_with(['{', '[']) => {
            let inner: Value = serde_json::from_str(text).unwrap_or_else(|_| value.clone());
            json!({"decoded": inner})
        }
        other => other.clone(),
    }
}

#[test]
fn a_member_that_nobody_documented_is_no_error() {
    for sample in samples().iter().filter(|sample| sample.direction != Direction::Request) {
        let mut body = sample.json();
        body["surprise"] = json!({"of": "tomorrow"});
        decode_as(&schema_of(sample), body.to_string().as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", sample.file));
    }
}

/// Every sample, changed in one place in every way that matters: what the document still allows is decoded.
#[test]
fn whatever_the_document_allows_is_decoded_and_encoded_again() {
    let (mut allowed, mut refused) = (0, 0);
    for sample in samples() {
        let Direction::Response(status) = sample.direction else {
            continue;
        };
        for (what, body) in changed(&sample.json()) {
            let raw = body.to_string().into_bytes();
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            let response = WireResponse { status, headers, body: raw.clone() };
            // What is not allowed may be decoded or refused, but never panics.
            let decoded = decode_as(&schema_of(&sample), &raw);
            if contract().response(&sample.operation, &response).is_ok() {
                let decoded =
                    decoded.unwrap_or_else(|error| panic!("{}: {what}: {error}", sample.file));
                // To the types a member that is `null` and one that is not there are the same.
                assert_eq!(
                    without_nulls(&decoded.again),
                    without_nulls(&body),
                    "{}: {what}",
                    sample.file
                );
                allowed += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(allowed > 400 && refused > 2000, "{allowed} allowed, {refused} refused");
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, member)| !member.is_null());
            members.map(|(name, member)| (name.clone(), without_nulls(member))).collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[test]
fn each_documented_answer_and_what_it_is_decoded_into() {
    let samples = samples();
    let mut snapshots = Snapshots::default();
    for operation in api().operations() {
        let mut found = samples.iter().filter(|sample| sample.operation == operation.id);
        let sample = found.find(|sample| matches!(sample.direction, Direction::Response(_)));
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let snapshot = Snapshot::of_case(&operation.id, "response.sample");
        match sample {
            Some(sample) => {
                let Direction::Response(status) = sample.direction else { unreachable!() };
                let response = WireResponse { status, headers, body: sample.raw.clone() };
                let text = response_text(&response, Some(&decode(sample).debug));
                let what = "The documented answer, and what it is decoded into.";
                snapshots.add(snapshot.describe(what), &text);
            }
            None => {
                let response =
                    WireResponse { status: operation.statuses()[0], headers, body: b"{}".to_vec() };
                let text = response_text(&response, Some("()"));
                let what = "The answer has no content; an empty object is as good.";
                snapshots.add(snapshot.describe(what), &text);
            }
        }
    }
}
