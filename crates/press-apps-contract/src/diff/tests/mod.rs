//! The changes of two documents, what they need, and the page they make. What each edit means is in `edits`.

mod edits;

use super::*;
use edits::{BASE, changes, edited};

const RENAME: &str = "properties/madeAt => properties/bornAt";

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
    let breaking = changes("schema Got", RENAME);
    assert_eq!(
        needs(&breaking, same()).missing(),
        [
            "the document needs version 2.0.0, it has 1.2.0: edit `info.version`",
            "the crates need version 0.2.0, they have 0.1.0: edit `workspace.package.version`",
        ]
    );
    assert_eq!(needs(&breaking, versions("2.0.0", "0.2.0")).missing(), [""; 0]);
    let compatible = changes("schema Sent.shape", "enum: [round, flat, long]");
    assert_eq!(needs(&compatible, same()).missing(), [""; 0]);
}

#[test]
fn an_undecided_change_is_decided_by_the_version_it_gets() {
    let undecided = changes("schema Sent.size", "default: 2");
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
    let changes = changes("schema Sent.shape", "enum: [round, flat, long]");
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
         - **added** `Sent.shape` can be `long` now (requests of create_thing)\n\n\
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
    let changes = changes("schema Sent.shape", "enum: [round, flat, long]");
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
    let changes = changes("schema Got", RENAME);
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

schema Got
  used by answers of create_thing, describe_thing, list_things
  Got.madeAt was renamed to `bornAt`
    callers  breaking    they get something else
    server   breaking    it answers something else

1 change: 1 breaking (1 for callers), 0 to decide, 0 compatible

version to release it under, at least
  the document: major, 1.2.0 -> 2.0.0 (MISSING), because Got.madeAt was renamed to `bornAt`
  press-apps-api, press-apps-model, press-apps-emulator, press-apps: major, 0.1.0 -> 0.2.0 (there), because Got.madeAt was renamed to `bornAt`

this cannot land yet
  - the document needs version 2.0.0, it has 1.2.0: edit `info.version`
  - CHANGELOG.md does not list these changes: run `cargo xtask diff --write`
"
    );
    let comment = report("things", &changes, Some(&needs), &problems, Format::Markdown);
    assert!(
        comment.contains(
            "| `Got.madeAt` was renamed to `bornAt` | **breaking**: they get something else |"
        ),
        "{comment}"
    );
    assert!(comment.contains("**This cannot land yet:**"), "{comment}");
}

#[test]
fn the_page_says_why_what_breaks_the_server_alone_may_land_without_a_version() {
    let changes = changes("schema Got.colour", "enum: [red]");
    let page = |changes: &[Change]| {
        let needs = needs(changes, versions("1.2.0", "0.1.0"));
        [Format::Text, Format::Markdown]
            .map(|format| report("things", changes, Some(&needs), &[], format))
    };
    for page in page(&changes) {
        assert!(!page.contains("the server alone"), "Rust code breaks as well: {page}");
    }
    for page in page(&edits::changes("schema Sent.label", "maxLength: ~")) {
        assert!(
            page.contains(
                "1 change breaks the server alone: that needs no version before it lands"
            ),
            "{page}"
        );
        assert!(page.contains("callers of the released document notice nothing"), "{page}");
    }
}

#[test]
fn operations_and_components_that_come_and_go_are_told_once() {
    let less = edited("document", "paths/~1things~1/post: ~");
    let gone: Vec<_> = compare(&BASE, &less).iter().map(line).collect();
    assert_eq!(gone, ["create_thing was removed | breaking compatible major"]);
    let come: Vec<_> = compare(&less, &BASE).iter().map(line).collect();
    assert_eq!(
        come,
        ["create_thing is a new operation: POST /things/ | compatible breaking minor"]
    );
    let text = BASE.to_string();
    let text =
        text.replace("schemas/Note\"", "schemas/Remark\"").replace("\"Note\":", "\"Remark\":");
    let renamed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut found: Vec<_> = compare(&BASE, &renamed).iter().map(line).collect();
    found.retain(|line| !line.contains("Got.") && !line.contains("Both."));
    assert_eq!(
        found,
        [
            "Note is called `Remark` now | compatible compatible major",
            "Sent.note changed its type from `Note` to `Remark` | compatible compatible major",
            "what Sent.text carries changed its type from `Note` to `Remark` | compatible compatible major",
        ]
    );
}
