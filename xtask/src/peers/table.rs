//! The table of what the judges said.

use std::fmt::Write as _;
use std::time::Duration;

use crate::check::End;

/// A judge and what it said.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// The version that judged; empty when it is not known.
    pub(super) version: String,
    pub(super) end: End,
    pub(super) took: Duration,
}

impl Row {
    /// Its result, in a line.
    fn result(&self) -> String {
        match &self.end {
            End::Passed => "0 findings".to_owned(),
            End::PassedWith(note) | End::PassedWithout(note) => format!("0 findings: {note}"),
            End::Skipped(why) => format!("skipped: {}", first_line(why)),
            End::Failed(reason) => first_line(reason).to_owned(),
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// One line per judge, and one for all.
pub(super) fn table(rows: &[Row]) -> String {
    let wide = |of: fn(&Row) -> usize, least: usize| rows.iter().map(of).fold(least, usize::max);
    let name = wide(|row| row.name.len(), 5);
    let version = wide(|row| row.version.len(), 7);
    let result = wide(|row| row.result().chars().count(), 6);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<name$}  {:<version$}  {:<result$}  {:>8}",
        "judge", "version", "result", "time"
    );
    for row in rows {
        let took = format!("{:.1} s", row.took.as_secs_f64());
        let _ = writeln!(
            out,
            "{:<name$}  {:<version$}  {:<result$}  {took:>8}",
            row.name,
            row.version,
            row.result()
        );
    }
    let failed = count(rows, |end| matches!(end, End::Failed(_)));
    let skipped = count(rows, |end| matches!(end, End::Skipped(_)));
    let agreed = rows.len() - failed - skipped;
    let took: f64 = rows.iter().map(|row| row.took.as_secs_f64()).sum();
    let _ = writeln!(
        out,
        "judges: {agreed} agree, {failed} have findings, {skipped} skipped, in {took:.0} s"
    );
    out
}

/// How a step ends in which all of this happened.
pub(super) fn conclusion(rows: &[Row]) -> End {
    let named = |which: fn(&End) -> bool| {
        let names = rows.iter().filter(|row| which(&row.end)).map(|row| row.name);
        names.collect::<Vec<_>>().join(", ")
    };
    let failed = named(|end| matches!(end, End::Failed(_)));
    let skipped = named(|end| matches!(end, End::Skipped(_)));
    if !failed.is_empty() {
        End::Failed(format!("findings of {failed}"))
    } else if count(rows, |end| matches!(end, End::Skipped(_))) == rows.len() {
        End::Skipped(format!("none could be tried: {skipped}"))
    } else if !skipped.is_empty() {
        End::PassedWithout(format!("without {skipped}"))
    } else {
        End::Passed
    }
}

fn count(rows: &[Row], which: fn(&End) -> bool) -> usize {
    rows.iter().filter(|row| which(&row.end)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, version: &str, end: End) -> Row {
        Row { name, version: version.to_owned(), end, took: Duration::from_millis(1500) }
    }

    #[test]
    fn every_judge_has_a_line_and_a_skipped_one_its_reason() {
        let rows = [
            row("python-client", "1.29.0", End::PassedWith("91 comparisons".to_owned())),
            row("redocly", "2.77.0", End::Skipped("there is no Node here\nsearched".to_owned())),
            row("nginx", "", End::Failed("2 findings\nand more".to_owned())),
        ];
        assert_eq!(
            table(&rows),
            "judge          version  result                              time\n\
             python-client  1.29.0   0 findings: 91 comparisons         1.5 s\n\
             redocly        2.77.0   skipped: there is no Node here     1.5 s\n\
             nginx                   2 findings                         1.5 s\n\
             judges: 1 agree, 1 have findings, 1 skipped, in 4 s\n"
        );
    }

    #[test]
    fn a_step_fails_with_a_finding_and_says_what_was_left_out() {
        let passed = || row("a", "", End::Passed);
        let skipped = || row("b", "", End::Skipped("no network".to_owned()));
        let failed = || row("c", "", End::Failed("1 finding".to_owned()));
        let said = |rows: &[Row]| conclusion(rows);
        assert_eq!(said(&[passed()]), End::Passed);
        assert_eq!(said(&[passed(), skipped()]), End::PassedWithout("without b".to_owned()));
        assert_eq!(said(&[skipped()]), End::Skipped("none could be tried: b".to_owned()));
        assert_eq!(said(&[skipped(), failed()]), End::Failed("findings of c".to_owned()));
    }
}
