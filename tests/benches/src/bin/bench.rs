//! Runs the cases and writes the results. `cargo xtask bench` builds what it needs and starts it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use clap::builder::PossibleValuesParser;
use press_apps_benches::Result;
use press_apps_benches::cases::{CASES, DELAYS, Surroundings, run};
use press_apps_benches::report::{Measured, chart, page};
use sha2::{Digest as _, Sha256};

/// Measures the client, the low-level client and the service against their peers.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only these cases
    #[arg(value_parser = PossibleValuesParser::new(CASES.iter().map(|case| case.name)))]
    cases: Vec<String>,
    /// Once and small, to see that everything works; writes no results
    #[arg(long)]
    quick: bool,
    /// All of it with its times, however busy the machine is, to see that everything works; writes no results
    #[arg(long)]
    rehearsal: bool,
    /// Build consumers from nothing as well, which takes minutes
    #[arg(long)]
    build: bool,
    /// The Python that has the packages of the peers
    #[arg(long)]
    python: Option<PathBuf>,
    /// Why there is none
    #[arg(long, default_value = "there is no Python here")]
    without: String,
    /// The root of the repository
    #[arg(long)]
    root: PathBuf,
}

fn main() -> ExitCode {
    match measure(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<()> {
    let root = arguments.root.canonicalize()?;
    let scratch = root.join("target/bench");
    std::fs::create_dir_all(&scratch)?;
    let here = Surroundings {
        quick: arguments.quick,
        rehearsal: arguments.rehearsal || arguments.quick,
        build: arguments.build,
        python: arguments.python.clone(),
        root: root.clone(),
        scratch,
    };
    let of = of(&here, &arguments.without)?;
    let asked =
        |name: &str| arguments.cases.is_empty() || arguments.cases.iter().any(|case| case == name);
    for case in CASES.iter().filter(|case| asked(case.name)) {
        println!("\n== {}: {}", case.name, case.about);
        let measured = run(case, &here)?;
        println!("{}\n({:.0} s)", page::case(&measured).trim_end(), measured.took);
        if !here.rehearsal {
            keep(&here, &of, &measured)?;
        }
    }
    if here.rehearsal {
        println!("\nA rehearsal: the programs work; the figures say nothing and are not kept.");
        return Ok(());
    }
    let all = kept(&here, &of);
    let path = root.join("tests/benches/RESULTS.md");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    std::fs::write(&path, page::page(&of, &all, &before))?;
    println!("\n{}\ntests/benches/RESULTS.md is written.", page::goals(&all).trim_end());
    // The picture that is there stays until there is a better one.
    if let Some(picture) = chart::of(&all, &DELAYS) {
        std::fs::write(root.join("tests/benches/listing.svg"), picture)?;
        println!("tests/benches/listing.svg is written.");
    }
    Ok(())
}

/// What the figures are of.
fn of(here: &Surroundings, without: &str) -> Result<page::Of> {
    let git =
        |arguments: &[&str]| said(Command::new("git").current_dir(&here.root).args(arguments));
    let tree =
        git(&["rev-parse", "--short=12", "HEAD:crates"]).unwrap_or_else(|| "unknown".to_owned());
    let changed =
        git(&["status", "--porcelain", "crates"]).is_some_and(|changes| !changes.is_empty());
    let lock = digest(std::fs::read(here.root.join("Cargo.lock"))?);
    let peers = here.python.as_deref().and_then(versions);
    Ok(page::Of {
        toolchain: said(Command::new("rustc").arg("--version")).unwrap_or_default(),
        lock,
        sources: if changed { format!("{tree} and changes since") } else { tree },
        peers: peers.unwrap_or_else(|| without.to_owned()),
        cores: std::thread::available_parallelism()?.get(),
    })
}

/// Python and its packages that are measured, with their versions.
fn versions(python: &Path) -> Option<String> {
    const ASK: &str = "import sys, importlib.metadata as m; \
         print('Python', sys.version.split()[0] + ''.join(f', {n} {m.version(n)}' for n in ('peak-sdk', 'aiohttp', 'orjson')))";
    said(Command::new(python).args(["-c", ASK]))
}

/// What a command prints, if it ends well.
fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Figures of other sources, versions or compilers never stand on one page.
fn folder(here: &Surroundings, of: &page::Of) -> PathBuf {
    let text = format!("{} {} {}", of.toolchain, of.lock, of.sources);
    here.scratch.join("results").join(digest(text))
}

/// The first twelve digits of a checksum.
fn digest(of: impl AsRef<[u8]>) -> String {
    Sha256::digest(of).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn keep(here: &Surroundings, of: &page::Of, measured: &Measured) -> Result<()> {
    let folder = folder(here, of);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.json", measured.case));
    Ok(std::fs::write(path, serde_json::to_vec_pretty(measured)?)?)
}

/// What was measured of the same, in the order of the cases: a run of one case writes the whole page.
fn kept(here: &Surroundings, of: &page::Of) -> Vec<Measured> {
    let folder = folder(here, of);
    let read = |name: &str| {
        let text = std::fs::read(folder.join(format!("{name}.json"))).ok()?;
        serde_json::from_slice(&text).ok()
    };
    CASES.iter().filter_map(|case| read(case.name)).collect()
}
