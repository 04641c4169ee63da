//! A mistake in any field of any request is found where it was made: each field dropped, retyped and misspelt, one at a time.

use std::collections::BTreeMap;

use press_apps_model::{Options, Problems, check_body};
use press_apps_tests::corpus::text_members;
use press_apps_tests::{Direction, recordings, samples};
use serde_json::{Value, json};

/// The documented sample and the fullest recorded request of each operation with a body, JSON texts read.
fn bodies() -> Vec<(String, Value)> {
    let sampled = samples()
        .into_iter()
        .filter(|sample| sample.direction == Direction::Request)
        .map(|sample| (sample.operation.clone(), sample.json()));
    let recorded =
        recordings().into_iter().filter(|recording| recording.variant == "max").map(|recording| {
            let body = serde_json::from_slice(&recording.request().body).unwrap();
            (recording.sdk_method, body)
        });
    sampled
        .chain(recorded)
        .map(|(operation, mut body): (String, Value)| {
            for name in text_members(&operation) {
                if let Some(text) = body[name].as_str() {
                    body[name] = serde_json::from_str(text).unwrap();
                }
            }
            (operation, body)
        })
        .collect()
}

fn judge(operation: &str, body: &Value) -> Problems {
    let mut body = body.clone();
    for name in text_members(operation) {
        if let Some(value) = body.get_mut(name) {
            *value = value.to_string().into();
        }
    }
    check_body(operation, &body, &Options::new())
}

/// Every member of every object in a value, as the pointer of the object and the name; lists are gone through.
fn members(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                found.push((at.to_owned(), name.clone()));
                members(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| members(item, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

/// Whether the names in the object at a pointer are the caller's own: of blocks and of parameters.
fn has_free_names(operation: &str, at: &str) -> bool {
    let steps: Vec<&str> = at.split('/').skip(1).collect();
    let deploys = operation == "create_deployment" || operation == "create_deployment_revision";
    deploys
        && matches!(steps.as_slice(), ["appParameters", _] | ["parameters"] | ["parameters", _, _])
}

/// Whether a member may hold any JSON value.
fn is_free(operation: &str, at: &str, name: &str) -> bool {
    let is_value = has_free_names(operation, at) && at != "/parameters";
    is_value || name == "defaultValue" || (name == "value" && at.contains("/options/"))
}

/// How often each kind of mistake was made, and how often it has to be found.
#[derive(Debug, Default, PartialEq)]
struct Count {
    made: usize,
    found: usize,
}

#[test]
fn every_mistake_is_found_where_it_was_made() {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (operation, body) in bodies() {
        assert!(judge(&operation, &body).is_empty(), "{operation}: {}", judge(&operation, &body));
        let mut all = Vec::new();
        members(&body, "", &mut all);
        for (at, name) in all {
            let here = format!("{at}/{name}");
            let mut mistake = |kind,
                               change: &dyn Fn(&mut serde_json::Map<String, Value>),
                               at_pointer: &str,
                               rules: &[&str]| {
                let mut body = body.clone();
                change(body.pointer_mut(&at).unwrap().as_object_mut().unwrap());
                let problems = judge(&operation, &body);
                let found = problems.iter().any(|problem| {
                    problem.pointer() == at_pointer && rules.contains(&problem.rule())
                });
                // Found elsewhere alone it leads its maker astray; but what another member needs is missed there.
                let missed =
                    problems.iter().all(|problem| problem.rule() == "tenants-need-shared-scope");
                assert!(found || missed, "{operation}: {kind} {here}: {problems}");
                let count = counts.entry(kind).or_default();
                count.made += 1;
                count.found += usize::from(found);
                found
            };
            // Optional members may be missing; JSON schema agrees about which (see `agreed`).
            mistake(
                "dropped",
                &|object| drop(object.remove(&name)),
                &here,
                &["required", "something-to-change"],
            );
            if !is_free(&operation, &at, &name) {
                for other in [json!(null), json!([[]]), json!({ "a": {} }), json!(-1.5)] {
                    let retyped = |object: &mut serde_json::Map<String, Value>| {
                        object.insert(name.clone(), other.clone());
                    };
                    let same_kind = std::mem::discriminant(&other)
                        == std::mem::discriminant(&body.pointer(&here).unwrap().clone());
                    let number = other.is_number() && (name == "value" || name == "version");
                    if !same_kind && !number {
                        assert!(
                            mistake("retyped", &retyped, &here, &["type"]),
                            "{operation}: {here} as {other}"
                        );
                    }
                }
            }
            if !has_free_names(&operation, &at) {
                let misspelt = format!("{name}e");
                let misspell = |object: &mut serde_json::Map<String, Value>| {
                    let value = object.remove(&name).unwrap();
                    object.insert(misspelt.clone(), value);
                };
                let pointer = format!("{at}/{misspelt}");
                assert!(
                    mistake("misspelt", &misspell, &pointer, &["unknown-field"]),
                    "{operation}: {here}"
                );
                let mut body = body.clone();
                misspell(body.pointer_mut(&at).unwrap().as_object_mut().unwrap());
                let hint = judge(&operation, &body)
                    .iter()
                    .find(|problem| problem.pointer() == pointer)
                    .and_then(|problem| problem.hint().map(str::to_owned));
                assert_eq!(hint, Some(format!("did you mean {name:?}?")), "{operation}: {here}");
            }
        }
    }
    // Members that are optional can be dropped; what is retyped or misspelt is always found.
    for (kind, always) in [("dropped", false), ("retyped", true), ("misspelt", true)] {
        let Count { made, found } = counts[kind];
        assert!(found > 0 && (found == made || !always), "{kind}: {counts:?}");
    }
}
