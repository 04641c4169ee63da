//! Installs what judges need, below `target/peers`, in the versions that `tests/peers` pins. What was installed from the same pins stays.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::surroundings::Surroundings;
use crate::check::End;

/// The file that says what was installed.
const INSTALLED: &str = "installed.txt";

/// Installs the Python packages of a judge into an environment of their own; gives its Python.
///
/// # Errors
/// [`End::Skipped`] when there is no Python, or the packages are not to be had.
pub(super) fn python(here: &Surroundings, judge: &str) -> Result<PathBuf, End> {
    python_with(&here.folder(judge), &[here.sources(judge).join("requirements.txt")])
}

/// Installs the Python packages that files of pins name into an environment in `folder`; gives its Python.
///
/// # Errors
/// [`End::Skipped`] when there is no Python, or the packages are not to be had.
pub(crate) fn python_with(folder: &Path, requirements: &[PathBuf]) -> Result<PathBuf, End> {
    let python = ["python3", "python"].into_iter().find_map(|name| Some((name, version(name)?)));
    let (python, version) =
        python.ok_or_else(|| End::Skipped("there is no Python here".to_owned()))?;
    let mut pins = format!("{version}\n");
    for file in requirements {
        pins += &read(file)?;
    }
    let inside = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    once(folder, &pins, || {
        let mut environment = Command::new(python);
        environment.args(["-m", "venv", "--clear"]).arg(folder);
        installed(&mut environment)?;
        let mut packages = Command::new(&inside);
        packages.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--retries",
            "1",
        ]);
        requirements.iter().for_each(|file| {
            packages.arg("--requirement").arg(file);
        });
        installed(&mut packages)
    })?;
    Ok(inside)
}

/// Installs the Node packages of a judge, beside a copy of what is written for it; gives the folder.
///
/// # Errors
/// [`End::Skipped`] when there is no Node, or the packages are not to be had.
pub(super) fn node(here: &Surroundings, judge: &str) -> Result<PathBuf, End> {
    let missing = || End::Skipped("there is no Node here".to_owned());
    let version = version("node").ok_or_else(missing)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let folder = here.folder(judge);
    let sources = here.sources(judge);
    let pins = format!("{version}\n{}", read(&sources.join("package-lock.json"))?);
    once(&folder, &pins, || {
        copy(&sources, &folder)?;
        let mut packages = Command::new(npm);
        packages.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
        ]);
        installed(packages.current_dir(&folder).env("NODE_ENV", "development"))
    })?;
    copy(&sources, &folder)?;
    Ok(folder)
}

/// What a program says of its version, if it is here: the last word of the first line.
pub(super) fn version(program: &str) -> Option<String> {
    let flag = if program == "nginx" { "-v" } else { "--version" };
    let output =
        Command::new(program).arg(flag).output().ok().filter(|output| output.status.success())?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let word = said.lines().next()?.split_whitespace().next_back()?;
    Some(word.rsplit('/').next().unwrap_or(word).trim_start_matches('v').to_owned())
}

/// The version that a line `name==version` of requirements pins.
pub(super) fn pinned_python(here: &Surroundings, judge: &str, package: &str) -> Option<String> {
    let text = read(&here.sources(judge).join("requirements.txt")).ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once("=="));
    lines.find(|(name, _)| *name == package).map(|(_, version)| version.trim().to_owned())
}

/// The version that a `package.json` pins.
pub(super) fn pinned_node(here: &Surroundings, judge: &str, package: &str) -> Option<String> {
    let text = read(&here.sources(judge).join("package.json")).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    value["dependencies"][package].as_str().map(str::to_owned)
}

/// Installs unless the same was installed before. What broke off half-way is begun anew.
fn once(folder: &Path, pins: &str, install: impl FnOnce() -> Result<(), End>) -> Result<(), End> {
    let noted = folder.join(INSTALLED);
    if std::fs::read_to_string(&noted).is_ok_and(|text| text == pins) {
        return Ok(());
    }
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    install()?;
    std::fs::write(&noted, pins).map_err(|error| failed(&noted, &error))
}

/// Runs what installs something.
fn installed(command: &mut Command) -> Result<(), End> {
    let output = command.output().map_err(|error| {
        End::Skipped(format!("{} cannot be started: {error}", command.get_program().display()))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(End::Skipped(format!(
        "its packages could not be installed (no network?)\n{}",
        said.trim_end()
    )))
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) -> Result<(), End> {
    let entries = std::fs::read_dir(from).map_err(|error| failed(from, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| failed(from, &error))?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            std::fs::copy(&path, to.join(name)).map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, End> {
    std::fs::read_to_string(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> End {
    End::Failed(format!("{}: {error}", path.display()))
}
