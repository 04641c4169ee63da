//! The section of CHANGELOG.md that lists the changes of the API, written by the task and checked by the gate.

use std::fmt::Write as _;

use super::change::{Change, Class, Kind};
use super::needs::Needs;
use super::report::{marked, used_by};

const BEGIN: &str = "<!-- changes of the API, written by `cargo xtask diff --write` -->";
const END: &str = "<!-- end of the changes of the API -->";
const UNRELEASED: &str = "## Unreleased";

/// The section between its marks; `None` when nothing changed.
#[must_use]
pub fn section(changes: &[Change], needs: &Needs) -> Option<String> {
    if changes.is_empty() {
        return None;
    }
    let mut out =
        format!("{BEGIN}\n\n### The API, against version {}\n\n", needs.released.document);
    let mut ordered: Vec<_> = changes.iter().collect();
    ordered.sort_by_key(|change| rank(change));
    for change in ordered {
        let users = used_by(&change.used_by, 3);
        let users = if users.is_empty() { String::new() } else { format!(" ({users})") };
        let _ = writeln!(
            out,
            "- **{}** {} {}{users}",
            word(change),
            marked(&change.subject),
            change.what
        );
    }
    let _ = write!(out, "\n{END}");
    Some(out)
}

fn rank(change: &Change) -> usize {
    ["breaking", "changed", "added", "fixed"]
        .iter()
        .position(|word| *word == self::word(change))
        .unwrap_or_default()
}

fn word(change: &Change) -> &'static str {
    match change.kind {
        _ if change.breaks_callers() => "breaking",
        Kind::Added
            if change.class() != Class::Decide
                || change.meaning.callers.class == Class::Compatible =>
        {
            "added"
        }
        Kind::Words => "fixed",
        _ => "changed",
    }
}

/// The changelog with the section put into its unreleased part, or without one.
///
/// # Errors
/// When the changelog has no unreleased part, or only one of the two marks.
pub fn with_section(changelog: &str, section: Option<&str>) -> Result<String, String> {
    let bare = without_section(changelog)?;
    let Some(section) = section else {
        return Ok(bare);
    };
    let start = bare.find(UNRELEASED).ok_or_else(|| {
        format!("CHANGELOG.md has no `{UNRELEASED}`: add it above the newest release")
    })?;
    let after = start + UNRELEASED.len();
    let end = bare[after..].find("\n## ").map_or(bare.len(), |offset| after + offset + 1);
    let (above, below) = bare.split_at(end);
    let gap = if below.is_empty() { "" } else { "\n" };
    Ok(format!("{}\n\n{section}\n{gap}{below}", above.trim_end()))
}

fn without_section(changelog: &str) -> Result<String, String> {
    match (changelog.find(BEGIN), changelog.find(END)) {
        (None, None) => Ok(changelog.to_owned()),
        (Some(begin), Some(end)) if begin < end => {
            let (above, below) =
                (changelog[..begin].trim_end(), changelog[end + END.len()..].trim_start());
            let gap = if below.is_empty() { "\n" } else { "\n\n" };
            Ok(format!("{above}{gap}{below}"))
        }
        _ => Err(format!(
            "CHANGELOG.md has only one of the marks `{BEGIN}` and `{END}`: remove it and run `cargo xtask diff --write`"
        )),
    }
}
