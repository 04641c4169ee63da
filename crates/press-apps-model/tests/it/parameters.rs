//! The parameter engine: what a release asks for and what a deployment gives, case by case.

use press_apps_model::{Origin, ReleaseParameters, Stage, State};
use serde_json::{Value, json};

use crate::support::assert_snapshot;

/// A run parameter.
pub(crate) fn run(definitions: Value) -> Value {
    json!({ "run": definitions })
}

/// One definition with more members.
pub(crate) fn define(name: &str, kind: &str, more: Value) -> Value {
    let mut definition = json!({ "name": name, "type": kind, "required": false });
    for (key, value) in more.as_object().unwrap() {
        definition[key] = value.clone();
    }
    definition
}

/// `rule pointer` of each finding about these app values.
pub(crate) fn found(app: &Value, values: Value) -> Vec<String> {
    let evaluation =
        ReleaseParameters::new(app).evaluate(&json!({ "appParameters": { "run": values } }));
    evaluation
        .problems()
        .iter()
        .map(|problem| format!("{} {}", problem.rule(), problem.pointer()))
        .collect()
}

/// The state of an app parameter under these values.
pub(crate) fn state(app: &Value, name: &str, values: Value) -> State {
    let evaluation =
        ReleaseParameters::new(app).evaluate(&json!({ "appParameters": { "run": values } }));
    let parameter = evaluation.iter().find(|parameter| parameter.name() == name).unwrap();
    parameter.state().clone()
}

pub(crate) fn is_enabled(app: &Value, name: &str, values: Value) -> bool {
    state(app, name, values) == State::Enabled
}

#[test]
fn definitions_may_be_json_text_as_create_spec_sends_them() {
    let app = run(json!([define("p", "number", json!({}))]));
    let text = Value::from(app.to_string());
    assert_eq!(found(&text, json!({ "p": 1 })), Vec::<String>::new());
    assert_eq!(found(&text, json!({ "p": "1" })), ["parameter-type /appParameters/run/p"]);
    assert_eq!(found(&json!("{"), json!({ "p": 1 }))[0], "type ");
}

#[test]
fn each_type_takes_its_values_and_no_others() {
    let values = [
        ("boolean", json!(true)),
        ("string", json!("x")),
        ("number", json!(1.5)),
        ("object", json!({ "a": 1 })),
        ("string_array", json!(["x", "y"])),
        ("number_array", json!([1, 2.5])),
        ("object_array", json!([{ "a": 1 }])),
    ];
    for (kind, _) in &values {
        let app = run(json!([define("p", kind, json!({}))]));
        for (other, value) in &values {
            let expected: &[&str] =
                if kind == other { &[] } else { &["parameter-type /appParameters/run/p"] };
            assert_eq!(found(&app, json!({ "p": value })), expected, "{value} as {kind}");
        }
        assert!(found(&app, json!({ "p": null })).is_empty(), "null is no value of {kind}");
    }
    // An empty list is a list of anything; a list with one odd item is not of its type.
    let app = run(json!([define("p", "string_array", json!({}))]));
    assert!(found(&app, json!({ "p": [] })).is_empty());
    assert_eq!(found(&app, json!({ "p": ["x", 1] })).len(), 1);
    // A type that is not known here cannot be judged.
    let app = run(json!([define("p", "colour", json!({}))]));
    assert!(found(&app, json!({ "p": [1, "x"] })).is_empty());
}

#[test]
fn required_parameters_need_a_value_or_a_default() {
    let required = |more: Value| {
        let mut more = more;
        more["required"] = true.into();
        run(json!([define("p", "number", more)]))
    };
    assert_eq!(found(&required(json!({})), json!({})), ["parameter-required /appParameters/run/p"]);
    assert!(found(&required(json!({})), json!({ "p": 1 })).is_empty());
    assert!(found(&required(json!({ "defaultValue": 1 })), json!({})).is_empty());
    assert_eq!(found(&required(json!({ "defaultValue": null })), json!({})).len(), 1);
}

