//! A whole emulator as one YAML or JSON file: who may call it, what is there when it starts, how things end and what goes wrong.
//!
//! `read` finds what can be found in the file alone, `fill` puts into a state what is to be there.

mod entry;
mod file;
mod fill;
mod read;

pub use file::{InvalidScenario, Scenario};
pub(crate) use fill::fill;
