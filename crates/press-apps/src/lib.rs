//! [`Client::from_env`]: crate::Client::from_env
//! [`Error`]: crate::Error
//! [`Error::help`]: crate::Error::help
//! [`Request`]: crate::Request
#![cfg_attr(
    all(feature = "blocking", feature = "emulator", feature = "files"),
    doc = "[guide]: crate::guide"
)]
#![doc = include_str!("../README.md")]
//!
//! # What a call does
//!
//! A builder takes what the API requires as arguments and everything else as methods; awaiting it makes one logical call. The call
//! checks the request, sends it, and sends it again where that is safe:
//!
//! | Operations | Sent again after |
//! |---|---|
//! | reads | a failed connection, a timeout, a broken answer, 408, 429, 500, 502, 503, 504 |
//! | updates | the same without 500; "No changes detected" after an attempt that may have worked is a success |
//! | deletes | the same without 500; 404 after an attempt that may have worked is a success |
//! | creates | a failed connection (nothing was sent) and 429 |
//!
//! At most 4 attempts ([`RetryPolicy`]), with full jitter from 200 ms up to 10 s, or as long as `Retry-After` says and up to 1 s of jitter on
//! top. A client and its clones share a budget of retries, so that an outage is not made worse. A redirect is an error and never followed.
//!
//! They share a throttle, too. Nothing waits at it until the service refuses an attempt with 429 or 503. From then on every attempt of
//! every call, the first ones included, keeps to a pace that is searched for and found within a few refusals, and while the service asks
//! for a wait (`Retry-After`), all wait. No call waits longer than 10 s for the pace alone while nothing passes, or for more than half of what
//! is left of its time limit. The pace is forgotten 5 minutes after the last refusal. A create that got 503 is not sent again; it only slows the others.
//!
//! | Limit | Default | Where |
//! |---|---|---|
//! | connecting | 10 s | [`ClientBuilder::connect_timeout`] |
//! | silence within an answer, once it has begun | 30 s | [`ClientBuilder::read_timeout`], [`Request::read_timeout`] |
//! | one attempt, body included | 60 s | [`ClientBuilder::attempt_timeout`], [`Request::attempt_timeout`] |
//! | the whole call, waits included | 180 s | [`ClientBuilder::timeout`], [`Request::timeout`] |
//!
//! A call ends at its limits, however the answer drags on; an answer that is whole only after its limit is not decoded any more. `None` and
//! `Duration::MAX` mean no limit.
//!
//! # Connections
//!
//! Connections are kept for 4 s after their last use ([`ClientBuilder::idle_timeout`]) and used again by everything but creates: a
//! request that meets a connection while the other side closes it is lost, and of a create nobody could say whether it was carried out. Each
//! create has a connection of its own, which costs it a round trip to connect and, for https, one or two more for the handshake.
//!
//! Proxies are those of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, and never used for this machine. With the feature
//! `rustls`, trusted are the authorities of the system, or those in the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name (not on Windows
//! and macOS, where the system alone says whom to trust).
//!
//! # Lists
//!
//! [`items`](Request::items) and [`pages`](Request::pages) are streams; [`try_collect`](Request::try_collect) gives everything; a list that
//! is awaited gives one page. Pages after the first are fetched side by side (16 at a time, [`concurrency`](Request::concurrency)) and come in
//! order. Ten items cost one page; a list of P pages with k at a time takes 1 + ⌈(P − 1) / k⌉ round trips when collected. At most k + 1
//! pages are in memory, and at most 24 bytes for each id that was delivered. After a 429 or 503 the list keeps to the pace that
//! the service allows, as every call of the client does.
//!
//! No id comes twice. When the list changed while it was read, or the service contradicts itself, the stream says so
//! ([`drift`](Items::drift), [`on_drift`](Request::on_drift), or an error with [`strict`](Request::strict)); without drift nothing was
//! missed. What page numbers cannot show: as many items made as deleted between two reads. [`verify`](Request::verify) reads again until
//! two passes agree. A [`Cursor`] goes on from any item, in another process too.
//!
//! An item that cannot be read does not cost the others: in its place [`items`](Request::items) gives an error whose
//! [`item`](Error::item) says which and why, and goes on with the next call; a page lists those it [`rejected`](Page::rejected), and
//! [`try_collect`](Request::try_collect) fails unless [`lossy`](Request::lossy) leaves them out.
//!
//! # What is taken of an answer
//!
//! JSON as the document says, and more: members and values of enums that it does not name, `null` for a list, `1.0` or `1e2` for a whole
//! number, half of a surrogate pair (`\ud83d`) as U+FFFD, of two members with one name the last, a byte order mark before the body, blanks
//! and NUL after it. Any 2xx is a success, but only with an answer of the operation in its body (a delete takes nothing, `null` or `{}`; an
//! update may show nothing; a 201 to a new spec or deployment may be empty if its `Location` holds the id). Any other body, be it a page to
//! sign in with 200, is an error of kind [`Decode`](ErrorKind::Decode), and what was asked may have been carried out. A body is read up to
//! [`max_body`](ClientBuilder::max_body) bytes, and never asked for or taken compressed.
//!
//! # An HTTP client of your own in the same build
//!
//! Cargo gives all crates of a build the same `reqwest`, and this crate asks it for rustls without a provider of cryptography, because it
//! brings its own to its own clients alone. If nothing else in the build asks for one, your own `reqwest::Client::new()` panics:
//! "No rustls crypto provider is configured". One line mends it, before the first such client is made:
//!
//! ```
//! # #[cfg(feature = "rustls")] {
//! let _ = rustls::crypto::ring::default_provider().install_default();
//! # }
//! ```
//!
//! with `rustls = { version = "0.23", default-features = false, features = ["ring"] }` among your dependencies. Switching on the feature
//! `rustls` of your `reqwest` does as well, and compiles a second provider.
//!
//! # What it never does
//!
//! It shows no token, follows no redirect, keeps no cookies, reads no `.netrc`, and sends nothing to anyone but the service. Dropping
//! the future of a call ends it at once and leaves the client usable.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(target_family = "wasm")]
compile_error!(
    "`press-apps` needs the sockets, certificates and timers of an operating system; for WebAssembly there are `press-apps-api`, with \
     or without its feature `client`, and `press-apps-model`"
);

