//! The parts of the page: the document in plain words, the versions, the snapshots by operation, the types, everything else.

use std::collections::BTreeMap;

use press_apps_contract::diff::{self, Change, compare};
use press_apps_contract::document::{Document, PATH};

use super::snapshots::{self, Snapshot, State};
use super::trees::{Changed, Files, Trees};
use crate::diff::{Landing, landing};

/// The title of the page, notes below it, and its sections.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) title: String,
    pub(super) notes: Vec<String>,
    pub(super) sections: Vec<Section>,
}

#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// Something of the page that is shown whole, cut, or left out.
#[derive(Debug)]
pub(super) struct Block {
    /// What it is called where it is left out, and above it if it is a diff.
    pub(super) title: String,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// A sentence, or several.
    Text(String),
    /// The changes of the document, written in the format of the page.
    Changes(String, Vec<Change>),
    /// What the changes need, written likewise.
    Landing(Box<Landing>),
    /// Lines that came and went.
    Diff(String),
    /// Items of a list.
    List(Vec<String>),
}

fn text(title: &str, text: impl Into<String>) -> Block {
    Block { title: title.to_owned(), body: Body::Text(text.into()) }
}

pub(super) fn parts(trees: &Trees) -> Parts {
    let title = format!("What changed since {}", trees.base);
    if trees.changed.is_empty() {
        let notes = vec!["Nothing.".to_owned()];
        return Parts { title, notes, sections: Vec::new() };
    }
    let snapshots = snapshots::names(&trees.changed);
    let snapshots: Vec<Snapshot> = snapshots
        .iter()
        .filter_map(|name| snapshots::compare(name, &trees.old, &trees.new))
        .collect();
    let mut sections = document(trees);
    sections.extend(by_operation(trees, &snapshots));
    sections.extend(others(trees, &snapshots));
    let sections = sections.into_iter().filter(|section| !section.blocks.is_empty());
    Parts { title, notes: trees.notes.clone(), sections: sections.collect() }
}

/// The document of one of the trees.
fn read(name: &str, text: Option<&String>) -> Result<Document, String> {
    let text = text.ok_or_else(|| format!("{name} has no {PATH}."))?;
    let parsed = Document::parse(PATH, text.as_str());
    parsed.map_err(|problems| format!("The document of {name} cannot be read: {problems}"))
}

fn document(trees: &Trees) -> Vec<Section> {
    let (base, head) =
        (read(&trees.base, trees.old.get(PATH)), read("this tree", trees.new.get(PATH)));
    let mut blocks = Vec::new();
    let mut needed = Vec::new();
    match (&base, &head) {
        (Ok(base), Ok(head)) => {
            let changes = compare(&base.value, &head.value);
            if changes.is_empty() && base.value != head.value {
                blocks
                    .push(text("the document", "It is written in another way and says the same."));
            } else if changes.is_empty() {
                blocks.push(text("the document", "Nothing."));
            } else {
                let title = "the changes of the document".to_owned();
                blocks.push(Block { title, body: Body::Changes(PATH.to_owned(), changes) });
            }
        }
        (base, head) => {
            for problem in [base.as_ref().err(), head.as_ref().err()].into_iter().flatten() {
                blocks.push(text("the document", problem.as_str()));
            }
        }
    }
    let samples = trees.changed.iter().filter(|file| file.path.starts_with("openapi/examples/"));
    for file in samples {
        let of = |files: &Files| files.get(&file.path).cloned().unwrap_or_default();
        let diff = snapshots::unified(&of(&trees.old), &of(&trees.new));
        blocks.push(Block { title: format!("The sample `{}`", file.path), body: Body::Diff(diff) });
    }
    if let Ok(head) = &head {
        let found = landing(head, |path| {
            trees.new.get(path).cloned().ok_or_else(|| format!("{path} is missing"))
        });
        needed.push(match found {
            Ok(landing) => {
                Block { title: "the versions".to_owned(), body: Body::Landing(Box::new(landing)) }
            }
            Err(problem) => text("the versions", problem),
        });
    }
    const CHANGELOG: &str = "CHANGELOG.md";
    if let (old, Some(new)) = (trees.old.get(CHANGELOG), trees.new.get(CHANGELOG)) {
        let old = old.map(String::as_str).unwrap_or_default();
        let diff = snapshots::unified(old, new);
        if !diff.is_empty() {
            needed.push(Block { title: format!("`{CHANGELOG}`"), body: Body::Diff(diff) });
        }
    }
    vec![
        Section { title: "What changed in the document".to_owned(), blocks },
        Section { title: "The versions and the changelog it needs".to_owned(), blocks: needed },
    ]
}

/// The cases of an operation, in the order a reviewer reads them.
const CASES: &[(&str, &str)] = &[
    ("request.least", "Sent, with the least it takes"),
    ("request.fullest", "Sent, with everything it can say"),
    ("response.sample", "Came back: the documented answer, and what it is decoded into"),
    ("response.emulator", "Came back: the answer of the emulator"),
];

