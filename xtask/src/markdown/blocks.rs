//! Judges blocks of code: each names a language that is known here, Rust is compiled by a test, data can be read, and what a console shows
//! is held by a test.

use super::page::{Fence, Page};
use super::shell::{self, Shown};
use super::tree::Tree;

/// Languages of commands.
pub(super) const SHELLS: [&str; 2] = ["sh", "console"];
/// Languages of what is only shown.
const SHOWN: [&str; 6] = ["text", "diff", "markdown", "yaml", "http", "python"];
/// The tests that run the consoles of a page and compare what they show.
const OUTPUT_KEPT_BY: [(&str, &str); 2] = [
    ("crates/press-apps-emulator/README.md", "crates/press-apps-emulator/tests/papers.rs"),
    ("openapi/README.md", "xtask/src/worked_examples.rs"),
];

/// Looks at every block of a page.
pub(super) fn judge(path: &str, page: &Page, tree: &Tree, found: &mut impl FnMut(usize, String)) {
    for fence in &page.fences {
        match fence.language() {
            // Within the documentation of a crate it is Rust, and rustdoc runs it.
            "" if fence.fenced && documented(path, tree) => rust(path, fence, tree, found),
            "" => found(
                fence.line,
                "a block of code without a language: name it, `text` if it is none".to_owned(),
            ),
            "rust" => rust(path, fence, tree, found),
            "json" => {
                let read = serde_json::from_str::<serde::de::IgnoredAny>(&fence.text);
                if let Err(error) = read {
                    found(fence.line + error.line().saturating_sub(1), format!("no JSON: {error}"));
                }
            }
            "toml" => toml(fence, tree, found),
            "console" => console(path, fence, tree, found),
            language if SHOWN.contains(&language) || SHELLS.contains(&language) => {}
            language => found(
                fence.line,
                format!(
                    "`{language}` is no language of this repository's pages (xtask/src/markdown/blocks.rs lists them)"
                ),
            ),
        }
    }
}

/// Whether a page is a part of the documentation of a crate, and is read nowhere else.
fn documented(path: &str, tree: &Tree) -> bool {
    let included = tree.included_by(path).is_some_and(|by| by.starts_with("crates/"));
    included && !path.ends_with("README.md")
}

/// Rust is run by `cargo test --doc` of some crate, whole: `ignore` and `no_run` would leave it out.
fn rust(path: &str, fence: &Fence, tree: &Tree, found: &mut impl FnMut(usize, String)) {
    for word in ["ignore", "no_run", "should_panic"] {
        if fence.says(word) {
            found(fence.line, format!("Rust marked `{word}` is not run: take the mark away"));
        }
    }
    if tree.included_by(path).is_none() {
        found(
            fence.line,
            "nothing runs the Rust of this page: include it in tests/src/lib.rs".to_owned(),
        );
    }
}

/// A dependency on one of our crates has a path that exists, or a version that is ours, and features that exist.
fn toml(fence: &Fence, tree: &Tree, found: &mut impl FnMut(usize, String)) {
    let table: toml::Table = match toml::from_str(&fence.text) {
        Ok(table) => table,
        Err(error) => return found(fence.line, format!("no TOML: {}", error.message())),
    };
    let tables = table.iter().filter(|(key, _)| key.ends_with("dependencies"));
    let listed = tables.filter_map(|(_, table)| table.as_table()).flatten();
    for (name, how) in listed {
        let Some(package) = tree.packages.get(name) else { continue };
        let line = fence.text.lines().position(|line| line.trim_start().starts_with(name.as_str()));
        let line = fence.line + line.unwrap_or_default();
        if let Some(path) = how.get("path").and_then(toml::Value::as_str)
            && package.folder.trim_end_matches('/') != path.trim_end_matches('/')
        {
            found(line, format!("`{name}` is in {}, not in {path}", package.folder));
        }
        let features = how.get("features").and_then(toml::Value::as_array).into_iter().flatten();
        for feature in features.filter_map(toml::Value::as_str) {
            if !package.features.contains(feature) {
                found(line, format!("`{name}` has no feature `{feature}`"));
            }
        }
        let version = how.get("version").or(Some(how)).and_then(toml::Value::as_str);
        if let Some(version) = version
            && !tree.version.starts_with(version.trim_start_matches(['=', '^', '~']))
        {
            found(line, format!("`{name}` has version {}, not {version}", tree.version));
        }
    }
}

/// Whether a test of its own runs the consoles of a page.
pub(super) fn is_kept(path: &str, tree: &Tree) -> bool {
    OUTPUT_KEPT_BY.iter().any(|(page, test)| *page == path && tree.has(test))
}

/// Output that is shown is held by a test.
fn console(path: &str, fence: &Fence, tree: &Tree, found: &mut impl FnMut(usize, String)) {
    let mut command = None;
    for (at, line) in fence.text.lines().enumerate() {
        match line.strip_prefix("$ ") {
            Some(line) => command = Some(line),
            None if command.is_none() => {
                return found(fence.line + at, "a console begins with a command: `$ …`".to_owned());
            }
            None => {}
        }
    }
    let kept = is_kept(path, tree);
    for Shown { at, line, output } in shell::shown("console", &fence.text) {
        if !output.is_empty() && !kept && !shell::is_quick(&line) {
            found(
                fence.line + at,
                format!(
                    "no test holds what `{line}` is shown to print (`QUICK` in xtask/src/markdown/shell.rs lists what one runs)"
                ),
            );
        }
    }
}
