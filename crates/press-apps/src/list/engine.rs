//! Fetches pages side by side and delivers them in order.
//!
//! The engine starts requests, keeps what comes out of turn, and shows every answer to the [`Ledger`]. It runs only while it is
//! polled: when the consumer stops, no further page is asked for, and dropping it drops what is under way.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::cursor::Cursor;
use super::ledger::{Accepted, Ledger};
use super::source::{Counts, FetchedPage, Metadata, Source};
use crate::error::Drift;
use crate::error::Error;
use crate::error::{ListError, ListProblem};
use crate::time::BoxFuture;

/// How many pages are fetched side by side if the caller does not say.
pub(super) const DEFAULT_CONCURRENCY: usize = 16;
/// How many drifts a stream keeps; the callback gets all of them.
const KEPT_DRIFTS: usize = 100;

type OnDrift = Arc<dyn Fn(&Drift) + Send + Sync>;
type Fetch<T> = BoxFuture<'static, (u64, Result<FetchedPage<T>, Error>)>;

/// The knobs of a list, without its filters.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub(crate) page_size: Option<u32>,
    pub(crate) max_items: Option<u64>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) eager: bool,
    pub(crate) strict: bool,
    /// Whether items that cannot be read are left out of a whole list.
    pub(crate) lossy: bool,
    pub(crate) on_drift: Option<OnDrift>,
    pub(crate) resume: Option<Cursor>,
}

impl Settings {
    /// What is wrong with them, and the page size to ask for.
    pub(super) fn check(&mut self, key: u64) -> Result<(), ListProblem> {
        if self.page_size == Some(0) {
            return Err(ListProblem::Zero("page_size"));
        }
        if self.concurrency == Some(0) {
            return Err(ListProblem::Zero("concurrency"));
        }
        if let Some(cursor) = &self.resume {
            if cursor.list != key {
                return Err(ListProblem::OtherList);
            }
            if let Some(asked) = self.page_size
                && cursor.page_size != Some(asked)
            {
                return Err(ListProblem::OtherPageSize { cursor: cursor.page_size, asked });
            }
            self.page_size = cursor.page_size;
        }
        Ok(())
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency.unwrap_or(DEFAULT_CONCURRENCY)
    }
}

/// A page that is next in order, without the items that came before.
pub(super) struct NextPage<T> {
    pub(super) number: u64,
    pub(super) items: Vec<T>,
    pub(super) accepted: Accepted,
    pub(super) counts: Counts,
    pub(super) meta: Metadata,
}

pub(super) struct Engine<T> {
    source: Source<T>,
    settings: Settings,
    pub(super) ledger: Ledger,
    /// Asked for, and not answered yet.
    under_way: FuturesUnordered<Fetch<T>>,
    /// Answered out of turn.
    arrived: BTreeMap<u64, Result<FetchedPage<T>, Error>>,
    next_request: u64,
    next_delivery: u64,
    delivered_pages: usize,
    /// Items in the pages delivered.
    delivered_items: u64,
    /// Whether a page failed, so that no further one is asked for.
    failed: bool,
    ended: bool,
    /// Whether `max_items` took something off the last page.
    cut: bool,
    /// An error found before anything was sent, or after everything was delivered.
    parting: Option<ListProblem>,
    drifts: Vec<Drift>,
}

