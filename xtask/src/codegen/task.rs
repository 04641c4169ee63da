//! The command line of `cargo xtask codegen`.

use std::path::Path;

use super::error::Error;
use super::{check, write};

/// What the task takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// Change nothing; print what is stale as a diff, and fail if anything is
    #[arg(long)]
    pub check: bool,
}

/// Runs the task in the repository at `root`; `false` when `--check` found something stale.
///
/// # Errors
/// When the document cannot become code, or a file cannot be read or written.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let result = if arguments.check { compare(root) } else { generate(root) };
    result.map_err(|error| error.to_string())
}

fn generate(root: &Path) -> Result<bool, Error> {
    let written = write(root)?;
    for file in &written {
        crate::say!("wrote {}", file.path);
    }
    if written.is_empty() {
        crate::say!("Every generated file was current.");
    }
    Ok(true)
}

fn compare(root: &Path) -> Result<bool, Error> {
    let report = check(root)?;
    match &report {
        None => crate::say!("Every generated file is current."),
        Some(report) => crate::say!("{}", report.trim_end()),
    }
    Ok(report.is_none())
}
