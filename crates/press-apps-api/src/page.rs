//! One page of a list, whatever it lists.
//!
//! The implementations are generated from `x-press-pagination`. Walking through pages is the client's business.

/// One page of a list.
///
/// ```
/// use press_apps_api::{Page, types::SpecPage};
///
/// let page: SpecPage = serde_json::from_str(
///     r#"{ "pageNumber": 1, "pageSize": 25, "pageCount": 0,
///          "specCount": 0, "specs": null }"#,
/// )?;
/// let parts = page.into_parts();
/// assert!(parts.items.is_empty());
/// assert_eq!(parts.page_size, Some(25));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Page {
    /// What the page lists.
    type Item;

    /// The key of the list on the wire.
    const ITEMS: &'static str;

    /// Items and counts.
    fn into_parts(self) -> PageParts<Self::Item>;
}

/// What a page holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PageParts<T> {
    /// The items; `null` on the wire is an empty list.
    pub items: Vec<T>,
    /// Number of this page, counted from 1.
    pub page_number: Option<u64>,
    /// How many items a page holds.
    pub page_size: Option<u64>,
    /// How many pages there are.
    pub page_count: Option<u64>,
    /// How many items there are on all pages.
    pub total: Option<u64>,
}
