//! The task: asks cargo to build and run the part that knows the client and the service.

use std::path::Path;
use std::process::Command;

use sha2::{Digest as _, Sha256};

use super::{Accepted, Judge, judge_all, mutants, pick, print};
use crate::document::{Document, PATH};
use crate::lint::Surroundings;

/// Where the accepted survivors are listed, seen from the root of the repository.
const SURVIVORS: &str = "tests/survivors.toml";

/// What the task is told.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// How many mutants are tried
    #[arg(long, default_value_t = 200)]
    sample: usize,
    /// Which ones; by default it follows from the document, so that every change of it tries others
    #[arg(long)]
    seed: Option<u64>,
    /// Try every mutant
    #[arg(long, conflicts_with_all = ["sample", "seed"])]
    all: bool,
    /// Print who says what about each mutant that this text is part of
    #[arg(long, value_name = "TEXT")]
    explain: Option<String>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            sample: 200,
            seed: None,
            all: false,
            explain: None,
        }
    }
}

/// Runs the task, in a process of its own: this program never depends on generated code, or it could not generate it.
///
/// # Errors
/// When cargo cannot be started.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args([
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--example",
        "mutate_contract",
        "--",
    ]);
    if arguments.all {
        command.arg("--all");
    } else {
        command.arg(format!("--sample={}", arguments.sample));
        command.args(arguments.seed.map(|seed| format!("--seed={seed}")));
    }
    command.args(
        arguments
            .explain
            .iter()
            .map(|text| format!("--explain={text}")),
    );
    let status = command
        .status()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    Ok(status.success())
}

/// Tries the mutants that `arguments` ask for and prints the report; `others` are the witnesses beside lint and samples. Says whether
/// the list of accepted survivors is true.
///
/// # Errors
/// When the document, the samples or the list cannot be read.
pub fn conclude(root: &Path, arguments: &Arguments, others: &Judge<'_>) -> Result<bool, String> {
    let document = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let surroundings = Surroundings::load(root, PATH)?;
    let list = std::fs::read_to_string(root.join(SURVIVORS))
        .map_err(|error| format!("{SURVIVORS}: cannot be read: {error}"))?;
    let accepted = Accepted::parse(&list)?;
    let mut chosen = mutants(&document.value);
    let count = chosen.len();
    if !arguments.all {
        let seed = arguments.seed.unwrap_or_else(|| seed_of(&document.text));
        chosen = pick(chosen, arguments.sample, seed);
        println!("{} of {count} mutants, seed {seed}\n", chosen.len());
    }
    let verdicts = judge_all(&document, &surroundings, &chosen, others);
    if let Some(text) = &arguments.explain {
        for verdict in verdicts
            .iter()
            .filter(|verdict| verdict.mutant.to_string().contains(text))
        {
            println!("{}", verdict.mutant);
            verdict
                .says
                .iter()
                .for_each(|says| println!("    {}: {}", says.witness, says.what.trim_end()));
        }
    }
    println!("{}", print(&verdicts));
    let complaints = accepted.complaints(&verdicts, arguments.all);
    if !complaints.is_empty() {
        println!("{SURVIVORS} is not true:\n  {}", complaints.join("\n  "));
    }
    Ok(complaints.is_empty())
}

/// A seed that follows from the document.
fn seed_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(4)
        .fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
