//! The table of cases: for each rule what breaks it, what does not, and where that is from.

use serde_json::{Value, json};

/// One failing and one passing value of a rule, at one place of a request.
pub(crate) struct Case {
    pub(crate) operation: &'static str,
    pub(crate) rule: &'static str,
    /// Where this is from.
    pub(crate) source: &'static str,
    pub(crate) ask: Ask,
}

/// What is asked about.
pub(crate) enum Ask {
    /// The fullest body with this at a pointer; the pointer of the finding, if it is another one.
    Body {
        at: &'static str,
        bad: Option<Value>,
        good: Option<Value>,
        found_at: Option<&'static str>,
    },
    /// These parameters of the query, and where the finding is.
    Query {
        bad: &'static [(&'static str, &'static str)],
        good: &'static [(&'static str, &'static str)],
        found_at: &'static str,
    },
    /// These parameters of the path, and where the finding is.
    Path {
        bad: &'static [(&'static str, &'static str)],
        good: &'static [(&'static str, &'static str)],
        found_at: &'static str,
    },
}

const SCHEMA: &str = "schema of the document";
const DOCSTRING: &str = "docstring, peak-sdk 1.29.0";
const OURS: &str = "ours";

fn body(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    at: &'static str,
    bad: Value,
    good: Value,
) -> Case {
    Case {
        operation,
        rule,
        source,
        ask: Ask::Body {
            at,
            bad: Some(bad),
            good: Some(good),
            found_at: None,
        },
    }
}

fn found_at(mut case: Case, pointer: &'static str) -> Case {
    if let Ask::Body { found_at, .. } = &mut case.ask {
        *found_at = Some(pointer);
    }
    case
}

fn missing(operation: &'static str, at: &'static str, good: Value) -> Case {
    Case {
        operation,
        rule: "required",
        source: SCHEMA,
        ask: Ask::Body {
            at,
            bad: None,
            good: Some(good),
            found_at: None,
        },
    }
}

fn unknown(operation: &'static str, source: &'static str, at: &'static str, value: Value) -> Case {
    Case {
        operation,
        rule: "unknown-field",
        source,
        ask: Ask::Body {
            at,
            bad: Some(value),
            good: None,
            found_at: None,
        },
    }
}

type Pairs = &'static [(&'static str, &'static str)];

fn query(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    found_at: &'static str,
    bad: Pairs,
    good: Pairs,
) -> Case {
    Case {
        operation,
        rule,
        source,
        ask: Ask::Query {
            bad,
            good,
            found_at,
        },
    }
}

fn path(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    found_at: &'static str,
    bad: Pairs,
    good: Pairs,
) -> Case {
    Case {
        operation,
        rule,
        source,
        ask: Ask::Path {
            bad,
            good,
            found_at,
        },
    }
}

/// Every case, by operation.
pub(crate) fn cases() -> Vec<Case> {
    let mut all = specs();
    all.extend(releases());
    all.extend(updates());
    all.extend(deployments());
    all.extend(lists());
    all.extend(paths());
    all
}

fn specs() -> Vec<Case> {
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
        body(
            operation,
            "type",
            SCHEMA,
            "/featured",
            json!("\"yes\""),
            json!(false),
        ),
        body(
            operation,
            "type",
            SCHEMA,
            "/spec/version",
            json!(1.5),
            json!("1"),
        ),
        unknown(
            operation,
            "`parametrs` was dropped without a word by the command line",
            "/parametrs",
            json!({}),
        ),
        unknown(
            operation,
            "metadata field in the wrong place",
            "/spec/name",
            json!("churn"),
        ),
        body(
            operation,
            "enum",
            "kinds of /v1/apps",
            "/spec/kind",
            json!("ap"),
            json!("app"),
        ),
        body(
            operation,
            "enum",
            "possible field values, example page",
            "/scope",
            json!("Shared"),
            json!("shared"),
        ),
        body(
            operation,
            "min-length",
            SCHEMA,
            "/spec/metadata/name",
            json!(""),
            json!("c"),
        ),
        body(
            operation,
            "json-text",
            "recording create_spec nan",
            "/parameters",
            json!("{\"run\": [NaN]}"),
            json!("{\"run\": []}"),
        ),
        body(operation, "depth", OURS, "/spec/config", nested, json!([])),
        body(
            operation,
            "not-blank",
            OURS,
            "/spec/metadata/name",
            json!("  "),
            json!("a b"),
        ),
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
    crate::support::full("create_spec")["spec"].clone()
}

