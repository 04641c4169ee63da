//! The service in this repository answers as the document and its samples say. One walk uses every operation once.

use std::collections::BTreeMap;

use press_apps_tests::{
    Direction, Press, Snapshot, Snapshots, WireResponse, api, contract, response_text, sample,
    samples, walk,
};
use serde_json::{Value, json};

/// What each answer holds at least: the documented sample, and the few members that only other sources speak of.
fn promised() -> BTreeMap<String, Value> {
    let answers = samples().into_iter().filter(|sample| sample.direction != Direction::Request);
    let mut promised: BTreeMap<_, _> =
        answers.map(|sample| (sample.operation.clone(), sample.json())).collect();
    let mut add = |operation: &str, name: &str, value: Value| {
        promised.get_mut(operation).unwrap()[name] = value;
    };
    add("describe_spec_release", "version", json!("2.0.0"));
    add("describe_spec_release", "parameters", json!({"build": [], "run": []}));
    add(
        "describe_deployment_revision",
        "parameters",
        sample("create_deployment_revision")["parameters"].clone(),
    );
    promised
}

#[test]
fn the_walk_uses_every_operation_once() {
    let press = Press::new();
    let mut used: Vec<&str> = walk(&press).iter().map(|answered| answered.operation).collect();
    assert_eq!(press.judged(), used.len());
    used.sort_unstable();
    let twice: Vec<_> = used.windows(2).filter(|two| two[0] == two[1]).collect();
    assert!(twice.is_empty(), "tests/src/walk.rs calls these twice: {twice:?}");
    let all = api().operations().iter().map(|operation| operation.id.as_str());
    let missing: Vec<&str> = all.filter(|id| !used.contains(id)).collect();
    assert!(missing.is_empty(), "tests/src/walk.rs does not call {missing:?}: add them");
}

#[test]
fn each_answer_of_the_service() {
    let mut snapshots = Snapshots::default();
    for answered in walk(&Press::new()) {
        let snapshot = Snapshot::of_case(answered.operation, "response.emulator")
            .describe("The answer of the service in this repository.");
        snapshots.add(snapshot, &response_text(&answered.response, None));
    }
}

#[test]
fn each_answer_holds_what_is_promised() {
    let samples = promised();
    for answered in walk(&Press::new()) {
        let Some(sample) = samples.get(answered.operation) else {
            continue;
        };
        let answer: Value = serde_json::from_slice(&answered.response.body).unwrap();
        let missing = missing(sample, &answer, "");
        assert!(missing.is_empty(), "{}: the answer lacks {missing:?}", answered.operation);
    }
}

/// The members of the sample that the answer does not have.
fn missing(sample: &Value, answer: &Value, at: &str) -> Vec<String> {
    match (sample, answer) {
        (Value::Object(wanted), Value::Object(given)) => wanted
            .iter()
            .flat_map(|(name, wanted)| match given.get(name) {
                Some(given) => missing(wanted, given, &format!("{at}/{name}")),
                None => vec![format!("{at}/{name}")],
            })
            .collect(),
        (Value::Array(wanted), Value::Array(given)) => match (wanted.first(), given.as_slice()) {
            (Some(_), []) => vec![format!("{at}/0")],
            (Some(wanted), given) => {
                given.iter().flat_map(|given| missing(wanted, given, &format!("{at}/0"))).collect()
            }
            (None, _) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Every object in a value, by pointer.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(at.to_owned());
            members
                .iter()
                .for_each(|(name, member)| objects(member, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| objects(item, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn an_answer_with_a_member_more_is_found() {
    let mut tried = 0;
    for answered in walk(&Press::new()) {
        let mut places = Vec::new();
        let answer: Value = serde_json::from_slice(&answered.response.body).unwrap();
        objects(&answer, "", &mut places);
        // The names in these are data: blocks and parameters.
        for place in places.iter().filter(|place| !place.starts_with("/parameters")) {
            let mut changed = answer.clone();
            changed.pointer_mut(place).unwrap()["surprise"] = json!(1);
            let response = WireResponse {
                body: changed.to_string().into_bytes(),
                ..answered.response.clone()
            };
            let judged = contract().exchange(&answered.request, &response);
            assert!(judged.is_err(), "{}: nobody noticed {place}/surprise", answered.operation);
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} places were tried");
}

/// Required members are missed by the judge, the others by the comparison with what is promised.
#[test]
fn an_answer_with_a_member_less_is_found() {
    let samples = promised();
    let mut tried = 0;
    let mut unguarded: Vec<String> = Vec::new();
    for answered in walk(&Press::new()) {
        let answer: Value = serde_json::from_slice(&answered.response.body).unwrap();
        let mut places = Vec::new();
        objects(&answer, "", &mut places);
        for place in places {
            for name in answer.pointer(&place).unwrap().as_object().unwrap().keys() {
                let mut changed = answer.clone();
                changed.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove(name);
                let response = WireResponse {
                    body: changed.to_string().into_bytes(),
                    ..answered.response.clone()
                };
                let judged = contract().exchange(&answered.request, &response);
                let sample = samples.get(answered.operation);
                let compared = sample.is_none_or(|sample| missing(sample, &changed, "").is_empty());
                if judged.is_ok() && compared {
                    unguarded.push(format!("{}: {place}/{name}", answered.operation));
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "only {tried} members were tried");
    assert!(unguarded.is_empty(), "nobody would miss {unguarded:#?}");
}
