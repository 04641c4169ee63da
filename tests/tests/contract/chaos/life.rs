//! One life of a spec and its deployment, lived by a careful caller.

use press_apps::Error;
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, CreateDeploymentRequest, CreateReleaseRequest,
    CreateRevisionRequest, DeploymentSpecInput, MetadataInput, ReleaseInput, RevisionInput,
    UpdateDeploymentRequest, UpdateSpecRequest, VersionRef,
};

use super::world::{Held, World};
use crate::calls::BLOCK;

/// The name of everything that belongs to a life.
pub(super) fn name(life: usize) -> String {
    format!("life-{life:04}")
}

/// What the service holds of every life at its fullest. A redeploy makes a revision with the notes of the one before.
pub(super) fn fullest() -> Held {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Held {
        specs: 1,
        releases: texts(&["1.0.0", "2.0.0"]),
        deployments: 1,
        revisions: texts(&["first", "first", "second", "second"]),
    }
}

/// Lives one life; gives what the service held of it just before its removal.
pub(super) async fn live(world: &World, life: usize) -> Result<Held, Error> {
    let spec = publish(world, life).await?;
    let deployment = deploy(world, life, &spec).await?;
    let held = world.held(&name(life));
    let handle = world.client.deployment(&deployment)?;
    world.change(life, "delete_deployment", || handle.delete()).await?;
    let handle = world.client.spec(&spec)?;
    world.change(life, "delete_spec", || handle.delete()).await?;
    Ok(held)
}

fn block(version: &str) -> BlockConfig {
    BlockConfig::new(BLOCK, VersionRef::new(version))
}

/// A spec with two releases; gives its id.
async fn publish(world: &World, life: usize) -> Result<String, Error> {
    let (specs, name) = (world.client.specs(), name(life));
    let release = ReleaseInput::new("1.0.0");
    let metadata = MetadataInput::new(&name, "s");
    let document = AppSpecDocument::new(1, AppKind::App, metadata, release, [block("1.0.0")]);
    let id = world
        .create(
            life,
            "create_spec",
            || specs.create(&document),
            |made| made.id,
            async || Ok(specs.find_by_name(&name).await?.map(|spec| spec.id)),
        )
        .await?;
    let spec = world.client.spec(&id)?;
    world.read(life, "describe_spec", || spec.describe()).await?;
    let changes = UpdateSpecRequest::new().featured(true);
    world.change(life, "update_spec_metadata", || spec.update(&changes)).await?;
    let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), [block("2.0.0")]);
    world
        .create(
            life,
            "create_spec_release",
            || spec.releases().create(&release),
            |_| (),
            async || Ok(spec.find_release("2.0.0").await?.map(|_| ())),
        )
        .await?;
    let handle = spec.release("2.0.0")?;
    world.read(life, "describe_spec_release", || handle.describe()).await?;
    world.read(life, "list_spec_releases", || spec.releases().list()).await?;
    world.read(life, "list_specs", || specs.list().name(&name)).await?;
    Ok(id)
}

/// A deployment that fails, so that every run of it could be run again; gives its id.
async fn deploy(world: &World, life: usize, spec: &str) -> Result<String, Error> {
    let (deployments, name) = (world.client.deployments(), name(life));
    let metadata = MetadataInput::new(&name, "s");
    let request = CreateDeploymentRequest::new(metadata, DeploymentSpecInput::new(spec))
        .revision(RevisionInput::new().notes("first"));
    let id = world
        .create(
            life,
            "create_deployment",
            || deployments.create(&request),
            |made| made.id,
            async || Ok(deployments.find_by_name(&name).await?.map(|found| found.id)),
        )
        .await?;
    let deployment = world.client.deployment(&id)?;
    world.read(life, "describe_deployment", || deployment.describe()).await?;
    redeploy(world, life, &id, 2).await?;

    let changes = UpdateDeploymentRequest::new().title("t");
    world.change(life, "update_deployment_metadata", || deployment.update(&changes)).await?;
    let request = CreateRevisionRequest::new().revision(RevisionInput::new().notes("second"));
    world
        .create(
            life,
            "create_deployment_revision",
            || deployment.revisions().create(&request),
            |_| (),
            async || {
                let latest = deployment.latest_revision().await?;
                Ok(latest.filter(|latest| latest.notes.as_deref() == Some("second")).map(|_| ()))
            },
        )
        .await?;
    redeploy(world, life, &id, 4).await?;

    let revision = deployment.revision(3_u32)?;
    world.read(life, "describe_deployment_revision", || revision.describe()).await?;
    world.read(life, "list_deployment_revisions", || deployment.revisions().list()).await?;
    world.read(life, "list_deployments", || world.client.deployments().list().name(&name)).await?;
    Ok(id)
}

/// Runs the latest revision again, which makes this revision.
async fn redeploy(world: &World, life: usize, deployment: &str, makes: u32) -> Result<(), Error> {
    let deployment = world.client.deployment(deployment)?;
    world
        .create(
            life,
            "redeploy",
            || deployment.redeploy(),
            |_| (),
            async || {
                let latest = deployment.latest_revision().await?;
                Ok(latest.filter(|latest| latest.revision >= makes).map(|_| ()))
            },
        )
        .await
}
