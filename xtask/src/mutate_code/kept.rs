//! What is kept between runs, so that one that was stopped goes on where it was: which mutants compile, which places each test comes by, and
//! the verdicts.
//!
//! All of it is true of one state of the sources only. A verdict depends on the crate, what the crate is made of, and this program; what a
//! change does not touch is not judged again.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::find::Mutant;
use super::judge::Verdict;
use super::tree::Tree;

/// What every verdict depends on.
const TOOL: [&str; 3] = ["Cargo.", "crates/press-apps-contract/", "xtask/src/mutate_code/"];
/// What the verdicts about a crate depend on besides.
const SOURCES: [(&str, &[&str]); 3] = [
    ("press-apps-model", &["crates/press-apps-model/", "openapi/"]),
    (
        "press-apps-emulator",
        &[
            "crates/press-apps-model/",
            "crates/press-apps-api/",
            "crates/press-apps-emulator/",
            "openapi/",
        ],
    ),
    ("press-apps", &["crates/", "openapi/"]),
];

/// The state of the sources that verdicts about each crate depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct States(BTreeMap<&'static str, String>);

impl States {
    pub(super) fn of(tree: &Tree) -> Self {
        let states = SOURCES.iter().map(|(package, sources)| {
            let mut sum = Sha256::new();
            let begins: Vec<_> = TOOL.iter().chain(*sources).copied().collect();
            for (path, bytes) in tree.files_of(&begins) {
                sum.update(path);
                sum.update([0]);
                sum.update(bytes);
                sum.update([0]);
            }
            (*package, hex(&sum.finalize()))
        });
        Self(states.collect())
    }

    fn of_crate(&self, package: &str) -> &str {
        self.0.get(package).map_or("", String::as_str)
    }

    /// The state of everything.
    pub(super) fn whole(&self) -> String {
        hex(&Sha256::digest(self.0.values().cloned().collect::<String>()))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what was kept of a kind, if it is of this state.
pub(super) fn read<T: DeserializeOwned>(work: &Path, name: &str, state: &str) -> Option<T> {
    #[derive(Deserialize)]
    struct Of<T> {
        state: String,
        kept: T,
    }
    let text = std::fs::read_to_string(work.join(name)).ok()?;
    let of: Of<T> = serde_json::from_str(&text).ok()?;
    (of.state == state).then_some(of.kept)
}

/// Keeps it.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write<T: Serialize>(
    work: &Path,
    name: &str,
    state: &str,
    kept: &T,
) -> Result<(), String> {
    #[derive(Serialize)]
    struct Of<'a, T> {
        state: &'a str,
        kept: &'a T,
    }
    let path = work.join(name);
    let text = serde_json::to_string(&Of { state, kept }).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(work)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| format!("{}: cannot be written: {error}", path.display()))
}

/// The verdicts, a line each in a file that only grows.
#[derive(Debug)]
pub(super) struct Verdicts {
    path: PathBuf,
    states: States,
    known: BTreeMap<String, Verdict>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    state: String,
    mutant: String,
    verdict: Verdict,
}

impl Verdicts {
    /// Those that are known, of these states.
    pub(super) fn open(work: &Path, states: &States) -> Self {
        let path = work.join("verdicts.jsonl");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // The last line may have been cut off when the run was stopped.
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let now = |line: &Line| states.0.values().any(|state| *state == line.state);
        let known = lines.filter(now).map(|line| (line.mutant, line.verdict)).collect();
        Self { path, states: states.clone(), known }
    }

    pub(super) fn of(&self, mutant: &Mutant) -> Option<&Verdict> {
        self.known.get(&mutant.name())
    }

    /// Keeps a verdict at once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn add(&mut self, mutant: &Mutant, verdict: Verdict) -> Result<(), String> {
        let state = self.states.of_crate(mutant.place.package).to_owned();
        let line = Line { state, mutant: mutant.name(), verdict };
        let text = serde_json::to_string(&line).map_err(|error| error.to_string())?;
        let file = std::fs::File::options().create(true).append(true).open(&self.path);
        file.and_then(|mut file| file.write_all(format!("\n{text}\n").as_bytes()))
            .map_err(|error| format!("{}: cannot be written: {error}", self.path.display()))?;
        self.known.insert(line.mutant, line.verdict);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::{Place, mutants};
    use super::*;

    /// A folder that is not there yet.
    fn folder(name: &str) -> PathBuf {
        let root = press_apps_contract::root::find().unwrap();
        let folder = root.join("target/tmp/mutate-code").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn states(state: &str) -> States {
        States(BTreeMap::from([("p", state.to_owned())]))
    }

    fn found() -> Vec<Mutant> {
        let place =
            Place { package: "p", module: "m", file: "m.rs".to_owned(), function: String::new() };
        mutants(&place, "fn f(a: u8, b: u8) -> bool { a < b }").unwrap()
    }

    #[test]
    fn a_run_that_was_stopped_goes_on_where_it_was() {
        let (folder, found) = (folder("stopped"), found());
        let (one, two) = (found.first().unwrap(), found.last().unwrap());
        let mut verdicts = Verdicts::open(&folder, &states("now"));
        verdicts.add(one, Verdict::Missed(3)).unwrap();
        verdicts.add(two, Verdict::Caught("t".to_owned())).unwrap();
        let path = folder.join("verdicts.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 5]).unwrap();

        let verdicts = Verdicts::open(&folder, &states("now"));
        assert_eq!(verdicts.of(one), Some(&Verdict::Missed(3)));
        assert_eq!(verdicts.of(two), None, "its line was cut off");
    }

    #[test]
    fn what_was_said_of_other_sources_does_not_count() {
        let (folder, found) = (folder("other"), found());
        let one = found.first().unwrap();
        Verdicts::open(&folder, &states("before")).add(one, Verdict::Missed(3)).unwrap();
        assert_eq!(Verdicts::open(&folder, &states("now")).of(one), None);
        write(&folder, "kept.json", "before", &7).unwrap();
        assert_eq!(read::<i32>(&folder, "kept.json", "before"), Some(7));
        assert_eq!(read::<i32>(&folder, "kept.json", "now"), None);
    }
}
