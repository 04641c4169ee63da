//! Which code is tried: the modules where a slip costs a caller most, by crate.
//!
//! The crate's own tests judge. Nothing here reads the modules; [`super::find`] does.

use std::path::Path;

use super::find::{self, Mutant};
use crate::files::rust_files;

/// The crates, each with the modules that are tried.
pub(super) const SCOPE: [(&str, &[&str]); 3] = [
    ("press-apps", &["list", "request", "retry", "wait"]),
    ("press-apps-model", &["check", "files", "parameters", "rules"]),
    ("press-apps-emulator", &["lifecycle", "operations", "store"]),
];

/// Every mutant of these modules, in the order of the files.
///
/// # Errors
/// When a module is not there, or a file cannot be read.
pub(super) fn mutants(root: &Path) -> Result<Vec<Mutant>, String> {
    let mut all = Vec::new();
    for (package, modules) in SCOPE {
        for module in modules {
            let folder = format!("crates/{package}/src/{module}");
            let files = rust_files(&root.join(&folder))?;
            if files.is_empty() {
                return Err(format!("{folder}: no Rust file; `SCOPE` in xtask names the modules"));
            }
            for (path, text) in files {
                // Tests in files of their own.
                if path.split('/').any(|part| matches!(part, "tests" | "tests.rs")) {
                    continue;
                }
                let place = find::Place {
                    package,
                    module,
                    file: format!("{folder}/{path}"),
                    function: String::new(),
                };
                all.extend(find::mutants(&place, &text)?);
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    #[test]
    fn code_is_tried_and_its_tests_are_not() {
        let root = press_apps_contract::root::find().unwrap();
        let found = super::mutants(&root).unwrap();
        for (package, modules) in super::SCOPE {
            for module in modules {
                let here = |place: &super::find::Place| {
                    place.package == package && place.module == *module
                };
                assert!(found.iter().any(|mutant| here(&mutant.place)), "{package} {module}");
            }
        }
        let of_tests = found.iter().find(|mutant| mutant.place.file.contains("tests"));
        assert!(of_tests.is_none(), "{of_tests:?}");
    }
}
