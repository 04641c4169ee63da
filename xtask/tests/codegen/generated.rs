//! The committed files are what the document gives, and every run gives the same.

use std::collections::BTreeSet;
use std::process::Command;

use press_apps_contract::document::{Document, PATH};
use syn::{Attribute, Item};
use xtask::codegen::{ASSUMPTIONS, GUIDE, RUST, check, generate};

use super::{document, root};

#[test]
fn committed_files_are_current() {
    if let Some(report) = check(root()).unwrap() {
        panic!("{report}");
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let once = generate(root(), &document()).unwrap();
    let twice = generate(root(), &document()).unwrap();
    assert!(once == twice);
}

#[test]
fn line_endings_of_a_checkout_make_no_difference() {
    let text = document().text.replace('\n', "\r\n");
    let turned = Document::parse(PATH, text).unwrap();
    assert!(generate(root(), &turned).unwrap() == generate(root(), &document()).unwrap());
}

#[test]
fn a_changed_value_makes_the_files_stale() {
    let changed = document()
        .text
        .replace("enum: [private, public, shared]", "enum: [private, public, common]");
    let files = generate(root(), &Document::parse(PATH, changed).unwrap()).unwrap();
    let differing: Vec<&str> = files
        .iter()
        .filter(|file| {
            without_checksum(&file.text)
                != without_checksum(&std::fs::read_to_string(root().join(&file.path)).unwrap())
        })
        .map(|file| file.path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(differing, ["enums.rs", "schemas.rs", "document.json", "document.html"]);
}

/// The guides are written by hand but for one table.
#[test]
fn a_pull_request_folds_the_generated_files_and_no_other() {
    let marked = ["--others", "--exclude-standard", ":(attr:linguist-generated)"];
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached"]).args(marked).current_dir(root());
    let told = git.output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told = String::from_utf8(told.stdout).unwrap();
    let folded: BTreeSet<&str> = told.lines().collect();
    let files = generate(root(), &document()).unwrap();
    let generated = files.iter().map(|file| file.path.as_str());
    let expected: BTreeSet<&str> =
        generated.filter(|path| ![GUIDE, ASSUMPTIONS].contains(path)).collect();
    assert_eq!(folded, expected, "mark them in .gitattributes");
}

fn without_checksum(text: &str) -> String {
    let is_checksum =
        |line: &&str| line.split('"').any(|part| part.len() == 64 && !part.contains(' '));
    text.lines().filter(|line| !is_checksum(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_of_this_machine_is_in_the_files() {
    for file in generate(root(), &document()).unwrap() {
        assert!(!file.text.contains(root().to_str().unwrap()), "{}", file.path);
    }
}

#[test]
fn every_type_leaves_room_for_growth_and_has_a_schema_on_demand() {
    let files = generate(root(), &document()).unwrap();
    let types = files.iter().find(|file| file.path == format!("{RUST}/types.rs")).unwrap();
    let mut seen = 0;
    for item in syn::parse_file(&types.text).unwrap().items {
        let (name, attributes) = match &item {
            Item::Struct(item) => (&item.ident, &item.attrs),
            Item::Enum(item) => (&item.ident, &item.attrs),
            _ => continue,
        };
        let has = |wanted: &dyn Fn(&Attribute) -> bool| attributes.iter().any(wanted);
        assert!(has(&|attribute| attribute.path().is_ident("non_exhaustive")), "{name}");
        assert!(has(&|attribute| attribute.path().is_ident("cfg_attr")), "{name}");
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn the_embedded_document_holds_the_samples() {
    let files = generate(root(), &document()).unwrap();
    let embedded = files.iter().find(|file| file.path == xtask::codegen::EMBEDDED).unwrap();
    let value: serde_json::Value = serde_json::from_str(&embedded.text).unwrap();
    assert!(!embedded.text.contains("externalValue"));
    let sample = value.pointer("/paths/~1v1~1apps~1specs~1/get/responses/200/content/application~1json/examples/sample/value");
    assert!(sample.is_some_and(|sample| sample.get("specs").is_some()));
    // Without the samples it is the document itself.
    assert_eq!(
        value.pointer("/components/schemas"),
        document().value.pointer("/components/schemas")
    );
}
