//! Adding an optional member to every object breaks nobody, and what would be broken cannot be written.
//!
//! A workspace is laid out below `target/` with copies of the types and of `tests/consumer`, and checked by cargo: as the types are,
//! as they would be with the new member, and with the careless feature of the consumer on, which must fail. And a consumer with an HTTP
//! client of its own is run, with and without the line that the first page of the client says it needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use press_apps_contract::document::{Document, PATH};
use serde_json::{Value, json};
use xtask::codegen::generate;

use super::{document, root};

const API: &str = "crates/press-apps-api";
const CONSUMER: &str = "tests/consumer";

#[test]
fn a_new_optional_member_breaks_nobody() {
    let workspace = lay_out();

    let today = workspace.check(&[]);
    assert!(
        today.passed,
        "the consumer does not compile against the types as they are:\n{}",
        today.output
    );

    let careless = workspace.check(&["--features", "careless"]);
    assert!(!careless.passed, "a literal or a match without a wildcard compiles");
    let count = |code: &str| careless.output.matches(code).count();
    // Literals of structs; a newtype and a pattern without rest; matches without a wildcard.
    let found = [
        count("error[E0639]"),
        count("error[E0423]") + count("error[E0603]"),
        count("error[E0638]"),
        count("error[E0004]"),
    ];
    assert_eq!(found, [2, 1, 1, 2], "{}", careless.output);

    workspace.write_types(&grown());
    let tomorrow = workspace.check(&[]);
    assert!(tomorrow.passed, "a new optional member breaks the consumer:\n{}", tomorrow.output);
}

/// The document with one more optional member in every object schema.
fn grown() -> Document {
    let mut value = document().value;
    let schemas = value.pointer_mut("/components/schemas").and_then(Value::as_object_mut).unwrap();
    let mut count = 0;
    for properties in
        schemas.values_mut().filter_map(|schema| schema.get_mut("properties")?.as_object_mut())
    {
        properties.insert(
            "addedLater".into(),
            json!({ "type": "string", "description": "Not there today." }),
        );
        count += 1;
    }
    assert!(count > 30, "{count}");
    Document::parse(PATH, value.to_string()).unwrap()
}

struct Workspace(PathBuf);

struct Outcome {
    passed: bool,
    output: String,
}

fn lay_out() -> Workspace {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("consumer");
    let workspace = Workspace(target);
    for folder in [API, CONSUMER] {
        let copy = workspace.0.join(folder);
        if copy.exists() {
            fs::remove_dir_all(&copy).unwrap();
        }
        for part in ["Cargo.toml", "src"] {
            copy_all(&root().join(folder).join(part), &copy.join(part));
        }
    }
    // The first page of its documentation.
    copy_all(&root().join(API).join("README.md"), &workspace.0.join(API).join("README.md"));
    // The same versions as everywhere else: no other can be had without a network.
    fs::copy(root().join("Cargo.lock"), workspace.0.join("Cargo.lock")).unwrap();
    workspace.change_manifest("Cargo.toml", |manifest| {
        let members = manifest["workspace"].as_table_mut().unwrap();
        members.insert("members".into(), vec![API, CONSUMER].into());
        members.remove("default-members");
    });
    workspace.change_manifest("tests/consumer/Cargo.toml", |manifest| {
        for unused in ["workspace", "bin"] {
            manifest.remove(unused);
        }
        table(manifest, "features").remove("own-client");
        table(manifest, "dependencies").retain(|name, _| name == "press-apps-api");
    });
    workspace
}

fn table<'a>(manifest: &'a mut toml::Table, name: &str) -> &'a mut toml::Table {
    manifest[name].as_table_mut().unwrap()
}

#[test]
fn one_line_lets_a_consumer_make_an_http_client_of_its_own() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("own-client");
    for part in ["Cargo.toml", "src", "own-client"] {
        copy_all(&root().join(CONSUMER).join(part), &folder.join(part));
    }
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let consumer = Workspace(folder);
    let mut manifest: toml::Table =
        fs::read_to_string(consumer.0.join("Cargo.toml")).unwrap().parse().unwrap();
    for name in ["press-apps", "press-apps-api"] {
        let path = root().join("crates").join(name).display().to_string();
        table(table(&mut manifest, "dependencies"), name).insert("path".into(), path.into());
    }
    fs::write(consumer.0.join("Cargo.toml"), manifest.to_string()).unwrap();

    let run = ["run", "--features", "own-client", "--bin", "own-client", "--"];
    let with = consumer.cargo(&run);
    assert!(with.passed, "{}", with.output);
    let without = consumer.cargo(&[&run[..], &["--without-the-line"]].concat());
    assert!(!without.passed, "the line is not needed: take it from the first page");
    let page = fs::read_to_string(root().join("crates/press-apps/src/lib.rs")).unwrap();
    let said = "No rustls crypto provider is configured";
    assert!(without.output.contains(said) && page.contains(said), "{}", without.output);
    let line = "rustls::crypto::ring::default_provider().install_default();";
    let program = fs::read_to_string(root().join(CONSUMER).join("own-client/main.rs")).unwrap();
    assert!(page.contains(line) && program.contains(line), "page and program differ");
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy_all(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

impl Workspace {
    /// Copies a manifest of the repository with a change.
    fn change_manifest(&self, path: &str, change: impl FnOnce(&mut toml::Table)) {
        let mut manifest: toml::Table =
            fs::read_to_string(root().join(path)).unwrap().parse().unwrap();
        change(&mut manifest);
        fs::write(self.0.join(path), manifest.to_string()).unwrap();
    }

    fn write_types(&self, document: &Document) {
        for file in
            generate(root(), document).unwrap().iter().filter(|file| file.path.starts_with(API))
        {
            fs::write(self.0.join(&file.path), &file.text).unwrap();
        }
        let types = fs::read_to_string(self.0.join(API).join("src/generated/types.rs")).unwrap();
        assert!(types.contains("pub fn added_later("), "the new member has no setter");
    }

    fn check(&self, more: &[&str]) -> Outcome {
        self.cargo(&[&["check", "--package", "press-apps-consumer"], more].concat())
    }

    fn cargo(&self, arguments: &[&str]) -> Outcome {
        let (task, more) = arguments.split_first().unwrap();
        let output = Command::new(env!("CARGO"))
            .args([task, "--offline", "--quiet"])
            .args(more)
            .current_dir(&self.0)
            // Not the one this test was built in: another cargo may hold it.
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env_remove("RUSTFLAGS")
            .env("CARGO_PROFILE_DEV_DEBUG", "none")
            // What an HTTP client reads when it is made, on a machine without certificates too.
            .env("SSL_CERT_FILE", self.0.join("own-client/authority.pem"))
            .output()
            .unwrap();
        Outcome {
            passed: output.status.success(),
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
