//! The files of one kind below a folder, for tasks that read them as text.

use std::collections::BTreeMap;
use std::path::Path;

/// The texts of the Rust files, by their path in the folder.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn rust_files(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    ending(folder, ".rs")
}

/// The texts of the files whose name ends so, by their path in the folder.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn ending(folder: &Path, end: &str) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    walk(folder, "", end, &mut files)
        .map_err(|error| format!("{}: cannot be read: {error}", folder.display()))?;
    Ok(files)
}

fn walk(
    folder: &Path,
    below: &str,
    end: &str,
    files: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            walk(&path, &format!("{below}{name}/"), end, files)?;
        } else if name.ends_with(end) {
            files.insert(format!("{below}{name}"), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
