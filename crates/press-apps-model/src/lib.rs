//! The meaning of the Press Apps API: validated ids and versions, sort keys, problems. No I/O, no clock, no network.

mod id;
#[allow(dead_code)] // the validator to come uses it
mod pointer;
mod problem;
mod revision;
mod sort;
mod version;

pub use id::{BlockId, DeploymentId, InvalidId, SpecId};
pub use problem::{Part, Place, Problem, Problems};
pub use revision::RevisionNumber;
pub use sort::{InvalidSort, Sort, SortOrder};
pub use version::ReleaseVersion;
