//! Values of parameters are in no finding, explanation or `Debug`, wherever they stand and whatever is wrong with them.

use press_apps_model::{Options, ReleaseParameters, check_body};
use serde_json::{Value, json};

use crate::support::{changed, full, wire};

const CANARY: &str = "c4n4ry";

/// Every place of a value, deepest last.
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

/// Whether the text at a place is a value of a parameter, or stands where one belongs.
fn is_value(at: &str) -> bool {
    at.starts_with("/appParameters")
        || (at.starts_with("/parameters/")
            && !at.starts_with("/parameters/run")
            && !at.starts_with("/parameters/build"))
        || at.ends_with("/defaultValue")
        || at.contains("/defaultValue/")
        || at.ends_with("/value")
}

#[test]
fn no_finding_tells_a_parameter_value() {
    let mut asked = 0;
    for operation in
        ["create_spec", "create_spec_release", "create_deployment", "create_deployment_revision"]
    {
        let mut found = Vec::new();
        places(&full(operation), "", &mut found);
        for at in found.iter().filter(|at| is_value(at)) {
            for canary in
                [json!(CANARY), json!([CANARY]), json!({ "a": CANARY }), json!([{ "a": [CANARY] }])]
            {
                let body = wire(operation, changed(full(operation), at, Some(canary)));
                let problems = check_body(operation, &body, &Options::new());
                for text in [
                    problems.to_string(),
                    format!("{problems:?}"),
                    serde_json::to_string(&problems).unwrap(),
                ] {
                    assert!(!text.contains(CANARY), "{operation} {at}: {text}");
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 60, "{asked}");
}

#[test]
fn no_evaluation_tells_a_parameter_value() {
    let definitions = full("create_spec_release")["parameters"].clone();
    let values = full("create_deployment");
    let mut found = Vec::new();
    places(&values["appParameters"], "/appParameters", &mut found);
    places(
        &json!({ "defaultValue": 1, "options/0/value": 1, "conditions/0/conditions/0/value": 1 }),
        "/definitions",
        &mut found,
    );
    for at in found {
        for canary in [json!(CANARY), json!([CANARY]), json!({ "a": CANARY, "least": CANARY })] {
            let (definitions, values) = match at.strip_prefix("/definitions/") {
                Some(member) => {
                    let index = if member.starts_with("conditions") { 1 } else { 0 };
                    (
                        changed(
                            definitions.clone(),
                            &format!("/run/{index}/{member}"),
                            Some(canary),
                        ),
                        values.clone(),
                    )
                }
                None if at == "/definitions" => continue,
                None => (definitions.clone(), changed(values.clone(), &at, Some(canary))),
            };
            let release = ReleaseParameters::new(&definitions).block("block-1", &definitions);
            let evaluation = release.evaluate(&values);
            for text in [
                evaluation.problems().to_string(),
                evaluation.explain(),
                format!("{evaluation:?} {release:?}"),
                release.problems().to_string(),
            ] {
                assert!(!text.contains(CANARY), "{at}: {text}");
            }
        }
    }
}

#[cfg(feature = "files")]
#[test]
fn no_finding_in_a_file_tells_a_parameter_value() {
    use press_apps_model::files::DeploymentFile;
    for text in [
        "appParameters: c4n4ry",
        "appParameters: { run: c4n4ry }",
        "parameters: { b: { run: [c4n4ry] } }",
        "appParameters: { run: { p: !x c4n4ry } }",
    ] {
        let problems = DeploymentFile::parse(text, "f").unwrap_err();
        assert!(!problems.to_string().contains(CANARY), "{problems}");
    }
}
