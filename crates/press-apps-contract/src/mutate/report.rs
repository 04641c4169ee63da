//! The report: operator by witness, the score, the survivors.

use std::fmt::Write as _;

use super::{OPERATORS, Verdict, WITNESSES};

/// How many of the harmful mutants are caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Harmful mutants that somebody contradicts.
    pub caught: usize,
    /// Harmful mutants.
    pub of: usize,
}

impl Score {
    /// The score of these verdicts, as far as they come from witnesses that are `heard`.
    #[must_use]
    pub fn of(verdicts: &[Verdict], heard: impl Fn(&str) -> bool) -> Self {
        let harmful = verdicts.iter().filter(|verdict| verdict.mutant.operator.harmful);
        let caught = |verdict: &&Verdict| verdict.says.iter().any(|says| heard(says.witness));
        Self { caught: harmful.clone().filter(caught).count(), of: harmful.count() }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // In tenths of a percent, rounded down: 100.0 % is said of nothing less.
        let tenths = (self.caught * 1000).checked_div(self.of).unwrap_or(1000);
        write!(f, "{} of {} ({}.{} %)", self.caught, self.of, tenths / 10, tenths % 10)
    }
}

/// The whole report.
#[must_use]
pub fn print(verdicts: &[Verdict]) -> String {
    let mut out = table(verdicts);
    let harmless = verdicts.iter().filter(|verdict| !verdict.mutant.operator.harmful);
    let quiet = harmless.clone().filter(|verdict| !verdict.caught()).count();
    let _ = writeln!(out, "\nscore: {}", Score::of(verdicts, |_| true));
    let _ = writeln!(out, "harmless edits that survive: {quiet} of {}", harmless.count());
    let survivors =
        verdicts.iter().filter(|verdict| verdict.mutant.operator.harmful && !verdict.caught());
    let survivors: Vec<_> = survivors.map(|verdict| verdict.mutant.to_string()).collect();
    if !survivors.is_empty() {
        let _ = writeln!(out, "\nsurvivors:\n  {}", survivors.join("\n  "));
    }
    out
}

/// What a whole run measures, for the table of figures.
#[must_use]
pub fn figures(verdicts: &[Verdict]) -> Vec<(String, String)> {
    let all = Score::of(verdicts, |_| true);
    let harmless = verdicts.iter().filter(|verdict| !verdict.mutant.operator.harmful);
    let objections = harmless.clone().filter(|verdict| verdict.caught()).count();
    let mut figures = vec![
        ("small edits of the document that somebody notices".to_owned(), all.to_string()),
        (
            "edits that survive, each listed with its reason".to_owned(),
            (all.of - all.caught).to_string(),
        ),
        (
            "harmless edits that somebody objects to".to_owned(),
            format!("{objections} of {}", harmless.count()),
        ),
    ];
    for witness in WITNESSES {
        let own = Score::of(verdicts, |heard| heard == witness).caught;
        let without = Score::of(verdicts, |heard| heard != witness);
        let alone = all.caught - without.caught;
        figures.push((
            format!("edits that `{witness}` notices"),
            format!("{own}, alone {alone}; without it {without}"),
        ));
    }
    figures
}

/// One row per operator, one column per witness; below, what each finds alone and what the score is without it.
fn table(verdicts: &[Verdict]) -> String {
    let mut rows = vec![row("operator", "mutants", "caught", WITNESSES.map(str::to_owned))];
    for operator in OPERATORS {
        let own: Vec<_> =
            verdicts.iter().filter(|verdict| verdict.mutant.operator.id == operator.id).collect();
        let caught = own.iter().filter(|verdict| verdict.caught()).count();
        let counts = WITNESSES.map(|witness| {
            let count = own.iter().filter(|verdict| verdict.caught_by(witness)).count();
            if count == 0 { "-".to_owned() } else { count.to_string() }
        });
        if !own.is_empty() {
            rows.push(row(operator.id, &own.len().to_string(), &caught.to_string(), counts));
        }
    }
    let all = Score::of(verdicts, |_| true);
    let by = |witness: &str| Score::of(verdicts, |heard| heard == witness).caught;
    let without = |witness: &str| Score::of(verdicts, |heard| heard != witness).caught;
    let (of, caught) = (all.of.to_string(), all.caught.to_string());
    rows.push(row("harmful, all", &of, &caught, WITNESSES.map(|one| by(one).to_string())));
    rows.push(row(
        "found by it alone",
        "",
        "",
        WITNESSES.map(|one| (all.caught - without(one)).to_string()),
    ));
    rows.push(row("caught without it", "", "", WITNESSES.map(|one| without(one).to_string())));
    rows.concat()
}

fn row(name: &str, mutants: &str, caught: &str, counts: [String; WITNESSES.len()]) -> String {
    let mut line = format!("{name:<20}{mutants:>8}{caught:>8}");
    for count in counts {
        let _ = write!(line, "{count:>12}");
    }
    line.push('\n');
    line
}
