//! The whole workspace compiles for Windows, tests and tasks included. They run there in CI; this finds on any machine what would not compile.

use std::path::Path;
use std::process::Command;

use super::cargo::{cargo, has_target, shown};
use super::end::End;

const TARGET: &str = "x86_64-pc-windows-gnu";
/// Builds the C of `ring`.
const COMPILER: &str = "x86_64-w64-mingw32-gcc";

pub(super) fn check(root: &Path) -> Result<End, String> {
    if cfg!(windows) {
        return Ok(End::PassedWith("this is Windows: see clippy and tests".to_owned()));
    }
    if !has_target(root, TARGET)? {
        return Ok(End::Skipped(format!("{TARGET} is not here (rustup target add {TARGET})")));
    }
    if Command::new(COMPILER).arg("--version").output().is_err() {
        return Ok(End::Skipped(format!(
            "{COMPILER} is not here (apt-get install gcc-mingw-w64-x86-64)"
        )));
    }
    shown(cargo(root, &["check", "--quiet", "--workspace", "--all-targets", "--target", TARGET]))
}
