//! Every rule is broken by what should break it, and by nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use press_apps_api::schema::{Kind, Parameter, Property, Schema, Shape};
use press_apps_model::rules::{self, Applies, RULES};
use press_apps_model::{Options, Problems, check_body, check_path, check_query};
use serde_json::{Value, json};

use crate::cases::{Ask, Case, cases};
use crate::support::{assert_snapshot, assert_snapshots, changed, full, wire};

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The body of a case; the text of `redeploy`, which has no full body, is the value itself.
fn body(operation: &str, at: &str, value: &Option<Value>) -> Value {
    wire(operation, changed(full(operation), at, value.clone()))
}

/// What is found in the bad value, what in the good one, and where it should be found.
fn judged(case: &Case) -> (Problems, Problems, &'static str) {
    let (operation, options) = (case.operation, Options::new());
    match &case.ask {
        Ask::Body { at, bad, good, found_at } => (
            check_body(operation, &body(operation, at, bad), &options),
            check_body(operation, &body(operation, at, good), &options),
            found_at.unwrap_or(at),
        ),
        Ask::Query { bad, good, found_at } => (
            check_query(operation, &pairs(bad), &options),
            check_query(operation, &pairs(good), &options),
            found_at,
        ),
        Ask::Path { bad, good, found_at } => (
            check_path(operation, &pairs(bad), &options),
            check_path(operation, &pairs(good), &options),
            found_at,
        ),
    }
}

#[test]
fn full_bodies_have_no_problems() {
    for operation in press_apps_api::operations::OPERATIONS {
        let found =
            check_body(operation.id, &wire(operation.id, full(operation.id)), &Options::new());
        assert!(found.is_empty(), "{}: {found}", operation.id);
    }
}

#[test]
fn each_case_breaks_its_rule_at_its_place_and_no_other() {
    for case in cases() {
        let (bad, good, at) = judged(&case);
        let found: Vec<_> = bad.iter().map(|problem| (problem.rule(), problem.pointer())).collect();
        // A value that nests without end is not walked, so there is no place to tell.
        let at = if case.rule == "depth" { found.first().map_or("", |found| found.1) } else { at };
        assert_eq!(found, [(case.rule, at)], "{} {}: {bad:#}", case.operation, case.rule);
        assert!(good.is_empty(), "{} {}: {good:#}", case.operation, case.rule);
    }
}

#[test]
fn each_rule_about_requests_has_a_case() {
    // Not in any request of the document, or about the options; they have tests of their own below.
    let elsewhere = BTreeSet::from(["operation", "skip"]);
    let covered: BTreeSet<&str> = cases().iter().map(|case| case.rule).collect();
    let asked_elsewhere = [Applies::Values, Applies::Stored, Applies::File];
    for rule in RULES.iter().filter(|rule| !asked_elsewhere.contains(&rule.applies)) {
        assert_ne!(covered.contains(rule.id), elsewhere.contains(rule.id), "{}", rule.id);
    }
}

#[test]
fn each_case_is_rendered() {
    let mut by_operation: BTreeMap<&str, String> = BTreeMap::new();
    for case in cases() {
        let (bad, _, _) = judged(&case);
        let text = by_operation.entry(case.operation).or_default();
        let _ = writeln!(text, "{} ({})\n    {bad}\n", case.rule, case.source);
    }
    assert_snapshots(
        by_operation.iter().map(|(operation, text)| (format!("{operation}.problems"), text)),
        "How each broken rule reads, with the source of the case.",
    );
}

#[test]
fn many_problems_are_all_reported_and_readable() {
    let body = json!({
        "metadata": { "nmae": "churn", "summary": 7, "imageUrl": "a.png", "tags": [{ "name": "" }, "sales"] },
        "appParameters": { "run": "s3cret" },
        "revision": null,
        "spec": { "id": "", "release": { "version": 1 }, "includes": [{ "id": "b" }, { "id": "b" }] },
        "Parameters": {},
    });
    let found = check_body("create_deployment", &body, &Options::new());
    assert_snapshot("many_problems", "One body with many mistakes.", &found.to_string());
}

