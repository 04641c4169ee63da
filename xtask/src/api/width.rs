//! How wide the code of the documentation is: what is wider than a page has to be moved sideways to be read.

use std::path::Path;

use crate::files::rust_files;
use crate::markdown::comments;
use crate::markdown::page::Page;

/// The widest line of code that a reader sees, in characters. Hidden lines may be wider.
const WIDEST: usize = 80;

/// Every line of code in the documentation of a crate's sources that is wider, by file and line.
///
/// Not of its front page, which is read as a README, too.
///
/// # Errors
/// When a source cannot be read.
pub(super) fn wide(root: &Path, package: &str) -> Result<Vec<String>, String> {
    let folder = format!("crates/{package}/src");
    let mut wide = Vec::new();
    for (path, text) in rust_files(&root.join(&folder))? {
        if path == "lib.rs" {
            continue;
        }
        for (line, code) in shown(&text) {
            let width = code.chars().count();
            if width > WIDEST {
                wide.push(format!(
                    "{folder}/{path}:{line}: a line of an example has {width} characters; {WIDEST} fit a page"
                ));
            }
        }
    }
    Ok(wide)
}

/// The lines of code in comments of documentation that are shown, with their numbers.
fn shown(text: &str) -> Vec<(usize, String)> {
    let mut shown = Vec::new();
    for comment in comments::of(text) {
        for fence in Page::read(&comment.text()).fences.iter().filter(|fence| fence.fenced) {
            let lines = fence.text.lines().enumerate();
            let seen = lines.filter(|(_, code)| *code != "#" && !code.starts_with("# "));
            shown.extend(seen.map(|(at, code)| (comment.line(fence.line + at), code.to_owned())));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_comments_of_documentation_is_seen_and_hidden_lines_and_prose_are_not() {
        let text = "/// Prose.\n/// ```\n/// # let hidden = 1;\n/// let seen = 2;\n/// ```\nlet code = 3;\n    //! ```\n    //! last();\n";
        let seen = shown(text);
        let seen: Vec<_> = seen.iter().map(|(line, code)| (*line, code.as_str())).collect();
        assert_eq!(seen, [(4, "let seen = 2;"), (8, "last();")]);
    }

    #[test]
    fn no_example_is_wider_than_a_page() {
        let root = press_apps_contract::root::find().unwrap();
        for (package, _) in super::super::CRATES {
            let wide = wide(&root, package).unwrap();
            assert!(wide.is_empty(), "{}", wide.join("\n"));
        }
    }
}
