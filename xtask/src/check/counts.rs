//! How many crates the published ones and their features bring: as the tables in their READMEs say, and not too many for a client.
//!
//! Counted by `cargo tree` for one platform, whatever this one is: what a crate brings differs between them.

use std::collections::BTreeSet;
use std::path::Path;

use super::cargo::{captured, cargo, metadata, published};
use super::end::End;

/// The platform of the figures.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";
/// What a program with the client and TLS may take, itself included.
const MOST: usize = 100;
/// How the column of the figures is called.
const COLUMN: &str = "Crates";

pub(super) fn check(root: &Path) -> Result<End, String> {
    let mut problems = Vec::new();
    let mut without = Vec::new();
    let metadata = metadata(root)?;
    for (name, package) in published(&metadata) {
        let readme = format!("crates/{name}/README.md");
        let features = package["features"].as_object().into_iter().flatten();
        let features = features.map(|(name, _)| name.as_str()).filter(|name| *name != "default");
        let base = brought(root, name, &["--no-default-features"])?;
        let mut expected = vec![("none".to_owned(), base.len().to_string())];
        for feature in features {
            let with = brought(root, name, &["--no-default-features", "--features", feature])?;
            expected.push((feature.to_owned(), format!("+{}", with.len() - base.len())));
        }
        let text = std::fs::read_to_string(root.join(&readme)).unwrap_or_default();
        if text.contains(&format!("| {COLUMN} |")) {
            problems.extend(differences(&readme, &text, &expected));
        } else {
            without.push(readme);
        }
    }
    // The program itself is one more.
    let client = brought(root, "press-apps", &[])?.len() + 1;
    if client > MOST {
        problems.push(format!(
            "a program with `press-apps` takes {client} crates and should take at most {MOST}: `cargo tree -e normal,build -p press-apps` shows them"
        ));
    }
    let told = format!("{client} crates for a client");
    Ok(match (problems.is_empty(), without.is_empty()) {
        (false, _) => End::Failed(problems.join("\n")),
        (true, true) => End::PassedWith(told),
        (true, false) => {
            End::PassedWithout(format!("{told}; no table of features in {}", without.join(", ")))
        }
    })
}

/// The crates in the tree of one, itself included.
fn brought(root: &Path, package: &str, features: &[&str]) -> Result<BTreeSet<String>, String> {
    let tree = ["tree", "--locked", "-e", "normal,build", "--prefix", "none", "--format", "{p}"];
    let which = ["--target", PLATFORM, "-p", package];
    let told = captured(cargo(root, &[&tree[..], &which, features].concat()))?;
    // Name and version; the rest says where it is, or that it was listed before.
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let lines = String::from_utf8_lossy(&told.stdout).into_owned();
    Ok(lines.lines().filter(|line| !line.is_empty()).map(name).collect())
}

/// What a table says that is not so: the first cell of a row names the feature, the last the crates.
fn differences(readme: &str, text: &str, expected: &[(String, String)]) -> Vec<String> {
    let mut rows = Vec::new();
    for line in text.lines().skip_while(|line| !line.ends_with(&format!("| {COLUMN} |"))) {
        let Some(cells) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            break;
        };
        let mut cells = cells.split('|').map(str::trim);
        let name =
            cells.next().unwrap_or_default().trim_end_matches(" (default)").trim_matches('`');
        rows.push((name.to_owned(), cells.next_back().unwrap_or_default().to_owned()));
    }
    // Its head, and the line below.
    let rows = rows.get(2..).unwrap_or_default();
    let missing = expected.iter().filter(|row| !rows.contains(row)).map(|(name, crates)| {
        format!(
            "{readme}: the row of `{name}` in the table of features should end in `| {crates} |`"
        )
    });
    let known = |name: &str| expected.iter().any(|(known, _)| known == name);
    let left_over = rows.iter().filter(|(name, _)| !known(name)).map(|(name, _)| {
        format!("{readme}: the table of features has a row `{name}`, which is no feature")
    });
    missing.chain(left_over).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# x\n\n| Feature | For | Crates |\n|---|---|---|\n| none | types | 12 |\n| `tls` (default) | https | +3 |\n\n| other | table |\n";

    fn found(none: &str, feature: &str, crates: &str) -> Vec<String> {
        let row = |name: &str, crates: &str| (name.to_owned(), crates.to_owned());
        differences("README.md", TABLE, &[row("none", none), row(feature, crates)])
    }

    #[test]
    fn a_table_that_is_true_has_no_differences() {
        assert_eq!(found("12", "tls", "+3"), [""; 0]);
    }

    #[test]
    fn a_figure_a_missing_and_a_left_over_row_are_found() {
        assert_eq!(
            found("12", "tls", "+4"),
            ["README.md: the row of `tls` in the table of features should end in `| +4 |`"]
        );
        assert_eq!(
            found("12", "files", "+1"),
            [
                "README.md: the row of `files` in the table of features should end in `| +1 |`",
                "README.md: the table of features has a row `tls`, which is no feature"
            ]
        );
        assert_eq!(found("13", "tls", "+3").len(), 1);
    }
}
