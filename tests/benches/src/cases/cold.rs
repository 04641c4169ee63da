//! Cold start: a whole process that describes one spec and ends.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::rows::{self, AIOHTTP, OURS, PEAK};
use super::surroundings::Surroundings;
use crate::Result;
use crate::fixture::Place;
use crate::report::Measured;
use crate::report::statistics::{ratio, summary};
use crate::report::table::{Table, percent, shown};
use crate::sample::SPEC_ID;

/// What one process took.
struct Life {
    wall: f64,
    cpu: f64,
    peak: f64,
}

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let fixture = here.fixture(&[Place::near(0, 1), Place::far(0, 1)])?;
    let mut commands: Vec<(&str, bool)> = vec![(OURS, false), (OURS, true)];
    if here.python.is_some() {
        commands.extend([(AIOHTTP, false), (AIOHTTP, true), (PEAK, false), (PEAK, true)]);
    } else {
        measured.left_out.extend(rows::left_out(&[AIOHTTP, PEAK]));
    }
    let mut lives: Vec<Vec<Life>> = commands.iter().map(|_| Vec::new()).collect();
    for round in 0..here.often(16, 2) {
        for turn in 0..commands.len() {
            let index = if round % 2 == 0 { turn } else { commands.len() - 1 - turn };
            let (row, secure) = commands[index];
            let life = live(here, row, &fixture.urls[usize::from(secure)])?;
            // The first finds no file in memory.
            if round > 0 {
                lives[index].push(life);
            }
        }
    }
    let title = "One describe as a whole process, on a loopback without a delay. Over TLS the certificates that it trusts are read from a file with one.";
    let mut table = Table::new(
        title,
        ["program", "peak MiB", "~wall ms", "~CPU ms", "~spread", "~wall / ours"],
    );
    let of =
        |index: usize, of: fn(&Life) -> f64| -> Vec<f64> { lives[index].iter().map(of).collect() };
    for (index, &(row, secure)) in commands.iter().enumerate() {
        let wall = summary(&of(index, |life| life.wall));
        let times =
            ratio(&of(index, |life| life.wall), &of(usize::from(secure), |life| life.wall)).median;
        let what = if secure { "https" } else { "http" };
        table.row([
            format!("{}, {what}", rows::title(row)),
            shown(summary(&of(index, |life| life.peak)).median / 1024.0),
            shown(wall.median),
            shown(summary(&of(index, |life| life.cpu)).median),
            percent(wall.spread),
            shown(times),
        ]);
        measured.times.insert(format!("cold/{row} by press-apps/{what}"), times);
    }
    measured.tables.push(table);
    Ok(())
}

/// Runs one process.
fn live(here: &Surroundings, row: &str, url: &str) -> Result<Life> {
    let mut command = command(here, row)?;
    command.args([url, SPEC_ID]).stdin(Stdio::null());
    let start = Instant::now();
    let output = command.output()?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    if !output.status.success() {
        return Err(format!("{row}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures[..] {
        [cpu, peak] => Ok(Life { wall, cpu: cpu / 1e6, peak }),
        _ => Err(format!("{row} says `{said}`").into()),
    }
}

fn command(here: &Surroundings, row: &str) -> Result<Command> {
    let python = |python: &PathBuf| {
        let mut command = here.client(python);
        command.arg(here.root.join("tests/benches/python/once.py")).arg(row);
        command.env("PYTHONPATH", here.root.join("tests/peers/python-client/loopback"));
        command
    };
    match &here.python {
        Some(path) if row != OURS => Ok(python(path)),
        _ => Ok(here.client(&here.program("once")?)),
    }
}
