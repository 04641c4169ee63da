//! The copy of the workspace that has the mutants, and its build.
//!
//! What does not compile is no slip that anybody could make: the compiler says which, and the rest is built once. Which tests there are and
//! what they say is the business of [`super::judge`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::find::{How, Mutant};
use super::scope::SCOPE;
use super::switch::{self, Switched};
use crate::check::cargo;
use crate::git;
use crate::programs::messages;

/// The copy.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    /// The files of the repository as they are.
    files: BTreeMap<String, Vec<u8>>,
    build: PathBuf,
}

/// A program of tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tests {
    /// The crate it belongs to.
    pub package: &'static str,
    /// Whether these are the tests beside the code; they are asked first.
    pub integration: bool,
    /// The program.
    pub program: PathBuf,
    /// The folder it runs in.
    pub folder: PathBuf,
}

impl Tree {
    /// Looks at the repository; nothing is written yet.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub(super) fn of(root: &Path, work: &Path) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        for path in git::files(root)? {
            let bytes = std::fs::read(root.join(&path))
                .map_err(|error| format!("{path}: cannot be read: {error}"))?;
            files.insert(path, bytes);
        }
        Ok(Self { root: work.join("tree"), files, build: work.join("build") })
    }

    /// The files whose path begins with one of these.
    pub(super) fn files_of<'a>(
        &'a self,
        begins: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a String, &'a Vec<u8>)> {
        self.files.iter().filter(|(path, _)| begins.iter().any(|begin| path.starts_with(begin)))
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the copy with these mutants, each behind the switch of its number, and takes out (into `not`) those that do not compile
    /// until the rest does. Gives the programs of tests.
    ///
    /// # Errors
    /// When the workspace does not build without mutants either.
    pub(super) fn build(
        &self,
        all: &[Mutant],
        not: &mut BTreeSet<usize>,
    ) -> Result<Vec<Tests>, String> {
        // A check finds most of what does not compile, in a tenth of the time of a build.
        let mut check = true;
        loop {
            let switched = self.write(all, not)?;
            let arguments: &[&str] =
                if check { &["check", "--lib"] } else { &["build", "--tests"] };
            eprintln!("cargo {}: {} mutants", arguments.join(" "), all.len() - not.len());
            match self.cargo(arguments)? {
                Built::Done if check => check = false,
                Built::Done => return self.tests(),
                Built::Errors(errors) => {
                    let before = not.len();
                    not.extend(blamed(&errors, &switched, all));
                    if not.len() == before {
                        let said = errors.iter().filter_map(|error| error["rendered"].as_str());
                        let said: Vec<_> = said.collect();
                        return Err(format!("the copy does not compile:\n{}", said.join("\n")));
                    }
                }
            }
        }
    }

    /// Writes what is not there yet, and removes what is there no more.
    fn write(
        &self,
        all: &[Mutant],
        not: &BTreeSet<usize>,
    ) -> Result<BTreeMap<String, Switched>, String> {
        let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
        for (number, mutant) in all.iter().enumerate().filter(|(number, _)| !not.contains(number)) {
            by_file.entry(&mutant.place.file).or_default().push((number, mutant));
        }
        let roots: Vec<_> =
            SCOPE.iter().map(|(package, _)| format!("crates/{package}/src/lib.rs")).collect();
        let mut written = BTreeMap::new();
        for (path, bytes) in &self.files {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            if roots.contains(path) {
                let text = text(bytes) + &switch::module(all.len());
                put(&self.root.join(path), text.as_bytes())?;
            } else if let Some(mutants) = by_file.get(path.as_str()) {
                let switched = switch::switched(&text(bytes), mutants);
                put(&self.root.join(path), switched.text.as_bytes())?;
                written.insert(path.clone(), switched);
            } else {
                put(&self.root.join(path), bytes)?;
            }
        }
        remove_others(&self.root, "", &self.files)?;
        Ok(written)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.root, arguments);
        for (package, _) in SCOPE {
            command.args(["--package", package]);
        }
        command.args(["--quiet", "--message-format=json"]).env("CARGO_TARGET_DIR", &self.build);
        // Mutants are full of what lints object to, and nobody looks for a line in them.
        command.env("RUSTFLAGS", "--cap-lints=allow").env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Built, String> {
        let output = self.command(arguments).arg("--keep-going").output();
        let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
        if output.status.success() {
            return Ok(Built::Done);
        }
        let said = messages(&output.stdout).into_iter().map(|mut said| said["message"].take());
        let errors: Vec<_> = said.filter(|message| message["level"] == "error").collect();
        if errors.is_empty() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(Built::Errors(errors))
    }

    /// The programs of tests; they are built already.
    fn tests(&self) -> Result<Vec<Tests>, String> {
        let output = self.command(&["build", "--tests"]).output();
        let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
        let mut found = Vec::new();
        for said in messages(&output.stdout) {
            let program = said["executable"].as_str().filter(|_| said["profile"]["test"] == true);
            let manifest = said["manifest_path"].as_str().map(Path::new);
            let (Some(program), Some(folder)) = (program, manifest.and_then(Path::parent)) else {
                continue;
            };
            let package = SCOPE.iter().map(|(package, _)| *package);
            let package = package.into_iter().find(|package| folder.ends_with(package));
            if let Some(package) = package {
                let integration = said["target"]["kind"][0] == "test";
                let (program, folder) = (program.into(), folder.to_owned());
                found.push(Tests { package, integration, program, folder });
            }
        }
        found.sort();
        Ok(found)
    }
}

