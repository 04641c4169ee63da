use serde_json::json;

use super::{Document, Position};

/// A small document that nothing is wrong with; `{}` takes what a test adds to its one schema.
fn with_schema(lines: &str) -> Result<Document, String> {
    let text = format!(
        "openapi: 3.0.3\ninfo:\n  title: T\n  version: \"1\"\npaths: {{}}\ncomponents:\n  schemas:\n    Tag:\n      type: object\n{lines}"
    );
    Document::parse("api.yaml", text).map_err(|problems| problems.to_string())
}

#[track_caller]
fn refused(lines: &str, expected: &str) {
    match with_schema(lines) {
        Ok(_) => panic!("was taken: {lines}"),
        Err(found) => assert_eq!(found, expected),
    }
}

#[test]
fn a_misspelt_key_is_refused_with_its_place_and_a_suggestion() {
    refused(
        "      requried: [name]\n",
        "api.yaml:10:7: `requried` is not known in a schema; did you mean `required`?",
    );
}

#[test]
fn an_unknown_key_far_from_any_known_one_gets_no_suggestion() {
    refused("      colour: red\n", "api.yaml:10:7: `colour` is not known in a schema");
}

#[test]
fn extensions_are_known_by_name() {
    with_schema("      x-press-assumed: true\n      x-press-rules: [a-rule]\n").unwrap();
    refused(
        "      x-press-rule: [a-rule]\n",
        "api.yaml:10:7: `x-press-rule` is not known in a schema; did you mean `x-press-rules`?",
    );
    refused("      x-internal: true\n", "api.yaml:10:7: `x-internal` is not known in a schema");
}

#[test]
fn an_extension_belongs_to_its_kind_of_object() {
    refused(
        "      x-press-retry: read\n",
        "api.yaml:10:7: `x-press-retry` is not known in a schema",
    );
}

#[test]
fn names_of_members_are_free() {
    with_schema("      properties:\n        requried: { type: string }\n").unwrap();
}

#[test]
fn examples_are_not_judged() {
    with_schema("      example: { requried: true }\n").unwrap();
}

#[test]
fn every_finding_is_given_in_the_order_of_the_file() {
    refused(
        "      propertees: {}\n      tipe: object\n",
        "api.yaml:10:7: `propertees` is not known in a schema; did you mean `properties`?\n\
         api.yaml:11:7: `tipe` is not known in a schema; did you mean `type`?",
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    refused(
        "      description: one\n      description: two\n",
        "api.yaml:11:7: `description` stands here a second time; the first is at 10:7",
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    refused("      required: name\n", "api.yaml:10:17: `required` has to be a list");
    refused("      nullable: \"yes\"\n", "api.yaml:10:17: `nullable` has to be `true` or `false`");
}

#[test]
fn a_reference_has_to_lead_somewhere_and_stands_alone() {
    refused(
        "      properties:\n        a: { $ref: \"#/components/schemas/Tga\" }\n",
        "api.yaml:11:20: `#/components/schemas/Tga` leads nowhere",
    );
    refused(
        "      properties:\n        a: { $ref: \"#/components/schemas/Tag\", nullable: true }\n",
        "api.yaml:11:48: `nullable` stands beside `$ref`: OpenAPI 3.0 ignores keys beside `$ref`; \
         write `allOf: [{ $ref: … }]` to say more",
    );
}

#[test]
fn what_a_reviewer_would_have_to_look_up_is_refused() {
    refused(
        "      example: &a 1\n",
        "api.yaml:10:16: anchors and aliases are not used here; write the value out, or use `$ref`",
    );
    refused(
        "      example: !!str 1\n",
        "api.yaml:10:16: YAML tags are not used here; quote text that looks like something else",
    );
}

#[test]
fn broken_yaml_is_refused_with_its_place() {
    let problems = Document::parse("api.yaml", "info: {\n").unwrap_err().to_string();
    assert!(problems.starts_with("api.yaml:2:1: not valid YAML: "), "{problems}");
    let problems = Document::parse("api.yaml", "").unwrap_err().to_string();
    assert_eq!(problems, "api.yaml:1:1: the document is empty");
    let problems = Document::parse("api.yaml", "{}\n---\n{}\n").unwrap_err().to_string();
    assert_eq!(problems, "api.yaml:2:1: a second document starts here; the file holds one");
}

#[test]
fn a_missing_file_is_named() {
    let problems =
        Document::load(std::path::Path::new("/nowhere"), "openapi/x.yaml").unwrap_err().to_string();
    assert!(problems.starts_with("openapi/x.yaml: cannot be read: "), "{problems}");
}

#[test]
fn scalars_are_read_by_the_core_schema() {
    let text = "[null, ~, true, False, 1, -2, +3, 1.5, 1e3, 1.0.0, 2020-01-01, .5, -a, \"1\", 'true', 18446744073709551615, .inf, yes]";
    let document = Document::parse_any("a.yaml", text).unwrap();
    let expected = json!([
        null,
        null,
        true,
        false,
        1,
        -2,
        3,
        1.5,
        1e3,
        "1.0.0",
        "2020-01-01",
        0.5,
        "-a",
        "1",
        "true",
        18_446_744_073_709_551_615_u64,
        ".inf",
        "yes"
    ]);
    assert_eq!(document.value, expected);
}

#[test]
fn json_is_read_as_well() {
    let document =
        Document::parse_any("a.json", "{\"a\\/b\": [\"\\u00e9\", {}], \"200\": 1.0}").unwrap();
    assert_eq!(document.value, json!({ "a/b": ["é", {}], "200": 1.0 }));
}

#[test]
fn places_are_found_by_pointer() {
    let text = "paths:\n  /v1/specs/:\n    get: { tags: [a, b] }\n200: x\n";
    let document = Document::parse_any("a.yaml", text).unwrap();
    let at = |line, column| Position { line, column };
    assert_eq!(document.position("/paths/~1v1~1specs~1/get/tags/1"), at(3, 22));
    assert_eq!(document.position("/paths/~1v1~1specs~1/get"), at(3, 5));
    assert_eq!(document.position("/200"), at(4, 1));
    assert_eq!(
        document.position("/paths/~1v1~1specs~1/get/nothing/here"),
        at(3, 5),
        "the nearest ancestor"
    );
    assert_eq!(document.position(""), at(1, 1));
    assert_eq!(document.problem("/200", "is odd").to_string(), "a.yaml:4:1: is odd");
}

#[test]
fn operations_come_in_the_order_of_the_document() {
    let text = "paths:\n  /b:\n    parameters: []\n    post: {}\n    get: {}\n  /a:\n    get: {}\n";
    let document = Document::parse_any("a.yaml", text).unwrap();
    let found: Vec<_> = document
        .operations()
        .map(|operation| (operation.method, operation.path, operation.pointer.clone()))
        .collect();
    let expected = [
        ("post", "/b", "/paths/~1b/post"),
        ("get", "/b", "/paths/~1b/get"),
        ("get", "/a", "/paths/~1a/get"),
    ];
    assert_eq!(found, expected.map(|(method, path, pointer)| (method, path, pointer.to_owned())));
}
