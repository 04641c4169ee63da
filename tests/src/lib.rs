//! What the contract tests share: the document of this repository, its judge, and the form of the snapshots.
//!
//! The judge stands outside, in `press-apps-contract`: it uses neither the generated code nor the client. `calls` and `corpus` do, to let
//! them speak. The tests are in `tests/contract/`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// everything here is for tests alone
// Helpers take what a case writes down by value, and a lock may be held to the end of a test.
#![allow(clippy::needless_pass_by_value, clippy::significant_drop_tightening)]

pub mod calls;
pub mod corpus;
mod document;
mod figures;
mod layout;
mod press;
mod recording;
mod sample;
mod snapshot;
mod target;
pub mod texts;
mod types;
mod walk;
mod wire;

pub use document::{api, contract, folder, root};
pub use figures::keep;
pub use layout::{debug_text, json_text, wrapped};
pub use press::Press;
pub use press_apps_contract::api::{Api, Operation, Parameter};
pub use press_apps_contract::judge::{Contract, Finding, Findings};
pub use press_apps_contract::message::{WireRequest, WireResponse};
pub use recording::{
    Difference, NotInPythonClient, Recording, Verdict, differences, normalise,
    not_in_python_client, recordings, verdicts,
};
pub use sample::{Direction, Sample, samples};
pub use snapshot::{FAULTS, Snapshot, Snapshots, expected_snapshots, stored_snapshots};
pub use target::{NOBODY, PathValues};
pub use types::{Decoded, Typed, decode_as, types};
pub use walk::{Answered, sample, walk};
pub use wire::{request_text, response_text};

/// The README's code, compiled and run like any other.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ReadmeDoctests;
