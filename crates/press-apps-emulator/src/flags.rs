//! What the program is told on its command line, and the settings that come of it. What a flag says wins over what a file says.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use press_apps_emulator::{
    Clock, Emulator, EmulatorBuilder, Fault, LEAST_TOKEN, Rate, Scenario, Steps,
};

/// How long deploying takes unless said.
const DEPLOY_TIME: Duration = Duration::from_secs(2);

const AFTER_HELP: &str = "\
The first line it prints is its base URL; it serves from then on, until Ctrl-C or SIGTERM. It is steered under /_emulator/.

Three commands to type, the first in a terminal of its own:
  press-apps-emulator --port 8080 --seed-data --script churn=fail:2,deployed
  curl -H 'Authorization: emulator-token' http://127.0.0.1:8080/v1/apps/deployments/
  curl -d '{\"by\":\"10m\"}' http://127.0.0.1:8080/_emulator/advance";

const STEPS: &str = "\
How the next runs of the deployment NAME end, such as churn=fail:2,deployed. Steps: deployed, fail:N and warning:N (block N, counted \
from 1), rollback, rollback_failed, platform_resource_error, stuck, delete_failed; can be given more than once";

const RULE: &str = "\
What goes wrong, such as create_spec:429x2 or '*:latency=200ms@10%': operation or *, what (a status, json=, html, text=, retry-after=, \
latency=, drop, drop-after, stall, truncate=, stale, after-commit, set=, header=), and when (x2 first two calls, #2 second call alone, \
@10% by chance); can be given more than once";

/// What the program is told.
#[derive(Parser)]
#[command(
    name = "press-apps-emulator",
    version,
    about = "The Press Apps service for tests and trying things out. It keeps everything in memory and forgets it when it stops.",
    disable_help_subcommand = true,
    after_help = AFTER_HELP
)]
pub(crate) struct Flags {
    /// Address or host name to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Port to listen on; 0 means any free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// A host that requests may be meant for besides this machine, such as the name of a container; can be given more than once
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,

    /// A token to accept, of at least 8 characters; can be given more than once [default: emulator-token]
    #[arg(long, value_name = "TOKEN")]
    token: Vec<String>,

    /// How long deploying and deleting take, such as 2s or 500ms; 0 settles at once [default: 2s]
    #[arg(long, value_name = "TIME", value_parser = time)]
    deploy_time: Option<Duration>,

    #[arg(long, value_name = "NAME=STEPS", value_parser = script, help = STEPS)]
    script: Vec<(String, Steps)>,

    #[arg(long, value_name = "RULE", help = RULE)]
    fault: Vec<Fault>,

    /// How many requests a token may make, such as 5/s or 100/min; 429 with Retry-After beyond it
    #[arg(long)]
    rate: Option<Rate>,

    /// The same ids and chances on every run, and timestamps that stand at 2020-01-01T18:00:00Z unless --clock says otherwise
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// How time passes: real; fixed (timestamps stand, deployments move); virtual (nothing moves until told) [default: real]
    #[arg(long)]
    clock: Option<Clock>,

    /// A YAML or JSON file with all of this, and with the blocks, specs and deployments that are there at the start
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,

    /// Start with example specs and deployments of known ids; ids and timestamps repeat from run to run
    #[arg(long)]
    seed_data: bool,

    /// Take every block spec id to exist
    #[arg(long)]
    any_block: bool,
}

