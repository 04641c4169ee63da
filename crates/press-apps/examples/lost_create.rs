//! A create whose answer is lost: it may have been carried out, so it is looked up, and never sent again blindly.
//!
//! ```sh
//! cargo run -p press-apps --example lost_create    # against a service in memory that loses the answer
//! ```

use press_apps::emulator::{Emulator, EmulatorExt, Fault, seed};
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};
use press_apps::{Client, Error, Outcome};

/// Deploys `body`, whatever becomes of the answer, and waits until it has settled.
///
/// The name is unique within a tenant, so what has it is what was created: of this create, or of an earlier one with the same name.
pub(crate) async fn deploy(
    client: &Client,
    body: CreateDeploymentRequest,
) -> Result<Outcome, Error> {
    let name = body.metadata.name.clone();
    let error = match client.deployments().create(body).await {
        Ok(created) => return created.wait(client).await,
        Err(error) if error.may_have_been_carried_out() => error,
        // It surely was not: nothing to look for.
        Err(error) => return Err(error),
    };
    eprintln!("{error}\n{}", error.help());
    match client.deployments().find_by_name(&name).await? {
        // The create that was lost made revision 1.
        Some(found) => client.deployment(&found).wait().revision(1).await,
        // It is not there now. It may still appear, so the caller decides, and not this program.
        None => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let press = Emulator::builder().seed_data(true).in_memory();
    press.fault(Fault::on("create_deployment").times(1).drop_after_commit())?;
    let client = press.client().build()?;
    let spec = DeploymentSpecInput::new(seed::SPEC_PRIVATE);
    let body = CreateDeploymentRequest::new(MetadataInput::new("churn", "Predicts churn"), spec);
    println!("{}", deploy(&client, body).await?);
    let creates = press.requests().into_iter().filter(|seen| seen.method == "POST").count();
    println!("sent {creates} time");
    Ok(())
}
