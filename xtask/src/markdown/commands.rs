//! Judges the commands that are written for people: whether the task, the flags, the package, the example, the test or the file exists.
//!
//! Tasks are held against their own command lines, flags of the emulator against the table of its README, which a test of the emulator
//! holds against the program. Of programs of others only the name is looked at.

use super::known::Known;
use super::shell::Command;
use super::tree::{Package, Tree};

/// The program of the emulator.
const EMULATOR: &str = "press-apps-emulator";
/// Where its flags are listed.
const EMULATOR_FLAGS: &str = "crates/press-apps-emulator/README.md";
/// Programs of others that the pages use.
const OTHERS: [&str; 19] = [
    "apt-get", "cat", "cd", "chmod", "curl", "docker", "echo", "export", "git", "grep", "head",
    "jq", "kill", "npm", "pip", "rm", "rustup", "rustc", "npx",
];
/// Tasks of cargo that are judged no further than the packages they name.
const CARGO: [&str; 21] = [
    "add",
    "bench",
    "build",
    "check",
    "clean",
    "clippy",
    "deny",
    "doc",
    "fmt",
    "insta",
    "install",
    "metadata",
    "package",
    "publish",
    "semver-checks",
    "tree",
    "update",
    "mutants",
    "login",
    "yank",
    "search",
];
/// Variables that others read.
const VARIABLES: [&str; 8] = [
    "INSTA_UPDATE",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "RUST_LOG",
    "RUST_BACKTRACE",
    "PROPTEST_CASES",
    "PROPTEST_RNG_SEED",
    "CARGO_TARGET_DIR",
];
/// Flags of `cargo run` and `cargo test`: those with a value, and those without.
const WITH_VALUE: [&str; 9] =
    ["-p", "--package", "--example", "--bin", "--test", "--features", "-F", "--target", "--bench"];
const WITHOUT: [&str; 16] = [
    "-q",
    "--quiet",
    "--workspace",
    "--lib",
    "--doc",
    "--bins",
    "--examples",
    "--tests",
    "--all-targets",
    "--all-features",
    "--no-default-features",
    "--release",
    "--locked",
    "--offline",
    "--no-fail-fast",
    "--no-run",
];
/// Flags of a program of tests, behind `--`.
const OF_TESTS: [&str; 7] =
    ["--nocapture", "--test-threads", "--exact", "--ignored", "--list", "--skip", "--show-output"];

/// What is wrong with a command; nothing when all that it names is there.
pub(crate) fn judge(command: &Command, tree: &Tree, known: &Known) -> Vec<String> {
    let mut wrong = Vec::new();
    for variable in &command.variables {
        let read = VARIABLES.contains(&variable.as_str()) || {
            let mut texts = tree.texts.iter().filter(|(path, _)| !path.ends_with(".md"));
            texts.any(|(_, text)| text.contains(variable.as_str()))
        };
        if !read {
            wrong.push(format!("nothing reads the variable {variable}"));
        }
    }
    let Some((program, arguments)) = command.words.split_first() else { return wrong };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match program.as_str() {
        "cargo" => wrong.extend(cargo(&arguments, tree, known)),
        EMULATOR => wrong.extend(emulator(&arguments, tree)),
        "sh" | "python3" => wrong.extend(arguments.first().and_then(|file| script(file, tree))),
        path if path.contains('/') => wrong.extend(script(path, tree)),
        other if OTHERS.contains(&other) || stands_for_another(other) => {}
        other => wrong.push(format!(
            "the program `{other}` is not known: if it is meant, add it to `OTHERS` in xtask/src/markdown/commands.rs"
        )),
    }
    wrong
}

/// A word that a reader puts another one in the place of: `TASK`, `…`.
fn stands_for_another(word: &str) -> bool {
    word.contains('…')
        || (word.len() > 1
            && word.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'))
            && !word.starts_with('-'))
}

/// A program that is a file: of the repository, or built.
fn script(file: &str, tree: &Tree) -> Option<String> {
    let bare = file.trim_start_matches("./");
    let there = bare.starts_with("target/") || bare.starts_with('-') || tree.has_ending(bare);
    (!there).then(|| format!("there is no file {file}"))
}

fn cargo(arguments: &[&str], tree: &Tree, known: &Known) -> Vec<String> {
    let arguments = match arguments {
        [toolchain, rest @ ..] if toolchain.starts_with('+') => rest,
        all => all,
    };
    let Some((task, rest)) = arguments.split_first() else { return Vec::new() };
    match *task {
        "xtask" if tree.aliases.contains("xtask") => xtask(rest, known),
        "run" | "test" => run(task, rest, tree),
        task if CARGO.contains(&task) => named(rest, tree).err().into_iter().collect(),
        word if stands_for_another(word) || word.starts_with('-') => Vec::new(),
        other => vec![format!("there is no `cargo {other}`")],
    }
}

/// A task of this program, held against its command line.
fn xtask(arguments: &[&str], known: &Known) -> Vec<String> {
    use clap::error::ErrorKind;

    let open = arguments.iter().any(|word| stands_for_another(word));
    if arguments.is_empty() || stands_for_another(arguments[0]) {
        return Vec::new();
    }
    if let Err(error) = known.tasks.clone().no_binary_name(true).try_get_matches_from(arguments) {
        let fine = match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => open,
            _ => false,
        };
        if !fine {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            return vec![format!("`cargo xtask {}`: {first}", arguments.join(" "))];
        }
    }
    if arguments[0] != "check" {
        return Vec::new();
    }
    // The only names that the command line itself does not know.
    let names = arguments[1..].iter().filter(|word| !word.starts_with('-'));
    names
        .filter(|name| !stands_for_another(name) && !known.steps.contains(name))
        .map(|name| format!("`cargo xtask check` has no step `{name}`"))
        .collect()
}

