//! `cargo xtask api`: what each published crate offers, as a list that is reviewed, and a check that it gives away no more than it means to.
//!
//! The lists are in `xtask/public-api/`, one line per item, derived and automatic trait impls left out. They are made from rustdoc's JSON
//! output, which is unstable: a compiler that writes another form of it cannot check them, and the task says so.

mod examples;
mod foreign;
mod rustdoc;
mod width;

use std::path::Path;

pub use foreign::{ALLOWED, Allowed};
pub use rustdoc::stand_in;

/// Where the lists lie, seen from the root of the repository.
const FOLDER: &str = "xtask/public-api";

/// The published crates and the features that are listed with them. `native-tls` adds nothing but a library of the platform.
const CRATES: &[(&str, &[&str])] = &[
    ("press-apps-api", &["client", "schemars"]),
    ("press-apps-model", &["files"]),
    ("press-apps-emulator", &["cli"]),
    (
        "press-apps",
        &["rustls", "files", "reqwest-client", "testing", "schemars", "emulator", "blocking"],
    ),
];

/// What the task is told.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Change nothing; print what differs, and fail if anything does
    #[arg(long)]
    pub check: bool,
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The lists are current, and nothing foreign is in them that is not allowed.
    Good,
    /// What is wrong.
    Bad(String),
    /// This compiler cannot make the lists.
    Unable(String),
}

/// Runs the task for a person.
///
/// # Errors
/// When a crate cannot be documented, or a list cannot be read or written.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    match outcome(root, arguments.check)? {
        Outcome::Good => {
            crate::say!("The lists of the public API are current.");
            Ok(true)
        }
        Outcome::Bad(report) => {
            crate::say!("{}", report.trim_end());
            Ok(false)
        }
        Outcome::Unable(reason) => Err(reason),
    }
}

/// Makes the lists; writes them unless only asked to `check`.
///
/// # Errors
/// As [`run`].
pub fn outcome(root: &Path, check: bool) -> Result<Outcome, String> {
    let mut report = String::new();
    for (name, features) in CRATES {
        let (items, json) = match rustdoc::items(root, name, features)? {
            Ok(found) => found,
            Err(reason) => return Ok(Outcome::Unable(reason)),
        };
        let text = items.iter().map(|item| format!("{item}\n")).collect::<String>();
        let path = format!("{FOLDER}/{name}.txt");
        if check {
            let before =
                std::fs::read_to_string(root.join(&path)).unwrap_or_default().replace("\r\n", "\n");
            if before != text {
                let diff = similar::TextDiff::from_lines(before.as_str(), &text);
                report.push_str(
                    &diff
                        .unified_diff()
                        .context_radius(0)
                        .header(&path, "the public API")
                        .to_string(),
                );
                report.push_str(&format!(
                    "{path} is stale. Run `cargo xtask api`, review the difference and commit it.\n"
                ));
            }
        } else {
            write(root, &path, &text)?;
        }
        let lines = foreign::leaks(name, &items).into_iter();
        let lines = lines.chain(examples::missing(&items, &json)).chain(width::wide(root, name)?);
        report.extend(lines.map(|line| line + "\n"));
    }
    Ok(if report.is_empty() { Outcome::Good } else { Outcome::Bad(report) })
}

fn write(root: &Path, path: &str, text: &str) -> Result<(), String> {
    let file = root.join(path);
    let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(&file, text))
        .map_err(|error| format!("{path}: cannot be written: {error}"))
}
