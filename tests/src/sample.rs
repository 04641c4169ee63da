//! The documented samples: the files in `openapi/examples/` that the document refers to.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{api, folder};

/// Whether a sample is sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Body of a request.
    Request,
    /// Body of an answer with this status.
    Response(u16),
}

/// One documented sample.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Id of the operation it belongs to.
    pub operation: String,
    /// Whether it is sent or received.
    pub direction: Direction,
    /// Where the document says it is, seen from the document.
    pub file: String,
    /// Its bytes.
    pub raw: Vec<u8>,
}

impl Sample {
    /// The sample as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.raw).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    /// The files in the folder of the samples, as the document would name them.
    #[must_use]
    pub fn files() -> BTreeSet<String> {
        let folder = folder().join("examples");
        let entries = std::fs::read_dir(folder).expect("the folder of the samples is there");
        let names = entries.map(|entry| entry.expect("a folder can be read").file_name());
        names.map(|name| format!("examples/{}", name.to_string_lossy())).collect()
    }
}

/// Every sample the document refers to.
///
/// # Panics
///
/// When a file is not there.
#[must_use]
pub fn samples() -> Vec<Sample> {
    let document = api();
    let mut found = Vec::new();
    for operation in document.operations() {
        let mut add = |direction, content: Option<&Value>| {
            let examples =
                content.and_then(|content| content.pointer("/application~1json/examples"));
            for example in
                examples.and_then(Value::as_object).into_iter().flat_map(|all| all.values())
            {
                let file = example["externalValue"].as_str().expect("samples are files").to_owned();
                let raw = std::fs::read(folder().join(&file))
                    .unwrap_or_else(|error| panic!("{}: {file}: {error}", operation.id));
                found.push(Sample { operation: operation.id.clone(), direction, file, raw });
            }
        };
        add(Direction::Request, operation.node.pointer("/requestBody/content"));
        for status in operation.statuses() {
            let response = operation.response(document, status).expect("a listed answer is there");
            add(Direction::Response(status), response.get("content"));
        }
    }
    found
}
