//! The document of this repository and its judge, read once.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use press_apps_contract::api::Api;
use press_apps_contract::document::{Document, PATH};
use press_apps_contract::judge::Contract;
use press_apps_model::{Options, rules};
use serde_json::Value;

/// The root of the repository.
#[must_use]
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        press_apps_contract::root::find().expect("the tests run inside the repository")
    });
    &ROOT
}

/// The folder of the document.
#[must_use]
pub fn folder() -> PathBuf {
    root().join(PATH).parent().expect("the document lies in a folder").to_owned()
}

/// What the document of this repository says.
#[must_use]
pub fn api() -> &'static Api {
    contract().api()
}

/// The judge by the document of this repository.
#[must_use]
pub fn contract() -> &'static Contract {
    static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
        let document = Document::load(root(), PATH).expect("the document can be read");
        Contract::of(Api::of(document.value).expect("the document can be judged by"), rule)
    });
    &CONTRACT
}

/// What a rule of the model finds in a value.
fn rule(id: &str, value: &Value) -> Vec<(String, String)> {
    let Some(rule) = rules::find(id) else { return Vec::new() };
    let found = rule.findings(value, &Options::new());
    found.iter().map(|problem| (problem.pointer().to_owned(), problem.to_string())).collect()
}
