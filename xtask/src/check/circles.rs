//! Files that import each other in a circle: none of them can be read, moved or tested without all the others.
//!
//! Read from the sources alone. A file depends on the file in which what it names is defined, whoever re-exports it on the way. The `mod`
//! lines of a parent, its re-exports of what its children hold, and test modules do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, File, Item, ItemMod, ItemUse, UseTree, Visibility};

use super::end::End;
use crate::files::rust_files;

/// The folders whose crates are looked at, seen from the root of the repository.
const FOLDERS: [&str; 3] = ["crates", "tests", "xtask"];

/// Runs the step.
pub(super) fn check(root: &Path) -> Result<End, String> {
    let mut report = String::new();
    for source in sources(root)? {
        for circle in circles(&rust_files(&source)?) {
            report.push_str(&format!("{} files import each other in a circle:\n", circle.len()));
            for (from, to, names) in circle {
                let shown = |path: &str| {
                    let path = source.join(path);
                    path.strip_prefix(root).unwrap_or(&path).display().to_string()
                };
                let names: Vec<_> = names.into_iter().collect();
                report.push_str(&format!(
                    "  {} -> {}: {}\n",
                    shown(&from),
                    shown(&to),
                    names.join(", ")
                ));
            }
        }
    }
    if report.is_empty() {
        return Ok(End::Passed);
    }
    report.push_str(
        "Move what both need into a file of its own, or a method to the file that needs it.\n",
    );
    Ok(End::Failed(report))
}

/// The `src` folder of every crate.
fn sources(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        if folder.join("src").is_dir() {
            found.push(folder.join("src"));
            continue;
        }
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| format!("{}: cannot be read: {error}", folder.display()))?;
        let below = entries.filter_map(Result::ok).map(|entry| entry.path().join("src"));
        found.extend(below.filter(|source| source.is_dir()));
    }
    found.sort();
    Ok(found)
}

type Module = Vec<String>;

/// One use of something of another file.
type Arrow = (String, String, BTreeSet<String>);

