//! Where the repository lies.

use std::path::{Path, PathBuf};

use crate::document::PATH;

/// The root of the repository that this program runs for, asked at run time.
///
/// Cargo names the folder of the package that it runs or tests; without cargo the working directory and those above it are looked at.
/// The folder that the program was compiled in is never taken: with one target folder for two clones that would be the other one.
///
/// # Errors
/// When the document is in none of these folders or above them.
pub fn find() -> Result<PathBuf, String> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = std::env::current_dir().ok();
    let starts = package.into_iter().chain(here);
    starts
        .flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>())
        .find(|folder| folder.join(PATH).is_file())
        .ok_or_else(|| {
            format!("no {PATH} here or in a folder above: run this inside the repository")
        })
}