enum Built {
    Done,
    /// What the compiler objects to.
    Errors(Vec<Value>),
}

/// The mutants that errors are about: the innermost one around each place that an error names; if there is none, the statements that are
/// left out there; if there is none either, all of the function that the place is in.
fn blamed(
    errors: &[Value],
    switched: &BTreeMap<String, Switched>,
    all: &[Mutant],
) -> BTreeSet<usize> {
    let mut blamed = BTreeSet::new();
    for error in errors {
        let spans = || error["spans"].as_array().into_iter().flatten();
        let primary = spans().filter(|span| span["is_primary"] == true);
        let mut around: Vec<_> = primary.filter_map(|span| innermost(span, switched)).collect();
        // A block that has to end the function does not, because what ended it was left out.
        if around.is_empty() {
            around.extend(spans().flat_map(|span| left_out(span, switched, all)));
        }
        if around.is_empty() {
            blamed.extend(spans().filter_map(|span| innermost(span, switched)));
            blamed.extend(spans().flat_map(|span| near(span, switched, all)));
        }
        blamed.extend(around);
    }
    blamed
}

/// The file of a place in the copy, and its bytes.
fn located<'a>(
    span: &Value,
    switched: &'a BTreeMap<String, Switched>,
) -> Option<(&'a Switched, std::ops::Range<usize>)> {
    let path = span["file_name"].as_str()?.replace('\\', "/");
    let (_, file) = switched.iter().find(|(file, _)| path.ends_with(file.as_str()))?;
    let byte = |name: &str| usize::try_from(span[name].as_u64()?).ok();
    Some((file, byte("byte_start")?..byte("byte_end")?))
}

fn innermost(span: &Value, switched: &BTreeMap<String, Switched>) -> Option<usize> {
    let (file, place) = located(span, switched)?;
    let mut around =
        file.at.iter().filter(|(_, range)| range.start <= place.start && place.end <= range.end);
    around.next_back().map(|(number, _)| *number)
}

/// The statements inside of a place that mutants leave out.
fn left_out(span: &Value, switched: &BTreeMap<String, Switched>, all: &[Mutant]) -> Vec<usize> {
    let Some((file, place)) = located(span, switched) else { return Vec::new() };
    let inside = file.at.iter().filter(|(number, range)| {
        place.start <= range.start
            && range.end <= place.end
            && all.get(*number).is_some_and(|mutant| mutant.how == How::Without)
    });
    inside.map(|(number, _)| *number).collect()
}

/// All mutants of the function with the mutant before the place.
fn near(span: &Value, switched: &BTreeMap<String, Switched>, all: &[Mutant]) -> Vec<usize> {
    let Some((file, place)) = located(span, switched) else { return Vec::new() };
    let before = file.at.iter().rfind(|(_, range)| range.start <= place.end);
    let mutant = before.or(file.at.first()).and_then(|(number, _)| all.get(*number));
    let Some(mutant) = mutant else { return Vec::new() };
    let same = |other: &&(usize, std::ops::Range<usize>)| {
        all.get(other.0).is_some_and(|other| other.within == mutant.within)
    };
    file.at.iter().filter(same).map(|(number, _)| *number).collect()
}

/// Writes a file unless it is that already: cargo builds anew what was written.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    written
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| format!("{}: cannot be written: {error}", path.display()))
}

/// Removes the files of the copy that the repository does not have, such as what a test wrote.
fn remove_others(
    folder: &Path,
    below: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let wrong = |error| format!("{}: cannot be tidied: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("{below}{name}");
        if path.is_dir() {
            remove_others(&path, &format!("{name}/"), files)?;
        } else if !files.contains_key(&name) && name != "Cargo.lock" {
            std::fs::remove_file(&path).map_err(wrong)?;
        }
    }
    Ok(())
}
