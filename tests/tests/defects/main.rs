//! Would a wrong service be noticed? Defects are planted in the service of this repository, one at a time, and each has to be caught.
//!
//! `checks` says what a Press service does, over nothing but requests and answers, with the judge behind every answer; `planted` has the
//! defects. Edits of the document are tried by `cargo xtask mutate-contract`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

mod checks;
mod planted;
mod service;
