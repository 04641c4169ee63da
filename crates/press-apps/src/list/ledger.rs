//! What is known about a list while it is read: how far it goes, which ids came, and whether the server stays true to itself.
//!
//! Pure book-keeping: no requests, no time. The engine shows it every answer twice: once when it arrives, in any order, and once
//! when it is delivered, in page order. What two answers say is compared in the order they arrived, which is the order of events; told is
//! it with the page that said it.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use super::cursor::Cursor;
use super::delivered::{Delivered, Mark};
use super::said::{Said, last_pages};
use super::source::{Counts, FetchedPage};
use crate::error::Drift;
use crate::error::ListProblem;

/// How many pages in a row may bring nothing new, beyond those that the growth of the list explains.
const NOTHING_NEW_LIMIT: u64 = 8;
/// A list may double while it is read, or grow by this many pages if that is more.
const GROWTH_PAGES: u64 = 100;

/// A page without the items that came before.
pub(super) struct Accepted {
    /// One for each item that is left, in order.
    pub(super) marks: Vec<Mark>,
    /// How many items the server sent.
    pub(super) sent: u64,
    /// Whether the server says that the list ends before this page.
    pub(super) past_end: bool,
}

/// The last page of the list, as answers say.
struct Last {
    first: u64,
    now: u64,
}

pub(super) struct Ledger {
    delivered: Delivered,
    /// The page size: as the server says, else as asked for.
    size: Option<NonZeroU64>,
    /// Of the page delivered last that said so.
    total: Option<u64>,
    page_count: Option<u64>,
    /// What the answers that arrived so far say.
    said: Said,
    /// What is different in an answer that arrived, until it is delivered.
    differs: BTreeMap<u64, Vec<Drift>>,
    /// The last page; `None` while no answer says which it is.
    last: Option<Last>,
    /// The total as the first page said, and by how much a later one was greater at the most.
    first_total: Option<u64>,
    growth: u64,
    /// An empty page showed that the list ends here.
    closed: bool,
    /// A page was accepted.
    begun: bool,
    /// Items before the first page read, and on the pages read; `None` if the size of the pages before is not known.
    received: Option<u64>,
    nothing_new: u64,
    said_missing: bool,
    said_disagree: bool,
    drifted: bool,
    found: Vec<Drift>,
}

impl Ledger {
    pub(super) fn new(page_size: Option<u32>, cursor: Option<&Cursor>) -> Self {
        let size = cursor.and_then(|cursor| cursor.used_size).or(page_size.map(u64::from));
        let size = size.and_then(NonZeroU64::new);
        let total = cursor.and_then(|cursor| cursor.total);
        Self {
            delivered: Delivered::before(cursor),
            size,
            total,
            page_count: None,
            said: Said::before(size, total),
            differs: BTreeMap::new(),
            last: None,
            first_total: None,
            growth: 0,
            closed: false,
            begun: false,
            received: None,
            nothing_new: 0,
            said_missing: false,
            said_disagree: false,
            drifted: false,
            found: Vec::new(),
        }
    }

    /// The total, as the page delivered last says.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// The number of pages, as the page delivered last says.
    pub(super) fn page_count(&self) -> Option<u64> {
        self.page_count
    }

    pub(super) fn size(&self) -> Option<NonZeroU64> {
        self.size
    }

    /// The highest page that may be asked for when `next` is the one to deliver next.
    pub(super) fn limit(&self, next: u64) -> u64 {
        match &self.last {
            Some(Last { first, now }) => {
                let grown = first.saturating_mul(2).max(first.saturating_add(GROWTH_PAGES));
                grown.min(*now)
            }
            // Nobody knows how far the list goes: one page after the other, until one is empty.
            None => next,
        }
    }

    /// Whether the list ends before `page`, as the freshest answer says.
    pub(super) fn is_past_end(&self, page: u64) -> bool {
        self.last.as_ref().is_some_and(|last| page > last.now)
    }

    /// Whether an empty page showed that the list ends here.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Looks at an answer as soon as it is there: how far the list goes now, and what it says that others did not.
    pub(super) fn arrived<T>(&mut self, asked: u64, page: &FetchedPage<T>) {
        let differs = self.said.compare(asked, &page.counts);
        if !differs.is_empty() {
            self.differs.insert(asked, differs);
        }
        if let Some(now) = self.last_page(&page.counts, page.items.is_empty()) {
            self.last.get_or_insert(Last { first: now, now }).now = now;
        }
    }

    /// The last page by these counts; the greater number where they disagree, so that nothing is left out.
    fn last_page(&self, counts: &Counts, empty: bool) -> Option<u64> {
        let (by_count, by_total) = last_pages(counts, self.size, empty);
        by_count.max(by_total)
    }

