//! The programs of the workspace that tasks start: built by cargo, found by what cargo says about them.
//!
//! They are built in a step of their own: this program never depends on generated code, or a document that generates nonsense could never
//! be mended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The programs that were built, by name.
#[derive(Debug, Default)]
pub(crate) struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Where a program is.
    ///
    /// # Errors
    /// When there is none of this name.
    pub(crate) fn find(&self, name: &str) -> Result<&Path, String> {
        let found = self.0.get(name).map(PathBuf::as_path);
        found.ok_or_else(|| format!("cargo does not say where it put `{name}`"))
    }
}

/// Builds all of them at once: with the same features for everything, nothing is built a second time. Nothing when that failed, which
/// cargo has printed then.
///
/// # Errors
/// When cargo cannot be started.
pub(crate) fn build(root: &Path) -> Result<Option<Programs>, String> {
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.current_dir(root).args(["build", "--workspace", "--bins", "--quiet"]);
    build.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
    let output = build.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if !output.status.success() {
        return Ok(None);
    }
    let programs = messages(&output.stdout).into_iter().filter_map(|message| {
        let name = message["target"]["name"].as_str()?.to_owned();
        Some((name, message["executable"].as_str()?.into()))
    });
    Ok(Some(Programs(programs.collect())))
}

/// What cargo says with `--message-format=json`.
pub(crate) fn messages(printed: &[u8]) -> Vec<Value> {
    let printed = String::from_utf8_lossy(printed);
    printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
