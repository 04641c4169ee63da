//! What the service remembers: specs with their releases, deployments with their revisions, and the block specs that are given.
//!
//! Things know how they are shown; which operation shows or changes them is not known here.

mod deployment;
mod identity;
mod ids;
mod listed;
mod metadata;
mod registry;
mod release;
mod revision;
mod spec;
mod state;

pub(crate) use deployment::{Deployment, Removal};
pub(crate) use identity::Identity;
pub(crate) use ids::Ids;
pub(crate) use listed::{Direction, sort};
pub(crate) use metadata::Metadata;
pub use registry::Block;
pub(crate) use registry::{EXAMPLE_BLOCKS, Found, Registry};
pub(crate) use release::Release;
pub(crate) use revision::{BlockDeployment, Revision};
pub(crate) use spec::Spec;
pub(crate) use state::State;
