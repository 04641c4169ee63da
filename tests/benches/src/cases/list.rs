//! Listing 10,000 items, at several latencies and page sizes, against the least that the latency allows.
//!
//! With a service time the server sleeps before each answer; what connections cost is then hidden. Over TLS a relay makes every round trip
//! take 20 ms, handshakes included, and each client begins without a connection.

use std::time::Duration;

use super::rows::{self, AIOHTTP, GENERATED, OURS, PEAK, RAW};
use super::surroundings::Surroundings;
use super::turns::{Line, Workers, rounds};
use super::{callgrind, quiet};
use crate::Result;
use crate::fixture::Place;
use crate::job::{Done, Job, Task, Work};
use crate::report::Measured;
use crate::report::statistics::{ratio, summary};
use crate::report::table::{Table, shown};
use crate::stacks;

/// How late each answer is, in milliseconds.
pub const DELAYS: [u64; 4] = [0, 5, 20, 50];
/// How many items a page holds.
const SIZES: [u64; 2] = [100, 25];
/// A round trip over TLS, in milliseconds.
const FAR: u64 = 20;

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    counts(here, measured)?;
    let mut workers = Workers::new(here);
    // They take minutes, and would not be shown.
    if measured.disturbed.is_none() {
        for size in SIZES {
            near(here, &mut workers, size, measured)?;
        }
    }
    far(here, &mut workers, measured)?;
    measured.left_out.extend(rows::left_out(&workers.missing));
    Ok(())
}

/// What an item costs when nothing has to be waited for.
fn counts(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let total = here.often(2000, 300);
    let fixture = here.fixture(&[Place::near(0, total)])?;
    let job = Line::collected(OURS, 16).job(&fixture.urls[0], 100);
    let work = Work::of_list(total);
    let valgrind = callgrind::is_here(measured);
    let title = "What an item costs: page 100, k = 16, the calls included.";
    let mut table = Table::new(title, ["stack", "k instructions / item", "allocations / item"]);
    for row in stacks::NAMES {
        let mut instructions = None;
        if valgrind {
            let all = callgrind::instructions(here, row, (&job, work), (&job, work))?;
            measured.counts.insert(format!("list/{row}/instructions"), all / total as f64);
            instructions = Some(shown(all / total as f64 / 1000.0));
        }
        let mut counting = here.counting(row)?;
        counting.ask(&job, work)?;
        let allocations = counting.ask(&job, work)?.allocations as f64 / total as f64;
        measured.counts.insert(format!("list/{row}/allocations"), allocations);
        table.row([rows::title(row), instructions.unwrap_or("–".to_owned()), shown(allocations)]);
    }
    measured.tables.push(table);
    Ok(())
}

/// The lines of a page size: the floor, the peers, and ours from the slowest on.
fn lines(size: u64) -> Vec<Line> {
    let all = size == 100;
    let mut lines = vec![Line::collected(RAW, 1), Line::collected(PEAK, 1)];
    lines.push(Line::collected(AIOHTTP, 16));
    if all {
        lines.push(Line::collected(AIOHTTP, 32));
        lines.extend(["hyper-util", "reqwest"].map(|row| Line::collected(row, 16)));
    }
    lines.push(Line::collected(GENERATED, 16));
    let (collected, streamed): (&[u64], &[u64]) =
        if all { (&[1, 4, 8, 16, 32, 0], &[16, 32, 0]) } else { (&[1, 16, 32, 0], &[16, 0]) };
    lines.extend(collected.iter().map(|&k| Line::collected(OURS, k)));
    lines.extend(streamed.iter().map(|&k| Line::streamed(OURS, k)));
    lines
}

