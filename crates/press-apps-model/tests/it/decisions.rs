//! Every row of the table of decisions, run.

use press_apps_model::{Origin, ReleaseParameters, State};
use serde_json::{Value, json};

use crate::parameters::{basic, define, found, is_enabled, run, state};

const TABLE: &str = include_str!("../../src/parameters/decisions.md");

/// One point: what the table calls it, and whether it is read as the table says.
type Decision = (&'static str, fn() -> bool);

/// The value of `p` in block `x` and where it comes from.
fn of_block(app: Value, block: Value, request: Value) -> (Option<Value>, Origin) {
    let evaluation = ReleaseParameters::new(&run(app)).block("x", &run(block)).evaluate(&request);
    let parameter = evaluation.iter().find(|parameter| parameter.block() == Some("x")).unwrap();
    (parameter.value().cloned(), parameter.origin())
}

fn number(name: &str, more: Value) -> Value {
    define(name, "number", more)
}

fn given(values: Value) -> Value {
    json!({ "appParameters": { "run": values } })
}

/// A switch that is off, and `p`, which it disables.
fn disabled(more: Value) -> Value {
    let mut p = number("p", more);
    p["conditions"] = json!([basic("on", "equals", json!(true))]);
    json!([define("on", "boolean", json!({ "defaultValue": false })), p])
}

fn findings(release: &ReleaseParameters, request: Value) -> Vec<String> {
    let problems = release.evaluate(&request).into_problems();
    problems.iter().map(|problem| format!("{} {}", problem.rule(), problem.pointer())).collect()
}

/// Whether `p`, which has these conditions, is enabled under these values.
fn enabled(conditions: Value, values: Value) -> bool {
    let app = run(json!([
        number("n", json!({})),
        define("t", "boolean", json!({})),
        number("p", json!({ "conditions": conditions })),
    ]));
    is_enabled(&app, "p", values)
}

const DECISIONS: &[Decision] = &[
    ("`null` given", || {
        let inner = json!({ "properties": [number("least", json!({ "required": true }))] });
        let app = run(json!([number("p", json!({})), define("o", "object", inner)]));
        found(&app, json!({ "p": null })).is_empty()
            && found(&app, json!({ "o": { "least": null } }))
                == ["parameter-required /appParameters/run/o/least"]
    }),
    ("value of a block and of the app", || {
        let mut request = given(json!({ "p": 1 }));
        request["parameters"] = json!({ "x": { "run": { "p": 2 } } });
        of_block(json!([number("p", json!({}))]), json!([number("p", json!({}))]), request)
            == (Some(json!(2)), Origin::Block)
    }),
    ("default of the app and of the block", || {
        let default = |value: i64| json!([number("p", json!({ "defaultValue": value }))]);
        of_block(default(1), default(2), json!({})) == (Some(json!(1)), Origin::AppDefault)
    }),
    ("value of a disabled app parameter", || {
        of_block(disabled(json!({})), json!([number("p", json!({}))]), given(json!({ "p": 1 })))
            == (Some(json!(1)), Origin::App)
    }),
    ("default of a disabled app parameter", || {
        let block = json!([number("p", json!({ "defaultValue": 2 }))]);
        of_block(disabled(json!({ "defaultValue": 1 })), block, json!({}))
            == (Some(json!(2)), Origin::BlockDefault)
    }),
    ("value that a block has from the app", || {
        let app = ReleaseParameters::new(&run(json!([define("p", "colour", json!({}))])));
        let release = app
            .block("x", &run(json!([number("p", json!({}))])))
            .block("y", &run(json!([number("p", json!({}))])));
        findings(&release, given(json!({ "p": "red" }))) == ["parameter-type /appParameters/run/p"]
    }),
    ("required by the app, default in a block", || {
        let app = ReleaseParameters::new(&run(json!([number("p", json!({ "required": true }))])));
        let default = run(json!([number("p", json!({ "defaultValue": 2 }))]));
        let none = run(json!([number("p", json!({}))]));
        findings(&app.clone().block("x", &default), json!({})).is_empty()
            && findings(&app.block("x", &default).block("y", &none), json!({}))
                == ["parameter-required /appParameters/run/p"]
    }),
    ("required by the app, blocks unknown", || {
        let app = ReleaseParameters::new(&run(json!([number("p", json!({ "required": true }))])));
        findings(&app, json!({ "parameters": { "any": { "run": { "p": 1 } } } })).is_empty()
    }),
    ("name that only a block defines, given at the app", || {
        let release = ReleaseParameters::new(&run(json!([])))
            .block("x", &run(json!([number("a", json!({ "required": true }))])));
        let problems = release.evaluate(&given(json!({ "a": 1 }))).into_problems();
        problems.len() == 1
            && problems.first().unwrap().hint()
                == Some(
                    "the app defines no \"a\"; block \"x\" does: give it under /parameters/x/run",
                )
    }),
    ("required parameter that only a default enables", || {
        let filter = json!({ "required": true, "conditions": [basic("n", "equals", json!(3))] });
        let app = run(json!([number("n", json!({ "defaultValue": 3 })), number("filter", filter)]));
        found(&app, json!({})).is_empty()
            && found(&app, json!({ "n": 3 })) == ["parameter-required /appParameters/run/filter"]
    }),
    ("value of a disabled parameter", || {
        let app = run(disabled(json!({})));
        found(&app, json!({ "p": 1 })).is_empty()
            && found(&app, json!({ "p": "1" })) == ["parameter-type /appParameters/run/p"]
            && matches!(state(&app, "p", json!({ "p": 1 })), State::Disabled { .. })
    }),
    ("options of a list", || {
        let options = json!({ "options": [{ "title": "A", "value": "a" }, { "title": "B", "value": ["b", "c"] }] });
        let app = run(json!([define("p", "string_array", options)]));
        found(&app, json!({ "p": ["a", "a"] })).is_empty()
            && found(&app, json!({ "p": ["b", "c"] })).is_empty()
            && found(&app, json!({ "p": ["b"] })) == ["parameter-option /appParameters/run/p"]
    }),
    ("conditions of a build parameter", || {
        let mut p = number("p", json!({}));
        p["conditions"] = json!([basic("n", "equals", json!(1))]);
        let app = json!({ "build": [number("n", json!({})), p] });
        let rules: Vec<_> = ReleaseParameters::new(&app)
            .problems()
            .iter()
            .map(press_apps_model::Problem::rule)
            .collect();
        rules == ["conditions-only-on-run"] && !is_enabled(&app, "p", json!({}))
    }),
    ("run parameter that depends on a build parameter", || {
        let app = json!({
            "build": [number("n", json!({ "defaultValue": 1 }))],
            "run": [number("p", json!({ "conditions": [basic("n", "equals", json!(1))] }))],
        });
        ReleaseParameters::new(&app).problems().is_empty() && is_enabled(&app, "p", json!({}))
    }),
    ("condition on a parameter without a value", || {
        !enabled(json!([basic("n", "not-equals", json!(1))]), json!({}))
            && !enabled(json!([basic("n", "equals", json!(1))]), json!({}))
    }),
    ("condition on a disabled parameter", || {
        let mut app = disabled(json!({}));
        let depends = json!({ "conditions": [basic("p", "not-equals", json!(7))] });
        app.as_array_mut().unwrap().push(number("q", depends));
        !is_enabled(&run(app), "q", json!({ "p": 1 }))
    }),
    ("several conditions in a list", || {
        let both = json!([basic("n", "equals", json!(1)), basic("t", "equals", json!(true))]);
        !enabled(both.clone(), json!({ "n": 1 })) && enabled(both, json!({ "n": 1, "t": true }))
    }),
    ("composite conditions inside composite ones", || {
        let one = |value: i64| basic("n", "equals", json!(value));
        let either = json!({ "conditionType": "OR", "conditions": [one(1), one(2)] });
        let nested = json!([{ "conditionType": "AND", "conditions": [basic("t", "equals", json!(true)), either] }]);
        enabled(nested.clone(), json!({ "n": 2, "t": true })) && !enabled(nested, json!({ "n": 2 }))
    }),
    ("number or truth value written as text in a condition", || {
        let app = run(json!([
            number("n", json!({})),
            number("p", json!({ "conditions": [basic("n", "equals", json!("3"))] })),
        ]));
        ReleaseParameters::new(&app).problems().is_empty()
            && enabled(json!([basic("n", "equals", json!("3"))]), json!({ "n": 3 }))
            && enabled(json!([basic("t", "equals", json!("true"))]), json!({ "t": true }))
            && !enabled(json!([basic("n", "not-equals", json!("3"))]), json!({ "n": 3 }))
            && !enabled(json!([basic("n", "equals", json!("three"))]), json!({ "n": 3 }))
    }),
    ("`1` and `1.0`", || {
        enabled(json!([basic("n", "equals", json!(1.0))]), json!({ "n": 1 }))
            && !enabled(
                json!([basic("n", "equals", json!(9_007_199_254_740_993_u64))]),
                json!({ "n": 9_007_199_254_740_992_u64 }),
            )
    }),
    ("operator or type of a condition that is not known", || {
        let unknown = json!([basic("n", "greater-than", json!(1))]);
        let app = run(json!([
            number("n", json!({})),
            number("p", json!({ "required": true, "conditions": unknown }))
        ]));
        matches!(state(&app, "p", json!({ "n": 1 })), State::Undetermined { .. })
            && found(&app, json!({ "n": 1 })).is_empty()
    }),
    ("conditions that go round in a circle", || {
        let on = |names: &[&str]| {
            let conditions: Vec<_> =
                names.iter().map(|name| basic(name, "equals", json!(1))).collect();
            json!({ "required": true, "conditions": conditions })
        };
        // Two circles that share `b`, and one of `e` alone.
        let app = run(json!([
            number("a", on(&["b"])),
            number("b", on(&["a", "c"])),
            number("c", on(&["b"])),
            number("d", on(&["a"])),
            number("e", on(&["e"])),
        ]));
        let release = ReleaseParameters::new(&app);
        let told: Vec<_> =
            release.problems().iter().map(|problem| problem.found().to_owned()).collect();
        told == ["a → b → a, and with them c", "e → e"]
            && ["a", "b", "c", "e"].iter().all(|name| {
                matches!(state(&app, name, json!({ "b": 1 })), State::Undetermined { .. })
            })
            && findings(&release, json!({})).is_empty()
    }),
    ("name in a condition of a property", || {
        let inner = |on: &str| {
            json!({ "properties": [
            number("near", json!({})), number("q", json!({ "required": true, "conditions": [basic(on, "equals", json!(1))] })),
        ] })
        };
        let found = |on: &str, values: Value| {
            found(
                &run(json!([
                    number("far", json!({})),
                    number("near", json!({})),
                    define("o", "object", inner(on))
                ])),
                values,
            )
            .len()
        };
        found("near", json!({ "near": 1, "o": {} })) == 0
            && found("near", json!({ "o": { "near": 1 } })) == 1
            && found("far", json!({ "far": 1, "o": {} })) == 1
    }),
    ("type that is not known", || {
        found(&run(json!([define("p", "colour", json!({}))])), json!({ "p": [1, "x"] })).is_empty()
    }),
];

#[test]
fn every_decision_is_read_as_the_table_says() {
    for (point, holds) in DECISIONS {
        assert!(holds(), "{point}");
    }
}

#[test]
fn the_table_has_the_decisions_that_are_run_and_no_others() {
    let rows = TABLE.lines().filter(|line| line.starts_with("| ")).skip(1);
    let points: Vec<&str> =
        rows.map(|row| row.split(" | ").next().unwrap().trim_start_matches("| ")).collect();
    assert_eq!(points, DECISIONS.iter().map(|(point, _)| *point).collect::<Vec<_>>());
}
