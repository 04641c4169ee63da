//! How many crates the published ones and their features bring: as the tables in their READMEs say, and not too many for a client.
//!
//! `cargo xtask figures` writes the column. Counted is by `cargo tree` for one platform, whatever this one is: what a crate brings differs
//! between them.

use std::collections::BTreeSet;
use std::path::Path;

use super::cargo::{captured, cargo, features, metadata, published};
use super::end::End;

/// The platform of the figures.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";
/// What a program with the client and TLS may take, itself included.
const MOST: usize = 100;
/// How the column of the figures is called, and how the table begins.
const COLUMN: &str = "Crates";
const HEAD: &str = "| Feature |";
/// The row of the crate without any feature; those of features say what comes on top.
const NONE: &str = "none";

/// The step.
pub(super) fn check(root: &Path) -> Result<End, String> {
    let mut problems = Vec::new();
    for Table { readme, before, after } in tables(root)? {
        match after {
            Some(Ok(after)) if after == before => {}
            Some(Ok(after)) => {
                let changed = after.lines().filter(|line| !before.lines().any(|old| old == *line));
                problems.push(format!("{readme}: run `cargo xtask figures`, which writes"));
                problems.extend(changed.map(|line| format!("    {line}")));
            }
            Some(Err(problem)) => problems.push(format!("{readme}: {problem}")),
            None => problems.push(format!("{readme}: it has no table that begins with `{HEAD}`")),
        }
    }
    // The program itself is one more.
    let client = brought(root, "press-apps", &[])?.len() + 1;
    if client > MOST {
        problems.push(format!(
            "a program with `press-apps` takes {client} crates and should take at most {MOST}: `cargo tree -e normal,build -p press-apps` shows them"
        ));
    }
    Ok(match problems.is_empty() {
        true => End::PassedWith(format!("{client} crates for a client")),
        false => End::Failed(problems.join("\n")),
    })
}

/// Writes the column into the tables that there are.
///
/// # Errors
/// When a table does not fit the features, or a file cannot be written.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    for Table { readme, before, after } in tables(root)? {
        let Some(after) = after else { continue };
        let after = after.map_err(|problem| format!("{readme}: {problem}"))?;
        if after != before {
            std::fs::write(root.join(&readme), after)
                .map_err(|error| format!("{readme}: cannot be written: {error}"))?;
        }
    }
    Ok(())
}

/// A README as it is, and as it should be if it has a table of features that can be told.
struct Table {
    readme: String,
    before: String,
    after: Option<Result<String, String>>,
}

/// The READMEs of the published crates.
fn tables(root: &Path) -> Result<Vec<Table>, String> {
    let mut tables = Vec::new();
    for (name, package) in published(&metadata(root)?) {
        let readme = format!("crates/{name}/README.md");
        let base = brought(root, name, &["--no-default-features"])?.len();
        let mut counted = vec![(NONE.to_owned(), base.to_string())];
        for feature in features(package) {
            let with = brought(root, name, &["--no-default-features", "--features", feature])?;
            counted.push((feature.to_owned(), format!("+{}", with.len() - base)));
        }
        let before = std::fs::read_to_string(root.join(&readme)).unwrap_or_default();
        let after = with_column(&before, &counted);
        tables.push(Table { readme, before, after });
    }
    Ok(tables)
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

/// The text with what was counted in the last column of its table of features, if it has such a table.
fn with_column(text: &str, counted: &[(String, String)]) -> Option<Result<String, String>> {
    if !text.lines().any(|line| line.starts_with(HEAD)) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    let mut named = Vec::new();
    let mut place = None;
    let mut had_column = false;
    let (mut columns, mut below_head) = (0, 0);
    for line in text.lines() {
        let cells = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
        place = match (place, cells) {
            (None, _) if line.starts_with(HEAD) => Some(0),
            (Some(row), Some(_)) => Some(row + 1),
            _ => None,
        };
        let (Some(row), Some(cells)) = (place, cells) else {
            lines.push(line.to_owned());
            continue;
        };
        let mut cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        if row == 0 {
            had_column = cells.last() == Some(&COLUMN);
        }
        if had_column {
            cells.pop();
        }
        let name = cells.first().copied().unwrap_or_default();
        let name = name.trim_end_matches(" (default)").trim_matches('`').to_owned();
        let last = match row {
            0 => COLUMN.to_owned(),
            1 => {
                lines.push(format!("|{}|", vec!["---"; cells.len() + 1].join("|")));
                (columns, below_head) = (cells.len(), lines.len());
                continue;
            }
            _ => match counted.iter().find(|(known, _)| *known == name) {
                Some((_, crates)) => crates.clone(),
                None => {
                    return Some(Err(format!("`{name}` in the table of features is no feature")));
                }
            },
        };
        if row > 1 {
            named.push(name);
        }
        lines.push(format!("| {} | {last} |", cells.join(" | ")));
    }
    // What is there without any feature has its row, whoever wrote the table.
    if !named.iter().any(|name| name == NONE)
        && let Some((_, crates)) = counted.iter().find(|(name, _)| name == NONE)
    {
        let between =
            " what is always there |".to_owned() + &" |".repeat(columns.saturating_sub(2));
        lines.insert(below_head, format!("| {NONE} |{between} {crates} |"));
        named.push(NONE.to_owned());
    }
    let missing = counted.iter().find(|(name, _)| !named.contains(name));
    if let Some((name, _)) = missing {
        return Some(Err(format!("the table of features has no row `{name}`")));
    }
    Some(Ok(lines.join("\n") + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# x\n\n| Feature | For | Crates |\n|---|---|---|\n| none | types | 12 |\n| `tls` (default) | https | +3 |\n\n| other | table |\n";

    fn written(text: &str, feature: &str, crates: &str) -> Result<String, String> {
        let row = |name: &str, crates: &str| (name.to_owned(), crates.to_owned());
        with_column(text, &[row("none", "12"), row(feature, crates)]).unwrap()
    }

    #[test]
    fn a_table_that_is_true_stays_as_it_is() {
        assert_eq!(written(TABLE, "tls", "+3").unwrap(), TABLE);
        assert!(with_column("# x\n\n| other | table |\n", &[]).is_none());
    }

    #[test]
    fn a_figure_is_corrected_and_a_column_added() {
        assert_eq!(written(TABLE, "tls", "+4").unwrap(), TABLE.replace("+3", "+4"));
        let without = TABLE.replace(" Crates |", "").replace(" 12 |", "").replace(" +3 |", "");
        assert_eq!(
            written(&without.replace("---|---|---", "---|---"), "tls", "+3").unwrap(),
            TABLE
        );
    }

    #[test]
    fn a_row_that_is_missing_or_left_over_is_found() {
        let rows = TABLE.replace("| none | types | 12 |\n", "");
        assert_eq!(
            written(&rows, "tls", "+3").unwrap(),
            TABLE.replace("| none | types |", "| none | what is always there |")
        );
        assert_eq!(
            written(&rows.replace("tls", "none"), "tls", "+3").unwrap_err(),
            "the table of features has no row `tls`"
        );
        assert_eq!(
            written(TABLE, "files", "+1").unwrap_err(),
            "`tls` in the table of features is no feature"
        );
    }
}
