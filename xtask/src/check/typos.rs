//! Spelling, by the program `typos`, configured in typos.toml.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::cargo::shown;
use super::end::End;

pub(super) fn check(root: &Path) -> Result<End, String> {
    match program(root) {
        Some(program) => {
            let mut command = Command::new(program);
            command.current_dir(root);
            shown(command)
        }
        None => Ok(End::Skipped("typos is not installed (pip install typos)".to_owned())),
    }
}

/// Where CI puts it, or wherever it is.
fn program(root: &Path) -> Option<PathBuf> {
    let own = root.join("target/tools/bin/typos");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let known = std::env::split_paths(&paths).map(|folder| folder.join("typos"));
    std::iter::once(own).chain(known).find(|path| path.is_file())
}
