//! Finds the programs of others that steps start: where CI installs them, or wherever they are.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

/// Where a program is, if it is installed.
pub(super) fn installed(root: &Path, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{EXE_SUFFIX}");
    let own = root.join("target/tools/bin").join(&file);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let known = std::env::split_paths(&paths).map(|folder| folder.join(&file));
    std::iter::once(own).chain(known).find(|path| path.is_file())
}
