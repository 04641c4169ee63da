//! Requests: from a builder to one logical call.
//!
//! A builder is a [`Request`] around an [`Endpoint`], one small value per operation. Awaiting it makes one logical call ([`call`]);
//! [`Request::build`] and [`Request::to_curl`] only show what would be sent. Both start from the same `reqwest::Request`, made once.

// First, so that the page of `Request` opens with what every request has.
mod builder;
mod dry_run;

mod ask;
mod attempt;
mod attempts;
mod call;
mod check;
mod classify;
mod connect_error;
mod curl;
mod decode;
mod endpoint;
mod fault;
mod found;
mod handover;
mod history;
mod items;
mod limits;
mod raw;
mod raw_json;
mod spans;
mod url_length;
pub(crate) mod wire;

pub(crate) use ask::Ask;
pub use builder::Request;
pub use curl::Curl;
pub use endpoint::Endpoint;
pub(crate) use endpoint::{Answer, sealed};
pub(crate) use items::{Unlisted, by_item};
pub(crate) use limits::Limits;
pub use raw::RawRequest;
pub use raw_json::RawJson;
pub(crate) use wire::Wire;

#[cfg(test)]
mod tests;
