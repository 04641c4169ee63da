//! Every published crate compiles with any set of its features, without warnings. The sets double with each feature: keep them few.

use std::path::Path;
use std::process::Command;

use press_apps_contract::diff::CRATES;

use super::cargo::{captured, cargo};
use super::end::End;

/// Needs the platform's TLS library to build.
const NATIVE: &str = "native-tls";

pub(super) fn check(root: &Path) -> Result<End, String> {
    let native = has_openssl();
    let mut problems = Vec::new();
    let mut count = 0;
    for (package, features) in listed(root)? {
        let features: Vec<_> = features.iter().map(String::as_str).collect();
        for set in sets(&features) {
            if !native && set.contains(&NATIVE) {
                continue;
            }
            count += 1;
            let list = set.join(",");
            let arguments = [
                "check",
                "--quiet",
                "--lib",
                "-p",
                &package,
                "--no-default-features",
                "--features",
                &list,
            ];
            let output = captured(cargo(root, &arguments))?;
            let said = String::from_utf8_lossy(&output.stderr);
            if said.contains("warning") {
                problems.push(format!("{package} with `{list}`:\n{said}"));
            }
        }
    }
    crate::say!("{count} sets of features compile");
    match (problems.is_empty(), native) {
        (false, _) => Ok(End::Failed(problems.join("\n"))),
        (true, true) => Ok(End::Passed),
        (true, false) => Ok(End::PassedWithout(format!(
            "without `{NATIVE}`: no OpenSSL headers here (apt-get install pkg-config libssl-dev)"
        ))),
    }
}

/// Every set of features, the empty one first.
fn sets<'a>(features: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut sets = vec![Vec::new()];
    for feature in features {
        for index in 0..sets.len() {
            let mut wider = sets[index].clone();
            wider.push(*feature);
            sets.push(wider);
        }
    }
    sets
}

/// The published crates with their features; `default` is left out, it is one of the sets.
fn listed(root: &Path) -> Result<Vec<(String, Vec<String>)>, String> {
    let output = captured(cargo(root, &["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let published = packages.filter_map(|package| {
        let name = package["name"].as_str().filter(|name| CRATES.contains(name))?;
        let features = package["features"].as_object()?.keys();
        let features = features.filter(|feature| *feature != "default").cloned().collect();
        Some((name.to_owned(), features))
    });
    Ok(published.collect())
}

fn has_openssl() -> bool {
    let known =
        ["OPENSSL_DIR", "OPENSSL_LIB_DIR"].iter().any(|name| std::env::var_os(name).is_some());
    known
        || !cfg!(target_os = "linux")
        || Command::new("pkg-config")
            .args(["--exists", "openssl"])
            .status()
            .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_features_is_tried() {
        assert_eq!(
            sets(&["a", "b", "c"]),
            [
                vec![],
                vec!["a"],
                vec!["b"],
                vec!["a", "b"],
                vec!["c"],
                vec!["a", "c"],
                vec!["b", "c"],
                vec!["a", "b", "c"],
            ]
        );
    }
}
