//! Diff: what a change of the document means, for whom, and which versions have to grow.
//!
//! The base is the document as it was last released, `openapi/released/`, or a git revision. Against the release it is a gate as well:
//! a breaking change without its version, or a change that the changelog does not list, fails. Whether the document is any good is
//! judged by `lint`.

mod change;
mod changelog;
mod compare;
mod needs;
mod report;

pub use change::{Change, Class, Group, Kind, Level, Meaning, Verdict};
pub use changelog::{section, with_section};
pub use compare::compare;
pub use needs::{CRATES, Needs, Versions, grown};
pub use report::{Format, landing, report};

/// What stands between the change and its release.
///
/// `changelog` is the whole text of CHANGELOG.md.
#[must_use]
pub fn gate(changes: &[Change], needs: &Needs, changelog: &str) -> Vec<String> {
    let mut problems = needs.missing();
    match with_section(changelog, section(changes, needs).as_deref()) {
        Ok(wanted) if wanted == changelog => {}
        Ok(_) => problems.push(
            "CHANGELOG.md does not list these changes: run `cargo xtask diff --write`".to_owned(),
        ),
        Err(problem) => problems.push(problem),
    }
    problems
}

#[cfg(test)]
mod tests;
