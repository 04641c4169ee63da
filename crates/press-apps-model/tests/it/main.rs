//! The model from outside: rules, parameters, files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Helpers take what a case writes down by value, and a lock may be held to the end of a test.
#![allow(clippy::needless_pass_by_value, clippy::significant_drop_tightening)]

mod cases;
mod decisions;
#[cfg(feature = "files")]
mod file_advice;
#[cfg(feature = "files")]
mod file_limits;
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
