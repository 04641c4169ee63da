//! `cargo xtask figures`: counts what can be counted in the sources, and writes `tests/figures.toml`, the tables in `tests/README.md` and
//! `README.md`, and what each feature brings in the READMEs of the published crates.
//!
//! What takes a run to know is written by that run; `--measure` starts them.

use std::path::Path;

use press_apps_contract::figures::{Figures, Group, TASK, VARIABLE};

use crate::check::{cargo, counts, properties};
use crate::files::rust_files;
use crate::{mutate, mutate_code};

/// The group of what is counted here.
const COUNTED: &str = "counted";

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Start the runs that measure, which takes some minutes
    #[arg(long)]
    measure: bool,
}

/// Writes the figures; says whether every run that measures went well.
///
/// # Errors
/// When a file cannot be read or written, or a run cannot be started.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let mut good = true;
    if arguments.measure {
        let mut tests = cargo(root, &["test", "--workspace", "--quiet"]);
        tests.env(VARIABLE, "write");
        good &=
            tests.status().map_err(|error| format!("cargo cannot be started: {error}"))?.success();
        good &= properties::run(root)?;
        good &= mutate::run(root, &mutate::Arguments::all())?;
        good &= mutate_code::samples(root)?;
    }
    let mut figures = Figures::read(root)?;
    figures.set(COUNTED, Group { by: TASK.to_owned(), figures: shown(&counted(root)?) });
    figures.write(root)?;
    counts::write(root)?;
    Ok(good)
}

fn shown(counted: &[(&'static str, usize)]) -> Vec<(String, String)> {
    counted.iter().map(|(what, count)| ((*what).to_owned(), count.to_string())).collect()
}

/// What the sources hold.
fn counted(root: &Path) -> Result<Vec<(&'static str, usize)>, String> {
    let (mut tests, mut properties, mut snapshots) = (0, 0, 0);
    for folder in ["crates", "tests", "xtask"] {
        for text in rust_files(&root.join(folder))?.values() {
            let marks = text.lines().map(str::trim).filter(|line| {
                *line == "#[test]"
                    || line.starts_with("#[tokio::test]")
                    || line.starts_with("#[tokio::test(")
            });
            let marks = marks.count();
            tests += marks;
            properties += in_blocks(text);
        }
        snapshots += count_snapshots(&root.join(folder))
            .map_err(|error| format!("{folder}: cannot be read: {error}"))?;
    }
    Ok(vec![
        ("tests, without those in documentation and those that go over tables", tests),
        ("of these, properties that are tried with made-up values", properties),
        ("snapshots", snapshots),
    ])
}

/// How many tests the blocks of `proptest!` have.
fn in_blocks(text: &str) -> usize {
    let (mut count, mut end) = (0, None);
    for line in text.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match &end {
            None if line.trim_start() == "proptest! {" => end = Some(format!("{indent}}}")),
            Some(end_line) if line == end_line => end = None,
            Some(_) if line.trim() == "#[test]" => count += 1,
            _ => {}
        }
    }
    count
}

fn count_snapshots(folder: &Path) -> std::io::Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += count_snapshots(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            count += 1;
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_what_the_file_says_and_the_counts_are_near() {
        let root = press_apps_contract::root::find().unwrap();
        let figures = Figures::read(&root).unwrap();
        figures.agree_with_pages(&root).unwrap();
        let kept = &figures.group(COUNTED).expect("the sources were counted").figures;
        let now = counted(&root).unwrap();
        assert_eq!(kept.len(), now.len(), "{TASK} counts anew");
        for ((what, kept), (now_what, now)) in kept.iter().zip(now) {
            let kept: usize = kept.parse().unwrap();
            assert_eq!(what, now_what, "{TASK} counts anew");
            // Not at every test that is added: what is said is never too much, and soon too little.
            assert!(
                now >= kept && now <= kept + kept / 20 + 5,
                "{what}: {now}, not {kept}; {TASK} counts anew"
            );
        }
    }

    #[test]
    fn a_block_of_properties_ends_where_it_ends() {
        let block = "proptest! {\n    #[test]\n    fn a() {\n    }\n}\n\n#[test]\nfn b() {}\n";
        assert_eq!(in_blocks(block), 1);
        let inner: String = block.lines().map(|line| format!("    {line}\n")).collect();
        assert_eq!(in_blocks(&format!("mod c {{\n{inner}}}\n{block}")), 2);
    }
}
