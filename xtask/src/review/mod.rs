//! `cargo xtask review BASE`: the page a reviewer wants, from what the document says to what goes over the wire.
//!
//! [`git`] reads two trees, [`read`] makes the parts of the page of them, [`page`] writes and cuts it. It judges nothing: whether a change
//! may land is said by `diff` and `check`.

mod git;
mod page;
mod read;
mod snapshots;
mod trees;

use std::path::Path;

use crate::named::named;
pub(crate) use page::Format;

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The git revision to compare with: where the branch left it, if it has gone on since
    base: String,
    /// How the page is written: markdown for a comment, cut at 60 kB, or whole and in colour for a terminal
    #[arg(long, value_parser = named(Format::NAMES), default_value = "markdown")]
    format: Format,
}

/// Runs the task; the page is printed, whatever it says.
///
/// # Errors
/// When this is no git repository, or BASE is no revision of it that has the document.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let page = review(root, &arguments.base, arguments.format)?;
    crate::say!("{}", page.trim_end());
    Ok(true)
}

/// The page about what the tree at `root` has changed since `base`.
fn review(root: &Path, base: &str, format: Format) -> Result<String, String> {
    let found = git::read(root, base)?;
    Ok(page::write(&read::parts(&found), base, format))
}

#[cfg(test)]
mod tests;
