//! Whatever comes in: findings or a good value, and never a panic.

use press_apps_api::Timestamp;
use press_apps_api::operations::OPERATIONS;
use press_apps_model::{Options, ReleaseParameters, check_body, check_path, check_query};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use crate::support::{changed, full, wire};

/// Names that mean something to the API, so that random objects get past the first member.
const NAMES: &[&str] = &[
    "spec",
    "metadata",
    "name",
    "summary",
    "release",
    "version",
    "config",
    "id",
    "parameters",
    "build",
    "run",
    "type",
    "required",
    "defaultValue",
    "options",
    "value",
    "title",
    "conditions",
    "conditionType",
    "dependsOn",
    "operator",
    "properties",
    "tenants",
    "scope",
    "featured",
    "appParameters",
    "includes",
    "excludes",
    "blocksConfig",
    "tags",
    "imageUrl",
    "hideValue",
];

const TEXTS: &[&str] = &[
    "app",
    "1.0.0",
    "1",
    "shared",
    "private",
    "string",
    "number",
    "object",
    "object_array",
    "AND",
    "OR",
    "equals",
    "not-equals",
    "null",
    "true",
    "{}",
    "[1]",
    "{\"run\":[{\"name\":\"name\"}]}",
    "NaN",
    "",
    "name",
    "run",
    "https://example.com",
    "\u{0}",
    "ü",
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => proptest::sample::select(NAMES).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(TEXTS).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(name(), inner.clone(), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
            inner.prop_map(|value| value.to_string().into()),
        ]
    })
}

fn operation() -> impl Strategy<Value = &'static str> {
    (0..OPERATIONS.len()).prop_map(|index| OPERATIONS[index].id)
}

/// Whether a body can be read as the request of its operation.
fn decodes(operation: &str, body: &Value) -> bool {
    use press_apps_api::types::*;
    fn as_a<T: serde::de::DeserializeOwned>(body: &Value) -> bool {
        serde_json::from_value::<T>(body.clone()).is_ok()
    }
    match operation {
        "create_spec" => as_a::<CreateSpecRequest>(body),
        "create_spec_release" => as_a::<CreateReleaseRequest>(body),
        "update_spec_metadata" => as_a::<UpdateSpecRequest>(body),
        "create_deployment" => as_a::<CreateDeploymentRequest>(body),
        "update_deployment_metadata" => as_a::<UpdateDeploymentRequest>(body),
        "create_deployment_revision" => as_a::<CreateRevisionRequest>(body),
        _ => true,
    }
}

