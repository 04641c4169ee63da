//! What the pages are held against that this program knows of itself: its tasks and the steps of its check.

/// What this program knows of itself.
#[derive(Debug)]
pub struct Known {
    /// Its command line.
    pub tasks: clap::Command,
    /// The steps of `check`.
    pub steps: Vec<&'static str>,
}
