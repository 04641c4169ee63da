//! What lists give back as a whole: one page, or everything.

use std::ops::Deref;
use std::slice;
use std::vec;

use press_apps_api::{self as api, PageParts};
use serde::{Serialize, Serializer};

use super::source::{Counts, Entry};
use crate::error::{Drift, ItemError};

/// One page of a list.
///
/// It derefs to its items.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let page = client.specs().list().page_size(3).await?;
/// println!("page {} of {:?}", page.number(), page.page_count());
/// for spec in &*page {
///     println!("{}", spec.metadata.name);
/// }
/// if let Some(number) = page.next_number() {
///     let next = client.specs().list().page_size(3).page(2).await?;
///     assert_eq!((number, next.len()), (2, 1));
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page<T> {
    asked: u64,
    items: Vec<T>,
    rejected: Vec<ItemError>,
    counts: Counts,
}

impl<T> Page<T> {
    /// A page as the generated code reads it.
    pub(crate) fn of<P: api::Page<Item = T>>(page: P) -> Self {
        let PageParts { items, page_number, page_size, page_count, total, .. } = page.into_parts();
        let counts = Counts { number: page_number, size: page_size, count: page_count, total };
        Self { asked: 1, items, rejected: Vec::new(), counts }
    }

    /// A page out of the entries that a stream delivers.
    pub(super) fn of_entries(asked: u64, entries: Vec<Entry<T>>, counts: Counts) -> Self {
        let (items, rejected) = Entry::apart(entries);
        Self { asked, items, rejected, counts }
    }

    /// The same page with these items.
    pub(crate) fn with_items(self, items: Vec<T>, rejected: Vec<ItemError>) -> Self {
        Self { items, rejected, ..self }
    }

    /// Takes down the number that was asked for; gives the one the server says.
    pub(crate) fn asked_as(&mut self, number: u64) -> Option<u64> {
        self.asked = number;
        self.counts.number
    }

    /// Everything on the page in the order of the list, and what the server says about the list.
    pub(crate) fn into_entries(self) -> (Vec<Entry<T>>, Counts) {
        let mut items = self.items.into_iter().map(Entry::Item);
        if self.rejected.is_empty() {
            return (items.collect(), self.counts);
        }
        let mut entries = Vec::with_capacity(items.len() + self.rejected.len());
        for item in self.rejected {
            let before = usize::try_from(item.index()).unwrap_or(usize::MAX);
            entries.extend(items.by_ref().take(before.saturating_sub(entries.len())));
            entries.push(Entry::Rejected(Box::new(item)));
        }
        entries.extend(items);
        (entries, self.counts)
    }

    /// The items of the page that cannot be read. They are not among the [`items`](Self::items).
    ///
    /// Empty unless the service sends something that its document does not know. A page with more than a thousand of them is an error.
    #[must_use]
    pub fn rejected(&self) -> &[ItemError] {
        &self.rejected
    }

    /// The items of the page that can be read, in the order of the list.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items alone.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// The number of the page, counted from 1, as the server says; else the one asked for.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.counts.number.unwrap_or(self.asked)
    }

    /// How many items a page holds, as the server says. It may be fewer than asked for.
    #[must_use]
    pub fn page_size(&self) -> Option<u64> {
        self.counts.size
    }

    /// How many pages there are, as the server says.
    #[must_use]
    pub fn page_count(&self) -> Option<u64> {
        self.counts.count
    }

    /// How many items are on all pages, as the server says.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.counts.total
    }

    /// The number of the page after this one; `None` on the last page, or if the server does not say how many there are.
    #[must_use]
    pub fn next_number(&self) -> Option<u64> {
        // From what was asked for: a loop over a server that answers the same page for ever still ends.
        let next = self.asked.checked_add(1)?;
        (next <= self.counts.count?).then_some(next)
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// The items that could be read.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

/// A whole list, and whether it held still while it was read.
///
/// While it is read, the items are in memory, at most [`concurrency`](crate::Request::concurrency) pages more, and at most 24 bytes for
/// each item to recognise one that comes again. To go through a list that does not fit into memory, use [`items`](crate::Request::items).
///
/// It derefs to its items.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let specs = client.specs().list().try_collect().await?;
/// println!("{} of {:?}", specs.len(), specs.total);
/// if specs.drift.is_empty() {
///     println!("nothing was missed");
/// }
/// let names: Vec<_> = specs.into_iter().map(|spec| spec.metadata.name).collect();
/// # assert_eq!(names.len(), 4);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Listing<T> {
    /// The items, in the order of the list, none twice.
    pub items: Vec<T>,
    /// Every sign that the list changed while it was read (the first hundred); empty if nothing was missed.
    pub drift: Vec<Drift>,
    /// The items that cannot be read, which [`lossy`](crate::Request::lossy) left out; empty without it.
    pub rejected: Vec<ItemError>,
    /// How many items there are, as the server said last. More than `items` if `max_items` cut the list.
    pub total: Option<u64>,
}

impl<T> Listing<T> {
    /// The items alone.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }
}

impl<T> Deref for Listing<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Listing<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Listing<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// The items alone.
impl<T: Serialize> Serialize for Listing<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T> From<Listing<T>> for Vec<T> {
    fn from(listing: Listing<T>) -> Self {
        listing.items
    }
}
