//! `cargo xtask missing`: what the document says and the workspace lacks, each with the file and the line to add.
//!
//! Reads files only, so it works while nothing compiles. It knows where things are written and how they begin, not whether they are
//! right: that is for the compiler and the tests.

mod client;
mod lack;
mod least;
mod names;
mod sources;
mod subject;
mod tests_of;

#[cfg(test)]
mod tests;

use std::path::Path;

use lack::{Lack, print, snapshot};
use press_apps_contract::api::Api;
use press_apps_contract::document::{Document, PATH};
use serde_json::Value;
use sources::Sources;
use subject::Subject;

use crate::{codegen, diff};

/// Where the meaning of a status is decided.
const STATUSES: &str = "crates/press-apps-model/src/status.rs";

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

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
fn look(root: &Path) -> Result<Vec<Lack>, String> {
    let document = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let mut missing = Vec::new();
    missing.extend(stale(root));
    let sources = Sources::read(root)?;
    missing.extend(lacks(&Api::of(document.value)?, &sources)?);
    missing.extend(diff::problems(root)?.into_iter().map(unlanded));
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
            missing.push(snapshot(format!("schema {schema}"), file));
        }
    }
    for (schema, node) in api.schemas() {
        classes(schema, node, sources, &mut missing)?;
    }
    Ok(missing)
}

/// The values of a status whose meaning nobody has decided.
fn classes(
    schema: &str,
    node: &Value,
    sources: &Sources,
    missing: &mut Vec<Lack>,
) -> Result<(), String> {
    let text = sources.text(STATUSES)?;
    let begins = format!("impl HasStatusClass for {schema} ");
    if !text.contains(&begins) {
        return Ok(());
    }
    let values = node["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for value in values {
        let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        if !words.any(|word| word == value) {
            missing.push(Lack {
                about: format!("schema {schema}"),
                place: sources.place(STATUSES, &begins),
                what: format!("nobody has decided what the status `{value}` means"),
                add: format!("its class in `class`, if it does not move; `{value}` in the test of the classes"),
            });
        }
    }
    Ok(())
}

/// What stands between the change as a whole and its landing.
fn unlanded(problem: String) -> Lack {
    let (place, add) = if problem.contains("info.version") {
        (PATH, "version: …, below `info`")
    } else if problem.contains("workspace.package.version") {
        ("Cargo.toml", "version = \"…\", below `[workspace.package]`")
    } else {
        ("CHANGELOG.md", "cargo xtask diff --write")
    };
    Lack {
        about: "the change as a whole".to_owned(),
        place: place.to_owned(),
        what: problem,
        add: add.to_owned(),
    }
}

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
