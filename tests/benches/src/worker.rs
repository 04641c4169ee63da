//! A worker: it reads jobs, does each with its stack, and says what it took. The counting program and the timing program share it.

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};

use crate::clock::{Start, memory};
use crate::job::{Done, Job, Task, Work};
use crate::stacks::{self, Stack};
use crate::{Result, decode, emulate};

/// Does a piece of work and says what it allocated, for a program that counts.
pub type Counter = fn(&mut dyn FnMut()) -> Done;

/// For a program that does not count.
pub fn uncounted(work: &mut dyn FnMut()) -> Done {
    work();
    Done::default()
}

/// A stack or decoder with the clients it has made, one per server.
#[derive(Default)]
pub struct Worker {
    name: String,
    stacks: HashMap<String, Box<dyn Stack>>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Worker {
    /// One of this row.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Does a job.
    pub fn work(&mut self, job: &Job, counter: Counter) -> Done {
        match self.measured(job, counter) {
            Ok(done) => done,
            Err(error) => Done { error: Some(said(&*error)), ..Done::default() },
        }
    }

    fn measured(&mut self, job: &Job, counter: Counter) -> Result<Done> {
        if job.fresh {
            self.stacks.clear();
        }
        let with_stack = matches!(job.task, Task::Describe | Task::List | Task::Stream);
        // A new client is part of what is measured only where the job says so.
        if with_stack && !job.fresh && !self.stacks.contains_key(&job.url) {
            self.stacks.insert(job.url.clone(), stacks::make(&self.name, &job.url)?);
        }
        let mut result = Ok(Outcome::Work(Work::default()));
        let start = Start::now();
        let counted = counter(&mut || result = self.outcome(job));
        let (wall, cpu) = start.spent();
        let work = match result? {
            Outcome::Work(work) => work,
            Outcome::List(list) => list.work(),
        };
        let (resident, peak) = memory();
        Ok(Done { wall, cpu, work, resident, peak, ..counted })
    }

    fn outcome(&mut self, job: &Job) -> Result<Outcome> {
        let stack = match job.task {
            Task::Nothing => return Ok(Outcome::Work(Work::default())),
            Task::Decode => {
                return decode::decode(&self.name, job.times, job.page).map(Outcome::Work);
            }
            _ if job.fresh => {
                let stack = stacks::make(&self.name, &job.url)?;
                self.stacks.entry(job.url.clone()).or_insert(stack)
            }
            _ => self.stacks.get_mut(&job.url).ok_or("no client was made")?,
        };
        match job.task {
            Task::Describe => stack.describe(job.times).map(Outcome::Work),
            Task::List => stack.list(job.page, job.k).map(Outcome::List),
            _ => stack.stream(job.page, job.k).map(Outcome::Work),
        }
    }
}

enum Outcome {
    Work(Work),
    List(stacks::Listed),
}

/// Reads jobs from the standard input until it ends. The first argument is the row; jobs may follow, which are done first. After
/// `emulator`, it is the number of specs that a service holds of which all calls are measured.
///
/// After each job [`mark`] is called, where callgrind writes down what was counted so far.
///
/// # Errors
/// When a line is no job, or the answer cannot be written.
pub fn serve(counter: Counter) -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let row = arguments.next().ok_or("the first argument is the row")?;
    if row == "emulator" {
        let stored = arguments.next().ok_or("the second argument is how many specs there are")?;
        return emulator(stored.parse()?, counter);
    }
    let mut worker = Worker::new(&row);
    let mut answer = |line: &str| -> Result<()> {
        let done = worker.work(&serde_json::from_str(line)?, counter);
        mark();
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &done)?;
        writeln!(out)?;
        Ok(out.flush()?)
    };
    for job in arguments {
        answer(&job)?;
    }
    for line in std::io::stdin().lock().lines() {
        answer(&line?)?;
    }
    Ok(())
}

/// How often each call is made that is counted.
pub const EMULATED: u64 = 10;

/// A line for each of [`emulate::CALLS`], made [`EMULATED`] times, in the same way.
fn emulator(stored: u64, counter: Counter) -> Result<()> {
    let mut service = emulate::Stored::new(stored)?;
    for call in emulate::CALLS {
        service.call(call, 2)?;
        mark();
        let mut result = Ok(());
        let start = Start::now();
        let counted = counter(&mut || result = service.call(call, EMULATED));
        let (wall, cpu) = start.spent();
        mark();
        result?;
        println!("{}", serde_json::to_string(&Done { wall, cpu, ..counted })?);
    }
    Ok(())
}

/// Where one piece of work ends and the next begins: callgrind is told to write down its counts here.
#[inline(never)]
pub fn mark() {
    std::hint::black_box(());
}

/// An error with its causes.
fn said(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
