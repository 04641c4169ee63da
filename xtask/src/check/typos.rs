//! Spelling, by the program `typos`, configured in typos.toml.

use std::path::Path;
use std::process::Command;

use super::cargo::shown;
use super::end::End;
use super::tools::program;

pub(super) fn check(root: &Path) -> Result<End, String> {
    match program(root, "typos") {
        Some(program) => {
            let mut command = Command::new(program);
            command.current_dir(root);
            shown(command)
        }
        None => Ok(End::Skipped("typos is not installed (pip install typos)".to_owned())),
    }
}
