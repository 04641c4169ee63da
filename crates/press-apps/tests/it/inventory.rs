//! The example `inventory`, run against the service in memory.

// What the program needs beside what is tried here.
#[allow(dead_code)]
#[path = "../../examples/inventory.rs"]
mod example;

use example::Inventory;
use press_apps::emulator::{Emulator, EmulatorExt, Fault, seed};
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};

#[tokio::test]
async fn what_there_is_is_shown_as_a_table_and_as_json_with_how_far_it_is() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    press.script("it\u{1b}[2Jfails").fail_at_block(2);
    let spec = DeploymentSpecInput::new(seed::SPEC_PRIVATE);
    let request = CreateDeploymentRequest::new(MetadataInput::new("it\u{1b}[2Jfails", "s"), spec);
    client
        .deployments()
        .create(request)
        .skip_validation()
        .await
        .unwrap()
        .wait(&client)
        .await
        .unwrap();

    let mut progress = Vec::new();
    let inventory = Inventory::read(&client, &mut progress).await.unwrap();
    let progress = String::from_utf8(progress).unwrap();
    let (specs, deployments) = (inventory.specs.len(), inventory.deployments.len());
    assert!(specs > 1 && deployments > 1);
    assert!(
        progress.contains(&format!("\rspecs: 1 of {specs}\rspecs: 2 of {specs}")),
        "{progress:?}"
    );
    assert!(
        progress.contains(&format!("\rdeployments: {deployments} of {deployments}\r")),
        "{progress:?}"
    );

    let table = inventory.table();
    assert_eq!(table.lines().count(), specs + deployments + 3, "{table}");
    for spec in &inventory.specs {
        let line = table.lines().find(|line| line.starts_with(&spec.metadata.name)).unwrap();
        let version = spec.latest_release.as_ref().unwrap().version.as_ref().unwrap();
        assert!(line.contains(spec.metadata.status.as_str()) && line.ends_with(version), "{line}");
    }
    let failed = table.lines().find(|line| line.starts_with("it\\u{1b}[2Jfails ")).unwrap();
    assert!(failed.contains(" failed ") && failed.ends_with("block-private"), "{failed}");
    // The newest first.
    let created: Vec<_> =
        inventory.deployments.iter().map(|one| one.metadata.created_at.clone()).collect();
    assert!(created.is_sorted_by(|one, other| one >= other), "{created:?}");

    let json = serde_json::to_value(&inventory).unwrap();
    assert_eq!(json["specs"].as_array().unwrap().len(), specs);
    assert_eq!(json["deployments"][0]["metadata"]["name"], inventory.deployments[0].metadata.name);
}

#[tokio::test]
async fn a_deployment_that_goes_meanwhile_stays_as_the_list_had_it() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    let listed = client.deployments().list().await.unwrap().len();
    press.fault(Fault::on("describe_deployment").status(404)).unwrap();
    let inventory = Inventory::read(&client, std::io::sink()).await.unwrap();
    assert_eq!(inventory.deployments.len(), listed);
    press.clear_faults();
    press.fault(Fault::on("describe_deployment").status(403)).unwrap();
    assert!(Inventory::read(&client, std::io::sink()).await.is_err());
}
