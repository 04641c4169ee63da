//! The meaning of the Press Apps API: validated ids and versions, what a status means, and the validity of requests and
//! parameters. No I/O, no clock, no network.
//!
//! - [`check_body`], [`check_query`], [`check_path`]: every finding about a request at once, as [`Problems`]. The rules are listed in
//!   [`rules::RULES`]; [`Options`] leaves some out.
//! - [`choice`] and [`did_you_mean`] word findings of one's own like those here.
//! - [`ReleaseParameters`]: the parameters of a release and the values of a deployment put together.
//!
//! ```
//! use press_apps_model::{Options, SpecId, check_body};
//! use serde_json::json;
//!
//! // Everything that is wrong with a request, at once.
//! let body = json!({"metadata": {"name": "churn"}, "spec": {"id": "s-1", "realease": {"version": "1.0.0"}}});
//! let problems = check_body("create_deployment", &body, &Options::new());
//! assert_eq!(problems.len(), 2);
//! assert!(problems.to_string().contains("found the field \"realease\"; did you mean \"release\"?"));
//!
//! // An id that would lead to another path is none.
//! assert!(SpecId::new("../deployments/d-1").is_err());
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod check;
mod depth;
#[cfg(feature = "files")]
pub mod files;
mod id;
mod options;
mod parameters;
pub mod pointer;
mod problem;
mod revision;
pub mod rules;
mod status;
mod text;
mod version;
mod visible;

pub use check::{check_body, check_path, check_query};
pub use depth::nested_too_deep;
pub use id::{BlockId, DeploymentId, InvalidId, SpecId};
pub use options::Options;
pub use parameters::{Evaluation, Origin, ReleaseParameters, ResolvedParameter, Stage, State};
pub use problem::{Problem, Problems, RequestPart, SourceLocation};
pub use revision::RevisionNumber;
pub use status::{HasBlocks, HasStatusClass, StatusClass};
pub use text::{choice, did_you_mean, kind};
pub use version::ReleaseVersion;
