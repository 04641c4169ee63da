//! The page of the emulator, used in a real browser: by mouse, by keyboard, in many tabs, under other names, and by those who do not see it.
//!
//! A step of `cargo xtask check --all`. Where there is no Chromium it says so and looks at nothing.

mod chromium;
mod journeys;
mod proxy;
mod reading;
mod tab;

use std::fs;
use std::path::{Path, PathBuf};

use crate::check::End;
use crate::peers::emulator::Emulator;
use crate::programs;
use chromium::Browser;

/// The flags it is started with. Deploying takes long enough to be seen, in a browser on a busy machine.
const FLAGS: [&str; 4] = ["--allow-host", "press.test", "--deploy-time", "3s"];

/// The service of one check.
struct Served {
    program: PathBuf,
    /// Where it is, also while it is stopped.
    url: String,
    running: Option<Emulator>,
}

impl Served {
    fn start(program: &Path) -> Result<Self, String> {
        let running = Emulator::start(program, &FLAGS)?;
        Ok(Self { program: program.to_owned(), url: running.url.clone(), running: Some(running) })
    }

    fn stop(&mut self) {
        self.running = None;
    }

    /// Starts another one in the same place.
    fn start_again(&mut self) -> Result<(), String> {
        let port = self.url.rsplit(':').next().unwrap_or_default();
        let flags = [&FLAGS[..], &["--port", port]].concat();
        self.running = Some(Emulator::start(&self.program, &flags)?);
        Ok(())
    }
}

/// Uses the page in every way there is a check for.
///
/// # Errors
/// When the service or the browser cannot be started.
pub(crate) fn check(root: &Path) -> Result<End, String> {
    let programs = programs::build(root)?.ok_or("the workspace does not compile")?;
    let folder = root.join("target/browser");
    // What an earlier run left there would be the state of this one.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let Some(browser) = Browser::start(&folder)? else {
        return Ok(End::Skipped("no Chromium here (apt-get install chromium)".to_owned()));
    };
    let mut problems = Vec::new();
    let checks = journeys::CHECKS.iter().chain(reading::CHECKS);
    for (name, check) in checks {
        let mut served = Served::start(programs.find("press-apps-emulator")?)?;
        crate::say!("{name}");
        if let Err(problem) = check(&browser, &mut served) {
            problems.push(format!("{name}: {problem}"));
        }
        problems.extend(
            browser.complaints().into_iter().map(|complaint| format!("{name}: {complaint}")),
        );
    }
    Ok(if problems.is_empty() { End::Passed } else { End::Failed(problems.join("\n")) })
}
