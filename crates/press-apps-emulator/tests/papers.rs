//! What is written for people holds: the commands and outputs of the README, the commands of `--help`, and the script of the examples.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use press_apps_emulator::{Emulator, Fault, Scenario, Service, Steps};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_press-apps-emulator");
const README: &str = include_str!("../README.md");
/// The port that is written everywhere.
const WRITTEN: &str = "8080";

/// Whether the machine has what these tests run; says so when it does not.
async fn there(tools: &[&str]) -> bool {
    for tool in tools {
        let found = Command::new(tool)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
        if found.is_err() {
            eprintln!("skipped: there is no `{tool}` on this machine");
            return false;
        }
    }
    true
}

/// A port that nobody listens on.
fn free_port() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("its address").port().to_string()
}

/// A shell that finds the program where a reader would have it.
fn shell(command: &str) -> Command {
    let folder = Path::new(PROGRAM).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .env("PATH", format!("{}:{path}", folder.display()))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    shell
}

/// Starts a command that goes on, and waits for its first line.
async fn start(command: &str) -> (Child, String) {
    // The shell becomes the program, so that ending the one ends the other.
    let mut child = shell(&format!("exec {command}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its output"))
        .read_line(&mut line)
        .await
        .expect("a line");
    (child, line)
}

async fn output(command: &str) -> String {
    let output = shell(command).output().await.expect("a shell");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The commands of the README with the output below each, in order.
fn commands() -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for block in README.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap_or_default().lines() {
            match line.strip_prefix("$ ") {
                Some(command) => commands.push((command.to_owned(), String::new())),
                None => commands.last_mut().expect("a command").1.push_str(&format!("{line}\n")),
            }
        }
    }
    commands
}

#[tokio::test]
async fn the_commands_of_the_readme_say_what_it_says() {
    if !there(&["sh", "curl", "grep"]).await {
        return;
    }
    let port = free_port();
    let mut running = Vec::new();
    for (command, expected) in commands() {
        let (command, expected) =
            (command.replace(WRITTEN, &port), expected.replace(WRITTEN, &port));
        let found = match command.strip_suffix(" &") {
            Some(command) => {
                let (child, line) = start(command).await;
                running.push(child);
                line
            }
            None => output(&command).await,
        };
        assert_eq!(found.trim_end(), expected.trim_end(), "{command}");
    }
    assert!(!running.is_empty());
}

#[tokio::test]
async fn the_three_commands_of_the_help_work() {
    if !there(&["sh", "curl"]).await {
        return;
    }
    let help = output("press-apps-emulator --help").await;
    let (_, commands) = help.split_once("Three commands to type").expect("commands");
    // Long lines are wrapped to the width of the terminal, not these: each is one line of its own.
    let port = free_port();
    let commands: Vec<String> =
        commands.lines().skip(1).map(|line| line.trim().replace(WRITTEN, &port)).collect();
    let [first, second, third] = commands.as_slice() else { panic!("{commands:?}") };
    let (_child, line) = start(first).await;
    assert_eq!(line.trim_end(), format!("http://127.0.0.1:{port}"));
    assert!(output(&format!("{second} -s")).await.contains("sca-failed"));
    assert!(output(&format!("{third} -s")).await.contains("\"changes\""));
}

#[tokio::test]
async fn the_script_of_the_examples_sees_a_deployment_fail_and_then_deployed() {
    if !there(&["sh", "curl"]).await {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/failing-deployment.sh");
    let said = output(&format!("sh {script} press-apps-emulator")).await;
    let ends: Vec<&str> =
        said.lines().skip(2).map(|line| line.rsplit(": ").next().unwrap_or_default()).collect();
    assert_eq!(ends, ["deploying", "deploying", "failed", "redeploying", "deployed"], "{said}");
}

#[tokio::test]
async fn the_readme_has_every_flag_and_every_endpoint() {
    let help = output("press-apps-emulator --help").await;
    let flags = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
    let unknown = ["--help", "--version"];
    for flag in flags.map(|flag| flag.trim_matches(|c: char| !c.is_ascii_lowercase() && c != '-')) {
        assert!(
            unknown.contains(&flag) || README.contains(&format!("| `{flag}")),
            "{flag} is not in the README"
        );
    }
    let request = http::Request::get("/_emulator").body(bytes::Bytes::new()).expect("a request");
    let table: Value = serde_json::from_slice(Service::new().call(request).body()).expect("JSON");
    let text = |row: &Value, member: &str| row[member].as_str().expect("text").to_owned();
    let rows = table["endpoints"].as_array().expect("rows").iter();
    let rows: Vec<String> = rows
        .map(|row| {
            format!("| `{} {}` | {} |", text(row, "method"), text(row, "path"), text(row, "about"))
        })
        .collect();
    let written: Vec<&str> = README
        .lines()
        .filter(|line| line.contains("/_emulator") && line.starts_with("| "))
        .collect();
    assert_eq!(written, rows, "the table of the README is not that of the program");
}

#[test]
fn the_scenario_of_the_readme_can_be_used() {
    let text = README
        .split("```yaml\n")
        .nth(1)
        .and_then(|text| text.split("```").next())
        .expect("a scenario");
    let scenario = Scenario::parse(text, "README.md").unwrap_or_else(|error| panic!("{error}"));
    let _ = Emulator::builder().scenario(&scenario).unwrap_or_else(|error| panic!("{error}"));
}

/// The code in the first column of a table of the README.
fn first_column(heading: &str) -> Vec<&'static str> {
    let (_, table) = README.split_once(heading).expect(heading);
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split(" |").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn everything_the_tables_of_the_readme_name_can_be_read() {
    for step in first_column("| Step |") {
        assert!(step.replace('N', "2").parse::<Steps>().is_ok(), "{step}");
    }
    for what in first_column("| What | Goes wrong |") {
        for when in ["", "x2", "#2", "@10%", "@10%/7"] {
            let rule = format!("*:{what}{when}");
            let _ = rule.parse::<Fault>().unwrap_or_else(|error| panic!("{rule}: {error}"));
        }
    }
}
