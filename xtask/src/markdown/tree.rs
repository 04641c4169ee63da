//! What the repository holds that its pages speak of: files, packages with their examples, programs, tests and features.
//!
//! Read once, from the files that belong to the repository; everything else here is pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::git;

/// The repository, as far as its pages speak of it.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Every file, by its path from the root.
    pub(crate) paths: BTreeSet<String>,
    /// The texts of those that are read here.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) packages: BTreeMap<String, Package>,
    /// The version of the workspace.
    pub(crate) version: String,
    /// The aliases of cargo.
    pub(crate) aliases: BTreeSet<String>,
    /// The pages that are part of the documentation of a Rust file, with that file.
    included: BTreeMap<String, String>,
}

/// A package of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Package {
    /// Its folder, ending in `/`.
    pub(crate) folder: String,
    pub(crate) published: bool,
    pub(crate) features: BTreeSet<String>,
    pub(crate) examples: BTreeSet<String>,
    pub(crate) programs: BTreeSet<String>,
    pub(crate) tests: BTreeSet<String>,
}

/// The endings of the files whose texts are read.
const READ: [&str; 6] = [".md", ".rs", ".toml", ".sh", ".yml", ".py"];

impl Tree {
    /// Reads the tree below a root.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut tree = Self { paths: files(root)?, ..Self::default() };
        for path in &tree.paths {
            if READ.iter().any(|ending| path.ends_with(ending)) || path.starts_with(".ci/") {
                let text = std::fs::read_to_string(root.join(path))
                    .map_err(|error| format!("{path}: cannot be read: {error}"))?;
                tree.texts.insert(path.clone(), text);
            }
        }
        tree.index()?;
        Ok(tree)
    }

    /// A tree of these files.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let texts: BTreeMap<String, String> = texts.collect();
        let mut tree = Self { paths: texts.keys().cloned().collect(), texts, ..Self::default() };
        tree.index().unwrap();
        tree
    }

    /// Whether there is a file or a folder at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.paths.contains(path) || {
            let folder = format!("{path}/");
            self.paths
                .range(folder.clone()..)
                .next()
                .is_some_and(|found| found.starts_with(&folder))
        }
    }

    /// Whether a path, or the end of one, names a file or folder of the tree.
    pub(crate) fn has_ending(&self, ending: &str) -> bool {
        let ending = ending.trim_end_matches('/');
        let within = format!("/{ending}");
        self.has(ending)
            || self
                .paths
                .iter()
                .any(|path| path.ends_with(&within) || path.contains(&format!("{within}/")))
    }

    /// The texts of files with this ending, with their paths.
    pub(crate) fn texts_of<'a>(
        &'a self,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let texts = self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        texts.filter(move |(path, _)| path.ends_with(ending))
    }

    /// The Rust file whose documentation a page is part of.
    pub(crate) fn included_by(&self, path: &str) -> Option<&str> {
        self.included.get(path).map(String::as_str)
    }

    /// The pages that the documentation of a Rust file includes.
    fn includes(&self, from: &str, text: &str) -> Vec<String> {
        let mut pages = Vec::new();
        for line in text.lines().map(str::trim_start) {
            let documents =
                ["#![doc", "#[doc", "doc = "].iter().any(|start| line.starts_with(start));
            if !documents {
                continue;
            }
            // A macro that includes the pages of its folder.
            if line.contains("include_str!(concat!(stringify!(") {
                let beside = |path: &str| {
                    path.rsplit('/').next().and_then(|name| resolved(from, name)).as_deref()
                        == Some(path)
                };
                pages.extend(
                    self.texts_of(".md")
                        .map(|(path, _)| path.to_owned())
                        .filter(|path| beside(path)),
                );
            } else if let Some((_, rest)) = line.split_once("include_str!(\"") {
                pages.extend(rest.split('"').next().and_then(|target| resolved(from, target)));
            }
        }
        pages
    }

    fn index(&mut self) -> Result<(), String> {
        if let Some(text) = self.texts.get(".cargo/config.toml") {
            self.aliases = keys(&table(".cargo/config.toml", text)?, "alias");
        }
        let manifests: Vec<(String, String)> = self
            .texts
            .iter()
            .filter_map(|(path, text)| {
                Some((path.strip_suffix("Cargo.toml")?.to_owned(), text.clone()))
            })
            .collect();
        for (folder, text) in manifests {
            let manifest = table(&format!("{folder}Cargo.toml"), &text)?;
            if let Some(version) = manifest
                .get("workspace")
                .and_then(|workspace| workspace.get("package")?.get("version")?.as_str())
            {
                version.clone_into(&mut self.version);
            }
            let Some(about) = manifest.get("package") else { continue };
            let Some(name) = about.get("name").and_then(toml::Value::as_str) else { continue };
            let mut package = Package {
                published: about.get("publish") != Some(&toml::Value::Boolean(false)),
                features: keys(&manifest, "features"),
                examples: self.targets(&folder, "examples"),
                programs: self.targets(&folder, "src/bin"),
                tests: self.targets(&folder, "tests"),
                folder: folder.clone(),
            };
            if self.has(&format!("{folder}src/main.rs")) {
                package.programs.insert(name.to_owned());
            }
            for (key, into) in [
                ("bin", &mut package.programs),
                ("test", &mut package.tests),
                ("example", &mut package.examples),
            ] {
                let listed = manifest.get(key).and_then(toml::Value::as_array);
                let names = listed.into_iter().flatten().filter_map(|item| item.get("name"));
                into.extend(names.filter_map(toml::Value::as_str).map(str::to_owned));
            }
            self.packages.insert(name.to_owned(), package);
        }
        let mut included = BTreeMap::new();
        for (from, text) in self.texts_of(".rs") {
            for page in self.includes(from, text) {
                included.entry(page).or_insert_with(|| from.to_owned());
            }
        }
        self.included = included;
        Ok(())
    }

    /// The programs in a folder of a package: files, and folders with a `main.rs`.
    fn targets(&self, folder: &str, below: &str) -> BTreeSet<String> {
        let start = format!("{folder}{below}/");
        let inside = self.paths.iter().filter_map(|path| path.strip_prefix(&start));
        let names = inside.filter_map(|path| {
            path.strip_suffix("/main.rs")
                .or_else(|| path.strip_suffix(".rs"))
                .filter(|name| !name.contains('/'))
        });
        names.map(str::to_owned).collect()
    }
}

/// The path from the root of what a file points to; nothing when that is outside.
pub(crate) fn resolved(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn table(path: &str, text: &str) -> Result<toml::Table, String> {
    toml::from_str(text).map_err(|error| format!("{path}: {error}"))
}

fn keys(table: &toml::Table, key: &str) -> BTreeSet<String> {
    let inner = table.get(key).and_then(toml::Value::as_table);
    inner.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

/// The files that belong to the repository, committed or not. Without git, as in a copy of the tree, all there are.
fn files(root: &Path) -> Result<BTreeSet<String>, String> {
    let listed: BTreeSet<String> = git::files(root).into_iter().flatten().collect();
    if !listed.is_empty() {
        return Ok(listed);
    }
    let mut found = BTreeSet::new();
    walk(root, "", &mut found)
        .map_err(|error| format!("{}: cannot be read: {error}", root.display()))?;
    Ok(found)
}

fn walk(folder: &Path, below: &str, files: &mut BTreeSet<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.is_dir() {
            true if matches!(name.as_str(), ".git" | "target" | "node_modules") => {}
            true => walk(&path, &format!("{below}{name}/"), files)?,
            false => {
                files.insert(format!("{below}{name}"));
            }
        }
    }
    Ok(())
}
