//! Judging mutants: which witness contradicts which.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::Mutant;
use crate::document::{Document, PATH};
use crate::lint::{Surroundings, lint};

/// The witnesses, in the order of the report.
pub const WITNESSES: [&str; 6] =
    ["lint", "samples", "recordings", "requests", "answers", "refusals"];

/// What one witness says against a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// Its name, one of [`WITNESSES`].
    pub witness: &'static str,
    /// What contradicts the document.
    pub what: String,
}

/// Somebody who can be asked about a changed document: what each witness that contradicts it says.
pub type Judge<'a> = dyn Fn(&Value) -> Vec<Says> + Sync + 'a;

/// What the witnesses say of one mutant.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The mutant.
    pub mutant: Mutant,
    /// Who contradicts it, and how; nobody if it survives.
    pub says: Vec<Says>,
}

impl Verdict {
    /// Whether somebody contradicts it.
    #[must_use]
    pub fn caught(&self) -> bool {
        !self.says.is_empty()
    }

    /// Whether this witness contradicts it.
    #[must_use]
    pub fn caught_by(&self, witness: &str) -> bool {
        self.says.iter().any(|says| says.witness == witness)
    }
}

/// What lint says. Its rules about the samples are the witness `samples`.
#[must_use]
pub fn linted(value: &Value, surroundings: &Surroundings) -> Vec<Says> {
    // JSON is YAML: the reader sees the mutant as it would see a file.
    let outcome = lint(PATH, &value.to_string(), surroundings);
    let mut says: Vec<Says> = Vec::new();
    for finding in outcome.findings {
        let witness = match finding.rule {
            "sample" | "sample-missing" => "samples",
            _ => "lint",
        };
        if !says.iter().any(|other| other.witness == witness) {
            let what = format!("{}: {}", finding.rule, finding.message);
            says.push(Says { witness, what });
        }
    }
    says
}

/// One mutant of each operator, and others by chance, `count` in all; in their old order.
#[must_use]
pub fn pick(mutants: Vec<Mutant>, count: usize, seed: u64) -> Vec<Mutant> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut order: Vec<usize> = (0..mutants.len()).collect();
    chance.shuffle(&mut order);
    let mut seen = BTreeSet::new();
    let id = |index: usize| mutants.get(index).map(|mutant| mutant.operator.id);
    let (first, rest): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|&index| seen.insert(id(index)));
    let kept: BTreeSet<usize> = first.into_iter().chain(rest).take(count).collect();
    let numbered = mutants.into_iter().enumerate();
    numbered.filter(|(index, _)| kept.contains(index)).map(|(_, mutant)| mutant).collect()
}

/// Judges every mutant of `document`, on all processors.
#[must_use]
pub fn judge_all(
    document: &Document,
    surroundings: &Surroundings,
    mutants: &[Mutant],
    others: &Judge<'_>,
) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(index) else {
                return done;
            };
            let value = mutant.of(&document.value);
            let mut says = linted(&value, surroundings);
            says.extend(others(&value));
            let mutant = mutant.clone();
            done.push((index, Verdict { mutant, says }));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut verdicts: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let finished = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        finished
            .flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    verdicts.sort_by_key(|(index, _)| *index);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}
