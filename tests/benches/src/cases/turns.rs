//! Lines of a list: which row with how many pages at once, and turns that they take.

use std::collections::BTreeMap;
use std::time::Duration;

use super::rows;
use super::surroundings::{Surroundings, Worker};
use crate::Result;
use crate::job::{Done, Job, Task, Work};

/// How many pages a client has under way that is not told.
const DEFAULT: u64 = 16;

/// One line: a row and how it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) row: &'static str,
    /// How many pages at once; 0 for what somebody gets who says nothing.
    pub(super) k: u64,
    /// As a stream of items instead of all at once.
    pub(super) stream: bool,
}

impl Line {
    pub(super) const fn collected(row: &'static str, k: u64) -> Self {
        Self { row, k, stream: false }
    }

    pub(super) const fn streamed(row: &'static str, k: u64) -> Self {
        Self { row, k, stream: true }
    }

    /// Its name, which is part of the names of its figures.
    pub(super) fn name(&self) -> String {
        let at_once = match self.k {
            0 => "default".to_owned(),
            k => format!("k={k}"),
        };
        format!("{}{} {at_once}", self.row, if self.stream { " items()" } else { "" })
    }

    /// How many pages it has under way, at most.
    fn at_once(&self) -> u64 {
        if self.k == 0 { DEFAULT } else { self.k }
    }

    /// The least number of round trips: the first page alone, the others as many at once as it may.
    pub(super) fn trips(&self, pages: u64) -> u64 {
        1 + pages.saturating_sub(1).div_ceil(self.at_once())
    }

    pub(super) fn job(&self, url: &str, page: u64) -> Job {
        let task = if self.stream { Task::Stream } else { Task::List };
        Job::new(task, url).pages(page, self.k)
    }
}

/// How often a line is run that takes about so long.
pub(super) fn rounds(about: Duration) -> u64 {
    match about.as_millis() {
        0..400 => 9,
        400..1600 => 5,
        1600..4000 => 2,
        _ => 1,
    }
}

/// Workers by their row, started when they are first needed.
pub(super) struct Workers<'a> {
    here: &'a Surroundings,
    running: BTreeMap<&'static str, Worker>,
    /// The rows that cannot be started.
    pub(super) missing: Vec<&'static str>,
}

impl<'a> Workers<'a> {
    pub(super) fn new(here: &'a Surroundings) -> Self {
        Self { here, running: BTreeMap::new(), missing: Vec::new() }
    }

    /// Lets a row do a job; `None` if it cannot be started.
    pub(super) fn ask(&mut self, row: &'static str, job: &Job, work: Work) -> Result<Option<Done>> {
        if !self.running.contains_key(row) && !self.missing.contains(&row) {
            match rows::start(self.here, row)? {
                Some(worker) => drop(self.running.insert(row, worker)),
                None => self.missing.push(row),
            }
        }
        self.running.get_mut(row).map(|worker| worker.ask(job, work)).transpose()
    }

    /// Lets lines take turns, in one order and then in the other, each so often as it is said; gives what each took, in the order of the
    /// rounds.
    pub(super) fn turns(
        &mut self,
        lines: &[(Line, u64)],
        job: impl Fn(&Line) -> Job,
        work: Work,
    ) -> Result<Vec<Vec<Done>>> {
        let mut done = vec![Vec::new(); lines.len()];
        let most = lines.iter().map(|(_, rounds)| *rounds).max().unwrap_or(0);
        for round in 0..most {
            for turn in 0..lines.len() {
                let index = if round % 2 == 0 { turn } else { lines.len() - 1 - turn };
                let (line, rounds) = &lines[index];
                if round < *rounds {
                    done[index].extend(self.ask(line.row, &job(line), work)?);
                }
            }
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_first_page_and_then_as_many_as_may_be_under_way() {
        let trips = |k| Line::collected("press-apps", k).trips(100);
        assert_eq!([1, 4, 8, 16, 32].map(trips), [100, 26, 14, 8, 5]);
        assert_eq!(Line::collected("press-apps", 16).trips(1), 1);
        assert_eq!(Line::streamed("press-apps", 0).name(), "press-apps items() default");
    }

    #[test]
    fn what_takes_long_is_run_less_often() {
        let of = |millis| rounds(Duration::from_millis(millis));
        assert_eq!([50, 500, 2500, 20_000].map(of), [9, 5, 2, 1]);
    }
}
