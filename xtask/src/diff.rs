//! `cargo xtask diff`: what a change of the document means, for whom, and which versions have to grow.
//!
//! The base is the document as it was last released, `openapi/released/`, or a git revision. What a change means is told by
//! `press-apps-contract`; here are the files and revisions the task reads and writes.

use std::path::Path;
use std::process::Command;

use press_apps_contract::diff::{
    Change, Format, Needs, Versions, compare, gate, report, section, with_section,
};
use press_apps_contract::document::{Document, PATH};
use semver::Version;
use serde_json::Value;

use crate::named::named;

/// The document as it was last released.
const RELEASED: &str = "openapi/released/press-apps.yaml";
/// The version the crates had then.
const RELEASED_CRATES: &str = "openapi/released/crates.toml";
const CHANGELOG: &str = "CHANGELOG.md";

/// What the task is told.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// A git revision, or a file, to compare with; the document as it was last released if not given
    base: Option<String>,
    /// How the page is written
    #[arg(long, value_parser = named(Format::NAMES), default_value = "text")]
    format: Format,
    /// Write the changes into CHANGELOG.md
    #[arg(long, conflicts_with = "base")]
    write: bool,
    /// Take the document as it is now for the released one
    #[arg(long, conflicts_with_all = ["base", "write"])]
    release: bool,
}

/// Runs the task; says whether the change may land.
///
/// # Errors
/// When a file or revision cannot be read, or is not what it should be.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let head = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let text = |path: &str| read(root, path);
    if arguments.release {
        return release(root, &head, &versions(&head, &text("Cargo.toml")?)?).map(|()| true);
    }
    if let Some(base) = &arguments.base {
        let document = revision(root, base)?;
        let changes = compare(&document.value, &head.value);
        let page = report(&format!("{PATH} against {base}"), &changes, None, &[], arguments.format);
        crate::say!("{}", page.trim_end());
        return Ok(true);
    }
    let Landing { changes, needs, mut problems } = landing(&head, text)?;
    if arguments.write {
        let changelog = with_section(&text(CHANGELOG)?, section(&changes, &needs).as_deref())?;
        write(root, CHANGELOG, &changelog)?;
        problems = gate(&changes, &needs, &changelog);
    }
    let title = format!("{PATH} against the released version {}", needs.released.document);
    let page = report(&title, &changes, Some(&needs), &problems, arguments.format);
    crate::say!("{}", page.trim_end());
    Ok(problems.is_empty())
}

/// What stands between a change of the document and its landing.
///
/// # Errors
/// As [`run`].
pub(crate) fn problems(root: &Path) -> Result<Vec<String>, String> {
    let head = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    Ok(landing(&head, |path| read(root, path))?.problems)
}

/// What stands between a document and its landing, by the texts of the files that say so.
#[derive(Debug)]
pub(crate) struct Landing {
    /// What changed since the release.
    pub(crate) changes: Vec<Change>,
    /// What that needs.
    pub(crate) needs: Needs,
    /// What is missing.
    pub(crate) problems: Vec<String>,
}

/// The files that [`landing`] asks for.
pub(crate) const LANDING: [&str; 4] = [RELEASED, RELEASED_CRATES, CHANGELOG, "Cargo.toml"];

/// Works it out; `text` gives the files of [`LANDING`].
///
/// # Errors
/// When one of them is missing, or is not what it should be.
pub(crate) fn landing(
    head: &Document,
    text: impl Fn(&str) -> Result<String, String>,
) -> Result<Landing, String> {
    let base =
        Document::parse(RELEASED, text(RELEASED)?).map_err(|problems| problems.to_string())?;
    let released = Versions {
        document: document_version(&base.value)?,
        crates: released_crates(&text(RELEASED_CRATES)?)?,
    };
    let changes = compare(&base.value, &head.value);
    let needs = Needs::of(&changes, released, versions(head, &text("Cargo.toml")?)?);
    let problems = gate(&changes, &needs, &text(CHANGELOG)?);
    Ok(Landing { changes, needs, problems })
}

/// The versions as they are now.
fn versions(head: &Document, manifest: &str) -> Result<Versions, String> {
    Ok(Versions { document: document_version(&head.value)?, crates: crates_version(manifest)? })
}

fn release(root: &Path, head: &Document, now: &Versions) -> Result<(), String> {
    write(root, RELEASED, &head.text)?;
    let text = format!(
        "# The version of the crates when the document beside this was released. Written by `cargo xtask diff --release`.\nversion = \"{}\"\n",
        now.crates
    );
    write(root, RELEASED_CRATES, &text)?;
    crate::say!(
        "The document {} and the crates {} are the released ones now.",
        now.document,
        now.crates
    );
    Ok(())
}

fn read(root: &Path, path: &str) -> Result<String, String> {
    std::fs::read_to_string(root.join(path))
        .map_err(|error| format!("{path}: cannot be read: {error}"))
}

fn write(root: &Path, path: &str, text: &str) -> Result<(), String> {
    let file = root.join(path);
    let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(&file, text))
        .map_err(|error| format!("{path}: cannot be written: {error}"))
}

/// The document of a git revision, or a file.
fn revision(root: &Path, base: &str) -> Result<Document, String> {
    let file = root.join(base);
    let text = if file.is_file() {
        std::fs::read_to_string(&file)
            .map_err(|error| format!("{base}: cannot be read: {error}"))?
    } else {
        let output = Command::new("git")
            .args(["show", &format!("{base}:{PATH}")])
            .current_dir(root)
            .output();
        let output = output.map_err(|error| {
            format!("git cannot be run: {error}; name a file instead of a revision")
        })?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "`{base}` is neither a file nor a revision that has {PATH}: {}",
                reason.trim()
            ));
        }
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    Document::parse(base, text).map_err(|problems| problems.to_string())
}

fn document_version(document: &Value) -> Result<Version, String> {
    let text = document.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    Version::parse(text).map_err(|error| format!("{PATH}: `info.version` is `{text}`: {error}"))
}

fn crates_version(manifest: &str) -> Result<Version, String> {
    version(manifest, &["workspace", "package", "version"])
        .map_err(|error| format!("Cargo.toml: {error}"))
}

fn released_crates(text: &str) -> Result<Version, String> {
    version(text, &["version"]).map_err(|error| format!("{RELEASED_CRATES}: {error}"))
}

fn version(text: &str, keys: &[&str]) -> Result<Version, String> {
    let table: toml::Table = text.parse().map_err(|error| format!("not TOML: {error}"))?;
    let mut value = Some(&toml::Value::Table(table)).cloned();
    for key in keys {
        value = value.and_then(|value| value.get(key).cloned());
    }
    let text = value
        .as_ref()
        .and_then(toml::Value::as_str)
        .ok_or_else(|| format!("there is no `{}`", keys.join(".")))?
        .to_owned();
    Version::parse(&text).map_err(|error| format!("`{text}` is no version: {error}"))
}
