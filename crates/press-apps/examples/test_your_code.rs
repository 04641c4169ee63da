//! Code that deploys, and its tests: no tenant, no socket, and no waiting, although deploying takes a minute.
//!
//! ```sh
//! cargo run -p press-apps --example test_your_code     # the code, once well and once with a block that fails
//! cargo test -p press-apps --example test_your_code    # its tests
//! ```

use std::error::Error as StdError;

use press_apps::emulator::{Emulator, EmulatorExt, seed};
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};
use press_apps::{Client, Error, Outcome};

/// The code under test: deploys a spec under a name, and gives what became of it.
async fn deploy(client: &Client, spec: &str, name: &str) -> Result<Outcome, Error> {
    let deployments = client.deployments();
    let metadata = MetadataInput::new(name, "deployed by a program");
    let request = CreateDeploymentRequest::new(metadata, DeploymentSpecInput::new(spec));
    match deployments.create(request).await {
        Ok(created) => created.wait(client).await,
        // The answer was lost on the way. Creating again would fail, or make a second one: look for what was made.
        Err(error) if error.may_have_been_carried_out() => {
            let found = deployments.find_by_name(name).await?.ok_or(error)?;
            client.deployment(found.id)?.wait().revision(1).await
        }
        Err(error) => Err(error),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let press = Emulator::builder().seed_data(true).in_memory();
    press.script("score").fail_at_block(2);
    let client = press.client().build()?;
    for name in ["churn", "score"] {
        println!("{name}: {}", deploy(&client, seed::SPEC_PRIVATE, name).await?);
    }
    if let Some(clock) = press.virtual_clock() {
        println!("that took {:?} in there", clock.now());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)] // in a test, a panic is how to say no

    use press_apps::emulator::{Fault, Service};

    use super::*;

    fn press() -> Service {
        Emulator::builder().seed_data(true).in_memory()
    }

    async fn deployed(press: &Service) -> Result<Outcome, Error> {
        deploy(&press.client().build()?, seed::SPEC_PRIVATE, "churn").await
    }

    fn creates(press: &Service) -> usize {
        let of = |seen: &str| seen == "create_deployment";
        press.requests().iter().filter(|request| request.operation.is_some_and(of)).count()
    }

    #[tokio::test]
    async fn what_deploys_is_told_as_deployed() {
        let press = press();
        assert_eq!(deployed(&press).await.unwrap(), Outcome::Deployed);
        assert!(press.virtual_clock().unwrap().now().as_secs() >= 60);
    }

    #[tokio::test]
    async fn a_block_that_fails_is_named() {
        let press = press();
        press.script("churn").fail_at_block(2);
        let outcome = deployed(&press).await.unwrap();
        let failed: Vec<_> = outcome.blocks().unwrap().iter().map(|block| &block.name).collect();
        assert_eq!(failed, ["churn-webapp-block-private"]);
    }

    #[tokio::test]
    async fn a_service_that_is_busy_twice_is_asked_again_as_late_as_it_says() {
        let press = press();
        let busy = Fault::on("create_deployment").times(2).status(429).retry_after("30");
        press.fault(busy).unwrap();
        assert!(deployed(&press).await.unwrap().is_deployed());
        assert_eq!(creates(&press), 3);
        assert!(press.virtual_clock().unwrap().now().as_secs() >= 120);
    }

    #[tokio::test]
    async fn a_create_whose_answer_is_lost_is_looked_for_and_not_sent_again() {
        let press = press();
        press.fault(Fault::on("create_deployment").times(1).drop_after_commit()).unwrap();
        assert!(deployed(&press).await.unwrap().is_deployed());
        assert_eq!(creates(&press), 1);
        assert!(press.unfired_faults().is_empty());
    }

    #[tokio::test]
    async fn a_copy_of_the_data_that_lags_behind_is_waited_for() {
        let press = press();
        press.fault(Fault::on("describe_deployment").times(3).stale()).unwrap();
        assert!(deployed(&press).await.unwrap().is_deployed());
        assert!(press.unfired_faults().is_empty());
    }
}
