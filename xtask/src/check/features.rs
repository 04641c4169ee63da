//! Every published crate compiles without features, with each alone, with each pair and with all of them, without warnings.
//!
//! What only three together would break is not looked for: every set would double the work with each feature.

use std::path::Path;
use std::process::Command;

use super::cargo::{captured, cargo, features, metadata, published};
use super::end::End;

/// Needs the platform's TLS library to build.
const NATIVE: &str = "native-tls";

pub(super) fn check(root: &Path) -> Result<End, String> {
    let native = has_openssl();
    let mut problems = Vec::new();
    let mut count = 0;
    for (package, features) in listed(root)? {
        let here = |feature: &&str| native || *feature != NATIVE;
        let features: Vec<_> = features.iter().map(String::as_str).filter(here).collect();
        for set in sets(&features) {
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
    let tried = format!("{count} sets of features");
    match (problems.is_empty(), native) {
        (false, _) => Ok(End::Failed(problems.join("\n"))),
        (true, true) => Ok(End::PassedWith(tried)),
        (true, false) => Ok(End::PassedWithout(format!(
            "{tried}, without `{NATIVE}`: no OpenSSL headers here (apt-get install pkg-config libssl-dev)"
        ))),
    }
}

/// No feature, each alone, each pair, and all of them.
fn sets<'a>(features: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut sets = vec![Vec::new()];
    sets.extend(features.iter().map(|feature| vec![*feature]));
    for (index, feature) in features.iter().enumerate() {
        sets.extend(features[index + 1..].iter().map(|other| vec![*feature, *other]));
    }
    if features.len() > 2 {
        sets.push(features.to_vec());
    }
    sets
}

/// The published crates with their features; `default` is left out, it is one of the sets.
fn listed(root: &Path) -> Result<Vec<(String, Vec<String>)>, String> {
    let metadata = metadata(root)?;
    let published = published(&metadata)
        .map(|(name, package)| (name.to_owned(), features(package).map(str::to_owned).collect()));
    Ok(published.collect())
}

/// Whether the library behind `native-tls` can be built against.
pub(super) fn has_openssl() -> bool {
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
    fn no_feature_each_each_pair_and_all_are_tried_once() {
        let tried = |features: &[&str]| -> Vec<String> {
            sets(features).iter().map(|set| set.concat()).collect()
        };
        assert_eq!(
            tried(&["a", "b", "c", "d"]),
            ["", "a", "b", "c", "d", "ab", "ac", "ad", "bc", "bd", "cd", "abcd"]
        );
        assert_eq!(tried(&["a", "b"]), ["", "a", "b", "ab"]);
        assert_eq!(tried(&["a"]), ["", "a"]);
        assert_eq!(tried(&[]), [""]);
    }
}
