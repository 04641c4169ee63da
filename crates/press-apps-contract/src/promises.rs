//! What the front page of this repository says that it does, each with the figure that was counted: the block of `README.md` that is
//! written from `tests/figures.toml`.
//!
//! The sentences stand here, the figures do not: each names the group and the beginning of what was counted there.

use std::fmt::Write as _;

/// Where people read them.
pub const PAGE: &str = "README.md";
pub(crate) const BEGIN: &str = "<!-- promises -->\n";
pub(crate) const END: &str = "<!-- end of the promises -->";

/// A row: what it does, how that reads with the figures in the places of `{}`, and the figures.
type Promise = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const PROMISES: &[Promise] = &[
    (
        "The token stays out of logs, errors and dumps, also when a server echoes it",
        "{} of {} echoes, in each place of an answer and each way of writing, are shown",
        &[("echoes", "of these"), ("echoes", "answers that echo")],
    ),
    (
        "Hostile answers are told for what they are, and every call ends",
        "{} answers written by hand and {} mangled at random; {} calls panic or outlive their limits",
        &[
            ("hostile", "hostile answers"),
            ("hostile", "answers mangled"),
            ("hostile", "of all these"),
        ],
    ),
    (
        "One item that cannot be read does not cost the page",
        "{} pages with odd items lose none that can be read",
        &[("hostile", "pages with odd items")],
    ),
    (
        "An answer cannot fill the memory",
        "at most {} bytes for each byte of it, free JSON apart",
        &[("memory", "bytes of memory for a byte of an answer")],
    ),
    (
        "A wrong line in the document is noticed",
        "{} small edits of it are",
        &[("mutation", "small edits")],
    ),
    (
        "A slip in the code is noticed by the tests of its crate",
        "{}, {} and {} in three samples",
        &[
            ("mutation-of-code-1", "small breaks"),
            ("mutation-of-code-2", "small breaks"),
            ("mutation-of-code-3", "small breaks"),
        ],
    ),
    (
        "A wrong service is noticed",
        "all {} defects planted in it are, by {} checks",
        &[("defects", "planted defects"), ("defects", "checks that catch")],
    ),
];

/// The page with the block of these figures. `counted` gives a figure of a group by the beginning of what was counted, and the command that
/// counts it.
///
/// # Errors
/// When the page has no place for the block, or a figure is missing.
pub(crate) fn within(page: &str, counted: Counted<'_>) -> Result<String, String> {
    let missing = || format!("{PAGE}: the lines `{}` and `{END}` are missing", BEGIN.trim_end());
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{BEGIN}{}{END}{after}", block(counted)?))
}

/// Gives the figure and the command.
pub(crate) type Counted<'f> = &'f dyn Fn(&str, &str) -> Option<(String, String)>;

fn block(counted: Counted<'_>) -> Result<String, String> {
    let mut block = "| What it does | Counted | By |\n|---|---|---|\n".to_owned();
    for (does, how, names) in PROMISES {
        let mut parts = how.split("{}");
        let mut sentence = parts.next().unwrap_or_default().to_owned();
        let mut by = String::new();
        for ((group, begins), part) in names.iter().zip(parts) {
            let (figure, command) = counted(group, begins).ok_or_else(|| {
                format!("nothing counts `{begins}…` of `{group}`, which {PAGE} tells")
            })?;
            let _ = write!(sentence, "{figure}{part}");
            by = command;
        }
        let _ = writeln!(block, "| {does} | {sentence} | `{by}` |");
    }
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sentence_has_its_figures_in_order() {
        let counted =
            |_: &str, begins: &str| Some((format!("<{begins}>"), "cargo test".to_owned()));
        let page = within(&format!("a\n{BEGIN}old\n{END}\nb\n"), &counted).unwrap();
        assert!(page.contains("| <of these> of <answers that echo> echoes"), "{page}");
        assert!(!page.contains("{}") && page.starts_with("a\n"), "{page}");
        assert!(page.ends_with("\nb\n"), "{page}");
    }

    #[test]
    fn a_figure_that_nothing_counts_is_an_error() {
        let missing = within(&format!("{BEGIN}{END}"), &|_, _| None).unwrap_err();
        assert!(missing.contains("nothing counts `of these…`"), "{missing}");
    }
}