#[test]
fn options_bound_values_and_each_item_of_a_list() {
    let options =
        json!({ "options": [{ "title": "Few", "value": 10 }, { "title": "Many", "value": 100 }] });
    let app = run(json!([
        define("one", "number", options.clone()),
        define("some", "number_array", options)
    ]));
    assert!(found(&app, json!({ "one": 100.0, "some": [10, 100, 10] })).is_empty());
    assert_eq!(
        found(&app, json!({ "one": 11, "some": [10, 11] })),
        ["parameter-option /appParameters/run/one", "parameter-option /appParameters/run/some"]
    );
    // One source has bare values.
    let app = run(json!([define("one", "string", json!({ "options": ["a", "b"] }))]));
    assert_eq!(
        (found(&app, json!({ "one": "b" })).len(), found(&app, json!({ "one": "c" })).len()),
        (0, 1)
    );
}

#[test]
fn unknown_names_are_found_with_the_stage_they_belong_to() {
    let app = json!({ "build": [define("size", "number", json!({}))], "run": [define("rounds", "number", json!({}))] });
    let values =
        json!({ "appParameters": { "run": { "size": 1, "round": 2 }, "build": { "a/b": 1 } } });
    let evaluation = ReleaseParameters::new(&app).evaluate(&values);
    assert_eq!(
        evaluation.problems().to_string(),
        "3 problems:\n  \
         /appParameters/build/a~1b: expected the name of a parameter (size), found \"a/b\" [parameter-exists]\n  \
         /appParameters/run/round: expected the name of a parameter (rounds), found \"round\"; did you mean \"rounds\"? \
         [parameter-exists]\n  \
         /appParameters/run/size: expected the name of a parameter (rounds), found \"size\"; it is a build parameter \
         [parameter-exists]"
    );
}

#[test]
fn nested_properties_are_checked_at_their_own_place() {
    let limits = json!({ "properties": [
        define("least", "number", json!({ "required": true })),
        define("unit", "string", json!({ "conditions": [{ "dependsOn": "least", "operator": "equals", "value": 5 }], "required": true })),
    ] });
    let app = run(json!([
        define("limits", "object", limits.clone()),
        define("all", "object_array", limits)
    ]));
    assert!(found(&app, json!({ "limits": { "least": 1 } })).is_empty());
    assert_eq!(
        found(
            &app,
            json!({ "limits": { "lest": 1 }, "all": [{ "least": 1 }, { "least": "1" }, { "least": 5 }] })
        ),
        [
            "parameter-type /appParameters/run/all/1/least",
            "parameter-required /appParameters/run/all/2/unit",
            "parameter-exists /appParameters/run/limits/lest",
            "parameter-required /appParameters/run/limits/least",
        ]
    );
}

pub(crate) fn basic(on: &str, operator: &str, value: Value) -> Value {
    json!({ "dependsOn": on, "operator": operator, "value": value })
}

fn conditional(conditions: Value) -> Value {
    run(json!([
        define("method", "string", json!({ "defaultValue": "fast" })),
        define("rounds", "number", json!({})),
        define("p", "string", json!({ "required": true, "conditions": conditions })),
    ]))
}

#[test]
fn conditions_compare_effective_values() {
    for (condition, values, enabled) in [
        (basic("method", "equals", json!("fast")), json!({}), true),
        (basic("method", "equals", json!("fast")), json!({ "method": "slow" }), false),
        (basic("method", "not-equals", json!("fast")), json!({}), false),
        (basic("method", "not-equals", json!("fast")), json!({ "method": "slow" }), true),
        (basic("rounds", "equals", json!(1)), json!({ "rounds": 1.0 }), true),
        (
            basic("rounds", "equals", json!(9_007_199_254_740_992_u64)),
            json!({ "rounds": 9_007_199_254_740_993_u64 }),
            false,
        ),
        (basic("rounds", "equals", json!("1")), json!({ "rounds": 1 }), true),
        (basic("method", "equals", json!(1)), json!({ "method": "1" }), false),
        // A condition on a parameter without a value does not hold, whatever its operator.
        (basic("rounds", "equals", json!(1)), json!({}), false),
        (basic("rounds", "not-equals", json!(1)), json!({}), false),
    ] {
        let app = conditional(json!([condition]));
        assert_eq!(is_enabled(&app, "p", values.clone()), enabled, "{condition} under {values}");
    }
}

