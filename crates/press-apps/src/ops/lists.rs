//! What the four lists share: one page at a time, sorted.

use std::fmt::Display;

use press_apps_api::{self as api, PageParts};
use press_apps_model::Sort;

use crate::request::{Endpoint, Request};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the service.
    pub items: Vec<T>,
    /// The number of this page, counted from 1.
    pub number: Option<u64>,
    /// How many items a full page holds.
    pub size: Option<u64>,
    /// How many pages there are.
    pub count: Option<u64>,
    /// How many items there are on all pages.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    pub(super) fn of<P: api::Page<Item = T>>(page: P) -> Self {
        let PageParts {
            items,
            page_number,
            page_size,
            page_count,
            total,
            ..
        } = page.into_parts();
        Self {
            items,
            number: page_number,
            size: page_size,
            count: page_count,
            total,
        }
    }

    /// Whether the service says that a page follows this one.
    #[must_use]
    pub fn has_next(&self) -> bool {
        matches!((self.number, self.count), (Some(number), Some(count)) if number < count)
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// The arguments that every list has.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    pub(super) sort: Vec<String>,
    pub(super) page: Option<u32>,
    pub(super) size: Option<u32>,
}

impl Paging {
    /// The arguments as the query sends them, for the rules.
    pub(super) fn query(&self, query: &mut Vec<(&'static str, String)>) {
        query.extend(self.sort.iter().map(|sort| ("sort", sort.clone())));
        query.extend(self.size.map(|size| ("pageSize", size.to_string())));
        query.extend(self.page.map(|page| ("pageNumber", page.to_string())));
    }
}

/// An operation that lists.
pub trait ListEndpoint: Endpoint {
    /// The fields this list can be sorted by.
    type Key: Display;

    /// Its place for the arguments that every list has.
    #[doc(hidden)]
    fn paging(&mut self) -> &mut Paging;
}

impl<E: ListEndpoint> Request<E> {
    /// Which page, counted from 1. The first if not given.
    pub fn page(mut self, number: u32) -> Self {
        self.endpoint.paging().page = Some(number);
        self
    }

    /// How many items a page holds. The service takes 25 if not given, and at most 100.
    pub fn page_size(mut self, size: u32) -> Self {
        self.endpoint.paging().size = Some(size);
        self
    }

    /// Sorts by a field, with or without an order; called again, by a further field among equals.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any").build()?;
    /// use press_apps::SortKey as _;
    /// use press_apps::types::SpecSort;
    ///
    /// let list = client.specs().list().sort(SpecSort::CreatedAt.desc()).sort(SpecSort::Name);
    /// assert_eq!(list.request()?.uri().query(), Some("sort=createdAt%3Adesc&sort=name"));
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn sort(mut self, sort: impl Into<Sort<E::Key>>) -> Self {
        self.endpoint.paging().sort.push(sort.into().to_string());
        self
    }
}

/// A list argument for the generated code: nothing is sent for an empty one.
pub(super) fn some<T>(values: &Vec<T>) -> Option<&Vec<T>> {
    (!values.is_empty()).then_some(values)
}
