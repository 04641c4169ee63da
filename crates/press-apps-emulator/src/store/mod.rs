//! What the service remembers: specs with their releases, deployments with their revisions, and the block specs that are given.
//!
//! Things know how they are shown; which operation shows or changes them is not known here.

mod deployment;
mod identity;
mod ids;
mod index;
mod listed;
mod looked;
mod metadata;
mod registry;
mod release;
mod revision;
mod series;
mod spec;
mod state;
mod table;

pub(crate) use deployment::{Deployment, Removal, Shown as ShownDeployment};
pub use identity::DEFAULT_TENANT;
pub(crate) use identity::Identity;
pub(crate) use ids::Ids;
#[cfg(test)]
pub(crate) use listed::Listed;
pub(crate) use listed::{Direction, Rows, sorted};
pub(crate) use metadata::Metadata;
pub use registry::Block;
pub(crate) use registry::{EXAMPLE_BLOCKS, Found, Registry};
pub(crate) use release::{Release, Releases};
pub(crate) use revision::{BlockDeployment, Revision};
pub(crate) use series::Series;
pub(crate) use spec::Spec;
pub(crate) use state::State;