#[test]
fn conditions_are_joined_and_nested() {
    let fast = || basic("method", "equals", json!("fast"));
    let many = || basic("rounds", "equals", json!(100));
    let join = |how: &str, parts: Value| json!({ "conditionType": how, "conditions": parts });
    let enabled =
        |conditions: Value, values: Value| is_enabled(&conditional(conditions), "p", values);
    assert!(enabled(json!([]), json!({})));
    assert!(!enabled(json!([fast(), many()]), json!({})), "all of the list have to hold");
    assert!(enabled(json!([fast(), many()]), json!({ "rounds": 100 })));
    assert!(enabled(json!([join("OR", json!([fast(), many()]))]), json!({})));
    assert!(!enabled(json!([join("OR", json!([fast(), many()]))]), json!({ "method": "slow" })));
    assert!(!enabled(json!([join("AND", json!([fast(), many()]))]), json!({})));
    let nested = json!([join(
        "AND",
        json!([fast(), join("OR", json!([many(), basic("rounds", "equals", json!(5))]))])
    )]);
    assert!(enabled(nested.clone(), json!({ "rounds": 5 })));
    assert!(!enabled(nested, json!({ "rounds": 6 })));
}

#[test]
fn what_cannot_be_judged_is_undetermined_and_nothing_is_demanded() {
    for condition in [
        basic("method", "greater-than", json!("fast")),
        basic("methd", "equals", json!("fast")),
        json!({ "conditionType": "XOR", "conditions": [basic("method", "equals", json!("fast"))] }),
        json!("fast"),
    ] {
        let app = conditional(json!([condition]));
        assert!(matches!(state(&app, "p", json!({})), State::Undetermined { .. }), "{condition}");
        assert!(found(&app, json!({})).is_empty(), "{condition}");
    }
    // What decides wins over what cannot be judged.
    let unknown = basic("method", "greater-than", json!("fast"));
    let app = conditional(json!([unknown, basic("method", "equals", json!("slow"))]));
    assert!(matches!(state(&app, "p", json!({})), State::Disabled { .. }));
}

#[test]
fn a_disabled_parameter_disables_what_depends_on_it() {
    let app = run(json!([
        define("a", "boolean", json!({ "defaultValue": false })),
        define(
            "b",
            "number",
            json!({ "required": true, "conditions": [basic("a", "equals", json!(true))] })
        ),
        define(
            "c",
            "number",
            json!({ "required": true, "conditions": [basic("b", "not-equals", json!(1))] })
        ),
    ]));
    // `b` has a value, but is disabled: it counts as having none.
    let evaluation =
        ReleaseParameters::new(&app).evaluate(&json!({ "appParameters": { "run": { "b": 2 } } }));
    assert!(evaluation.problems().is_empty());
    assert_eq!(
        evaluation.explain(),
        "run/a of the app: a boolean, default of the app\n\
         run/b of the app: a number, given for the app; disabled: \"a\" equals … does not hold, it has another value\n\
         run/c of the app: not given; disabled: \"b\" not-equals … does not hold, it is disabled\n"
    );
    assert!(evaluation.iter().find(|parameter| parameter.name() == "b").unwrap().value().is_none());
    assert_eq!(
        found(&app, json!({ "a": true, "b": 2 })),
        ["parameter-required /appParameters/run/c"]
    );
}

#[test]
fn what_only_a_default_enables_is_not_demanded() {
    // The vendor's packaged spec and deployment are such a pair: the deployment says nothing of either.
    let app = run(json!([
        define("retries", "number", json!({ "defaultValue": 3 })),
        define(
            "filter",
            "string",
            json!({ "required": true, "conditions": [basic("retries", "equals", json!(3))] })
        ),
    ]));
    assert_eq!(found(&app, json!({})), [""; 0]);
    assert_eq!(
        found(&app, json!({ "retries": 3 })),
        ["parameter-required /appParameters/run/filter"]
    );
    assert_eq!(found(&app, json!({ "retries": 4 })), [""; 0]);
    assert_eq!(found(&app, json!({ "retries": 3, "filter": "x" })), [""; 0]);
}

