//! Every kind of change once: what it is called, what it means for callers and the server, and how much Rust code minds.

use serde_json::Value;

use super::*;
use crate::document::Document;

const BASE: &str = include_str!("../lint/tests/base.yaml");

fn value(text: &str) -> Value {
    Document::parse("things.yaml", text).unwrap().value
}

fn changes(from: &str, to: &str) -> Vec<Change> {
    assert_eq!(BASE.matches(from).count(), 1, "`{from}` has to stand in the base once");
    compare(&value(BASE), &value(&BASE.replace(from, to)))
}

fn line(change: &Change) -> String {
    let Meaning { callers, server } = &change.meaning;
    format!(
        "{} {} | {} {} {}",
        change.subject,
        change.what,
        callers.class.word(),
        server.class.word(),
        change.rust.word()
    )
}

/// An edit of the base, and the changes it makes: `subject what | callers server rust`.
const CASES: &[(&str, &str, &[&str])] = &[
    (
        "title: Things",
        "title: Stuff",
        &["the document has another title | compatible compatible patch"],
    ),
    (
        "Keeper, url",
        "Keepers, url",
        &["the document has another contact | compatible compatible patch"],
    ),
    (
        "https://{region}.keeper.invalid",
        "https://{region}.keepers.invalid",
        &["`servers` changed | decide compatible minor"],
    ),
    (
        "in: header, name: Authorization",
        "in: header, name: Token",
        &["the security schemes changed | breaking breaking minor"],
    ),
    (
        "operationId: create_thing",
        "operationId: make_thing",
        &["create_thing is called `make_thing` now | compatible compatible major"],
    ),
    (
        "x-press-lookup: { operation: describe_thing, by: thing }",
        "x-press-lookup: { operation: list_things, by: kind }",
        &[
            "create_thing names what finds its outcome: `list_things`, by `kind` | compatible compatible patch",
        ],
    ),
    (
        "description: A note.\n",
        "description: A note.\n      x-press-secret: true\n",
        &["Note is secret now: clients mask it | compatible compatible patch"],
    ),
    (
        "description: A note.\n",
        "description: A note.\n      x-press-hides: { if: by, members: [by] }\n",
        &["Note hides `by` if `by` | compatible compatible patch"],
    ),
    (
        "  /things/{thing}/boxes:",
        "  /things/{thing}/crate:",
        &[
            "describe_thing moved from GET /things/{thing}/boxes to GET /things/{thing}/crate | breaking breaking minor",
        ],
    ),
    (
        "      x-press-retry: create\n",
        "      x-press-retry: replace\n",
        &["create_thing changed its retry class from `create` to `replace` | decide decide minor"],
    ),
    (
        "items: things, total: thingCount",
        "items: things, total: pageCount",
        &[
            "list_things moved the total of its pages from `thingCount` to `pageCount` | breaking breaking major",
        ],
    ),
    (
        "fields: [name]",
        "fields: [name, kind]",
        &["list_things can be sorted by `kind` now | compatible breaking minor"],
    ),
    (
        "key: ThingSort",
        "key: ThingsSort",
        &[
            "list_things calls its set of sort fields `ThingsSort`, not `ThingSort` | compatible compatible major",
        ],
    ),
    (
        "tags: [boxes]",
        "tags: [things]",
        &["describe_thing belongs to the group `things` now | compatible compatible patch"],
    ),
    (
        "summary: Create a thing",
        "summary: Make a thing",
        &["create_thing has another summary | compatible compatible patch"],
    ),
    (
        "      x-press-rules: [one-thing]\n",
        "",
        &["create_thing is not checked by the rule `one-thing` any more | compatible decide minor"],
    ),
    (
        "x-press-rules: [one-thing]",
        "x-press-rules: [one-thing, other-thing]",
        &["create_thing is checked by the rule `other-thing` now | decide compatible minor"],
    ),
    (
        "        - { name: pageNumber,",
        "        - { name: limit, in: query, description: A limit., schema: { type: integer } }\n        - { name: pageNumber,",
        &["query parameter `limit` was added: optional, whole number | compatible decide minor"],
    ),
    (
        "        - { name: pageNumber,",
        "        - { name: limit, in: query, required: true, description: A limit., schema: { type: integer } }\n        - { name: pageNumber,",
        &["query parameter `limit` was added: required, whole number | breaking breaking major"],
    ),
    (
        "- { name: sort, in: query",
        "- { name: order, in: query",
        &["query parameter `sort` was renamed to `order` | breaking breaking major"],
    ),
    (
        "{ name: pageNumber, in: query, description: The page., schema: { type: integer, format: uint32 } }",
        "{ name: pageNumber, in: query, required: true, description: The page., schema: { type: integer, format: uint32 } }",
        &["query parameter `pageNumber` is required now | breaking compatible major"],
    ),
    (
        "        - { name: pageNumber, in: query, description: The page., schema: { type: integer, format: uint32 } }\n",
        "",
        &["query parameter `pageNumber` was removed | breaking compatible major"],
    ),
    (
        "          explode: true",
        "          explode: false",
        &[
            "query parameter `kind` has `explode` `false` instead of `true` | breaking breaking minor",
        ],
    ),
    (
        "minimum: 1, maximum: 100",
        "minimum: 1, maximum: 50",
        &[
            "query parameter `pageSize` has `maximum` `50` now, not `100` | breaking compatible minor",
        ],
    ),
    (
        "minimum: 1, maximum: 100",
        "minimum: 0, maximum: 100",
        &["query parameter `pageSize` has `minimum` `0` now, not `1` | compatible breaking minor"],
    ),
    (
        "        required: true\n        content",
        "        content",
        &["the request body may be left out now | compatible breaking major"],
    ),
    (
        "        \"201\":\n",
        "        \"200\":\n",
        &[
            "the answer 200 was added | breaking compatible minor",
            "the answer 201 was removed | breaking breaking minor",
        ],
    ),
    (
        "        \"413\": { $ref: \"#/components/responses/Failed\" }\n",
        "",
        &["the answer 413 was removed | compatible breaking minor"],
    ),
    (
        "        \"413\":",
        "        \"409\": { $ref: \"#/components/responses/Failed\" }\n        \"413\":",
        &["the answer 409 was added | compatible compatible minor"],
    ),
    (
        "            Age: { description: How old it is., schema: { type: string } }",
        "            Age: { description: How old it is., schema: { type: integer } }",
        &["the answer 200 has other headers | decide decide minor"],
    ),
    (
        "{ thing: $response.body#/name }",
        "{ thing: $response.body#/kind }",
        &["the answer 201 has other links | compatible compatible patch"],
    ),
    (
        "enum: [tool, toy]",
        "enum: [tool, toy, tree]",
        &["Kind can be `tree` now | compatible breaking minor"],
    ),
    (
        "enum: [tool, toy]",
        "enum: [tool]",
        &["Kind cannot be `toy` any more | breaking breaking major"],
    ),
    (
        "      x-press-open-enum: true\n",
        "",
        &["Kind keeps no values that are not listed any more | decide compatible major"],
    ),
    (
        "        madeAt: { type: string, format: date-time, description: When it was made. }",
        "        madeAt: { type: string, format: date-time, description: When it was made. }\n        owner: { type: string, description: Who. }",
        &["Thing.owner was added: optional, text | compatible compatible minor"],
    ),
    (
        "        size: { type: integer",
        "        owners: { type: string, description: Who. }\n        size: { type: integer",
        &["CreateThing.owners was added: optional, text | compatible decide minor"],
    ),
    (
        "      required: [name, kind]",
        "      required: [name, kind, madeAt]",
        &["Thing.madeAt is always there now | compatible breaking major"],
    ),
    (
        "      required: [name, kind]",
        "      required: [name]",
        &["Thing.kind may be left out now | breaking compatible major"],
    ),
    (
        "      required: [name]",
        "      required: [name, size]",
        &["CreateThing.size is always there now | breaking compatible major"],
    ),
    (
        "        madeAt: {",
        "        bornAt: {",
        &["Thing.madeAt was renamed to `bornAt` | breaking breaking major"],
    ),
    (
        "        size: {",
        "        length: {",
        &["CreateThing.size was renamed to `length` | breaking breaking major"],
    ),
    (
        "        size: { type: integer, format: uint32, description: Its size., default: 1 }\n",
        "",
        &["CreateThing.size was removed | breaking compatible major"],
    ),
    (
        "        madeAt: { type: string, format: date-time, description: When it was made. }\n",
        "",
        &["Thing.madeAt was removed | breaking compatible major"],
    ),
    (
        "format: date-time",
        "format: date",
        &["Thing.madeAt has the format `date` now, not `date-time` | breaking breaking major"],
    ),
    (
        "name: { type: string, description: Its name. }",
        "name: { type: integer, description: Its name. }",
        &["Thing.name changed its type from text to whole number | breaking breaking major"],
    ),
    (
        "madeAt: { type: string,",
        "madeAt: { type: string, nullable: true,",
        &["Thing.madeAt may be `null` now | breaking compatible minor"],
    ),
    (
        "default: 1 }",
        "default: 2 }",
        &["CreateThing.size is `2` if left out, not `1` | decide decide minor"],
    ),
    (
        "^[a-z]+$",
        "^[a-z]*$",
        &["Note.by changed its `pattern`: `^[a-z]*$`, not `^[a-z]+$` | decide decide minor"],
    ),
    (
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string }, { type: integer }, { type: boolean }]",
        &[
            "CreateThing.owner has one more branch in `oneOf`: true or false | compatible breaking major",
        ],
    ),
    (
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string }, { type: number }]",
        &[
            "CreateThing.owner has one more branch in `oneOf`: number | compatible breaking major",
            "CreateThing.owner has one branch less in `oneOf`: whole number | breaking compatible major",
        ],
    ),
    (
        "x-press-json-text: { $ref: \"#/components/schemas/Note\" }",
        "x-press-json-text: { type: object }",
        &[
            "what CreateThing.note carries changed its type from `Note` to object | breaking breaking major",
        ],
    ),
    (
        "minLength: 1, maxLength: 9",
        "minLength: 1, maxLength: 10",
        &["Note.by has `maxLength` `10` now, not `9` | compatible breaking minor"],
    ),
    (
        "      additionalProperties: {}\n",
        "",
        &["ErrorBody keeps no members that are not named any more | decide decide major"],
    ),
    (
        "schema: { $ref: \"#/components/schemas/CreateThing\" }",
        "schema: { $ref: \"#/components/schemas/Thing\" }",
        &[
            "the request body changed its type from `CreateThing` to `Thing` | breaking breaking major",
        ],
    ),
    (
        "thingCount: { type: integer, format: uint64",
        "thingCount: { type: integer, format: uint32",
        &[
            "ThingPage.thingCount has the format `uint32` now, not `uint64` | compatible breaking major",
        ],
    ),
];

