//! A whole run: which mutants are tried, who says what of them, and whether the list of accepted survivors is true.

use std::fmt;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Accepted, Judge, Verdict, judge_all, mutants, pick, print};
use crate::document::{Document, PATH};
use crate::lint::Surroundings;

/// Where the accepted survivors are listed, seen from the root of the repository.
const SURVIVORS: &str = "tests/survivors.toml";

/// Which mutants are tried, and what is told of them.
#[derive(Debug, Clone)]
pub struct Selection {
    /// How many; `None` for all.
    pub sample: Option<usize>,
    /// Which ones; by default it follows from the document, so that every change of it tries others.
    pub seed: Option<u64>,
    /// Text: only the mutants that it is part of are tried, such as the id of an operator or a place.
    pub only: Option<String>,
    /// Text: who says what is told of each mutant that it is part of.
    pub explain: Option<String>,
}

impl Selection {
    /// How many mutants are tried unless all are.
    pub const SAMPLE: usize = 120;
}

impl Default for Selection {
    fn default() -> Self {
        Self { sample: Some(Self::SAMPLE), seed: None, only: None, explain: None }
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct Conclusion {
    /// Which mutants were tried.
    tried: String,
    /// How many mutants there are.
    pub of: usize,
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

/// Tries the mutants that are selected; `others` are the witnesses beside lint and samples, and `unseen` the places of the document,
/// as JSON pointers, of what no message shows: nobody can notice an edit there.
///
/// # Errors
/// When the document, the samples or the list of accepted survivors cannot be read.
pub fn conclude(
    root: &Path,
    selection: &Selection,
    unseen: &[String],
    others: &Judge<'_>,
) -> Result<Conclusion, String> {
    let document = Document::load(root, PATH).map_err(|problems| problems.to_string())?;
    let surroundings = Surroundings::load(root, PATH)?;
    let list = std::fs::read_to_string(root.join(SURVIVORS))
        .map_err(|error| format!("{SURVIVORS}: cannot be read: {error}"))?;
    let accepted = Accepted { unseen: unseen.to_vec(), ..Accepted::parse(&list)? };
    let mut chosen = mutants(&document.value);
    if let Some(text) = &selection.only {
        chosen.retain(|mutant| mutant.to_string().contains(text));
    }
    let of = chosen.len();
    let mut tried = format!("all {of} mutants");
    if let Some(sample) = selection.sample {
        let seed = selection.seed.unwrap_or_else(|| seed_of(&document.text));
        tried = format!("{sample} of {of} mutants, seed {seed}");
        chosen = pick(chosen, sample, seed);
    }
    let whole = selection.sample.is_none() && selection.only.is_none();
    let verdicts = judge_all(&document, &surroundings, &chosen, others);
    let complaints = accepted.complaints(&verdicts, whole);
    let explain = |text: &String| -> String {
        let wanted = verdicts.iter().filter(|verdict| verdict.mutant.to_string().contains(text));
        wanted.map(explained).collect()
    };
    Ok(Conclusion {
        tried,
        of,
        explained: selection.explain.as_ref().map(explain).unwrap_or_default(),
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
