//! `cargo xtask mutate-code`: makes small slips in the code, one at a time, and sees whether the tests of its crate notice.
//!
//! All of them are in one build, in a copy of the workspace below `target/mutate-code`, and switched on at run time. A slip that nobody
//! notices is a behaviour that nobody tests; those that cannot be noticed are listed with a reason. The document has its own task
//! ([`crate::mutate`]).

mod find;
mod judge;
mod kept;
mod operators;
mod report;
mod scope;
mod survivors;
mod switch;
mod tree;

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use press_apps_contract::figures::{Group, write};
use sha2::{Digest as _, Sha256};

use find::Mutant;
use judge::{Test, Verdict};
use kept::{States, Verdicts};
use survivors::Accepted;
use tree::{Tests, Tree};

/// How many are tried unless said.
const SAMPLE: usize = 150;
/// The samples that are kept as figures.
const SEEDS: [u64; 3] = [1, 2, 3];
/// How many of a hundred have to be caught; of fewer than that nothing is asked.
const LEAST: usize = 90;

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How many mutants are tried
    #[arg(long, value_name = "N", default_value_t = SAMPLE, value_parser = at_least_one)]
    sample: usize,
    /// Which ones: the same for the same seed, as far as the code is the same
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Try every mutant
    #[arg(long, conflicts_with_all = ["sample", "seed"])]
    all: bool,
    /// Of these, only those that this text is part of, such as a file, a function or an edit
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Print which mutants these are, and try none
    #[arg(long)]
    list: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number of mutants, at least 1".to_owned()),
        Ok(count) => Ok(count),
    }
}

/// Runs the samples that are kept as figures.
///
/// # Errors
/// As [`run`] says.
pub(crate) fn samples(root: &Path) -> Result<bool, String> {
    let mut good = true;
    for seed in SEEDS {
        good &=
            run(root, &Arguments { sample: SAMPLE, seed, all: false, only: None, list: false })?;
    }
    Ok(good)
}

/// Runs the task.
///
/// # Errors
/// When the code cannot be read, built or run, a test fails without any mutant, or no mutant is meant.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let accepted = Accepted::read(root)?;
    let found = scope::mutants(root)?;
    let mut meant: Vec<_> = found.iter().enumerate().collect();
    retain(&mut meant, arguments.only.as_deref());
    if meant.is_empty() {
        return Err(
            "no mutant has this text in its file, function or edit; `--list --all` shows them"
                .to_owned(),
        );
    }
    let work = root.join("target/mutate-code");
    let _alone = alone(&work)?;
    let tree = Tree::of(root, &work)?;
    let states = States::of(&tree);
    let mut not: BTreeSet<usize> =
        kept::read(&work, "not-rust.json", &states.whole()).unwrap_or_default();
    let programs = tree.build(&found, &mut not)?;
    kept::write(&work, "not-rust.json", &states.whole(), &not)?;

    let able = found.iter().enumerate().filter(|(number, _)| !not.contains(number));
    let able: Vec<(usize, &Mutant)> = able.collect();
    let chosen = choose(&able, arguments);
    say!("{} mutants compile, {} do not; {} are tried", able.len(), not.len(), chosen.len());
    if arguments.list {
        chosen.iter().for_each(|(_, mutant)| say!("{mutant}"));
        return Ok(true);
    }
    let verdicts = verdicts(&tree, &programs, &chosen, &states, &work)?;
    let all: Vec<_> = able.iter().map(|(_, mutant)| *mutant).collect();
    conclude(root, arguments, &accepted, &verdicts, &all)
}

/// Keeps the folder for this run, until what is given goes away: two runs would write into one copy.
#[expect(clippy::incompatible_msrv, reason = "tasks are built by the toolchain of the repository")]
fn alone(work: &Path) -> Result<File, String> {
    let path = work.join("lock");
    let opened = std::fs::create_dir_all(work).and_then(|()| File::create(&path));
    let file = opened.map_err(|error| format!("{}: cannot be written: {error}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another run has {}: wait for its end, or stop it", work.display()))
        }
        Err(TryLockError::Error(error)) => Err(format!("{}: {error}", path.display())),
    }
}

/// The mutants of a run: of a sample, those that come first in an order that the seed makes of their names. What is the same code is so in
/// the same samples, whatever else was changed.
fn choose<'a>(able: &[(usize, &'a Mutant)], arguments: &Arguments) -> Vec<(usize, &'a Mutant)> {
    let mut chosen = able.to_vec();
    if !arguments.all {
        chosen.sort_by_cached_key(|(_, mutant)| {
            Sha256::digest(format!("{} {}", arguments.seed, mutant.name()))
        });
        // With a text, the sample is of those that have it.
        retain(&mut chosen, arguments.only.as_deref());
        chosen.truncate(arguments.sample);
    }
    retain(&mut chosen, arguments.only.as_deref());
    chosen.sort_by_key(|(number, _)| *number);
    chosen
}

fn retain(chosen: &mut Vec<(usize, &Mutant)>, only: Option<&str>) {
    if let Some(only) = only {
        chosen.retain(|(_, mutant)| {
            mutant.to_string().contains(only) || mutant.name().contains(only)
        });
    }
}

