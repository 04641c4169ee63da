//! The rows: each stack as a running worker, and rounds in which they take turns.

use super::surroundings::{Surroundings, Worker};
use crate::Result;
use crate::job::{Done, Job, Work};
use crate::stacks;

/// The floor.
pub(super) const RAW: &str = "raw";
/// The generated low-level client.
pub(super) const GENERATED: &str = "generated";
/// The client.
pub(super) const OURS: &str = "press-apps";
/// The strongest peer.
pub(super) const AIOHTTP: &str = "aiohttp + orjson";
/// The vendor's client.
pub(super) const PEAK: &str = "peak-sdk";
/// The decoder of the strongest peer.
pub(super) const ORJSON: &str = "orjson, into dicts";

/// What a row is called on a page.
pub(super) fn title(row: &str) -> String {
    match row {
        RAW => "raw TCP + httparse + typed decode (floor)".to_owned(),
        "hyper-util" | "reqwest" => format!("{row}, typed"),
        GENERATED => "generated client alone".to_owned(),
        OURS => "**press-apps**".to_owned(),
        _ => row.to_owned(),
    }
}

/// Starts a worker of a row; `None` for one whose program is not here.
pub(super) fn start(here: &Surroundings, row: &str) -> Result<Option<Worker>> {
    let mut command = match (&here.python, row) {
        (Some(python), PEAK | AIOHTTP | ORJSON) => {
            let mut command = here.client(python);
            command.arg(here.root.join("tests/benches/python/worker.py"));
            command
                .env("BENCH_SAMPLE", here.root.join("openapi/examples/list_specs.response.json"));
            // Sends every request of the vendor's client to the fixture.
            command.env("PYTHONPATH", here.root.join("tests/peers/python-client/loopback"));
            command
        }
        (None, PEAK | AIOHTTP | ORJSON) => return Ok(None),
        _ => here.client(&here.program("worker")?),
    };
    command.arg(row);
    here.worker(command, row).map(Some)
}

/// A running worker with its row.
pub(super) type Running<'a> = (&'a str, Worker);

/// The workers of rows. Which cannot be started is noted.
pub(super) fn start_all<'a>(
    here: &Surroundings,
    rows: impl IntoIterator<Item = &'a str>,
    noted: &mut Vec<String>,
) -> Result<Vec<Running<'a>>> {
    let (mut workers, mut missing) = (Vec::new(), Vec::new());
    for row in rows {
        match start(here, row)? {
            Some(worker) => workers.push((row, worker)),
            None => missing.push(row),
        }
    }
    noted.extend(left_out(&missing));
    Ok(workers)
}

/// Says in the results which rows were left out.
pub(super) fn left_out(missing: &[&str]) -> Option<String> {
    (!missing.is_empty()).then(|| {
        format!(
            "{}: no Python with the packages of `tests/benches/python/requirements.txt` is here",
            missing.join(", ")
        )
    })
}

/// Every stack and every peer that describes and lists.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    stacks::NAMES.into_iter().chain([AIOHTTP, PEAK])
}

/// Lets workers take turns, in one order and then in the other; `job` says what each does and what it must get. What each took is in the
/// order of the rounds, so that figures at the same place met the same machine.
pub(super) fn rounds(
    workers: &mut [Running<'_>],
    rounds: u64,
    job: impl Fn(&str) -> (Job, Work),
) -> Result<Vec<Vec<Done>>> {
    let mut done: Vec<Vec<Done>> = workers.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        for turn in 0..workers.len() {
            let index = if round % 2 == 0 { turn } else { workers.len() - 1 - turn };
            let (row, worker) = &mut workers[index];
            let (job, work) = job(row);
            done[index].push(worker.ask(&job, work)?);
        }
    }
    Ok(done)
}

/// Whether a row is a program in Python.
pub(super) fn is_python(row: &str) -> bool {
    matches!(row, PEAK | AIOHTTP | ORJSON)
}
