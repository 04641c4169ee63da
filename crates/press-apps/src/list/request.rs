//! The request for a list: the knobs every list has, and the ways to run it.

use std::fmt;
use std::sync::Arc;

use super::cursor::Cursor;
use super::drift::Drift;
use super::engine::Settings;
use super::error::{ListError, ListProblem};
use super::page::{Listing, Page};
use super::query::ListQuery;
use super::seam::{Clock, Error};
use super::source::Source;
use super::stream::{Items, Pages};
use super::throttle::Throttle;
use super::verify::Verify;

/// A list to be read: what to list (`Q`, with the filters and sorts of that list) and how.
///
/// Nothing is sent before one of [`page`](Self::page), [`pages`](Self::pages), [`items`](Self::items),
/// [`try_collect`](Self::try_collect) and [`verify`](Self::verify) is run.
#[must_use = "nothing is sent before the list is read, with `items`, `pages`, `page`, `try_collect` or `verify`"]
#[derive(Clone)]
pub struct ListRequest<Q> {
    pub(crate) query: Q,
    settings: Settings,
}

impl<Q: ListQuery> ListRequest<Q> {
    pub(crate) fn new(query: Q) -> Self {
        Self {
            query,
            settings: Settings::default(),
        }
    }

    /// How many items a page holds; the server's default, 25, if not given. The server may use fewer, which is no problem.
    ///
    /// It is not a limit on the items that come back; that is [`max_items`](Self::max_items).
    pub fn page_size(mut self, items: u32) -> Self {
        self.settings.page_size = Some(items);
        self
    }

    /// Ends after this many items, and asks for no page that is not needed for them.
    pub fn max_items(mut self, items: u64) -> Self {
        self.settings.max_items = Some(items);
        self
    }

    /// How many pages are fetched side by side at the most; 8 if not given.
    ///
    /// With 1 the list is strictly lazy: a page is asked for when the one before is used up. At most this many pages and one more
    /// are in memory. More than the server allows per round trip makes it answer 429, upon which the whole stream slows down.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.settings.concurrency = Some(pages);
        self
    }

    /// Opens the window as soon as the first page is there.
    ///
    /// Without it a stream starts with one page and then doubles what it fetches, so that a few items cost one page. With it a list of
    /// P pages takes exactly 1 + ⌈(P − 1) / k⌉ round trips; without it at most ⌈log2 k⌉ more. [`try_collect`](Self::try_collect) is
    /// always eager.
    pub fn eager(mut self) -> Self {
        self.settings.eager = true;
        self
    }

    /// Makes every [`Drift`] an error, in its place in the stream, instead of an event.
    pub fn strict(mut self) -> Self {
        self.settings.strict = true;
        self
    }

    /// Calls `tell` for every [`Drift`], as soon as it is noticed. Without it a drift is in the stream's
    /// [`drift`](Items::drift) and in a `tracing` event.
    pub fn on_drift(mut self, tell: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.settings.on_drift = Some(Arc::new(tell));
        self
    }

    /// Goes on from a [`Cursor`]: after the item that was delivered last.
    ///
    /// The page of the cursor is read again. Of the items delivered before, the last page's worth is recognised and left out wherever
    /// it stands now; items that were delivered earlier and come again because others were made in between are not. The cursor
    /// brings its page size.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.settings.resume = Some(cursor);
        self
    }

    /// One page, counted from 1.
    ///
    /// # Errors
    ///
    /// The error of the call; with [`strict`](Self::strict) also when the server answers another page than `number`.
    pub async fn page(self, number: u64) -> Result<Page<Q::Item>, Error> {
        let (source, clock, mut settings) = self.into_parts();
        let error = |problem| {
            Error::from(ListError {
                operation: source.operation(),
                problem,
            })
        };
        settings.resume = None;
        settings.check(0).map_err(error)?;
        if number == 0 {
            return Err(error(ListProblem::Zero("the page number")));
        }
        let gate = Throttle::new(clock, 1).gate(number);
        let page = source.fetch(number, settings.page_size, gate).await?;
        if let Some(answered) = page.counts.number
            && answered != number
        {
            let drift = Drift::OtherPage {
                asked: number,
                answered,
            };
            if let Some(tell) = &settings.on_drift {
                tell(&drift);
            }
            if settings.strict {
                return Err(error(ListProblem::Drift(drift)));
            }
        }
        Ok(Page::new(number, page.items, page.counts, page.meta))
    }

    /// The pages, as a stream.
    pub fn pages(self) -> Pages<Q::Item> {
        let (source, clock, settings) = self.into_parts();
        Pages::new(source, settings, clock)
    }

    /// The items, as a stream.
    pub fn items(self) -> Items<Q::Item> {
        let (source, clock, settings) = self.into_parts();
        Items::new(source, settings, clock)
    }

    /// Everything, with the window open from the start.
    ///
    /// # Errors
    ///
    /// The error of the first page that could not be fetched. What came before is lost; use [`items`](Self::items) to keep it.
    pub async fn try_collect(self) -> Result<Listing<Q::Item>, Error> {
        let (source, clock, settings) = self.into_parts();
        collect(source, settings, clock).await
    }

    /// Everything, read again until two passes agree. See [`Verify`].
    pub fn verify(self) -> Verify<Q::Item> {
        let (source, clock, settings) = self.into_parts();
        Verify::new(source, settings, clock)
    }

    fn into_parts(self) -> (Source<Q::Item>, Arc<dyn Clock>, Settings) {
        let (source, clock) = self.query.into_source();
        (source, clock, self.settings)
    }
}

/// One whole pass.
pub(super) async fn collect<T: 'static>(
    source: Source<T>,
    mut settings: Settings,
    clock: Arc<dyn Clock>,
) -> Result<Listing<T>, Error> {
    settings.eager = true;
    let mut pages = Pages::new(source, settings, clock);
    let mut items = Vec::new();
    while let Some(page) = pages.try_next().await? {
        items.extend(page);
    }
    Ok(Listing {
        items,
        drift: pages.drift().to_vec(),
        total: pages.total(),
    })
}

impl<Q: fmt::Debug> fmt::Debug for ListRequest<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListRequest")
            .field("query", &self.query)
            .field("page_size", &self.settings.page_size)
            .field("max_items", &self.settings.max_items)
            .finish_non_exhaustive()
    }
}