fn releases() -> Vec<Case> {
    let operation = "create_spec_release";
    let run = "/parameters/run/0";
    let at = |name: &str| -> &'static str { Box::leak(format!("{run}/{name}").into_boxed_str()) };
    let depends = |on: &str, operator: &str, value: Value| json!([{ "dependsOn": on, "operator": operator, "value": value }]);
    let mut cases = vec![
        missing(
            operation,
            "/config/0/release",
            json!({ "version": "1.0.0" }),
        ),
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
                depends("size", "equals", json!("1")),
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
        body(
            operation,
            "default-among-options",
            OURS,
            at("defaultValue"),
            json!(11),
            json!(100.0),
        ),
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

fn updates() -> Vec<Case> {
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
        unknown(
            "update_spec_metadata",
            "the fields are one level down",
            "/title",
            json!("Churn"),
        ),
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

fn deployments() -> Vec<Case> {
    vec![
        missing(
            "create_deployment",
            "/metadata/summary",
            json!("Predicts churn"),
        ),
        missing("create_deployment", "/spec/id", json!("spec-1")),
        body(
            "create_deployment",
            "type",
            "docstring: parameters are given by block and stage",
            "/parameters/block-1/run",
            json!("s3cret"),
            json!({}),
        ),
        unknown(
            "create_deployment",
            "the stages are build and run",
            "/appParameters/runn",
            json!({ "password": "s3cret" }),
        ),
        found_at(
            body(
                "create_deployment",
                "included-or-excluded",
                OURS,
                "/spec/excludes/0/id",
                json!("block-9"),
                json!("block-2"),
            ),
            "/spec/excludes/0/id",
        ),
        body(
            "create_deployment",
            "unique-block-ids",
            OURS,
            "/spec/includes/1",
            json!({ "id": "block-9" }),
            json!({ "id": "block-8" }),
        )
        .at_id("/spec/includes/1/id"),
        body(
            "create_deployment",
            "semantic-version",
            DOCSTRING,
            "/spec/includes/0/releaseVersion",
            json!("1"),
            json!("1.0.0"),
        ),
        body(
            "create_deployment_revision",
            "semantic-version",
            "create-revision posts `version: 2.0` as it is",
            "/release/version",
            json!("2.0"),
            json!("2.0.0"),
        ),
        found_at(
            body(
                "create_deployment_revision",
                "included-or-excluded",
                OURS,
                "/blocksConfig/excludes/0/id",
                json!("block-9"),
                json!("block-1"),
            ),
            "/blocksConfig/excludes/0/id",
        ),
        unknown(
            "create_deployment_revision",
            "on create they are under spec, here under blocksConfig",
            "/includes",
            json!([]),
        ),
        unknown(
            "redeploy",
            "redeploy sends {}",
            "",
            json!({ "revision": { "notes": "Again" } }),
        )
        .at_id("/revision"),
    ]
}

impl Case {
    fn at_id(self, pointer: &'static str) -> Self {
        found_at(self, pointer)
    }
}

fn lists() -> Vec<Case> {
    vec![
        query(
            "list_specs",
            "sort-field",
            DOCSTRING,
            "/sort/1",
            &[("sort", "name"), ("sort", "created_at:desc")],
            &[("sort", "createdAt:desc"), ("sort", "name")],
        ),
        query(
            "list_specs",
            "sort-field",
            DOCSTRING,
            "/sort/0",
            &[("sort", "name:down")],
            &[("sort", "name:desc")],
        ),
        query(
            "list_specs",
            "enum",
            "recording: status=bogus goes out",
            "/status/0",
            &[("status", "bogus")],
            &[("status", "archived"), ("status", "available")],
        ),
        query(
            "list_specs",
            "type",
            "recording: featured=True",
            "/featured",
            &[("featured", "True")],
            &[("featured", "false")],
        ),
        query(
            "list_specs",
            "minimum",
            "recording: pageSize=0 goes out",
            "/pageSize",
            &[("pageSize", "0")],
            &[("pageSize", "1")],
        ),
        query(
            "list_specs",
            "minimum",
            "recording: pageSize=-5 goes out",
            "/pageNumber",
            &[("pageNumber", "-5")],
            &[("pageNumber", "5")],
        ),
        query(
            "list_specs",
            "maximum",
            SCHEMA,
            "/pageSize",
            &[("pageSize", "5000000000")],
            &[("pageSize", "100")],
        ),
        query(
            "list_specs",
            "type",
            SCHEMA,
            "/pageSize",
            &[("pageSize", "ten")],
            &[("pageSize", "10")],
        ),
        query(
            "list_specs",
            "repeated",
            OURS,
            "/name",
            &[("name", "a"), ("name", "b")],
            &[("name", "a")],
        ),
        query(
            "list_specs",
            "unknown-field",
            OURS,
            "/page_size",
            &[("page_size", "10")],
            &[("title", "a")],
        ),
        query(
            "list_spec_releases",
            "sort-field",
            "docstring: createdAt, createdBy only",
            "/sort/0",
            &[("sort", "name")],
            &[("sort", "createdBy")],
        ),
        query(
            "list_deployments",
            "enum",
            "deployment statuses, example page",
            "/status/0",
            &[("status", "superseded")],
            &[("status", "warning")],
        ),
        query(
            "list_deployments",
            "unknown-field",
            "no title filter for deployments",
            "/title",
            &[("title", "a")],
            &[("name", "a")],
        ),
        query(
            "list_deployment_revisions",
            "enum",
            "revision statuses, docstring",
            "/status/0",
            &[("status", "redeploying")],
            &[("status", "superseded")],
        ),
        query(
            "list_deployment_revisions",
            "sort-field",
            "docstring names four fields, though rows have no name",
            "/sort/0",
            &[("sort", "revision")],
            &[("sort", "title:asc")],
        ),
    ]
}

fn paths() -> Vec<Case> {
    vec![
        path(
            "describe_spec",
            "path-segment",
            "recording: describe_spec('a/b?x=1#f')",
            "/specId",
            &[("specId", "a/b?x=1#f")],
            &[("specId", "a?x=1#f")],
        ),
        path(
            "describe_spec",
            "min-length",
            "recording: describe_spec('') lists",
            "/specId",
            &[("specId", "")],
            &[("specId", "a")],
        ),
        path(
            "describe_spec",
            "required",
            SCHEMA,
            "/specId",
            &[],
            &[("specId", "a")],
        ),
        path(
            "delete_spec",
            "path-segment",
            "recording: delete_spec('../deployments/dep-1') deletes a deployment",
            "/specId",
            &[("specId", "../deployments/dep-1")],
            &[("specId", "dep-1")],
        ),
        path(
            "describe_spec_release",
            "semantic-version",
            "docstring: valid semantic versioning format",
            "/release",
            &[("specId", "a"), ("release", "1.0.0-rc.1+b 5")],
            &[("specId", "a"), ("release", "1.0.0-rc.1+b5")],
        ),
        path(
            "delete_deployment",
            "path-segment",
            OURS,
            "/deploymentId",
            &[("deploymentId", "..")],
            &[("deploymentId", "...")],
        ),
        path(
            "describe_deployment_revision",
            "minimum",
            SCHEMA,
            "/revision",
            &[("deploymentId", "a"), ("revision", "0")],
            &[("deploymentId", "a"), ("revision", "1")],
        ),
        path(
            "describe_deployment_revision",
            "type",
            SCHEMA,
            "/revision",
            &[("deploymentId", "a"), ("revision", "latest")],
            &[("deploymentId", "a"), ("revision", "12")],
        ),
    ]
}
