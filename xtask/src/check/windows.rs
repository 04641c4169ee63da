//! The whole workspace compiles for Windows, tests and tasks included. They run there in CI; this finds on any machine what would not compile.

use std::path::Path;
use std::process::Command;

use super::cargo::{captured, cargo, shown};
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

/// Whether the standard library of a target is installed.
pub(super) fn has_target(root: &Path, target: &str) -> Result<bool, String> {
    let mut ask = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    ask.current_dir(root).args(["--print", "target-libdir", "--target", target]);
    let told = captured(ask)?;
    Ok(Path::new(String::from_utf8_lossy(&told.stdout).trim()).is_dir())
}
