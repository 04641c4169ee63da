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
        "api.yaml:10:7: `requried` is not known in a schema\n    fix: did you mean `required`?",
    );
}

#[test]
fn an_unknown_key_far_from_any_known_one_gets_no_suggestion() {
    refused(
        "      colour: red\n",
        "api.yaml:10:7: `colour` is not known in a schema\n    fix: use a key that OpenAPI 3.0.3 has here, or remove it",
    );
}

#[test]
fn extensions_are_known_by_name() {
    with_schema("      x-press-assumed: true\n      x-press-rules: [a-rule]\n").unwrap();
    refused(
        "      x-press-rule: [a-rule]\n",
        "api.yaml:10:7: `x-press-rule` is not known in a schema\n    fix: did you mean `x-press-rules`?",
    );
    refused(
        "      x-internal: true\n",
        "api.yaml:10:7: `x-internal` is not known in a schema\n    fix: use an extension of the table in openapi/README.md, or remove it",
    );
}

#[test]
fn an_extension_belongs_to_its_kind_of_object() {
    refused(
        "      x-press-retry: read\n",
        "api.yaml:10:7: `x-press-retry` is not known in a schema\n    fix: use an extension of the table in openapi/README.md, or remove it",
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
        "api.yaml:10:7: `propertees` is not known in a schema\n    fix: did you mean `properties`?\n\
         api.yaml:11:7: `tipe` is not known in a schema\n    fix: did you mean `type`?",
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    refused(
        "      description: one\n      description: two\n",
        "api.yaml:11:7: `description` stands here a second time; the first is at 10:7\n    fix: remove or rename one of the two",
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    refused(
        "      required: name\n",
        "api.yaml:10:17: `required` has to be a list\n    fix: write `[…]`, or one entry a line, each behind `- `",
    );
    refused(
        "      nullable: \"yes\"\n",
        "api.yaml:10:17: `nullable` has to be `true` or `false`\n    fix: write one of the two, without quotes",
    );
}

#[test]
fn a_reference_has_to_lead_somewhere_and_stands_alone() {
    refused(
        "      properties:\n        a: { $ref: \"#/components/schemas/Tga\" }\n",
        "api.yaml:11:20: `#/components/schemas/Tga` leads nowhere\n    fix: did you mean `#/components/schemas/Tag`?",
    );
    refused(
        "      properties:\n        a: { $ref: \"#/components/schemas/Tag\", nullable: true }\n",
        "api.yaml:11:48: `nullable` stands beside `$ref`: OpenAPI 3.0 ignores it there\n    \
         fix: write `allOf: [{ $ref: … }]` to say more about a schema; else remove it",
    );
}

#[test]
fn what_a_reviewer_would_have_to_look_up_is_refused() {
    refused(
        "      example: &a 1\n",
        "api.yaml:10:16: anchors and aliases are not used here\n    fix: write the value out, or use `$ref`",
    );
    refused(
        "      example: !!str 1\n",
        "api.yaml:10:16: YAML tags are not used here\n    fix: remove the tag; quote text that looks like something else",
    );
}

#[test]
fn broken_yaml_is_refused_with_its_place() {
    let problems = Document::parse("api.yaml", "info: {\n").unwrap_err().to_string();
    assert!(problems.starts_with("api.yaml:2:1: not valid YAML: "), "{problems}");
    let problems = Document::parse("api.yaml", "").unwrap_err().to_string();
    assert_eq!(
        problems,
        "api.yaml:1:1: the document is empty\n    fix: write the document, or take the last one that was committed"
    );
    let problems = Document::parse("api.yaml", "{}\n---\n{}\n").unwrap_err().to_string();
    assert_eq!(
        problems,
        "api.yaml:2:1: a second document starts here; the file holds one\n    fix: remove what is below this line, and the line if it is `---`"
    );
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

#[test]
fn a_broken_yaml_has_the_fix_of_its_own_kind() {
    for (text, fix) in [
        ("a:\n\tb: 1\n", "no tabs"),
        ("a: \"b\nc: d\n", "close the quotes"),
        ("a: \"\\q\"\n", "single quotes"),
        ("a: b: c\n", "quote text that holds `: `"),
        ("a: [b\nc: d\n", "close the `{` or `[` above"),
        ("a: {b: c\n", "close every `{` and `[`"),
        ("a:\n  b: 1\n c: 2\n", "indentation"),
        ("a: 1\n  b: 2\n", "quote text that holds `: `"),
        ("a: @b\n", "quote text that begins with a sign"),
        ("- a\nb: c\n", "indentation"),
        ("? [a]\n: b\n", "write a name"),
    ] {
        let problems = Document::parse_any("a.yaml", text).unwrap_err().to_string();
        let said = problems.split_once("\n    fix: ").map(|(_, fix)| fix).unwrap_or_default();
        assert!(said.contains(fix), "{text:?}: {problems}");
    }
}

#[test]
fn what_nests_without_end_is_refused_at_once() {
    const LEVELS: usize = 100_000;
    let below = |line: &str| {
        (0..LEVELS)
            .map(|level| format!("{}{line}\n", " ".repeat(level.min(300))))
            .collect::<String>()
    };
    for text in [
        "[".repeat(LEVELS),
        "{a: ".repeat(LEVELS),
        "- ".repeat(LEVELS) + "a",
        "[{a: ".repeat(LEVELS),
        below("a:"),
        below("-"),
        format!("a: {}{}\n", "[".repeat(LEVELS), "]".repeat(LEVELS)),
    ] {
        let text: String = text.chars().take(super::LARGEST).collect();
        let problems = Document::parse_any("a.yaml", text).unwrap_err().to_string();
        assert!(problems.contains("more than 64 levels deep\n    fix: "), "{problems}");
    }
    let deep = format!("{}{}", "[".repeat(super::DEEPEST), "]".repeat(super::DEEPEST));
    assert!(Document::parse_any("a.yaml", deep).is_ok());
    let large = "a".repeat(super::LARGEST + 1);
    let problems = Document::parse_any("a.yaml", large).unwrap_err().to_string();
    assert!(
        problems.starts_with("a.yaml: 1048577 bytes; at most 1048576 are read\n    fix: "),
        "{problems}"
    );
}

#[test]
fn a_reference_leads_to_a_component_of_its_kind() {
    let reference =
        |target: &str| format!("      properties:\n        a: {{ $ref: \"{target}\" }}\n");
    for (target, said) in [
        ("", "`` refers to the whole document\n    fix: write `#/components/schemas/…`"),
        ("#", "`#` refers to the whole document\n    fix: write `#/components/schemas/…`"),
        (
            "#/",
            "`#/` does not refer to a component\n    fix: write what it means below `components/schemas`, and refer to `#/components/schemas/…`",
        ),
        (
            "#/info",
            "`#/info` does not refer to a component\n    fix: write what it means below `components/schemas`, and refer to `#/components/schemas/…`",
        ),
        (
            "other.yaml#/a",
            "`other.yaml#/a` refers to another file\n    fix: nothing but this document is read: write it below `components/schemas`, and refer to `#/components/schemas/…`",
        ),
        (
            "Tag",
            "`Tag` refers to another file\n    fix: nothing but this document is read: write it below `components/schemas`, and refer to `#/components/schemas/…`",
        ),
        (
            "#/components/schemas/Tag/properties/a",
            "`#/components/schemas/Tag/properties/a` refers to a part of a component\n    fix: give that part a name of its own below `components/schemas`, and refer to it",
        ),
        (
            "#/components/parameters/Tag",
            "`#/components/parameters/Tag` is one of the parameters, and one of the schemas has to stand here\n    fix: did you mean `#/components/schemas/Tag`?",
        ),
        (
            "#/components/responses/No",
            "`#/components/responses/No` is one of the responses, and one of the schemas has to stand here\n    fix: write `#/components/schemas/…`",
        ),
        (
            "#/components/schemas/Colour",
            "`#/components/schemas/Colour` leads nowhere\n    fix: add `Colour` below `components/schemas`, or correct the name",
        ),
    ] {
        refused(&reference(target), &format!("api.yaml:11:20: {said}"));
    }
}

#[test]
fn a_component_is_more_than_a_reference() {
    refused(
        "    Other: { $ref: \"#/components/schemas/Tag\" }\n",
        "api.yaml:10:5: `Other` is only another name of `#/components/schemas/Tag`\n    \
         fix: remove it, and refer to `#/components/schemas/Tag` where it is used; a schema can say more with `allOf`",
    );
}

#[test]
fn a_schema_is_no_part_of_itself() {
    let fix = "take one of the references out; a schema may hold itself in a property or as an item of a list";
    for (lines, at, circle) in [
        (
            "    A: { allOf: [{ $ref: \"#/components/schemas/A\" }] }\n",
            "10:26",
            "`A` is a part of itself: A -> A",
        ),
        (
            "    A: { oneOf: [{ type: string }, { $ref: \"#/components/schemas/A\" }] }\n",
            "10:44",
            "`A` is a part of itself: A -> A",
        ),
        (
            "    A: { allOf: [{ $ref: \"#/components/schemas/B\" }] }\n    B: { not: { $ref: \"#/components/schemas/A\" } }\n",
            "11:23",
            "`A` is a part of itself: A -> B -> A",
        ),
        (
            "    A: { oneOf: [{ type: string }, { anyOf: [{ $ref: \"#/components/schemas/A\" }] }] }\n",
            "10:54",
            "`A` is a part of itself: A -> A",
        ),
    ] {
        refused(lines, &format!("api.yaml:{at}: {circle}\n    fix: {fix}"));
    }
    with_schema(
        "      properties: { a: { type: array, items: { $ref: \"#/components/schemas/Tag\" } } }\n",
    )
    .unwrap();
}

#[test]
fn a_long_chain_of_schemas_is_followed_without_a_long_stack() {
    let chain: String = (0..15_000)
        .map(|at| {
            format!(
                "    A{at}: {{ allOf: [{{ $ref: \"#/components/schemas/A{}\" }}] }}\n",
                (at + 1) % 15_000
            )
        })
        .collect();
    let problems = with_schema(&chain).unwrap_err();
    assert!(
        problems.contains("`A0` is a part of itself: A0 -> A1 -> A2 -> "),
        "{}",
        &problems[..200]
    );
}

#[test]
fn text_that_other_readers_take_for_something_else_is_noted() {
    let text = "on: Yes\na: [no, \"off\", 010, 0x1F, 0o17, 1_000, 12:30, .inf, 2020-01-01, <<, 1.0.0, 12, -a, y, app]\n200: ~\n";
    let document = Document::parse_any("a.yaml", text).unwrap();
    let found: Vec<_> =
        document.plain.iter().map(|plain| format!("{} {}", plain.text, plain.kind)).collect();
    let expected = [
        "on a boolean",
        "Yes a boolean",
        "no a boolean",
        "010 a number of another base",
        "0x1F a number of another base",
        "0o17 a number of another base",
        "1_000 a number",
        "12:30 a number",
        ".inf a number",
        "2020-01-01 a date",
        "<< a sign of its own",
        "y a boolean",
        "200 no text",
    ];
    assert_eq!(found, expected);
}