impl Flags {
    /// The settings of the service.
    ///
    /// # Errors
    ///
    /// What is wrong with a flag or with the scenario file, in words for a person.
    pub(crate) fn settings(self) -> Result<EmulatorBuilder, String> {
        let mut settings =
            Emulator::builder().host(self.host).port(self.port).deploy_time(DEPLOY_TIME);
        for name in self.allow_host {
            settings = settings.allow_host(name);
        }
        for token in self.token {
            settings = settings.token(checked_token(token)?);
        }
        // A program that nobody asked to repeat itself lives in real time.
        if self.seed.is_none() && !self.seed_data {
            settings = settings.clock(Clock::Real).random_ids();
        }
        if let Some(path) = self.scenario {
            let scenario = scenario(&path)?;
            settings = settings.scenario(&scenario).map_err(|error| error.to_string())?;
        }
        settings = self.seed.into_iter().fold(settings, EmulatorBuilder::seed);
        settings = self.clock.into_iter().fold(settings, EmulatorBuilder::clock);
        settings = self.deploy_time.into_iter().fold(settings, EmulatorBuilder::deploy_time);
        settings = self.rate.into_iter().fold(settings, EmulatorBuilder::rate);
        for (name, steps) in self.script {
            settings = settings.script(name, steps);
        }
        for fault in self.fault {
            settings = settings.fault(fault).map_err(|error| format!("--fault: {error}"))?;
        }
        if self.seed_data {
            settings = settings.seed_data(true);
        }
        if self.any_block {
            settings = settings.any_block(true);
        }
        Ok(settings)
    }
}

fn scenario(path: &Path) -> Result<Scenario, String> {
    let name = path.display().to_string();
    let text = std::fs::read(path)
        .map_err(|error| format!("--scenario {name}: cannot be read: {error}"))?;
    let text = String::from_utf8(text).map_err(|error| {
        format!(
            "--scenario {name}: not UTF-8 text from byte {} on",
            error.utf8_error().valid_up_to()
        )
    })?;
    Scenario::parse(&text, &name).map_err(|error| error.to_string())
}

/// As clients do: what is shorter cannot be kept out of their messages.
fn checked_token(token: String) -> Result<String, String> {
    match token.strip_prefix("Bearer ").unwrap_or(&token).chars().count() {
        0 => Err("--token: expected a token, found nothing".to_owned()),
        count @ 1..LEAST_TOKEN => {
            Err(format!("--token: expected at least {LEAST_TOKEN} characters, found {count}"))
        }
        _ => Ok(token),
    }
}

/// Reads `2s`, `500ms`, `1m 30s` or `0`.
fn time(text: &str) -> Result<Duration, String> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let expected = "expected a time such as `2s` or `500ms`, or `0`";
    let time: jiff::SignedDuration = text.parse().map_err(|_| expected.to_owned())?;
    Duration::try_from(time).map_err(|_| format!("{expected}; it cannot be negative"))
}

/// Reads `churn=fail:2,deployed`.
fn script(text: &str) -> Result<(String, Steps), String> {
    let expected =
        "expected the name of a deployment, `=` and its steps, such as `churn=fail:2,deployed`";
    match text.rsplit_once('=') {
        Some((name, steps)) if !name.is_empty() => steps
            .parse()
            .map(|steps| (name.to_owned(), steps))
            .map_err(|error: press_apps_emulator::ParseError| error.to_string()),
        _ => Err(expected.to_owned()),
    }
}

/// A usage error in one line: what is wrong and the tip that goes with it, without the usage.
pub(crate) fn one_line(error: &str) -> String {
    let lines = error.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("For more information"))
        .collect();
    format!("{}; --help lists the flags", lines.join("; ").trim_start_matches("error: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(time("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(time("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("0"), Ok(Duration::ZERO));
        for wrong in ["", "2", "soon", "-2s"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_script_is_a_name_and_its_steps() {
        let (name, steps) = script("a=b=fail:2,deployed").expect("a script");
        assert_eq!((name.as_str(), steps.to_string().as_str()), ("a=b", "fail:2,deployed"));
        for wrong in ["", "churn", "=fail:1", "churn=", "churn=fial:1"] {
            assert!(script(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_usage_error_is_one_line() {
        let error = Flags::try_parse_from(["press-apps-emulator", "--prot", "1"])
            .err()
            .map(|error| error.to_string());
        assert_eq!(
            one_line(&error.unwrap_or_default()),
            "unexpected argument '--prot' found; tip: a similar argument exists: '--port'; --help lists the flags"
        );
    }
}
