//! One call: `describe` of a spec over a warm connection, one after the other.

use super::rows::{self, GENERATED, OURS, RAW};
use super::surroundings::Surroundings;
use super::{callgrind, quiet};
use crate::Result;
use crate::fixture::Place;
use crate::job::{Job, Task, Work};
use crate::report::Measured;
use crate::report::statistics::{Summary, ratio, summary};
use crate::report::table::{Table, percent, shown};
use crate::stacks;

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let fixture = here.fixture(&[Place::near(0, 100)])?;
    let url = &fixture.urls[0];
    counts(here, url, measured)?;
    times(here, url, measured)
}

fn counts(here: &Surroundings, url: &str, measured: &mut Measured) -> Result<()> {
    let valgrind = callgrind::is_here(measured);
    let calls = here.often(500, 50);
    let warm = (&Job::new(Task::Describe, url).times(20), Work::of_describes(20));
    let job = (&Job::new(Task::Describe, url).times(calls), Work::of_describes(calls));
    for row in stacks::NAMES {
        let mut note = |what: &str, figure: f64| {
            measured.counts.insert(format!("describe/{row}/{what}"), figure);
        };
        if valgrind {
            note("instructions", callgrind::instructions(here, row, warm, job)? / calls as f64);
        }
        let mut counting = here.counting(row)?;
        counting.ask(warm.0, warm.1)?;
        let done = counting.ask(job.0, job.1)?;
        note("allocations", done.allocations as f64 / calls as f64);
        note("allocated", done.allocated as f64 / calls as f64);
    }
    let of = |row: &str| measured.counts.get(&format!("describe/{row}/instructions"));
    if let (Some(ours), Some(generated)) = (of(OURS), of(GENERATED)) {
        let ratio = ours / generated;
        measured.counts.insert("describe/press-apps by generated".to_owned(), ratio);
    }
    Ok(())
}

fn times(here: &Surroundings, url: &str, measured: &mut Measured) -> Result<()> {
    let mut workers = rows::start_all(here, rows::all(), &mut measured.left_out)?;
    let often =
        |row: &str| if rows::is_python(row) { here.often(100, 5) } else { here.often(1000, 20) };
    let job = |row: &str| {
        (Job::new(Task::Describe, url).times(often(row)), Work::of_describes(often(row)))
    };
    // A round to connect and to warm up.
    rows::rounds(&mut workers, 1, job)?;
    let done = rows::rounds(&mut workers, here.often(11, 2), job)?;
    let per_call = |index: usize, of: fn(&crate::job::Done) -> u64| -> Vec<f64> {
        let calls = often(workers[index].0) as f64;
        done[index].iter().map(|done| of(done) as f64 / calls / 1000.0).collect()
    };
    let cpu: Vec<Vec<f64>> =
        (0..workers.len()).map(|index| per_call(index, |done| done.cpu)).collect();
    let wall: Vec<Vec<f64>> =
        (0..workers.len()).map(|index| per_call(index, |done| done.wall)).collect();
    let place = |row: &str| workers.iter().position(|(name, _)| *name == row);
    let Some(floor) = place(RAW) else { return Err("the floor is missing".into()) };
    if measured.disturbed.is_none() {
        measured.disturbed = quiet::floor(summary(&cpu[floor]).spread);
    }
    let title = "One describe over a warm connection; times are medians, ratios those of the rounds. Instructions and allocations are of the process itself.";
    let heads = [
        "stack",
        "k instructions",
        "/ floor",
        "allocations",
        "bytes allocated",
        "~CPU µs",
        "~/ floor",
        "~spread",
        "~wall µs",
    ];
    let mut table = Table::new(title, heads);
    let floor_instructions = measured.counts.get("describe/raw/instructions").copied();
    for (index, (row, _)) in workers.iter().enumerate() {
        let count = |what: &str| measured.counts.get(&format!("describe/{row}/{what}")).copied();
        let text = |figure: Option<f64>| figure.map_or("–".to_owned(), shown);
        let instructions = count("instructions");
        let Summary { median, spread } = summary(&cpu[index]);
        let times = ratio(&cpu[index], &cpu[floor]).median;
        table.row([
            rows::title(row),
            text(instructions.map(|count| count / 1000.0)),
            text(instructions.zip(floor_instructions).map(|(count, floor)| count / floor)),
            text(count("allocations")),
            text(count("allocated")),
            shown(median),
            shown(times),
            percent(spread),
            shown(summary(&wall[index]).median),
        ]);
        measured.times.insert(format!("describe/{row}/cpu by floor"), times);
    }
    if let Some(ours) = place(OURS) {
        for row in [rows::PEAK, rows::AIOHTTP] {
            if let Some(peer) = place(row) {
                let times = ratio(&cpu[peer], &cpu[ours]).median;
                measured.times.insert(format!("describe/{row} by press-apps/cpu"), times);
            }
        }
    }
    measured.tables.push(table);
    Ok(())
}
