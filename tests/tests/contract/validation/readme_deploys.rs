//! The program of the README that deploys and waits, run: when all goes well, and when a block fails.

use press_apps::files::{self, DeploymentFile, ReleaseFile}; // feature `files`
use press_apps::{Client, Error, Outcome};
use std::process::ExitCode;

async fn deploy(client: &Client, release: &str, deployment: &str) -> Result<ExitCode, Error> {
    let deployment = files::read::<DeploymentFile>(deployment)?;
    let release = files::read::<ReleaseFile>(release)?;
    client.spec(&deployment.request().spec.id)?.releases().create(release).await?;
    match client.deployments().create(deployment).await?.wait(client).await? {
        Outcome::Deployed => return Ok(ExitCode::SUCCESS),
        Outcome::Failed { blocks } => eprintln!("failed: {blocks}"),
        other => eprintln!("{other}"),
    }
    Ok(ExitCode::FAILURE)
}

use press_apps::emulator::{Emulator, EmulatorExt, Service};

use super::readme::block;

/// Runs it against the service with the example's files.
async fn run(press: &Service) -> ExitCode {
    let client = press.client().build().unwrap();
    let folder = press_apps_tests::root().join("crates/press-apps/examples/deploy");
    let file = |name| folder.join(name).display().to_string();
    deploy(&client, &file("release.yaml"), &file("deployment.yaml")).await.unwrap()
}

#[tokio::test]
async fn the_program_of_the_readme_exits_by_the_outcome() {
    let press = Emulator::builder().seed_data(true).in_memory();
    assert_eq!(run(&press).await, ExitCode::SUCCESS);
    let press = Emulator::builder().seed_data(true).in_memory();
    press.script("churn").fail_at_block(2);
    assert_eq!(run(&press).await, ExitCode::FAILURE);
}

#[test]
fn it_is_the_program_that_stands_in_the_readme_and_is_short() {
    let readme = std::fs::read_to_string(press_apps_tests::root().join("README.md")).unwrap();
    let program = block(&readme, "Deploy, and wait until it runs", "rust", 1);
    assert!(include_str!("readme_deploys.rs").contains(program), "{program}");
    let lines = program.lines().filter(|line| !line.is_empty()).count();
    assert!(lines < 15, "{lines} lines");
}
