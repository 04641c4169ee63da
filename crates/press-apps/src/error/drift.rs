//! What shows that a list changed, or that the server contradicted itself, while it was read.

use std::fmt;

use super::body::one_line;

/// A sign that a list was not the same from the first page read to the last.
///
/// Pages are numbered, so an item made or deleted while a list is read moves the others: one may be missed or come twice. Items
/// that come twice are dropped; items that may have been missed are what a drift is about. A stream that ends without any drift
/// has seen every item that was there all the time, with one exception, which page numbers cannot show: between two reads, as
/// many items were deleted as were made (a moved item counts as both). [`verify`](crate::Request::verify) finds that too.
///
/// What pages say is compared in the order in which their answers arrived, and reported with the page that said it.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::Drift;
///
/// let specs = client.specs().list().try_collect().await?;
/// for drift in &specs.drift {
///     match drift {
///         Drift::TotalChanged { before, now, .. } => {
///             println!("{before} are {now} now")
///         }
///         other => println!("{other}"), // one line for people
///     }
///     }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// The number of items on all pages changed.
    TotalChanged {
        /// The page that said so.
        page: u64,
        /// The total before.
        before: u64,
        /// The total now.
        now: u64,
    },
    /// The number of pages changed, and no total says why.
    PageCountChanged {
        /// The page that said so.
        page: u64,
        /// The number of pages before.
        before: u64,
        /// The number of pages now.
        now: u64,
    },
    /// The server used another page size than before, so the pages do not line up.
    PageSizeChanged {
        /// The page that said so.
        page: u64,
        /// The page size before.
        before: u64,
        /// The page size now.
        now: u64,
    },
    /// Items came again that were delivered before; they were dropped.
    Repeated {
        /// The page that held them.
        page: u64,
        /// How many.
        items: usize,
        /// The id of the first of them.
        first: String,
    },
    /// The server answered another page than the one asked for.
    OtherPage {
        /// The page asked for.
        asked: u64,
        /// The page the answer says it is.
        answered: u64,
    },
    /// A page that should hold items was empty.
    EmptyPage {
        /// The empty page.
        page: u64,
    },
    /// The number of pages does not fit the total.
    CountsDisagree {
        /// The page that said so.
        page: u64,
        /// The number of pages, as the server says.
        page_count: u64,
        /// The number of items on all pages, as the server says.
        total: u64,
        /// The page size, as the server says.
        page_size: u64,
    },
    /// The server does not say how many items there are, so a change cannot be noticed.
    CountsMissing {
        /// The first page after which this matters.
        page: u64,
    },
    /// All pages together did not hold as many items as the server said.
    CountMismatch {
        /// The total the server gave, on every page.
        total: u64,
        /// How many items the pages held.
        received: u64,
    },
    /// The items around the place of a cursor are not those that were there when it was taken.
    Moved {
        /// The page of the cursor.
        page: u64,
    },
}

impl Drift {
    /// The same, with each text in it changed.
    pub(crate) fn map(mut self, change: impl Fn(String) -> String) -> Self {
        if let Self::Repeated { first, .. } = &mut self {
            *first = change(std::mem::take(first));
        }
        self
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TotalChanged { page, before, now } => {
                write!(f, "page {page} says that there are {now} items, it was {before} before")
            }
            Self::PageCountChanged { page, before, now } => {
                write!(f, "page {page} says that there are {now} pages, it was {before} before")
            }
            Self::PageSizeChanged { page, before, now } => {
                write!(f, "page {page} has a page size of {now}, it was {before} before")
            }
            Self::Repeated { page, items: 1, first } => {
                let first = one_line(first, 200);
                write!(f, "page {page} holds an item that came before: `{first}`")
            }
            Self::Repeated { page, items, first } => {
                write!(
                    f,
                    "page {page} holds {items} items that came before; the first is `{}`",
                    one_line(first, 200)
                )
            }
            Self::OtherPage { asked, answered } => {
                write!(f, "page {asked} was asked for, and page {answered} was answered")
            }
            Self::EmptyPage { page } => {
                write!(f, "page {page} is empty although there should be items on it")
            }
            Self::CountsDisagree { page, page_count, total, page_size } => write!(
                f,
                "page {page} says that there are {page_count} pages, which does not fit {total} items of {page_size} per page"
            ),
            Self::CountsMissing { page } => {
                write!(
                    f,
                    "page {page} does not say how many items there are, so a change would not be noticed"
                )
            }
            Self::CountMismatch { total, received } => {
                write!(f, "there should be {total} items, and the pages held {received}")
            }
            Self::Moved { page } => {
                write!(
                    f,
                    "the items on page {page} are not those that were there when the cursor was taken"
                )
            }
        }
    }
}
