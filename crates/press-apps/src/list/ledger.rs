//! What is known about a list while it is read: how far it goes, which ids came, and whether the server stays true to itself.
//!
//! Pure book-keeping: no requests, no time. The engine shows it every answer twice: once when it arrives, in any order, and once
//! when it is delivered, in page order. What two answers say is compared in the order they arrived, which is the order of events; told is
//! it with the page that said it.

use std::collections::{BTreeMap, HashSet};

use super::cursor::Cursor;
use super::fingerprint::Fingerprint;
use super::seen::Seen;
use super::source::{Counts, FetchedPage};
use crate::error::Drift;
use crate::error::ListProblem;

/// How many pages in a row may bring nothing new, beyond those that the growth of the list explains.
const NOTHING_NEW_LIMIT: u64 = 8;
/// A list may double while it is read, or grow by this many pages if that is more.
const GROWTH_PAGES: u64 = 100;

/// An item of an accepted page: where it stood, and its id.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// Place on the page as the server sent it, counted from 0.
    pub(super) index: u64,
    /// Half of the fingerprint, for cursors.
    pub(super) half: u64,
}

/// A page without the items that came before.
pub(super) struct Accepted {
    /// One for each item that is left, in order.
    pub(super) marks: Vec<Mark>,
    /// How many items the server sent.
    pub(super) sent: u64,
    /// Whether the server says that the list ends before this page.
    pub(super) past_end: bool,
}

pub(super) struct Ledger {
    seen: Seen,
    resumed: Option<Resumed>,
    /// The page size: as the server says, else as asked for.
    size: Option<u64>,
    /// Of the page delivered last that said so.
    total: Option<u64>,
    page_count: Option<u64>,
    /// What the answers that arrived so far say.
    said: Said,
    /// What is different in an answer that arrived, until it is delivered.
    differs: BTreeMap<u64, Vec<Drift>>,
    /// The last page as the freshest answer says; `None` while none says.
    last: Option<u64>,
    /// The last page and the total as the first page said.
    first_last: Option<u64>,
    first_total: Option<u64>,
    greatest_total: u64,
    /// An empty page showed that the list ends here.
    closed: bool,
    accepted: u64,
    /// Items before the first page read, and on the pages read; `None` if the size of the pages before is not known.
    received: Option<u64>,
    nothing_new: u64,
    said_missing: bool,
    said_disagree: bool,
    drifted: bool,
    found: Vec<Drift>,
}

/// The counts that answers gave, each by the answer that arrived last and has it.
#[derive(Default)]
struct Said {
    answers: u64,
    size: Option<u64>,
    total: Option<u64>,
    page_count: Option<u64>,
}

impl Said {
    /// What the counts of `page`, which arrived now, change.
    fn compare(&mut self, page: u64, counts: &Counts) -> Vec<Drift> {
        let mut found = Vec::new();
        if let Some(now) = counts.size.filter(|size| *size > 0) {
            match self.size {
                Some(before) if before != now && self.answers > 0 => {
                    found.push(Drift::PageSizeChanged { page, before, now });
                }
                _ => {}
            }
            self.size = Some(now);
        }
        match (self.total, counts.total, self.page_count, counts.count) {
            (Some(before), Some(now), ..) if before != now => {
                found.push(Drift::TotalChanged { page, before, now });
            }
            (None, None, Some(before), Some(now)) if before != now => {
                found.push(Drift::PageCountChanged { page, before, now });
            }
            _ => {}
        }
        self.total = counts.total.or(self.total);
        self.page_count = counts.count.or(self.page_count);
        self.answers += 1;
        found
    }
}

/// The place a stream started from.
struct Resumed {
    page: u64,
    index: u64,
    recent: HashSet<u64>,
}

