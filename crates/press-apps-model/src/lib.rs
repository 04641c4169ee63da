//! [`BlockId`]: crate::BlockId
//! [`check_body`]: crate::check_body
//! [`check_path`]: crate::check_path
//! [`check_query`]: crate::check_query
//! [`DeploymentId`]: crate::DeploymentId
//! [`Options`]: crate::Options
//! [`Problems`]: crate::Problems
//! [`ReleaseParameters`]: crate::ReleaseParameters
//! [`ReleaseVersion`]: crate::ReleaseVersion
//! [`RevisionNumber`]: crate::RevisionNumber
//! [`rules`]: crate::rules
//! [`SpecId`]: crate::SpecId
//! [`StatusClass`]: crate::StatusClass
#![doc = include_str!("../README.md")]
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