#[test]
fn cycles_are_refused_in_definitions_and_undetermined_in_use() {
    let depends =
        |on: &str| json!({ "conditions": [basic(on, "equals", json!(1))], "required": true });
    let app = run(json!([
        define("a", "number", depends("b")),
        define("b", "number", depends("c")),
        define("c", "number", depends("a")),
        define("d", "number", depends("a")),
        define("e", "number", depends("e")),
    ]));
    let release = ReleaseParameters::new(&app);
    let cycles: Vec<_> =
        release.problems().iter().map(|problem| problem.found().to_owned()).collect();
    assert_eq!(cycles, ["a → b → c → a", "e → e"]);
    let evaluation = release.evaluate(&json!({}));
    assert!(evaluation.problems().is_empty());
    assert!(
        evaluation.iter().all(|parameter| matches!(parameter.state(), State::Undetermined { .. }))
    );
}

#[test]
fn the_blocks_value_wins_over_the_apps_which_wins_over_defaults() {
    let with_default = |value: i64| json!({ "defaultValue": value });
    let app =
        run(json!([define("p", "number", with_default(1)), define("q", "number", json!({}))]));
    let block = run(json!([
        define("p", "number", with_default(2)),
        define("q", "number", with_default(2)),
        define("r", "number", json!({}))
    ]));
    let release = ReleaseParameters::new(&app).block("train", &block);
    let of_block = |request: Value| -> Vec<(String, Option<Value>, Origin)> {
        let evaluation = release.evaluate(&request);
        assert!(evaluation.problems().is_empty(), "{}", evaluation.problems());
        evaluation
            .iter()
            .filter(|parameter| {
                parameter.block() == Some("train") && parameter.stage() == Stage::Run
            })
            .map(|parameter| {
                (parameter.name().to_owned(), parameter.value().cloned(), parameter.origin())
            })
            .collect()
    };
    let named = |name: &str, value: Option<i64>, origin: Origin| {
        (name.to_owned(), value.map(Value::from), origin)
    };
    assert_eq!(
        of_block(json!({})),
        [
            named("p", Some(1), Origin::AppDefault),
            named("q", Some(2), Origin::BlockDefault),
            named("r", None, Origin::Absent),
        ]
    );
    let app_values = json!({ "run": { "p": 3, "q": 3 } });
    assert_eq!(
        of_block(json!({ "appParameters": app_values })),
        [
            named("p", Some(3), Origin::App),
            named("q", Some(3), Origin::App),
            named("r", None, Origin::Absent),
        ]
    );
    let block_values = json!({ "train": { "run": { "p": 4, "r": 4 } } });
    assert_eq!(
        of_block(json!({ "appParameters": app_values, "parameters": block_values })),
        [
            named("p", Some(4), Origin::Block),
            named("q", Some(3), Origin::App),
            named("r", Some(4), Origin::Block),
        ]
    );
}

#[test]
fn a_disabled_app_parameter_passes_on_what_was_given() {
    let app = run(json!([
        define("on", "boolean", json!({ "defaultValue": false })),
        define("p", "number", json!({ "conditions": [basic("on", "equals", json!(true))] })),
    ]));
    let block = run(json!([define("p", "number", json!({ "defaultValue": 2 }))]));
    let release = ReleaseParameters::new(&app).block("train", &block);
    let origin = |on: bool| {
        let evaluation =
            release.evaluate(&json!({ "appParameters": { "run": { "on": on, "p": 1 } } }));
        evaluation.iter().find(|parameter| parameter.block().is_some()).unwrap().origin()
    };
    assert_eq!((origin(true), origin(false)), (Origin::App, Origin::App));
}

