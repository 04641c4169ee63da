//! Specs and their releases.

use serde_json::{Value, json};

use super::{Case, DOCSTRING, OURS, SCHEMA, body, found_at, missing, unknown};

pub(super) fn specs() -> Vec<Case> {
    let operation = "create_spec";
    let nested = (0..120).fold(json!(1), |inner, _| json!([inner]));
    vec![
        missing(operation, "/spec/metadata/name", json!("churn")),
        missing(operation, "/spec", full_spec()),
        body(
            operation,
            "type",
            "sample YAML: version: 1.0 is a number",
            "/spec/release/version",
            json!(1.0),
            json!("1.0.0"),
        ),
        body(operation, "type", SCHEMA, "/featured", json!("\"yes\""), json!(false)),
        body(operation, "type", SCHEMA, "/spec/version", json!(1.5), json!("1")),
        unknown(
            operation,
            "`parametrs` was dropped without a word by the command line",
            "/parametrs",
            json!({}),
        ),
        unknown(operation, "metadata field in the wrong place", "/spec/name", json!("churn")),
        body(operation, "enum", "kinds of /v1/apps", "/spec/kind", json!("ap"), json!("app")),
        body(
            operation,
            "enum",
            "possible field values, example page",
            "/scope",
            json!("Shared"),
            json!("shared"),
        ),
        body(operation, "min-length", SCHEMA, "/spec/metadata/name", json!(""), json!("c")),
        body(
            operation,
            "json-text",
            "recording create_spec nan",
            "/parameters",
            json!("{\"run\": [NaN]}"),
            json!("{\"run\": []}"),
        ),
        body(
            operation,
            "depth",
            OURS,
            "/spec/config",
            nested,
            json!([{ "id": "block-1", "release": { "version": "1.0.0" } }]),
        ),
        body(operation, "not-blank", OURS, "/spec/metadata/name", json!("  "), json!("a b")),
        body(
            operation,
            "absolute-url",
            OURS,
            "/spec/metadata/imageUrl",
            json!("images/a.png"),
            json!("https://example.com/a"),
        ),
        body(
            operation,
            "absolute-url",
            OURS,
            "/spec/metadata/imageUrl",
            json!("file:///a.png"),
            json!("http://example.com/a"),
        ),
        body(
            operation,
            "semantic-version",
            DOCSTRING,
            "/spec/release/version",
            json!("v1.0"),
            json!("1.0.0-rc.1+b5"),
        ),
        found_at(
            body(
                operation,
                "unique-block-ids",
                OURS,
                "/spec/config/1/id",
                json!("block-1"),
                json!("block-3"),
            ),
            "/spec/config/1/id",
        ),
        found_at(
            body(
                operation,
                "tenants-need-shared-scope",
                OURS,
                "/scope",
                json!("private"),
                json!("shared"),
            ),
            "/tenants",
        ),
    ]
}

