//! The Press Apps service as a program. Flags in, base URL on the first line out; the library does the rest.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;
use press_apps_emulator::{Clock, DEFAULT_TOKEN, Emulator};
use signals::Signals;

mod signals;

/// The least length of a token, in characters. Clients refuse shorter ones.
const LEAST_TOKEN: usize = 8;

/// What the program is told.
#[derive(Parser)]
#[command(
    name = "press-apps-emulator",
    version,
    about = "The Press Apps service for tests and trying things out. It keeps everything in memory and forgets it when it stops.",
    disable_help_subcommand = true,
    after_help = "The first line it prints is its base URL; it serves from then on, until Ctrl-C or SIGTERM; a second one ends it at once."
)]
struct Flags {
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

    /// How long deploying and deleting take, such as 2s or 500ms; 0 settles at once
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time)]
    deploy_time: Duration,

    /// Start with example specs and deployments of known ids; ids and timestamps repeat from run to run
    #[arg(long)]
    seed_data: bool,

    /// Take every block spec id to exist
    #[arg(long)]
    any_block: bool,
}

fn main() -> ExitCode {
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(error)
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            error.exit()
        }
        Err(error) => {
            complain(&one_line(&error.to_string()));
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("cannot start the runtime: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(flags)) {
        Ok(code) => code,
        Err(message) => {
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C or `SIGTERM`; a second one ends it at once.
async fn serve(flags: Flags) -> Result<ExitCode, String> {
    // Before anybody knows that it runs: from its first line on it can be told to stop.
    let mut signals =
        Signals::listen().map_err(|error| format!("cannot listen for signals: {error}"))?;
    let default_token = flags.token.is_empty();
    let mut settings = Emulator::builder()
        .host(flags.host)
        .port(flags.port)
        .deploy_time(flags.deploy_time)
        .seed_data(flags.seed_data)
        .any_block(flags.any_block);
    settings =
        flags.allow_host.into_iter().fold(settings, |settings, name| settings.allow_host(name));
    settings = if flags.seed_data { settings } else { settings.clock(Clock::Real).random_ids() };
    for token in flags.token {
        // As clients do: what is shorter cannot be kept out of their messages.
        match token.strip_prefix("Bearer ").unwrap_or(&token).chars().count() {
            0 => return Err("--token: expected a token, found nothing".to_owned()),
            count @ 1..LEAST_TOKEN => {
                return Err(format!(
                    "--token: expected at least {LEAST_TOKEN} characters, found {count}"
                ));
            }
            _ => {}
        }
        settings = settings.token(token);
    }
    let press = settings.start().await.map_err(|error| error.to_string())?;
    let mut out = io::stdout();
    writeln!(out, "{}", press.base_url())
        .and_then(|()| out.flush())
        .map_err(|error| format!("cannot write: {error}"))?;
    if default_token {
        // The default token is no secret: it is in the help text.
        let _ = writeln!(
            io::stderr(),
            "press-apps-emulator: the token is {DEFAULT_TOKEN}; Ctrl-C stops"
        );
    }
    signals.next().await;
    tokio::select! {
        () = press.shutdown() => Ok(ExitCode::SUCCESS),
        code = signals.next() => Ok(ExitCode::from(code)),
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

/// A usage error in one line: what is wrong and the tip that goes with it, without the usage.
fn one_line(error: &str) -> String {
    let lines = error.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("For more information"))
        .collect();
    format!("{}; --help lists the flags", lines.join("; ").trim_start_matches("error: "))
}

fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "press-apps-emulator: error: {message}");
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
