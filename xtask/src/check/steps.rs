//! The steps, in the order they run: what is quick and what fails most often comes first.

use std::path::Path;

use press_apps_contract::diff::CRATES;

use super::cargo::{captured, cargo, has_target, shown};
use super::dependencies::{self, Metadata, Policy};
use super::end::End;
use super::tools::program;
use super::{
    changes, circles, counts, docsrs, features, msrv, packages, properties, semver, typos, unused,
    windows, workflows,
};
use crate::{api, bench, browser, codegen, diff, lint, missing, mutate, mutate_code, peers};

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Runs it below the root of the repository.
    pub run: fn(&Path) -> Result<End, String>,
    /// Whether it takes so long that it runs only by name or with `--all`.
    pub slow: bool,
}

const fn step(
    name: &'static str,
    about: &'static str,
    run: fn(&Path) -> Result<End, String>,
) -> Step {
    Step { name, about, run, slow: false }
}

const fn slow(
    name: &'static str,
    about: &'static str,
    run: fn(&Path) -> Result<End, String>,
) -> Step {
    Step { name, about, run, slow: true }
}

/// Every step.
pub const STEPS: &[Step] = &[
    step("format", "the code is formatted", format),
    step("circles", "no two files import each other in a circle", circles::check),
    step("lint", "the document is well-formed and consistent", lint),
    step("codegen", "the generated code belongs to the document", codegen),
    step("missing", "client, service and tests have all that the document says", missing),
    step("diff", "the change of the document has its versions and its changelog", diff),
    step("markdown", "links, commands, flags and files that pages show are there", markdown),
    step("typos", "the words are spelled", typos::check),
    step("workflows", "the workflows of GitHub are well-formed and safe", workflows::check),
    step(
        "dependencies",
        "licences, duplicates, bans, sources and Rust versions are as deny.toml has them",
        dependencies,
    ),
    step("unused", "every dependency is used, and where it is declared", unused::check),
    step("counts", "the crates of each feature are as the READMEs say, and few", counts::check),
    step("clippy", "the compiler and clippy have nothing to say", clippy),
    step("tests", "every test passes", tests),
    step("notebook", "the example page runs against the embedded service", notebook),
    step("types-alone", "the types need no HTTP client", types_alone),
    step("wasm", "the wire types and their client compile for WebAssembly", wasm),
    step("windows", "everything compiles for Windows", windows::check),
    step(
        "features",
        "every crate compiles with none, each, each pair and all of its features",
        features::check,
    ),
    step("docs", "the documentation builds without a warning", docs),
    step(
        "api",
        "the public API is as it was reviewed, shows no foreign type it should not, and has examples",
        api,
    ),
    step("benches", "what measures still compiles", bench::compiles),
    step("packages", "every crate builds from its package alone", packages::run),
    slow("docs.rs", "the documentation says which feature an item needs", docsrs::check),
    slow("oldest", "the published crates compile with the oldest Rust they promise", msrv::check),
    slow("semver", "callers of the last release are not broken", semver::check),
    slow("changes", "changes of the API, made in copies, end green", changes::check),
    slow("scrambled", "a thousand documents changed at random crash no task", scrambled),
    slow("properties", "the properties hold for more made-up values", more_cases),
    slow("mutants", "every small edit of the document is noticed, or known not to be", mutants),
    slow("code-mutants", "nine of ten slips in the code fail a test of its crate", code_mutants),
    slow("bench", "what measures passes its tests, and works once and small", bench::check),
    slow("browser", "the page of the emulator can be used, in a real browser", browser::check),
    slow(
        "peers",
        "tools of others agree with the document, the service and the client",
        peers::check,
    ),
];

fn format(root: &Path) -> Result<End, String> {
    shown(cargo(root, &["fmt", "--all", "--check"]))
}

fn clippy(root: &Path) -> Result<End, String> {
    shown(cargo(
        root,
        &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
    ))
}

fn tests(root: &Path) -> Result<End, String> {
    // As the README has it.
    shown(cargo(root, &["test", "--workspace"]))
}

fn scrambled(root: &Path) -> Result<End, String> {
    let mut command = cargo(
        root,
        &["test", "--quiet", "--workspace", "--lib", "--test", "codegen", "no_changed_document"],
    );
    command.env("SCRAMBLED", "1000");
    shown(command)
}

fn codegen(root: &Path) -> Result<End, String> {
    match codegen::check(root).map_err(|error| error.to_string())? {
        None => Ok(End::Passed),
        Some(report) => Ok(End::Failed(report)),
    }
}

fn missing(root: &Path) -> Result<End, String> {
    ended(missing::run(root, &missing::Arguments {}), "something is missing")
}

fn lint(root: &Path) -> Result<End, String> {
    ended(lint::run(root, &lint::Arguments::default()), "there are findings")
}

