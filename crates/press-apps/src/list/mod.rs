//! Lists: one page, streams of pages or items, or everything, from one mechanism.
//!
//! Pages after the first are fetched side by side and delivered in order; nothing comes twice; nothing goes missing unsaid; any
//! place can be kept as a cursor. What a list holds and how it is filtered is not decided here.

mod cursor;
mod drift;
mod engine;
mod error;
mod fingerprint;
mod ledger;
mod page;
mod rate_limiter;
mod source;
mod stream;
mod throttle;
mod verify;

#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub use drift::Drift;
pub(crate) use engine::Settings;
pub(crate) use error::{ListError, ListProblem};
pub use page::{Listing, Page};
pub(crate) use source::{Counts, FetchedPage, PageSource, Source};
pub use stream::{Items, Pages};
pub(crate) use throttle::Gate;
pub use verify::Verify;
pub(crate) use verify::collect;
