//! `cargo xtask codegen`: everything that follows from the document, written anew.
//!
//! [`generate`] makes the files in memory, always the same bytes for the same document and generator. [`write`] puts them where they
//! belong, [`check`] only compares. Nothing here describes the API: it is all read from the document.

mod client;
mod embedded;
mod endpoint_docs;
pub(crate) mod endpoints;
mod enums;
mod error;
mod guard;
mod guide;
mod manifest;
pub(crate) mod names;
mod operations;
mod page;
mod paging;
mod progenitor;
mod render;
mod replace;
mod requests;
mod schema_types;
mod schemas;
mod shape;
mod task;
mod transform;
mod types;

use std::path::Path;

pub use error::{
    ASSUMPTIONS, COMMAND, EMBEDDED, ENDPOINTS, Error, File, GUIDE, PAGE, RUST, SCHEMA_TYPES,
};
pub use manifest::manifest;
use press_apps_contract::document::{Document, PATH};
use press_apps_contract::lint::unfit_for_code;
use render::Header;
use shape::Schemas;
pub use task::{Arguments, run};

/// Every generated file, in memory.
///
/// `root` is the repository: the versions of the generators are read from its `Cargo.lock`, the samples from beside the document.
///
/// # Errors
/// When the document says something that cannot become code, or `Cargo.lock` or a sample cannot be read.
pub fn generate(root: &Path, document: &Document) -> Result<Vec<File>, Error> {
    guard::guarded(|| {
        let findings = unfit_for_code(document);
        if findings.is_empty() { files(root, document) } else { Err(Error::Lint(findings)) }
    })
}

/// [`generate`], of a document that lint has nothing to say against.
fn files(root: &Path, document: &Document) -> Result<Vec<File>, Error> {
    let header = Header::of(root)?;
    let schemas = Schemas::of(document);
    // The tables first: they say what is missing in the document where progenitor would panic.
    let operations = render::format(&operations::file(&schemas)?);
    let paging = render::format(&paging::file(&schemas)?);
    let enums = enums::file(&schemas)?;
    let table = render::format(&schemas::file(&schemas)?);
    let mut generated = progenitor::run(document, &schemas)?;
    let types = types::file(&schemas, generated.types)?;
    let schema_types = render::format(&schema_types::file(&schemas, &types));
    let types = render::format(&types);
    let builders = requests::part(&schemas, &mut generated.client)?;
    let endpoints = render::format(&endpoints::file(&schemas, &builders)?);
    let requests = render::format(&requests::file(builders));
    let client = render::format(&client::file(generated.client));
    let rust = [
        ("client", client),
        ("enums", enums),
        ("operations", operations),
        ("paging", paging),
        ("requests", requests),
        ("schemas", table),
        ("types", types),
    ];
    let mut files: Vec<File> = rust
        .into_iter()
        .map(|(name, code)| File { path: format!("{RUST}/{name}.rs"), text: header.above(&code) })
        .collect();
    files.push(File { path: ENDPOINTS.into(), text: header.above(&endpoints) });
    files.push(File { path: SCHEMA_TYPES.into(), text: header.above(&schema_types) });
    files.push(File { path: EMBEDDED.into(), text: embedded::file(root, document)? });
    files.push(File { path: PAGE.into(), text: page::file(root, document)? });
    files.extend(guide::files(root, document)?);
    Ok(files)
}

/// Generates and writes what has changed, all of it or nothing; gives the files that did.
///
/// # Errors
/// As [`generate`], and when a file cannot be written: then every file is as it was.
pub fn write(root: &Path) -> Result<Vec<File>, Error> {
    let document = Document::load(root, PATH)?;
    let stale = stale(root, generate(root, &document)?)?;
    let files: Vec<File> = stale.into_iter().map(|stale| stale.file).collect();
    replace::all(root, &files)?;
    Ok(files)
}

/// Generates in memory and compares; gives a unified diff for people, or `None` when every file is current.
///
/// # Errors
/// As [`generate`], and when a file cannot be read.
pub fn check(root: &Path) -> Result<Option<String>, Error> {
    let document = Document::load(root, PATH)?;
    let stale = stale(root, generate(root, &document)?)?;
    if stale.is_empty() {
        return Ok(None);
    }
    let mut report = String::new();
    for Stale { file, before } in &stale {
        let diff = similar::TextDiff::from_lines(before.as_deref().unwrap_or_default(), &file.text);
        let old = if before.is_some() { format!("a/{}", file.path) } else { "/dev/null".into() };
        report.push_str(&diff.unified_diff().header(&old, &format!("b/{}", file.path)).to_string());
    }
    let count = stale.len();
    let what = if count == 1 {
        "1 generated file is".into()
    } else {
        format!("{count} generated files are")
    };
    report.push_str(&format!("\n{what} stale. Run `{COMMAND}` and commit the result.\n"));
    Ok(Some(report))
}

struct Stale {
    file: File,
    before: Option<String>,
}

fn stale(root: &Path, files: Vec<File>) -> Result<Vec<Stale>, Error> {
    let mut stale = Vec::new();
    for file in files {
        let before = match std::fs::read_to_string(root.join(&file.path)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(Error::File { path: file.path, error });
            }
        };
        // A checkout may have turned line endings round.
        if before.as_deref().map(|text| text.replace("\r\n", "\n")).as_deref()
            != Some(file.text.as_str())
        {
            stale.push(Stale { file, before });
        }
    }
    Ok(stale)
}
