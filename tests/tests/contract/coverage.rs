//! There is a snapshot for every operation, case and type of the document, and none for anything else.

use press_apps_tests::{expected_snapshots, stored_snapshots};

#[test]
fn snapshots_and_document_match() {
    let (expected, stored) = (expected_snapshots(), stored_snapshots());
    let missing: Vec<&String> = expected.difference(&stored).collect();
    let orphans: Vec<&String> = stored.difference(&expected).collect();
    // Where snapshots are being written, those that are not there yet are written at the same time.
    let written = std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always");
    assert!(
        written || missing.is_empty(),
        "there is no snapshot for {missing:#?}: INSTA_UPDATE=always cargo test -p press-apps-tests writes them, then review them"
    );
    assert!(
        orphans.is_empty(),
        "these snapshots belong to nothing in the document, delete them: {orphans:#?}"
    );
}
