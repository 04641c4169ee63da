//! Judges the front pages of the published crates: the README of a crate is the first page of its documentation too, so its links have to
//! lead somewhere from both.
//!
//! On a package index a link to an item is an address of docs.rs; in rustdoc it is the item itself. Both come from one label: the README
//! defines it with the address, and the crate defines it before, in its own documentation, with the item. The first definition counts.

use std::collections::BTreeMap;

use super::page::Page;
use super::tree::{Package, Tree};

/// Looks at the front page of every published crate.
pub(super) fn judge(
    pages: &BTreeMap<String, Page>,
    tree: &Tree,
    found: &mut impl FnMut(&str, usize, String),
) {
    for (name, package) in tree.packages.iter().filter(|(_, package)| package.published) {
        let readme = format!("{}README.md", package.folder);
        let library = format!("{}src/lib.rs", package.folder);
        let Some(page) = pages.get(&readme) else {
            found(&format!("{}Cargo.toml", package.folder), 1, format!("{readme} is missing"));
            continue;
        };
        let source = tree.texts.get(&library).map(String::as_str).unwrap_or_default();
        if !source.contains("#![doc = include_str!(\"../README.md\")]") {
            found(&library, 1, format!("{readme} is not the front page of the documentation"));
        }
        for piece in &page.undefined {
            found(
                &readme,
                piece.line,
                format!(
                    "[{}] has no definition, so the package index shows the brackets",
                    piece.text
                ),
            );
        }
        links(name, &readme, page, source, tree, found);
        features(&readme, page, package, found);
    }
}

/// Addresses of docs.rs are of crates that are ours, and those of the crate itself are items in its own documentation.
fn links(
    name: &str,
    readme: &str,
    page: &Page,
    source: &str,
    tree: &Tree,
    found: &mut impl FnMut(&str, usize, String),
) {
    for link in &page.links {
        let Some(rest) = link.target.strip_prefix("https://docs.rs/") else { continue };
        let (krate, item) = rest.split_once('/').unwrap_or((rest, ""));
        if !tree.packages.get(krate).is_some_and(|package| package.published) {
            found(readme, link.line, format!("docs.rs has no crate `{krate}` of ours"));
        } else if krate == name && !item.is_empty() {
            let labels = page.definitions.iter().filter(|(_, target)| *target == link.target);
            let named = labels.filter_map(|(label, _)| defined(source, label));
            let items: Vec<&str> = named.collect();
            match items.as_slice() {
                [] => found(
                    readme,
                    link.line,
                    format!("{} has no label that src/lib.rs defines with the item", link.target),
                ),
                items => {
                    for written in items {
                        if segments_of_item(written) != segments_of_address(item) {
                            found(readme, link.line, format!("{} is not {written}", link.target));
                        }
                    }
                }
            }
        }
    }
}

/// What the documentation of a crate defines a label with.
fn defined<'s>(source: &'s str, label: &str) -> Option<&'s str> {
    let start = format!("[{label}]: ");
    source.lines().find_map(|line| {
        let line = line.trim_start();
        let item = line.strip_prefix("//! ").and_then(|line| line.strip_prefix(&start));
        item.or_else(|| line.split_once(&format!("doc = \"{start}"))?.1.split('"').next())
    })
}

/// `crate::a::B::c` as `a`, `B`, `c`; a mark of the kind goes.
fn segments_of_item(item: &str) -> Vec<&str> {
    let item = item.split_once('@').map_or(item, |(_, item)| item).trim_end_matches("()");
    item.split("::").filter(|part| !matches!(*part, "crate" | "self")).collect()
}

/// `latest/crate/a/struct.B.html#method.c` as `a`, `B`, `c`.
fn segments_of_address(address: &str) -> Vec<&str> {
    let (page, anchor) = address.split_once('#').unwrap_or((address, ""));
    let page = page.split('/').skip(2).filter(|part| !matches!(*part, "" | "index.html"));
    let mut parts: Vec<&str> = page
        .map(|part| {
            let bare = part.strip_suffix(".html").unwrap_or(part);
            bare.split_once('.').map_or(bare, |(_, name)| name)
        })
        .collect();
    parts.extend(anchor.split_once('.').map(|(_, name)| name));
    parts
}

/// The table of features has every feature of the manifest, and no other.
fn features(
    readme: &str,
    page: &Page,
    package: &Package,
    found: &mut impl FnMut(&str, usize, String),
) {
    let heading = page.headings.iter().position(|(_, _, text)| text == "Features");
    let Some(at) = heading else {
        if package.features.iter().any(|feature| feature != "default") {
            found(readme, 1, "there is no `Features`, with a table of them".to_owned());
        }
        return;
    };
    let from = page.headings[at].0;
    let to = page.headings.get(at + 1).map_or(usize::MAX, |(line, _, _)| *line);
    let rows: Vec<(usize, &str)> = page
        .rows
        .iter()
        .filter(|(line, _)| (from..to).contains(line))
        .skip(1)
        .filter_map(|(line, cells)| Some((*line, cells.first()?.as_str())))
        .collect();
    let listed = |feature: &str| {
        rows.iter().any(|(_, cell)| cell.split([' ', ',']).any(|word| word == feature))
    };
    for feature in package.features.iter().filter(|feature| *feature != "default") {
        if !listed(feature) {
            found(readme, from, format!("the table of features has no row for `{feature}`"));
        }
    }
    for (line, cell) in rows {
        let name = cell.split([' ', ',']).next().unwrap_or_default();
        if !package.features.contains(name) && name != "none" {
            found(readme, line, format!("there is no feature `{name}`"));
        }
    }
}
