//! What there is: every spec with its latest release and every deployment with what failed in it, as a table or as JSON.
//!
//! ```sh
//! cargo run -p press-apps --example inventory                # an embedded service with some things in it
//! cargo run -p press-apps --example inventory -- --json      # the same as JSON; how far it is goes to stderr
//! PEAK_AUTH_TOKEN=… cargo run -p press-apps --example inventory -- --live    # the real one; changes nothing
//! ```

use std::cmp::Reverse;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use press_apps::emulator::{Emulator, EmulatorExt};
use press_apps::operation::ListEndpoint;
use press_apps::types::{Deployment, Spec};
use press_apps::{Client, HasBlocks, HasStatusClass, Request, StatusClass};

/// What there is.
#[derive(serde::Serialize)]
pub(crate) struct Inventory {
    pub(crate) specs: Vec<Spec>,
    /// The newest first.
    pub(crate) deployments: Vec<Deployment>,
}

impl Inventory {
    /// Reads both lists; `progress` gets how far they are.
    pub(crate) async fn read(
        client: &Client,
        mut progress: impl Write,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let specs = all("specs", client.specs().list(), &mut progress).await?;
        let mut deployments =
            all("deployments", client.deployments().list(), &mut progress).await?;
        // A list shows no blocks, so those that are not good are asked for.
        let unsuccessful =
            |one: &&mut Deployment| one.metadata.status.class() == StatusClass::Unsuccessful;
        for deployment in deployments.iter_mut().filter(unsuccessful) {
            match client.deployment(&*deployment).describe().await {
                Ok(described) => *deployment = described.into(),
                // It went after the list was read, and stays as the list had it.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error.into()),
            }
        }
        deployments.sort_by(|one, other| {
            Reverse(&one.metadata.created_at).cmp(&Reverse(&other.metadata.created_at))
        });
        Ok(Self { specs, deployments })
    }

    /// The table.
    pub(crate) fn table(&self) -> String {
        let mut rows = vec![["SPEC", "SCOPE", "STATUS", "LATEST RELEASE"].map(str::to_owned)];
        rows.extend(self.specs.iter().map(|spec| {
            let latest = spec.latest_release.as_ref().and_then(|release| release.version.clone());
            let scope = spec.scope.as_ref().map(ToString::to_string);
            [
                spec.metadata.name.clone(),
                shown(scope),
                spec.metadata.status.to_string(),
                shown(latest),
            ]
        }));
        let mut table = aligned(&rows);
        let mut rows =
            vec![["DEPLOYMENT", "REVISION", "STATUS", "FAILED BLOCKS"].map(str::to_owned)];
        rows.extend(self.deployments.iter().map(|deployment| {
            let revision =
                deployment.latest_revision.as_ref().map(|latest| latest.revision.to_string());
            let failed: Vec<_> =
                deployment.failed_blocks().map(|block| block.name.as_str()).collect();
            [
                deployment.metadata.name.clone(),
                shown(revision),
                deployment.metadata.status.to_string(),
                failed.join(", "),
            ]
        }));
        table.push('\n');
        table.push_str(&aligned(&rows));
        table
    }
}

/// Everything of a list. An item that cannot be read is told and left out.
async fn all<E: ListEndpoint>(
    what: &str,
    list: Request<E>,
    progress: &mut impl Write,
) -> Result<Vec<E::Item>, Box<dyn std::error::Error>> {
    let (mut items, mut found) = (list.page_size(100).items(), Vec::new());
    loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item),
            Ok(None) => break,
            // Told whether or not anybody looks on.
            Err(error) if error.item().is_some() => eprintln!("\rleft out: {error}"),
            Err(error) => return Err(error.into()),
        }
        write!(
            progress,
            "\r{what}: {} of {}",
            items.position(),
            items.total().unwrap_or_default()
        )?;
    }
    writeln!(progress, "\r{what}: {}{}", found.len(), " ".repeat(12))?;
    Ok(found)
}

fn shown(value: Option<String>) -> String {
    value.unwrap_or_else(|| "-".to_owned())
}

/// Rows with their columns below each other. Control characters in names are escaped: they could change what a terminal shows.
fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let rows: Vec<_> =
        rows.iter().map(|row| row.each_ref().map(|cell| cell.escape_debug().to_string())).collect();
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..COLUMNS).map(width).collect();
    let line = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

async fn run(arguments: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    if let Some(unknown) =
        arguments.iter().find(|argument| !matches!(argument.as_str(), "--json" | "--live"))
    {
        return Err(format!("cannot make sense of `{unknown}`; there are --json and --live").into());
    }
    let has = |argument: &str| arguments.iter().any(|given| given == argument);
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = if has("--live") { Client::from_env()? } else { press.client().build()? };
    let inventory = match io::stderr().is_terminal() {
        true => Inventory::read(&client, io::stderr()).await?,
        // A line that is written over and over is for eyes.
        false => Inventory::read(&client, io::sink()).await?,
    };
    let text = match has("--json") {
        true => format!("{}\n", serde_json::to_string_pretty(&inventory)?),
        false => inventory.table(),
    };
    match io::stdout().write_all(text.as_bytes()) {
        // Whoever reads has read enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Err(error) = run(&arguments).await else { return ExitCode::SUCCESS };
    eprintln!("error: {error}");
    if let Some(help) = press_apps::help(&*error) {
        eprintln!("help: {help}");
    }
    ExitCode::FAILURE
}
