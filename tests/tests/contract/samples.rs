//! The documented samples and the document agree, name for name.

use std::collections::BTreeSet;

use press_apps_tests::{Api, Direction, Sample, WireRequest, WireResponse, api, contract, samples};
use serde_json::Value;

fn json_headers() -> Vec<(String, String)> {
    vec![("content-type".to_owned(), "application/json".to_owned())]
}

#[test]
fn every_sample_is_what_the_document_says() {
    let (contract, document) = (contract(), api());
    for sample in samples() {
        let judged = match sample.direction {
            Direction::Response(status) => {
                let response =
                    WireResponse { status, headers: json_headers(), body: sample.raw.clone() };
                contract.response(&sample.operation, &response)
            }
            Direction::Request => {
                let operation = document.operation(&sample.operation).unwrap();
                let request = WireRequest {
                    method: operation.method.clone(),
                    path: operation.path.replace(['{', '}'], ""),
                    query: String::new(),
                    headers: json_headers(),
                    body: sample.raw.clone(),
                };
                contract.request(&sample.operation, &request)
            }
        };
        assert!(judged.is_ok(), "{}:\n{}", sample.file, judged.unwrap_err());
    }
}

#[test]
fn every_answer_with_a_body_and_every_request_with_one_has_a_sample() {
    let document = api();
    let sampled: BTreeSet<(String, bool)> = samples()
        .into_iter()
        .map(|sample| (sample.operation, sample.direction == Direction::Request))
        .collect();
    for operation in document.operations() {
        let answers =
            operation.statuses().into_iter().filter(|status| *status < 300).any(|status| {
                operation.response(document, status).unwrap().get("content").is_some()
            });
        let takes = operation.request_schema().is_some();
        for (what, is_request, wanted) in [("answer", false, answers), ("request", true, takes)] {
            assert_eq!(
                sampled.contains(&(operation.id.clone(), is_request)),
                wanted,
                "openapi/press-apps.yaml: whether the {what} of {} has a sample, and whether it needs one",
                operation.id
            );
        }
    }
}

/// The closed schemas of the judge already refuse a member that is not named; this finds one that only a map lets through.
#[test]
fn every_member_of_every_sample_is_named_in_the_document() {
    let document = api();
    for sample in samples() {
        let operation = document.operation(&sample.operation).unwrap();
        let schema = match sample.direction {
            Direction::Request => operation.request_schema(),
            Direction::Response(status) => {
                let response = operation.response(document, status).unwrap();
                response.pointer("/content/application~1json/schema")
            }
        };
        let mut unnamed = Vec::new();
        find_unnamed(document, schema.unwrap(), &sample.json(), "", &mut unnamed);
        assert!(unnamed.is_empty(), "{}: not named in the document: {unnamed:?}", sample.file);
    }
}

fn find_unnamed(
    document: &Api,
    schema: &Value,
    value: &Value,
    at: &str,
    unnamed: &mut Vec<String>,
) {
    let schema = document.resolve(schema);
    if let (Some(inner), Some(text)) = (schema.get("x-press-json-text"), value.as_str()) {
        return find_unnamed(document, inner, &serde_json::from_str(text).unwrap(), at, unnamed);
    }
    match value {
        Value::Array(items) => {
            for item in items {
                find_unnamed(document, &schema["items"], item, at, unnamed);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let at = format!("{at}/{name}");
                match (schema["properties"].get(name), schema.get("additionalProperties")) {
                    (Some(named), _) => find_unnamed(document, named, member, &at, unnamed),
                    // The names of parameters and blocks are data.
                    (None, Some(map)) if schema.get("properties").is_none() => {
                        find_unnamed(document, map, member, &at, unnamed);
                    }
                    _ => unnamed.push(at),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_file_of_the_samples_belongs_to_the_document() {
    let named: BTreeSet<String> = samples().into_iter().map(|sample| sample.file).collect();
    assert!(!named.is_empty(), "no sample is read");
    assert_eq!(Sample::files(), named);
}
