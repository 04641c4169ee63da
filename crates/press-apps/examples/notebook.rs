//! The vendor's example page, in its order, in Rust.
//!
//! ```sh
//! cargo run -p press-apps --example notebook             # against an embedded service; nothing leaves the machine
//! PEAK_AUTH_TOKEN=… cargo run -p press-apps --example notebook -- --live    # against the real one: creates and deletes
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use press_apps::emulator::{Emulator, EmulatorExt};
use press_apps::operation::Endpoint;
use press_apps::operations::OPERATIONS;
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, BlockParameterValues, CreateDeploymentRequest,
    CreateReleaseRequest, CreateRevisionRequest, DeploymentSpecInput, DescriptionContentType,
    MetadataInput, ParameterValueSet, ParameterValues, ReleaseInput, ReleaseSort, RevisionInput,
    Scope, SpecMetadataPatch, SpecStatus, Tag, UpdateDeploymentRequest, UpdateSpecRequest,
    VersionRef,
};
use press_apps::{CallInfo, CallSummary, Client, DeploymentHandle, Hook, Request, Response};

/// The block specs of the example page. The embedded service knows them; elsewhere they have to exist.
const WORKFLOW: &str = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
const WEBAPP: &str = "1jgf45hk-38h6-22h6-b460-aceb2c385790";

const USAGE: &str = "\
Runs the vendor's example page against an embedded service.

