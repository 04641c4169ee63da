//! The service that is judged: the emulator, started as the program that people start.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A token that the service takes.
pub(super) const TOKEN: &str = "token-of-the-peers";

/// A running emulator. It ends with the value.
pub(crate) struct Emulator {
    child: Child,
    /// Its base URL.
    pub(crate) url: String,
}

impl Emulator {
    /// Starts it with the data that every judge finds there.
    ///
    /// # Errors
    /// When it cannot be started, or does not say where it listens.
    pub(crate) fn start(program: &Path, flags: &[&str]) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.args(["--seed-data", "--token", TOKEN]).args(flags);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let failed = |what: &str| format!("{}: {what}", program.display());
        let mut child = child.map_err(|error| failed(&error.to_string()))?;
        let out = child.stdout.take();
        let mut emulator = Self { child, url: String::new() };
        let mut line = String::new();
        if let Some(out) = out {
            BufReader::new(out).read_line(&mut line).map_err(|error| failed(&error.to_string()))?;
        }
        line.trim().clone_into(&mut emulator.url);
        match emulator.url.is_empty() {
            true => Err(failed("it does not say where it listens")),
            false => Ok(emulator),
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
