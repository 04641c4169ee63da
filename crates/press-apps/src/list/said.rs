//! What answers say about their list, and whether two of them say the same.
//!
//! Pure. What follows for the list is in [`super::ledger`].

use std::num::NonZeroU64;

use super::source::Counts;
use crate::error::Drift;

/// The counts that answers gave, each by the answer that arrived last and has it.
#[derive(Default)]
pub(super) struct Said {
    answers: u64,
    size: Option<NonZeroU64>,
    total: Option<u64>,
    page_count: Option<u64>,
}

impl Said {
    /// What is known before the first answer.
    pub(super) fn before(size: Option<NonZeroU64>, total: Option<u64>) -> Self {
        Self { size, total, ..Self::default() }
    }

    /// What the counts of `page`, which arrived now, change.
    pub(super) fn compare(&mut self, page: u64, counts: &Counts) -> Vec<Drift> {
        let mut found = Vec::new();
        if let (Some(before), Some(now)) = (self.size, counts.size())
            && before != now
            // The first answer may say another size than the one that was asked for.
            && self.answers > 0
        {
            let (before, now) = (before.get(), now.get());
            found.push(Drift::PageSizeChanged { page, before, now });
        }
        self.size = counts.size().or(self.size);
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

/// The last page by the number of pages, and by the number of items in pages of `size`; `empty` if no item is on the page that says so.
pub(super) fn last_pages(
    counts: &Counts,
    size: Option<NonZeroU64>,
    empty: bool,
) -> (Option<u64>, Option<u64>) {
    // A zero on a page that holds items says nothing.
    let said = |value: Option<u64>| value.filter(|value| *value > 0 || empty);
    let size = counts.size().or(size);
    let by_total = said(counts.total).zip(size).map(|(total, size)| total.div_ceil(size.get()));
    (said(counts.count), by_total)
}