Usage: cargo run -p press-apps --example notebook [-- --live]

  --live    talk to the real service; needs PEAK_AUTH_TOKEN, creates and deletes a spec and a deployment
  --help    this text";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let live = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--live"] => true,
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("cannot make sense of `{}`\n\n{USAGE}", arguments.join(" "));
            return ExitCode::from(2);
        }
    };
    let outcome = if live { run_live().await } else { run_embedded().await };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            if let Some(help) =
                error.downcast_ref::<press_apps::Error>().map(press_apps::Error::help)
            {
                eprintln!("help: {help}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run_embedded() -> Result<(), Box<dyn Error>> {
    let press = Emulator::builder().deploy_time(Duration::ZERO).start().await?;
    // The page redeploys a deployment that failed, so the first revision is made to fail.
    press.script("new-deployment").fail_at_block(2);
    println!("Press Apps, embedded, at {}", press.base_url());
    let used = Used::default();
    let client = press.client().hook(used.clone()).build()?;
    notebook(&client, &used, false).await?;
    press.shutdown().await;
    Ok(())
}

async fn run_live() -> Result<(), Box<dyn Error>> {
    if std::env::var("PEAK_AUTH_TOKEN").unwrap_or_default().is_empty() {
        return Err("--live needs a token in PEAK_AUTH_TOKEN".into());
    }
    let used = Used::default();
    let client = Client::builder().env().hook(used.clone()).build()?;
    println!("Press Apps, live: {client:?}");
    notebook(&client, &used, true).await
}

/// The steps of the page; says at the end which operations are not on it.
async fn notebook(client: &Client, used: &Used, live: bool) -> Result<(), Box<dyn Error>> {
    heading("App specs");
    let document = AppSpecDocument::new(
        "1",
        AppKind::App,
        MetadataInput::new("sdk", "Create new app spec")
            .title("New App Spec")
            .description("Creating app spec from SDK")
            .description_content_type(DescriptionContentType::TextMarkdown)
            .image_url("https://my-spec-pics.com/image-1.jpg")
            .tags([Tag::new("sdk")]),
        ReleaseInput::new("1.0.0").notes("This is the original release"),
        blocks("1.0.0"),
    );
    let create = client
        .specs()
        .create(&document)
        .featured(true)
        .scope(Scope::Shared)
        .tenants(["tenant1", "tenant2"]);
    let created = step(create, |spec| format!("spec {}", spec.id)).await?;
    let spec = client.spec(&created.id)?;

    step(client.specs().list(), |page| {
        let names: Vec<_> = page.iter().map(|spec| spec.metadata.name.as_str()).collect();
        format!(
            "page {} of {}: {}",
            page.number(),
            page.page_count().unwrap_or(1),
            names.join(", ")
        )
    })
    .await?;
    step(spec.describe(), |spec| {
        format!(
            "{}, {}, tenants {}",
            spec.metadata.name,
            spec.metadata.status,
            spec.tenants.as_deref().unwrap_or_default().join(" and ")
        )
    })
    .await?;
    let change = UpdateSpecRequest::new().featured(true).metadata(
        SpecMetadataPatch::new()
            .name("sdk-update")
            .description("Update description from the SDK")
            .status(SpecStatus::Available),
    );
    step(spec.update(&change), |spec| match spec.as_ref() {
        Some(spec) => format!("now called {}", spec.metadata.name),
        None => "done".to_owned(),
    })
    .await?;

    heading("Releases");
    let release = CreateReleaseRequest::new(
        ReleaseInput::new("2.0.0").notes("This is a revised release"),
        blocks("2.0.0"),
    );
    let published = step(spec.releases().create(&release), |release| {
        format!("release {}", release.release.version)
    })
    .await?;
    let version = published.release.version.clone();
    step(spec.release(&version)?.describe(), |release| {
        let blocks = release.config.as_deref().unwrap_or_default();
        let versions: Vec<_> = blocks.iter().map(|block| block.release.version.as_str()).collect();
        format!("{} blocks, {}", blocks.len(), versions.join(" and "))
    })
    .await?;
    step(spec.releases().list().sort(ReleaseSort::CreatedBy), |page| {
        let versions: Vec<_> = page.iter().map(|release| release.version.as_str()).collect();
        versions.join(", ")
    })
    .await?;

    heading("Deployments");
    let request = CreateDeploymentRequest::new(
        MetadataInput::new("new-deployment", "This creates a new deployment")
            .title("New Deployment")
            .description("Creating a new deployment.")
            .description_content_type(DescriptionContentType::TextMarkdown)
            .image_url("https://my-spec-pics.com/image-1.jpg")
            .tags([Tag::new("sdk")]),
        DeploymentSpecInput::new(created.id.as_str()).release(VersionRef::new("1.0.0")),
    )
    .parameters(parameters())
    .revision(RevisionInput::new().notes("This is the initial revision"));
    let created = step(client.deployments().create(&request), |deployment| {
        format!("deployment {}", deployment.id)
    })
    .await?;
    let deployment = client.deployment(&created.id)?;

    step(client.deployments().list(), |page| {
        let all: Vec<_> = page
            .iter()
            .map(|deployment| {
                format!("{} is {}", deployment.metadata.name, deployment.metadata.status)
            })
            .collect();
        all.join(", ")
    })
    .await?;
    step(deployment.describe(), |deployment| {
        let latest = deployment.latest_revision.as_ref();
        let blocks = latest.and_then(|revision| revision.blocks.as_deref()).unwrap_or_default();
        let blocks: Vec<_> =
            blocks.iter().map(|block| format!("{} {}", block.name, block.status)).collect();
        format!("{}: {}", deployment.metadata.status, blocks.join(", "))
    })
    .await?;
    let change = UpdateDeploymentRequest::new()
        .name("updated-deployment")
        .title("Updated Deployment")
        .summary("Updating the deployment metadata")
        .description("Updated description")
        .description_content_type(DescriptionContentType::TextMarkdown)
        .image_url("https://my-spec-pics.com/image-1.jpg")
        .tags([Tag::new("sdk")]);
    step(deployment.update(&change), |deployment| match deployment.as_ref() {
        Some(deployment) => format!("now called {}", deployment.metadata.name),
        None => "done".to_owned(),
    })
    .await?;
    let again =
        step(deployment.redeploy(), |redeployed| format!("revision {}", redeployed.revision)).await;
    match again {
        Ok(_) => {}
        // Only a failed deployment can be redeployed, and nothing makes one fail on a real service.
        Err(error)
            if live && matches!(error.status().map(|status| status.as_u16()), Some(409 | 422)) =>
        {
            println!("    refused, as it did not fail: {error}");
        }
        Err(error) => return Err(error.into()),
    }

    heading("Revisions");
    let revision = CreateRevisionRequest::new()
        .release(VersionRef::new(version.as_str()))
        .parameters(parameters())
        .revision(RevisionInput::new().notes("This is the second revision"));
    let revision = step(deployment.revisions().create(&revision), |revision| {
        format!("revision {}", revision.revision)
    })
    .await?;
    step(deployment.revision(revision.revision)?.describe(), |revision| {
        let release = revision.spec.as_ref().and_then(|spec| spec.release.as_ref());
        let version = release.map_or("no release", |release| release.version.as_str());
        format!("{} of release {version}", revision.status)
    })
    .await?;
    step(deployment.revisions().list(), |page| {
        let all: Vec<_> = page
            .iter()
            .map(|revision| format!("{} {}", revision.revision, revision.status))
            .collect();
        all.join(", ")
    })
    .await?;

    heading("Clean up");
    step(deployment.delete(), |_| "deleting".to_owned()).await?;
    if live {
        gone(&deployment).await?;
    }
    step(spec.delete(), |_| "gone, with all its releases".to_owned()).await?;

    let used = used.names();
    let all = OPERATIONS.iter().map(|operation| operation.id);
    let unused: Vec<&str> = all.filter(|id| !used.contains(id)).collect();
    println!("\n{} of {} operations used", used.len(), OPERATIONS.len());
    if !unused.is_empty() {
        println!("not on the page: {}", unused.join(", "));
    }
    Ok(())
}

/// Makes one call and prints its line: operation, request, status, what came back.
async fn step<E: Endpoint>(
    request: Request<E>,
    say: impl FnOnce(&Response<E::Output>) -> String,
) -> Result<Response<E::Output>, press_apps::Error> {
    let operation = request.operation().id;
    let sent = request.build()?;
    let answer = request.await?;
    let target = sent.uri().path_and_query().map_or("/", |target| target.as_str());
    println!("  {operation:<29} {:<6} {target}", sent.method().as_str());
    println!("    {} {}", answer.status().as_u16(), say(&answer));
    Ok(answer)
}

/// Waits until a deployment is deleted, for at most ten minutes: its spec cannot be deleted before.
async fn gone(deployment: &DeploymentHandle) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    loop {
        match deployment.describe().await {
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error.into()),
            Ok(_) if started.elapsed() > Duration::from_secs(600) => {
                return Err("the deployment is still there after ten minutes".into());
            }
            Ok(_) => tokio::time::sleep(Duration::from_secs(5)).await,
        }
    }
}

