//! `cargo xtask markdown`: whether what the pages of this repository show is true, as far as it can be told without running it.
//!
//! Every Markdown file is read, and every comment of documentation in Rust. Links lead somewhere, blocks of code name their language, Rust
//! is compiled by some test, commands name tasks, flags, packages, examples, tests and files that exist. Running them is left to tests:
//! of Rust to `cargo test --doc`, of what consoles show to the tests that `OUTPUT_KEPT_BY` names.

mod blocks;
mod commands;
pub(crate) mod comments;
mod fronts;
mod known;
mod links;
pub(crate) mod page;
mod shell;
mod tree;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt;
use std::path::Path;

use page::Page;
use shell::Shown;
use tree::Tree;

pub use known::Known;

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Prints what is wrong; says whether nothing is.
///
/// # Errors
/// When a file cannot be read.
pub fn run(root: &Path, known: &Known) -> Result<bool, String> {
    let tree = Tree::read(root)?;
    let findings = findings(&tree, known);
    for finding in &findings {
        crate::say!("{finding}");
    }
    crate::say!("{} pages, {} findings", tree.texts_of(".md").count(), findings.len());
    Ok(findings.is_empty())
}

/// The commands in consoles and blocks of commands that the test of consoles runs: where, the command, and what it is shown to print. An
/// example of another document is not one of this tree.
///
/// # Errors
/// When a file cannot be read.
pub fn quick(root: &Path) -> Result<Vec<(String, String, String)>, String> {
    let tree = Tree::read(root)?;
    let mut quick = Vec::new();
    for (path, text) in tree.texts_of(".md").filter(|(path, _)| !blocks::is_kept(path, &tree)) {
        for fence in &Page::read(text).fences {
            if !blocks::SHELLS.contains(&fence.language()) {
                continue;
            }
            let shown = shell::shown(fence.language(), &fence.text).into_iter();
            quick.extend(shown.filter(|shown| shell::is_quick(&shown.line)).map(
                |Shown { at, line, output }| (format!("{path}:{}", fence.line + at), line, output),
            ));
        }
    }
    Ok(quick)
}

/// Everything that is wrong, in the order of files and lines.
fn findings(tree: &Tree, known: &Known) -> Vec<Finding> {
    let pages = tree.texts_of(".md").map(|(path, text)| (path.to_owned(), Page::read(text)));
    let pages: std::collections::BTreeMap<String, Page> = pages.collect();
    let mut findings = Vec::new();
    for (path, page) in &pages {
        let mut found = |line: usize, what: String| {
            findings.push(Finding { path: path.clone(), line, what });
        };
        blocks::judge(path, page, tree, &mut found);
        commands_of(page, tree, known, &mut found);
        links::judge(path, page, &pages, tree, &mut found);
    }
    fronts::judge(&pages, tree, &mut |path: &str, line, what| {
        findings.push(Finding { path: path.to_owned(), line, what });
    });
    for (path, text) in tree.texts_of(".rs") {
        for comment in comments::of(text) {
            let page = Page::read(&comment.text());
            let mut found = |line: usize, what: String| {
                let line = comment.line(line);
                findings.push(Finding { path: path.to_owned(), line, what });
            };
            commands_of(&page, tree, known, &mut found);
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// What is wrong with the commands of a page, in blocks and within lines.
fn commands_of(page: &Page, tree: &Tree, known: &Known, found: &mut impl FnMut(usize, String)) {
    for fence in &page.fences {
        if !blocks::SHELLS.contains(&fence.language()) {
            continue;
        }
        for Shown { at, line, .. } in shell::shown(fence.language(), &fence.text) {
            for command in shell::commands(&line) {
                for what in commands::judge(&command, tree, known) {
                    found(fence.line + at, what);
                }
            }
        }
    }
    for code in &page.codes {
        let told = shell::commands(&code.text);
        let is_command = |command: &shell::Command| {
            matches!(command.words[0].as_str(), "cargo" | "press-apps-emulator")
                && command.words.len() > 1
        };
        for command in told.iter().filter(|command| is_command(command)) {
            for what in commands::judge(command, tree, known) {
                found(code.line, what);
            }
        }
        if let Some(what) = links::missing_file(&code.text, tree) {
            found(code.line, what);
        }
    }
}
