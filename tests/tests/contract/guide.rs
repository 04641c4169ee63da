//! The guide of the client: its chapters hang together, and what a chapter says in tables is held against what it is about.
//!
//! Its programs, and what they print, are run where they stand, with the examples of the documentation.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use press_apps::emulator::{Emulator, EmulatorExt, seed};
use press_apps_tests::{api, not_in_python_client, root};
use tracing::span;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

fn folder() -> PathBuf {
    root().join("crates/press-apps/src/guide")
}

fn page(name: &str) -> String {
    let path = folder().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The chapters in the order in which they are read.
fn chapters() -> Vec<String> {
    let code = page("mod.rs");
    let list = code.split("\nchapters! {").nth(1).and_then(|rest| rest.split('}').next());
    list.expect("the chapters are listed").split_whitespace().map(str::to_owned).collect()
}

/// The rows of the table between a comment that begins with `start` and the end of it, without its head.
fn rows<'a>(page: &'a str, start: &str) -> Vec<Vec<&'a str>> {
    let (_, rest) = page.split_once(start).expect("the table is there");
    let (table, _) = rest.split_once("<!-- end -->").expect("the table ends");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The code in a cell.
fn codes(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn each_chapter_is_listed_and_leads_to_the_one_before_and_the_next() {
    let chapters = chapters();
    let index = page("mod.rs");
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name());
    let files: BTreeSet<_> =
        files.filter_map(|name| Some(name.to_str()?.strip_suffix(".md")?.to_owned())).collect();
    assert_eq!(files, chapters.iter().cloned().collect());

    let listed = index
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [")?.split_once("][")?.1.split(']').next());
    assert_eq!(listed.collect::<Vec<_>>(), chapters, "the table of the index");
    let title = |name: &str| {
        let page = page(name);
        let title = page.strip_prefix("# ").expect("a chapter begins with its title");
        title.lines().next().unwrap_or_default().to_owned()
    };
    for (at, name) in chapters.iter().enumerate() {
        let text = page(&format!("{name}.md"));
        let end = text.rsplit("\n---\n").next().unwrap_or_default().replace('\n', " ");
        let mut expected = Vec::new();
        if let Some(before) = at.checked_sub(1).map(|before| &chapters[before]) {
            expected.push(format!("Before: [{}][{before}].", title(&format!("{before}.md"))));
        }
        if let Some(next) = chapters.get(at + 1) {
            expected.push(format!("Next: [{}][{next}].", title(&format!("{next}.md"))));
        }
        expected.push("All chapters: [the guide][crate::guide].".to_owned());
        assert_eq!(end.trim(), expected.join(" "), "the end of {name}");
        let own = format!("| [{}][{name}] |", title(&format!("{name}.md")));
        assert!(
            index.contains(&own),
            "the index calls {name} otherwise than it does itself: {own}"
        );
    }
}

/// Wider lines are cut off or wrapped on the page.
const WIDEST: usize = 76;

#[test]
fn each_chapter_has_a_program_whose_lines_fit_and_whose_output_is_tested() {
    for name in chapters() {
        let text = page(&format!("{name}.md"));
        let mut programs = 0;
        let mut language = None;
        for (number, line) in text.lines().enumerate() {
            match (line.strip_prefix("```"), language) {
                (Some(opened), None) => {
                    language = Some(opened);
                    programs += usize::from(opened.is_empty());
                    let is_known = matches!(opened, "" | "text");
                    assert!(
                        is_known,
                        "{name}:{}: a block that nothing tests: {opened}",
                        number + 1
                    );
                }
                (Some(_), Some(_)) => language = None,
                (None, Some("")) if !line.starts_with('#') => {
                    let width = line.chars().count();
                    assert!(width <= WIDEST, "{name}:{}: {width} characters", number + 1);
                }
                _ => {}
            }
        }
        assert!(programs > 0, "{name} has no program");
        let shown = text.matches("\n```text\n").count();
        let checked = text.matches(&format!("shown_on(\"{name}.md\");\n")).count();
        assert_eq!(
            shown, checked,
            "{name}: texts that are shown, and programs that hold one against what they print"
        );
    }
}

/// The method of the Python client that a cell begins with.
fn method(cell: &str) -> Option<&str> {
    cell.strip_prefix("`client.")?.split('(').next()
}

#[test]
fn every_operation_of_the_python_client_has_its_row() {
    let page = page("from_python.md");
    let document = api();
    let not_there = not_in_python_client();
    let operations = document.operations();
    let operations = operations.iter().map(|operation| operation.id.as_str());
    let expected: BTreeSet<_> =
        operations.filter(|id| not_there.iter().all(|other| other.operation != *id)).collect();

    let rows = rows(&page, "<!-- methods");
    let named: BTreeSet<_> = rows.iter().filter_map(|row| method(row[0])).collect();
    let missing: Vec<_> = expected.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&expected).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{}/from_python.md: give {missing:?} a row (or say in tests/recordings.toml that the Python client lacks it), take away {unknown:?}",
        folder().display()
    );
    assert_eq!(rows.len(), named.len(), "no operation has two rows");

    let program: String = page.split("\n```\n").skip(1).step_by(2).collect();
    let program: String = program.split_whitespace().collect();
    for row in rows {
        let call: String = codes(row[0]).nth(1).unwrap().split_whitespace().collect();
        assert!(program.contains(&format!("{call}.await?")), "the program does not call {call}");
    }
}

/// Keeps the names of the fields of each span.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<BTreeSet<(&'static str, &'static str)>>>);

impl<S: tracing::Subscriber> Layer<S> for Fields {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let span = attributes.metadata();
        if span.target() == "press_apps" {
            let fields = span.fields().iter().map(|field| (span.name(), field.name()));
            self.0.lock().unwrap().extend(fields);
        }
    }
}

#[tokio::test]
async fn the_fields_of_the_spans_are_those_in_the_table() {
    let fields = Fields::default();
    let subscriber = tracing_subscriber::registry().with(fields.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    client.spec(seed::SPEC_PRIVATE).unwrap().describe().await.unwrap();
    drop(guard);

    let page = page("tracing_and_metrics.md");
    let mut told = BTreeSet::new();
    for row in rows(&page, "<!-- fields") {
        for (span, cell) in [("press.call", row[1]), ("press.attempt", row[2])] {
            told.extend(codes(row[0]).filter(|_| cell == "yes").map(|field| (span, field)));
        }
    }
    let given = fields.0.lock().unwrap();
    let differences: Vec<_> = told.symmetric_difference(&given).collect();
    assert!(differences.is_empty(), "only in the table, or only in the spans: {differences:?}");
}
