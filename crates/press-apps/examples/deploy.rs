//! From two files to a deployment that runs, with an exit code for scripts.
//!
//! ```sh
//! cargo run -p press-apps --example deploy              # the files beside it, against an embedded service
//! cargo run -p press-apps --example deploy -- --fail    # the same, and a block fails
//! PEAK_AUTH_TOKEN=… cargo run -p press-apps --example deploy -- --live release.yaml deployment.yaml
//! ```
//!
//! | Exit code | Meaning |
//! |---|---|
//! | 0 | it runs |
//! | 1 | nothing is known of it: a file is wrong, a call failed; the error says whether it may have been carried out |
//! | 2 | the arguments make no sense |
//! | 8 | it had not settled when the time was up |
//! | 10 | it failed, or runs with a warning |
//! | 11 | it failed and was rolled back |
//! | 12 | a person is needed: rolling back or deleting failed |
//! | 13 | another revision took over, or it was deleted |

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use press_apps::emulator::{Emulator, EmulatorExt};
use press_apps::files::{self, DeploymentFile, ReleaseFile};
use press_apps::{Client, Error, Outcome};

const USAGE: &str = "\
Publishes a release and deploys it, waits until it has settled, and exits by how that ended.

Usage: cargo run -p press-apps --example deploy -- [--fail | --live RELEASE.yaml DEPLOYMENT.yaml]

  --fail    against the embedded service, which lets a block fail
  --live    against the real service; needs PEAK_AUTH_TOKEN, and publishes and deploys";

/// Publishes a release of the spec that the deployment names, deploys it, and waits.
pub(crate) async fn deploy(
    client: &Client,
    release: &Path,
    deployment: &Path,
) -> Result<u8, Error> {
    let deployment = files::read::<DeploymentFile>(deployment)?;
    let release = files::read::<ReleaseFile>(release)?;
    client.spec(&deployment.request().spec.id)?.releases().create(release).await?;
    let created = client.deployments().create(deployment).await?;
    let outcome = created.wait(client).on_change(|change| eprintln!("{change}")).await?;
    println!("{outcome}");
    let code = match &outcome {
        Outcome::Deployed => 0,
        Outcome::Warning { .. } | Outcome::Failed { .. } => 10,
        Outcome::PlatformResourceError { .. } => 10,
        Outcome::RolledBack { .. } => 11,
        Outcome::RollbackFailed { .. } | Outcome::DeleteFailed { .. } => 12,
        Outcome::Superseded { .. } | Outcome::Deleted => 13,
        _ => 1,
    };
    if let Err(error) = outcome.into_result() {
        eprintln!("{}", error.help());
    }
    Ok(code)
}

/// The exit code of a deployment that came to no outcome.
pub(crate) fn code(error: &Error) -> u8 {
    if error.is_still_moving() { 8 } else { 1 }
}

/// The client and the files.
fn world() -> Result<(Client, PathBuf, PathBuf), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--live", release, deployment] => {
            Ok((Client::from_env()?, release.into(), deployment.into()))
        }
        [] | ["--fail"] => {
            let press = Emulator::builder().seed_data(true).in_memory();
            if !arguments.is_empty() {
                press.script("churn").fail_at_block(2);
            }
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deploy");
            let client = press.client().build()?;
            Ok((client, folder.join("release.yaml"), folder.join("deployment.yaml")))
        }
        _ => Err(USAGE.into()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let (client, release, deployment) = match world() {
        Ok(world) => world,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    let code = deploy(&client, &release, &deployment).await.unwrap_or_else(|error| {
        eprintln!("error: {error:#}\n{}", error.help());
        code(&error)
    });
    ExitCode::from(code)
}
