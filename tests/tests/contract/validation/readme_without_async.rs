//! The program of the README without async: it is the other one with `.call()` for `.await`, and it runs.

use press_apps::files::{self, DeploymentFile, ReleaseFile}; // feature `files`
use press_apps::{Client, Error, Outcome};
use std::process::ExitCode;

fn deploy(client: &Client, release: &str, deployment: &str) -> Result<ExitCode, Error> {
    let deployment = files::read::<DeploymentFile>(deployment)?;
    let release = files::read::<ReleaseFile>(release)?;
    client.spec(&deployment.request().spec.id)?.releases().create(release).call()?;
    match client.deployments().create(deployment).call()?.wait(client).call()? {
        Outcome::Deployed => return Ok(ExitCode::SUCCESS),
        Outcome::Failed { blocks } => eprintln!("failed: {blocks}"),
        other => eprintln!("{other}"),
    }
    Ok(ExitCode::FAILURE)
}

use press_apps::emulator::{Emulator, EmulatorExt};

use super::readme::block;

#[test]
fn it_exits_by_the_outcome() {
    let folder = press_apps_tests::root().join("crates/press-apps/examples/deploy");
    let file = |name| folder.join(name).display().to_string();
    for (fails, code) in [(false, ExitCode::SUCCESS), (true, ExitCode::FAILURE)] {
        let press = Emulator::builder().seed_data(true).in_memory();
        if fails {
            press.script("churn").fail_at_block(2);
        }
        let client = press.client().build().unwrap();
        let ended = deploy(&client, &file("release.yaml"), &file("deployment.yaml")).unwrap();
        assert_eq!(ended, code);
    }
}

#[test]
fn it_stands_in_the_readme_and_differs_in_the_calls_alone() {
    let readme = std::fs::read_to_string(press_apps_tests::root().join("README.md")).unwrap();
    let program = block(&readme, "Without async", "rust", 1);
    assert!(include_str!("readme_without_async.rs").contains(program), "{program}");
    let awaited = block(&readme, "Deploy, and wait until it runs", "rust", 1);
    assert_eq!(awaited.replace("async fn", "fn").replace(".await", ".call()"), program);
}
