//! What it costs to depend on the client: how many crates a consumer builds, and what a build from nothing takes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::surroundings::Surroundings;
use crate::Result;
use crate::report::Measured;
use crate::report::table::{Table, shown};

/// What is measured against: reqwest as people begin with it, with what a generated client needs besides.
const REFERENCE: &str = "reqwest's defaults, progenitor-client, serde, tokio full";

/// A consumer: its name, its dependencies, and whether it is built.
struct Consumer {
    name: &'static str,
    dependencies: String,
    built: bool,
}

fn consumers(root: &Path) -> Vec<Consumer> {
    let crates = root.join("crates");
    let of = |name, package: &str, features: &str, built| {
        let path = crates.join(package);
        Consumer {
            name,
            dependencies: format!("{package} = {{ path = {path:?}, {features} }}\n"),
            built,
        }
    };
    const NONE: &str = "default-features = false";
    vec![
        of("press-apps (rustls)", "press-apps", "default-features = true", true),
        of("press-apps, native-tls", "press-apps", &format!("{NONE}, features = [\"native-tls\"]"), false),
        of("press-apps, no TLS", "press-apps", NONE, true),
        of("press-apps, rustls and blocking", "press-apps", "features = [\"blocking\"]", false),
        of("press-apps, rustls and files", "press-apps", "features = [\"files\"]", false),
        of("press-apps, rustls and emulator", "press-apps", "features = [\"emulator\"]", false),
        of("press-apps-api, types alone", "press-apps-api", NONE, false),
        of("press-apps-api, with its client, no TLS", "press-apps-api", "default-features = true", false),
        Consumer {
            name: REFERENCE,
            dependencies: "reqwest = \"0.13\"\nprogenitor-client = \"0.15\"\nserde = { version = \"1\", features = [\"derive\"] }\n\
                 serde_json = \"1\"\ntokio = { version = \"1\", features = [\"full\"] }\n"
                .to_owned(),
            built: true,
        },
    ]
}

pub(super) fn run(here: &Surroundings, measured: &mut Measured) -> Result<()> {
    let folder = here.scratch.join("consumers");
    let title = "A consumer: crates it builds, build dependencies and their own included, itself not; processor seconds of a clean build (dev).";
    let mut table = Table::new(title, ["depends on", "crates", "~CPU s", "~/ reqwest's defaults"]);
    let mut lines = Vec::new();
    for (number, consumer) in consumers(&here.root).iter().enumerate() {
        let package = folder.join(format!("c{number}"));
        laid_out(&package, &consumer.dependencies, &here.root)?;
        let Some(crates) = crates(&package) else {
            measured
                .left_out
                .push(format!("{}: its crates are not to be had (no network?)", consumer.name));
            continue;
        };
        let seconds = if here.build && consumer.built { Some(built(&package)?) } else { None };
        measured.counts.insert(format!("consumer/{}/crates", consumer.name), crates as f64);
        lines.push((consumer.name, crates, seconds));
    }
    let reference =
        lines.iter().find(|(name, ..)| *name == REFERENCE).and_then(|(.., seconds)| *seconds);
    if !here.build {
        measured.left_out.push("processor time of builds: only with `--build`".to_owned());
    }
    for (name, crates, seconds) in lines {
        let text = |figure: Option<f64>| figure.map_or("–".to_owned(), shown);
        let times = seconds.zip(reference).map(|(these, those)| these / those);
        table.row([name.to_owned(), crates.to_string(), text(seconds), text(times)]);
        if let Some(times) = times {
            measured.times.insert(format!("consumer/{name}/by reference"), times);
        }
    }
    measured.tables.push(table);
    Ok(())
}

/// A package with these dependencies, in the versions of the workspace.
fn laid_out(package: &Path, dependencies: &str, root: &Path) -> Result<()> {
    std::fs::create_dir_all(package.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
    );
    std::fs::write(package.join("Cargo.toml"), manifest)?;
    std::fs::write(package.join("src/main.rs"), "fn main() {}\n")?;
    std::fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"))?;
    Ok(())
}

/// How many crates a package builds on this system; `None` if they are not to be had.
fn crates(package: &Path) -> Option<usize> {
    let mut tree = cargo(package);
    tree.args([
        "tree",
        "--quiet",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let output = tree.output().ok().filter(|output| output.status.success())?;
    Some(counted(&String::from_utf8_lossy(&output.stdout)))
}

/// The crates in what `cargo tree` prints, the first of which is the package itself.
fn counted(tree: &str) -> usize {
    let names = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        words.next().zip(words.next())
    });
    names.collect::<BTreeSet<_>>().len().saturating_sub(1)
}

/// Processor seconds of a clean build, of cargo and all that it starts.
fn built(package: &Path) -> Result<f64> {
    let target = package.join("target");
    let _ = std::fs::remove_dir_all(&target);
    let fetched = cargo(package).args(["fetch", "--quiet"]).status()?;
    if !fetched.success() {
        return Err("cargo fetch failed".into());
    }
    // The shell says what its children took; nothing else does on every system.
    let script = "\"$0\" build --quiet --target-dir \"$1\" && times";
    let mut shell = Command::new("sh");
    shell.current_dir(package).args(["-c", script]).arg(cargo_path()).arg(&target);
    let output = shell.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS").output()?;
    let _ = std::fs::remove_dir_all(&target);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    children(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| "the shell says no times".into())
}

/// The seconds in the second line of `times`: user and system, as `1m2.345s`.
fn children(times: &str) -> Option<f64> {
    let seconds = |word: &str| -> Option<f64> {
        let (minutes, seconds) = word.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    times.lines().nth(1)?.split_whitespace().map(seconds).sum()
}

fn cargo(package: &Path) -> Command {
    let mut command = Command::new(cargo_path());
    command.current_dir(package);
    command
}

fn cargo_path() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_in_each_of_its_versions() {
        let tree = "consumer v0.0.0 (/x)\na v1.0.0\nb v1.0.0 (*)\nb v2.0.0\na v1.0.0 (*)\n";
        assert_eq!(counted(tree), 3);
    }

    #[test]
    fn the_shell_says_what_its_children_took() {
        assert_eq!(children("0m0.00s 0m0.01s\n1m2.50s 0m3.25s\n"), Some(65.75));
        assert_eq!(children("nothing"), None);
    }
}
