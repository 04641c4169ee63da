//! From a file on disk to a request, and what is said when that fails.

use std::path::{Path, PathBuf};

use press_apps::files::{self, DeploymentFile, LARGEST, RevisionFile, SpecFile, SpecUpdateFile};
use press_apps::validation::Options;
use press_apps::{Error, ErrorKind};

use crate::support::{Script, Step};

/// A folder of its own for each test, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let unique = format!("press-apps-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(unique);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const SPEC: &str = "\
body:
  version: 1
  kind: app
  metadata: { name: churn, summary: Predicts churn }
  release: { version: 1.0.0 }
  config: [{ id: block-1, release: { version: 1.0.0 } }]
scope: shared
tenants: [sales]
parameters:
  run:
    - { name: rounds, type: number, required: false }
";

/// What is said about a file, its path taken out.
fn said(error: &Error, path: &Path) -> String {
    error.to_string().replace(&path.display().to_string(), "PATH")
}

#[tokio::test]
async fn a_spec_file_is_sent_whole() {
    let folder = Folder::new("whole");
    let path = folder.file("churn.yaml", SPEC);
    let script = Script::new([Step::Good]);
    let specs = script.client().specs();
    specs.create(files::read::<SpecFile>(&path).unwrap()).await.unwrap();
    let sent: serde_json::Value = serde_json::from_slice(script.seen()[0].body()).unwrap();
    assert_eq!((&sent["scope"], &sent["tenants"]), (&"shared".into(), &"[\"sales\"]".into()));
    assert!(sent["parameters"].as_str().unwrap().contains("rounds"));
    assert!(sent["spec"].as_str().unwrap().contains("Predicts churn"));
}

#[test]
fn what_keeps_a_file_from_being_read_is_said_with_its_path() {
    let folder = Folder::new("unreadable");
    let large = folder.file("large.yaml", vec![b' '; LARGEST + 1]);
    let latin = folder.file("latin.yaml", b"metadata:\n  name: caf\xe9\n");
    let wide = folder.file("wide.yaml", b"\xff\xfea\0");
    let plain = folder.file("plain.yaml", b"t\0i\0t\0");
    let wider = folder.file("wider.yaml", b"\xff\xfe\0\0t\0\0\0");
    let missing = folder.0.join("missing.yaml");
    for (path, expected) in [
        (&missing, "cannot read \"PATH\": there is no such file"),
        (&folder.0, "cannot read \"PATH\": it is a folder"),
        (
            &large,
            "cannot read \"PATH\": it has 1048577 bytes, and at most 1048576 are read; is this the right file?",
        ),
        (&latin, "cannot read \"PATH\": it is not UTF-8 text, from line 2, column 12 on"),
        (&wide, "cannot read \"PATH\": it is UTF-16 text; save it as UTF-8"),
        (&plain, "cannot read \"PATH\": it is UTF-16 text; save it as UTF-8"),
        (&wider, "cannot read \"PATH\": it is UTF-32 text; save it as UTF-8"),
    ] {
        let error = files::read::<SpecFile>(path).unwrap_err();
        assert_eq!(said(&error, path), expected);
        assert_eq!(error.kind(), ErrorKind::File);
    }
    // The path is told as it was given, not as it was found.
    let error = files::read::<SpecFile>("./no/../such.yaml").unwrap_err();
    assert!(error.to_string().contains("\"./no/../such.yaml\""), "{error}");
    // What the system says is the same once more.
    assert_eq!(format!("{error:#}"), error.to_string());
}

#[cfg(unix)]
#[test]
fn what_never_ends_is_not_opened() {
    let folder = Folder::new("pipe");
    let pipe = folder.0.join("pipe");
    // Opening a pipe that nobody writes to waits for ever.
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [Path::new("/dev/zero"), Path::new("/dev/null"), &pipe] {
        let error = files::read::<SpecFile>(path).unwrap_err();
        assert_eq!(
            said(&error, path),
            "cannot read \"PATH\": it is a pipe, socket or device and no regular file; save it as a file, or read it yourself \
             and call `parse`"
        );
    }
}

#[test]
fn every_problem_of_a_file_has_its_line_and_column() {
    let folder = Folder::new("problems");
    let text =
        SPEC.replace("1.0.0 }\n  config", "1.0 }\n  config").replace("parameters", "parametrs");
    let path = folder.file("churn.yaml", text);
    let error = files::read::<SpecFile>(&path).unwrap_err();
    let text = format!("{error:#}").replace(&path.display().to_string(), "PATH");
    assert_eq!(
        text,
        "nothing was sent, 2 problems:\n  \
           PATH:5:23: /body/release/version: expected text, found 1.0; YAML reads 1.0 as a number; did you mean \"1.0.0\"? [type]\n  \
           PATH:9:1: /parametrs: expected body, featured, scope, tenants or parameters, found the field \"parametrs\"; \
         did you mean \"parameters\"? [unknown-field]"
    );
    let place = error.problems().unwrap().first().unwrap().location().unwrap();
    assert_eq!((place.line, place.column), (5, 23));
}

#[tokio::test]
async fn problems_that_only_the_release_shows_have_their_place_in_the_file_too() {
    let text = "metadata: { name: churn, summary: Predicts churn }\nspec: { id: s-1, release: { version: 1.0.0 } }\n\
                appParameters:\n  run:\n    rounds: fifty\n";
    let file = DeploymentFile::parse(text, "churn.yaml").unwrap();
    let release =
        r#"{"id":"r-1","parameters":{"run":[{"name":"rounds","type":"number","required":true}]}}"#;
    let script = Script::new([Step::body(200, release)]);
    let error = script.client().deployments().create(&file).check_parameters().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "create_deployment: nothing was sent: churn.yaml:5:13: /appParameters/run/rounds: expected a number, found text; \
         the parameter is of type number [parameter-type]"
    );
}

#[test]
fn rules_left_out_of_reading_stay_left_out() {
    let folder = Folder::new("skipped");
    let path = folder.file("update.yaml", "metadata: { imageUrl: images/a.png }\n");
    assert!(files::read::<SpecUpdateFile>(&path).unwrap_err().is_validation());
    let rules = Options::new().skip("absolute-url");
    let file: SpecUpdateFile = files::read_with(&path, &rules).unwrap();
    let spec = Script::new([Step::Good]).client().spec("s-1").unwrap();
    spec.update(&file).validate().unwrap();
    assert!(spec.update(file.request()).validate().is_err());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let folder = Folder::new("mark");
    let path = folder.file("revision.yaml", "\u{feff}release: { version: 2.0.0 }\n");
    let file: RevisionFile = files::read(&path).unwrap();
    assert_eq!(file.request().release.as_ref().unwrap().version, "2.0.0");
}