#[test]
fn what_a_block_has_from_the_app_is_judged_by_its_own_definition_and_told_once() {
    let limits = json!({ "properties": [define("least", "number", json!({ "required": true }))] });
    let app = run(json!([
        define("type", "string", json!({})),
        define("option", "string", json!({})),
        define("inner", "object", json!({})),
        define("default", "string", json!({ "defaultValue": "x" })),
    ]));
    let block = run(json!([
        define("type", "number", json!({})),
        define("option", "string", json!({ "options": [{ "title": "A", "value": "a" }] })),
        define("inner", "object", limits),
        define("default", "number", json!({})),
    ]));
    let release = ReleaseParameters::new(&app).block("one", &block).block("two", &block);
    let values = json!({ "type": "x", "option": "b", "inner": { "most": 1 } });
    let told: Vec<_> = release
        .evaluate(&json!({ "appParameters": { "run": values } }))
        .into_problems()
        .iter()
        .map(|problem| format!("{} {}", problem.rule(), problem.pointer()))
        .collect();
    assert_eq!(
        told,
        [
            "parameter-type /appParameters/run/default",
            "parameter-exists /appParameters/run/inner/most",
            "parameter-required /appParameters/run/inner/least",
            "parameter-option /appParameters/run/option",
            "parameter-type /appParameters/run/type",
        ]
    );
    // What is wrong for the app already is not said again for its blocks.
    let wrong = json!({ "type": 1, "default": "y", "inner": { "least": 1 }, "option": "a" });
    let problems = release.evaluate(&json!({ "appParameters": { "run": wrong } })).into_problems();
    assert_eq!(problems.len(), 2, "{problems}");
}

#[test]
fn a_null_for_what_is_required_is_one_finding() {
    let app = run(json!([define("p", "number", json!({ "required": true }))]));
    let problems = ReleaseParameters::new(&app)
        .evaluate(&json!({ "appParameters": { "run": { "p": null } } }))
        .into_problems();
    assert_eq!(
        problems.to_string(),
        "/appParameters/run/p: expected a number, found null; `null` is no value [parameter-required]"
    );
}

#[test]
fn values_for_blocks_that_there_are_not_are_told_so() {
    let release = ReleaseParameters::new(&json!({})).all_blocks_known();
    let problems = release.evaluate(&json!({ "parameters": { "any": {} } })).into_problems();
    assert_eq!(
        problems.to_string(),
        "/parameters/any: expected no values for blocks, since there are none, found \"any\" [parameter-block-exists]"
    );
}

#[test]
fn values_of_known_blocks_are_judged_and_unknown_blocks_found() {
    let required = json!({ "required": true });
    let app = run(json!([define("p", "number", required.clone())]));
    let train = run(json!([
        define("p", "number", required.clone()),
        define("q", "string", required.clone())
    ]));
    let serve = run(json!([define("p", "number", required)]));
    let release = ReleaseParameters::new(&app).block("train", &train).block("serve", &serve);
    let found = |request: Value| -> Vec<String> {
        let evaluation = release.evaluate(&request);
        evaluation
            .problems()
            .iter()
            .map(|problem| format!("{} {}", problem.rule(), problem.pointer()))
            .collect()
    };
    // What the app asks for is missing once, not in every block.
    assert_eq!(
        found(json!({})),
        ["parameter-required /appParameters/run/p", "parameter-required /parameters/train/run/q"]
    );
    assert_eq!(
        found(
            json!({ "parameters": { "trian": {}, "train": { "run": { "q": 1, "p": 1 } }, "serve": { "run": { "p": 1, "x": 1 } } } })
        ),
        [
            "parameter-block-exists /parameters/trian",
            "parameter-exists /parameters/serve/run/x",
            "parameter-type /parameters/train/run/q",
        ]
    );
    // A value for one block alone leaves the other without.
    assert_eq!(
        found(json!({ "parameters": { "train": { "run": { "q": "x", "p": 1 } } } })),
        ["parameter-required /appParameters/run/p"]
    );
}

#[test]
fn unknown_blocks_are_not_judged() {
    let app = run(json!([define("p", "number", json!({ "required": true }))]));
    let release = ReleaseParameters::new(&app);
    let found = |request: Value| release.evaluate(&request).into_problems().len();
    assert_eq!(found(json!({ "parameters": { "any": { "run": { "other": 1 } } } })), 1);
    // A block may be given what the app was not.
    assert_eq!(found(json!({ "parameters": { "any": { "run": { "p": "x" } } } })), 0);
    // Said to be none, they are known.
    let none = release.clone().all_blocks_known();
    assert_eq!(none.evaluate(&json!({ "parameters": { "any": {} } })).problems().len(), 2);
}

