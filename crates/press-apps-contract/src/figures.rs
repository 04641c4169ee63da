//! Figures about the tests: `tests/figures.toml`, and the blocks of `tests/README.md` and `README.md` that are written from it.
//!
//! Who measures something keeps it here. In an ordinary run a figure that is no longer true is an error; with `FIGURES=write` it is written
//! instead. Nothing here measures or counts anything itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use crate::promises;

/// Where the figures are.
pub const FILE: &str = "tests/figures.toml";
/// Where people read them.
pub const PAGE: &str = "tests/README.md";
/// Set to `write`, measurements are written instead of compared.
pub const VARIABLE: &str = "FIGURES";
/// What writes them all.
pub const TASK: &str = "cargo xtask figures";
const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- end of the figures -->";
const HEAD: &str = "\
# Figures about the tests, each written by the run that measures it. Do not edit them: `cargo xtask figures --measure` measures all of them
# again, and writes the table in tests/README.md.
";

/// Every figure, by the group it was measured with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Figures(BTreeMap<String, Group>);

/// What one run measures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The command that measures it.
    pub by: String,
    /// What was measured, and how much it is.
    pub figures: Vec<(String, String)>,
}

impl Figures {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or is not of this form.
    pub fn read(root: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(root.join(FILE))
            .map_err(|error| format!("{FILE}: cannot be read: {error}"))?;
        toml::from_str(&text).map_err(|error| format!("{FILE}: {error}"))
    }

    /// The group of a name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.0.get(name)
    }

    /// Puts a group in the place of the one of its name.
    pub fn set(&mut self, name: &str, group: Group) {
        self.0.insert(name.to_owned(), group);
    }

    /// Writes the file and the blocks in the pages.
    ///
    /// # Errors
    /// When a page has no place for its block, or one of the files cannot be read or written.
    pub fn write(&self, root: &Path) -> Result<(), String> {
        let page = self.within(&read(root, PAGE)?)?;
        let front = promises::within(&read(root, promises::PAGE)?, &|group, begins| {
            self.counted(group, begins)
        })?;
        for (path, text) in [(FILE, &self.text()), (PAGE, &page), (promises::PAGE, &front)] {
            std::fs::write(root.join(path), text)
                .map_err(|error| format!("{path}: cannot be written: {error}"))?;
        }
        Ok(())
    }

    /// Whether the blocks in the pages say what the file says.
    ///
    /// # Errors
    /// When it does not, with what to do.
    pub fn agree_with_pages(&self, root: &Path) -> Result<(), String> {
        let (page, front) = (read(root, PAGE)?, read(root, promises::PAGE)?);
        let stale = |path: &str| {
            Err(format!(
                "the table of figures in {path} is not what {FILE} says; `{TASK}` writes it"
            ))
        };
        if self.within(&page)? != page {
            return stale(PAGE);
        }
        if promises::within(&front, &|group, begins| self.counted(group, begins))? != front {
            return stale(promises::PAGE);
        }
        Ok(())
    }

    /// The page with the block of these figures.
    fn within(&self, page: &str) -> Result<String, String> {
        let missing =
            || format!("{PAGE}: the lines `{}` and `{END}` are missing", BEGIN.trim_end());
        let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
        let (_, after) = rest.split_once(END).ok_or_else(missing)?;
        Ok(format!("{before}{BEGIN}{}{END}{after}", self.block()))
    }

    /// A figure by the beginning of what was counted, and the command that counts it.
    fn counted(&self, group: &str, begins: &str) -> Option<(String, String)> {
        let group = self.group(group)?;
        let mut figures = group.figures.iter();
        let (_, figure) = figures.find(|(what, _)| what.starts_with(begins))?;
        Some((figure.clone(), group.by.clone()))
    }

    fn block(&self) -> String {
        let mut block = "| What | Figure | Measured by |\n|---|---|---|\n".to_owned();
        for Group { by, figures } in self.0.values() {
            for (what, figure) in figures {
                let _ = writeln!(block, "| {what} | {figure} | `{by}` |");
            }
        }
        block
    }

    fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (name, Group { by, figures }) in &self.0 {
            let _ = writeln!(text, "\n[{name}]\nby = {by:?}\nfigures = [");
            for (what, figure) in figures {
                let _ = writeln!(text, "    [{what:?}, {figure:?}],");
            }
            text.push_str("]\n");
        }
        text
    }
}

fn read(root: &Path, page: &str) -> Result<String, String> {
    std::fs::read_to_string(root.join(page))
        .map_err(|error| format!("{page}: cannot be read: {error}"))
}

/// Keeps what was measured: compares it with the file, or writes it there when that was asked for.
///
/// # Errors
/// When a figure in the file is no longer true, or a file cannot be read or written.
pub fn keep(root: &Path, name: &str, group: Group) -> Result<(), String> {
    if std::env::var_os(VARIABLE).is_some_and(|how| how == "write") {
        return write(root, name, group);
    }
    let kept = Figures::read(root)?;
    match kept.group(name) {
        Some(kept) if *kept == group => Ok(()),
        kept => Err(format!(
            "{FILE}: `{name}` is no longer true; {VARIABLE}=write {} writes it\n  kept: {:?}\n  now:  {:?}",
            group.by,
            kept.map(|kept| kept.figures.as_slice()).unwrap_or_default(),
            group.figures,
        )),
    }
}

/// Writes what was measured.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write(root: &Path, name: &str, group: Group) -> Result<(), String> {
    // Tests of one program run side by side.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut figures = Figures::read(root)?;
    figures.set(name, group);
    figures.write(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let mut figures = Figures::default();
        for (name, what) in [("b", "lists"), ("a", "edits \"tried\"")] {
            let by = format!("cargo test {name}");
            figures.set(name, Group { by, figures: vec![(what.to_owned(), "7 of 8".to_owned())] });
        }
        figures
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(toml::from_str::<Figures>(&figures().text()).unwrap(), figures());
    }

    #[test]
    fn only_the_block_of_the_page_is_written_anew() {
        let page = format!("before\n{BEGIN}old\n{END}\nafter\n");
        let written = figures().within(&page).unwrap();
        assert_eq!(
            written,
            format!(
                "before\n{BEGIN}| What | Figure | Measured by |\n|---|---|---|\n\
                 | edits \"tried\" | 7 of 8 | `cargo test a` |\n| lists | 7 of 8 | `cargo test b` |\n{END}\nafter\n"
            )
        );
        assert_eq!(figures().within(&written).unwrap(), written);
        assert!(figures().within("no block").unwrap_err().contains("figures"));
    }
}
