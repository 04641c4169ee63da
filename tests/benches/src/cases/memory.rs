//! What a list takes in memory while its items go by: of the process, and in blocks that are in use at once.

use super::rows::{self, GENERATED, OURS, PEAK};
use super::surroundings::Surroundings;
use crate::Result;
use crate::fixture::Place;
use crate::job::{Job, Task, Work};
use crate::report::Measured;
use crate::report::table::{Table, shown};

/// How many items go by.
const TOTALS: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Bytes of a MiB.
const MIB: f64 = 1024.0 * 1024.0;

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let totals = if here.quick { [300, 600, 1200] } else { TOTALS };
    let fixture = here.fixture(&totals.map(|total| Place::near(0, total)))?;
    let title = "Items that go by as a stream, page 100, k = 16: MiB of the process beyond those before the list, and at most in use at once.";
    let mut heads = vec!["stack".to_owned()];
    heads.extend(totals.map(|total| format!("process, {}", shown(total as f64))));
    heads.extend(totals.map(|total| format!("in use, {}", shown(total as f64))));
    let mut table = Table::new(title, heads);
    for row in [OURS, GENERATED, PEAK] {
        let (mut processes, mut live) = (Vec::new(), Vec::new());
        for (url, total) in fixture.urls.iter().zip(totals) {
            // The vendor's client needs half a minute for a million.
            if row == PEAK && total > TOTALS[1] {
                continue;
            }
            let job = Job::new(Task::Stream, url).pages(100, 16);
            let (warm, work) = (Job::new(Task::Describe, url), Work::of_list(total));
            let Some(mut worker) = rows::start(here, row)? else { continue };
            let before = worker.ask(&warm, Work::of_describes(1))?;
            let done = worker.ask(&job, work)?;
            processes.push(done.peak.saturating_sub(before.resident) as f64 * 1024.0);
            if !rows::is_python(row) {
                let mut counting = here.counting(row)?;
                counting.ask(&warm, Work::of_describes(1))?;
                live.push(counting.ask(&job, work)?.live as f64);
            }
        }
        let mut cells = vec![rows::title(row)];
        for figures in [&processes, &live] {
            cells.extend((0..totals.len()).map(|index| {
                figures.get(index).map_or("–".to_owned(), |bytes| shown(bytes / MIB))
            }));
        }
        if !processes.is_empty() {
            table.row(cells);
        }
        if let ([_, process, _], [_, some, many]) = (&processes[..], &live[..]) {
            // Beyond what is in flight, which is the same for both, only what is kept of each item grows.
            let item = (many - some) / (totals[2] - totals[1]) as f64;
            measured.counts.insert(format!("memory/{row}/bytes an item"), item);
            let apart = (process - item * totals[1] as f64) / MIB;
            measured.counts.insert(format!("memory/{row}/growth apart"), apart);
        }
    }
    if here.python.is_none() {
        measured.left_out.extend(rows::left_out(&[PEAK]));
    }
    measured.tables.push(table);
    let kept = "What is kept of each item: from 100,000 to 1,000,000 items, at its peak. The rest is what the process grows by at 100,000 without it.";
    let mut table = Table::new(kept, ["stack", "bytes an item", "the rest, MiB"]);
    for row in [OURS, GENERATED] {
        let figure = |what: &str| {
            measured
                .counts
                .get(&format!("memory/{row}/{what}"))
                .map_or("–".to_owned(), |figure| shown(*figure))
        };
        table.row([rows::title(row), figure("bytes an item"), figure("growth apart")]);
    }
    measured.tables.push(table);
    Ok(())
}