    /// Takes the next page in order: drops from `page` what came before and notes every drift.
    ///
    /// # Errors
    ///
    /// The server goes round in circles, so the list cannot be finished.
    pub(super) fn accept<T>(
        &mut self,
        asked: u64,
        page: &mut FetchedPage<T>,
        id: impl Fn(&T) -> &str,
    ) -> Result<Accepted, ListProblem> {
        let counts = page.counts;
        let sent = page.items.len() as u64;
        let own_last = self.last_page(&counts, sent == 0);
        let past_end = own_last.is_some_and(|last| asked > last) && asked > 1;

        let misplaced = counts.number.filter(|answered| *answered != asked);
        if let Some(answered) = misplaced {
            self.note(Drift::OtherPage { asked, answered });
        }
        self.compare_counts(asked, &counts, sent == 0);
        if !self.begun {
            let pages_before = asked.saturating_sub(1);
            self.received = match self.size {
                _ if pages_before == 0 => Some(0),
                Some(size) => pages_before.checked_mul(size.get()),
                None => None,
            };
        }
        self.received = self.received.map(|received| received.saturating_add(sent));

        let sifted = self.delivered.sift(asked, &mut page.items, id);
        if sifted.moved {
            self.note(Drift::Moved { page: asked });
        }
        if let Some(first) = sifted.first_repeated {
            self.note(Drift::Repeated { page: asked, items: sifted.repeated, first });
        }
        let marks = sifted.marks;
        self.begun = true;

        if sent == 0 {
            self.empty_page(asked, &counts, past_end);
        }
        if marks.is_empty() && !past_end && !(sent == 0 && self.closed) && asked > 1 {
            self.nothing_new += 1;
            self.check_progress(asked, misplaced, sent)?;
        } else if !marks.is_empty() {
            self.nothing_new = 0;
        }
        Ok(Accepted { marks, sent, past_end })
    }

    fn compare_counts(&mut self, page: u64, counts: &Counts, empty: bool) {
        for drift in self.differs.remove(&page).into_iter().flatten() {
            self.note(drift);
        }
        self.size = counts.size().or(self.size);
        // A single page is read at once, so only from the second on does a missing total matter.
        if counts.total.is_none() && self.begun && !self.said_missing {
            self.said_missing = true;
            self.note(Drift::CountsMissing { page });
        }
        if let Some(total) = counts.total {
            let first = *self.first_total.get_or_insert(total);
            self.growth = self.growth.max(total.saturating_sub(first));
        }
        self.total = counts.total.or(self.total);
        self.page_count = counts.count.or(self.page_count);

        if let (Some(page_count), Some(by_total)) = last_pages(counts, self.size, empty)
            && let (Some(total), Some(size)) = (counts.total, self.size)
            // An empty list is called one page by some and none by others.
            && page_count.max(1) != by_total.max(1)
            && !self.said_disagree
        {
            self.said_disagree = true;
            let page_size = size.get();
            self.note(Drift::CountsDisagree { page, page_count, total, page_size });
        }
    }

    fn empty_page(&mut self, asked: u64, counts: &Counts, past_end: bool) {
        let (by_count, by_total) = last_pages(counts, self.size, true);
        let least = by_count.into_iter().chain(by_total).min();
        match (asked, counts.count, counts.total) {
            // Another answer may say that the list goes on.
            _ if past_end => {}
            // Nothing says how far the list goes, or the counts disagree, which was said: this page decides.
            _ if least.is_none_or(|least| asked > least) => self.closed = true,
            // An empty list may well have one page.
            (1, Some(1), None | Some(0)) => {}
            _ => self.note(Drift::EmptyPage { page: asked }),
        }
    }

    /// Ends a list that goes round in circles.
    fn check_progress(
        &mut self,
        asked: u64,
        misplaced: Option<u64>,
        sent: u64,
    ) -> Result<(), ListProblem> {
        if let Some(answered) = misplaced
            && sent > 0
        {
            // A server without counts that answers its last page for all beyond it has come to its end.
            if self.last.is_none() && answered.checked_add(1) == Some(asked) {
                self.closed = true;
                return Ok(());
            }
            return Err(ListProblem::Stuck { asked, answered });
        }
        let growth = self.size.map_or(self.growth, |size| self.growth.div_ceil(size.get()));
        let explained = growth.min(GROWTH_PAGES);
        if self.nothing_new > NOTHING_NEW_LIMIT.saturating_add(explained) {
            return Err(ListProblem::NothingNew { page: asked, pages: self.nothing_new });
        }
        Ok(())
    }

    /// Closes the book after the last page: a drift that only the sum shows, or a list without end.
    pub(super) fn finish(&mut self, next: u64) -> Result<(), ListProblem> {
        if let Some(Last { first, now }) = self.last
            && !self.closed
            && next <= now
        {
            return Err(ListProblem::Endless { first, now });
        }
        if let (Some(total), Some(received)) = (self.total, self.received)
            && !self.drifted
            && total != received
        {
            self.note(Drift::CountMismatch { total, received });
        }
        Ok(())
    }

    fn note(&mut self, drift: Drift) {
        self.drifted = true;
        self.found.push(drift);
    }

    /// The drifts found since this was last asked.
    pub(super) fn take_found(&mut self) -> Vec<Drift> {
        std::mem::take(&mut self.found)
    }
}
