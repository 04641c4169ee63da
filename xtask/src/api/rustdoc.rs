//! The public items of a crate, from rustdoc's JSON output.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

/// Set for the process that stands in for rustdoc.
const STAND_IN: &str = "XTASK_STANDS_IN_FOR_RUSTDOC";

/// Runs rustdoc with its unstable options, if this process was started in its place.
///
/// Cargo is told that this program is rustdoc. The variable that opens the unstable options is then seen by rustdoc alone: seen by
/// cargo it would have every build script run again that looks for a nightly compiler, and half of the workspace be built anew.
#[must_use]
pub fn stand_in() -> Option<ExitCode> {
    std::env::var_os(STAND_IN)?;
    let mut command = Command::new("rustdoc");
    command.args(std::env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").env_remove(STAND_IN);
    match command.status() {
        Ok(status) if status.success() => Some(ExitCode::SUCCESS),
        Ok(_) => Some(ExitCode::FAILURE),
        Err(error) => {
            eprintln!("rustdoc cannot be run: {error}");
            Some(ExitCode::FAILURE)
        }
    }
}

/// The items of a crate as one line each, sorted.
type Items = Vec<String>;

/// The items of a crate, and all that rustdoc says of them; an inner error says why this compiler cannot give them.
pub(super) fn items(
    root: &Path,
    package: &str,
    features: &[&str],
) -> Result<Result<(Items, Value), String>, String> {
    let json = match document(root, package, features)? {
        Ok(json) => json,
        Err(reason) => return Ok(Err(reason)),
    };
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build();
    match api {
        Ok(api) => {
            let mut items: Vec<_> = api.items().map(ToString::to_string).collect();
            // What is given out under two paths is listed under each, in the same words.
            let mut seen = std::collections::HashSet::new();
            items.retain(|item| seen.insert(item.clone()));
            let failed = |error: &dyn std::fmt::Display| {
                format!("{}: cannot be read: {error}", json.display())
            };
            let text = std::fs::read_to_string(&json).map_err(|error| failed(&error))?;
            let json = serde_json::from_str(&text).map_err(|error| failed(&error))?;
            Ok(Ok((items, json)))
        }
        Err(error) => Ok(Err(format!(
            "the JSON output of this rustdoc is not of the form that was expected: {error}"
        ))),
    }
}

/// Where this program is. A step before may have built it anew, and then the running one is gone and the new one stands in its place.
fn this_program() -> Result<PathBuf, String> {
    let running = std::env::current_exe()
        .map_err(|error| format!("this program cannot be found: {error}"))?;
    if running.exists() {
        return Ok(running);
    }
    let rebuilt = PathBuf::from(running.to_string_lossy().trim_end_matches(" (deleted)"));
    if rebuilt.exists() {
        return Ok(rebuilt);
    }
    Err(format!("this program is no longer at {}", rebuilt.display()))
}

fn document(
    root: &Path,
    package: &str,
    features: &[&str],
) -> Result<Result<PathBuf, String>, String> {
    let this = this_program()?;
    let features = features.join(",");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args([
        "rustdoc",
        "--quiet",
        "--lib",
        "-p",
        package,
        "--no-default-features",
        "--features",
        &features,
    ]);
    command.args([
        "--",
        "-Z",
        "unstable-options",
        "--output-format",
        "json",
        "--cap-lints",
        "allow",
    ]);
    command.current_dir(root).env("RUSTDOC", this).env(STAND_IN, "1");
    let output = command.output().map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        return if said.contains("only accepted on the nightly") {
            Ok(Err(said))
        } else {
            Err(said)
        };
    }
    let folder =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(Ok(folder.join("doc").join(format!("{}.json", package.replace('-', "_")))))
}
