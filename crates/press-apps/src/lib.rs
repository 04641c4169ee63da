//! A client of the Press Apps API: typed requests, safe retries, errors that keep the truth.
//!
//! ```no_run
//! # async fn example() -> Result<(), press_apps::Error> {
//! use press_apps::Client;
//! use press_apps::types::SpecStatus;
//!
//! let client = Client::from_env()?; // PEAK_AUTH_TOKEN or API_KEY, and PEAK__STAGE or STAGE
//! let page = client.specs().list().status(SpecStatus::Available).page_size(100).await?;
//! for spec in &*page {
//!     let release = client.spec(&spec.id)?.describe().await?;
//!     println!("{} {:?}", spec.metadata.name, release.latest_release);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a call does
//!
//! A builder takes what the API requires as arguments and everything else as methods; awaiting it makes one logical call. The call
//! checks the request, sends it, and sends it again where that is safe:
//!
//! | Operations | Sent again after |
//! |---|---|
//! | the 8 reads | a failed connection, a timeout, a broken answer, 408, 429, 500, 502, 503, 504 |
//! | the 2 updates | the same without 500; "No changes detected" after an attempt that may have worked is a success |
//! | the 2 deletes | the same without 500; 404 after an attempt that may have worked is a success |
//! | the 5 creates | a failed connection (nothing was sent) and 429 |
//!
//! At most 4 attempts ([`RetryPolicy`]), with full jitter from 200 ms up to 10 s, or as long as `Retry-After` says. A client and its
//! clones share a budget of retries, so that an outage is not made worse. A redirect is an error and never followed.
//!
//! | Limit | Default | Where |
//! |---|---|---|
//! | connecting | 10 s | [`ClientBuilder::connect_timeout`] |
//! | silence within an answer | 30 s | [`ClientBuilder::read_timeout`] |
//! | one attempt, body included | 60 s | [`ClientBuilder::attempt_timeout`], [`Request::attempt_timeout`] |
//! | the whole call, waits included | 180 s | [`ClientBuilder::timeout`], [`Request::timeout`] |
//!
//! # What it never does
//!
//! It shows no token, follows no redirect, keeps no cookies, reads no `.netrc`, and sends nothing to anyone but the service. Dropping
//! the future of a call ends it at once and leaves the client usable.
//!
//! # Features
//!
//! `rustls` (default) or `native-tls` for https; `files` for documents from YAML or JSON files; `schemars` for `JsonSchema` on the wire
//! types; `reqwest-client` to bring a `reqwest::Client` of your own; `testing` for a clock, chance and transport to inject (outside semver).

mod client;
mod error;
mod hooks;
mod list;
mod mask;
mod ops;
mod request;
mod response;
mod retry;
mod stage;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod token;
mod validate;

pub use client::{Client, ClientBuilder};
pub use error::{Attempt, Error, ErrorKind, Sent, TimeoutKind};
pub use hooks::{CallInfo, CallSummary, Hook};
pub use list::{Cursor, Drift, Items, Listing, Page, Pages, Verify};
pub use ops::{
    DeploymentHandle, Deployments, ReleaseHandle, Releases, RevisionHandle, Revisions, SpecHandle,
    Specs,
};
pub use press_apps_api::{
    JsonText, Operation, Pagination, ParameterValue, RetryClass, Timestamp, UnknownValue,
    operations, types,
};
pub use press_apps_model::{
    BlockId, DeploymentId, Evaluation, Explained, InvalidId, InvalidSort, Meaning,
    Options as CheckOptions, Origin, Part, Place, Problem, Problems, ReleaseParameters,
    ReleaseVersion, RevisionNumber, Sort, SortKey, SortOrder, SpecId, Stage as ParameterStage,
    State, StatusMeaning, check_body, check_path, check_query, rules,
};
pub use request::{Curl, Request};
pub use response::Response;
pub use retry::RetryPolicy;
pub use stage::{Stage, UnknownStage};
pub use time::TimeLimit;
pub use token::Token;

pub mod operation {
    //! One type per operation, named after it: the arguments inside a [`Request`](crate::Request).

    pub use crate::ops::{
        CreateDeployment, CreateDeploymentRevision, CreateSpec, CreateSpecRelease,
        DeleteDeployment, DeleteSpec, DescribeDeployment, DescribeDeploymentRevision, DescribeSpec,
        DescribeSpecRelease, ListDeploymentRevisions, ListDeployments, ListEndpoint,
        ListSpecReleases, ListSpecs, Redeploy, UpdateDeploymentMetadata, UpdateSpecMetadata,
    };
    pub use crate::request::Endpoint;
}