/// The circles among the files of one crate: the arrows within each.
fn circles(files: &BTreeMap<String, String>) -> Vec<Vec<Arrow>> {
    let parsed: BTreeMap<&str, File> = files
        .iter()
        // The programs beside a library are crates of their own.
        .filter(|(path, _)| *path != "main.rs" && !path.starts_with("bin/"))
        .filter_map(|(path, text)| Some((path.as_str(), syn::parse_file(text).ok()?)))
        .collect();
    let krate = Crate::of(&parsed);
    let mut arrows: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (path, file) in &parsed {
        let mut uses =
            Uses { krate: &krate, module: module_of(path), inline: Vec::new(), found: Vec::new() };
        uses.visit_file_mut(&mut file.clone());
        for (target, name) in uses.found {
            if let Some(to) = krate.file_of(&target)
                && to != *path
            {
                arrows.entry(((*path).to_owned(), to.to_owned())).or_default().insert(name);
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for path in parsed.keys() {
        if seen.contains(*path) {
            continue;
        }
        // What is reached from here and reaches back.
        let ahead =
            reached(path, |from| arrows.keys().filter(move |(a, _)| a == from).map(|(_, b)| b));
        let behind =
            reached(path, |to| arrows.keys().filter(move |(_, b)| b == to).map(|(a, _)| a));
        let circle: BTreeSet<&str> = ahead.intersection(&behind).copied().collect();
        if circle.len() > 1 {
            let within = arrows
                .iter()
                .filter(|((a, b), _)| circle.contains(a.as_str()) && circle.contains(b.as_str()));
            found.push(
                within.map(|((a, b), names)| (a.clone(), b.clone(), names.clone())).collect(),
            );
        }
        seen.extend(circle);
    }
    found
}

fn reached<'a, I: Iterator<Item = &'a String>>(
    start: &'a str,
    next: impl Fn(&'a str) -> I,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([start]);
    let mut todo = vec![start];
    while let Some(here) = todo.pop() {
        for there in next(here) {
            if reached.insert(there.as_str()) {
                todo.push(there.as_str());
            }
        }
    }
    reached
}

/// `a/b.rs` and `a/b/mod.rs` as `[a, b]`.
fn module_of(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "mod" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// The modules of a crate: where they lie, and what they re-export.
struct Crate<'a> {
    files: BTreeMap<Module, &'a str>,
    exports: BTreeMap<Module, Vec<(Option<String>, Module)>>,
}

impl<'a> Crate<'a> {
    fn of(parsed: &BTreeMap<&'a str, File>) -> Self {
        let files = parsed.keys().map(|path| (module_of(path), *path)).collect();
        let mut exports: BTreeMap<Module, Vec<(Option<String>, Module)>> = BTreeMap::new();
        for (path, file) in parsed {
            let module = module_of(path);
            for item in &file.items {
                if let Item::Use(item) = item
                    && !matches!(item.vis, Visibility::Inherited)
                {
                    for (name, target) in leaves(&item.tree) {
                        exports.entry(module.clone()).or_default().push((name, target));
                    }
                }
            }
        }
        Self { files, exports }
    }

    fn file_of(&self, module: &[String]) -> Option<&'a str> {
        self.files.get(module).copied()
    }

    /// The module in which what a path names is defined, and its name; nothing for what is not of this crate.
    fn resolve(
        &self,
        module: &[String],
        path: &[String],
        depth: usize,
    ) -> Option<(Module, String)> {
        let (mut here, mut rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (module.to_vec(), &path[1..]),
            "super" => {
                let parent = module.split_last().map(|(_, parent)| parent.to_vec())?;
                return match path.get(1).map(String::as_str) {
                    Some("super") => self.resolve(&parent, &path[1..], depth),
                    _ => self.resolve(&parent, &[&["self".to_owned()], &path[1..]].concat(), depth),
                };
            }
            first => {
                let child = [module, &[first.to_owned()]].concat();
                self.files.get(&child)?;
                (module.to_vec(), path)
            }
        };
        while let Some((next, more)) = rest.split_first() {
            let child = [&here[..], std::slice::from_ref(next)].concat();
            if !self.files.contains_key(&child) {
                break;
            }
            (here, rest) = (child, more);
        }
        let Some(name) = rest.first() else {
            let name = here.last().cloned().unwrap_or_default();
            return Some((here, name));
        };
        // A name that this module only passes on stands where it comes from.
        let exported = self.exports.get(&here).into_iter().flatten();
        for (exported, target) in exported.filter(|_| depth < 8) {
            let target = match exported {
                Some(exported) if exported == name => target.clone(),
                None => [&target[..], std::slice::from_ref(name)].concat(),
                Some(_) => continue,
            };
            if let Some((found, name)) = self.resolve(&here, &target, depth + 1)
                && found != here
            {
                return Some((found, name));
            }
        }
        Some((here, name.clone()))
    }
}

/// Each path of a `use`, with the name it is known by; no name for a glob.
fn leaves(tree: &UseTree) -> Vec<(Option<String>, Module)> {
    fn collect(tree: &UseTree, before: &[String], found: &mut Vec<(Option<String>, Module)>) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => collect(&path.tree, &with(&path.ident), found),
            UseTree::Name(name) if name.ident == "self" => {
                found.push((before.last().cloned(), before.to_vec()));
            }
            UseTree::Name(name) => found.push((Some(name.ident.to_string()), with(&name.ident))),
            UseTree::Rename(name) => found.push((Some(name.rename.to_string()), with(&name.ident))),
            UseTree::Glob(_) => found.push((None, before.to_vec())),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| collect(tree, before, found));
            }
        }
    }
    let mut found = Vec::new();
    collect(tree, &[], &mut found);
    found
}

/// Collects what a file uses of others.
struct Uses<'a> {
    krate: &'a Crate<'a>,
    module: Module,
    /// The inline modules around this place.
    inline: Vec<String>,
    found: Vec<(Module, String)>,
}

