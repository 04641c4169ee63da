//! The sources as text: read once, and searched for how things begin.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::files::rust_files;

/// The folders whose Rust files are looked at, seen from the root of the repository.
const FOLDERS: [&str; 4] = [
    "crates/press-apps/src",
    "crates/press-apps-emulator/src/operations",
    "crates/press-apps-model/src",
    "tests/src",
];
/// The verdicts on the recordings.
pub(super) const RECORDINGS: &str = "tests/recordings.toml";

/// The sources.
#[derive(Debug, Default)]
pub(super) struct Sources {
    root: PathBuf,
    texts: BTreeMap<String, String>,
}

impl Sources {
    /// Reads them.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let mut texts = BTreeMap::new();
        for folder in FOLDERS {
            let files = rust_files(&root.join(folder))?.into_iter();
            texts.extend(files.map(|(path, text)| (format!("{folder}/{path}"), text)));
        }
        let text = std::fs::read_to_string(root.join(RECORDINGS))
            .map_err(|error| format!("{RECORDINGS}: cannot be read: {error}"))?;
        texts.insert(RECORDINGS.to_owned(), text);
        Ok(Self { root: root.to_owned(), texts })
    }

    /// The text of a file.
    ///
    /// # Errors
    /// When it is not there.
    pub(super) fn text(&self, path: &str) -> Result<&str, String> {
        self.texts.get(path).map(String::as_str).ok_or_else(|| format!("{path}: is not there"))
    }

    /// The file of a name, or the one that stands for it where nothing of this name is there yet.
    pub(super) fn file_or(&self, path: String, other: &str) -> String {
        if self.texts.contains_key(&path) { path } else { other.to_owned() }
    }

    /// The texts of every file below a folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let files = self.texts.iter().filter(move |(path, _)| path.starts_with(folder));
        files.map(|(_, text)| text.as_str())
    }

    /// Whether there is such a file, read or not.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// The file with the number of the first line that contains the anchor.
    pub(super) fn place(&self, path: &str, anchor: &str) -> String {
        let lines = self.texts.get(path).map(|text| text.lines().enumerate());
        match lines.into_iter().flatten().find(|(_, line)| line.contains(anchor)) {
            Some((index, _)) => format!("{path}:{}", index + 1),
            None => path.to_owned(),
        }
    }
}

/// The item that begins with a text, as far as its closing bracket at the margin.
pub(super) fn item<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let from = text.get(text.find(start)?..)?;
    let end = from.find("\n}").unwrap_or(from.len());
    from.get(..end)
}
