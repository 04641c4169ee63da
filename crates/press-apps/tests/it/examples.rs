//! The examples, run against the service in memory: what they do when all goes well, and when it does not.

// What the programs need beside the functions that are tried here.
#[allow(dead_code)]
#[path = "../../examples/deploy.rs"]
mod deploy;
#[allow(dead_code)]
#[path = "../../examples/lost_create.rs"]
mod lost_create;
#[allow(dead_code)]
#[path = "../../examples/without_async.rs"]
mod without_async;

use std::path::{Path, PathBuf};

use press_apps::emulator::{Emulator, EmulatorExt, Fault, Script, Service, seed};
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};

/// Says how the deployment ends.
type Ending = fn(&Script);

fn press() -> Service {
    Emulator::builder().seed_data(true).in_memory()
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deploy").join(name)
}

#[tokio::test]
async fn deploy_exits_by_the_outcome() {
    let endings: [(u8, Ending); 6] = [
        (0, |script| _ = script.deployed()),
        (10, |script| _ = script.warning_at_block(1)),
        (10, |script| _ = script.fail_at_block(2)),
        (10, |script| _ = script.platform_resource_error()),
        (11, |script| _ = script.roll_back()),
        (12, |script| _ = script.rollback_failed()),
    ];
    for (expected, ending) in endings {
        let press = press();
        ending(&press.script("churn"));
        let client = press.client().build().unwrap();
        let (release, deployment) = (file("release.yaml"), file("deployment.yaml"));
        let code = deploy::deploy(&client, &release, &deployment).await.unwrap();
        assert_eq!(code, expected);
    }
}

#[tokio::test]
async fn deploy_tells_what_is_still_moving_from_what_is_wrong() {
    let press = press();
    press.script("churn").stay_deploying();
    let client = press.client().build().unwrap();
    let (release, deployment) = (file("release.yaml"), file("deployment.yaml"));
    let error = deploy::deploy(&client, &release, &deployment).await.unwrap_err();
    assert_eq!(deploy::code(&error), 8, "{error}");
    let error = deploy::deploy(&client, &file("none.yaml"), &deployment).await.unwrap_err();
    assert_eq!(deploy::code(&error), 1, "{error}");
}

fn churn() -> CreateDeploymentRequest {
    let spec = DeploymentSpecInput::new(seed::SPEC_PRIVATE);
    CreateDeploymentRequest::new(MetadataInput::new("churn", "s"), spec)
}

/// How often something was asked to be made.
fn creates(press: &Service) -> usize {
    press.requests().iter().filter(|seen| seen.operation == Some("create_deployment")).count()
}

#[tokio::test]
async fn a_lost_create_is_found_and_never_made_twice() {
    let press = press();
    press.fault(Fault::on("create_deployment").times(1).drop_after_commit()).unwrap();
    let client = press.client().build().unwrap();
    assert!(lost_create::deploy(&client, churn()).await.unwrap().is_deployed());
    assert_eq!(creates(&press), 1);
}

#[tokio::test]
async fn a_create_that_was_lost_before_it_was_made_is_an_error_and_never_made_twice() {
    let press = press();
    press.fault(Fault::on("create_deployment").times(1).drop_before()).unwrap();
    let client = press.client().build().unwrap();
    let error = lost_create::deploy(&client, churn()).await.unwrap_err();
    assert!(error.may_have_been_carried_out(), "{error}");
    assert_eq!(creates(&press), 1);
}

#[test]
fn without_async_takes_away_what_it_made() {
    for fails in [false, true] {
        let press = press();
        if fails {
            press.script("trial").fail_at_block(1);
        }
        let client = press.client().build().unwrap();
        let before = client.deployments().list().call().unwrap().total();
        let (outcome, names) = without_async::try_out(&client, seed::SPEC_PRIVATE).unwrap();
        assert_eq!(outcome.is_deployed(), !fails);
        assert_eq!(names.len() as u64, before.unwrap() + 1);
        assert_eq!(client.deployments().list().call().unwrap().total(), before);
    }
}