impl<T: 'static> Engine<T> {
    pub(super) fn new(source: Source<T>, mut settings: Settings) -> Self {
        let parting = settings.check(Cursor::key(&source.key())).err();
        let first = settings.resume.as_ref().map_or(1, |cursor| cursor.page.max(1));
        Self {
            ledger: Ledger::new(settings.page_size, settings.resume.as_ref()),
            under_way: FuturesUnordered::new(),
            arrived: BTreeMap::new(),
            next_request: first,
            next_delivery: first,
            delivered_pages: 0,
            delivered_items: 0,
            failed: false,
            ended: settings.max_items == Some(0) && parting.is_none(),
            cut: false,
            parting,
            drifts: Vec::new(),
            source,
            settings,
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn source(&self) -> &Source<T> {
        &self.source
    }

    pub(super) fn drifts(&self) -> &[Drift] {
        &self.drifts
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    pub(super) fn is_ended(&self) -> bool {
        self.ended
    }

    /// Lets the requests under way make progress, without asking for more.
    pub(super) fn drive(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some((number, result))) = self.under_way.poll_next_unpin(cx) {
            match &result {
                Ok(page) => self.ledger.arrived(number, page),
                Err(_) => self.failed = true,
            }
            self.arrived.insert(number, result);
        }
    }

    /// The next page, asking for as many as the window lets.
    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<NextPage<T>, Error>>> {
        loop {
            if let Some(problem) = self.parting.take() {
                return Poll::Ready(Some(Err(self.end_with(problem))));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            self.ask();
            self.drive(cx);
            match self.arrived.remove(&self.next_delivery) {
                Some(Ok(page)) => {
                    let result = self.deliver(page);
                    if self.asks_ahead() {
                        self.ask();
                        self.drive(cx);
                    }
                    match result {
                        // A page beyond the end was asked for before the list shrank; there is nothing to show.
                        Ok(page) if page.accepted.past_end && page.items.is_empty() => {}
                        result => return Poll::Ready(Some(result)),
                    }
                }
                // Asked for before the list shrank, which the ledger knows; some servers answer that with an error.
                Some(Err(_)) if self.ledger.is_past_end(self.next_delivery) => {
                    self.next_delivery = self.next_delivery.saturating_add(1);
                    self.failed = self.arrived.values().any(Result::is_err);
                }
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                // What is wanted was just asked for.
                None if self.under_way.is_empty() => self.finish(),
                None => return Poll::Pending,
            }
        }
    }

    /// Whether pages are asked for before the consumer is done with the one before.
    ///
    /// Not after the first page, unless eager, so that a few items cost one page; never with one page at a time.
    fn asks_ahead(&self) -> bool {
        self.settings.concurrency() > 1 && (self.settings.eager || self.delivered_pages > 1)
    }

    /// Asks for pages up to the window, the end of the list, and what `max_items` needs.
    fn ask(&mut self) {
        let mut room = self.wanted();
        while room > 0 {
            let page = self.next_request;
            let fetch = self.source.fetch(page, self.settings.page_size);
            self.under_way.push(Box::pin(async move { (page, fetch.await) }));
            self.next_request = self.next_request.saturating_add(1);
            room -= 1;
        }
    }

    /// How many more pages to ask for now.
    fn wanted(&self) -> usize {
        // Results behind a failed page or the end would be thrown away.
        if self.failed || self.ended || self.ledger.is_closed() {
            return 0;
        }
        let held = self.under_way.len() + self.arrived.len();
        // One page, then the square of the pages taken: 1, 4, 36 … a round trip, so that the window is open after two of them.
        let ramp = match self.delivered_pages {
            1.. if self.settings.eager => usize::MAX,
            pages => pages.saturating_add(1).saturating_pow(2),
        };
        let window = ramp
            // Never wider than the concurrency.
            .min(self.settings.concurrency())
            .saturating_sub(held);
        let left = self
            .ledger
            .limit(self.next_delivery)
            .saturating_add(1)
            .saturating_sub(self.next_request);
        window.min(usize::try_from(left).unwrap_or(usize::MAX)).min(self.wanted_for_max_items(held))
    }

    fn wanted_for_max_items(&self, held: usize) -> usize {
        let (Some(most), Some(size)) = (self.settings.max_items, self.ledger.size()) else {
            return usize::MAX;
        };
        let pages = most.saturating_sub(self.delivered_items).div_ceil(size.get());
        usize::try_from(pages).unwrap_or(usize::MAX).saturating_sub(held)
    }

    fn deliver(&mut self, mut page: FetchedPage<T>) -> Result<NextPage<T>, Error> {
        let number = self.next_delivery;
        let source = self.source.clone();
        let accepted = self.ledger.accept(number, &mut page, |item| source.id(item));
        let drift = self.report();
        let mut accepted = match (accepted, drift) {
            (Err(problem), _) => return Err(self.end_with(problem)),
            (Ok(_), Some(drift)) if self.settings.strict => {
                return Err(self.end_with(ListProblem::Drift(drift)));
            }
            (Ok(accepted), _) => accepted,
        };
        self.next_delivery = self.next_delivery.saturating_add(1);
        self.delivered_pages += 1;
        if let Some(most) = self.settings.max_items {
            let left =
                usize::try_from(most.saturating_sub(self.delivered_items)).unwrap_or(usize::MAX);
            self.cut = page.items.len() > left;
            page.items.truncate(left);
            accepted.marks.truncate(left);
        }
        self.delivered_items += page.items.len() as u64;
        if self.settings.max_items == Some(self.delivered_items) {
            self.end();
        }
        Ok(NextPage { number, items: page.items, accepted, counts: page.counts, meta: page.meta })
    }

    /// Everything was delivered.
    fn finish(&mut self) {
        let closed = self.ledger.finish(self.next_delivery);
        let drift = self.report();
        self.parting = match (closed, drift) {
            (Err(problem), _) => Some(problem),
            (Ok(()), Some(drift)) if self.settings.strict => Some(ListProblem::Drift(drift)),
            _ => None,
        };
        if self.parting.is_none() {
            self.end();
        }
    }

    /// Tells of every new drift; gives the first of them.
    fn report(&mut self) -> Option<Drift> {
        let found = self.ledger.take_found().into_iter();
        let found: Vec<_> = found.map(|drift| drift.map(|id| self.source.hide(id))).collect();
        for drift in &found {
            tracing::warn!(operation = self.source.operation(), "{drift}");
            if let Some(on_drift) = &self.settings.on_drift {
                on_drift(drift);
            }
            if self.drifts.len() < KEPT_DRIFTS {
                self.drifts.push(drift.clone());
            }
        }
        found.into_iter().next()
    }

    fn end_with(&mut self, problem: ListProblem) -> Error {
        self.end();
        Error::from(ListError { operation: self.source.operation(), problem })
    }

    /// No more pages: drops what is under way and what came out of turn.
    fn end(&mut self) {
        self.ended = true;
        self.under_way = FuturesUnordered::new();
        self.arrived.clear();
    }
}
