//! The way of a change, gone from the document to green: each patch of `xtask/changes` is applied to a copy of the tree.
//!
//! All copies build in one folder, which is not that of the tree. What no change of the document touches (sets of features, packages,
//! dependencies) is left to the steps of the tree itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::cargo::{cargo, shown};
use super::end::End;
use crate::changes::{Change, all, hunk};
use crate::git;

/// Where the copies are, seen from the root of the repository.
const COPIES: &str = "target/changes";
/// What has to be green in the end.
const GREEN: [&str; 12] = [
    "check", "format", "circles", "lint", "codegen", "missing", "diff", "markdown", "clippy",
    "tests", "docs", "api",
];

pub(super) fn check(root: &Path) -> Result<End, String> {
    let changes = all(root)?;
    let copies = root.join(COPIES);
    let mut costs = Vec::new();
    for change in &changes {
        let copy = Copy { tree: copies.join(&change.name), target: copies.join("target") };
        copy.make(root)?;
        if let Err(reason) = copy.go(change) {
            return Ok(End::Failed(format!("{}: {reason}", change.name)));
        }
        costs.push(format!("{} {}", change.name, change.cost()));
    }
    Ok(End::PassedWith(format!("places edited by hand: {}", costs.join(", "))))
}

/// A copy of the tree.
struct Copy {
    tree: PathBuf,
    /// Where it is built.
    target: PathBuf,
}

impl Copy {
    /// Copies what belongs to the repository, committed or not.
    fn make(&self, root: &Path) -> Result<(), String> {
        if self.tree.exists() {
            std::fs::remove_dir_all(&self.tree).map_err(|error| self.failed(&error))?;
        }
        for file in git::files(root)? {
            let to = self.tree.join(&file);
            let folder = to.parent().unwrap_or(&self.tree);
            std::fs::create_dir_all(folder).map_err(|error| self.failed(&error))?;
            std::fs::copy(root.join(&file), &to).map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }

    fn failed(&self, error: &std::io::Error) -> String {
        format!("{}: {error}", self.tree.display())
    }

    /// Goes the whole way of a change.
    fn go(&self, change: &Change) -> Result<(), String> {
        crate::say!("\n-- {}", change.name);
        self.apply(&change.document)?;
        self.task(&["codegen"])?;
        let asked = self.missing()?;
        if let Some(rest) = &change.rest {
            for place in &change.places {
                if !asked.contains(&format!("{}:", place.file)) {
                    return Err(format!("`cargo xtask missing` does not ask for {}", place.file));
                }
            }
            self.apply(rest)?;
        }
        self.task(&["api"])?;
        let mut tests = self.cargo(&["test", "--quiet", "--workspace"]);
        tests.env("INSTA_UPDATE", "always");
        self.passes(tests)?;
        self.task(&["diff", "--write"])?;
        self.task(&GREEN)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.tree, arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    fn task(&self, arguments: &[&str]) -> Result<(), String> {
        self.passes(self.cargo(&[&["xtask"], arguments].concat()))
    }

    fn passes(&self, command: Command) -> Result<(), String> {
        match shown(command)? {
            End::Failed(reason) => Err(format!("{reason}, in {}", self.tree.display())),
            _ => Ok(()),
        }
    }

    /// What is missing, shown as well.
    fn missing(&self) -> Result<String, String> {
        let mut command = self.cargo(&["xtask", "missing"]);
        let output = command.output().map_err(|error| format!("cargo xtask missing: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        crate::say!("{}", said.trim_end());
        Ok(said)
    }

    /// Applies a patch; one that no longer fits names its hunk.
    fn apply(&self, patch: &Path) -> Result<(), String> {
        let mut git = Command::new("git");
        git.current_dir(&self.tree).args(["apply", "--whitespace=nowarn"]).arg(patch);
        // Otherwise it would take the copy for a part of the repository it stands in, and leave out all of it.
        git.env("GIT_CEILING_DIRECTORIES", self.tree.parent().unwrap_or(&self.tree));
        let output = git.output().map_err(|error| format!("git cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let text = std::fs::read_to_string(patch).unwrap_or_default();
        let failed = said.lines().filter_map(|line| line.strip_prefix("error: patch failed: "));
        let hunks = failed.filter_map(|place| {
            let (file, line) = place.rsplit_once(':')?;
            Some(format!("{file}\n{}", hunk(&text, file, line)?.trim_end()))
        });
        let hunks: Vec<_> = hunks.collect();
        let (patch, said) = (patch.display(), said.trim_end());
        Err(match hunks.is_empty() {
            true => format!("{patch} no longer applies:\n{said}"),
            false => {
                format!("{patch} no longer applies; make this hunk anew:\n{}", hunks.join("\n"))
            }
        })
    }
}