impl Ledger {
    pub(super) fn new(page_size: Option<u32>, cursor: Option<&Cursor>) -> Self {
        Self {
            seen: Seen::default(),
            size: cursor.and_then(|cursor| cursor.used_size).or(page_size.map(u64::from)),
            total: cursor.and_then(|cursor| cursor.total),
            resumed: cursor.map(|cursor| Resumed {
                page: cursor.page,
                index: cursor.index,
                recent: cursor.recent.iter().copied().collect(),
            }),
            page_count: None,
            said: Said {
                size: cursor.and_then(|cursor| cursor.used_size).or(page_size.map(u64::from)),
                total: cursor.and_then(|cursor| cursor.total),
                ..Said::default()
            },
            differs: BTreeMap::new(),
            last: None,
            first_last: None,
            first_total: None,
            greatest_total: 0,
            closed: false,
            accepted: 0,
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

    pub(super) fn size(&self) -> Option<u64> {
        self.size
    }

    /// The highest page that may be asked for when `next` is the one to deliver next.
    pub(super) fn limit(&self, next: u64) -> u64 {
        match self.last {
            _ if self.closed => next.saturating_sub(1),
            Some(last) => last.min(self.growth_limit()),
            // Nobody knows how far the list goes: one page after the other, until one is empty.
            None => next,
        }
    }

    /// Whether the list ends before `page`, as the freshest answer says.
    pub(super) fn is_past_end(&self, page: u64) -> bool {
        self.accepted > 0 && self.last.is_some_and(|last| page > last)
    }

    fn growth_limit(&self) -> u64 {
        let first = self.first_last.or(self.last).unwrap_or(u64::MAX);
        first.saturating_mul(2).max(first.saturating_add(GROWTH_PAGES))
    }

    /// Looks at an answer as soon as it is there: how far the list goes now, and what it says that others did not.
    pub(super) fn arrived<T>(&mut self, asked: u64, page: &FetchedPage<T>) {
        let differs = self.said.compare(asked, &page.counts);
        if !differs.is_empty() {
            self.differs.insert(asked, differs);
        }
        if let Some(last) = self.last_page(&page.counts, page.items.is_empty()) {
            self.last = Some(last);
            self.first_last.get_or_insert(last);
        }
    }

    /// The last page by these counts; the greater number where they disagree, so that nothing is left out.
    fn last_page(&self, counts: &Counts, empty: bool) -> Option<u64> {
        let (by_count, by_total) = self.last_pages(counts, empty);
        by_count.max(by_total)
    }

    fn last_pages(&self, counts: &Counts, empty: bool) -> (Option<u64>, Option<u64>) {
        // A zero on a page that holds items says nothing.
        let said = |value: Option<u64>| value.filter(|value| *value > 0 || empty);
        let size = counts.size.filter(|size| *size > 0).or(self.size);
        let by_total = match (said(counts.total), size) {
            (Some(total), Some(size)) => Some(total.div_ceil(size.max(1))),
            _ => None,
        };
        (said(counts.count), by_total)
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
        if self.accepted == 0 {
            let pages_before = asked.saturating_sub(1);
            self.received = match self.size {
                _ if pages_before == 0 => Some(0),
                Some(size) => pages_before.checked_mul(size),
                None => None,
            };
        }
        self.received = self.received.map(|received| received.saturating_add(sent));

        let marks = self.drop_repeated(asked, page, id);
        self.accepted += 1;

        if sent == 0 {
            self.empty_page(asked, &counts, own_last, past_end);
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
        self.size = counts.size.filter(|size| *size > 0).or(self.size);
        // A single page is read at once, so only from the second on does a missing total matter.
        if counts.total.is_none() && self.accepted > 0 && !self.said_missing {
            self.said_missing = true;
            self.note(Drift::CountsMissing { page });
        }
        if let Some(total) = counts.total {
            self.first_total.get_or_insert(total);
            self.greatest_total = self.greatest_total.max(total);
        }
        self.total = counts.total.or(self.total);
        self.page_count = counts.count.or(self.page_count);

        if let (Some(by_count), Some(by_total)) = self.last_pages(counts, empty)
            // An empty list is called one page by some and none by others.
            && by_count != by_total
            && (by_count.max(1) != by_total.max(1))
            && !self.said_disagree
        {
            self.said_disagree = true;
            self.note(Drift::CountsDisagree {
                page,
                page_count: by_count,
                total: counts.total.unwrap_or(0),
                page_size: self.size.unwrap_or(0),
            });
        }
    }

    /// Takes every item out of the page that was delivered before; gives the marks of the others.
    fn drop_repeated<T>(
        &mut self,
        asked: u64,
        page: &mut FetchedPage<T>,
        id: impl Fn(&T) -> &str,
    ) -> Vec<Mark> {
        let mut marks = Vec::with_capacity(page.items.len());
        let mut repeated = 0;
        let mut first_repeated = None;
        let mut recognised = 0;
        let mut moved = false;
        let mut index = 0;
        page.items.retain(|item| {
            let here = index;
            index += 1;
            let id = id(item);
            let print = Fingerprint::of(id);
            if let Some(resumed) = &self.resumed {
                let known = resumed.recent.contains(&print.half());
                if asked == resumed.page && here < resumed.index {
                    if known {
                        recognised += 1;
                        self.seen.insert(print);
                        return false;
                    }
                    moved = true;
                } else if known && asked == resumed.page {
                    moved = true;
                    return false;
                } else if known {
                    repeated += 1;
                    first_repeated.get_or_insert_with(|| id.to_owned());
                    return false;
                }
            }
            if !self.seen.insert(print) {
                repeated += 1;
                first_repeated.get_or_insert_with(|| id.to_owned());
                return false;
            }
            marks.push(Mark { index: here, half: print.half() });
            true
        });
        if let Some(resumed) = &self.resumed
            && asked == resumed.page
            && recognised < resumed.index.min(resumed.recent.len() as u64)
        {
            moved = true;
        }
        if moved {
            self.note(Drift::Moved { page: asked });
        }
        if let Some(first) = first_repeated {
            self.note(Drift::Repeated { page: asked, items: repeated, first });
        }
        marks
    }

    fn empty_page(&mut self, asked: u64, counts: &Counts, own_last: Option<u64>, past_end: bool) {
        let (by_count, by_total) = self.last_pages(counts, true);
        let least = match (by_count, by_total) {
            (Some(count), Some(total)) => Some(count.min(total)),
            (count, total) => count.or(total),
        };
        match own_last {
            // Nothing says how far the list goes, so an empty page is its end.
            None => self.closed = true,
            _ if past_end => {}
            // The counts disagree, which was said: this page decides who is right.
            _ if least.is_some_and(|least| asked > least) => self.closed = true,
            // An empty list may well have one page.
            Some(_)
                if asked == 1 && counts.total.unwrap_or(0) == 0 && by_count.unwrap_or(1) <= 1 => {}
            Some(_) => self.note(Drift::EmptyPage { page: asked }),
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
        let growth = self.greatest_total - self.first_total.unwrap_or(self.greatest_total);
        let explained = growth.div_ceil(self.size.unwrap_or(1).max(1)).min(GROWTH_PAGES);
        if self.nothing_new > NOTHING_NEW_LIMIT.saturating_add(explained) {
            return Err(ListProblem::NothingNew { page: asked, pages: self.nothing_new });
        }
        Ok(())
    }

    /// Closes the book after the last page: a drift that only the sum shows, or a list without end.
    pub(super) fn finish(&mut self, next: u64) -> Result<(), ListProblem> {
        if let Some(last) = self.last
            && !self.closed
            && next <= last
        {
            return Err(ListProblem::Endless { first: self.first_last.unwrap_or(last), now: last });
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