#[test]
fn an_app_parameter_has_to_be_defined_in_a_block() {
    let app = json!({ "build": [define("p", "number", json!({}))], "run": [define("p", "number", json!({})), define("q", "number", json!({}))] });
    let block = run(json!([define("p", "number", json!({}))]));
    let unknown = ReleaseParameters::new(&app);
    assert!(unknown.problems().is_empty());
    let known = unknown.block("train", &block);
    let found: Vec<_> =
        known.problems().iter().map(|problem| problem.pointer().to_owned()).collect();
    assert_eq!(found, ["/build/0/name", "/run/1/name"]);
    assert_eq!(
        known.problems().first().unwrap().to_string(),
        "/build/0/name: expected a build parameter of one of the blocks, found \"p\"; a parameter of the app passes its value on to \
         the blocks that define it [app-parameter-in-block]"
    );
}

#[test]
fn typed_definitions_and_requests_are_taken() {
    use press_apps_api::types::{
        CreateRevisionRequest, ParameterDefinition, ParameterDefinitions, ParameterType,
        ParameterValueSet,
    };
    let definitions = ParameterDefinitions::new().run([ParameterDefinition::new(
        "rounds",
        ParameterType::Number,
        true,
    )]);
    let values: ParameterValueSet =
        serde_json::from_value(json!({ "run": { "rounds": "ten" } })).unwrap();
    let request = CreateRevisionRequest::new().app_parameters(values);
    let evaluation = ReleaseParameters::new(&definitions).evaluate(&request);
    assert_eq!(evaluation.problems().first().unwrap().rule(), "parameter-type");
}

#[test]
fn findings_and_explanations_read_well() {
    let app = json!({
        "build": [define("size", "number", json!({ "required": true }))],
        "run": [
            define("agg_type", "string", json!({ "required": true, "options": [
                { "title": "Average", "value": "AVG" }, { "title": "Greatest", "value": "MAX" },
            ] })),
            define("password", "string", json!({ "hideValue": true, "conditions": [basic("agg_type", "equals", json!("MAX"))] })),
            define("files", "string_array", json!({ "defaultValue": ["a.csv"] })),
        ],
    });
    let workflow = run(json!([
        define("agg_type", "string", json!({})),
        define("rounds", "number", json!({ "defaultValue": 3 })),
        define("limits", "object", json!({ "properties": [define("least", "number", json!({}))] })),
    ]));
    let release = ReleaseParameters::new(&app).block("workflow-block", &workflow);
    let bad = release.evaluate(&json!({
        "appParameters": { "build": { "sise": 3 }, "run": { "agg_type": "SUM", "files": ["a", 7], "password": "s3cret" } },
        "parameters": { "workflow": {}, "workflow-block": { "run": { "rounds": true, "limits": { "lowest": 1 } } } },
    }));
    let good = release.evaluate(&json!({
        "appParameters": { "build": { "size": 3 }, "run": { "agg_type": "AVG", "password": "s3cret" } },
        "parameters": { "workflow-block": { "run": { "agg_type": "SUM" } } },
    }));
    assert!(good.problems().is_empty());
    let text = format!("{}\n\n{}", bad.problems(), good.explain());
    assert_snapshot(
        "parameters",
        "Findings about values, then an explanation of good ones.",
        &text,
    );
}

#[test]
fn a_circle_of_conditions_is_shown_up_to_eight_names() {
    let told = |count: usize| {
        let definitions: Vec<Value> = (0..count)
            .map(|index| {
                let next = format!("p{}", (index + 1) % count);
                define(
                    &format!("p{index}"),
                    "number",
                    json!({ "conditions": [basic(&next, "equals", json!(1))] }),
                )
            })
            .collect();
        let app = run(definitions.into());
        let problems = ReleaseParameters::new(&app).problems();
        let State::Undetermined { why } = state(&app, "p1", json!({})) else {
            panic!("p1 is judged")
        };
        (problems.first().unwrap().found().to_owned(), why)
    };
    let eight = "p0 → p1 → p2 → p3 → p4 → p5 → p6 → p7";
    assert_eq!(
        told(8),
        (format!("{eight} → p0"), format!("its conditions go round in a circle: {eight} → p0"))
    );
    assert_eq!(told(9).0, format!("{eight} → … → p0"));
}

