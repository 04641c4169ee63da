//! The cases that take more than one request: values that are judged by a release, and files.

use serde_json::{Value, json};

/// One failing and one passing set of values for a release whose app has `rounds` and `mode`, defined in its block `loader` too.
pub(super) struct ValuesCase {
    pub(super) rule: &'static str,
    /// Where this is from.
    pub(super) source: &'static str,
    /// `appParameters` and `parameters`.
    pub(super) bad: Value,
    pub(super) good: Value,
    /// Where in the body it is found.
    pub(super) at: &'static str,
    /// Whether the description of a release is enough to find it, which has no definitions of blocks.
    pub(super) seen_in_release: bool,
}

/// The parameters of the release, for the app and for its block alike.
pub(super) fn definitions() -> Value {
    json!({ "run": [
        { "name": "rounds", "type": "number", "required": true },
        { "name": "mode", "type": "string", "required": false,
          "options": [{ "title": "Fast", "value": "fast" }, { "title": "Careful", "value": "careful" }] },
    ] })
}

/// A definition of the app that none of its blocks has.
pub(super) fn lost_definition() -> Value {
    json!({ "run": [{ "name": "lost", "type": "string", "required": false }] })
}

fn app(run: Value) -> Value {
    json!({ "appParameters": { "run": run } })
}

pub(super) fn values_cases() -> Vec<ValuesCase> {
    vec![
        ValuesCase {
            rule: "parameter-exists",
            source: "ours",
            bad: app(json!({ "rounds": 50, "rouns": 50 })),
            good: app(json!({ "rounds": 50 })),
            at: "/appParameters/run/rouns",
            seen_in_release: true,
        },
        ValuesCase {
            rule: "parameter-type",
            source: "docstring, peak-sdk 1.29.0: type",
            bad: app(json!({ "rounds": "50" })),
            good: app(json!({ "rounds": 50.5 })),
            at: "/appParameters/run/rounds",
            seen_in_release: true,
        },
        ValuesCase {
            rule: "parameter-option",
            source: "command-line help: options",
            bad: app(json!({ "rounds": 50, "mode": "Fast" })),
            good: app(json!({ "rounds": 50, "mode": "fast" })),
            at: "/appParameters/run/mode",
            seen_in_release: true,
        },
        ValuesCase {
            rule: "parameter-required",
            source: "docstring, peak-sdk 1.29.0: required",
            bad: json!({}),
            good: json!({ "parameters": { "loader": { "run": { "rounds": 50 } } } }),
            at: "/appParameters/run/rounds",
            seen_in_release: true,
        },
        ValuesCase {
            rule: "parameter-block-exists",
            source: "ours; the key is the name of the block spec, example page",
            bad: json!({ "appParameters": { "run": { "rounds": 50 } }, "parameters": { "blk-1": { "run": {} } } }),
            good: json!({ "appParameters": { "run": { "rounds": 50 } }, "parameters": { "loader": { "run": {} } } }),
            at: "/parameters/blk-1",
            seen_in_release: false,
        },
        ValuesCase {
            rule: "parameter-type",
            source: "latest example page: a value of a block wins over one of the app",
            bad: json!({ "appParameters": { "run": { "rounds": 50 } }, "parameters": { "loader": { "run": { "rounds": true } } } }),
            good: json!({ "appParameters": { "run": { "rounds": 50 } }, "parameters": { "loader": { "run": { "rounds": 51 } } } }),
            at: "/parameters/loader/run/rounds",
            seen_in_release: false,
        },
    ]
}

/// One failing and one passing text of a file with changes to a spec.
pub(super) struct FileCase {
    pub(super) rule: &'static str,
    /// Where this is from.
    pub(super) source: &'static str,
    pub(super) bad: String,
    pub(super) good: String,
    /// Line and column of the finding.
    pub(super) place: (usize, usize),
}

fn file(
    rule: &'static str,
    source: &'static str,
    bad: &str,
    good: &str,
    place: (usize, usize),
) -> FileCase {
    FileCase { rule, source, bad: bad.to_owned(), good: good.to_owned(), place }
}

pub(super) fn file_cases() -> Vec<FileCase> {
    let huge = format!("featured: true{}", " ".repeat(press_apps::files::LARGEST));
    vec![
        file(
            "syntax",
            "YAML 1.2.2, 7.4",
            "tenants: [t1\nscope: shared\n",
            "tenants: [t1]\nscope: shared\n",
            (2, 6),
        ),
        file("file-size", "ours", &huge, "featured: true", (1, 1)),
        file(
            "aliases",
            "YAML 1.2.2, 3.2.2.2",
            "metadata: &m { tags: [*m] }\n",
            "metadata: { title: &t Churn, summary: *t }\n",
            (1, 23),
        ),
        file(
            "duplicate-key",
            "YAML 1.2.2, 3.2.1.1",
            "featured: true\nfeatured: false\n",
            "featured: true\nscope: shared\n",
            (2, 1),
        ),
        file(
            "one-document",
            "ours",
            "featured: true\n---\nfeatured: false\n",
            "---\nfeatured: true\n",
            (2, 1),
        ),
        file(
            "template",
            "ours",
            "metadata: { title: {{ title }} }\n",
            "metadata: { title: \"{ title }\" }\n",
            (1, 21),
        ),
        file(
            "layout",
            "command-line help: body",
            "- featured: true\n",
            "body: { featured: true }\n",
            (1, 1),
        ),
    ]
}