fn by_operation(trees: &Trees, snapshots: &[Snapshot]) -> Vec<Section> {
    let mut operations: Vec<(String, String)> = Vec::new();
    for files in [&trees.new, &trees.old] {
        let document =
            files.get(PATH).and_then(|text| Document::parse_any(PATH, text.as_str()).ok());
        for operation in document.iter().flat_map(Document::operations) {
            let id = operation.value.get("operationId").and_then(serde_json::Value::as_str);
            let Some(id) = id.filter(|id| !operations.iter().any(|(known, _)| known == id)) else {
                continue;
            };
            let title = format!("{} {} ({id})", operation.method.to_uppercase(), operation.path);
            operations.push((id.to_owned(), title));
        }
    }
    let mut seen = BTreeMap::new();
    let mut sections: Vec<Section> = Vec::new();
    for (id, title) in &operations {
        let of = |case: &str| {
            let end = format!("/{id}.{case}");
            snapshots.iter().find(|snapshot| snapshot.name.ends_with(&end))
        };
        let found = CASES.iter().filter_map(|(case, words)| Some((of(case)?, case, words)));
        let blocks = found.map(|(snapshot, case, words)| {
            shown(snapshot, words, &format!("{case} of {id}"), &mut seen)
        });
        sections.push(Section { title: title.clone(), blocks: blocks.collect() });
    }
    let sent = |snapshot: &Snapshot| snapshot.name.contains(".request.");
    if !snapshots.iter().any(sent) {
        let words = "No request of the client changed: callers send what they sent.";
        sections.insert(
            0,
            Section {
                title: "What goes over the wire".to_owned(),
                blocks: vec![text("requests", words)],
            },
        );
    }
    sections
}

/// A snapshot as a block; one that changed just as another did is only named.
fn shown(
    snapshot: &Snapshot,
    words: &str,
    name: &str,
    seen: &mut BTreeMap<Vec<String>, String>,
) -> Block {
    let state = match snapshot.state {
        State::New => " (new)",
        State::Gone => " (gone)",
        State::Changed => "",
    };
    let title = format!("{words}{state}");
    let lines = snapshot.diff.lines().filter(|line| line.starts_with(['+', '-']));
    let lines: Vec<_> = lines.map(|line| format!("{}{}", &line[..1], line[1..].trim())).collect();
    if snapshot.state == State::Changed
        && let Some(other) = seen.get(&lines)
    {
        return text(&title, format!("{title}: the same change as in {other}."));
    }
    seen.insert(lines, name.to_owned());
    Block { title, body: Body::Diff(snapshot.diff.clone()) }
}

fn others(trees: &Trees, snapshots: &[Snapshot]) -> Vec<Section> {
    let types = snapshots.iter().filter(|snapshot| snapshot.name.starts_with("schemas/"));
    let mut seen = BTreeMap::new();
    let types = types.map(|snapshot| {
        let name = format!("`{}`", snapshot.name.trim_start_matches("schemas/"));
        shown(snapshot, &name, &name, &mut seen)
    });
    let types = types.collect();
    let rest = snapshots.iter().filter(|snapshot| {
        let case = CASES.iter().any(|(case, _)| snapshot.name.ends_with(&format!(".{case}")));
        !case && !snapshot.name.starts_with("schemas/")
    });
    let rest = rest.map(|snapshot| {
        let words = format!("`{}`: {}", snapshot.name, snapshot.says);
        shown(snapshot, words.trim_end_matches([':', ' ']), &snapshot.name, &mut seen)
    });
    let rest = rest.collect();
    let (made, written): (Vec<&Changed>, Vec<&Changed>) =
        trees.changed.iter().filter(|file| !file.path.ends_with(".snap")).partition(|file| {
            file.path.contains("/generated/") || file.path.starts_with("xtask/public-api/")
        });
    let list = |title: &str, files: &[&Changed]| Block {
        title: title.to_owned(),
        body: Body::List(files.iter().map(|file| line(file)).collect()),
    };
    let mut files = Vec::new();
    if !written.is_empty() {
        files.push(list("By hand", &written));
    }
    if !made.is_empty() {
        files.push(list("Generated", &made));
    }
    vec![
        Section { title: "Types".to_owned(), blocks: types },
        Section { title: "Everything else that is pinned".to_owned(), blocks: rest },
        Section { title: "Files".to_owned(), blocks: files },
    ]
}

fn line(file: &Changed) -> String {
    match file.lines {
        Some((came, went)) => format!("`{}` +{came} -{went}", file.path),
        None => format!("`{}`, no text", file.path),
    }
}

/// The formats that the changes of the document are written in.
pub(super) fn in_words(body: &Body, format: diff::Format) -> Option<String> {
    match body {
        Body::Changes(title, changes) => Some(diff::report(title, changes, None, &[], format)),
        Body::Landing(landing) => {
            let Landing { changes, needs, problems } = landing.as_ref();
            let words = diff::landing(changes, needs, problems, format);
            let released = &needs.released.document;
            Some(if words.is_empty() {
                format!(
                    "Nothing: since the released version {released} the document has not changed."
                )
            } else {
                format!("Against the released version {released}.\n{words}")
            })
        }
        _ => None,
    }
}
