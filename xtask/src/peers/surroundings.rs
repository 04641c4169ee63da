//! Where the judges work: their folders, and how one of their programs is run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::emulator::{Emulator, TOKEN};
use crate::check::End;
use crate::programs::Programs;

/// A judge that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(240);

/// Variables that would lead a client elsewhere than it is told.
const LED_ASTRAY: [&str; 10] = [
    "STAGE",
    "PEAK__STAGE",
    "API_KEY",
    "PEAK_AUTH_TOKEN",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
];

/// What all judges share.
pub(super) struct Surroundings {
    /// The root of the repository.
    pub(super) root: PathBuf,
    programs: Programs,
}

impl Surroundings {
    pub(super) fn new(root: &Path, programs: Programs) -> Self {
        Self { root: root.to_owned(), programs }
    }

    /// What is pinned and written for a judge.
    pub(super) fn sources(&self, judge: &str) -> PathBuf {
        self.root.join("tests/peers").join(judge)
    }

    /// What is installed and written by a judge.
    pub(super) fn folder(&self, judge: &str) -> PathBuf {
        self.root.join("target/peers").join(judge)
    }

    /// A program of the workspace.
    pub(super) fn program(&self, name: &str) -> Result<&Path, End> {
        self.programs.find(name).map_err(End::Failed)
    }

    /// Starts the service and runs a program against it.
    pub(super) fn judged(
        &self,
        name: &str,
        flags: &[&str],
        mut judge: Command,
    ) -> Result<String, End> {
        let emulator =
            Emulator::start(self.program("press-apps-emulator")?, flags).map_err(End::Failed)?;
        judge.env("PRESS_URL", &emulator.url).env("PRESS_TOKEN", TOKEN);
        self.said(name, judge)
    }

    /// Runs a program that prints its findings, one a line that begins with `finding: `, and in the end a line that begins with
    /// `result: `; gives what stands in that line. Everything it prints is kept in `target/peers/<name>.log`.
    pub(super) fn said(&self, name: &str, mut judge: Command) -> Result<String, End> {
        let path = self.folder(name).with_extension("log");
        let failed = |what: String| End::Failed(format!("{name}: {what}"));
        let (log, errors) = File::create(&path)
            .and_then(|log| Ok((log.try_clone()?, log)))
            .map_err(|error| failed(error.to_string()))?;
        LED_ASTRAY.iter().for_each(|variable| {
            judge.env_remove(variable);
        });
        judge.stdin(Stdio::null()).stdout(log).stderr(errors);
        let mut child = judge.spawn().map_err(|error| failed(error.to_string()))?;
        let start = Instant::now();
        let status = loop {
            match child.try_wait().map_err(|error| failed(error.to_string()))? {
                Some(status) => break status,
                None if start.elapsed() > PATIENCE => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(failed(format!("it was stopped after {} s", PATIENCE.as_secs())));
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let log = std::fs::read(&path).map_err(|error| failed(error.to_string()))?;
        heard(&String::from_utf8_lossy(&log), status.success())
    }
}

/// What a judge said, by what it printed and whether it ended well.
fn heard(log: &str, ended_well: bool) -> Result<String, End> {
    let findings: Vec<&str> = log.lines().filter(|line| line.starts_with("finding: ")).collect();
    let result = log.lines().rev().find_map(|line| line.strip_prefix("result: "));
    match (findings.len(), result) {
        (0, Some(result)) if ended_well => Ok(result.to_owned()),
        (0, _) => {
            let lines: Vec<&str> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(30)..];
            Err(End::Failed(format!("it broke off\n{}", last.join("\n"))))
        }
        (1, _) => Err(End::Failed(format!("1 finding\n{}", findings[0]))),
        (count, _) => Err(End::Failed(format!("{count} findings\n{}", findings.join("\n")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judge_agrees_only_when_it_came_to_its_result_without_a_finding() {
        assert_eq!(heard("x\nresult: 3 comparisons\n", true), Ok("3 comparisons".to_owned()));
        let failed = |text: &str| Err(End::Failed(text.to_owned()));
        assert_eq!(
            heard("finding: a: b\nresult: 3 comparisons\n", true),
            failed("1 finding\nfinding: a: b")
        );
        assert_eq!(
            heard("finding: a\nx\nfinding: b\n", false),
            failed("2 findings\nfinding: a\nfinding: b")
        );
        assert_eq!(
            heard("result: 3\nTraceback\n", false),
            failed("it broke off\nresult: 3\nTraceback")
        );
        assert_eq!(heard("", true), failed("it broke off\n"));
    }
}
