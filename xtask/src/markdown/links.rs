//! Judges links: a file or a heading that a page points to is there. Nothing is asked of the network: an address of another host is
//! checked against the list of hosts, so that none is invented.

use std::collections::BTreeMap;

use super::page::Page;
use super::tree::{Tree, resolved};

/// Hosts that pages may point to. A new one is looked at by a person first.
const HOSTS: [&str; 12] = [
    "docs.peak.ai",
    "docs.rs",
    "crates.io",
    "doc.rust-lang.org",
    "www.rust-lang.org",
    "github.com",
    "docs.github.com",
    "semver.org",
    "keepachangelog.com",
    "opentelemetry.io",
    "www.rfc-editor.org",
    "nexte.st",
];
/// Endings of files that code within a line may name.
const FILES: [&str; 9] =
    [".rs", ".toml", ".md", ".yaml", ".jsonl", ".sh", ".txt", ".html", ".snap"];
/// Folders that are not part of the repository, places of others, and one that is made up.
const ELSEWHERE: [&str; 6] = ["target/", "http:", "https:", "~/", "/", "a/"];

/// Looks at every link of a page.
pub(super) fn judge(
    path: &str,
    page: &Page,
    pages: &BTreeMap<String, Page>,
    tree: &Tree,
    found: &mut impl FnMut(usize, String),
) {
    // Part of a crate's documentation: seen in rustdoc, where paths of the repository lead nowhere.
    let documented = tree.included_by(path).is_some_and(|by| by.starts_with("crates/"));
    for link in &page.links {
        let target = link.target.as_str();
        let wrong = if let Some(address) = target.strip_prefix("https://") {
            let host = address.split(['/', '#', '?']).next().unwrap_or_default();
            (!HOSTS.contains(&host)).then(|| {
                format!("the host {host} is not known: if it is meant and there, add it to `HOSTS` in xtask/src/markdown/links.rs")
            })
        } else if target.contains("://") {
            Some(format!("{target} is no https address"))
        } else if let Some(anchor) = target.strip_prefix('#') {
            (!page.anchors.contains(anchor)).then(|| no_heading(path, anchor, page))
        } else if documented {
            let of_rustdoc = !target.contains('/') && !target.ends_with(".md");
            (!of_rustdoc).then(|| {
                format!("{target} leads nowhere from the documentation of a crate: name an item, or give an address")
            })
        } else {
            relative(path, target, pages, tree)
        };
        if let Some(wrong) = wrong {
            found(link.line, wrong);
        }
    }
}

fn relative(
    path: &str,
    target: &str,
    pages: &BTreeMap<String, Page>,
    tree: &Tree,
) -> Option<String> {
    let (file, anchor) = match target.split_once('#') {
        Some((file, anchor)) => (file, Some(anchor)),
        None => (target, None),
    };
    let Some(file) = resolved(path, file).filter(|file| tree.has(file)) else {
        return Some(format!("there is no {file}, which the link points to"));
    };
    let anchor = anchor?;
    match pages.get(&file) {
        Some(page) if page.anchors.contains(anchor) => None,
        Some(page) => Some(no_heading(&file, anchor, page)),
        None => Some(format!("{file} has no headings, so `#{anchor}` leads nowhere")),
    }
}

fn no_heading(path: &str, anchor: &str, page: &Page) -> String {
    let near = page.anchors.iter().map(String::as_str);
    let near =
        near.filter(|there| there.contains(anchor) || anchor.contains(there)).collect::<Vec<_>>();
    match near.as_slice() {
        [] => format!("{path} has no heading `#{anchor}`"),
        near => format!("{path} has no heading `#{anchor}`; there is `#{}`", near.join("`, `#")),
    }
}

/// Code within a line that names a file, or a folder, which is not there. Paths may begin anywhere: `check/steps.rs`.
pub(super) fn missing_file(code: &str, tree: &Tree) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let path = code.split(':').next().unwrap_or_default();
    let file = FILES.iter().any(|ending| path.ends_with(ending)) && !path.starts_with('.');
    let speaks_of_one = file && path.contains('/') && path.chars().all(plain);
    let elsewhere = ELSEWHERE.iter().any(|start| path.starts_with(start));
    let there = || tree.has_ending(path.trim_start_matches("./").trim_start_matches("../"));
    (speaks_of_one && !elsewhere && !there()).then(|| format!("there is no file {path}"))
}