// First, so that the page of `Request` opens with what every request has.
mod request;

mod action;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
#[cfg(feature = "emulator")]
pub mod emulator;
mod error;
/// Written by `cargo xtask codegen`: one endpoint per operation.
mod generated {
    #[allow(clippy::all, clippy::pedantic)]
    #[rustfmt::skip]
    pub(crate) mod endpoints;

    pub(crate) use endpoints::*;
}
#[cfg(feature = "files")]
pub mod files;
// Documentation alone: it costs who uses the crate nothing. Its programs need these features.
#[cfg(all(any(doc, doctest), feature = "blocking", feature = "emulator", feature = "files"))]
pub mod guide;
mod hooks;
mod json;
mod list;
mod mask;
mod ops;
mod redact;
mod response;
mod retry;
mod stage;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod token;
mod validate;
mod wait;

pub use action::Action;
pub use client::{Client, ClientBuilder, Setting, SettingSource, Settings};
pub use error::help_of as help;
pub use error::{
    Attempt, Drift, Ended, Error, ErrorKind, ItemError, Sent, StillMoving, TimeoutKind,
};
pub use hooks::{CallInfo, CallSummary, Hook};
pub use list::{Cursor, Items, Listing, Page, Pages, TryNext, Verify};
pub use ops::{
    DeploymentHandle, Deployments, ReleaseHandle, Releases, RevisionHandle, Revisions, SpecHandle,
    Specs,
};
pub use press_apps_api::{
    Difference, Differences, InvalidSort, InvalidTimestamp, JsonText, NotFinite, Operation,
    Pagination, ParameterValue, RetryClass, Revealed, Sort, SortOrder, Timestamp, UnknownValue,
    operations, types,
};
pub use press_apps_model::{
    BlockId, DeploymentId, HasBlocks, HasStatusClass, InvalidId, ReleaseVersion, RevisionNumber,
    SpecId, StatusClass,
};
pub use request::{Curl, RawJson, RawRequest, Request};
pub use response::Response;
pub use retry::RetryPolicy;
pub use stage::{Stage, UnknownStage};
pub use time::TimeLimit;
pub use token::Token;
pub use wait::{Change, Changes, FailedBlocks, Outcome, Wait, WaitDeleted};

pub mod parameters {
    //! The parameters of a release and the values of a deployment put together: which value each parameter ends with, and why.
    //!
    //! ```
    //! # press_apps::emulator::example(async |client, _| {
    //! use press_apps::parameters::ReleaseParameters;
    //!
    //! let spec = client.spec("b1d9a8f2-4d1e-4c63-9a57-5b2f0c8e7d11")?;
    //! let release = spec.release("1.0.0")?.describe().await?;
    //! let parameters = ReleaseParameters::new(&release.parameters);
    //!
    //! let values = serde_json::json!({ "run": { "num_iterations": 20 } });
    //! let request = serde_json::json!({ "appParameters": values });
    //! println!("{}", parameters.evaluate(&request).explain());
    //! # Ok(())
    //! # }).unwrap();
    //! ```

    pub use press_apps_model::{
        Evaluation, Origin, ReleaseParameters, ResolvedParameter, Stage, State,
    };
}

pub mod validation {
    //! What is wrong with a request or a file: the findings, and the rules behind them.
    //!
    //! A [`Request`](crate::Request) is checked by itself; the functions here check a body or a query that you hold as JSON.
    //!
    //! ```
    //! use press_apps::validation::{Options, check_body};
    //!
    //! let body = serde_json::json!({ "titel": "Churn" });
    //! let problems = check_body("update_deployment_metadata", &body, &Options::new());
    //! for problem in &problems {
    //!     println!("{problem}"); // /titel: …; did you mean "title"? [unknown-field]
    //! }
    //! # assert_eq!(problems.first().unwrap().rule(), "unknown-field");
    //! ```

    pub use press_apps_model::{
        Options, Problem, Problems, RequestPart, SourceLocation, check_body, check_path,
        check_query, rules,
    };
}

pub mod operation {
    //! One type per operation, named after it: the arguments inside a [`Request`](crate::Request). And what a [`RequestBody`] is made of.
    //!
    //! The page of each says its method and path, what makes it, what it gives, when it is sent again, and what the service refuses with. A
    //! function over any request takes a `Request<E>` of any [`Endpoint`], one over any list of any [`ListEndpoint`].

    pub use crate::generated::endpoints::*;
    pub use crate::ops::{Answers, DeployEndpoint, ListEndpoint, Names, RequestBody, Unsorted};
    pub use crate::request::Endpoint;
}
