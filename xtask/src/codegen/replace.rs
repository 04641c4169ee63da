//! Files that are replaced together: all of them, or none.

use std::path::{Path, PathBuf};

use super::error::{Error, File};

/// What is added to the name of a file that waits to take its place, and of the one that was there.
const NEW: &str = ".new";
const OLD: &str = ".old";

/// Writes every file beside the one it replaces, then puts all of them in place. When that fails, what was there is put back.
pub(super) fn all(root: &Path, files: &[File]) -> Result<(), Error> {
    let places: Vec<PathBuf> = files.iter().map(|file| root.join(&file.path)).collect();
    let mut swapped = Vec::new();
    let result = write(files, &places).and_then(|()| swap(files, &places, &mut swapped));
    if result.is_err() {
        for place in swapped {
            // What cannot be put back is not there in the first place.
            let _ =
                std::fs::rename(beside(place, OLD), place).or_else(|_| std::fs::remove_file(place));
        }
    }
    for place in &places {
        let _ = std::fs::remove_file(beside(place, NEW));
        let _ = std::fs::remove_file(beside(place, OLD));
    }
    result
}

fn write(files: &[File], places: &[PathBuf]) -> Result<(), Error> {
    for (file, place) in files.iter().zip(places) {
        let folder = place.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| std::fs::write(beside(place, NEW), &file.text));
        written.map_err(|error| Error::File { path: file.path.clone(), error })?;
    }
    Ok(())
}

fn swap<'p>(
    files: &[File],
    places: &'p [PathBuf],
    swapped: &mut Vec<&'p Path>,
) -> Result<(), Error> {
    for (file, place) in files.iter().zip(places) {
        let failed = |error| Error::File { path: file.path.clone(), error };
        if place.exists() {
            std::fs::rename(place, beside(place, OLD)).map_err(failed)?;
        }
        swapped.push(place);
        std::fs::rename(beside(place, NEW), place).map_err(failed)?;
    }
    Ok(())
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    /// A folder with one file in it, gone at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            std::fs::create_dir_all(&root).unwrap();
            std::fs::write(root.join("one.rs"), "before").unwrap();
            Self(root)
        }

        fn names(&self) -> Vec<String> {
            let entries = std::fs::read_dir(&self.0).unwrap();
            let mut names: Vec<_> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }

        fn text(&self, name: &str) -> String {
            std::fs::read_to_string(self.0.join(name)).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn every_file_is_replaced() {
        let root = Folder::new("replaced");
        all(&root.0, &[file("one.rs", "after"), file("below/two.rs", "new")]).unwrap();
        assert_eq!(
            (root.text("one.rs"), root.text("below/two.rs")),
            ("after".into(), "new".into())
        );
        assert_eq!(root.names(), ["below", "one.rs"]);
    }

    #[test]
    fn when_a_file_cannot_be_written_every_file_is_as_it_was() {
        let root = Folder::new("unwritten");
        // A file stands where a folder would have to be.
        let broken = [file("one.rs", "after"), file("new.rs", "new"), file("one.rs/two.rs", "no")];
        assert!(all(&root.0, &broken).is_err());
        assert_eq!((root.text("one.rs"), root.names()), ("before".into(), vec!["one.rs".into()]));
    }

    #[test]
    fn when_a_file_cannot_be_put_in_place_those_before_it_are_put_back() {
        let root = Folder::new("unplaced");
        std::fs::write(root.0.join("two.rs"), "before").unwrap();
        std::fs::create_dir_all(root.0.join("two.rs.old/full")).unwrap();
        let broken = [file("one.rs", "after"), file("new.rs", "new"), file("two.rs", "after")];
        assert!(all(&root.0, &broken).is_err());
        assert_eq!((root.text("one.rs"), root.text("two.rs")), ("before".into(), "before".into()));
        assert_eq!(root.names(), ["one.rs", "two.rs", "two.rs.old"]);
    }
}
