//! The Press Apps service as a program. Flags in, base URL on the first line out; the library does the rest.

mod flags;
mod signals;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use press_apps_emulator::DEFAULT_TOKEN;

use crate::flags::{Flags, one_line};
use crate::signals::Signals;

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
    let settings = flags.settings()?;
    let press = settings.start().await.map_err(|error| error.to_string())?;
    let mut out = io::stdout();
    writeln!(out, "{}", press.base_url())
        .and_then(|()| out.flush())
        .map_err(|error| format!("cannot write: {error}"))?;
    if press.token() == DEFAULT_TOKEN {
        // The default token is no secret: it is in the help text.
        let _ = writeln!(
            io::stderr(),
            "press-apps-emulator: the token is {DEFAULT_TOKEN}; Ctrl-C stops"
        );
    }
    signals.next().await;
    // What somebody meant to try and did not.
    for fault in press.unfired_faults() {
        let _ = writeln!(io::stderr(), "press-apps-emulator: the fault `{fault}` never fired");
    }
    tokio::select! {
        () = press.shutdown() => Ok(ExitCode::SUCCESS),
        code = signals.next() => Ok(ExitCode::from(code)),
    }
}

fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "press-apps-emulator: error: {message}");
}
