//! The generated types as a plain list: a change of the document shows here as what it does to callers.

use super::document;

#[test]
fn types_are_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "Every generated type: fields, what they hold, whether they are required.",
    );
    settings
        .bind(|| insta::assert_snapshot!("types", xtask::codegen::manifest(&document()).unwrap()));
}