#[test]
fn the_document_and_the_table_name_the_same_rules() {
    fn of_shape(shape: &Shape, found: &mut BTreeSet<&'static str>) {
        found.extend(shape.rules);
        match &shape.kind {
            Kind::Array { items, .. } => of_shape(items, found),
            Kind::Object { properties, additional } => {
                properties.iter().for_each(|property: &Property| of_shape(&property.shape, found));
                additional.iter().for_each(|shape| of_shape(shape, found));
            }
            Kind::OneOf(shapes) => shapes.iter().for_each(|shape| of_shape(shape, found)),
            Kind::JsonText(inner) => of_shape(inner, found),
            _ => {}
        }
    }
    let mut named = BTreeSet::new();
    for schema in press_apps_api::schemas::SCHEMAS {
        let schema: &Schema = schema;
        named.extend(schema.rules);
        of_shape(&schema.shape, &mut named);
    }
    for parameter in press_apps_api::schemas::PARAMETERS {
        let parameter: &Parameter = parameter;
        of_shape(&parameter.shape, &mut named);
    }
    // Of these some stand on operations, which are not in these tables; the contract tests know them.
    named.retain(|id| rules::find(id).is_none_or(|rule| rule.applies != Applies::Stored));
    let other = [Applies::Shape, Applies::Stored, Applies::File];
    let beyond_openapi = RULES.iter().filter(|rule| !other.contains(&rule.applies));
    // What the validator checks everywhere is named where OpenAPI cannot say it.
    let everywhere = ["depth", "unknown-field"].into_iter();
    assert_eq!(named, beyond_openapi.map(|rule| rule.id).chain(everywhere).collect());
}

#[test]
fn every_rule_is_in_the_table_once() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
}

#[test]
fn the_table_of_rules_is_rendered() {
    let table: String = RULES
        .iter()
        .map(|rule| {
            let source = match rule.source {
                rules::Source::Documented(_) => "documented",
                _ => "ours",
            };
            format!(
                "{:<33} {:<10} {:<6} {}\n",
                rule.id,
                source,
                format!("{:?}", rule.applies),
                rule.what
            )
        })
        .collect();
    assert_snapshot("rules", "Every rule, who says so, and what it looks at.", &table);
}

#[test]
fn the_table_in_the_documentation_is_the_table_of_rules() {
    let mut wanted =
        "| Rule | Asks that | Looks at | Who says so |\n|---|---|---|---|\n".to_owned();
    for rule in RULES {
        let looks_at = match rule.applies {
            rules::Applies::Shape => "any value",
            rules::Applies::Body => "bodies",
            rules::Applies::Query => "queries",
            rules::Applies::Path => "paths",
            rules::Applies::Values => "parameter values",
            rules::Applies::Stored => "what is stored",
            rules::Applies::File => "files",
            other => panic!("{other:?} has no words"),
        };
        let source = match rule.source {
            rules::Source::Documented(place) => format!("documented: {place}"),
            rules::Source::Ours(why) => format!("ours: {why}"),
            other => panic!("{other:?} has no words"),
        };
        let (id, what) = (rule.id, rule.what);
        wanted.push_str(&format!("| `{id}` | {what} | {looks_at} | {source} |\n"));
    }
    let table = include_str!("../../src/rules/table.md");
    let (introduction, rows) = table.split_at(table.find("| Rule |").unwrap());
    assert!(introduction.starts_with("# Rules of requests\n\n"), "{introduction}");
    assert!(rows == wanted, "the rows of src/rules/table.md should be:\n{wanted}");
}

#[test]
fn a_rule_can_be_left_out_alone_or_with_all_of_ours() {
    let body = json!({ "imageUrl": "a.png", "descriptionContentType": 7 });
    let rules = |options: &Options| -> Vec<&str> {
        check_body("update_deployment_metadata", &body, options)
            .iter()
            .map(press_apps_model::Problem::rule)
            .collect()
    };
    assert_eq!(rules(&Options::new()), ["type", "absolute-url"]);
    assert_eq!(rules(&Options::new().skip("absolute-url")), ["type"]);
    assert_eq!(rules(&Options::new().skip_ours()), ["type"]);
    assert_eq!(rules(&Options::new().skip("type").skip("absolute-url")), Vec::<&str>::new());
}

#[test]
fn a_misspelt_rule_or_operation_is_reported() {
    let found = check_body(
        "update_deployment_metadata",
        &json!({ "title": "a" }),
        &Options::new().skip("absolute-ur"),
    );
    assert_eq!(
        found.to_string(),
        "body: expected the id of a rule to leave out, found \"absolute-ur\"; did you mean \"absolute-url\"? [skip]"
    );
    assert_eq!(
        check_body("create_specs", &json!({}), &Options::new()).to_string(),
        "body: expected the id of an operation, found \"create_specs\"; did you mean \"create_spec\"? [operation]"
    );
}

