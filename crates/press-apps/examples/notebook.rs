//! The vendor's example page, in its order, in Rust. Each call prints its request and what came back.
//!
//! ```sh
//! cargo run -p press-apps --example notebook             # against an embedded service; nothing leaves the machine
//! PEAK_AUTH_TOKEN=… cargo run -p press-apps --example notebook -- --live    # against the real one: creates and deletes
//! ```

use std::{collections::BTreeSet, process::ExitCode};

use press_apps::emulator::{Emulator, EmulatorExt};
use press_apps::operation::Endpoint;
use press_apps::{Client, Error, Request, Response, operations::OPERATIONS, types::*};

/// Makes one call and prints it.
async fn step<E: Endpoint<Output: serde::Serialize>>(
    used: &mut BTreeSet<&'static str>,
    request: Request<E>,
) -> Result<Response<E::Output>, Error> {
    let (operation, sent) = (request.operation().id, request.build()?);
    println!("{operation}: {} {}", sent.method(), sent.uri().path());
    let answer = request.await?;
    let shown = serde_json::to_string(&answer).unwrap_or_default();
    println!("    {} {}", answer.status(), shown.chars().take(120).collect::<String>());
    used.insert(operation);
    Ok(answer)
}

async fn notebook(client: &Client, live: bool) -> Result<(), Error> {
    let (specs, deployments, used) = (client.specs(), client.deployments(), &mut BTreeSet::new());
    let metadata = |name: &str| {
        let metadata = MetadataInput::new(name, "From the example page").tags([Tag::new("sdk")]);
        metadata.image_url("https://my-spec-pics.com/image-1.jpg").title("New")
    };
    let blocks = |version: &str| {
        ["0bddb4c6-40c5-45c3-b477-fceb2c051609", "1jgf45hk-38h6-22h6-b460-aceb2c385790"]
            .map(|block| BlockConfig::new(block, VersionRef::new(version)).auto_run_on_deploy(true))
    };

    // App specs
    let release = ReleaseInput::new("1.0.0").notes("This is the original release");
    let document =
        AppSpecDocument::new("1", AppKind::App, metadata("sdk"), release, blocks("1.0.0"));
    let create = specs.create(document).scope(Scope::Shared).tenants(["tenant1", "tenant2"]);
    let spec = client.spec(step(used, create.featured(true)).await?);
    step(used, specs.list()).await?;
    step(used, spec.describe()).await?;
    let change = SpecMetadataPatch::new().name("sdk-update").status(SpecStatus::Available);
    step(used, spec.update(UpdateSpecRequest::new().featured(true).metadata(change))).await?;

    // Releases
    let release = ReleaseInput::new("2.0.0").notes("This is a revised release");
    let release = CreateReleaseRequest::new(release, blocks("2.0.0"));
    let published = step(used, spec.releases().create(release)).await?;
    step(used, client.release(&published).describe()).await?;
    step(used, spec.releases().list().sort(ReleaseSort::CreatedBy)).await?;

    // Deployments
    let values = ParameterValues::new().set("agg_type", "AVG").set("file_names", vec!["in.csv"]);
    let values = [("workflow-block-private", ParameterValueSet::new().run(values))];
    let original = DeploymentSpecInput::new(spec.id()).release(VersionRef::new("1.0.0"));
    let request = CreateDeploymentRequest::new(metadata("new-deployment"), original)
        .parameters(values)
        .revision(RevisionInput::new().notes("This is the initial revision"));
    let created = step(used, deployments.create(&request)).await?;
    let deployment = client.deployment(&created);
    println!("    {}", created.wait(client).await?);
    step(used, deployments.list()).await?;
    step(used, deployment.describe()).await?;
    let change = UpdateDeploymentRequest::new().name("updated-deployment").title("Updated");
    step(used, deployment.update(change)).await?;
    match step(used, deployment.redeploy()).await {
        Ok(redeployed) => println!("    {}", redeployed.wait(client).await?),
        // Only what failed can be redeployed, and nothing makes a deployment fail on a real service.
        Err(error) if live && matches!(error.status().map(|s| s.as_u16()), Some(409 | 422)) => {}
        Err(error) => return Err(error),
    }

    // Revisions
    let next = CreateRevisionRequest::from(&request).release(published.release.clone());
    let revision = step(used, deployment.revisions().create(next)).await?;
    step(used, client.revision(&revision).describe()).await?;
    step(used, deployment.revisions().list()).await?;
    println!("    {}", revision.wait(client).await?);

    // Clean up: a spec cannot be deleted before its deployments are gone.
    step(used, deployment.delete()).await?;
    deployment.wait_until_deleted().await?;
    step(used, spec.delete()).await?;

    println!("\n{} of {} operations used", used.len(), OPERATIONS.len());
    let unused = OPERATIONS.iter().filter(|operation| !used.contains(operation.id));
    unused.for_each(|operation| println!("not on the page: {}", operation.id));
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let live = std::env::args().any(|argument| argument == "--live");
    let press = Emulator::in_memory();
    // The page redeploys a deployment that failed, so the first revision is made to fail.
    press.script("new-deployment").fail_at_block(2);
    let client = if live { Client::from_env() } else { press.client().build() };
    if let Err(error) = async { notebook(&client?, live).await }.await {
        eprintln!("\nerror: {error:#}\nhelp: {}", error.help());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
