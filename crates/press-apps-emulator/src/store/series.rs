//! What belongs to one record, oldest first: the releases of a spec, the revisions of a deployment. Nothing is ever taken away.

use super::listed::{Listed, Rows};
use super::looked::look;

/// A series of things, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Series<T>(Vec<T>);

impl<T> Series<T> {
    /// A series that begins with this.
    pub(crate) fn new(first: T) -> Self {
        Self(vec![first])
    }

    pub(crate) fn push(&mut self, next: T) {
        self.0.push(next);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The one at this place, counted from 0.
    pub(crate) fn get(&self, place: usize) -> Option<&T> {
        self.0.get(place).map(look)
    }

    /// The latest. There is always one.
    pub(crate) fn last(&self) -> Option<&T> {
        self.0.last().map(look)
    }

    /// All of them, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter().map(look)
    }

    /// The rows of a list that begins with the latest.
    pub(crate) fn newest_first(&self) -> NewestFirst<'_, T> {
        NewestFirst(self)
    }
}

impl<'s, T: Listed> Rows<'s> for &'s Series<T> {
    type Row = T;
    fn count(&self) -> usize {
        self.0.len()
    }
    fn after(&self, skipped: usize) -> impl Iterator<Item = &'s T> {
        self.0.iter().skip(skipped).map(look)
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
        self.0.0.iter().rev().skip(skipped).map(look)
    }
}