fn full_spec() -> Value {
    super::super::support::full("create_spec")["spec"].clone()
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn releases() -> Vec<Case> {
    let operation = "create_spec_release";
    let run = "/parameters/run/0";
    let at = |name: &str| -> &'static str { Box::leak(format!("{run}/{name}").into_boxed_str()) };
    let depends = |on: &str, operator: &str, value: Value| json!([{ "dependsOn": on, "operator": operator, "value": value }]);
    let mut cases = vec![
        missing(operation, "/config/0/release", json!({ "version": "1.0.0" })),
        missing(operation, "/parameters/build/0/required", json!(true)),
        body(
            operation,
            "min-items",
            "command-line help: at least one option if given",
            at("options"),
            json!([]),
            json!([{ "title": "Ten", "value": 10 }]),
        ),
        body(
            operation,
            "enum",
            "parameter types, docstring",
            at("type"),
            json!("nmber"),
            json!("number"),
        ),
        body(
            operation,
            "type",
            "command-line help: conditions have an operator and a value",
            "/parameters/run/1/conditions/0/conditions/0/value",
            json!([1]),
            json!(1),
        ),
        body(
            operation,
            "unique-parameter-names",
            OURS,
            "/parameters/run/3/name",
            json!("limits"),
            json!("limit"),
        ),
        body(
            operation,
            "unique-parameter-names",
            OURS,
            "/parameters/run/2/properties/1/name",
            json!("least"),
            json!("rounds"),
        ),
        body(
            operation,
            "conditions-only-on-run",
            "command-line help: conditions, run only",
            "/parameters/build/0/conditions",
            depends("rounds", "equals", json!(1)),
            json!([]),
        ),
        found_at(
            body(
                operation,
                "condition-parameter-exists",
                OURS,
                at("conditions"),
                depends("siz", "equals", json!(1)),
                depends("size", "equals", json!(1)),
            ),
            "/parameters/run/0/conditions/0/dependsOn",
        ),
        found_at(
            body(
                operation,
                "condition-without-cycle",
                OURS,
                at("conditions"),
                depends("password", "equals", json!("x")),
                depends("size", "equals", json!(1)),
            ),
            "/parameters/run/0/conditions",
        ),
        found_at(
            body(
                operation,
                "condition-value-of-declared-type",
                OURS,
                at("conditions"),
                depends("size", "equals", json!("one")),
                depends("size", "not-equals", json!(1)),
            ),
            "/parameters/run/0/conditions/0/value",
        ),
        body(
            operation,
            "hide-value-only-on-string",
            "docstring: only for type string",
            at("hideValue"),
            json!(true),
            json!(false),
        ),
        body(
            operation,
            "options-of-declared-type",
            DOCSTRING,
            "/parameters/run/0/options/1/value",
            json!("100"),
            json!(100),
        ),
        body(
            operation,
            "default-of-declared-type",
            DOCSTRING,
            "/parameters/run/3/defaultValue",
            json!(["a.csv", 1]),
            json!(["a.csv", "b.csv"]),
        ),
        body(operation, "default-among-options", OURS, at("defaultValue"), json!(11), json!(100.0)),
        found_at(
            body(
                operation,
                "properties-only-on-object",
                OURS,
                "/parameters/run/2/type",
                json!("string"),
                json!("object_array"),
            ),
            "/parameters/run/2/properties",
        ),
        body(
            operation,
            "semantic-version",
            DOCSTRING,
            "/config/0/release/version",
            json!("latest"),
            json!("2.0.0"),
        ),
    ];
    cases.push(found_at(
        body(
            operation,
            "unique-block-ids",
            OURS,
            "/config/1/id",
            json!("block-1"),
            json!("block-3"),
        ),
        "/config/1/id",
    ));
    cases
}

pub(super) fn updates() -> Vec<Case> {
    vec![
        found_at(
            body(
                "update_spec_metadata",
                "something-to-change",
                "wrapper code: `No changes detected`",
                "",
                json!({ "metadata": {} }),
                json!({ "featured": false }),
            ),
            "",
        ),
        body(
            "update_spec_metadata",
            "enum",
            "possible field values, example page",
            "/metadata/status",
            json!("archive"),
            json!("unavailable"),
        ),
        found_at(
            body(
                "update_spec_metadata",
                "tenants-need-shared-scope",
                OURS,
                "/scope",
                json!("public"),
                json!("shared"),
            ),
            "/tenants",
        ),
        body(
            "update_spec_metadata",
            "not-blank",
            OURS,
            "/metadata/tags/0/name",
            json!("\t"),
            json!("a"),
        ),
        unknown("update_spec_metadata", "the fields are one level down", "/title", json!("Churn")),
        body(
            "update_deployment_metadata",
            "something-to-change",
            "wrapper code: `No changes detected`",
            "",
            json!({}),
            json!({ "title": "" }),
        ),
        unknown(
            "update_deployment_metadata",
            "the SDK sends what it is given, an envelope as well",
            "/metadata",
            json!({ "title": "Churn" }),
        ),
        unknown(
            "update_deployment_metadata",
            "a deployment's status is not changed by hand",
            "/status",
            json!("deployed"),
        ),
        body(
            "update_deployment_metadata",
            "absolute-url",
            OURS,
            "/imageUrl",
            json!(""),
            json!("https://example.com"),
        ),
        body(
            "update_deployment_metadata",
            "enum",
            "command-line help",
            "/descriptionContentType",
            json!("markdown"),
            json!("text/plain"),
        ),
    ]
}
