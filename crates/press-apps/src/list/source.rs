//! Where pages come from: the one thing that differs between two lists.
//!
//! A new list needs a query type (filters, sorts, parent, and the client), an implementation of
//! [`IntoSource`](super::query::sealed::IntoSource) that turns it into an [`FnSource`], and an `impl ListRequest<ThatQuery>` with
//! the methods of its filters. Everything else is the same for all lists and written once.

use std::sync::Arc;

use super::seam::{BoxFuture, Error, Metadata};
use super::throttle::Gate;

/// One page as it came, before anything is believed.
#[derive(Debug)]
pub(crate) struct FetchedPage<T> {
    pub(crate) items: Vec<T>,
    pub(crate) counts: Counts,
    pub(crate) meta: Metadata,
}

/// What a page says about itself and its list. Any of it may be missing or wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// The number of this page, counted from 1.
    pub(crate) number: Option<u64>,
    /// How many items a page holds.
    pub(crate) size: Option<u64>,
    /// How many pages there are.
    pub(crate) count: Option<u64>,
    /// How many items there are on all pages.
    pub(crate) total: Option<u64>,
}

/// A list that can be asked for a page.
pub(crate) trait PageSource<T>: Send + Sync + 'static {
    /// The id of the operation that lists, for errors and events.
    fn operation(&self) -> &'static str;

    /// What is listed: parent, filters and sort as text, the same in every process. A cursor only fits the list it came from.
    fn key(&self) -> String;

    /// The id of an item; two items with one id are the same item.
    fn id<'a>(&self, item: &'a T) -> &'a str;

    /// One page, with the retries of the request path.
    ///
    /// The request path tells `gate` of every 429 and asks it before the next attempt; see [`Gate`].
    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
        gate: Gate,
    ) -> BoxFuture<'static, Result<FetchedPage<T>, Error>>;
}

/// A source as the engine holds it.
pub(crate) type Source<T> = Arc<dyn PageSource<T>>;

/// A source made of a closure `Fn(page, page_size, gate) -> future`.
///
/// The closure clones the client and the filters into the future, makes one logical call (retries included, 429s told to the gate), and
/// takes the answer apart: `items`, the four counts as they came, and the metadata of the response.
pub(crate) struct FnSource<T, F> {
    pub(crate) operation: &'static str,
    pub(crate) key: String,
    pub(crate) id: fn(&T) -> &str,
    pub(crate) fetch: F,
}

impl<T, F> PageSource<T> for FnSource<T, F>
where
    T: 'static,
    F: Fn(u64, Option<u32>, Gate) -> BoxFuture<'static, Result<FetchedPage<T>, Error>>
        + Send
        + Sync
        + 'static,
{
    fn operation(&self) -> &'static str {
        self.operation
    }

    fn key(&self) -> String {
        self.key.clone()
    }

    fn id<'a>(&self, item: &'a T) -> &'a str {
        (self.id)(item)
    }

    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
        gate: Gate,
    ) -> BoxFuture<'static, Result<FetchedPage<T>, Error>> {
        (self.fetch)(page, page_size, gate)
    }
}
