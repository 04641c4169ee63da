//! `cargo xtask check`: everything that has to hold before a change lands, in the order of CI, with a table of what it took.
//!
//! CI runs this task and nothing else, so a green run here is a green run there. Each step says what it is for; a step whose tool is
//! not on the machine says so in the table instead of passing quietly.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod callable;
mod cargo;
mod changes;
mod circles;
pub(crate) mod counts;
mod dependencies;
mod docsrs;
mod end;
mod features;
mod msrv;
mod packages;
pub(crate) mod properties;
mod semver;
mod steps;
mod table;
mod tools;
mod typos;
mod unused;
mod windows;
mod workflows;

use std::path::Path;
use std::time::Instant;

pub(crate) use cargo::cargo;
pub use end::End;
pub use steps::{STEPS, Step};

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only these steps
    steps: Vec<String>,
    /// The slow steps as well
    #[arg(long, conflicts_with = "steps")]
    all: bool,
    /// Stop at the first step that fails
    #[arg(long)]
    fail_fast: bool,
    /// Print the steps instead
    #[arg(long)]
    list: bool,
}

/// Runs the steps; says whether none failed.
///
/// # Errors
/// When a step is asked for that does not exist.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    if let Some(unknown) =
        arguments.steps.iter().find(|name| !STEPS.iter().any(|step| step.name == **name))
    {
        return Err(format!(
            "there is no step `{unknown}`; `cargo xtask check --list` prints them"
        ));
    }
    if arguments.list {
        for Step { name, about, slow, .. } in STEPS {
            let when = if *slow { " (slow: by name, or with --all)" } else { "" };
            crate::say!("{name:<14} {about}{when}");
        }
        return Ok(true);
    }
    let mut rows = Vec::new();
    let wanted = |step: &&Step| match arguments.steps.as_slice() {
        [] => arguments.all || !step.slow,
        names => names.iter().any(|name| name == step.name),
    };
    for step in STEPS.iter().filter(wanted) {
        crate::say!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let end = (step.run)(root).unwrap_or_else(End::Failed);
        if let End::Failed(reason) = &end {
            crate::say!("{reason}");
        }
        let stop = arguments.fail_fast && matches!(end, End::Failed(_));
        rows.push(table::Row { name: step.name, end, took: start.elapsed() });
        if stop {
            break;
        }
    }
    crate::say!("\n{}", table::table(&rows).trim_end());
    Ok(!rows.iter().any(|row| matches!(row.end, End::Failed(_))))
}
