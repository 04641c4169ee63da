//! `cargo xtask mutate-contract`: starts the mutation run, which is a program of the tests.
//!
//! It needs the client and the service, which this program never depends on.

use std::path::Path;
use std::process::Command;

use crate::programs;

/// The program, a binary of `press-apps-tests`.
const PROGRAM: &str = "mutate-contract";

/// What the task is told: all of it goes to the program.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// `--help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Arguments {
    /// Every mutant.
    pub(crate) fn all() -> Self {
        Self { arguments: vec!["--all".to_owned()] }
    }
}

/// Runs the task.
///
/// # Errors
/// When cargo or the program cannot be started.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let Some(programs) = programs::build(root)? else { return Ok(false) };
    let program = programs.find(PROGRAM)?;
    let status = Command::new(program).current_dir(root).args(&arguments.arguments).status();
    let status =
        status.map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
    Ok(status.success())
}