/// All lines with a service time.
fn near(
    here: &Surroundings,
    workers: &mut Workers<'_>,
    size: u64,
    measured: &mut Measured,
) -> Result<()> {
    let total = here.often(10_000, 3 * size);
    let pages = total.div_ceil(size);
    let delays = if here.quick { &DELAYS[..2] } else { &DELAYS[..] };
    let mut places: Vec<Place> = delays.iter().map(|&delay| Place::near(delay, total)).collect();
    // A list of one page: the latency of a call as it is, transfer and decode included.
    places.extend(delays.iter().map(|&delay| Place::near(delay, size)));
    let fixture = here.fixture(&places)?;
    let (whole, single) = fixture.urls.split_at(delays.len());
    let lines = lines(size);
    let mut cells: Vec<Vec<String>> = lines.iter().map(|line| vec![title(line)]).collect();
    let mut processor = vec!["–".to_owned(); lines.len()];
    for (index, &delay) in delays.iter().enumerate() {
        let latency = latency(here, workers, &single[index], size, delay)?;
        // The floor is there to show the processor; with a delay it is only slow.
        let chosen: Vec<(Line, u64)> = lines
            .iter()
            .filter(|line| line.row != RAW || delay == 0)
            .map(|line| (*line, often(here, line, pages, delay)))
            .collect();
        let job = |line: &Line| line.job(&whole[index], size);
        let done = workers.turns(&chosen, job, Work::of_list(total))?;
        let walls: Vec<Vec<f64>> = done.iter().map(|done| millis(done, |done| done.wall)).collect();
        for (cell, line) in cells.iter_mut().zip(&lines) {
            let Some(place) = chosen.iter().position(|(chosen, _)| chosen == line) else {
                cell.push("–".to_owned());
                continue;
            };
            let wall = summary(&walls[place]).median;
            let fraction = line.trips(pages) as f64 * latency / wall;
            cell.push(if delay == 0 {
                shown(wall)
            } else {
                format!("{} ({fraction:.2})", shown(wall))
            });
            if wall.is_finite() {
                let name = format!("list/{}/{size}/{delay}", line.name());
                measured.times.insert(format!("{name}/fraction"), fraction);
                measured.times.insert(name, wall);
            }
        }
        if delay == 0 {
            for (place, (line, _)) in chosen.iter().enumerate() {
                let cpu =
                    summary(&millis(&done[place], |done| done.cpu)).median * 1000.0 / total as f64;
                if let Some(row) =
                    lines.iter().position(|each| each == line).filter(|_| cpu.is_finite())
                {
                    processor[row] = shown(cpu);
                }
                if line.row == RAW && measured.disturbed.is_none() {
                    measured.disturbed =
                        quiet::floor(summary(&millis(&done[place], |done| done.cpu)).spread);
                }
            }
        }
        peers(&chosen, &walls, size, delay, measured);
    }
    let title = format!(
        "{} items, page {size} ({pages} pages), service time: wall ms, and in brackets the fraction of the limit \
         (1 + ⌈(pages − 1) / k⌉) × the latency of one call that was reached.",
        shown(total as f64)
    );
    let mut heads = vec!["stack".to_owned()];
    heads.extend(delays.iter().map(|delay| format!("~{delay} ms")));
    heads.push("~CPU µs / item at 0 ms".to_owned());
    let mut table = Table::new(title, heads);
    for (cells, processor) in cells.into_iter().zip(processor) {
        table.row(cells.into_iter().chain([processor]));
    }
    measured.tables.push(table);
    Ok(())
}

/// How often a line is run.
fn often(here: &Surroundings, line: &Line, pages: u64, delay: u64) -> u64 {
    let trips = if line.row == PEAK { pages } else { line.trips(pages) };
    here.often(rounds(Duration::from_millis(trips * delay)), 1)
}

/// Milliseconds that one page takes, with the floor.
fn latency(
    here: &Surroundings,
    workers: &mut Workers<'_>,
    url: &str,
    size: u64,
    delay: u64,
) -> Result<f64> {
    let job = Job::new(Task::List, url).pages(size, 1);
    let line = (Line::collected(RAW, 1), here.often(if delay == 0 { 101 } else { 15 }, 2));
    let done = workers.turns(&[line], |_| job.clone(), Work::of_list(size))?;
    Ok(summary(&millis(&done[0], |done| done.wall)).median)
}