#[test]
fn a_definition_without_a_name_asks_for_nothing() {
    let release = ReleaseParameters::new(&run(
        json!([{ "type": "number", "required": true }, { "name": 5 }, "p"]),
    ));
    let evaluation = release.evaluate(&json!({}));
    assert_eq!((evaluation.problems().len(), evaluation.iter().count()), (0, 0));
}

#[test]
fn a_value_where_nothing_is_defined_is_told_so() {
    let problems = ReleaseParameters::new(&json!({}))
        .evaluate(&json!({ "appParameters": { "run": { "p": 1 } } }))
        .into_problems();
    assert_eq!(
        problems.to_string(),
        "/appParameters/run/p: expected no value here, found \"p\" [parameter-exists]"
    );
}

#[test]
fn a_value_that_one_of_unknown_blocks_is_given_is_given() {
    let app = run(json!([define("p", "number", json!({ "required": true }))]));
    let release = ReleaseParameters::new(&app);
    let blocks =
        json!({ "parameters": { "one": { "run": { "q": 1 } }, "two": { "run": { "p": 1 } } } });
    assert!(release.evaluate(&blocks).problems().is_empty());
    let neither =
        json!({ "parameters": { "one": { "run": { "q": 1 } }, "two": { "build": { "p": 1 } } } });
    assert_eq!(release.evaluate(&neither).problems().len(), 1);
}

#[test]
fn a_value_given_to_the_app_that_blocks_define_is_told_which() {
    let block = run(json!([define("p", "number", json!({}))]));
    let hint = |names: &[&str]| {
        let release = names
            .iter()
            .fold(ReleaseParameters::new(&json!({})), |release, name| release.block(*name, &block));
        let problems =
            release.evaluate(&json!({ "appParameters": { "run": { "p": 1 } } })).into_problems();
        problems.first().unwrap().hint().unwrap().to_owned()
    };
    assert_eq!(
        hint(&["a/b"]),
        "the app defines no \"p\"; block \"a/b\" does: give it under /parameters/a~1b/run"
    );
    assert_eq!(
        hint(&["x", "y"]),
        "the app defines no \"p\"; blocks \"x\" and \"y\" do: give it under /parameters/x/run"
    );
    assert_eq!(
        hint(&["x", "y", "z"]),
        "the app defines no \"p\"; 3 blocks do: give it under /parameters/x/run"
    );
}

#[test]
fn a_parameter_says_whether_its_value_is_masked_and_where_it_belongs() {
    let app = json!({
        "build": [define("b", "number", json!({}))],
        "run": [define("h", "string", json!({ "hideValue": true })), define("v", "string", json!({ "hideValue": false }))],
    });
    let evaluation = ReleaseParameters::new(&app).block("x", &app).evaluate(&json!({}));
    let told: Vec<_> = (&evaluation)
        .into_iter()
        .map(|parameter| {
            (parameter.block(), parameter.stage().as_str(), parameter.name(), parameter.is_hidden())
        })
        .collect();
    let of = |block| {
        [(block, "build", "b", false), (block, "run", "h", true), (block, "run", "v", false)]
    };
    assert_eq!(told, [of(None), of(Some("x"))].concat());
}

#[test]
fn a_condition_that_does_not_hold_disables_and_says_why() {
    for (condition, why) in [
        (
            basic("method", "equals", json!("slow")),
            "\"method\" equals … does not hold, it has another value",
        ),
        (
            basic("method", "not-equals", json!("fast")),
            "\"method\" not-equals … does not hold, it has that value",
        ),
        (basic("rounds", "equals", json!(1)), "\"rounds\" equals … does not hold, it has no value"),
    ] {
        let found = state(&conditional(json!([condition])), "p", json!({}));
        assert_eq!(found, State::Disabled { by: why.to_owned() });
    }
}

#[test]
fn an_app_parameter_may_be_defined_in_one_block_of_several() {
    let app = ReleaseParameters::new(&run(json!([define("p", "number", json!({}))])));
    let of = |name: &str| run(json!([define(name, "number", json!({}))]));
    assert!(app.clone().block("x", &of("p")).block("y", &of("q")).problems().is_empty());
    assert_eq!(app.block("x", &of("q")).block("y", &of("r")).problems().len(), 1);
}