/// This many cases, the same in every run. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` set others, as `cargo xtask check properties` does.
fn cases(count: u32) -> ProptestConfig {
    let is_set = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !is_set("PROPTEST_CASES") {
        config.cases = count;
    }
    if !is_set("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(u64::from(count));
    }
    config
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn any_body_has_findings_or_is_a_request(operation in operation(), body in json()) {
        let problems = check_body(operation, &body, &Options::new());
        prop_assert!(!problems.is_empty() || decodes(operation, &body), "{body}");
        let _ = check_body(operation, &body, &Options::new().tolerant());
        let _ = (problems.to_string(), serde_json::to_string(&problems));
    }

    #[test]
    fn a_full_body_with_anything_somewhere_has_findings_or_is_a_request(
        operation in proptest::sample::select(vec![
            "create_spec", "create_spec_release", "update_spec_metadata", "create_deployment", "update_deployment_metadata",
            "create_deployment_revision",
        ]),
        steps in proptest::collection::vec(any::<proptest::sample::Index>(), 1..6),
        value in json(),
    ) {
        let mut body = full(operation);
        let mut at = String::new();
        for step in steps {
            let names: Vec<String> = match body.pointer(&at) {
                Some(Value::Object(members)) if !members.is_empty() => members.keys().cloned().collect(),
                Some(Value::Array(items)) if !items.is_empty() => (0..items.len()).map(|index| index.to_string()).collect(),
                _ => break,
            };
            at = format!("{at}/{}", names[step.index(names.len())]);
        }
        body = wire(operation, changed(body, &at, Some(value)));
        let problems = check_body(operation, &body, &Options::new());
        prop_assert!(!problems.is_empty() || decodes(operation, &body), "{at} {body}");
    }

    #[test]
    fn any_query_and_path_are_judged(
        operation in operation(),
        given in proptest::collection::vec((name(), "\\PC{0,12}"), 0..4),
    ) {
        let _ = check_query(operation, &given, &Options::new());
        let _ = check_query(operation, &given, &Options::new().tolerant());
        let _ = check_path(operation, &given, &Options::new());
    }

    #[test]
    fn any_definitions_and_values_are_judged(app in json(), block in json(), request in json(), values in json()) {
        let release = ReleaseParameters::new(&app).block("name", &block);
        let _ = release.problems();
        let _ = release.evaluate(&request).explain();
        let request = serde_json::json!({ "appParameters": values, "parameters": { "name": values } });
        let _ = release.evaluate(&request).explain();
    }

    #[test]
    fn deep_values_are_refused_without_going_deep(depth in 90_usize..20_000) {
        // `json!` would go deep itself.
        let mut body = (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        for name in ["p", "run", "appParameters"] {
            body = Value::Object([(name.to_owned(), body)].into_iter().collect());
        }
        let problems = check_body("create_deployment_revision", &body, &Options::new());
        prop_assert_eq!(problems.iter().any(|problem| problem.rule() == "depth"), depth > 97);
        // Taking it apart layer by layer keeps this test itself from going deep.
        let mut rest = body;
        while let Some(inner) = match &mut rest {
            Value::Array(items) => items.pop(),
            Value::Object(members) => members.values_mut().next().map(Value::take),
            _ => None,
        } {
            rest = inner;
        }
    }
}

#[test]
fn long_chains_of_conditions_are_judged_without_going_deep() {
    let count = 5_000;
    let definitions: Vec<Value> = (0..count)
        .map(|index| {
            serde_json::json!({
                "name": format!("p{index}"), "type": "number", "required": true, "defaultValue": 1,
                "conditions": [{ "dependsOn": format!("p{}", index + 1), "operator": "equals", "value": 1 }],
            })
        })
        .collect();
    let mut chain = serde_json::json!({ "run": definitions });
    chain["run"][count - 1]["conditions"] = serde_json::json!([]);
    let release = ReleaseParameters::new(&chain);
    assert!(release.problems().is_empty());
    assert!(release.evaluate(&Value::Null).iter().all(|parameter| parameter.value().is_some()));
    chain["run"][count - 1]["conditions"] =
        serde_json::json!([{ "dependsOn": "p0", "operator": "equals", "value": 1 }]);
    assert_eq!(ReleaseParameters::new(&chain).problems().len(), 1);
}

/// Names and texts with what could change what a terminal or a log shows.
fn nasty() -> impl Strategy<Value = Value> {
    let text = || "[a\\n\\r\\t\u{1b}\u{7f}\u{85}\u{200b}\u{202e}\u{2028}\u{feff}~/]{1,6}";
    let name =
        prop_oneof![3 => proptest::sample::select(NAMES).prop_map(str::to_owned), 1 => text()];
    text().prop_map(Value::from).prop_recursive(5, 32, 4, move |inner| {
        let names = name.clone();
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(names, inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether a text shows as it is: but for line ends between findings, every character is printed.
fn is_shown_as_it_is(text: &str) -> bool {
    text.split("\n  ").all(|line| {
        !line.chars().any(|c| c.is_control() || "\u{200b}\u{202e}\u{2028}\u{feff}".contains(c))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn nothing_that_is_judged_can_change_what_a_terminal_shows(operation in operation(), body in nasty(), app in nasty()) {
        let query = [("sort".to_owned(), body.to_string()), (body.to_string(), "a".to_owned())];
        let release = ReleaseParameters::new(&app).block("a\u{202e}\n", &body);
        for text in [
            check_body(operation, &body, &Options::new()).to_string(),
            format!("{:#}", check_query(operation, &query, &Options::new())),
            format!("{:?}", check_path(operation, &query, &Options::new())),
            release.problems().to_string(),
            release.evaluate(&body).into_problems().to_string(),
            release.evaluate(&body).explain().to_string().replace('\n', "\n  "),
        ] {
            prop_assert!(is_shown_as_it_is(&text), "{text:?}");
        }
    }
}

#[cfg(feature = "files")]
mod texts {
    use press_apps_model::files::{DeploymentFile, SpecFile};

    use super::*;

    /// JSON as Python's `json.dumps` writes it: ASCII alone, and what is beyond 16 bits as two halves.
    fn escaped(value: &Value) -> String {
        let mut out = String::new();
        for c in value.to_string().chars() {
            match c {
                ' '..='~' => out.push(c),
                c => {
                    for half in c.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{half:04x}"));
                    }
                }
            }
        }
        out
    }

    /// Any JSON, its texts and names from all planes of Unicode.
    fn any_json() -> impl Strategy<Value = Value> {
        let text = || {
            proptest::string::string_regex("([a\\\\\"/\\x00-\\x1f{}\\[\\]:,# '&*!|>%-]|[\u{80}-\u{ffff}]|[\u{10000}-\u{10ffff}]){0,6}").unwrap()
        };
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::btree_map(text(), inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

        #[test]
        fn nothing_of_a_json_file_is_lost(run in proptest::collection::btree_map("[a-z\u{1f600}-\u{1f64f}]{1,3}", any_json(), 0..5)) {
            let body = serde_json::json!({
                "metadata": { "name": "a", "summary": "b" }, "spec": { "id": "s" }, "appParameters": { "run": run },
            });
            let texts = [body.to_string(), serde_json::to_string_pretty(&body).unwrap(), escaped(&body)];
            for (writer, text) in texts.iter().enumerate() {
                match DeploymentFile::parse(text, "f.json") {
                    Ok(file) => prop_assert_eq!(&serde_json::to_value(file.request()).unwrap(), &body, "{}", text),
                    // Characters that no text may hold as they are; written as escapes they are read.
                    Err(problems) => {
                        prop_assert!(writer < 2 && problems.iter().all(|problem| problem.location().is_some()), "{} {}", problems, text);
                        prop_assert!(text.chars().any(|c| c.is_control() && c != '\n'), "{} {}", problems, text);
                    }
                }
            }
        }

        #[test]
        fn nothing_in_a_file_can_change_what_a_terminal_shows(value in nasty(), yaml in any::<bool>()) {
            let text = if yaml { format!("a: {value}\n\u{202e}b: [") } else { escaped(&value) };
            if let Err(problems) = DeploymentFile::parse(&text, "f\n\u{1b}[2J") {
                prop_assert!(is_shown_as_it_is(&problems.to_string()), "{:?}", problems.to_string());
            }
        }
    }

    proptest! {
        #![proptest_config(cases(512))]

        #[test]
        fn any_text_is_a_file_or_has_findings(text in "[a-z:\\- \\n\\[\\]{},\"'&*!|>#%?\\\\u0-9d.~<\\t]{0,80}") {
            let _ = SpecFile::parse(&text, "f").map_err(|problems| problems.to_string());
        }

        #[test]
        fn any_json_is_a_file_or_has_findings(value in json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            for problems in [SpecFile::parse(&text, "f").err(), DeploymentFile::parse(&text, "f").err()].into_iter().flatten() {
                prop_assert!(problems.iter().all(|problem| problem.location().is_some()));
                prop_assert!(problems.iter().all(|problem| problem.rule() != "syntax"), "{} {}", problems, text);
            }
        }
    }
}

/// Few moments and few forms, so that some are the same moment in another text, and some the same text.
fn timestamp() -> impl Strategy<Value = Timestamp> {
    (0_u8..3, 0_u8..4).prop_map(|(hour, form)| {
        Timestamp::from(match form {
            0 => format!("2020-01-01T0{hour}:00:00Z"),
            1 => format!("2020-01-01T0{}:00:00+01:00", hour + 1),
            2 => format!("2020-01-01T0{hour}:00:00.0Z"),
            _ => format!("{hour} o'clock"),
        })
    })
}

proptest! {
    #[test]
    fn the_order_of_timestamps_is_total_agrees_with_equality_and_is_that_of_the_moments(
        a in timestamp(), b in timestamp(), c in timestamp(),
    ) {
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert!(!(a <= b && b <= c) || a <= c);
        match (a.parse(), b.parse()) {
            (Ok(one), Ok(other)) => prop_assert!(one == other || one.cmp(&other) == a.cmp(&b)),
            (Ok(_), Err(_)) => prop_assert!(a < b),
            _ => {}
        }
    }
}