#[test]
fn every_change_is_named_and_judged() {
    let mut wrong = Vec::new();
    for (from, to, expected) in CASES {
        let found: Vec<_> = changes(from, to).iter().map(line).collect();
        if found != *expected {
            wrong.push(format!("{from:?} -> {to:?}\n{found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn versions(document: &str, crates: &str) -> Versions {
    Versions { document: document.parse().unwrap(), crates: crates.parse().unwrap() }
}

fn needs(changes: &[Change], now: Versions) -> Needs {
    Needs::of(changes, versions("1.2.0", "0.1.0"), now)
}

#[test]
fn versions_grow_as_cargo_reads_them() {
    let grown = |version: &str, level| super::grown(&version.parse().unwrap(), level).to_string();
    assert_eq!(
        [grown("0.1.2", Level::Major), grown("0.1.2", Level::Minor), grown("0.1.2", Level::Patch)],
        ["0.2.0", "0.1.3", "0.1.3"]
    );
    assert_eq!(
        [grown("1.2.3", Level::Major), grown("1.2.3", Level::Minor), grown("1.2.3", Level::Patch)],
        ["2.0.0", "1.3.0", "1.2.4"]
    );
}

#[test]
fn a_breaking_change_needs_its_versions_now_and_a_compatible_one_when_it_is_released() {
    let same = || versions("1.2.0", "0.1.0");
    let breaking = changes("        madeAt: {", "        bornAt: {");
    assert_eq!(
        needs(&breaking, same()).missing(),
        [
            "the document needs version 2.0.0, it has 1.2.0: edit `info.version`",
            "the crates need version 0.2.0, they have 0.1.0: edit `workspace.package.version`",
        ]
    );
    assert_eq!(needs(&breaking, versions("2.0.0", "0.2.0")).missing(), [""; 0]);
    let compatible = changes("enum: [tool, toy]", "enum: [tool, toy, tree]");
    assert_eq!(needs(&compatible, same()).missing(), [""; 0]);
}

#[test]
fn an_undecided_change_is_decided_by_the_version_it_gets() {
    let undecided = changes("default: 1 }", "default: 2 }");
    let missing = needs(&undecided, versions("1.2.0", "0.1.0")).missing();
    assert_eq!(
        missing,
        [
            "somebody has to decide: `info.version` is 1.2.0; make it 2.0.0 if callers break, 1.3.0 if not"
        ]
    );
    assert_eq!(needs(&undecided, versions("1.3.0", "0.1.0")).missing(), [""; 0]);
}

const CHANGELOG: &str =
    "# Changelog\n\n## Unreleased\n\n- **added** things\n\n## 0.1.0\n\n- **added** all\n";

#[test]
fn the_changelog_lists_the_changes_until_there_are_none() {
    let changes = changes("enum: [tool, toy]", "enum: [tool, toy, tree]");
    let needs = needs(&changes, versions("1.2.0", "0.1.0"));
    assert_eq!(
        gate(&changes, &needs, CHANGELOG),
        ["CHANGELOG.md does not list these changes: run `cargo xtask diff --write`"]
    );
    let written = with_section(CHANGELOG, section(&changes, &needs).as_deref()).unwrap();
    assert_eq!(
        written,
        "# Changelog\n\n## Unreleased\n\n- **added** things\n\n\
         <!-- changes of the API, written by `cargo xtask diff --write` -->\n\n### The API, against version 1.2.0\n\n\
         - **added** `Kind` can be `tree` now (requests of list_things; answers of create_thing, describe_thing, list_things)\n\n\
         <!-- end of the changes of the API -->\n\n## 0.1.0\n\n- **added** all\n"
    );
    assert_eq!(gate(&changes, &needs, &written), [""; 0]);
    assert_eq!(
        with_section(&written, section(&changes, &needs).as_deref()).unwrap(),
        written,
        "writing twice changes nothing"
    );
    let none = Needs { list: Vec::new(), ..needs };
    assert_eq!(gate(&[], &none, &written).len(), 1, "a section about nothing is stale");
    assert_eq!(with_section(&written, None).unwrap(), CHANGELOG);
}

#[test]
fn a_changelog_without_an_unreleased_part_or_with_half_a_section_is_told() {
    let changes = changes("enum: [tool, toy]", "enum: [tool, toy, tree]");
    let needs = needs(&changes, versions("1.2.0", "0.1.0"));
    let problem = |changelog: &str| gate(&changes, &needs, changelog).pop().unwrap();
    assert!(problem("# Changelog\n").contains("has no `## Unreleased`"));
    assert!(
        problem(&format!("{CHANGELOG}<!-- end of the changes of the API -->"))
            .contains("only one of the marks")
    );
}

#[test]
fn the_page_reads_like_a_message() {
    let changes = changes("        madeAt: {", "        bornAt: {");
    let needs = needs(&changes, versions("1.2.0", "0.2.0"));
    let problems = gate(&changes, &needs, CHANGELOG);
    assert_eq!(
        report(
            "things against the released version 1.2.0",
            &changes,
            Some(&needs),
            &problems,
            Format::Text
        ),
        "things against the released version 1.2.0

schema Thing
  used by answers of create_thing, describe_thing, list_things
  Thing.madeAt was renamed to `bornAt`
    callers  breaking    they get something else
    server   breaking    it answers something else

1 change: 1 breaking (1 for callers), 0 to decide, 0 compatible

version to release it under, at least
  the document: major, 1.2.0 -> 2.0.0 (MISSING), because Thing.madeAt was renamed to `bornAt`
  press-apps-api, press-apps-model, press-apps, press-apps-emulator: major, 0.1.0 -> 0.2.0 (there), because Thing.madeAt was renamed to `bornAt`

this cannot land yet
  - the document needs version 2.0.0, it has 1.2.0: edit `info.version`
  - CHANGELOG.md does not list these changes: run `cargo xtask diff --write`
"
    );
    let comment = report("things", &changes, Some(&needs), &problems, Format::Markdown);
    assert!(
        comment.contains(
            "| `Thing.madeAt` was renamed to `bornAt` | **breaking**: they get something else |"
        ),
        "{comment}"
    );
    assert!(comment.contains("**This cannot land yet:**"), "{comment}");
}

#[test]
fn operations_and_components_that_come_and_go_are_told_once() {
    let start = BASE.find("    post:\n").unwrap();
    let end = BASE.find("  /things/{thing}/boxes:").unwrap();
    let less = format!("{}{}", &BASE[..start], &BASE[end..]);
    let gone: Vec<_> = compare(&value(BASE), &value(&less)).iter().map(line).collect();
    assert_eq!(gone, ["create_thing was removed | breaking compatible major"]);
    let come: Vec<_> = compare(&value(&less), &value(BASE)).iter().map(line).collect();
    assert_eq!(
        come,
        ["create_thing is a new operation: POST /things/ | compatible breaking minor"]
    );
    let renamed =
        BASE.replace("schemas/Note\"", "schemas/Remark\"").replace("    Note:\n", "    Remark:\n");
    let found: Vec<_> = compare(&value(BASE), &value(&renamed)).iter().map(line).collect();
    assert_eq!(
        found,
        [
            "what CreateThing.note carries changed its type from `Note` to `Remark` | compatible compatible major",
            "Note is called `Remark` now | compatible compatible major",
        ]
    );
}
