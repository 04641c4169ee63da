//! The service from outside: most of it without a socket, one file per behaviour.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deployments;
mod faults;
mod protocol;
mod releases;
mod robustness;
mod socket;
mod specs;
mod support;