/// A program of its own, since it asks this one for its tasks and steps.
fn markdown(root: &Path) -> Result<End, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let mut command = std::process::Command::new(program);
    command.arg("markdown").current_dir(root);
    shown(command)
}

fn diff(root: &Path) -> Result<End, String> {
    ended(
        diff::run(root, &diff::Arguments::default()),
        "the change of the document cannot land yet",
    )
}

fn ended(result: Result<bool, String>, reason: &str) -> Result<End, String> {
    Ok(if result? { End::Passed } else { End::Failed(reason.to_owned()) })
}

fn dependencies(root: &Path) -> Result<End, String> {
    let text = std::fs::read_to_string(root.join("deny.toml"))
        .map_err(|error| format!("deny.toml: {error}"))?;
    let policy: Policy = toml::from_str(&text).map_err(|error| format!("deny.toml: {error}"))?;
    let output = captured(cargo(
        root,
        &["metadata", "--format-version", "1", "--all-features", "--locked"],
    ))?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let problems = dependencies::problems(&policy, &metadata);
    if !problems.is_empty() {
        return Ok(End::Failed(problems.join("\n")));
    }
    let Some(program) = program(root, "cargo-deny") else {
        return Ok(End::Passed);
    };
    let mut command = std::process::Command::new(program);
    // What it finds needless in deny.toml for one platform is needed for another.
    command.current_dir(root).args(["--offline", "--locked", "--log-level", "error", "check"]);
    command.args(["licenses", "bans", "sources"]);
    Ok(match shown(command)? {
        End::Passed => End::PassedWith("cargo-deny agrees".to_owned()),
        other => other,
    })
}

fn notebook(root: &Path) -> Result<End, String> {
    shown(cargo(root, &["run", "--quiet", "-p", "press-apps", "--example", "notebook"]))
}

fn types_alone(root: &Path) -> Result<End, String> {
    for arguments in [&["press-apps-api", "--no-default-features"][..], &["press-apps-model"]] {
        captured(cargo(root, &[&["check", "--quiet", "-p"], arguments].concat()))?;
        let output = captured(cargo(
            root,
            &[&["tree", "-e", "normal", "--prefix", "none", "-p"], arguments].concat(),
        ))?;
        let tree = String::from_utf8_lossy(&output.stdout);
        for heavy in ["reqwest", "hyper", "tokio"] {
            if tree.lines().any(|line| line.split(' ').next() == Some(heavy)) {
                return Ok(End::Failed(format!(
                    "{heavy} is in the dependencies of {}",
                    arguments.join(" ")
                )));
            }
        }
    }
    Ok(End::Passed)
}

fn docs(root: &Path) -> Result<End, String> {
    let mut arguments = vec![
        "doc",
        "--quiet",
        "--no-deps",
        "--features",
        "press-apps/files,press-apps/testing,press-apps/schemars,press-apps/reqwest-client,press-apps/emulator,press-apps/blocking",
    ];
    CRATES.iter().for_each(|package| arguments.extend(["-p", package]));
    let mut command = cargo(root, &arguments);
    command.env("RUSTDOCFLAGS", "-D warnings");
    shown(command)
}

fn api(root: &Path) -> Result<End, String> {
    Ok(match api::outcome(root, true)? {
        api::Outcome::Good => End::Passed,
        api::Outcome::Bad(report) => End::Failed(report),
        api::Outcome::Unable(reason) => End::Skipped(reason),
    })
}

fn more_cases(root: &Path) -> Result<End, String> {
    ended(properties::run(root), "a property does not hold")
}

fn mutants(root: &Path) -> Result<End, String> {
    let arguments = mutate::Arguments::all();
    ended(mutate::run(root, &arguments), "tests/survivors.toml is not true")
}

fn code_mutants(root: &Path) -> Result<End, String> {
    ended(mutate_code::samples(root), "slips in the code are not noticed")
}

/// The types alone and with the client, which goes by the browser's own.
fn wasm(root: &Path) -> Result<End, String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    if !has_target(root, TARGET)? {
        return Ok(End::Skipped(format!("{TARGET} is not here (rustup target add {TARGET})")));
    }
    let check = ["check", "--quiet", "--lib", "-p", "press-apps-api", "--target", TARGET];
    for features in [&["--no-default-features"][..], &[]] {
        match shown(cargo(root, &[&check, features].concat()))? {
            End::Passed => {}
            other => return Ok(other),
        }
    }
    Ok(End::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_of_a_release_publishes_each_crate_after_those_it_needs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = std::fs::read_to_string(root.join("RELEASING.md")).unwrap();
        let published: Vec<_> =
            text.lines().filter_map(|line| line.trim().strip_prefix("cargo publish -p ")).collect();
        assert_eq!(published, CRATES);
    }
}
