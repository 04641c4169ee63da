//! What the contract tests share: the document, the judge of requests and answers, and the form of the snapshots.
//!
//! The judge stands outside: it uses neither the generated code nor the client. `calls` and `corpus` do, to let them speak. The tests are
//! in `tests/contract/`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

pub mod calls;
mod contract;
pub mod corpus;
mod document;
mod layout;
mod named;
mod press;
mod recording;
mod sample;
mod schemas;
mod snapshot;
mod walk;
mod wire;

pub use contract::{Contract, Finding, Findings};
pub use document::{Document, Operation, Parameter};
pub use layout::{debug_text, json_text, wrapped};
pub use press::Press;
pub use recording::{Difference, Recording, Verdict, differences, normalise, recordings, verdicts};
pub use sample::{Direction, Sample, samples};
pub use snapshot::{FAULTS, SCHEMAS_WITHOUT_TYPE, Snapshot, expected_snapshots, stored_snapshots};
pub use walk::{Answered, sample, walk};
pub use wire::{WireRequest, WireResponse, request_text, response_text};

/// The README's code, compiled and run like any other.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ReadmeDoctests;
