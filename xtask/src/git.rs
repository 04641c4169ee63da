//! What git says about the repository, for the tasks that ask it.

use std::path::Path;
use std::process::Command;

/// What git prints.
///
/// # Errors
/// Why it prints nothing.
pub(crate) fn said(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .args(["-c", "core.quotePath=false"])
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// The files that belong to the repository, committed or not, by their path from the root.
///
/// # Errors
/// When git cannot list them.
pub(crate) fn files(root: &Path) -> Result<Vec<String>, String> {
    let listed = said(root, &["ls-files", "-z", "-co", "--exclude-standard"])?;
    let listed = listed.split('\0').filter(|path| !path.is_empty());
    // A file that was deleted and not yet committed is still listed.
    Ok(listed.filter(|path| root.join(path).is_file()).map(str::to_owned).collect())
}
