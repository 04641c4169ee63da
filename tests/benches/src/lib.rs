//! Measures the client, the low-level client and the service against their peers: what `cargo xtask bench` builds and runs.
//!
//! Four programs work together. `fixture` is the server, `worker` is a client that does one job after the other and says what it took,
//! `allocations` is the same with a counting allocator, and `bench` starts them, lets the stacks take turns, and writes the results.
//! What is decided about a figure (medians, ratios, goals, table, chart) is pure and below [`report`]. Nothing here is a test: a figure
//! that misses its goal is written down, not refused. What has to hold is asked by `cargo test` of the workspace, in counts.

#[cfg(not(unix))]
compile_error!("what measures reads the processor time of a process as Unix has it");

pub mod cases;
pub mod clock;
pub mod decode;
pub mod emulate;
pub mod fixture;
pub mod job;
pub mod plain;
pub mod report;
pub mod sample;
pub mod stacks;
pub mod worker;

/// What went wrong, for a person.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// What came of something that may go wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;