/// How many times as long the peers take, in the rounds that they shared.
fn peers(
    lines: &[(Line, u64)],
    walls: &[Vec<f64>],
    size: u64,
    delay: u64,
    measured: &mut Measured,
) {
    let of =
        |line: Line| lines.iter().position(|(each, _)| *each == line).map(|index| &walls[index]);
    for (peer, ours) in [
        (Line::collected(PEAK, 1), Line::collected(OURS, 16)),
        (Line::collected(PEAK, 1), Line::collected(OURS, 32)),
        (Line::collected(AIOHTTP, 16), Line::collected(OURS, 0)),
        (Line::collected(AIOHTTP, 16), Line::streamed(OURS, 0)),
    ] {
        if let (Some(peer_wall), Some(our_wall)) = (of(peer), of(ours)) {
            let times = ratio(peer_wall, our_wall).median;
            if times.is_finite() {
                let name = format!("list/{} by {}/{size}/{delay}", peer.name(), ours.name());
                measured.times.insert(name, times);
            }
        }
    }
}

/// All lines over TLS and a long way, each beginning without a connection.
fn far(here: &Surroundings, workers: &mut Workers<'_>, measured: &mut Measured) -> Result<()> {
    let total = here.often(10_000, 300);
    let pages = total.div_ceil(100);
    let mut lines = vec![Line::collected(PEAK, 1), Line::collected(AIOHTTP, 16)];
    lines.extend(["reqwest", GENERATED].map(|row| Line::collected(row, 16)));
    lines.extend([1, 4, 8, 16, 32, 0].map(|k| Line::collected(OURS, k)));
    lines.push(Line::streamed(OURS, 16));
    let title = format!(
        "{} items, page 100, over TLS with a round trip of {FAR} ms, from no connection on: the handshakes are part of it.",
        shown(total as f64)
    );
    let heads =
        ["stack", "requests", "connections", "~wall ms", "~round trips", "~/ press-apps k=16"];
    let mut table = Table::new(title, heads);
    let mut fixture = here.fixture(&[Place::far(FAR, total)])?;
    let url = fixture.urls[0].clone();
    let job = |line: &Line| line.job(&url, 100).fresh();
    let (mut counters, mut connected) = (fixture.counters()?[0], Vec::new());
    // Once each to count what the server sees, then in turns.
    for line in &lines {
        let done = workers.ask(line.row, &job(line), Work::of_list(total))?;
        let now = fixture.counters()?[0];
        connected.push(done.map(|_| (now.1 - counters.1, now.0 - counters.0)));
        counters = now;
    }
    let rounds = |line: &Line| match measured.disturbed {
        None => often(here, line, pages, FAR),
        Some(_) => 0,
    };
    let chosen: Vec<(Line, u64)> = lines.iter().map(|line| (*line, rounds(line))).collect();
    let done = workers.turns(&chosen, job, Work::of_list(total))?;
    let walls: Vec<Vec<f64>> = done.iter().map(|done| millis(done, |done| done.wall)).collect();
    let ours = lines.iter().position(|line| *line == Line::collected(OURS, 16));
    for (index, line) in lines.iter().enumerate() {
        let wall = summary(&walls[index]).median;
        let times = ours.map_or(f64::NAN, |ours| ratio(&walls[index], &walls[ours]).median);
        let Some((requests, connections)) = connected[index] else { continue };
        if wall.is_finite() {
            measured.times.insert(format!("list/{}/tls", line.name()), wall);
            measured.times.insert(format!("list/{} by press-apps k=16/tls", line.name()), times);
        }
        let counted = [requests, connections].map(|count| count.to_string());
        let timed = [wall, wall / FAR as f64, times].map(shown);
        table.row([self::title(line)].into_iter().chain(counted).chain(timed));
    }
    measured.tables.push(table);
    Ok(())
}

fn millis(done: &[Done], of: fn(&Done) -> u64) -> Vec<f64> {
    done.iter().map(|done| of(done) as f64 / 1e6).collect()
}

fn title(line: &Line) -> String {
    match line.row {
        OURS => format!("**{}**", line.name()),
        RAW => "raw, one by one".to_owned(),
        PEAK => PEAK.to_owned(),
        _ => line.name(),
    }
}
