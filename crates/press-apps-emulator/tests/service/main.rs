//! The service from outside: most of it without a socket, one file per behaviour.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Helpers take what a case writes down by value, and a lock may be held to the end of a test.
#![allow(clippy::needless_pass_by_value, clippy::significant_drop_tightening)]

mod admin;
mod blocks;
mod bounds;
mod conformance;
mod deployments;
mod faults;
mod filters;
mod guard;
mod hidden;
mod holding;
mod hostile;
mod life;
mod names;
mod page;
mod parameters;
mod protocol;
mod rate;
mod releases;
mod revisions;
mod robustness;
mod scenario;
mod socket;
mod specs;
mod states;
mod support;
mod time;
mod virtual_clock;
mod walk;
