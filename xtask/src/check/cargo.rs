//! Runs cargo and other programs for the steps, and asks cargo about the workspace.

use std::path::Path;
use std::process::{Command, Output};

use press_apps_contract::diff::CRATES;
use serde_json::Value;

use super::end::End;

/// The cargo that runs this task.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    command
}

/// The cargo of another toolchain, which builds in a folder of its own.
pub(super) fn cargo_of(toolchain: &str, root: &Path, target: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", toolchain, "cargo"]).args(arguments);
    command.current_dir(root).env("CARGO_TARGET_DIR", target);
    // Whoever started this program set them for its own toolchain.
    for own in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(own);
    }
    command
}

/// Whether the standard library of a target is installed.
pub(super) fn has_target(root: &Path, target: &str) -> Result<bool, String> {
    let mut ask = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    ask.current_dir(root).args(["--print", "target-libdir", "--target", target]);
    let told = captured(ask)?;
    Ok(Path::new(String::from_utf8_lossy(&told.stdout).trim()).is_dir())
}

/// Runs a command that prints for itself.
pub(super) fn shown(mut command: Command) -> Result<End, String> {
    let name = spoken(&command);
    let status = command.status().map_err(|error| format!("`{name}` cannot be run: {error}"))?;
    Ok(if status.success() { End::Passed } else { End::Failed(format!("`{name}` failed")) })
}

/// Runs a command and gives what it printed; its errors are shown when it fails.
pub(super) fn captured(mut command: Command) -> Result<Output, String> {
    let name = spoken(&command);
    let output = command.output().map_err(|error| format!("`{name}` cannot be run: {error}"))?;
    match output.status.success() {
        true => Ok(output),
        false => {
            Err(format!("`{name}` failed\n{}", String::from_utf8_lossy(&output.stderr).trim_end()))
        }
    }
}

/// What `cargo metadata` says of the members of the workspace.
pub(super) fn metadata(root: &Path) -> Result<Value, String> {
    let told = captured(cargo(root, &["metadata", "--format-version", "1", "--no-deps"]))?;
    serde_json::from_slice(&told.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// The published crates in it, each with its name.
pub(super) fn published(metadata: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter_map(|package| {
        let name = package["name"].as_str().filter(|name| CRATES.contains(name))?;
        Some((name, package))
    })
}

/// The features of a package in it, without `default`.
pub(super) fn features(package: &Value) -> impl Iterator<Item = &str> {
    let features = package["features"].as_object().into_iter().flatten();
    features.map(|(feature, _)| feature.as_str()).filter(|feature| *feature != "default")
}

/// The command as a person would type it.
fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
}