impl Uses<'_> {
    fn add(&mut self, path: &[String]) {
        let mut path = path.to_vec();
        // `super` of an inline module is the file itself.
        for _ in 0..self.inline.len() {
            match path.first().map(String::as_str) {
                Some("super") => path[0] = "self".to_owned(),
                Some("self") => return,
                _ => break,
            }
            if path.get(1).map(String::as_str) == Some("super") {
                path.remove(0);
            }
        }
        self.found.extend(self.krate.resolve(&self.module, &path, 0));
    }
}

impl VisitMut for Uses<'_> {
    fn visit_item_mod_mut(&mut self, item: &mut ItemMod) {
        if item.content.is_none() || is_test(&item.attrs) {
            return;
        }
        self.inline.push(item.ident.to_string());
        visit_mut::visit_item_mod_mut(self, item);
        self.inline.pop();
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs[..],
            Item::Impl(item) => &item.attrs[..],
            Item::Use(item) => &item.attrs[..],
            _ => &[],
        };
        if !is_test(attributes) {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_item_use_mut(&mut self, item: &mut ItemUse) {
        let passed_on = !matches!(item.vis, Visibility::Inherited);
        for (name, mut path) in leaves(&item.tree) {
            if name.is_none() {
                path.push("*".to_owned());
            }
            let first = path.first().map(String::as_str).unwrap_or_default();
            let child = [&self.module[..], &[first.to_owned()]].concat();
            let of_child = self.krate.files.contains_key(&child) || first == "self";
            // A parent that passes on what its children hold depends on nothing.
            if !(passed_on && (of_child || self.module.is_empty())) {
                self.add(&path);
            }
        }
    }

    /// Who may see something depends on nobody.
    fn visit_visibility_mut(&mut self, _: &mut Visibility) {}

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.leading_colon.is_none() {
            let names: Vec<_> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if names.len() > 1 {
                self.add(&names);
            }
        }
        visit_mut::visit_path_mut(self, path);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                list.tokens
                    .to_string()
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == "test")
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let circles = circles(&files.collect());
        let arrows = circles.into_iter().flatten();
        arrows.map(|(from, to, names)| format!("{from} -> {to}: {names:?}")).collect()
    }

    #[test]
    fn two_files_that_name_each_other_are_a_circle() {
        let circle = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b.rs", "pub struct B; fn f() { let _: crate::a::A; }"),
        ];
        assert_eq!(found(&circle), [r#"a.rs -> b.rs: {"B"}"#, r#"b.rs -> a.rs: {"A"}"#]);
    }

    #[test]
    fn a_parent_that_uses_a_child_that_uses_the_parent_is_a_circle() {
        let circle = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod b; pub struct A; fn f() { b::g(A) }"),
            ("a/b.rs", "use super::A; pub fn g(_: A) {}"),
        ];
        assert_eq!(found(&circle).len(), 2);
    }

    #[test]
    fn mod_lines_re_exports_and_tests_are_none() {
        let files = [
            ("lib.rs", "mod a; mod c; pub use a::A;"),
            (
                "a/mod.rs",
                "mod b; pub use b::{A, C}; pub(crate) use b::D; #[cfg(test)] mod tests { use super::*; use crate::c::E; }",
            ),
            ("a/b.rs", "pub struct A; pub struct C; pub struct D; mod inner { use super::A; }"),
            // What is named through the parent stands in the child.
            ("c.rs", "use crate::a::{A, D}; pub struct E;"),
        ];
        assert_eq!(found(&files), [""; 0]);
    }

    #[test]
    fn a_longer_circle_is_found_through_re_exports() {
        let circle = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b/mod.rs", "mod inner; pub use inner::*;"),
            ("b/inner.rs", "use crate::c::C; pub struct B(C);"),
            ("c.rs", "pub struct C; impl C { fn f(_: super::a::A) {} }"),
        ];
        assert_eq!(found(&circle).len(), 3);
    }
}
