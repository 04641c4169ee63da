//! Decoding a page of a hundred items, which is most of what listing costs a processor.

use super::rows::{self, ORJSON, OURS};
use super::surroundings::Surroundings;
use super::{callgrind, quiet};
use crate::Result;
use crate::decode;
use crate::job::{Done, Job, Task, Work};
use crate::report::Measured;
use crate::report::statistics::{ratio, summary};
use crate::report::table::{Table, percent, shown};

/// How many items the page has.
const ITEMS: u64 = 100;
/// What the others are measured against, and what has to be steady.
const PLAIN: &str = "plain derive, from_slice";

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let pages = here.often(20, 3);
    let job = |times| Job::new(Task::Decode, "").times(times).pages(ITEMS, 1);
    let work = Work::of_list(ITEMS);
    let valgrind = callgrind::is_here(measured);
    for row in decode::NAMES {
        if valgrind {
            let (one, more) = (job(1), job(1 + pages));
            let nothing = callgrind::instructions(here, row, (&one, work), (&one, work))?;
            let all = callgrind::instructions(here, row, (&one, work), (&more, work))?;
            measured
                .counts
                .insert(format!("decode/{row}/instructions"), (all - nothing) / pages as f64);
        }
        let mut counting = here.counting(row)?;
        // The sample is read once.
        counting.ask(&job(1), work)?;
        let one = counting.ask(&job(1), work)?;
        let more = counting.ask(&job(2), work)?;
        let beyond = |of: fn(&Done) -> u64| of(&more) as f64 - of(&one) as f64;
        for (what, figure) in [
            ("allocations", beyond(|done| done.allocations)),
            ("allocated", beyond(|done| done.allocated)),
        ] {
            measured.counts.insert(format!("decode/{row}/{what}"), figure);
        }
    }
    times(here, measured)
}

fn times(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let mut workers =
        rows::start_all(here, decode::NAMES.into_iter().chain([ORJSON]), &mut measured.left_out)?;
    let pages = here.often(300, 10);
    let job =
        |_: &str| (Job::new(Task::Decode, "").times(pages).pages(ITEMS, 1), Work::of_list(ITEMS));
    rows::rounds(&mut workers, 1, job)?;
    let done = rows::rounds(&mut workers, here.often(21, 2), job)?;
    let cpu: Vec<Vec<f64>> = done
        .iter()
        .map(|rounds| rounds.iter().map(|done| done.cpu as f64 / pages as f64 / 1000.0).collect())
        .collect();
    let place = |row: &str| workers.iter().position(|(name, _)| *name == row);
    let (Some(plain), Some(ours)) = (place(PLAIN), place(OURS)) else {
        return Err("a decoder is missing".into());
    };
    if measured.disturbed.is_none() {
        measured.disturbed = quiet::floor(summary(&cpu[plain]).spread);
    }
    let title = "One page of 100 items (about 102 kB), decoded.";
    let heads = [
        "decoder",
        "k instructions",
        "allocations",
        "bytes allocated",
        "~CPU µs",
        "~/ plain from_slice",
        "~spread",
    ];
    let mut table = Table::new(title, heads);
    for (index, (row, _)) in workers.iter().enumerate() {
        let count = |what: &str| measured.counts.get(&format!("decode/{row}/{what}")).copied();
        let text = |figure: Option<f64>| figure.map_or("–".to_owned(), shown);
        let summary = summary(&cpu[index]);
        table.row([
            if *row == OURS {
                "**press-apps**, as the client reads it".to_owned()
            } else {
                (*row).to_owned()
            },
            text(count("instructions").map(|count| count / 1000.0)),
            text(count("allocations")),
            text(count("allocated")),
            shown(summary.median),
            shown(ratio(&cpu[index], &cpu[plain]).median),
            percent(summary.spread),
        ]);
    }
    if let Some(orjson) = place(ORJSON) {
        let times = ratio(&cpu[ours], &cpu[orjson]).median;
        measured.times.insert("decode/press-apps by orjson".to_owned(), times);
    }
    measured.tables.push(table);
    Ok(())
}
