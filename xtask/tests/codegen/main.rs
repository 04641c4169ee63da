//! What `cargo xtask codegen` promises.
#![allow(clippy::unwrap_used, clippy::panic)] // The helpers of tests are tests too.

mod consumer;
mod endpoints;
mod generated;
mod manifest;
mod names;
mod refusals;
mod scrambled;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use press_apps_contract::document::{Document, PATH};

fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| press_apps_contract::root::find().unwrap());
    &ROOT
}

fn document() -> Document {
    Document::load(root(), PATH).unwrap()
}
