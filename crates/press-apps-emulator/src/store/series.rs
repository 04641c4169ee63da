//! What belongs to one record, oldest first: the releases of a spec, the revisions of a deployment. Nothing is ever taken away, so there is
//! always a latest one.

use std::{iter, mem};

use super::listed::{Listed, Rows};
use super::looked::look;

/// A series of things, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Series<T> {
    earlier: Vec<T>,
    latest: T,
}

impl<T> Series<T> {
    /// A series that begins with this.
    pub(crate) fn new(first: T) -> Self {
        Self { earlier: Vec::new(), latest: first }
    }

    pub(crate) fn push(&mut self, next: T) {
        self.earlier.push(mem::replace(&mut self.latest, next));
    }

    pub(crate) fn len(&self) -> usize {
        self.earlier.len() + 1
    }

    /// The one at this place, counted from 0.
    pub(crate) fn get(&self, place: usize) -> Option<&T> {
        self.all().nth(place).map(look)
    }

    /// The one that was added last.
    pub(crate) fn latest(&self) -> &T {
        look(&self.latest)
    }

    /// All of them, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.all().map(look)
    }

    /// The rows of a list that begins with the latest.
    pub(crate) fn newest_first(&self) -> NewestFirst<'_, T> {
        NewestFirst(self)
    }

    /// All of them, without looking at those that are passed over.
    fn all(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.earlier.iter().chain(iter::once(&self.latest))
    }
}

impl<'s, T: Listed> Rows<'s> for &'s Series<T> {
    type Row = T;
    fn count(&self) -> usize {
        self.len()
    }
    fn after(&self, skipped: usize) -> impl Iterator<Item = &'s T> {
        self.all().skip(skipped).map(look)
    }
}

/// A series from its latest to its oldest.
#[derive(Debug)]
pub(crate) struct NewestFirst<'s, T>(&'s Series<T>);

impl<'s, T: Listed> Rows<'s> for NewestFirst<'s, T> {
    type Row = T;
    fn count(&self) -> usize {
        self.0.len()
    }
    fn after(&self, skipped: usize) -> impl Iterator<Item = &'s T> {
        self.0.all().rev().skip(skipped).map(look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Listed for u64 {
        fn sort_key(&self, _: &str) -> &str {
            ""
        }
        fn sequence(&self) -> u64 {
            *self
        }
    }

    #[test]
    fn a_series_is_read_from_both_ends_and_from_any_place() {
        let mut series = Series::new(1);
        let mut all = vec![1];
        for next in 2..=4 {
            series.push(next);
            all.push(next);
            assert_eq!((series.len(), *series.latest()), (all.len(), next));
            assert!(series.iter().eq(&all));
            for place in 0..6 {
                assert_eq!(series.get(place), all.get(place));
                let rows = &series;
                assert_eq!(Rows::count(&rows), all.len());
                assert!(rows.after(place).eq(all.iter().skip(place)));
                assert_eq!(series.newest_first().count(), all.len());
                assert!(series.newest_first().after(place).eq(all.iter().rev().skip(place)));
            }
        }
    }
}
