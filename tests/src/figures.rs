//! How tests keep what they count, for the table in `tests/README.md`.

use press_apps_contract::figures::{self, Group};

use crate::root;

/// Keeps what a test counted: compares it with `tests/figures.toml`, or writes it there with `FIGURES=write`.
///
/// # Panics
///
/// When a figure in the file is no longer true.
#[track_caller]
pub fn keep(name: &str, by: &str, counts: &[(&str, usize)]) {
    let figures = counts.iter().map(|(what, count)| ((*what).to_owned(), count.to_string()));
    let group = Group { by: by.to_owned(), figures: figures.collect() };
    if let Err(problem) = figures::keep(root(), name, group) {
        panic!("{problem}");
    }
}
