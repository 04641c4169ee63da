#![cfg_attr(feature = "client", doc = "[`Client`]: crate::Client")]
#![cfg_attr(feature = "requests", doc = "[`requests`]: crate::requests")]
//! [`operations`]: crate::operations
//! [`schemas`]: crate::schemas
//! [`types`]: crate::types
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code names the types of this crate by its public path, wherever it is compiled.
extern crate self as press_apps_api;

#[cfg(feature = "requests")]
mod base;
mod json_text;
mod moment;
mod open_enum;
mod operation;
mod page;
mod parameter_value;
#[cfg(feature = "requests")]
mod path_segment;
#[cfg(feature = "requests")]
mod query;
mod read;
mod reveal;
mod revise;
pub mod schema;
mod sort;
mod timestamp;

/// Everything here is written by `cargo xtask codegen`.
#[allow(unreachable_pub)]
mod generated {
    #[cfg(feature = "client")]
    #[allow(clippy::all, clippy::pedantic)]
    #[rustfmt::skip]
    pub mod client;
    #[rustfmt::skip]
    pub mod enums;
    #[rustfmt::skip]
    pub mod operations;
    #[allow(clippy::all)]
    #[rustfmt::skip]
    mod paging;
    #[cfg(feature = "requests")]
    #[allow(clippy::all, clippy::pedantic)]
    #[rustfmt::skip]
    pub mod requests;
    #[rustfmt::skip]
    pub mod schemas;
    #[allow(clippy::all, clippy::pedantic)]
    #[rustfmt::skip]
    pub mod types;
}

/// The schemas of the document as types, its enums and sort keys among them.
///
/// A type that goes into a request has `new` with what is required, and one method for each member. A type that comes back is read from
/// JSON, and members that it does not know are passed over.
///
/// ```
/// use press_apps_api::types::{MetadataInput, ReleaseSummary};
///
/// let metadata = MetadataInput::new("churn", "Predicts churn").title("Churn");
/// assert_eq!(
///     serde_json::to_string(&metadata)?,
///     r#"{"name":"churn","title":"Churn","summary":"Predicts churn"}"#
/// );
/// # let text = r#"{"id":"r-1","version":"1.0.0","createdAt":"2020-01-01T18:00:00.000Z","createdBy":"a@b.example","new":1}"#;
/// let release: ReleaseSummary = serde_json::from_str(text)?;
/// assert_eq!(release.version, "1.0.0");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub mod types {
    pub use super::generated::enums::*;
    pub use super::generated::types::*;
}

#[cfg(feature = "requests")]
pub use base::Base;
#[cfg(feature = "client")]
pub use generated::client;
#[cfg(feature = "requests")]
pub use generated::requests;
pub use generated::{operations, schemas};

#[cfg(feature = "client")]
pub use client::{ByteStream, Client, ClientInfo, Error, ResponseValue};
pub use json_text::JsonText;
pub use open_enum::UnknownValue;
use open_enum::open_enum;
pub use operation::{Lookup, Operation, Pagination, RetryClass};
pub use page::{Page, PageParts};
pub use parameter_value::{NotFinite, ParameterValue};
use read::{object, one_of, plain};
use reveal::visible;
pub use reveal::{Difference, Differences, Revealed};
use sort::sort_keys;
pub use sort::{InvalidSort, Sort, SortOrder};
pub use timestamp::{InvalidTimestamp, Timestamp};
