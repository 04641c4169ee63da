//! One call with the settings of the environment, for tests whose environment has to differ: prints how it ended as JSON.
//!
//! `one-call URL read|create`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // as the tests are

use press_apps::testing::Fixed;
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput, VersionRef,
};
use press_apps::{Client, Error};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [url, operation] = arguments.as_slice() else {
        panic!("one-call URL read|create");
    };
    let told = match call(url, operation).await {
        Ok(()) => json!({ "kind": "ok" }),
        Err(error) => of(&error),
    };
    println!("{told}");
}

async fn call(url: &str, operation: &str) -> Result<(), Error> {
    let client = Client::builder()
        .base_url(url)
        .allow_http(true)
        .token("canary-token-7f3a")
        .random(Fixed(0.0))
        .build()?;
    if operation == "read" {
        return client.spec("s-1")?.describe().await.map(drop);
    }
    let document = AppSpecDocument::new(
        1,
        AppKind::App,
        MetadataInput::new("n", "a summary"),
        ReleaseInput::new("1.0.0"),
        [BlockConfig::new("b-1", VersionRef::new("1.0.0"))],
    );
    client.specs().create(document).await.map(drop)
}

fn of(error: &Error) -> Value {
    json!({
        "kind": error.kind().as_str(),
        "status": error.status().map(|status| status.as_u16()),
        "sent": error.was_sent().to_string(),
        "uncertain": error.may_have_been_carried_out(),
        "attempts": error.attempts().len(),
        "line": error.to_string(),
        "full": format!("{error:#}"),
        "help": error.help(),
    })
}
