//! Tests of the client over a transport in memory: no socket, no real waiting.

// In a test, a panic is how to say no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Helpers take what a case writes down by value, and a lock may be held to the end of a test.
#![allow(clippy::needless_pass_by_value, clippy::significant_drop_tightening)]

mod answers;
mod blocking;
mod budget;
mod calls;
mod certainty;
mod checks;
mod connections;
mod deadlines;
mod examples;
mod files;
mod four_lists;
mod gateways;
mod inventory;
mod limits;
mod lists;
mod names;
mod network;
mod odd_items;
mod parameters;
mod pieces;
mod raw;
mod retries;
mod seeing;
mod settings;
mod shapes;
mod shared_pace;
mod silence;
mod support;
mod throttling;
mod waiting;
