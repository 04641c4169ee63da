//! A snapshot of the JSON schema of each type, which is what a schema of the document has become in Rust.

use press_apps_tests::{Snapshot, Snapshots, json_text, types};
use schemars::generate::SchemaSettings;

#[test]
fn the_json_schema_of_each_type() {
    let mut snapshots = Snapshots::default();
    for typed in types() {
        // Types that are referred to have a snapshot of their own: only the reference is shown.
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let schema = (typed.schema)(&mut generator);
        let snapshot = Snapshot::of(format!("schemas/{}", typed.name))
            .describe(format!("JSON schema of the Rust type `{}`.", typed.name));
        snapshots.add(snapshot, &json_text(&serde_json::to_string(&schema).unwrap()));
    }
}
