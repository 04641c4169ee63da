//! Texts of the API that give no name in Rust, or a wrong one, get theirs from the document.

use press_apps_contract::document::{Document, PATH};
use xtask::codegen::{RUST, generate};

use super::{document, root};

/// A generated file of the document with one text replaced.
#[track_caller]
fn generated(file: &str, from: &str, to: &str) -> String {
    let text = document().text;
    assert!(text.contains(from), "the document does not say `{from}`");
    let changed = Document::parse(PATH, text.replacen(from, to, 1)).unwrap();
    let files = generate(root(), &changed).unwrap();
    files.into_iter().find(|made| made.path == format!("{RUST}/{file}.rs")).unwrap().text
}

#[test]
fn a_value_of_an_enum_has_the_variant_it_is_given() {
    let enums = generated(
        "enums",
        "enum: [equals, not-equals]",
        "enum: [equals, not-equals, \">=\", \"1.0\", unknown]\n      x-press-names: { \">=\": AtLeast, \"1.0\": First, unknown: NotKnown }",
    );
    for line in ["AtLeast = \">=\",", "First = \"1.0\",", "NotKnown = \"unknown\","] {
        assert!(enums.contains(line), "{enums}");
    }
}

#[test]
fn a_property_has_the_field_it_is_given_and_its_own_name_on_the_wire() {
    let types = generated(
        "types",
        "      description: What to note about a revision.\n      additionalProperties: false\n      x-press-assumed: that members without a description are refused\n      properties:\n",
        "      description: What to note about a revision.\n      additionalProperties: false\n      x-press-assumed: that members without a description are refused\n      x-press-names: { new: is_new }\n      required: [new]\n      properties:\n        new: { type: boolean, description: Whether it is new. }\n",
    );
    let lines: Vec<&str> = types.lines().map(str::trim).collect();
    let field = lines.iter().position(|line| *line == "pub is_new: bool,").unwrap();
    assert_eq!(lines[field - 2..field], ["/// Whether it is new.", "#[serde(rename = \"new\")]"]);
    assert!(lines.contains(&"pub fn new(is_new: bool) -> Self {"), "{types}");
    assert!(lines.contains(&"pub fn is_new(mut self, is_new: bool) -> Self {"), "{types}");
}

#[test]
fn a_field_of_a_sort_has_the_variant_it_is_given() {
    let enums = generated(
        "enums",
        "x-press-sort: { key: ReleaseSort, fields: [createdAt, createdBy] }",
        "x-press-sort: { key: ReleaseSort, fields: [createdAt, createdBy], names: { createdBy: Author } }",
    );
    assert!(enums.contains("Author = \"createdBy\","), "{enums}");
}

#[test]
fn two_lists_may_be_sorted_by_one_set_of_fields() {
    let enums = generated("enums", "key: DeploymentSort, fields", "key: SpecSort, fields");
    assert_eq!(enums.matches("pub enum SpecSort {").count(), 1);
}