#[test]
fn a_tolerant_check_takes_what_the_python_client_sends() {
    let spec = full("create_spec")["spec"].to_string();
    let min = json!({ "spec": spec, "featured": "null", "scope": null, "parameters": "null" });
    let plain = full("create_spec");
    for body in [&min, &plain] {
        assert!(!check_body("create_spec", body, &Options::new()).is_empty());
        let found = check_body("create_spec", body, &Options::new().tolerant());
        assert!(found.is_empty(), "{found}");
    }
    let query = pairs(&[
        ("status", "available,archived"),
        ("featured", "True"),
        ("sort", "createdAt:desc,name"),
    ]);
    assert_eq!(check_query("list_specs", &query, &Options::new()).len(), 3);
    assert!(check_query("list_specs", &query, &Options::new().tolerant()).is_empty());
    // Tolerance has its bounds.
    let body = json!({ "spec": "null", "scope": "shared" });
    assert_eq!(
        check_body("create_spec", &body, &Options::new().tolerant()).first().unwrap().pointer(),
        "/spec"
    );
}

#[test]
fn stored_scope_decides_about_tenants_alone() {
    let body = json!({ "tenants": ["t1"] });
    let found = |options: Options| check_body("update_spec_metadata", &body, &options).len();
    assert_eq!(found(Options::new()), 0);
    assert_eq!(found(Options::new().stored_scope("shared")), 0);
    assert_eq!(found(Options::new().stored_scope("private")), 1);
    assert_eq!(
        check_body("update_spec_metadata", &body, &Options::new().stored_scope("private"))
            .to_string(),
        "/tenants: expected tenants only with scope \"shared\", found 1 tenant while the scope is \"private\"; \
         give scope \"shared\", or leave the tenants out [tenants-need-shared-scope]"
    );
    // Taking tenants away is always allowed.
    let none = json!({ "tenants": [] });
    assert!(
        check_body("update_spec_metadata", &none, &Options::new().stored_scope("private"))
            .is_empty()
    );
    // A new spec starts out private.
    let spec = full("create_spec")["spec"].to_string();
    let create = json!({ "spec": spec, "tenants": "[\"t1\"]" });
    assert_eq!(
        check_body("create_spec", &create, &Options::new()).first().unwrap().rule(),
        "tenants-need-shared-scope"
    );
}

#[test]
fn bodies_of_operations_without_one_are_not_looked_at() {
    for operation in press_apps_api::operations::OPERATIONS
        .iter()
        .filter(|operation| operation.request.is_none())
    {
        let found = |body: Value| check_body(operation.id, &body, &Options::new()).len();
        assert_eq!((found(Value::Null), found(json!({}))), (0, 0), "{}", operation.id);
        assert_eq!(
            found(json!({ "a": 1 })),
            usize::from(operation.id == "redeploy"),
            "{}",
            operation.id
        );
    }
    assert_eq!(
        check_body("create_deployment", &Value::Null, &Options::new()).first().unwrap().found(),
        "no body"
    );
}

/// What is found about a release whose run parameters are these, as `rule pointer: words`.
fn about_run(run: Value) -> Vec<String> {
    let mut release = full("create_spec_release");
    release["parameters"] = json!({ "run": run });
    let problems = check_body("create_spec_release", &release, &Options::new());
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_bare_option_is_one_finding_at_a_place_that_exists() {
    for kind in ["number", "string", "string_array"] {
        let told =
            about_run(json!([{ "name": "p", "type": kind, "required": false, "options": ["x"] }]));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("/parameters/run/0/options/0: "), "{told:?}");
    }
}

#[test]
fn a_default_of_an_object_is_judged_by_its_properties() {
    let properties = json!([
        { "name": "least", "type": "number", "required": true },
        { "name": "unit", "type": "string", "required": false, "options": [{ "title": "Metre", "value": "m" }] },
    ]);
    let told = |default: Value| {
        about_run(json!([
            { "name": "limits", "type": "object", "required": false, "properties": properties, "defaultValue": default },
        ]))
    };
    assert_eq!(told(json!({ "least": 1, "unit": "m" })), [""; 0]);
    assert_eq!(
        told(json!({ "least": "1", "unit": "ft", "most": 2 })),
        [
            "/parameters/run/0/defaultValue/least: expected a number, found text; the parameter is of type number \
             [default-of-declared-type]",
            "/parameters/run/0/defaultValue/most: expected the name of a parameter (least or unit), found \"most\" \
             [default-of-declared-type]",
            "/parameters/run/0/defaultValue/unit: expected the value of an option (\"Metre\"), found text [default-of-declared-type]",
        ]
    );
    assert_eq!(told(json!({})).len(), 1);
}

