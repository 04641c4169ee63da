//! `cargo xtask missing`: what the document says and the workspace lacks, each with the file and the line to add.
//!
//! Reads files only, so it works while nothing compiles. It knows where things are written and how they begin, not whether they are
//! right: that is for the compiler and the tests.

mod client;
mod least;
mod names;
mod sources;
mod tests_of;

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::path::Path;

use press_apps_contract::api::{Api, Operation};
use press_apps_contract::document::{Document, PATH};
use sources::Sources;

use crate::{codegen, diff};

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lack {
    /// The operation, filter or schema that lacks it.
    about: String,
    /// The file to edit, with the line where it fits, seen from the root of the repository.
    place: String,
    /// What is missing, in a few words.
    what: String,
    /// The lines to add, or the command to run.
    add: String,
}

/// Prints what is missing; says whether nothing is.
///
/// # Errors
/// When the document or a source cannot be read.
pub fn run(root: &Path, _: &Arguments) -> Result<bool, String> {
    let missing = look(root)?;
    crate::say!("{}", print(&missing).trim_end());
    Ok(missing.is_empty())
}

/// Everything that is missing.
///
/// # Errors
/// As [`run`].
pub(crate) fn look(root: &Path) -> Result<Vec<Lack>, String> {
    let document = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let mut missing = Vec::new();
    missing.extend(stale(root));
    let sources = Sources::read(root)?;
    missing.extend(lacks(&Api::of(document.value)?, &sources)?);
    let problems = diff::problems(root)?.into_iter();
    missing.extend(problems.map(|what| Lack {
        about: "the change as a whole".to_owned(),
        place: "CHANGELOG.md".to_owned(),
        what,
        add: "cargo xtask diff --write".to_owned(),
    }));
    Ok(missing)
}

/// What is missing in sources.
fn lacks(api: &Api, sources: &Sources) -> Result<Vec<Lack>, String> {
    let mut missing = Vec::new();
    for operation in api.operations() {
        let subject = Subject { api, operation, sources };
        subject.client(&mut missing)?;
        subject.service(&mut missing)?;
        subject.tests(&mut missing)?;
    }
    for schema in api.schemas().keys() {
        // A schema without a type of its own has no snapshot.
        let typed = sources.text(codegen::SCHEMA_TYPES)?.contains(&format!("(\"{schema}\")"));
        let file = format!("tests/snapshots/schemas/{schema}.snap");
        if typed && !sources.is_file(&file) {
            missing.push(tests_of::snapshot(format!("schema {schema}"), file));
        }
    }
    Ok(missing)
}

/// An operation, and where it is looked for.
struct Subject<'a> {
    api: &'a Api,
    operation: &'a Operation,
    sources: &'a Sources,
}

impl Subject<'_> {
    fn lack(&self, place: String, what: impl Into<String>, add: impl Into<String>) -> Lack {
        let Operation { id, method, path, .. } = self.operation;
        Lack { about: format!("{id}: {method} {path}"), place, what: what.into(), add: add.into() }
    }

    /// The parameters of the query that are no matter of pages.
    fn filters(&self) -> impl Iterator<Item = &press_apps_contract::api::Parameter> {
        let paged = self.is_list();
        self.operation
            .parameters_in("query")
            .filter(move |one| !paged || !PAGING.contains(&one.name.as_str()))
    }

    fn is_list(&self) -> bool {
        self.operation.node.get("x-press-pagination").is_some()
    }
}

/// The parameters that every list has.
const PAGING: [&str; 3] = ["sort", "pageSize", "pageNumber"];

/// Generated code that does not belong to the document, or cannot be generated from it.
fn stale(root: &Path) -> Option<Lack> {
    let what = match codegen::check(root) {
        Ok(None) => return None,
        Ok(Some(_)) => "the generated code belongs to another document".to_owned(),
        Err(error) => format!("the code cannot be generated: {error}"),
    };
    Some(Lack {
        about: "the generated code".to_owned(),
        place: codegen::RUST.to_owned(),
        what,
        add: codegen::COMMAND.to_owned(),
    })
}

/// The page: what is missing by what it is missing for.
pub(crate) fn print(missing: &[Lack]) -> String {
    let mut out = String::new();
    let mut about = "";
    for lack in missing {
        if lack.about != about {
            about = &lack.about;
            let _ = writeln!(out, "{about}");
        }
        let _ = writeln!(out, "  {}: {}", lack.place, lack.what);
        for line in lack.add.lines() {
            let _ = writeln!(out, "{}", format!("      {line}").trim_end());
        }
    }
    let _ = match missing.len() {
        0 => writeln!(out, "nothing is missing"),
        1 => writeln!(out, "\n1 thing is missing"),
        count => writeln!(out, "\n{count} things are missing"),
    };
    out
}
