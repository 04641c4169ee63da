//! What the examples of this documentation run against, so that each of them shows its calls alone.

use std::error::Error;

use press_apps_emulator::{Emulator, Service};

use super::EmulatorExt as _;
use crate::client::Client;

/// Runs an example with a service in memory that holds the [`seed`](press_apps_emulator::seed) data, and a client of it.
///
/// # Errors
///
/// Those of the example.
#[doc(hidden)]
pub fn example(
    example: impl AsyncFnOnce(Client, Service) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(example(client, press))
}
