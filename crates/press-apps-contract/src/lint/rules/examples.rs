//! Rules about the sample files beside the document.

use std::collections::BTreeSet;

use super::super::{Findings, Subject};
use crate::document::{Document, Position};
use crate::schemas::{Extra, Schemas};

pub(super) fn sample(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let around = subject.surroundings;
    let schemas = Schemas::of(&subject.document.value, Extra::Refused);
    let mut used = BTreeSet::new();
    for media in &subject.walk.media_types {
        for (_, example) in
            media.child("examples").map(|examples| examples.children()).unwrap_or_default()
        {
            let Some(name) = example.text("externalValue") else {
                continue;
            };
            used.insert(name);
            let Some(text) = around.files.get(name) else {
                findings.at(
                    &example.at("externalValue"),
                    format!("there is no file `{}{name}`", around.folder),
                    "correct the name, or add the file",
                );
                continue;
            };
            let file = format!("{}{name}", around.folder);
            let start = Position { line: 1, column: 1 };
            let value = match serde_json::from_str(text) {
                Ok(value) => value,
                Err(error) => {
                    let at = Position { line: error.line(), column: error.column().max(1) };
                    findings.in_file(
                        &file,
                        at,
                        format!("not JSON: {error}"),
                        "correct it; samples are plain JSON",
                    );
                    continue;
                }
            };
            let Some(schema) = media.get("schema") else {
                continue;
            };
            // JSON is YAML, so the same reader gives the place in the sample.
            let places = Document::parse_any(&file, text.as_str()).ok();
            for complaint in schemas.check(schema, &value) {
                let at = places.as_ref().map_or(start, |places| places.position(&complaint.at));
                let fix = "correct the sample if it was copied wrongly, otherwise the document: the sample is the evidence";
                findings.in_file(
                    &file,
                    at,
                    format!("the sample does not match its schema: {}", complaint.message),
                    fix,
                );
            }
        }
    }
    for name in around.files.keys().filter(|name| !used.contains(name.as_str())) {
        let file = format!("{}{name}", around.folder);
        findings.in_file(
            &file,
            Position { line: 1, column: 1 },
            "no `externalValue` names this file",
            "refer to it from the document, or remove it",
        );
    }
}

pub(super) fn sample_missing(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let bodies = operation.item.child("requestBody").into_iter();
        let answers = operation
            .responses(&subject.document.value)
            .into_iter()
            .filter(|(code, _)| code.starts_with('2'));
        for body in bodies.chain(answers.map(|(_, response)| response)) {
            for (_, media) in
                body.child("content").map(|content| content.children()).unwrap_or_default()
            {
                if media.get("example").is_none() && media.get("examples").is_none() {
                    findings.at(
                        &media.pointer,
                        format!("{} has no sample of this body", operation.name()),
                        "add `examples` with an `externalValue`; tests read it",
                    );
                }
            }
        }
    }
}
