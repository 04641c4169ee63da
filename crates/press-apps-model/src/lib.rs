//! The meaning of the Press Apps API: validated ids and versions, what a status means, sort keys, and the validity of requests and
//! parameters. No I/O, no clock, no network.
//!
//! - [`check_body`], [`check_query`], [`check_path`]: every finding about a request at once, as [`Problems`]. The rules are listed in
//!   [`rules::RULES`]; [`Options`] leaves some out.
//! - [`ReleaseParameters`]: the parameters of a release and the values of a deployment put together.

mod check;
#[cfg(feature = "files")]
pub mod files;
mod id;
mod parameters;
mod pointer;
mod problem;
mod revision;
pub mod rules;
mod sort;
mod status;
mod text;
mod version;

pub use check::{Options, check_body, check_path, check_query};
pub use id::{BlockId, DeploymentId, InvalidId, SpecId};
pub use parameters::{Evaluation, Explained, Origin, ReleaseParameters, Stage, State};
pub use problem::{Part, Place, Problem, Problems};
pub use revision::RevisionNumber;
pub use sort::{InvalidSort, Sort, SortKey, SortOrder};
pub use status::{Meaning, StatusMeaning};
pub use version::ReleaseVersion;
