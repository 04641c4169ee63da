//! The contract tests. Each module is one promise; `tests/README.md` says how to read and review them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

mod agreed;
mod chaos;
mod coverage;
mod emulated;
mod faults;
mod judge;
mod mutated;
mod recorded;
mod refused;
mod requests;
mod responses;
mod said;
mod same;
mod sampled;
mod secrets;
mod sendable;
mod sockets;
mod surface;
mod types;
mod unsaid;
mod validation;
mod world;

use press_apps_tests::calls;