/// The package that `-p` names, or an error when there is none of this name.
fn named<'t>(arguments: &[&str], tree: &'t Tree) -> Result<Option<&'t Package>, String> {
    let before: Vec<&&str> = arguments.iter().take_while(|word| **word != "--").collect();
    let at = before.iter().position(|word| matches!(**word, "-p" | "--package"));
    let Some(name) = at.and_then(|at| before.get(at + 1)) else { return Ok(None) };
    match tree.packages.get(**name) {
        Some(package) => Ok(Some(package)),
        None if stands_for_another(name) => Ok(None),
        None => Err(format!("there is no package `{name}` here")),
    }
}

/// `cargo run` and `cargo test`.
fn run(task: &str, arguments: &[&str], tree: &Tree) -> Vec<String> {
    let package = match named(arguments, tree) {
        Ok(package) => package,
        Err(wrong) => return vec![wrong],
    };
    let packages: Vec<&Package> =
        package.map_or_else(|| tree.packages.values().collect(), |package| vec![package]);
    let (own, passed) = match arguments.iter().position(|word| *word == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let mut wrong = Vec::new();
    let mut words = own.iter();
    let mut started: Option<(&str, &str)> = None;
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(word) {
            let Some(value) = words.next() else {
                wrong.push(format!("`{word}` lacks its value"));
                continue;
            };
            let has = |set: fn(&Package) -> &std::collections::BTreeSet<String>| {
                stands_for_another(value)
                    || packages.iter().any(|package| set(package).contains(*value))
            };
            let there = match *word {
                "--example" => has(|package| &package.examples),
                "--bin" => has(|package| &package.programs),
                "--test" => has(|package| &package.tests),
                "--features" | "-F" => value.split(',').all(|feature| {
                    let feature = feature.rsplit('/').next().unwrap_or_default();
                    packages.iter().any(|package| package.features.contains(feature))
                }),
                _ => true,
            };
            if !there {
                wrong.push(format!("there is no {} `{value}`", word.trim_start_matches('-')));
            }
            started = Some((word, value));
        } else if word.starts_with('-') {
            if !WITHOUT.contains(word) {
                wrong.push(format!("`cargo {task}` has no flag {word}"));
            }
        } else if task == "test" {
            wrong.extend(filter(word, &packages, tree));
        } else {
            wrong.push(format!("`cargo run` takes no `{word}` before `--`"));
        }
    }
    wrong.extend(match (task, started) {
        ("run", Some(("--example", example))) => example_flags(example, passed, &packages, tree),
        ("run", _) if package.is_some_and(|package| package.programs.contains(EMULATOR)) => {
            emulator(passed, tree)
        }
        ("test", _) => flags(passed)
            .filter(|flag| !OF_TESTS.contains(flag))
            .map(|flag| format!("a program of tests has no flag {flag}"))
            .collect(),
        _ => Vec::new(),
    });
    wrong
}

fn flags<'a>(arguments: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let flags = arguments.iter().filter(|word| word.starts_with("--") && word.len() > 2);
    flags.map(|flag| flag.split('=').next().unwrap_or_default())
}

/// What a filter of tests names has to be part of the name of a module or a test.
fn filter(filter: &str, packages: &[&Package], tree: &Tree) -> Option<String> {
    let inside = |path: &str| packages.iter().any(|package| path.starts_with(&package.folder));
    let part = |part: &str| {
        tree.texts_of(".rs").filter(|(path, _)| inside(path)).any(|(path, text)| {
            path.contains(part)
                || ["fn ", "mod "].iter().any(|kind| {
                    let mut names = text.split(kind).skip(1);
                    names.any(|rest| {
                        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                        rest[..end.unwrap_or(rest.len())].contains(part)
                    })
                })
        })
    };
    let there =
        stands_for_another(filter) || filter.split("::").filter(|part| !part.is_empty()).all(part);
    (!there).then(|| format!("no test and no module of tests is named `{filter}`"))
}

/// The flags of an example are texts of its source.
fn example_flags(
    example: &str,
    passed: &[&str],
    packages: &[&Package],
    tree: &Tree,
) -> Vec<String> {
    let source = packages.iter().find_map(|package| {
        ["", "/main"].iter().find_map(|main| {
            tree.texts.get(&format!("{}examples/{example}{main}.rs", package.folder))
        })
    });
    let Some(source) = source else { return Vec::new() };
    let unknown = flags(passed).filter(|flag| !source.contains(&format!("\"{flag}\"")));
    unknown.map(|flag| format!("the example `{example}` has no flag {flag}")).collect()
}

/// The flags of the emulator are those of its table.
fn emulator(arguments: &[&str], tree: &Tree) -> Vec<String> {
    let Some(page) = tree.texts.get(EMULATOR_FLAGS) else {
        return vec![format!("{EMULATOR_FLAGS} is not there, which lists the flags")];
    };
    let known = |flag: &str| {
        ["--help", "--version"].contains(&flag)
            || page.contains(&format!("| `{flag} "))
            || page.contains(&format!("| `{flag}`"))
    };
    let unknown = flags(arguments).filter(|flag| !known(flag));
    unknown.map(|flag| format!("`{EMULATOR}` has no flag {flag}")).collect()
}
