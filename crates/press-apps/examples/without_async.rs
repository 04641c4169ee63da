//! A program without async: deploys, waits, lists, and takes away what it made, also when it fails halfway.
//!
//! ```sh
//! cargo run -p press-apps --example without_async              # against an embedded service; nothing leaves the machine
//! cargo run -p press-apps --example without_async -- --fail    # the same, and a block fails
//! ```

use std::process::ExitCode;

use press_apps::emulator::{Emulator, EmulatorExt, seed};
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};
use press_apps::{Client, DeploymentHandle, Error, Outcome};

/// A deployment that is deleted when it goes out of scope.
struct Temporary(DeploymentHandle);

impl Drop for Temporary {
    fn drop(&mut self) {
        let deleted = self.0.delete().call().map(drop);
        match deleted.and_then(|()| self.0.wait_until_deleted().call()) {
            Ok(()) => eprintln!("deleted"),
            Err(error) => eprintln!("still there: {error}"),
        }
    }
}

/// Deploys for as long as it takes to look at it; gives how it ended, and the names of all deployments meanwhile.
pub(crate) fn try_out(client: &Client, spec: &str) -> Result<(Outcome, Vec<String>), Error> {
    let spec = DeploymentSpecInput::new(spec);
    let body = CreateDeploymentRequest::new(MetadataInput::new("trial", "Tries a spec out"), spec);
    let created = client.deployments().create(body).call()?;
    let _temporary = Temporary(client.deployment(created.id.as_str())?);
    let outcome = created.wait(client).on_change(|change| eprintln!("{change}")).call()?;
    let deployments = client.deployments().list().items().call();
    let names = deployments.map(|deployment| Ok(deployment?.metadata.name));
    Ok((outcome, names.collect::<Result<_, Error>>()?))
}

fn run(fail: bool) -> Result<bool, Error> {
    let press = Emulator::builder().seed_data(true).in_memory();
    if fail {
        press.script("trial").fail_at_block(1);
    }
    let client = press.client().build()?;
    let (outcome, names) = try_out(&client, seed::SPEC_PRIVATE)?;
    println!("{outcome}; there were {}", names.join(", "));
    Ok(outcome.is_deployed())
}

fn main() -> ExitCode {
    let fail = std::env::args().any(|argument| argument == "--fail");
    match run(fail) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}\n{}", error.help());
            ExitCode::FAILURE
        }
    }
}
