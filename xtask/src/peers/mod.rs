//! `cargo xtask peers`: lets tools that others wrote judge the document, the service and the client, with a table of what they said.
//!
//! What they need is installed below `target/peers`, in the versions that `tests/peers` pins. Where that is not to be had (no Python, no
//! Node, no network), the judge is left out, and the table says so in a word: who has none of it can still work on this repository, and
//! `cargo test` and CI ask none of them.

pub(crate) mod emulator;
pub(crate) mod install;
mod judges;
mod surroundings;
mod table;

use std::path::Path;
use std::time::Instant;

use clap::builder::PossibleValuesParser;

use crate::check::End;
use crate::programs;
use judges::{JUDGES, Judge};
use surroundings::Surroundings;
use table::Row;

/// What the task is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What a judge needs is installed below target/peers, once. A judge that cannot be installed or started here is skipped, and the \
table says why.\nExit code: 0 without findings, 1 with findings, 2 when the service cannot be built. tests/peers/README.md tells more."
)]
pub struct Arguments {
    /// Only these judges
    #[arg(value_name = "JUDGE", value_parser = PossibleValuesParser::new(JUDGES.iter().map(|judge| judge.name)))]
    judges: Vec<String>,
    /// Print the judges instead
    #[arg(long)]
    list: bool,
}

/// Runs the judges; says whether none has a finding.
///
/// # Errors
/// When the service cannot be built or started.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    if arguments.list {
        for Judge { name, about, .. } in JUDGES {
            crate::say!("{name:<15} {about}");
        }
        return Ok(true);
    }
    let named = |judge: &&Judge| {
        arguments.judges.is_empty() || arguments.judges.iter().any(|name| name == judge.name)
    };
    let rows = rows(root, &JUDGES.iter().filter(named).collect::<Vec<_>>())?;
    crate::say!("\n{}", table::table(&rows).trim_end());
    Ok(!rows.iter().any(|row| matches!(row.end, End::Failed(_))))
}

/// All of them, as a step of the check.
pub(crate) fn check(root: &Path) -> Result<End, String> {
    let rows = rows(root, &JUDGES.iter().collect::<Vec<_>>())?;
    crate::say!("\n{}", table::table(&rows).trim_end());
    Ok(table::conclusion(&rows))
}

fn rows(root: &Path, judges: &[&Judge]) -> Result<Vec<Row>, String> {
    let programs =
        programs::build(root)?.ok_or_else(|| "the workspace does not compile".to_owned())?;
    let here = Surroundings::new(root, programs);
    let rows = judges.iter().map(|judge| {
        crate::say!("\n== {}: {}", judge.name, judge.about);
        let start = Instant::now();
        let version = (judge.version)(&here);
        let end = (judge.run)(&here).unwrap_or_else(|end| end);
        if let End::Failed(reason) | End::Skipped(reason) = &end {
            crate::say!("{reason}");
        }
        Row { name: judge.name, version: version.unwrap_or_default(), end, took: start.elapsed() }
    });
    Ok(rows.collect())
}
