//! Changes of the API as they would be made, kept as patches in `xtask/changes`: what is edited by hand, and where.
//!
//! Here they are read; `cargo xtask check changes` makes them, and the guide in `openapi/README.md` shows their places.

use std::path::{Path, PathBuf};

/// Where they are, seen from the root of the repository: a folder for each.
const FOLDER: &str = "xtask/changes";

/// A change of the API.
#[derive(Debug)]
pub(crate) struct Change {
    /// Its name, that of its folder.
    pub(crate) name: String,
    /// The patch of the document and its samples.
    pub(crate) document: PathBuf,
    /// The patch of everything else that is edited by hand, if there is anything.
    pub(crate) rest: Option<PathBuf>,
    /// What is edited by hand besides the document, one for each hunk.
    pub(crate) places: Vec<Place>,
}

/// A place that is edited by hand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, seen from the root of the repository.
    pub(crate) file: String,
    /// The first line that is written there.
    pub(crate) line: String,
}

impl Change {
    /// How many places are edited by hand; the document and its samples are one.
    pub(crate) fn cost(&self) -> usize {
        1 + self.places.len()
    }
}

/// Every change, by name.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn all(root: &Path) -> Result<Vec<Change>, String> {
    let failed = |error: std::io::Error| format!("{FOLDER}: cannot be read: {error}");
    let mut changes = Vec::new();
    for entry in std::fs::read_dir(root.join(FOLDER)).map_err(failed)? {
        let folder = entry.map_err(failed)?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let rest = Some(folder.join("rest.patch")).filter(|path| path.is_file());
        let places = match &rest {
            Some(path) => places(&std::fs::read_to_string(path).map_err(failed)?),
            None => Vec::new(),
        };
        changes.push(Change { name, document: folder.join("document.patch"), rest, places });
    }
    changes.sort_by_key(Change::cost);
    Ok(changes)
}

/// The places of a patch.
fn places(patch: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut file = "";
    for line in patch.lines() {
        if let Some(path) = line.strip_prefix("+++ b/") {
            file = path;
        } else if line.starts_with("@@") {
            places.push(Place { file: file.to_owned(), line: String::new() });
        } else if let (Some(place), Some(added)) = (places.last_mut(), line.strip_prefix('+'))
            && place.line.is_empty()
            && !added.trim_start().starts_with("//")
            && !added.trim().is_empty()
        {
            added.trim().clone_into(&mut place.line);
        }
    }
    places
}

/// The hunk of a patch that begins at a line of a file, as git names one that does not apply.
pub(crate) fn hunk(patch: &str, file: &str, line: &str) -> Option<String> {
    let of_file = patch.split("\n+++ b/").find(|part| part.starts_with(&format!("{file}\n")))?;
    let of_file = of_file.split("\ndiff --git").next()?;
    let begins = [format!("-{line},"), format!("-{line} ")];
    let hunks = of_file.split("\n@@ ").skip(1);
    let mut found = hunks.filter(|hunk| begins.iter().any(|start| hunk.starts_with(start)));
    found.next().map(|hunk| format!("@@ {hunk}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_is_found_by_its_file_and_line() {
        let patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n@@ -10,2 +10,2 @@\n c\n-d\n+e\ndiff --git a/y b/y\n--- a/y\n+++ b/y\n@@ -1,2 +1,2 @@\n f\n-g\n+h\n";
        assert_eq!(hunk(patch, "x", "1").as_deref(), Some("@@ -1 +1 @@\n-a\n+b"));
        assert_eq!(hunk(patch, "x", "10").as_deref(), Some("@@ -10,2 +10,2 @@\n c\n-d\n+e"));
        assert_eq!(hunk(patch, "y", "1").as_deref(), Some("@@ -1,2 +1,2 @@\n f\n-g\n+h\n"));
        assert_eq!(hunk(patch, "y", "10"), None);
    }

    #[test]
    fn every_hunk_is_a_place_with_its_first_line_of_code() {
        let patch = "--- a/x.rs\n+++ b/x.rs\n@@ -1 +1,2 @@\n a\n+    /// What it is.\n+    fn b() {}\n@@ -9 +10,2 @@\n c\n+d\n";
        let place = |line: &str| Place { file: "x.rs".to_owned(), line: line.to_owned() };
        assert_eq!(places(patch), [place("fn b() {}"), place("d")]);
    }
}
