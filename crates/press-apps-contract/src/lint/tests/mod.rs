//! Every rule once broken and once kept, and the three ways to print what was found.

mod cases;
mod planted;

use std::collections::{BTreeMap, BTreeSet};

use super::finding::seen;
use super::{Format, Outcome, RULES, Surroundings, lint, print};
use crate::diff::compare;
use crate::document::{Document, PATH};
use crate::scramble::scrambled;
use cases::{BROKEN, Broken, KEPT};
use planted::{KINDS_OF_MISTAKES, OTHER_MISTAKES};

const BASE: &str = include_str!("base.yaml");

fn surroundings() -> Surroundings {
    let page = r#"{"pageNumber": 1, "pageSize": 25, "pageCount": 1, "thingCount": 1, "things": [{"name": "hammer", "kind": "tool"}]}"#;
    Surroundings {
        folder: "openapi/".to_owned(),
        files: BTreeMap::from([("examples/list_things.response.json".to_owned(), page.to_owned())]),
        rules: Some(BTreeMap::from([
            ("one-thing".to_owned(), "bodies".to_owned()),
            ("seen".to_owned(), "bodies".to_owned()),
            ("one-segment".to_owned(), "paths".to_owned()),
            ("order".to_owned(), "queries".to_owned()),
            ("a-file".to_owned(), "files".to_owned()),
        ])),
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
        let planted = KINDS_OF_MISTAKES.iter().any(|kind| kind.rule == id)
            || OTHER_MISTAKES.iter().any(|(rule, _)| *rule == id);
        assert!(planted || BROKEN.iter().any(|case| case.rule == id), "no case breaks `{id}`");
        assert!(KEPT.iter().any(|(rule, ..)| *rule == id), "no case keeps `{id}`");
    }
}

/// Breaks each rule, and nothing else.
fn broken_rules() {
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
fn a_parameter_that_is_not_in_the_path_is_seen_where_it_is_referred_to() {
    let text = edited((
        "        - name: kind\n",
        "        - $ref: \"#/components/parameters/Box\"\n        - name: kind\n",
    ));
    let component = "  parameters:\n    Box: { name: box, in: path, required: true, description: A box., schema: { type: string } }\n  responses:\n";
    let found = print(
        &look(&text.replace("  responses:\n    Failed", &format!("{component}    Failed"))),
        Format::Text,
    );
    assert!(
        found.contains("things.yaml:31:11: path-parameter: list_things declares `box`"),
        "{found}"
    );
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
    left_over();
}

/// Looks at samples that are wrong, not JSON, or left over.
fn left_over() {
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
    around.files.insert("examples/list_things.response.json".to_owned(), "{\n  1\n}".to_owned());
    let found = print(&lint("openapi/things.yaml", BASE, &around), Format::Text);
    assert!(
        found.contains("openapi/examples/list_things.response.json:2:3: sample: not JSON: "),
        "{found}"
    );
}

#[test]
fn what_was_not_looked_at_is_said() {
    let outcome = look(&edited(("required: [name, kind]", "requried: [name, kind]")));
    let said = format!(
        "openapi/things.yaml:148:7: form: `requried` is not known in a schema\n    fix: did you mean `required`?\n\
         1 finding of the form; nothing else was looked at: neither the {} rules of `--rules` nor how many statements have no source",
        RULES.len()
    );
    assert_eq!(print(&outcome, Format::Text), said);
    let json: serde_json::Value = serde_json::from_str(&print(&outcome, Format::Json)).unwrap();
    assert_eq!((&json["assumed"], &json["complete"]), (&serde_json::Value::Null, &false.into()));
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
    assert!(outcome.assumed > Some(0), "the guesses are counted");
}

/// Plants mistakes one at a time.
fn planted_mistakes() {
    let mut wrong = Vec::new();
    let kinds = KINDS_OF_MISTAKES
        .iter()
        .flat_map(|kind| kind.plants.map(|plant| (kind.rule, kind.what, plant)));
    let others = OTHER_MISTAKES.iter().map(|(rule, plant)| (*rule, "another", *plant));
    for (rule, what, (from, to, marks)) in kinds.chain(others) {
        let text = edited((from, to));
        if text.matches(marks).count() != 1 {
            wrong.push(format!("{what}, {to:?}: `{marks}` has to stand there once\n"));
            continue;
        }
        let line = text[..text.find(marks).unwrap()].matches('\n').count() + 1;
        let outcome = look(&text);
        if !outcome.findings.iter().any(|finding| finding.rule == rule && finding.line == line) {
            wrong.push(format!(
                "{what}, {to:?}, `{rule}` in line {line}:\n{}\n",
                print(&outcome, Format::Text)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One test for all, since the last part asks what the others did.
#[test]
fn mistakes_are_seen_where_they_are_and_every_finding_there_is_has_one() {
    broken_rules();
    planted_mistakes();
    left_over();
    let seen = seen::LINES.take();
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut unseen = Vec::new();
    for entry in std::fs::read_dir(rules).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            let finds = [".at(", ".at_position(", ".in_file("]
                .iter()
                .any(|call| line.contains(&format!("findings{call}")));
            if finds && !seen.contains(&(name.clone(), index + 1)) {
                unseen.push(format!("{name}:{}", index + 1));
            }
        }
    }
    assert!(unseen.is_empty(), "no case makes these find something: {unseen:#?}");
}

/// How many changed documents are tried here; `cargo xtask check --all` tries a thousand.
const TRIED: u64 = 50;

#[test]
fn no_changed_document_makes_lint_or_diff_panic() {
    let root = crate::root::find().unwrap();
    let document = Document::load(&root, PATH).unwrap();
    let around = Surroundings::load(&root, PATH).unwrap();
    let count =
        std::env::var("SCRAMBLED").ok().and_then(|count| count.parse().ok()).unwrap_or(TRIED);
    let mut complete = 0;
    for seed in 0..count {
        let text = scrambled(&document, seed);
        let outcome = lint(PATH, &text, &around);
        complete += usize::from(outcome.assumed.is_some());
        let lines = text.lines().count().max(1);
        for finding in outcome.findings {
            let inside = finding.file != PATH || (1..=lines + 1).contains(&finding.line);
            assert!(
                inside && !finding.fix.is_empty() && !finding.message.is_empty(),
                "seed {seed}: {finding}"
            );
        }
        if let Ok(changed) = Document::parse(PATH, text) {
            let _ = compare(&document.value, &changed.value);
            let _ = compare(&changed.value, &document.value);
        }
    }
    assert!(complete > 0, "no document was of the right form");
}
