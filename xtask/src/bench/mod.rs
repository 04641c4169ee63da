//! `cargo xtask bench`: builds the programs of `tests/benches` and lets them measure.
//!
//! What is measured, and how, is theirs. This is only the command line: the versions that they are built with are those of the workspace,
//! and what the peers in Python need is installed below `target`, where there is a Python.

use std::path::Path;

use crate::check::{End, cargo};
use crate::peers::install;

/// The folder of the programs.
const FOLDER: &str = "tests/benches";

/// What the task is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Builds in release mode below target/bench, which takes some minutes the first time, and measures in less than 15 minutes on two \
cores. Instructions need valgrind; the peers in Python are installed below target, once. What is not here is left out, and the results say so. \
A machine that is busy gets no times, only counts.\nExit code: 0 when everything was measured, however the goals stand; 1 when a program failed; \
2 when they cannot be built. tests/benches/README.md tells more."
)]
pub struct Arguments {
    /// Only these cases; a wrong one lists them
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
    /// Once and small, to see that everything works; writes no results
    #[arg(long)]
    quick: bool,
    /// All of it with its times, however busy the machine is, to see that everything works; writes no results
    #[arg(long)]
    rehearsal: bool,
    /// Build consumers from nothing as well, to time that, which takes minutes more
    #[arg(long)]
    build: bool,
}

/// Builds and measures; says whether it went well.
///
/// # Errors
/// When the programs cannot be built or started.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    if !built(root, &["build", "--release"], &[])? {
        return Err(format!("the programs of {FOLDER} do not compile"));
    }
    let folder = root.join(FOLDER);
    let requirements = [
        folder.join("python/requirements.txt"),
        root.join("tests/peers/python-client/requirements.txt"),
    ];
    let mut bench = std::process::Command::new(root.join("target/bench/build/release/bench"));
    bench.arg("--root").arg(root).args(&arguments.cases);
    match install::python_with(&root.join("target/bench/python"), &requirements) {
        Ok(python) => bench.arg("--python").arg(python),
        Err(why) => bench.arg("--without").arg(reason(&why)),
    };
    for (flag, given) in [
        ("--quick", arguments.quick),
        ("--rehearsal", arguments.rehearsal),
        ("--build", arguments.build),
    ] {
        if given {
            bench.arg(flag);
        }
    }
    let status = bench.status();
    let status = status.map_err(|error| format!("{}: {error}", bench.get_program().display()))?;
    Ok(status.success())
}

/// Why there is no Python, in a line.
fn reason(why: &End) -> &str {
    match why {
        End::Skipped(why) | End::Failed(why) => why.lines().next().unwrap_or_default(),
        _ => "there is no Python here",
    }
}

/// Whether what measures still compiles, without a warning, and is formatted: a step of the check.
pub(crate) fn compiles(root: &Path) -> Result<End, String> {
    let good = built(root, &["fmt", "--check"], &[])?
        && built(root, &["clippy", "--quiet", "--all-targets"], &["--", "-D", "warnings"])?;
    let failed = || End::Failed(format!("the programs of {FOLDER} do not compile as they should"));
    Ok(if good { End::Passed } else { failed() })
}

/// Whether what measures passes its tests, and does its work once and small: a step of the check.
pub(crate) fn check(root: &Path) -> Result<End, String> {
    if !built(root, &["test", "--quiet"], &[])? {
        return Ok(End::Failed(format!("{FOLDER} fails its tests")));
    }
    let quick = Arguments { cases: Vec::new(), quick: true, rehearsal: false, build: false };
    let good = run(root, &quick)?;
    Ok(if good { End::Passed } else { End::Failed("a case did not do its work".to_owned()) })
}

/// Runs cargo on the programs, with the versions of the workspace: a copy of its lock file, in which cargo leaves what they need.
fn built(root: &Path, command: &[&str], last: &[&str]) -> Result<bool, String> {
    let folder = root.join(FOLDER);
    let lock = folder.join("Cargo.lock");
    std::fs::copy(root.join("Cargo.lock"), &lock)
        .map_err(|error| format!("{}: {error}", lock.display()))?;
    let mut command = cargo(&folder, command);
    command.env("CARGO_TARGET_DIR", root.join("target/bench/build")).args(last);
    let status = command.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    Ok(status.success())
}
