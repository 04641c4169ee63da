//! What lies around the document and has to fit it: the sample files, and the rules that are implemented.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What lies around the document, read beforehand so that the rules do no I/O.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The folder of the document as findings name it, with a slash at its end.
    pub folder: String,
    /// Files beside the document by their path relative to its folder, such as `examples/list_specs.response.json`.
    pub files: BTreeMap<String, String>,
    /// Every piece of text between double quotes in the sources of the crate that implements `x-press-rules`; `None` when there is no
    /// such crate to look at.
    pub implemented: Option<BTreeSet<String>>,
}

impl Surroundings {
    /// Reads what lies around the document `path` below `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn load(root: &Path, path: &str) -> Result<Self, String> {
        let folder =
            path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut files = BTreeMap::new();
        let examples = root.join(&folder).join("examples");
        if examples.is_dir() {
            for (name, text) in read_folder(&examples)? {
                files.insert(format!("examples/{name}"), text);
            }
        }
        let sources = root.join("crates/press-apps-model/src");
        let implemented = match sources.is_dir() {
            true => Some(read_tree(&sources)?.iter().flat_map(|text| quoted(text)).collect()),
            false => None,
        };
        Ok(Self { folder, files, implemented })
    }
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let failed =
        |path: &Path, error: std::io::Error| format!("{}: cannot be read: {error}", path.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((
                name,
                std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?,
            ));
        }
    }
    Ok(files)
}

fn read_tree(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("{}: cannot be read: {error}", folder.display());
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            texts.extend(read_tree(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(std::fs::read_to_string(&path).map_err(failed)?);
        }
    }
    Ok(texts)
}

/// The kebab-case words between double quotes.
fn quoted(source: &str) -> impl Iterator<Item = String> + '_ {
    let word = |text: &&str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    source.split('"').filter(word).map(str::to_owned)
}
