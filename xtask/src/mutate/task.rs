//! The task: asks cargo to build and run the part that knows the client and the service.

use std::fmt;
use std::path::Path;
use std::process::Command;

use sha2::{Digest as _, Sha256};

use super::{Accepted, Judge, Verdict, judge_all, mutants, pick, print};
use crate::document::{Document, PATH};
use crate::lint::Surroundings;

/// Where the accepted survivors are listed, seen from the root of the repository.
const SURVIVORS: &str = "tests/survivors.toml";

/// What the task is told.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// How many mutants are tried
    #[arg(long, default_value_t = 120)]
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
        Self { sample: 120, seed: None, all: false, explain: None }
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
    command.args(arguments.explain.iter().map(|text| format!("--explain={text}")));
    let status = command.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    Ok(status.success())
}

/// What came of a run.
#[derive(Debug)]
pub struct Conclusion {
    /// Which mutants were tried.
    tried: String,
    /// What the witnesses say of each.
    pub verdicts: Vec<Verdict>,
    /// What is not true of the list of accepted survivors.
    pub complaints: Vec<String>,
    /// Who says what of the mutants that were asked for.
    explained: String,
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}{}", self.tried, self.explained, print(&self.verdicts))?;
        match self.complaints.as_slice() {
            [] => Ok(()),
            complaints => write!(f, "\n{SURVIVORS} is not true:\n  {}", complaints.join("\n  ")),
        }
    }
}

/// Tries the mutants that `arguments` ask for; `others` are the witnesses beside lint and samples.
///
/// # Errors
/// When the document, the samples or the list of accepted survivors cannot be read.
pub fn conclude(
    root: &Path,
    arguments: &Arguments,
    others: &Judge<'_>,
) -> Result<Conclusion, String> {
    let document = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let surroundings = Surroundings::load(root, PATH)?;
    let list = std::fs::read_to_string(root.join(SURVIVORS))
        .map_err(|error| format!("{SURVIVORS}: cannot be read: {error}"))?;
    let accepted = Accepted::parse(&list)?;
    let mut chosen = mutants(&document.value);
    let mut tried = format!("all {} mutants", chosen.len());
    if !arguments.all {
        let seed = arguments.seed.unwrap_or_else(|| seed_of(&document.text));
        tried = format!("{} of {} mutants, seed {seed}", arguments.sample, chosen.len());
        chosen = pick(chosen, arguments.sample, seed);
    }
    let verdicts = judge_all(&document, &surroundings, &chosen, others);
    let complaints = accepted.complaints(&verdicts, arguments.all);
    let explain = |text: &String| -> String {
        let wanted = verdicts.iter().filter(|verdict| verdict.mutant.to_string().contains(text));
        wanted.map(explained).collect()
    };
    Ok(Conclusion {
        tried,
        explained: arguments.explain.as_ref().map(explain).unwrap_or_default(),
        complaints,
        verdicts,
    })
}

fn explained(verdict: &Verdict) -> String {
    let says = verdict.says.iter();
    let says = says.map(|says| format!("    {}: {}\n", says.witness, says.what.trim_end()));
    format!("{}\n{}\n", verdict.mutant, says.collect::<String>())
}

/// A seed that follows from the document.
fn seed_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(4).fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}
