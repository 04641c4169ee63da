//! The long run of the property tests: more cases than `cargo test` has time for, and others in each run.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use press_apps_contract::figures::{Group, write};

use super::cargo::cargo;

/// How many cases each property is tried with.
const CASES: usize = 2_000;
/// Tests that are properties have this in the path of their module.
const NAMES: [&str; 2] = ["properties", "robustness"];

/// Runs every property test, and keeps how many cases there were.
///
/// # Errors
/// When cargo cannot be started, or the figures cannot be written.
pub(crate) fn run(root: &Path) -> Result<bool, String> {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    crate::say!("PROPTEST_CASES={CASES} PROPTEST_RNG_SEED={seed}");
    let mut tests = cargo(root, &["test", "--workspace", "--lib", "--tests", "--quiet", "--"]);
    tests.args(NAMES).env("PROPTEST_CASES", CASES.to_string());
    tests.env("PROPTEST_RNG_SEED", seed.to_string());
    let good =
        tests.status().map_err(|error| format!("cargo cannot be started: {error}"))?.success();
    if good {
        let figures = [
            ("cases that each property is tried with in the long run", CASES),
            ("cases that broke a property, panicked or hung", 0),
        ];
        let figures = figures.map(|(what, count)| (what.to_owned(), count.to_string())).to_vec();
        write(
            root,
            "properties",
            Group { by: "cargo xtask check properties".to_owned(), figures },
        )?;
    }
    Ok(good)
}