/// Judges those that are not judged yet.
fn verdicts<'a>(
    tree: &Tree,
    programs: &[Tests],
    chosen: &[(usize, &'a Mutant)],
    states: &States,
    work: &Path,
) -> Result<Vec<(&'a Mutant, Verdict)>, String> {
    let known = Verdicts::open(work, states);
    let open: Vec<_> = chosen.iter().filter(|(_, mutant)| known.of(mutant).is_none()).collect();
    if !open.is_empty() {
        let tests: Vec<Test> = match kept::read(work, "reached.json", &states.whole()) {
            Some(tests) => tests,
            None => {
                let tests = judge::reach(tree, programs, work)?;
                kept::write(work, "reached.json", &states.whole(), &tests)?;
                tests
            }
        };
        if open.len() < chosen.len() {
            eprintln!("{} were judged by an earlier run", chosen.len() - open.len());
        }
        let known = Mutex::new((known, 0));
        let judged = judge::side_by_side(open.iter(), |(number, mutant)| {
            let verdict = judge::judge(tree, programs, &tests, (*number, mutant.place.package))?;
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            known.1 += 1;
            eprintln!("{:>4} of {}: {mutant}: {verdict}", known.1, open.len());
            known.0.add(mutant, verdict)
        });
        judged.into_iter().collect::<Result<(), String>>()?;
        let known = known.into_inner().unwrap_or_else(PoisonError::into_inner).0;
        return Ok(of(chosen, &known));
    }
    Ok(of(chosen, &known))
}

fn of<'a>(chosen: &[(usize, &'a Mutant)], known: &Verdicts) -> Vec<(&'a Mutant, Verdict)> {
    let verdict = |mutant: &'a Mutant| Some((mutant, known.of(mutant)?.clone()));
    chosen.iter().filter_map(|(_, mutant)| verdict(mutant)).collect()
}

/// Prints what came of it, and keeps the figures of a sample that has them.
fn conclude(
    root: &Path,
    arguments: &Arguments,
    accepted: &Accepted,
    verdicts: &[(&Mutant, Verdict)],
    all: &[&Mutant],
) -> Result<bool, String> {
    let score = report::score(verdicts.iter().map(|(_, verdict)| verdict));
    let complaints = accepted.complaints(verdicts, all);
    say!("\n{}\nscore: {score}", report::table(verdicts));
    for (mutant, verdict) in verdicts.iter().filter(|(_, verdict)| !verdict.is_caught()) {
        say!("  {mutant}\n    {verdict}");
    }
    if !complaints.is_empty() {
        say!("\nThis has to be mended:\n{}", complaints.join("\n"));
    }
    let Arguments { sample, seed, all, only, .. } = arguments;
    let low = only.is_none() && score.of >= 100 && !report::reaches(score, LEAST);
    if low {
        say!("\nLess than {LEAST} of a hundred are caught.");
    }
    let whole = !all && only.is_none() && *sample == SAMPLE && SEEDS.contains(seed);
    if whole && complaints.is_empty() {
        let by = format!("cargo xtask mutate-code --seed {seed}");
        let figures = report::figures(*seed, verdicts);
        write(root, &format!("mutation-of-code-{seed}"), Group { by, figures })?;
    }
    Ok(complaints.is_empty() && !low)
}

#[cfg(test)]
mod tests {
    use super::find::{Place, mutants};
    use super::*;

    fn arguments(sample: usize, only: Option<&str>) -> Arguments {
        let only = only.map(str::to_owned);
        Arguments { sample, seed: 1, all: false, only, list: false }
    }

    fn found(code: &str) -> Vec<Mutant> {
        let place =
            Place { package: "p", module: "m", file: "m.rs".to_owned(), function: String::new() };
        mutants(&place, code).unwrap()
    }

    fn names(found: &[Mutant], arguments: &Arguments) -> BTreeSet<String> {
        let able: Vec<_> = found.iter().enumerate().collect();
        choose(&able, arguments).iter().map(|(_, mutant)| mutant.name()).collect()
    }

    const CODE: &str = "fn f(a: u8, b: u8) -> bool { a < b && b > 7 || a == 3 }\n";

    #[test]
    fn a_sample_of_the_same_seed_holds_what_did_not_change() {
        let (few, many) = (found(CODE), found(&format!("{CODE}fn g(a: u8) -> bool {{ a > 1 }}\n")));
        let (before, after) = (names(&few, &arguments(6, None)), names(&many, &arguments(6, None)));
        assert_eq!((before.len(), after.len()), (6, 6));
        // Whatever is new takes the place of as many, and moves nothing else.
        let gone = before.difference(&after).count();
        let new = after.difference(&before).filter(|name| name.starts_with("m.rs g:")).count();
        assert_eq!(gone, new);
        assert_ne!(before, names(&few, &Arguments { seed: 2, ..arguments(6, None) }));
    }

    #[test]
    fn two_runs_do_not_write_into_one_copy() {
        let root = press_apps_contract::root::find().unwrap();
        let work = root.join("target/tmp/mutate-code/alone");
        let first = alone(&work).unwrap();
        let second = alone(&work).unwrap_err();
        assert!(second.starts_with("another run has"), "{second}");
        drop(first);
        alone(&work).unwrap();
    }

    #[test]
    fn a_text_chooses_what_it_is_part_of() {
        let found = found(CODE);
        let only = names(&found, &arguments(2, Some("`a < b`")));
        assert_eq!(only.len(), 2, "{only:?}");
        assert!(only.iter().all(|name| name.contains("a < b")), "{only:?}");
        let all = Arguments { all: true, ..arguments(1, Some("answers")) };
        assert_eq!(names(&found, &all).len(), 2);
    }
}
