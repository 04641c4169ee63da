//! Tests of the client over a transport in memory: no socket, no real waiting.

// In a test, a panic is how to say no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod blocking;
mod calls;
mod checks;
mod connections;
mod examples;
mod files;
mod four_lists;
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
mod silence;
mod support;
mod throttling;
mod waiting;
