//! Programs that steps start and cargo does not bring.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

/// Where a program is: where CI puts it (`target/tools/bin`), or wherever the system finds programs.
pub(super) fn program(root: &Path, name: &str) -> Option<PathBuf> {
    let own = root.join("target/tools/bin");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    find(std::iter::once(own).chain(std::env::split_paths(&paths)), name, EXE_SUFFIX)
}

/// The first of the folders that has it, under its name with the ending of programs or, for scripts, without.
fn find(folders: impl Iterator<Item = PathBuf>, name: &str, ending: &str) -> Option<PathBuf> {
    let names = [format!("{name}{ending}"), name.to_owned()];
    folders
        .flat_map(|folder| names.each_ref().map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_with_the_ending_of_its_system() {
        let folder = std::env::temp_dir().join(format!("press-apps-tools-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["typos.exe", "zizmor"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = |name, ending| {
            let folders = [folder.join("missing"), folder.clone()];
            find(folders.into_iter(), name, ending).map(|path| path.file_name().unwrap().to_owned())
        };
        let told = [("typos", ".exe"), ("zizmor", ".exe"), ("zizmor", ""), ("typos", "")];
        let told = told.map(|(name, ending)| found(name, ending));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            told,
            [Some("typos.exe".into()), Some("zizmor".into()), Some("zizmor".into()), None]
        );
    }
}
