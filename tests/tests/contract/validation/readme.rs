//! The messages in the README are those that really come.

use press_apps::emulator::{Emulator, EmulatorExt, Fault, seed};
use press_apps::files::DeploymentFile;
use press_apps::types::{CreateDeploymentRequest, DeploymentSpecInput, MetadataInput};

/// The fenced block of a language in the section of a heading, the first or a later one.
pub(super) fn block<'a>(readme: &'a str, heading: &str, language: &str, number: usize) -> &'a str {
    let section = readme.split_once(&format!("\n## {heading}\n")).expect("the section is there").1;
    let section = section.split("\n## ").next().unwrap();
    let fence = format!("```{language}\n");
    let block = section
        .split(&fence)
        .nth(number)
        .unwrap_or_else(|| panic!("{heading} has a block {number} of {language}"));
    block.split_once("```").expect("the block ends").0
}

const HEADING: &str = "Errors as they print";

fn readme() -> String {
    std::fs::read_to_string(press_apps_tests::root().join("README.md")).unwrap()
}

#[test]
fn the_error_in_the_readme_is_the_one_that_really_comes() {
    let readme = readme();
    let yaml = block(&readme, HEADING, "yaml", 1);
    let error: press_apps::Error = DeploymentFile::parse(yaml, "churn.yaml").unwrap_err().into();
    assert_eq!(format!("{error:#}\n"), block(&readme, HEADING, "text", 1));
    assert!(error.problems().unwrap().len() >= 5);
}

#[tokio::test]
async fn the_refusal_and_the_lost_answer_in_the_readme_are_those_that_really_come() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    let request = |name| {
        let spec = DeploymentSpecInput::new(seed::SPEC_PRIVATE);
        CreateDeploymentRequest::new(MetadataInput::new(name, "Predicts churn"), spec)
    };
    let mut said = String::new();
    client.deployments().create(request("churn")).await.unwrap();
    let refused = client.deployments().create(request("churn")).await.unwrap_err();
    said += &format!("{refused:#}\n{}\n\n", refused.help());
    press.fault(Fault::on("create_deployment").drop_after_commit()).unwrap();
    let lost = client.deployments().create(request("churn-eu")).await.unwrap_err();
    said += &format!("{lost:#}\n{}\n", lost.help());
    assert_eq!(said, block(&readme(), HEADING, "text", 2));
}
