//! The clients that are compared, each as its users would use it.

mod bare;
mod hyper;
mod ours;
mod paged;
mod raw;
mod reqwest;
mod stack;

pub use stack::{Listed, Stack};

use crate::Result;

/// The stacks, by the name of their row.
pub const NAMES: [&str; 5] = ["raw", "hyper-util", "reqwest", "generated", "press-apps"];

/// Makes one.
///
/// # Errors
/// When there is none of this name, or it cannot be made.
pub fn make(name: &str, url: &str) -> Result<Box<dyn Stack>> {
    Ok(match name {
        "raw" => Box::new(raw::Raw::new(url)?),
        "hyper-util" => Box::new(hyper::Hyper::new(url)?),
        "reqwest" => Box::new(reqwest::Reqwest::new(url)?),
        "generated" => Box::new(bare::Bare::new(url)?),
        "press-apps" => Box::new(ours::Ours::new(url)?),
        _ => return Err(format!("there is no stack `{name}`").into()),
    })
}
