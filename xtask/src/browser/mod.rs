//! The page of the emulator, used in a real browser: by mouse, by keyboard, in many tabs, under other names, and by those who do not see it.
//!
//! A step of `cargo xtask check --all`. Where there is no Chromium it says so and looks at nothing.

mod chromium;
mod journeys;
mod proxy;
mod reading;
mod served;
mod tab;

use std::fs;
use std::path::Path;

use crate::check::End;
use crate::programs;
use chromium::Browser;
use served::Served;

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
