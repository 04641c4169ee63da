//! What `cargo xtask codegen` promises.
#![allow(clippy::unwrap_used, clippy::panic)] // The helpers of tests are tests too.

mod consumer;
mod generated;
mod manifest;
mod refusals;

use std::path::Path;

use xtask::document::{Document, PATH};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn document() -> Document {
    Document::load(root(), PATH).unwrap()
}
