//! Instructions, counted by callgrind: those of the process itself, without the kernel's.
//!
//! A worker is started once, with its jobs as arguments. Callgrind writes down its count whenever [`mark`](crate::worker::mark) is
//! reached, so that each job has a count of its own and what a process takes to start is in none.

use std::path::Path;
use std::process::{Command, Stdio};

use super::surroundings::{Surroundings, checked};
use crate::Result;
use crate::job::{Done, Job, Task, Work};
use crate::report::Measured;

/// Whether there is a valgrind; without one the case says what it leaves out.
pub(super) fn is_here(measured: &mut Measured) -> bool {
    let asked = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let here = asked.is_ok_and(|status| status.success());
    if !here {
        measured.left_out.push("instructions: there is no valgrind here".to_owned());
    }
    here
}

/// The instructions of a job, without those that every job takes. The client is warm: another job was done before.
pub(super) fn instructions(
    here: &Surroundings,
    row: &str,
    (warm, warm_work): (&Job, Work),
    (job, work): (&Job, Work),
) -> Result<f64> {
    let nothing = Job::new(Task::Nothing, "");
    let jobs = [warm, &nothing, job];
    let mut arguments = vec![row.to_owned()];
    for job in jobs {
        arguments.push(serde_json::to_string(job)?);
    }
    let (counts, done) = counted(here, &arguments)?;
    let [.., warmed, _, measured] = &done[..] else { return Err("a job has no answer".into()) };
    checked(row, warmed, warm_work)?;
    checked(row, measured, work)?;
    match counts[..] {
        [_, nothing, job, ..] => Ok(job.saturating_sub(nothing) as f64),
        _ => Err("callgrind wrote down fewer counts than there are jobs".into()),
    }
}

/// Runs the worker below callgrind; gives the counts in their order, and what the worker said.
pub(super) fn counted(here: &Surroundings, arguments: &[String]) -> Result<(Vec<u64>, Vec<Done>)> {
    let folder = here.scratch.join("callgrind");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let out = folder.join("counts");
    let mut command = here.client(Path::new("valgrind"));
    command.args([
        "--tool=callgrind",
        "--quiet",
        "--dump-after=*press_apps_benches::worker::mark*",
    ]);
    command.arg(format!("--callgrind-out-file={}", out.display())).arg(here.program("worker")?);
    let output = command.args(arguments).stdin(Stdio::null()).output()?;
    if !output.status.success() {
        return Err(format!("callgrind: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut counts = Vec::new();
    // What is counted after the last mark is in the file without a number.
    for number in 1.. {
        let Ok(text) = std::fs::read_to_string(out.with_extension(number.to_string())) else {
            break;
        };
        counts.push(total(&text).ok_or("callgrind wrote down no count")?);
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let done = said.lines().map(serde_json::from_str).collect::<Result<Vec<Done>, _>>()?;
    Ok((counts, done))
}

/// The count in a file of callgrind.
fn total(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("totals:").or(line.strip_prefix("summary:")))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_a_file_is_its_total() {
        assert_eq!(
            total("version: 1\nevents: Ir\nfn=(1) main\n1 7\ntotals: 123456\n"),
            Some(123_456)
        );
        assert_eq!(total("version: 1\n"), None);
    }
}
