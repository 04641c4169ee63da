//! The Rust files below a folder, for tasks that read sources as text.

use std::collections::BTreeMap;
use std::path::Path;

/// Their texts, by their path in the folder.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn rust_files(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files)
        .map_err(|error| format!("{}: cannot be read: {error}", folder.display()))?;
    Ok(files)
}

fn walk(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            walk(&path, &format!("{below}{name}/"), files)?;
        } else if name.ends_with(".rs") {
            files.insert(format!("{below}{name}"), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
