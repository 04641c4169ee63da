//! The client behind nginx, in real time: limits of requests, and connections that nginx closes. Started by `cargo xtask peers nginx`.
//!
//! The exact behaviour is tested on a virtual clock beside the code; here it is seen whether a real proxy is like the ones of the tests.
//! What the client says of a create is held against what the service saw.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as the tests are

mod cases;
mod nginx;
mod relay;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use press_apps_emulator::Emulator;

use crate::cases::{Findings, Site};
use crate::nginx::Nginx;
use crate::relay::Relay;

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(200);

/// Run the client behind nginx, with limits of requests and connections that are closed.
#[derive(Debug, Parser)]
struct Arguments {
    /// The configuration of nginx
    configuration: PathBuf,
    /// A folder for what nginx writes
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // nginx asks for its upstream by the name that this has in its settings.
    let emulator = Emulator::builder().any_block(true).allow_host("press").start().await.unwrap();
    let nginx = Nginx::start(&arguments.configuration, &arguments.folder, emulator.base_url());
    // As far away as a service of the same continent.
    let far = Relay::start(nginx.address).await;
    let site = Site { emulator: &emulator, near: nginx.address, far: far.address };
    site.prepare().await;
    let mut findings = Findings::default();
    let start = Instant::now();
    if tokio::time::timeout(PATIENCE, cases::all(&site, &mut findings)).await.is_err() {
        findings
            .lines
            .push(format!("finding: the cases did not end within {} s", PATIENCE.as_secs()));
        findings.count += 1;
    }
    let mut out = std::io::stdout();
    for line in &findings.lines {
        let _ = writeln!(out, "{line}");
    }
    let _ =
        writeln!(out, "result: {} in {:.0} s", findings.summary(), start.elapsed().as_secs_f64());
    ExitCode::from(u8::from(findings.count > 0))
}
