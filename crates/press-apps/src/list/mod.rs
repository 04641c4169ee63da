//! Lists: one page, streams of pages or items, or everything, from one mechanism.
//!
//! Pages after the first are fetched side by side and delivered in order; nothing comes twice; nothing goes missing unsaid; any
//! place can be kept as a cursor. What a list holds and how it is filtered is not decided here.

mod cursor;
mod delivered;
mod engine;
mod fingerprint;
mod ledger;
mod page;
mod said;
mod seen;
mod source;
mod stream;
mod verify;
mod walk;

#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub(crate) use engine::Settings;
pub use page::{Listing, Page};
pub(crate) use source::{Entry, FetchedPage, PageSource, Source};
pub use stream::{Items, Pages, TryNext};
pub use verify::Verify;
pub(crate) use verify::collect;
