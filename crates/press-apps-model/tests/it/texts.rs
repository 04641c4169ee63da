//! The table of texts (`tests/texts.json`): the rules take and refuse what it says. The contract tests hold the patterns of the document
//! against the same table.

use press_apps_model::rules;
use press_apps_model::{DeploymentId, Options, ReleaseVersion, SpecId};
use press_apps_model::{check_body, check_path, check_query};
use serde_json::{Value, json};

struct Row {
    rule: String,
    places: Vec<String>,
    accepted: Vec<String>,
    /// By the rule, whether the pattern refuses them or not.
    refused: Vec<String>,
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn rows() -> Vec<Row> {
    let table: Value = serde_json::from_str(include_str!("../texts.json")).unwrap();
    let row = |row: &Value| {
        let rule_only = row["rule-only"].as_array().into_iter().flatten();
        let rule_only = rule_only.map(|text| text["text"].as_str().unwrap().to_owned());
        Row {
            rule: row["rule"].as_str().unwrap().to_owned(),
            places: texts(&row["places"]),
            accepted: texts(&row["accepted"]),
            refused: texts(&row["refused"]).into_iter().chain(rule_only).collect(),
        }
    };
    table.as_array().unwrap().iter().map(row).collect()
}

/// The rules that a text breaks at a place, such as `create_deployment body /metadata/name`.
fn broken(place: &str, text: &str) -> Vec<&'static str> {
    let [operation, part, at] = place.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{place} is not an operation, a part and a pointer");
    };
    let options = Options::new();
    let pair = [(at.trim_start_matches('/').to_owned(), text.to_owned())];
    let problems = match part {
        "path" => check_path(operation, &pair, &options),
        "query" => check_query(operation, &pair, &options),
        _ => {
            let body = at.rsplit('/').filter(|name| !name.is_empty()).fold(
                Value::from(text),
                |inner, name| match name {
                    "0" => json!([inner]),
                    name => json!({ name: inner }),
                },
            );
            check_body(operation, &body, &options)
        }
    };
    let here = problems.iter().filter(|problem| problem.pointer().starts_with(at));
    here.map(press_apps_model::Problem::rule).collect()
}

#[test]
fn each_rule_takes_and_refuses_what_the_table_says() {
    for row in rows() {
        for place in &row.places {
            for text in &row.accepted {
                assert_eq!(broken(place, text), [""; 0], "{place}: {text:?}");
            }
            for text in &row.refused {
                // An empty text is for `min-length` to say, where there is one.
                let wanted = match (broken(place, text).as_slice(), text.as_str()) {
                    (["min-length"], "") => true,
                    (found, _) => !found.is_empty() && found.iter().all(|found| *found == row.rule),
                };
                assert!(wanted, "{place}: {text:?} breaks {:?}", broken(place, text));
            }
        }
    }
}

#[test]
fn each_rule_says_the_same_by_itself() {
    for row in rows().iter().filter(|row| row.rule != "sort-field") {
        let rule = rules::find(&row.rule).unwrap();
        let refuses =
            |text: &String| !rule.findings(&text.as_str().into(), &Options::new()).is_empty();
        for text in &row.accepted {
            assert!(!refuses(text), "{}: {text:?}", row.rule);
        }
        for text in row.refused.iter().filter(|text| !text.is_empty()) {
            assert!(refuses(text), "{}: {text:?}", row.rule);
        }
    }
}

#[test]
fn ids_and_versions_are_made_of_the_same_texts() {
    for row in rows() {
        let makes = |text: &str| match row.rule.as_str() {
            "path-segment" => Some((SpecId::new(text).is_ok(), DeploymentId::new(text).is_ok())),
            "semantic-version" => {
                let made = ReleaseVersion::new(text).is_ok();
                Some((made, made))
            }
            _ => None,
        };
        for text in &row.accepted {
            assert!(makes(text).is_none_or(|made| made == (true, true)), "{text:?}");
        }
        for text in &row.refused {
            assert!(makes(text).is_none_or(|made| made == (false, false)), "{text:?}");
        }
    }
}
