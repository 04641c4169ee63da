//! The service that a check of the page uses.

use std::path::{Path, PathBuf};

use super::chromium::Browser;
use crate::peers::emulator::Emulator;

/// A check: its name, and what it does with a browser and a service at an address.
pub(super) type Check = (&'static str, fn(&Browser, &mut Served) -> Result<(), String>);

/// The flags it is started with. Deploying takes long enough to be seen, in a browser on a busy machine.
const FLAGS: [&str; 4] = ["--allow-host", "press.test", "--deploy-time", "3s"];

/// The service of one check.
pub(super) struct Served {
    program: PathBuf,
    /// Where it is, also while it is stopped.
    pub(super) url: String,
    running: Option<Emulator>,
}

impl Served {
    pub(super) fn start(program: &Path) -> Result<Self, String> {
        let running = Emulator::start(program, &FLAGS)?;
        Ok(Self { program: program.to_owned(), url: running.url.clone(), running: Some(running) })
    }

    pub(super) fn stop(&mut self) {
        self.running = None;
    }

    /// Starts another one in the same place.
    pub(super) fn start_again(&mut self) -> Result<(), String> {
        let port = self.url.rsplit(':').next().unwrap_or_default();
        let flags = [&FLAGS[..], &["--port", port]].concat();
        self.running = Some(Emulator::start(&self.program, &flags)?);
        Ok(())
    }
}
