//! The table of a run, and what of it goes into the figures about the tests.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use press_apps_contract::mutate::Score;

use super::find::Mutant;
use super::judge::Verdict;
use super::scope::SCOPE;

/// How many of these are caught.
pub(super) fn score<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Score {
    let (caught, missed): (Vec<_>, Vec<_>) = verdicts.partition(|verdict| verdict.is_caught());
    Score { caught: caught.len(), of: caught.len() + missed.len() }
}

/// Whether at least so many of a hundred are caught.
pub(super) fn reaches(score: Score, percent: usize) -> bool {
    score.caught * 100 >= score.of * percent
}

/// The scores by module, in the order of the scope; modules without a mutant in this run are left out.
fn by_module(verdicts: &[(&Mutant, Verdict)]) -> Vec<(&'static str, &'static str, Score)> {
    let mut scores: BTreeMap<(&str, &str), Vec<&Verdict>> = BTreeMap::new();
    for (mutant, verdict) in verdicts {
        scores.entry((mutant.place.package, mutant.place.module)).or_default().push(verdict);
    }
    let modules = SCOPE
        .iter()
        .flat_map(|(package, modules)| modules.iter().map(|module| (*package, *module)));
    modules
        .filter_map(|(package, module)| {
            let verdicts = scores.get(&(package, module))?;
            Some((package, module, score(verdicts.iter().copied())))
        })
        .collect()
}

/// The table.
pub(super) fn table(verdicts: &[(&Mutant, Verdict)]) -> String {
    let mut out = format!("{:<20} {:<11} {:>6} {:>6}\n", "crate", "module", "caught", "missed");
    for (package, module, Score { caught, of }) in by_module(verdicts) {
        let _ = writeln!(out, "{package:<20} {module:<11} {caught:>6} {:>6}", of - caught);
    }
    let all = score(verdicts.iter().map(|(_, verdict)| verdict));
    let _ = writeln!(out, "{:<32} {:>6} {:>6}", "all", all.caught, all.of - all.caught);
    out
}

/// What a sample measures.
pub(super) fn figures(seed: u64, verdicts: &[(&Mutant, Verdict)]) -> Vec<(String, String)> {
    let all = score(verdicts.iter().map(|(_, verdict)| verdict));
    let modules = by_module(verdicts).into_iter();
    let modules: Vec<_> = modules
        .map(|(_, module, Score { caught, of })| format!("`{module}` {caught} of {of}"))
        .collect();
    vec![
        (
            format!("small breaks of the code that the tests of its crate catch, sample {seed}"),
            all.to_string(),
        ),
        (format!("of these, by module, sample {seed}"), modules.join(", ")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_is_not_said_of_less() {
        let score = Score { caught: 134, of: 150 };
        assert_eq!(score.to_string(), "134 of 150 (89.3 %)");
        assert!(!reaches(score, 90));
        assert!(reaches(Score { caught: 135, of: 150 }, 90));
    }
}
