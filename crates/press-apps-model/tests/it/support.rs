//! Bodies to start from, changes to make to them, and snapshots.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

/// The fullest body of each operation that takes one, members of `create_spec` as plain values.
pub(crate) fn full(operation: &str) -> Value {
    let metadata = json!({
        "name": "churn", "title": "Churn", "summary": "Predicts churn", "description": "**Churn**",
        "descriptionContentType": "text/markdown", "imageUrl": "https://example.com/a.png", "tags": [{ "name": "sales" }],
    });
    let config = json!([
        { "id": "block-1", "release": { "version": "1.0.0" }, "autoRunOnDeploy": true },
        { "id": "block-2", "release": { "version": "1.0.0" } },
    ]);
    let release = json!({ "version": "1.0.0", "notes": "First" });
    let parameters = json!({
        "build": [{ "name": "size", "type": "number", "required": true }],
        "run": [
            { "name": "rounds", "type": "number", "required": false, "defaultValue": 10, "title": "Rounds", "description": "How many",
              "options": [{ "title": "Few", "value": 10 }, { "title": "Many", "value": 100 }] },
            { "name": "password", "type": "string", "required": false, "hideValue": true, "conditions": [
                { "conditionType": "OR", "conditions": [
                    { "dependsOn": "rounds", "operator": "equals", "value": 100 },
                    { "dependsOn": "size", "operator": "not-equals", "value": 1 },
                ] },
            ] },
            { "name": "limits", "type": "object", "required": false, "properties": [
                { "name": "least", "type": "number", "required": true },
                { "name": "most", "type": "number", "required": false },
            ] },
            { "name": "files", "type": "string_array", "required": false, "defaultValue": ["a.csv"] },
        ],
    });
    let values = json!({ "build": { "size": 3 }, "run": { "rounds": 100 } });
    let block_values = json!({ "block-1": { "run": { "files": ["b.csv"] } } });
    match operation {
        "create_spec" => json!({
            "spec": { "version": 1, "kind": "app", "metadata": metadata, "release": release, "config": config },
            "featured": true, "scope": "shared", "tenants": ["t1"], "parameters": parameters,
        }),
        "create_spec_release" => {
            json!({ "release": release, "config": config, "parameters": parameters })
        }
        "update_spec_metadata" => {
            let mut metadata = metadata;
            metadata["status"] = "archived".into();
            json!({ "metadata": metadata, "featured": false, "scope": "shared", "tenants": ["t1"] })
        }
        "update_deployment_metadata" => metadata,
        "create_deployment" => json!({
            "metadata": metadata, "appParameters": values, "parameters": block_values, "revision": { "notes": "First" },
            "spec": {
                "id": "spec-1", "release": { "version": "1.0.0" },
                "includes": [{ "id": "block-9", "releaseVersion": "1.0.0" }], "excludes": [{ "id": "block-2" }],
            },
        }),
        "create_deployment_revision" => json!({
            "release": { "version": "2.0.0" }, "revision": { "notes": "Second" }, "appParameters": values, "parameters": block_values,
            "blocksConfig": {
                "includes": [{ "id": "block-9", "releaseVersion": "1.0.0" }], "excludes": [{ "id": "block-2" }],
            },
        }),
        _ => Value::Null,
    }
}

/// The body as it goes over the wire.
pub(crate) fn wire(operation: &str, body: Value) -> Value {
    match body {
        Value::Object(members) if operation == "create_spec" => members
            .into_iter()
            .map(|(name, value)| match name.as_str() {
                "spec" | "featured" | "parameters" | "tenants" if !value.is_string() => {
                    (name, value.to_string().into())
                }
                _ => (name, value),
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

/// The body with the value at a pointer put there, or taken away.
pub(crate) fn changed(mut body: Value, pointer: &str, value: Option<Value>) -> Value {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return value.unwrap_or_default();
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    match (body.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => {
            members.insert(name, value);
        }
        (Some(Value::Object(members)), None) => {
            members.remove(&name);
        }
        (Some(Value::Array(items)), Some(value)) => {
            let index: usize = name.parse().unwrap();
            if index < items.len() {
                items[index] = value;
            } else {
                items.push(value);
            }
        }
        (Some(Value::Array(items)), None) => {
            items.remove(name.parse().unwrap());
        }
        (other, _) => panic!("{parent} is {other:?}"),
    }
    body
}

/// Compares with `tests/snapshots/<name>.snap`, which is named after what it shows and not after a test.
#[track_caller]
pub(crate) fn assert_snapshot(name: &str, description: &str, content: &str) {
    let content: String = content.lines().map(wrapped).collect();
    assert!(content.lines().count() <= 80, "{name} is too long to review:\n{content}");
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(description);
    settings.bind(|| insta::assert_snapshot!(name, content.trim_end()));
}

/// Several, by name, each compared and stored before the test fails and names those that differ.
pub(crate) fn assert_snapshots<'a>(
    contents: impl Iterator<Item = (String, &'a String)>,
    description: &str,
) {
    let differs = |(name, content): &(String, &String)| {
        catch_unwind(AssertUnwindSafe(|| assert_snapshot(name, description, content))).is_err()
    };
    let changed: Vec<_> = contents.filter(differs).map(|(name, _)| name).collect();
    assert!(changed.is_empty(), "these snapshots differ: {changed:#?}");
}

/// A line, broken where a reviewer's screen ends.
fn wrapped(line: &str) -> String {
    const WIDTH: usize = 118;
    let mut lines = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let full = lines
            .last()
            .is_some_and(|last| last.chars().count() + word.trim_end().chars().count() > WIDTH);
        if full {
            lines.push("        ".to_owned());
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(word);
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
