//! Asks the tests: which there are, which come by the place of a mutant, and whether one of those fails when it is on.
//!
//! A test is asked for the places it comes by once, alone in its process. A mutant is then judged by those tests only: no other can tell.
//! What never ends counts as noticed: so would a person. What is kept between runs is the business of [`super::kept`].

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::switch::{ON, REACHED};
use super::tree::{Tests, Tree};

/// A test that comes by some mutants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Test {
    /// The program it is in, by its place among the programs.
    pub program: usize,
    /// Its name.
    pub name: String,
    /// How long it took, in milliseconds.
    pub took: u64,
    /// The numbers of the mutants it comes by.
    pub reached: BTreeSet<usize>,
}

/// What the tests say about a mutant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Verdict {
    /// This test fails.
    Caught(String),
    /// The tests did not end in many times the time they take.
    Endless,
    /// So many tests come by, and none fails.
    Missed(usize),
}

impl Verdict {
    pub(super) fn is_caught(&self) -> bool {
        !matches!(self, Self::Missed(_))
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Caught(test) => write!(f, "caught by {test}"),
            Self::Endless => write!(f, "caught: the tests do not end"),
            Self::Missed(0) => write!(f, "missed: no test comes by"),
            Self::Missed(1) => write!(f, "missed by the one test that comes by"),
            Self::Missed(count) => write!(f, "missed by all {count} tests that come by"),
        }
    }
}

/// What a mutant may use of memory, in kB: one that never stops filling a list would take the machine down.
const MEMORY: u32 = 6_000_000;
/// And of processor time, in seconds: where this program is stopped, nobody else ends what never does.
const SECONDS: u32 = 300;
/// What tests may take longer than they do without a mutant.
const TIMES: u32 = 10;
/// And at least this: a loaded machine starts programs slowly.
const PATIENCE: Duration = Duration::from_secs(20);

/// Does the same with each, on all processors, in the order they come.
pub(super) fn side_by_side<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let (items, done) = (Mutex::new(items), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let item = items.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(item) = item else { break };
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Runs every test alone, without a mutant.
///
/// # Errors
/// When a program cannot be started, or a test fails.
pub(super) fn reach(tree: &Tree, programs: &[Tests], work: &Path) -> Result<Vec<Test>, String> {
    let mut names = Vec::new();
    for (index, program) in programs.iter().enumerate() {
        let mut list = command(tree, program);
        let output = list.args(["--list", "--format", "terse"]).output();
        let output = output.map_err(|error| started(program, &error))?;
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let listed = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        names.extend(listed.map(|name| (index, name.to_owned())));
    }
    eprintln!("running each of {} tests alone, to see which places it comes by", names.len());
    // Of this process, in case that another one runs.
    let folder = work.join(format!("reached-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let tests = side_by_side(names.iter().enumerate(), |(number, (index, name))| {
        let program = programs.get(*index).ok_or("no such program")?;
        let path = folder.join(number.to_string());
        let mut alone = command(tree, program);
        alone.args(["--exact", name]).env(REACHED, &path);
        let begun = Instant::now();
        let output = alone.output().map_err(|error| started(program, &error))?;
        if !output.status.success() {
            return Err(format!(
                "{name} fails without any mutant, so it can judge none:\n{}",
                String::from_utf8_lossy(&output.stdout)
            ));
        }
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let reached = std::fs::read(&path).unwrap_or_default();
        let reached = reached.as_chunks::<4>().0.iter();
        let reached = reached.map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
        Ok(Test { program: *index, name: name.clone(), took, reached })
    });
    // What is left of it is in the way of nobody.
    let _ = std::fs::remove_dir_all(&folder);
    tests.into_iter().collect()
}

/// Judges a mutant by the tests that come by it.
///
/// # Errors
/// When a program cannot be started.
pub(super) fn judge(
    tree: &Tree,
    programs: &[Tests],
    tests: &[Test],
    (number, package): (usize, &str),
) -> Result<Verdict, String> {
    let own = |test: &&Test| programs.get(test.program).is_some_and(|of| of.package == package);
    let tests = tests.iter().filter(own).filter(|test| test.reached.contains(&number));
    let mut by_program: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
    let mut count = 0;
    for test in tests {
        by_program.entry(test.program).or_default().push(test);
        count += 1;
    }
    // Programs are in the order of their speed.
    for (index, tests) in by_program {
        let Some(program) = programs.get(index) else { continue };
        let usual = Duration::from_millis(tests.iter().map(|test| test.took).sum());
        let mut run = command(tree, program);
        run.arg("--exact").args(tests.iter().map(|test| &test.name)).env(ON, number.to_string());
        match end(run, PATIENCE + usual * TIMES).map_err(|error| started(program, &error))? {
            End::Passed => {}
            End::Failed(test) => return Ok(Verdict::Caught(test)),
            End::Late => return Ok(Verdict::Endless),
        }
    }
    Ok(Verdict::Missed(count))
}

fn started(program: &Tests, error: &std::io::Error) -> String {
    format!("{} cannot be started: {error}", program.program.display())
}

/// A program of tests, as cargo starts it.
fn command(tree: &Tree, program: &Tests) -> Command {
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("ulimit -v {MEMORY}; ulimit -t {SECONDS}; exec \"$0\" \"$@\"")])
            .arg(&program.program);
        shell
    } else {
        Command::new(&program.program)
    };
    command.current_dir(&program.folder).env("CARGO_MANIFEST_DIR", &program.folder);
    // Snapshots are compared and never written; made-up values are the same each time.
    command.env("INSTA_WORKSPACE_ROOT", tree.root()).env("INSTA_UPDATE", "no");
    command.env("PROPTEST_RNG_SEED", "1").env_remove(ON).env_remove(REACHED);
    command
}

enum End {
    Passed,
    /// The first test that fails, or how the program ended.
    Failed(String),
    Late,
}

/// Waits for the end of the tests, or for the first that fails.
fn end(mut command: Command, limit: Duration) -> std::io::Result<End> {
    let until = Instant::now() + limit;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let (send, lines) = channel();
    if let Some(printed) = child.stdout.take() {
        std::thread::spawn(move || {
            for line in BufReader::new(printed).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
    }
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(test) = failed(&line) {
                    stop(&mut child)?;
                    return Ok(End::Failed(test.to_owned()));
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                stop(&mut child)?;
                return Ok(End::Late);
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = child.wait()?;
                return Ok(match status.success() {
                    true => End::Passed,
                    false => {
                        End::Failed(format!("the program of the tests, which ends with {status}"))
                    }
                });
            }
        }
    }
}

/// The name of the test that a line says has failed.
fn failed(line: &str) -> Option<&str> {
    let (before, _) = line.split_once(" ... FAILED")?;
    before.strip_prefix("test ")
}

/// Ends the tests and what they started.
fn stop(child: &mut Child) -> std::io::Result<()> {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status()?;
    }
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::failed;

    #[test]
    fn a_failed_test_is_known_by_its_line() {
        assert_eq!(failed("test a::b ... FAILED"), Some("a::b"));
        assert_eq!(failed("test a::b - should panic ... FAILED"), Some("a::b - should panic"));
        assert_eq!(failed("test a::b ... ok"), None);
        assert_eq!(failed("printed ... FAILED"), None);
    }
}
