//! Runs cargo and other programs for the steps.

use std::path::Path;
use std::process::{Command, Output};

use super::end::End;

/// The cargo that runs this task.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    command
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
