//! The one way to take a snapshot: `tests/snapshots/<folder>/<name>.snap`, named after operation and case, never after a test.
//!
//! Renaming or moving a test changes no snapshot. Which snapshots there have to be is derived from the document, here too.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use insta::Settings;

use crate::{api, root, types};

/// Cases that every operation has, apart from the exceptions in [`expected_snapshots`].
const CASES: [&str; 4] =
    ["request.least", "request.fullest", "response.sample", "response.emulator"];

/// The faults that every operation is put through: the name of the snapshot, and what happens.
pub const FAULTS: &[(&str, &str)] = &[
    ("400", "the service answers 400"),
    ("401", "the service answers 401"),
    ("403", "the service answers 403"),
    ("404", "the service answers 404"),
    ("409", "the service answers 409"),
    ("413", "the service answers 413"),
    ("422", "the service answers 422"),
    ("429", "the service answers 429"),
    ("429-retry-after", "the service answers 429 and asks for a wait of 3 seconds"),
    ("500", "the service answers 500"),
    ("502-html", "a gateway answers 502 with HTML"),
    ("503-empty", "a gateway answers 503 with nothing"),
    ("504", "a gateway answers 504"),
    ("truncated", "the answer ends after one byte of its body"),
    ("wrong-json", "the answer is 200 with JSON that the document knows nothing of"),
    ("200-empty", "the answer is 200 with nothing"),
    ("200-html", "the answer is 200 with a page to sign in"),
    ("redirect", "the service answers 302 and points elsewhere"),
    ("refused", "nobody listens"),
    ("dropped", "the connection closes before the answer"),
    ("stalled", "the answer never comes"),
];

/// A snapshot to take.
#[derive(Debug)]
#[must_use]
pub struct Snapshot {
    name: String,
    description: String,
}

/// How many lines a reviewer reads in one file at most; the header of insta has four more.
const LINES: usize = 75;
/// The next file of what is too long for one.
const CONTINUED: &str = ".continued";
/// The last line of the first file.
const GOES_ON: &str = "goes on in";

impl Snapshot {
    /// The snapshot of this name below `tests/snapshots`, without `.snap`: `specs/create_spec.request.least`.
    pub fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: String::new() }
    }

    /// The snapshot of a case of an operation, in the folder of its tag.
    pub fn of_case(operation: &str, case: &str) -> Self {
        let tag = &api().operation(operation).unwrap().tag;
        Self::of(format!("{tag}/{operation}.{case}"))
    }

    /// Says in one sentence what the snapshot is for; the reviewer reads it above the content.
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Compares `content` with the stored snapshot.
    ///
    /// # Panics
    ///
    /// When they differ, when there is no description, or when the file would be too long or too wide to review.
    ///
    /// What is too long for one file goes on in another, from where something in it begins.
    pub fn assert(self, content: &str) {
        Snapshots::default().add(self, content);
    }

    fn assert_one(self, content: &str) {
        assert!(self.description.ends_with('.'), "{}: describe it in a sentence", self.name);
        let lines = content.lines().count();
        assert!(lines <= LINES, "{}: {lines} lines are too many to review", self.name);
        for line in content.lines() {
            assert!(line.chars().count() <= 120, "{}: too wide to review: {line}", self.name);
        }
        let (folder, file) = self.name.rsplit_once('/').unwrap_or(("", &self.name));
        let mut settings = Settings::new();
        settings.set_snapshot_path(Path::new("../snapshots").join(folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(self.description);
        settings.bind(|| insta::assert_snapshot!(file, content.trim_end()));
    }
}

/// The snapshots that one test takes, one after the other. Each is compared, shown and stored (`.snap.new`), whatever became of those
/// before it; the test fails at the end, when this is dropped, and names all that differ.
#[derive(Debug, Default)]
#[must_use]
pub struct Snapshots {
    taken: usize,
    changed: Vec<String>,
}

impl Snapshots {
    /// Compares `content` with the stored snapshot, as [`Snapshot::assert`] does.
    pub fn add(&mut self, snapshot: Snapshot, content: &str) {
        let Some((first, rest)) = in_two(content) else {
            return self.add_one(snapshot, content);
        };
        let name = format!("{}{CONTINUED}", snapshot.name);
        let next = Snapshot { description: snapshot.description.clone(), name };
        let (_, file) = next.name.rsplit_once('/').unwrap_or(("", &next.name));
        self.add_one(snapshot, &format!("{first}\n{GOES_ON} {file}"));
        self.add(next, &rest);
    }

    fn add_one(&mut self, snapshot: Snapshot, content: &str) {
        self.taken += 1;
        let name = snapshot.name.clone();
        if catch_unwind(AssertUnwindSafe(|| snapshot.assert_one(content))).is_err() {
            self.changed.push(name);
        }
    }
}

impl Drop for Snapshots {
    fn drop(&mut self) {
        let Self { taken, changed } = self;
        // Below another failure, which says enough.
        if !changed.is_empty() && !std::thread::panicking() {
            let names = changed.join("\n  ");
            panic!(
                "{} of {taken} snapshots differ; tests/README.md says how to review them:\n  {names}",
                changed.len()
            );
        }
    }
}

/// A content that is too long for one file, in two: the second begins with the last section that begins early enough, or else with the
/// last line that is indented the least.
fn in_two(content: &str) -> Option<(String, String)> {
    let lines: Vec<&str> = content.lines().collect();
    if lines.len() <= LINES {
        return None;
    }
    let begins = |line: &str| line.starts_with('─') || line.ends_with(", decoded:");
    let indent = |line: &str| line.len() - line.trim_start().len();
    let opens = |line: &str| line.trim_start().starts_with(|first: char| !"]})".contains(first));
    // One line is needed to say where it goes on. What begins a file is not looked for in its first half.
    let places = || (1..LINES - 1).rev().filter(|at| opens(lines[*at]));
    let section = places().find(|at| begins(lines[*at]));
    let late = || places().filter(|at| *at >= LINES / 2);
    let at = section.or_else(|| late().min_by_key(|at| indent(lines[*at])))?;
    Some((lines[..at].join("\n").trim_end().to_owned() + "\n", lines[at..].join("\n")))
}

/// Whether the stored snapshot of this name says that it goes on in a second one.
fn goes_on(name: &str) -> bool {
    let path = root().join(format!("tests/snapshots/{name}.snap"));
    std::fs::read_to_string(path).is_ok_and(|text| text.contains(GOES_ON))
}

/// Every snapshot there has to be, by name.
pub fn expected_snapshots() -> BTreeSet<String> {
    let document = api();
    let mut names = BTreeSet::from(["surface", "refusals", "faults/once"].map(str::to_owned));
    for operation in document.operations() {
        for case in CASES {
            names.insert(format!("{}/{}.{case}", operation.tag, operation.id));
        }
    }
    names.extend(FAULTS.iter().map(|(fault, _)| format!("faults/{fault}")));
    names.extend(types().iter().map(|typed| format!("schemas/{}", typed.name)));
    let mut open: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = open.pop() {
        if goes_on(&name) {
            open.push(format!("{name}{CONTINUED}"));
            names.insert(format!("{name}{CONTINUED}"));
        }
    }
    names
}

/// Every snapshot that is stored, by name. Unreviewed ones (`.snap.new`) are not.
#[must_use]
pub fn stored_snapshots() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(&root().join("tests/snapshots"), "", &mut names);
    names
}

