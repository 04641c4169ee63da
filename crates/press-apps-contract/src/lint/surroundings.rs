//! What lies around the document and has to fit it: the sample files, and the rules that are implemented.

use std::collections::BTreeMap;
use std::path::Path;

/// The table of the rules that are implemented, which a test of their crate keeps true.
const TABLE: &str = "crates/press-apps-model/src/rules/table.md";

/// What lies around the document, read beforehand so that the rules do no I/O.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The folder of the document as findings name it, with a slash at its end.
    pub folder: String,
    /// Files beside the document by their path relative to its folder, such as `examples/list_specs.response.json`.
    pub files: BTreeMap<String, String>,
    /// The ids of the rules that are implemented, each with what it looks at; `None` when there is no crate with rules.
    pub rules: Option<BTreeMap<String, String>>,
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
        let table = root.join(TABLE);
        let rules = match table.is_file() {
            true => {
                let text =
                    std::fs::read_to_string(&table).map_err(|error| failed(&table, &error))?;
                Some(rows(&text).collect())
            }
            false => None,
        };
        Ok(Self { folder, files, rules })
    }
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: cannot be read: {error}", path.display())
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((
                name,
                std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?,
            ));
        }
    }
    Ok(files)
}

/// The first and the third cell of each row: the id of a rule, and what it looks at.
fn rows(table: &str) -> impl Iterator<Item = (String, String)> + '_ {
    table.lines().filter_map(|line| {
        let mut cells = line.split(" | ");
        let id = cells.next()?.strip_prefix("| `")?.strip_suffix('`')?;
        Some((id.to_owned(), cells.nth(1)?.to_owned()))
    })
}
