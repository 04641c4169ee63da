//! Where pages come from: the one thing that differs between two lists.

use std::num::NonZeroU64;
use std::sync::Arc;

use crate::error::{Error, ItemError};
use crate::response::Response;
use crate::time::BoxFuture;

/// What came with a page: the response without its value.
pub(crate) type Metadata = Response<()>;

/// One page as it came, before anything is believed.
#[derive(Debug)]
pub(crate) struct FetchedPage<T> {
    pub(crate) items: Vec<T>,
    pub(crate) counts: Counts,
    pub(crate) meta: Metadata,
}

/// What a page says about itself and its list. Any of it may be missing or wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

impl Counts {
    /// How many items a page holds, if that can be.
    pub(super) fn size(&self) -> Option<NonZeroU64> {
        self.size.and_then(NonZeroU64::new)
    }
}

/// An item, or one that cannot be read: it has its place in the list like any other.
#[derive(Debug)]
pub(crate) enum Entry<T> {
    Item(T),
    Rejected(Box<ItemError>),
}

impl<T> Entry<T> {
    /// The items, and those that cannot be read.
    pub(super) fn apart(entries: Vec<Self>) -> (Vec<T>, Vec<ItemError>) {
        let mut rejected = Vec::new();
        let items = entries.into_iter().filter_map(|entry| match entry {
            Self::Item(item) => Some(item),
            Self::Rejected(item) => {
                rejected.push(*item);
                None
            }
        });
        (items.collect(), rejected)
    }
}

/// A list that can be asked for a page.
pub(crate) trait PageSource<T>: Send + Sync + 'static {
    /// The client that asks.
    #[cfg(feature = "blocking")]
    fn client(&self) -> &crate::Client;

    /// The id of the operation that lists, for errors and events.
    fn operation(&self) -> &'static str;

    /// What is listed: parent, filters and sort as text, the same in every process. A cursor only fits the list it came from.
    fn key(&self) -> String;

    /// The id of an item; two items with one id are the same item.
    fn id<'a>(&self, item: &'a T) -> &'a str;

    /// A text of an item as the client may say it: without the token.
    fn hide(&self, text: String) -> String {
        text
    }

    /// One page, with the retries of the request path.
    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
    ) -> BoxFuture<'static, Result<FetchedPage<T>, Error>>;
}

/// A source as the engine holds it.
pub(crate) type Source<T> = Arc<dyn PageSource<T>>;
