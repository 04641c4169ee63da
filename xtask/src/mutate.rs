//! `cargo xtask mutate-contract`: starts the mutation run, which is a program of the tests.
//!
//! It needs the client and the service, so it is built in a step of its own: this program never depends on generated code, or a document
//! that generates nonsense could never be mended.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

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
/// When cargo cannot be started, or does not say where it put the program.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    // All programs of the workspace at once: with the same features for everything, nothing is built a second time.
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.current_dir(root).args(["build", "--workspace", "--bins", "--quiet"]);
    build.arg("--message-format=json-render-diagnostics").stderr(std::process::Stdio::inherit());
    let output = build.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if !output.status.success() {
        return Ok(false);
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages
        .filter(|message| message["target"]["name"] == PROGRAM)
        .find_map(|message| message["executable"].as_str().map(str::to_owned))
        .ok_or_else(|| format!("cargo does not say where it put `{PROGRAM}`"))?;
    let status = Command::new(&program).current_dir(root).args(&arguments.arguments).status();
    let status = status.map_err(|error| format!("{program} cannot be started: {error}"))?;
    Ok(status.success())
}
