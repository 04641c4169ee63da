//! The summary of a run.

use std::fmt::Write as _;
use std::time::Duration;

use super::end::End;

/// One step and how it went.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) end: End,
    pub(super) took: Duration,
}

/// One line per step, and one for all.
pub(super) fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    for Row { name, end, took } in rows {
        let (word, note) = match end {
            End::Passed => ("passed", ""),
            End::PassedWith(note) | End::PassedWithout(note) => ("passed", note.as_str()),
            End::Skipped(note) => ("skipped", note.as_str()),
            // The whole reason was printed where it happened.
            End::Failed(reason) => ("FAILED", reason.lines().next().unwrap_or_default()),
        };
        let line = format!("{name:<14} {word:<8} {:>7.1} s  {note}", took.as_secs_f64());
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let failed = rows.iter().filter(|row| matches!(row.end, End::Failed(_))).count();
    let skipped = rows.iter().filter(|row| matches!(row.end, End::Skipped(_))).count();
    let total: f64 = rows.iter().map(|row| row.took.as_secs_f64()).sum();
    let passed = rows.len() - failed - skipped;
    let _ = writeln!(
        out,
        "steps: {passed} passed, {failed} failed, {skipped} skipped, in {total:.0} s"
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_line_and_a_skipped_one_its_reason() {
        let row = |name, end| Row { name, end, took: Duration::from_millis(1500) };
        let rows = [
            row("format", End::Passed),
            row("features", End::PassedWithout("without native-tls".to_owned())),
            row("typos", End::Skipped("not installed".to_owned())),
            row("tests", End::Failed("two failed\nand more".to_owned())),
        ];
        assert_eq!(
            table(&rows),
            "format         passed       1.5 s\n\
             features       passed       1.5 s  without native-tls\n\
             typos          skipped      1.5 s  not installed\n\
             tests          FAILED       1.5 s  two failed\n\
             steps: 2 passed, 1 failed, 1 skipped, in 6 s\n"
        );
    }
}
