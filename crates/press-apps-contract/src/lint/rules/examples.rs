//! Rules about the sample files beside the document.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Findings, Subject};
use crate::document::{Document, Position};
use crate::schemas::{Extra, Schemas};

pub(super) fn sample(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let around = subject.surroundings;
    let schemas = Schemas::of(&subject.document.value, Extra::Refused);
    let mut used = BTreeSet::new();
    let expected = expected_names(subject);
    for media in &subject.walk.media_types {
        for (_, example) in
            media.child("examples").map(|examples| examples.children()).unwrap_or_default()
        {
            let Some(name) = example.text("externalValue") else {
                continue;
            };
            used.insert(name.to_owned());
            if let Some(wanted) = expected.get(&media.pointer)
                && !(name.starts_with(&format!("{wanted}.")) && name.ends_with(".json"))
            {
                // Whatever lies there under the right name is not left over: its reference is wrong.
                used.extend(
                    around
                        .files
                        .keys()
                        .filter(|file| file.starts_with(&format!("{wanted}.")))
                        .cloned(),
                );
                findings.at(
                    &example.at("externalValue"),
                    format!("`{name}` is not the sample of this body, by its name"),
                    format!("write `{wanted}.json`, and call the file so"),
                );
                continue;
            }
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
    for name in around.files.keys().filter(|name| !used.contains(*name)) {
        let file = format!("{}{name}", around.folder);
        findings.in_file(
            &file,
            Position { line: 1, column: 1 },
            "no `externalValue` names this file",
            "refer to it from the document, or remove it",
        );
    }
}

/// What the samples of the body at a pointer are called, up to the first dot that follows.
fn expected_names(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for operation in &subject.walk.operations {
        let body = operation.item.child("requestBody").map(|body| ("request", body));
        let answers = operation.responses(&subject.document.value).into_iter();
        let answers = answers
            .filter(|(code, _)| code.starts_with('2'))
            .map(|(_, answer)| ("response", answer));
        for (kind, owner) in body.into_iter().chain(answers) {
            // A component may stand for several operations.
            if owner.pointer.starts_with("/components/") {
                continue;
            }
            for (_, media) in
                owner.child("content").map(|content| content.children()).unwrap_or_default()
            {
                names.insert(media.pointer, format!("examples/{}.{kind}", operation.name()));
            }
        }
    }
    names
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
