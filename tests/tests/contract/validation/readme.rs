//! The message in the README is the one that really comes.

use press_apps::files::DeploymentFile;

/// The fenced block of a language in the section of a heading.
pub(super) fn block<'a>(readme: &'a str, heading: &str, language: &str) -> &'a str {
    let section = readme.split_once(&format!("\n## {heading}\n")).expect("the section is there").1;
    let section = section.split("\n## ").next().unwrap();
    let fence = format!("```{language}\n");
    let block = section
        .split_once(&fence)
        .unwrap_or_else(|| panic!("{heading} has a block of {language}"))
        .1;
    block.split_once("```").expect("the block ends").0
}

#[test]
fn the_error_in_the_readme_is_the_one_that_really_comes() {
    let path = press_apps_tests::root().join("README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let yaml = block(&readme, "All problems at once", "yaml");
    let error: press_apps::Error = DeploymentFile::parse(yaml, "churn.yaml").unwrap_err().into();
    assert_eq!(format!("{error:#}\n"), block(&readme, "All problems at once", "text"));
    assert!(error.problems().unwrap().len() >= 5);
}
