//! The programs that a case starts: the fixture, workers of each row, and where they are.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Result;
use crate::fixture::Place;
use crate::job::{Done, Job, Work};

/// Variables that would lead a client elsewhere than it is told.
const LED_ASTRAY: [&str; 6] =
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

/// Where programs are, and how long a run may be.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Whether everything is done once and small, to see that it works.
    pub quick: bool,
    /// Whether times are measured and shown however busy the machine is: nobody goes by them.
    pub rehearsal: bool,
    /// Whether consumers are built, which takes minutes.
    pub build: bool,
    /// The Python that has what the peers need.
    pub python: Option<PathBuf>,
    /// The root of the repository.
    pub root: PathBuf,
    /// A folder for what a run writes.
    pub scratch: PathBuf,
}

impl Surroundings {
    /// So many where a run is whole, `few` where it is quick.
    pub(super) fn often(&self, often: u64, few: u64) -> u64 {
        if self.quick { few } else { often }
    }

    /// The certificate of the authority that the fixture's is by.
    pub(super) fn authority(&self) -> PathBuf {
        self.scratch.join("authority.pem")
    }

    /// One of the programs that were built beside this one.
    pub(super) fn program(&self, name: &str) -> Result<PathBuf> {
        let this = std::env::current_exe()?;
        Ok(this.with_file_name(name))
    }

    /// Starts a fixture at these places, away from the core where clients run.
    pub(super) fn fixture(&self, places: &[Place]) -> Result<Fixture> {
        let mut command = pinned(0, &self.program("fixture")?);
        command.arg(self.authority()).args(places.iter().map(ToString::to_string));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let from = BufReader::new(child.stdout.take().ok_or("the fixture has no output")?);
        let to = child.stdin.take().ok_or("the fixture has no input")?;
        let mut fixture = Fixture { urls: Vec::new(), to, from, _process: Process(child) };
        for _ in places {
            let url = fixture.line()?.trim_end().to_owned();
            fixture.urls.push(url);
        }
        Ok(fixture)
    }

    /// A command on the core of the clients, led nowhere else than it is told.
    pub(super) fn client(&self, program: &Path) -> Command {
        let mut command = pinned(1, program);
        LED_ASTRAY.iter().for_each(|name| {
            command.env_remove(name);
        });
        let authority = self.authority();
        command
            .env("SSL_CERT_FILE", &authority)
            .env("REQUESTS_CA_BUNDLE", &authority)
            .env_remove("SSL_CERT_DIR");
        command
    }

    /// Starts the worker of a row that counts what is allocated.
    pub(super) fn counting(&self, row: &str) -> Result<Worker> {
        let mut command = self.client(&self.program("allocations")?);
        command.arg(row);
        self.worker(command, row)
    }

    /// Starts a worker.
    pub(super) fn worker(&self, mut command: Command, name: &str) -> Result<Worker> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let to = child.stdin.take().ok_or("a worker without an input")?;
        let from = BufReader::new(child.stdout.take().ok_or("a worker without an output")?);
        Ok(Worker { name: name.to_owned(), to, from, _process: Process(child) })
    }
}

/// A running server.
pub(super) struct Fixture {
    /// The base URL of each place.
    pub(super) urls: Vec<String>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    _process: Process,
}

impl Fixture {
    /// How many connections and requests each place has had so far.
    pub(super) fn counters(&mut self) -> Result<Vec<(u64, u64)>> {
        writeln!(self.to)?;
        let line = self.line()?;
        Ok(serde_json::from_str(&line)?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        match self.from.read_line(&mut line)? {
            0 => Err("the fixture ended".into()),
            _ => Ok(line),
        }
    }
}

/// A running client.
pub(super) struct Worker {
    name: String,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    _process: Process,
}

impl Worker {
    /// Lets it do a job, and holds that it did: what it got must be what there is.
    pub(super) fn ask(&mut self, job: &Job, expected: Work) -> Result<Done> {
        serde_json::to_writer(&mut self.to, job)?;
        writeln!(self.to)?;
        self.to.flush()?;
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        let done: Done = serde_json::from_str(&line).map_err(|error| {
            format!("{} does not answer: {error} in `{}`", self.name, line.trim_end())
        })?;
        checked(&self.name, &done, expected)?;
        Ok(done)
    }
}

/// Holds that a job was done: as many items as there are, in their order, each with its id.
pub(super) fn checked(name: &str, done: &Done, expected: Work) -> Result<()> {
    match &done.error {
        Some(error) => Err(format!("{name} failed: {error}").into()),
        None if done.work != expected => {
            Err(format!("{name} did other work: {:?}, not {expected:?}", done.work).into())
        }
        None => Ok(()),
    }
}

/// A child that does not outlive its case.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command that stays on a core, where there is a program that says so and another core.
fn pinned(core: usize, program: &Path) -> Command {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let taskset =
        ["/usr/bin/taskset", "/bin/taskset"].into_iter().find(|path| Path::new(path).exists());
    match taskset.filter(|_| cores > core) {
        Some(taskset) if cores > 1 => {
            let mut command = Command::new(taskset);
            command.arg("-c").arg(core.to_string()).arg(program);
            command
        }
        _ => Command::new(program),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_did_other_work_is_no_figure() {
        let done = |work, error: Option<&str>| Done {
            work,
            error: error.map(str::to_owned),
            ..Done::default()
        };
        let right = Work::of_list(3);
        assert!(checked("a", &done(right, None), right).is_ok());
        assert!(checked("a", &done(Work { checksum: 1, ..right }, None), right).is_err());
        assert!(checked("a", &done(Work::of_list(2), None), right).is_err());
        let failed = checked("a", &done(right, Some("no connection")), right).unwrap_err();
        assert_eq!(failed.to_string(), "a failed: no connection");
    }
}
