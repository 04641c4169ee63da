//! The cases: what is measured, each in a file of its own.

mod callgrind;
mod cold;
mod consumer;
mod decode;
mod describe;
mod emulator;
mod list;
mod memory;
mod quiet;
mod rows;
mod surroundings;
mod turns;

use std::time::Instant;

pub use list::DELAYS;
pub use surroundings::Surroundings;

use crate::Result;
use crate::report::Measured;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// Its name.
    pub name: &'static str,
    /// What it measures, in a few words.
    pub about: &'static str,
    run: fn(&Surroundings, &mut Measured) -> Result<()>,
}

/// Every case, in the order they run.
pub const CASES: &[Case] = &[
    case("describe", "one call: instructions, allocations, processor time", describe::run),
    case(
        "list",
        "10,000 items: the cost of one, wall time by latency, page size and k, and over TLS",
        list::run,
    ),
    case("decode", "a page of a hundred items, without a client", decode::run),
    case("memory", "items that go by, up to a million", memory::run),
    case("cold", "one describe as a whole process", cold::run),
    case("emulator", "calls to the service, by how much it holds", emulator::run),
    case("consumer", "crates that a consumer builds, and what building them takes", consumer::run),
];

const fn case(
    name: &'static str,
    about: &'static str,
    run: fn(&Surroundings, &mut Measured) -> Result<()>,
) -> Case {
    Case { name, about, run }
}

/// Runs a case.
///
/// # Errors
/// When a program of it cannot be started or does not do its work.
pub fn run(case: &Case, here: &Surroundings) -> Result<Measured> {
    let mut measured = Measured::of(case.name);
    measured.disturbed = if here.rehearsal { None } else { quiet::busy() };
    let start = Instant::now();
    (case.run)(here, &mut measured).map_err(|error| format!("{}: {error}", case.name))?;
    if here.rehearsal {
        measured.disturbed = None;
    }
    measured.took = start.elapsed().as_secs_f64();
    Ok(measured)
}