#[test]
fn an_equals_that_can_never_hold_is_flagged() {
    let told = |kind: &str, operator: &str, value: Value| {
        about_run(json!([
            { "name": "a", "type": kind, "required": false },
            { "name": "b", "type": "string", "required": false,
              "conditions": [{ "dependsOn": "a", "operator": operator, "value": value }] },
        ]))
        .len()
    };
    for kind in ["object", "string_array", "number_array", "object_array"] {
        assert_eq!(told(kind, "equals", json!("x")), 1, "{kind}");
        assert_eq!(told(kind, "not-equals", json!("x")), 0, "{kind}");
    }
    // One source has text alone there.
    assert_eq!(
        (told("number", "equals", json!("3")), told("number", "equals", json!("x"))),
        (0, 1)
    );
    assert_eq!(
        (told("boolean", "equals", json!("true")), told("boolean", "equals", json!("yes"))),
        (0, 1)
    );
}

#[test]
fn advice_is_only_what_helps() {
    let hint = |operation: &str, at: &str, value: Value| {
        let body = wire(operation, changed(full(operation), at, Some(value)));
        let problems = check_body(operation, &body, &Options::new());
        problems.first().unwrap().hint().map(str::to_owned)
    };
    let version = |text: &str| hint("create_spec_release", "/release/version", json!(text));
    assert_eq!(
        version("99999999999999999999.0.0").as_deref(),
        Some("a number of it has more than 19 digits")
    );
    assert_eq!(version("1e3"), version("1e3").filter(|hint| !hint.contains("u64")));
    // Another name of one letter is not a misspelt one.
    let told = about_run(json!([
        { "name": "a", "type": "number", "required": false },
        { "name": "b", "type": "number", "required": false,
          "conditions": [{ "dependsOn": "z", "operator": "equals", "value": 1 }] },
    ]));
    assert!(!told[0].contains("did you mean"), "{told:?}");
}

#[test]
fn a_rule_asked_alone_needs_no_more_than_the_value() {
    let found = |rule: &str, value: Value| {
        rules::find(rule).unwrap().findings(&value, &Options::new()).len()
    };
    // What a list can be sorted by depends on the operation.
    assert_eq!(found("sort-field", json!(["colour:up"])), 0);
    // A change to nothing changes nothing.
    assert_eq!(
        found(
            "something-to-change",
            json!({ "title": null, "metadata": { "name": null, "tags": {} } })
        ),
        1
    );
    assert_eq!(
        found("something-to-change", json!({ "title": null, "metadata": { "tags": [] } })),
        0
    );
    // Of a type that is not known here nothing can be said.
    let definition =
        |kind: &str| json!({ "name": "p", "type": kind, "properties": [{ "name": "q" }] });
    assert_eq!(found("properties-only-on-object", definition("colour")), 0);
    assert_eq!(found("properties-only-on-object", definition("string")), 1);
    assert_eq!(found("properties-only-on-object", definition("object_array")), 0);
    assert_eq!(
        found(
            "default-among-options",
            json!({ "name": "p", "type": "colour", "options": [1], "defaultValue": 2 })
        ),
        0
    );
}

#[test]
fn a_field_of_a_new_spec_beside_it_is_sent_home() {
    let body = wire("create_spec", changed(full("create_spec"), "/kind", Some(json!("app"))));
    let problems = check_body("create_spec", &body, &Options::new());
    assert_eq!(problems.first().unwrap().hint(), Some("it belongs in `spec`"), "{problems}");
}

#[test]
fn an_option_of_a_list_is_an_item_or_a_whole_list() {
    let found = |kind: &str, value: Value| {
        let definition =
            json!({ "name": "p", "type": kind, "options": [{ "title": "T", "value": value }] });
        let problems =
            rules::find("options-of-declared-type").unwrap().findings(&definition, &Options::new());
        problems
            .iter()
            .map(|problem| format!("{} {}", problem.pointer(), problem.expected()))
            .collect::<Vec<_>>()
    };
    for (kind, item, other, words) in [
        ("string_array", json!("a"), json!(1), "text"),
        ("number_array", json!(1), json!("a"), "a number"),
        ("object_array", json!({}), json!("a"), "an object"),
    ] {
        assert_eq!(found(kind, item.clone()), [""; 0], "{kind}");
        assert_eq!(found(kind, json!([item, item])), [""; 0], "{kind}");
        let wanted = [format!("/options/0/value {words}")];
        assert_eq!(found(kind, other.clone()), wanted, "{kind}");
        assert_eq!(found(kind, json!([item, other])), wanted, "{kind}");
    }
    assert_eq!(found("string", json!(["a"])), ["/options/0/value text"]);
    assert_eq!(found("boolean", json!(true)), [""; 0]);
}
