//! The model from outside: rules, parameters, files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod decisions;
#[cfg(feature = "files")]
mod files;
#[cfg(feature = "files")]
mod odd_files;
mod parameters;
mod properties;
mod rules;
mod secrets;
mod support;
mod texts;
