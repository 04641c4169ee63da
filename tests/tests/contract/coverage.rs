//! There is a snapshot for every operation, case and type of the document, and none for anything else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use press_apps_tests::{api, expected_snapshots, root, stored_snapshots};

#[test]
fn snapshots_and_document_match() {
    let (expected, stored) = (expected_snapshots(), stored_snapshots());
    let missing: Vec<&String> = expected.difference(&stored).collect();
    let orphans: Vec<&String> = stored.difference(&expected).collect();
    // Where snapshots are being written, those that are not there yet are written at the same time.
    let written = std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always");
    assert!(
        written || missing.is_empty(),
        "there is no snapshot for {missing:#?}: INSTA_UPDATE=always cargo test -p press-apps-tests writes them, then review them"
    );
    assert!(
        orphans.is_empty(),
        "these snapshots belong to nothing in the document, delete them: {orphans:#?}"
    );
}

/// The packages of the repository that may keep snapshots of their own.
fn packages() -> Vec<PathBuf> {
    let crates = std::fs::read_dir(root().join("crates")).unwrap();
    let crates = crates.map(|entry| entry.unwrap().path());
    crates.chain(["tests", "xtask"].map(|folder| root().join(folder))).collect()
}

/// The files below a folder that end so, apart from the snapshots of this package, which are judged above.
fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path != root().join("tests/snapshots") {
                files(&path, end, found);
            }
        } else if path.to_str().unwrap().ends_with(end) {
            found.push(path);
        }
    }
}

/// The names that a source takes snapshots by: the first text in each call.
fn taken(source: &str) -> Vec<String> {
    let calls = source.split("assert_snapshot").skip(1);
    let names = calls.filter_map(|call| {
        let (_, text) = call.split(';').next()?.split_once('"')?;
        text.split('"').next()
    });
    let operations = api().operations().iter().map(|operation| operation.id.as_str());
    names
        .flat_map(|name| match name.contains("{operation}") {
            true => operations.clone().map(|id| name.replace("{operation}", id)).collect(),
            false => vec![name.to_owned()],
        })
        .collect()
}

#[test]
fn every_snapshot_of_another_package_is_taken_by_a_test_of_it() {
    let mut orphans = Vec::new();
    for package in packages() {
        let (mut sources, mut snapshots) = (Vec::new(), Vec::new());
        files(&package, ".rs", &mut sources);
        files(&package, ".snap", &mut snapshots);
        let texts = sources.iter().map(|path| std::fs::read_to_string(path).unwrap());
        let taken: BTreeSet<String> = texts.flat_map(|text| taken(&text)).collect();
        orphans.extend(snapshots.into_iter().filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().trim_end_matches(".snap");
            // Where a test does not say otherwise, its module stands before the name.
            let name = name.rsplit("__").next().unwrap();
            !taken.contains(name)
        }));
    }
    assert!(orphans.is_empty(), "no test takes these snapshots, delete them: {orphans:#?}");
}
