//! [`Emulator`]: crate::Emulator
//! [`Service`]: crate::Service
//! [`StartError`]: crate::StartError
#![doc = include_str!("../README.md")]
//!
//! # Who may ask
//!
//! A page that a browser shows reaches every socket of its machine, so listening on the loopback address protects from nobody. A request
//! whose `Host` is neither this machine nor allowed by [`EmulatorBuilder::allow_host`] gets 421, one from a page of another `Origin` 403.
//! Pages on any port of `localhost` and of the loopback addresses may use everything here (CORS, with preflights); others read nothing
//! across origins. [`Service::call`] has no socket, and nobody to refuse.
//!
//! # What it imitates
//!
//! - All operations of the document, and the call that the Python client makes when a session starts. With and without a slash
//!   at the end of the path; with a body of `{}` where none is needed; lists in a query as repeated keys or joined by commas;
//!   `True` and `False`; the members of `create_spec` as JSON texts, as plain values, or as `null` and the text `null`.
//! - The rules that need no memory are those of `press-apps-model`, the same that the client asks. What is stored is judged here:
//!   names are unique within a tenant (409), a release is greater than the last one (422), blocks and releases have to be there,
//!   tenants belong to the scope `shared`, a spec with deployments stays (422), only what failed or is in warning is redeployed
//!   (422, or 409 while it moves), a change that changes nothing is refused (422, `No changes detected`).
//! - Deployments move: `deploying`, then what the [`Script`] says, or `deployed`. Deleting takes as long; then they are gone.
//!   A new revision supersedes the one before.
//! - Tenants: a token belongs to one. It sees its own specs and deployments, public specs, and specs shared with it. It may deploy
//!   what it sees and change what it owns (403 otherwise).
//! - Values of parameters with `hideValue` come back as `********`.
//! - `/` is a page for people, behind a socket: address, tokens and blocks to copy, specs and deployments as they move, the last requests,
//!   and buttons to steer. `/openapi.json` is the document itself and `/docs` the same as a page to read, both without a token.
//! - `HEAD` is answered as `GET` is, without the body, and `OPTIONS` with the methods of a path, without a token.
//! - Every answer has an `x-request-id`. Every error has JSON with a `detail`: what was wrong, where, what was expected. Only what HTTP itself
//!   does not allow gets a bare 400, 414 (a target of more than 64 KiB) or 431 (more than 100 headers, or about 400 KiB of them).
//!
//! # What it assumes
//!
//! No source says these; the real service may differ.
//!
//! | Question | Here |
//! |---|---|
//! | 400 or 422 | 400 when a request cannot be read as what it should be: path, query, content type, a body that is no JSON object, a member that should hold JSON text and does not. 422 when it can be read, but breaks a rule or does not fit what is stored |
//! | order of a list | of creation; releases newest first |
//! | `name` and `title` filters | prefix, upper and lower case differ |
//! | page size | 25, at most 100; the answer says what was used; an empty list has no pages |
//! | a spec that is not `available` | cannot be deployed (422); its deployments stay as they are |
//! | a spec or release that a body names and nobody has | 404; a block spec: 422 |
//! | leaving the scope `shared` | takes the tenants away |
//! | delete of what is being deleted | fine: 200 |
//! | other changes to what moves or is being deleted | 409 |
//! | a name of what is being deleted | is taken until it is gone |
//! | a failed block | the others are deployed all the same; it has no `platformId` |
//! | the number of a block's revision | one more each time the app has a revision with it |
//! | `parameters` of a revision | the values in effect: defaults included, app values passed on to the blocks |
//! | a body that is too large | more than 1 MiB (413) |
//!
//! # What it does not
//!
//! - It runs nothing: no workflow, no web app, no build. `autoRunOnDeploy` is kept and answered, not acted on.
//! - It manages no block specs. Two are known, those of the vendor's example page ([`EmulatorBuilder::block`] adds more,
//!   [`EmulatorBuilder::any_block`] takes any), and their kinds are a guess.
//! - It has no permissions within a tenant, no quotas but for a [rate](EmulatorBuilder::rate) when asked for, and no history.
//! - It serves none of the neighbouring endpoints (`/v1/specs/`, `/v1/deployments/`, `/v1/blocks/`, telemetry): 404.
//! - It speaks HTTP/1.1 without TLS, and compresses nothing.
//! - While a run is rolled back no block is `failed`, all are `rollback`: no source says how the service shows which one was the reason.
//! - It does not tell what runs after a rollback.
//!
#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("lifecycle/states.md")]
//!
//! # Limits
//!
//! | What | Limit |
//! |---|---|
//! | a body | 1 MiB; without a known token nothing of it is kept, and a sender that waits for `100 Continue` is not told to send it |
//! | findings told of one request | 50, and their number |
//! | requests kept for [`Service::requests`] | 10,000, and 64 MiB together ([`EmulatorBuilder::kept_requests`]); of one body or answer 64 KiB |
//! | a connection that stands still | 30 seconds ([`EmulatorBuilder::patience`]): for a head, the next piece of a body (408), an answer to be taken |
//! | open connections | 1,000; one more closes the oldest that has no request to be answered |
//!
//! What is stored has no limit: who creates specs without end fills the memory.
//!
//! # Faults
//!
//! [`Service::fault`] takes rules: on which operation, on which call, and what goes wrong (status with JSON, HTML or nothing,
//! `Retry-After`, latency, a connection closed before or **after** the change was made, a body cut short, an answer that never comes, one
//! from the state before the last change, a value that nobody knows). Answers that a fault touched carry `x-press-fault` with its name.
//!
//! A rule can be written as text: `"create_spec:429x2".parse::<Fault>()`. So can a script ([`Steps`]) and a rate ([`Rate`]).
//!
//! # Steering from anywhere
//!
//! What Rust says to the service can be said to a running one with curl, under `/_emulator/`: time, scripts, faults and resets, and what it
//! holds and saw; `GET /_emulator` lists it all. A [`Scenario`] file describes a whole service, flags of the program most of one. One text
//! form of scripts, faults and rates serves all of them, and one type is underneath.
//!
//! # Repeatable runs
//!
//! Ids come from a seed and timestamps stand at [`EPOCH`], so answers are the same on every run, unless [`EmulatorBuilder::random_ids`] and
//! [`Clock::Real`] say otherwise. [`seed`](mod@seed) lists the data that [`EmulatorBuilder::seed_data`] starts with.

#[cfg(target_family = "wasm")]
compile_error!("`press-apps-emulator` listens on a socket, which WebAssembly has not");

mod admin;
mod builder;
mod document;
mod emulator;
mod faults;
mod fields;
mod grammar;
mod http;
mod lifecycle;
mod log;
mod memory;
mod operations;
mod page;
mod rate;
mod reply;
mod scenario;
pub mod seed;
mod service;
mod settings;
mod store;
mod token;

pub use builder::EmulatorBuilder;
pub use document::DOCUMENT;
pub use emulator::{Emulator, StartError};
pub use faults::{Exchange, Fault, FaultCount, InvalidFault, Outcome};
pub use grammar::{ParseError, Rate, Steps};
pub use lifecycle::{Change, Clock, EPOCH, Script, VirtualClock};
pub use log::{NotKnown, SeenRequest};
pub use scenario::{InvalidScenario, Scenario};
pub use service::Service;
pub use store::{Block, DEFAULT_TENANT};
pub use token::{DEFAULT_TOKEN, LEAST_TOKEN};
