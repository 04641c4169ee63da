//! The contract tests. Each module is one promise; `tests/README.md` says how to read and review them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// everything here is for tests alone
// Helpers take what a case writes down by value, and a lock may be held to the end of a test.
#![allow(clippy::needless_pass_by_value, clippy::significant_drop_tightening)]

mod both_crates;
mod chaos;
mod connections;
mod corpus_holds;
mod coverage;
mod emulated;
mod faults;
mod findings_hide_values;
mod guide;
mod hostile;
mod judge;
mod lists;
mod mutated;
mod python_parity;
mod recorded;
mod refused;
mod requests;
mod responses;
mod samples;
mod secrets;
mod sendable;
mod sockets;
mod surface;
mod texts;
mod types;
mod validation;
mod validators_agree;
mod world;

use press_apps_tests::calls;