fn collect(folder: &Path, prefix: &str, names: &mut BTreeSet<String>) {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let entry = entry.expect("a folder can be read");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), names);
        } else if !name.ends_with(".snap.new") {
            names.insert(format!("{prefix}{}", name.strip_suffix(".snap").unwrap_or(&name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_of_any_length_is_cut_where_something_begins() {
        let thing = |number: usize| format!("thing {number}\n  says\n    much");
        let mut rest = (0..100).map(thing).collect::<Vec<_>>().join("\n");
        let whole = rest.clone();
        let mut parts = Vec::new();
        while let Some((first, then)) = in_two(&rest) {
            assert!(first.lines().count() < LINES && then.starts_with("thing"), "{first}");
            parts.push(first.trim_end().to_owned());
            rest = then;
        }
        parts.push(rest);
        assert!(parts.len() > 2);
        assert_eq!(parts.join("\n"), whole);
    }

    /// Where the run of the test below that takes snapshots puts them: what insta does with a change is chosen for a whole process.
    const CHILD: &str = "PRESS_APPS_SNAPSHOT_CHILD";
    const TEST: &str = "snapshot::tests::all_that_changed_are_stored_and_named_by_one_failure";

    #[test]
    fn all_that_changed_are_stored_and_named_by_one_failure() {
        if let Some(folder) = std::env::var_os(CHILD) {
            let folder = folder.into_string().unwrap();
            let mut snapshots = Snapshots::default();
            for name in ["one", "two", "three"] {
                let snapshot =
                    Snapshot::of(format!("{folder}/{name}")).describe("Made for a test.");
                snapshots.add(snapshot, name);
            }
            return;
        }
        for (ci, stored) in [("false", 3), ("true", 0)] {
            let folder =
                std::env::temp_dir().join(format!("press-apps-{}-{ci}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let run = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", TEST, "--nocapture"])
                .envs([("CI", ci), ("INSTA_UPDATE", "auto"), ("INSTA_FORCE_PASS", "0")])
                .env(CHILD, &folder)
                .output()
                .unwrap();
            let names = std::fs::read_dir(&folder).unwrap();
            let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let new = names.filter(|name| name.ends_with(".snap.new")).count();
            std::fs::remove_dir_all(&folder).unwrap();
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(!run.status.success(), "{said}");
            assert_eq!(new, stored, "with CI={ci}: {said}");
            let (_, failure) = said.split_once("3 of 3 snapshots differ").expect(&said);
            for name in ["/one\n", "/two\n", "/three\n"] {
                assert!(failure.contains(name), "{said}");
            }
        }
    }
}
