//! The mutation run of `cargo xtask mutate-contract`, with the witnesses that need the client and the service.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as the tests are

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use press_apps_contract::figures::{Group, write};
use press_apps_contract::mutate::{Says, Selection, conclude, figures};
use press_apps_tests::corpus::Corpus;

/// Make small edits in copies of the document and see whether anybody notices.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask mutate-contract")]
struct Arguments {
    /// How many mutants are tried
    #[arg(long, default_value_t = Selection::SAMPLE)]
    sample: usize,
    /// Which ones; by default it follows from the document, so that every change of it tries others
    #[arg(long)]
    seed: Option<u64>,
    /// Try every mutant
    #[arg(long, conflicts_with_all = ["sample", "seed"])]
    all: bool,
    /// Try every mutant that this text is part of, such as the id of an operator or a place
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["sample", "seed", "all"])]
    only: Option<String>,
    /// Print who says what about each mutant that this text is part of
    #[arg(long, value_name = "TEXT")]
    explain: Option<String>,
}

/// The processor time of this run, where the system tells it in a file.
fn cpu_seconds() -> Option<u64> {
    const TICKS_A_SECOND: u64 = 100;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // What stands before is the name of the program, which may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_A_SECOND)
}

fn main() -> ExitCode {
    let Arguments { sample, seed, all, only, explain } = Arguments::parse();
    let sample = (!all && only.is_none()).then_some(sample);
    let selection = Selection { sample, seed, only, explain };
    let corpus = Corpus::record();
    let others = |document: &serde_json::Value| {
        let said = corpus.contradictions(document.clone()).into_iter();
        said.map(|(witness, what)| Says { witness, what }).collect()
    };
    match conclude(press_apps_tests::root(), &selection, &corpus.unseen_places(), &others) {
        Ok(conclusion) => {
            if all && conclusion.complaints.is_empty() {
                let figures = figures(&conclusion.verdicts);
                let group = Group { by: "cargo xtask mutate-contract --all".to_owned(), figures };
                if let Err(message) = write(press_apps_tests::root(), "mutation", group) {
                    eprintln!("{message}");
                    return ExitCode::from(2);
                }
            }
            // Who reads it may stop reading: that is no failure.
            let spent =
                cpu_seconds().map(|spent| format!("\n{spent} CPU seconds")).unwrap_or_default();
            let _ = writeln!(std::io::stdout(), "{conclusion}{spent}");
            ExitCode::from(u8::from(!conclusion.complaints.is_empty()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
