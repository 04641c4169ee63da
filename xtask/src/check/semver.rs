//! Whether the public API breaks callers of what was released, by the program `cargo-semver-checks`.
//!
//! Compared is with the last release, or, before there is one, with where the branch left main. It looks at items and their types; that a
//! function behaves otherwise than before it cannot see. What is outside semver counts too: the functions of `press_apps_api::Client` and
//! `press_apps_api::requests`. The feature `testing` is left out.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use press_apps_contract::diff::CRATES;

use super::cargo::shown;
use super::end::End;
use super::features::has_openssl;
use super::tools::program;
use crate::git;

/// Outside semver as a whole.
const OUTSIDE: &str = "testing";

pub(super) fn check(root: &Path) -> Result<End, String> {
    let Some(program) = program(root, "cargo-semver-checks") else {
        let how = "cargo install --locked cargo-semver-checks";
        return Ok(End::Skipped(format!("cargo-semver-checks is not installed ({how})")));
    };
    let Some((baseline, name)) = baseline(root) else {
        return Ok(End::Skipped("there is neither a release nor a branch `main` here".to_owned()));
    };
    let mut broken = Vec::new();
    for package in CRATES {
        let manifest = format!("crates/{package}/Cargo.toml");
        let now = std::fs::read_to_string(root.join(&manifest))
            .map_err(|error| format!("{manifest}: {error}"))?;
        let Ok(before) = git::said(root, &["show", &format!("{baseline}:{manifest}")]) else {
            continue;
        };
        let mut command = Command::new(&program);
        command.current_dir(root).args(["semver-checks", "--package", package]);
        command.args(["--baseline-rev", &baseline, "--only-explicit-features"]);
        for (option, manifest) in [("--current-features", now), ("--baseline-features", before)] {
            command.args([option, &features(&manifest)?.join(",")]);
        }
        if shown(command)? != End::Passed {
            broken.push(package);
        }
    }
    Ok(match broken.as_slice() {
        [] => End::PassedWith(format!("compared with {name}")),
        _ => End::Failed(format!("callers of {name} would break: {}", broken.join(", "))),
    })
}

/// The commit to compare with, and what it is.
fn baseline(root: &Path) -> Option<(String, String)> {
    let said = |arguments: &[&str]| Some(git::said(root, arguments).ok()?.trim().to_owned());
    if let Some(tag) = said(&["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]) {
        return Some((tag.clone(), tag));
    }
    ["origin/main", "main"].into_iter().find_map(|main| {
        let commit = said(&["merge-base", "HEAD", main])?;
        Some((commit, format!("where this branch left {main}, since nothing is released")))
    })
}

/// The features of a manifest that are compared.
fn features(manifest: &str) -> Result<Vec<String>, String> {
    let manifest: toml::Table = manifest.parse().map_err(|error| format!("Cargo.toml: {error}"))?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let left_out: BTreeSet<&str> = match has_openssl() {
        true => [OUTSIDE].into(),
        false => [OUTSIDE, "native-tls"].into(),
    };
    let features = features.into_iter().flatten().map(|(name, _)| name.clone());
    Ok(features.filter(|name| !left_out.contains(name.as_str())).collect())
}
