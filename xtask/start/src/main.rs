//! `cargo xtask`: builds the tasks, with cargo's own words while there is something to build, and runs the one that is asked for.
//!
//! It has no dependencies, so it is built within a second, and holds no task. `cargo run` alone would be silent with `--quiet`, for
//! minutes when nothing is built yet, and without it would add two lines to each task.

use std::env::consts::EXE_SUFFIX;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};

/// What cargo ends with when it cannot build.
const UNBUILT: u8 = 101;

fn main() -> ExitCode {
    start().unwrap_or_else(|message| {
        eprintln!("cargo xtask: {message}");
        ExitCode::from(2)
    })
}

fn start() -> Result<ExitCode, String> {
    if !build().map_err(|error| format!("cargo cannot be run: {error}"))? {
        return Ok(ExitCode::from(UNBUILT));
    }
    // Cargo puts the programs of a workspace side by side.
    let own = std::env::current_exe().map_err(|error| format!("where this lies: {error}"))?;
    let tasks = own.with_file_name(format!("xtask{EXE_SUFFIX}"));
    let failed = |error: std::io::Error| format!("{}: {error}", tasks.display());
    // A task may have every program built anew, and Windows replaces none that runs: there a copy runs.
    let copy = cfg!(windows)
        .then(|| own.with_file_name(format!("xtask-{}{EXE_SUFFIX}", std::process::id())));
    if let Some(copy) = &copy {
        std::fs::copy(&tasks, copy).map_err(failed)?;
    }
    let program = copy.as_ref().unwrap_or(&tasks);
    let status = Command::new(program).args(std::env::args_os().skip(1)).status();
    if let Some(copy) = &copy {
        // One that stays is of no harm.
        let _ = std::fs::remove_file(copy);
    }
    let status = status.map_err(failed)?;
    // A task that a signal ended has no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Builds the tasks; says whether they are built.
fn build() -> std::io::Result<bool> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--package", "xtask"]).stdin(Stdio::null()).stderr(Stdio::piped());
    if std::io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        cargo.args(["--color", "always"]);
    }
    let mut child = cargo.spawn()?;
    if let Some(said) = child.stderr.take() {
        pass_on(BufReader::new(said), &mut std::io::stderr())?;
    }
    Ok(child.wait()?.success())
}

/// Hands on what cargo says, apart from the line that ends a build of nothing.
fn pass_on(said: impl BufRead, out: &mut impl Write) -> std::io::Result<()> {
    let mut told = false;
    let mut built = false;
    for line in said.split(b'\n') {
        let line = line?;
        let is = |word: &str| line.windows(word.len()).any(|part| part == word.as_bytes());
        if !told && is("Finished") {
            continue;
        }
        if !built && is("Compiling") {
            writeln!(
                out,
                "Building the tasks first, which takes minutes when nothing is built yet."
            )?;
            built = true;
        }
        out.write_all(&line)?;
        out.write_all(b"\n")?;
        told = true;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::pass_on;

    fn told(said: &str) -> String {
        let mut out = Vec::new();
        pass_on(said.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_built_is_told_and_nothing_when_nothing_is() {
        let finished = "\u{1b}[1m\u{1b}[92m    Finished\u{1b}[0m `dev` profile in 0.08s\n";
        assert_eq!(told(finished), "");
        let building = format!("   Compiling syn v3.0.1\n   Compiling xtask v0.1.0\n{finished}");
        let first = "Building the tasks first, which takes minutes when nothing is built yet.\n";
        assert_eq!(told(&building), format!("{first}{building}"));
        let broken = "error: cannot find `x`\n";
        assert_eq!(told(broken), broken);
    }
}
