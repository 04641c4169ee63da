//! Keeps the worked examples of openapi/README.md true: each edit is applied in memory, and every block below it is made again.
//!
//! They are edits of a small document of their own, so that no change of the API can make one untrue.

use std::fmt::Write as _;
use std::path::Path;

use press_apps_contract::diff::{
    Format, Needs, Versions, compare, gate, report, section, with_section,
};
use press_apps_contract::document;
use press_apps_contract::document::{Document, PATH};
use press_apps_contract::lint::{self, Surroundings};

use crate::codegen;

/// The document of the examples.
const SMALL: &str = include_str!("worked_examples/document.yaml");
/// Where it stands; its samples are in it.
const ALONE: &str = "xtask/src/worked_examples/document.yaml";
const README: &str = "openapi/README.md";
const RESULT: &str = "<!-- result -->\n";
const PLACES: &str = "<!-- places -->\n";
const END: &str = "<!-- end -->";

#[test]
fn the_worked_examples_of_the_readme_are_true() {
    let root = press_apps_contract::root::find().unwrap();
    let root = root.as_path();
    let readme = std::fs::read_to_string(root.join(README)).unwrap();
    let mut wanted = String::new();
    let mut rest = readme.as_str();
    while let Some(start) = rest.find("<!-- example -->") {
        let result =
            start + rest[start..].find(RESULT).expect("an example has a result") + RESULT.len();
        let end = result + rest[result..].find(END).expect("a result has an end");
        wanted.push_str(&rest[..result]);
        wanted.push_str(&outcome(root, &rest[start..result]));
        rest = &rest[end..];
    }
    wanted.push_str(rest);
    assert_ne!(rest.len(), readme.len(), "{README} has no example");
    kept(root, &readme, &wanted);
}

/// Holds the guide against what it should be, or writes it.
fn kept(root: &Path, readme: &str, wanted: &str) {
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(root.join(README), wanted).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(readme, wanted);
        let diff = diff.unified_diff().header(README, "what the tasks say").to_string();
        assert!(
            diff.is_empty(),
            "{diff}\nUPDATE_EXAMPLES=1 cargo test -p xtask worked -- --test-threads 1: writes it anew"
        );
    }
}

#[test]
fn the_guide_shows_what_is_edited_by_hand() {
    let root = press_apps_contract::root::find().unwrap();
    let readme = std::fs::read_to_string(root.join(README)).unwrap();
    let start = readme.find(PLACES).expect("the guide has the places") + PLACES.len();
    let end = start + readme[start..].find(END).expect("and their end");
    let wanted = format!("{}{}{}", &readme[..start], places(&root), &readme[end..]);
    kept(&root, &readme, &wanted);
}

/// The table of the changes in `xtask/changes`.
fn places(root: &Path) -> String {
    let mut table = "\n| Change | By hand | Where |\n|---|---|---|\n".to_owned();
    for change in crate::changes::all(root).unwrap() {
        let places = change.places.iter().map(|place| {
            format!(
                "`{}` (`{}`)",
                place.file,
                place.line.trim_end_matches(" {").replace('|', "\\|")
            )
        });
        let places: Vec<_> =
            std::iter::once("the document and its samples".to_owned()).chain(places).collect();
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            change.name.replace('-', " "),
            change.cost(),
            places.join("<br>")
        );
    }
    table + "\n"
}

/// What the edit of an example does to the generated types, and what the tasks say about it.
fn outcome(root: &Path, example: &str) -> String {
    let before = Document::parse(PATH, SMALL).unwrap();
    let after = Document::parse(PATH, edited(&before.text, example)).unwrap();
    let mut out = format!(
        "\n`git diff` of the generated types:\n\n```diff\n{}```\n",
        types(root, &before, &after)
    );

    let _ = write!(out, "\n```console\n$ cargo xtask lint\n");
    let found = lint::lint(PATH, &after.text, &Surroundings::load(root, ALONE).unwrap());
    let _ = writeln!(
        out,
        "{}\n$ echo $?\n{}",
        lint::print(&found, lint::Format::Text),
        u8::from(!found.findings.is_empty())
    );

    let changes = compare(&before.value, &after.value);
    // Those of the examples: what the workspace is at does not matter.
    let versions = Versions { document: version(&before), crates: semver::Version::new(0, 1, 0) };
    let needs = Needs::of(&changes, versions.clone(), versions.clone());
    let changelog = "## Unreleased\n".to_owned();
    let title = format!("{PATH} against the released version {}", versions.document);
    let problems = gate(&changes, &needs, &changelog);
    let page = report(&title, &changes, Some(&needs), &problems, Format::Text);
    let _ =
        writeln!(out, "$ cargo xtask diff\n{page}$ echo $?\n{}", u8::from(!problems.is_empty()));

    let changelog = with_section(&changelog, section(&changes, &needs).as_deref()).unwrap();
    let problems = gate(&changes, &needs, &changelog);
    let _ = writeln!(
        out,
        "$ cargo xtask diff --write >/dev/null; echo $?\n{}\n```",
        u8::from(!problems.is_empty())
    );
    out.push('\n');
    out
}

/// The document after the edit that the first `diff` block of an example shows; what it replaces has to stand there once.
fn edited(text: &str, example: &str) -> String {
    let block = example
        .split("```diff\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an example shows its edit");
    let side = |marks: [char; 2]| -> String {
        let lines = block.lines().filter(|line| line.starts_with(marks));
        lines.map(|line| format!("{}\n", &line[1..])).collect()
    };
    let (from, to) = (side([' ', '-']), side([' ', '+']));
    assert_eq!(text.matches(&from).count(), 1, "this has to stand in {ALONE} once:\n{from}");
    text.replace(&from, &to)
}

/// The changed lines of the generated types, with a line around them; the header, which names the document's hash, is left out.
fn types(root: &Path, before: &Document, after: &Document) -> String {
    let generated = |document: &Document| -> String {
        let files = codegen::generate(root, document).unwrap();
        let wanted = ["types.rs", "enums.rs"].map(|name| format!("{}/{name}", codegen::RUST));
        let texts =
            files.iter().filter(|file| wanted.contains(&file.path)).map(|file| file.text.as_str());
        texts
            .flat_map(str::lines)
            .filter(|line| !line.contains(" sha256 "))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    let (before, after) = (generated(before), generated(after));
    let diff = similar::TextDiff::from_lines(before.as_str(), after.as_str());
    let text = diff.unified_diff().context_radius(1).to_string();
    text.lines()
        .map(|line| if line.starts_with("@@") { "@@\n".to_owned() } else { format!("{line}\n") })
        .collect()
}

fn version(document: &document::Document) -> semver::Version {
    document.value["info"]["version"].as_str().unwrap().parse().unwrap()
}
