//! One thing that is missing, and the page that lists them.

use std::fmt::Write as _;

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lack {
    /// The operation, filter or schema that lacks it.
    pub(super) about: String,
    /// The file to edit, with the line where it fits, seen from the root of the repository.
    pub(super) place: String,
    /// What is missing, in a few words.
    pub(super) what: String,
    /// The lines to add, or the command to run.
    pub(super) add: String,
}

/// A snapshot that is not there.
pub(super) fn snapshot(about: String, file: String) -> Lack {
    let add = "INSTA_UPDATE=always cargo test --workspace, then review the diff".to_owned();
    Lack { about, place: file, what: "the snapshot is not there".to_owned(), add }
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
