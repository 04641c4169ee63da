//! The page: what was measured on what, the goals, the tables, and what people wrote about it between two marks, which stays.

use super::Measured;
use super::goals::GOALS;
use super::goals::Standing;
use super::table::{Table, shown};

/// Where the hand-written part begins.
const BEGIN: &str = "<!-- written by hand: stays when the rest is written anew -->";
/// Where it ends.
const END: &str = "<!-- end of what is written by hand -->";
/// What stands there at first.
const NOTHING_YET: &str = "\nNothing is written here yet.\n";

/// What the figures are of. Names neither a machine nor a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Of {
    /// The compiler, as it calls itself.
    pub toolchain: String,
    /// The first digits of the digest of the workspace's lock file.
    pub lock: String,
    /// The state of the sources, as git calls their tree.
    pub sources: String,
    /// Python and the packages that were measured, with their versions.
    pub peers: String,
    /// How many cores there were.
    pub cores: usize,
}

/// The whole page. `before` is the page as it is, of which the hand-written part is kept.
#[must_use]
pub fn page(of: &Of, all: &[Measured], before: &str) -> String {
    let mut text = String::from(
        "# Results\n\nWritten whole by `cargo xtask bench`, but for the part that says it is written by hand. What is measured, and how to read \
         it, is in [README.md](README.md).\n\n",
    );
    text += &format!(
        "- Toolchain: {}; release profile, no changes but lines for callgrind\n- Versions: `Cargo.lock` {}; sources {}\n- Peers: {}\n- Cores: {}\n",
        of.toolchain, of.lock, of.sources, of.peers, of.cores
    );
    let seconds: f64 = all.iter().map(|measured| measured.took).sum();
    text += &format!("- Took: {} min\n\n## Goals\n\n{}\n", shown(seconds / 60.0), goals(all));
    text += "## Where the cost is, and what was tried\n\n";
    text += &format!("{BEGIN}\n{}{END}\n", by_hand(before));
    for measured in all {
        text += &format!("\n## {}\n", measured.case);
        text += &case(measured);
    }
    text
}

/// The tables of a case, and what is to be said of them.
#[must_use]
pub fn case(measured: &Measured) -> String {
    let mut text = String::new();
    for table in &measured.tables {
        let markdown = table.markdown(measured.disturbed.is_none());
        if !markdown.is_empty() {
            text += &format!("\n{markdown}");
        }
    }
    let timed = measured.tables.iter().any(|table| table.columns.iter().any(|column| column.timed));
    if let Some(why) = measured.disturbed.as_ref().filter(|_| timed) {
        text += &format!("\nTimes are left out: {why}. Counts hold all the same.\n");
    }
    for left_out in &measured.left_out {
        text += &format!("\nLeft out: {left_out}.\n");
    }
    text
}

/// The table of the goals.
#[must_use]
pub fn goals(all: &[Measured]) -> String {
    let mut table = Table::new(
        "What the project holds itself to, and what was measured.",
        ["goal", "wanted", "measured", ""],
    );
    for goal in GOALS {
        let standing = goal.standing(all);
        let figure = match &standing {
            Standing::Measured { figure, .. } => shown(*figure),
            Standing::Open(_) => "–".to_owned(),
        };
        table.row([goal.what.to_owned(), goal.bound.to_string(), figure, standing.to_string()]);
    }
    table.markdown(true)
}

/// What stands between the marks.
fn by_hand(before: &str) -> &str {
    let inside = before.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
    inside.map_or(NOTHING_YET, |(inside, _)| inside.trim_start_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Measured {
        let mut table = Table::new("Calls.", ["stack", "allocations", "~CPU"]);
        table.row(["press-apps", "79", "52"]);
        let mut measured = Measured { tables: vec![table], ..Measured::of("describe") };
        measured.counts.insert("describe/press-apps/allocations".to_owned(), 79.0);
        measured.times.insert("describe/peak-sdk by press-apps/cpu".to_owned(), 30.0);
        measured
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let first = page(&Of::default(), &[], "");
        assert!(first.contains(NOTHING_YET), "{first}");
        let written = first.replace(NOTHING_YET, "\nThe URL is parsed twice.\n");
        let again = page(&Of::default(), &[measured()], &written);
        assert!(again.contains("\nThe URL is parsed twice.\n"), "{again}");
        assert_eq!(page(&Of::default(), &[measured()], &again), again);
    }

    #[test]
    fn a_busy_machine_quotes_no_times_and_says_so() {
        let quiet = page(&Of::default(), &[measured()], "");
        assert!(
            quiet.contains("| press-apps | 79 | 52 |") && quiet.contains("met by 20.0 %"),
            "{quiet}"
        );
        let busy = Measured { disturbed: Some("it was busy".to_owned()), ..measured() };
        let busy = page(&Of::default(), &[busy], "");
        assert!(busy.contains("| press-apps | 79 |\n") && !busy.contains("| 30.0 |"), "{busy}");
        assert!(busy.contains("Times are left out: it was busy."), "{busy}");
        assert!(
            busy.contains("| describe: allocations | ≤ 80.0 | 79.0 | met by 1.2 % |"),
            "{busy}"
        );
    }
}
