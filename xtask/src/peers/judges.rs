//! The judges: who they are, what is pinned of them, and how each is asked.
//!
//! A new one is a line of the table, a function that asks it, and a folder in `tests/peers`.

use std::process::Command;

use press_apps_contract::document::PATH;

use super::install::{node, pinned_node, pinned_python, python, version};
use super::surroundings::Surroundings;
use crate::check::End;

/// A judge.
pub(super) struct Judge {
    /// Its name, in the table and on the command line.
    pub(super) name: &'static str,
    /// What it judges.
    pub(super) about: &'static str,
    /// Its version.
    pub(super) version: fn(&Surroundings) -> Option<String>,
    /// Asks it. What keeps it from judging, and what it finds, is an [`End`] as well.
    pub(super) run: fn(&Surroundings) -> Result<End, End>,
}

/// The service is started with each of these times of deploying.
const DEPLOY_TIMES: [(&str, &str); 2] = [("0", "0s"), ("2", "2s")];

/// Every judge, in the order they run.
pub(super) const JUDGES: &[Judge] = &[
    Judge {
        name: "redocly",
        about: "the document keeps Redocly's recommended rules",
        version: |here| pinned_node(here, "redocly", "@redocly/cli"),
        run: redocly,
    },
    Judge {
        name: "python-client",
        about: "the vendor's Python client lives a whole life with the service, with each list in both its forms",
        version: |here| pinned_python(here, "python-client", "peak-sdk"),
        run: |here| peak(here, "lifecycle.py", &DEPLOY_TIMES),
    },
    Judge {
        name: "python-cli",
        about: "each command of the vendor's command line does its work with the service",
        version: |here| pinned_python(here, "python-client", "peak-sdk"),
        // Each command is a process of its own: once is enough.
        run: |here| peak(here, "command_line.py", &DEPLOY_TIMES[1..]),
    },
    Judge {
        name: "typescript",
        about: "a TypeScript client generated from the document compiles and lives a whole life with the service",
        version: |here| pinned_node(here, "typescript", "openapi-typescript"),
        run: typescript,
    },
    Judge {
        name: "schemathesis",
        about: "the service answers generated requests, right and wrong ones, as the document says",
        version: |here| pinned_python(here, "schemathesis", "schemathesis"),
        run: schemathesis,
    },
    Judge {
        name: "nginx",
        about: "the client gets on with the limits of nginx, and with connections that it closes",
        version: |_| version("nginx"),
        run: nginx,
    },
];

fn redocly(here: &Surroundings) -> Result<End, End> {
    let folder = node(here, "redocly")?;
    let mut judge = Command::new("node");
    judge.current_dir(&here.root).arg(here.sources("redocly").join("judge.mjs")).arg(PATH);
    judge.arg(folder.join("node_modules/@redocly/cli/bin/cli.js"));
    here.said("redocly", judge).map(End::PassedWith)
}

fn peak(here: &Surroundings, script: &str, deploy_times: &[(&str, &str)]) -> Result<End, End> {
    let python = python(here, "python-client")?;
    let sources = here.sources("python-client");
    let mut said = Vec::new();
    for (seconds, deploy_time) in deploy_times {
        let mut judge = Command::new(&python);
        judge.arg(sources.join(script)).arg(seconds);
        judge.env("PYTHONPATH", sources.join("loopback")).env("PYTHONDONTWRITEBYTECODE", "1");
        let name = format!("{}-{deploy_time}", script.trim_end_matches(".py"));
        let result = here.judged(&name, &["--deploy-time", deploy_time], judge)?;
        said.push(format!("{result} at {deploy_time}"));
    }
    Ok(End::PassedWith(said.join("; ")))
}

fn typescript(here: &Surroundings) -> Result<End, End> {
    let folder = node(here, "typescript")?;
    let run = |script: &str| {
        let mut command = Command::new("node");
        command.current_dir(&folder).arg(script);
        command
    };
    let mut generator = run("node_modules/openapi-typescript/bin/cli.js");
    generator.arg(here.root.join(PATH)).args(["--output", "schema.d.ts"]);
    let mut compiler = run("node_modules/typescript/bin/tsc");
    compiler.args(["--project", "."]);
    for (what, mut command) in
        [("it cannot be generated", generator), ("it does not compile", compiler)]
    {
        let output = command.output().map_err(|error| End::Failed(format!("node: {error}")))?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(End::Failed(format!("{what}\n{}", String::from_utf8_lossy(&said))));
        }
    }
    let mut said = Vec::new();
    for (seconds, deploy_time) in DEPLOY_TIMES {
        let mut judge = run("compiled/lifecycle.js");
        judge.arg(seconds);
        let result = here.judged(
            &format!("typescript-{deploy_time}"),
            &["--deploy-time", deploy_time],
            judge,
        )?;
        said.push(format!("{result} at {deploy_time}"));
    }
    Ok(End::PassedWith(said.join("; ")))
}

fn schemathesis(here: &Surroundings) -> Result<End, End> {
    let python = python(here, "schemathesis")?;
    let sources = here.sources("schemathesis");
    let folder = here.folder("schemathesis");
    let mut judge = Command::new(python);
    // It leaves files of its own where it is started.
    judge.current_dir(&folder).arg(sources.join("judge.py"));
    judge.arg(here.root.join(PATH)).arg("report.json");
    judge.env("PYTHONPATH", &sources).env("PYTHONDONTWRITEBYTECODE", "1");
    // What it deploys is made up, and what is deployed shall be there at once.
    here.judged("schemathesis", &["--any-block", "--deploy-time", "0"], judge).map(End::PassedWith)
}

fn nginx(here: &Surroundings) -> Result<End, End> {
    let missing = || End::Skipped("there is no nginx here".to_owned());
    version("nginx").ok_or_else(missing)?;
    let mut judge = Command::new(here.program("behind-nginx")?);
    judge.arg(here.sources("nginx").join("nginx.conf")).arg(here.folder("nginx"));
    here.said("nginx", judge).map(End::PassedWith)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programs::Programs;

    fn here() -> Surroundings {
        let root = press_apps_contract::root::find().expect("the repository");
        Surroundings::new(&root, Programs::default())
    }

    #[test]
    fn every_judge_that_is_installed_is_pinned_to_a_version() {
        for judge in JUDGES.iter().filter(|judge| judge.name != "nginx") {
            let version = (judge.version)(&here()).unwrap_or_default();
            assert!(version.starts_with(|digit: char| digit.is_ascii_digit()), "{}", judge.name);
        }
    }

    #[test]
    fn pins_are_exact_and_name_no_address() {
        let read = |path: &str| {
            std::fs::read_to_string(here().sources(path))
                .unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        for judge in ["python-client", "schemathesis"] {
            for line in read(&format!("{judge}/requirements.txt")).lines() {
                let exact = line
                    .split_once("==")
                    .is_some_and(|(_, version)| !version.contains(['*', ' ', '@']));
                assert!(exact, "{judge}: {line}");
            }
        }
        for judge in ["redocly", "typescript"] {
            let lock = read(&format!("{judge}/package-lock.json"));
            assert!(
                !lock.contains("\"resolved\""),
                "{judge}: write it with --omit-lockfile-registry-resolved"
            );
            let package: serde_json::Value =
                serde_json::from_str(&read(&format!("{judge}/package.json"))).expect("JSON");
            for (name, version) in package["dependencies"].as_object().expect("dependencies") {
                let version = version.as_str().unwrap_or_default();
                assert!(
                    version.starts_with(|digit: char| digit.is_ascii_digit()),
                    "{judge}: {name} {version}"
                );
            }
        }
    }
}
