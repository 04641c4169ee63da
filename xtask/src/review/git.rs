//! The two trees of a review, read with git: a revision, and the working tree with what is not committed.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::path::Path;

use press_apps_contract::document::PATH;

use super::snapshots::{self, CONTINUED};
use super::trees::{Changed, Files, Trees};
use crate::diff::LANDING;
use crate::git::said;

/// Reads what differs between the working tree and the place where it left `base`.
pub(super) fn read(root: &Path, base: &str) -> Result<Trees, String> {
    let git = |arguments: &[&str]| said(root, arguments);
    git(&["rev-parse", "--is-inside-work-tree"]).map_err(|reason| {
        format!(
            "{}: no git repository, so there is no `{base}` to compare with: {reason}",
            root.display()
        )
    })?;
    let commit = format!("{base}^{{commit}}");
    let named = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
    let named = named.map_err(|_| {
        format!(
            "`{base}` is no revision of this repository. Name a branch, a tag or a commit; one that is only on a server is fetched first: \
             git fetch origin {base}"
        )
    })?;
    let mut notes = Vec::new();
    let from = match git(&["merge-base", named.trim(), "HEAD"]) {
        Ok(common) if common.trim() == named.trim() => named,
        Ok(common) => {
            notes.push(format!(
                "`{base}` has gone on since; compared is with {}, where this branch left it.",
                short(&common)
            ));
            common
        }
        Err(_) => {
            notes.push(format!(
                "`{base}` and this branch have no commit in common (a clone without its history has none): \
                 what `{base}` has more is shown as gone."
            ));
            named
        }
    };
    let from = from.trim();
    let document = show(root, from, PATH).map_err(|_| {
        format!("`{base}` ({}) has no {PATH}: nothing says what its API was", short(from))
    })?;
    let mut changed = changed(root, from)?;
    let new = untracked(root)?;
    let uncommitted =
        git(&["status", "--porcelain", "--no-renames", "--untracked-files=all", "-z", "--", "."])?;
    let uncommitted = uncommitted.split('\0').filter(|line| !line.is_empty()).count();
    if uncommitted > 0 {
        notes.push(match uncommitted {
            1 => "1 file is not committed.".to_owned(),
            files => format!("{files} files are not committed."),
        });
    }
    // What was taken out of the index and still lies there is both.
    changed.retain(|file| !new.iter().any(|other| other.path == file.path));
    changed.extend(new);
    changed.sort_by(|one, other| one.path.cmp(&other.path));
    let mut trees =
        Trees { base: format!("{base} ({})", short(from)), notes, changed, ..Trees::default() };
    trees.old.insert(PATH.to_owned(), document);
    let wanted = wanted(&trees.changed);
    for path in wanted.iter().map(String::as_str).chain([PATH]).chain(LANDING) {
        if let Ok(bytes) = std::fs::read(root.join(path)) {
            trees.new.insert(path.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    for path in wanted.iter().map(String::as_str).chain(["CHANGELOG.md"]) {
        if let Ok(text) = show(root, from, path) {
            trees.old.insert(path.to_owned(), text);
        }
    }
    for name in snapshots::names(&trees.changed) {
        go_on(&mut trees.new, &name, |path| std::fs::read_to_string(root.join(path)).ok());
        go_on(&mut trees.old, &name, |path| show(root, from, path).ok());
    }
    Ok(trees)
}

/// The files that are shown: snapshots and samples. Their parts are found by name.
fn wanted(changed: &[Changed]) -> BTreeSet<String> {
    let shown = changed
        .iter()
        .map(|file| &file.path)
        .filter(|path| path.ends_with(".snap") || path.starts_with("openapi/examples/"));
    shown.cloned().collect()
}

/// Adds all parts of a snapshot, as far as there are some.
fn go_on(files: &mut Files, name: &str, text: impl Fn(&str) -> Option<String>) {
    let mut name = name.to_owned();
    loop {
        if let Entry::Vacant(vacant) = files.entry(snapshots::path(&name)) {
            let Some(text) = text(vacant.key()) else {
                return;
            };
            vacant.insert(text);
        }
        name.push_str(CONTINUED);
    }
}

/// The files that git knows and that differ.
fn changed(root: &Path, from: &str) -> Result<Vec<Changed>, String> {
    let listed =
        said(root, &["diff", "--numstat", "-z", "--no-renames", "--relative", from, "--", "."])?;
    let lines = listed.split('\0').filter(|line| !line.is_empty());
    Ok(lines
        .filter_map(|line| {
            let mut parts = line.splitn(3, '\t');
            let (came, went, path) = (parts.next()?, parts.next()?, parts.next()?);
            let lines = came.parse().ok().zip(went.parse().ok());
            Some(Changed { path: path.to_owned(), lines })
        })
        .collect())
}

/// The files that git does not know yet.
fn untracked(root: &Path) -> Result<Vec<Changed>, String> {
    let listed = said(root, &["ls-files", "--others", "--exclude-standard", "-z", "--", "."])?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    Ok(paths
        .map(|path| {
            let text = std::fs::read_to_string(root.join(path)).ok();
            Changed { path: path.to_owned(), lines: text.map(|text| (text.lines().count(), 0)) }
        })
        .collect())
}

fn show(root: &Path, commit: &str, path: &str) -> Result<String, String> {
    said(root, &["show", &format!("{}:./{path}", commit.trim())])
}

fn short(commit: &str) -> &str {
    let commit = commit.trim();
    commit.get(..7).unwrap_or(commit)
}
