//! Three edits of the API as a reviewer meets them: an optional field, a filter, an operation.
//!
//! Each is a file of its own: what is edited in the small document of the worked examples, and the files that follow, all their lines
//! marked as in a diff. `UPDATE_EXAMPLES=1 cargo test -p xtask review` writes the pages beside them, and the one in tests/README.md, anew.

use super::super::trees::{Changed, Trees};
use super::super::*;
use super::SMALL;
use press_apps_contract::document::PATH;

/// The trees before and after an edit.
fn trees(edit: &str) -> Trees {
    let mut trees = Trees { base: "main (1234567)".to_owned(), ..Trees::default() };
    for part in edit.split("+++ ").skip(1) {
        let (path, lines) = part.split_once('\n').unwrap();
        let side = |other: char| -> String {
            let lines = lines.lines().filter(|line| !line.starts_with(other));
            lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
        };
        let (mut old, mut new) = (side('+'), side('-'));
        let count = |mark: char| lines.lines().filter(|line| line.starts_with(mark)).count();
        let changed = Changed { path: path.to_owned(), lines: Some((count('+'), count('-'))) };
        trees.changed.push(changed);
        if path == PATH {
            assert_eq!(SMALL.matches(&old).count(), 1, "this has to stand there once:\n{old}");
            new = SMALL.replace(&old, &new);
            old = SMALL.to_owned();
        }
        for (files, text) in [(&mut trees.old, old), (&mut trees.new, new)] {
            if !text.is_empty() {
                files.insert(path.to_owned(), text);
            }
        }
    }
    for (path, text) in [
        ("openapi/released/press-apps.yaml", SMALL),
        ("openapi/released/crates.toml", "version = \"0.1.0\""),
        ("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\""),
        ("CHANGELOG.md", "## Unreleased\n"),
    ] {
        trees.old.entry(path.to_owned()).or_insert_with(|| text.to_owned());
        trees.new.insert(path.to_owned(), text.to_owned());
    }
    trees
}

fn page(edit: &str, format: Format) -> String {
    page::write(&read::parts(&trees(edit)), "main", format)
}

/// Holds a file against what it should be, or writes it.
fn kept(path: &str, wanted: &str) {
    let root = press_apps_contract::root::find().unwrap();
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(root.join(path), wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(found.as_str(), wanted)
        .unified_diff()
        .header(path, "what the task says")
        .to_string();
    assert!(
        diff.is_empty(),
        "{diff}\nUPDATE_EXAMPLES=1 cargo test -p xtask review: writes it anew"
    );
}

const OPTIONAL_FIELD: &str = include_str!("optional-field.diff");

#[test]
fn the_pages_of_three_edits_are_what_a_reviewer_reads() {
    for (name, edit) in [
        ("optional-field", OPTIONAL_FIELD),
        ("filter", include_str!("filter.diff")),
        ("new-operation", include_str!("new-operation.diff")),
    ] {
        let path = format!("xtask/src/review/tests/{name}.md");
        kept(&path, &page(edit, Format::Markdown));
    }
}

#[test]
fn the_guide_of_the_tests_shows_the_page_of_an_optional_field() {
    const GUIDE: &str = "tests/README.md";
    const BEGIN: &str = "<!-- review -->\n";
    const END: &str = "<!-- end -->";
    let root = press_apps_contract::root::find().unwrap();
    let guide = std::fs::read_to_string(root.join(GUIDE)).unwrap();
    let (above, rest) = guide.split_once(BEGIN).expect("the guide has a page");
    let (_, below) = rest.split_once(END).expect("and its end");
    let page = page(OPTIONAL_FIELD, Format::Markdown);
    kept(GUIDE, &format!("{above}{BEGIN}\n````markdown\n{page}````\n\n{END}{below}"));
}

#[test]
fn a_reviewer_reads_the_document_first_then_what_is_sent_then_what_comes_back_then_the_types() {
    let page = page(include_str!("new-operation.diff"), Format::Markdown);
    let order = [
        "## What changed in the document",
        "## The versions and the changelog it needs",
        "## DELETE /v1/apps/specs/{specId} (delete_spec)",
        "**Sent, with the least it takes (new)**",
        "Sent, with everything it can say (new)",
        "**Came back: the documented answer",
        "**Came back: the answer of the emulator (new)**",
        "## Everything else that is pinned",
        "## Files",
    ];
    let places =
        order.map(|part| page.find(part).unwrap_or_else(|| panic!("{part} is not in:\n{page}")));
    assert!(places.is_sorted(), "{places:?}\n{page}");
}

#[test]
fn a_terminal_shows_the_same_in_colour() {
    let page = page(OPTIONAL_FIELD, Format::Terminal);
    for part in [
        "Spec.owner was added: optional, text",
        "\u{1b}[32m    callers  compatible  they pass over what they do not know\u{1b}[0m",
        "\u{1b}[32m+    \"owner\": { \"description\": \"Who owns it.\", \"type\": [\"string\", \"null\"] },\u{1b}[0m",
        "\u{1b}[31m-    Spec { id: \"s-1\"",
    ] {
        assert!(page.contains(part), "{part:?} is not in:\n{page}");
    }
}