fn heading(text: &str) {
    println!("\n{text}");
}

fn blocks(version: &str) -> [BlockConfig; 2] {
    [
        BlockConfig::new(WORKFLOW, VersionRef::new(version)).auto_run_on_deploy(true),
        BlockConfig::new(WEBAPP, VersionRef::new(version)).auto_run_on_deploy(false),
    ]
}

/// The parameter values of the page, by block.
fn parameters() -> BlockParameterValues {
    BlockParameterValues::new()
        .set("workflow-block-private", run("AVG", true, 50))
        .set("webapp-block-private", run("MAX", false, 10))
}

fn run(agg_type: &str, email_notifications: bool, num_iterations: i64) -> ParameterValueSet {
    ParameterValueSet::new().run(
        ParameterValues::new()
            .set("agg_type", agg_type)
            .set("email_notifications", email_notifications)
            .set("num_iterations", num_iterations)
            .set("file_names", vec!["input.csv", "output.csv"]),
    )
}

/// Which operations answered, learnt from the client's own hook.
#[derive(Clone, Default)]
struct Used(Arc<Mutex<BTreeSet<&'static str>>>);

impl Used {
    fn names(&self) -> BTreeSet<&'static str> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Hook for Used {
    fn on_response(&self, call: &CallInfo, _summary: &CallSummary) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(call.operation);
    }
}
