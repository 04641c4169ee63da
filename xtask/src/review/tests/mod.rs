//! Reviews of real edits, and of trees that cannot be compared.

mod edits;

use std::path::{Path, PathBuf};
use std::process::Command;

use press_apps_contract::document::PATH;

use super::*;

/// The document that the edits are made in, that of the worked examples in openapi/README.md.
const SMALL: &str = include_str!("../../worked_examples/document.yaml");

fn git(root: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false"];
    let output =
        Command::new("git").args(identity).args(arguments).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("review-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        Self(root)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// A repository with the small document in its one commit.
    fn with_document(name: &str) -> Self {
        let folder = Self::new(name);
        folder.write(PATH, SMALL);
        folder.write("openapi/released/press-apps.yaml", SMALL);
        folder.write("openapi/released/crates.toml", "version = \"0.1.0\"\n");
        folder.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
        folder.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n");
        folder.write(
            &snapshots::path("specs/list_specs.request.least"),
            &snapshot("GET /v1/apps/specs/"),
        );
        git(&folder.0, &["init", "-q", "-b", "main"]);
        folder.commit();
        folder
    }

    fn commit(&self) {
        git(&self.0, &["add", "-A"]);
        git(&self.0, &["commit", "-q", "-m", "A change"]);
    }

    fn review(&self, base: &str) -> Result<String, String> {
        review(&self.0, base, Format::Markdown)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn snapshot(text: &str) -> String {
    format!("---\nsource: tests/src/snapshot.rs\ndescription: What it is.\n---\n{text}\n")
}

#[test]
fn a_tree_is_compared_with_a_commit_and_what_is_not_committed_is_told() {
    let folder = Folder::with_document("dirty");
    assert!(folder.review("main").unwrap().contains("\nNothing.\n"));
    folder.write(PATH, &SMALL.replace("archived]", "archived, draft]"));
    folder
        .write(&snapshots::path("specs/list_specs.request.least"), &snapshot("GET /v1/apps/specs"));
    folder.write(
        &snapshots::path("specs/list_specs.request.fullest"),
        &snapshot("GET /v1/apps/specs/?a=b"),
    );
    folder.write("notes.bin", "x\n");
    let page = folder.review("main").unwrap();
    for part in [
        "4 files are not committed.",
        "`SpecStatus` can be `draft` now",
        "CHANGELOG.md does not list these changes",
        "## GET /v1/apps/specs/ (list_specs)\n\n**Sent, with the least it takes**\n\n```diff\n-GET /v1/apps/specs/\n+GET /v1/apps/specs\n```",
        "**Sent, with everything it can say (new)**\n\n```diff\n+GET /v1/apps/specs/?a=b\n```",
        "- `notes.bin` +1 -0",
    ] {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
}

#[test]
fn a_base_that_went_on_is_compared_with_where_the_branch_left_it() {
    let folder = Folder::with_document("ahead");
    git(&folder.0, &["checkout", "-q", "-b", "work"]);
    folder.write(PATH, &SMALL.replace("archived]", "archived, draft]"));
    folder.commit();
    git(&folder.0, &["checkout", "-q", "main"]);
    folder.write("other.txt", "of somebody else\n");
    folder.commit();
    git(&folder.0, &["checkout", "-q", "work"]);
    let page = folder.review("main").unwrap();
    assert!(page.contains("`main` has gone on since"), "{page}");
    assert!(!page.contains("other.txt") && page.contains("`draft`"), "{page}");
}

#[test]
fn what_cannot_be_compared_is_said_with_what_to_do() {
    let folder = Folder::new("plain");
    let said = folder.review("main").unwrap_err();
    assert!(said.contains("no git repository, so there is no `main` to compare with"), "{said}");

    let folder = Folder::with_document("unknown");
    for base in ["no-such-branch", "--output=x", "main:Cargo.toml", ""] {
        let said = folder.review(base).unwrap_err();
        assert!(said.starts_with(&format!("`{base}` is no revision of this repository")), "{said}");
        assert!(said.contains("git fetch origin"), "{said}");
    }

    git(&folder.0, &["checkout", "-q", "--orphan", "empty"]);
    git(&folder.0, &["rm", "-rq", "--cached", "."]);
    folder.write(PATH, SMALL);
    git(&folder.0, &["commit", "-q", "--allow-empty", "-m", "Nothing"]);
    let said = folder.review("empty").unwrap_err();
    assert!(
        said.contains("has no openapi/press-apps.yaml: nothing says what its API was"),
        "{said}"
    );
    let page = folder.review("main").unwrap();
    assert!(page.contains("have no commit in common"), "{page}");
}

#[test]
fn a_document_that_cannot_be_read_is_told_and_the_rest_is_shown() {
    let folder = Folder::with_document("broken");
    folder.write(PATH, &SMALL.replace("required: [", "requried: ["));
    folder
        .write(&snapshots::path("specs/list_specs.request.least"), &snapshot("GET /v1/apps/specs"));
    let page = folder.review("main").unwrap();
    assert!(page.contains("The document of this tree cannot be read:"), "{page}");
    assert!(page.contains("requried"), "{page}");
    assert!(page.contains("+GET /v1/apps/specs\n"), "{page}");
}
