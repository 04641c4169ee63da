//! Every rule once broken and once kept, and the three ways to print what was found.

mod cases;

use std::collections::{BTreeMap, BTreeSet};

use super::{Format, Outcome, RULES, Surroundings, lint, print};
use cases::{BROKEN, Broken, KEPT};

const BASE: &str = include_str!("base.yaml");

fn surroundings() -> Surroundings {
    let page = r#"{"pageNumber": 1, "pageSize": 25, "pageCount": 1, "thingCount": 1, "things": [{"name": "hammer", "kind": "tool"}]}"#;
    Surroundings {
        folder: "openapi/".to_owned(),
        files: BTreeMap::from([("examples/list_things.response.json".to_owned(), page.to_owned())]),
        implemented: Some(BTreeSet::from(["one-thing".to_owned()])),
    }
}

/// The base with one piece of text replaced. Each piece stands in it exactly once, so that a case says what it changes.
fn edited((from, to): (&str, &str)) -> String {
    assert_eq!(BASE.matches(from).count(), 1, "`{from}` has to stand in the base once");
    BASE.replace(from, to)
}

fn look(text: &str) -> Outcome {
    lint("openapi/things.yaml", text, &surroundings())
}

#[test]
fn the_base_keeps_every_rule() {
    assert_eq!(
        print(&look(BASE), Format::Text),
        "no findings; 0 statements have no source (x-press-assumed)"
    );
}

#[test]
fn every_rule_is_broken_once_and_kept_once() {
    for id in RULES.iter().map(|rule| rule.id).chain(["form"]) {
        assert!(BROKEN.iter().any(|case| case.rule == id), "no case breaks `{id}`");
        assert!(KEPT.iter().any(|(rule, ..)| *rule == id), "no case keeps `{id}`");
    }
}

#[test]
fn a_broken_rule_is_found_where_it_is_broken() {
    let mut wrong = Vec::new();
    for Broken { rule, edit, at, also } in BROKEN {
        let text = edited(*edit);
        let outcome = look(&text);
        let mut places = outcome
            .findings
            .iter()
            .filter(|finding| finding.rule == *rule)
            .map(|finding| place(&text, finding.line, finding.column));
        let rules: BTreeSet<_> = outcome.findings.iter().map(|finding| finding.rule).collect();
        let expected: BTreeSet<_> = also.iter().copied().chain([*rule]).collect();
        if !places.any(|place| place.starts_with(at)) || rules != expected {
            wrong.push(format!(
                "{rule}: {edit:?}, expected {expected:?} at `{at}`:\n{}\n",
                print(&outcome, Format::Text)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_kept_rule_finds_nothing() {
    for (rule, from, to) in KEPT {
        let outcome = look(&edited((from, to)));
        assert!(
            outcome.findings.is_empty(),
            "{rule}: {from:?} -> {to:?}\n{}",
            print(&outcome, Format::Text)
        );
    }
}

fn place(text: &str, line: usize, column: usize) -> String {
    text.lines().nth(line - 1).unwrap_or_default().chars().skip(column - 1).collect()
}

#[test]
fn samples_are_judged_in_their_own_file() {
    let mut around = surroundings();
    around.files.insert(
        "examples/list_things.response.json".to_owned(),
        "{\n  \"pageNumber\": 1,\n  \"more\": 1\n}".to_owned(),
    );
    around.files.insert("examples/left.json".to_owned(), "{}".to_owned());
    let found = print(&lint("openapi/things.yaml", BASE, &around), Format::Text);
    assert!(
        found
            .contains("openapi/examples/left.json:1:1: sample: no `externalValue` names this file"),
        "{found}"
    );
    assert!(found.contains("openapi/examples/list_things.response.json:1:1: sample: "), "{found}");
    assert!(found.contains("\"things\" is a required property"), "{found}");
    around.files.insert(
        "examples/list_things.response.json".to_owned(),
        "{\n  \"pageNumber\": \"1\"\n}".to_owned(),
    );
    let found = print(&lint("openapi/things.yaml", BASE, &around), Format::Text);
    assert!(found.contains("openapi/examples/list_things.response.json:2:3: sample: "), "{found}");
}

#[test]
fn findings_are_printed_for_people_for_annotations_and_for_programs() {
    let outcome = look(&edited(("x-press-retry: create", "x-press-retry: read")));
    assert_eq!(
        print(&outcome, Format::Text),
        "openapi/things.yaml:57:7: retry: create_thing, a POST, has the retry class `read`\n    \
         fix: write `x-press-retry: create`: what may be repeated follows from the method\n\
         1 finding; 0 statements have no source (x-press-assumed)"
    );
    assert_eq!(
        print(&outcome, Format::Github),
        "::error file=openapi/things.yaml,line=57,col=7,title=retry::create_thing, a POST, has the retry class `read`%0A\
         fix: write `x-press-retry: create`: what may be repeated follows from the method\n\
         ::notice title=lint::1 finding; 0 statements have no source (x-press-assumed)"
    );
    let json: serde_json::Value = serde_json::from_str(&print(&outcome, Format::Json)).unwrap();
    assert_eq!(json["findings"][0]["rule"], "retry");
    assert_eq!(json["findings"][0]["line"], 57);
}

#[test]
fn the_document_of_this_repository_keeps_every_rule() {
    let root = crate::root::find().unwrap();
    let text = std::fs::read_to_string(root.join("openapi/press-apps.yaml")).unwrap();
    let around = Surroundings::load(&root, "openapi/press-apps.yaml").unwrap();
    let outcome = lint("openapi/press-apps.yaml", &text, &around);
    assert!(outcome.findings.is_empty(), "{}", print(&outcome, Format::Text));
    assert!(outcome.assumed > 0, "the guesses are counted");
}
