//! What can go wrong with a list beyond the calls it is made of.

use std::fmt;

use super::drift::Drift;

/// A list that cannot be started or cannot be finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    /// The operation that lists.
    pub(crate) operation: &'static str,
    /// What went wrong.
    pub(crate) problem: ListProblem,
}

/// What went wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListProblem {
    /// A stream was asked for, and one page of it as well.
    PageOfStream(u32),
    /// One page was asked for, and to go on from a cursor as well.
    CursorOfPage,
    /// A number that must be 1 or more is 0.
    Zero(&'static str),
    /// The cursor was taken from a list with another parent, filter or sort.
    OtherList,
    /// The cursor was taken with another page size.
    OtherPageSize { cursor: Option<u32>, asked: u32 },
    /// The list changed while it was read, and the caller wants that as an error.
    Drift(Drift),
    /// The server answers the same page over and over.
    Stuck { asked: u64, answered: u64 },
    /// The server gives page after page without anything new.
    NothingNew { page: u64, pages: u64 },
    /// The list grows faster than it can be read.
    Endless { first: u64, now: u64 },
    /// The list changed on every pass.
    Unsettled { passes: u32 },
    /// What was looked for was not found, and may be there, since the list changed on every pass.
    NotSure { passes: u32, drift: Drift },
}

impl ListProblem {
    /// Whether it was found before anything was sent.
    pub(crate) fn is_early(&self) -> bool {
        matches!(
            self,
            Self::PageOfStream(_)
                | Self::CursorOfPage
                | Self::Zero(_)
                | Self::OtherList
                | Self::OtherPageSize { .. }
        )
    }

    /// What to do next.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::PageOfStream(_) => {
                "Await the request to read that page, or leave `page` out to read the list; `resume` goes on from a cursor."
            }
            Self::CursorOfPage => {
                "Read on with `items`, `pages` or `try_collect`, or leave `resume` out to read one page."
            }
            Self::Zero(_) => "Give 1 or more, or leave it out.",
            Self::OtherList => {
                "Resume the cursor on a list with the same parent, filters and sort, or start without a cursor."
            }
            Self::OtherPageSize { .. } => {
                "Leave `page_size` out when you resume: the cursor brings its own."
            }
            Self::Drift(_) => {
                "List again, or leave `strict` out and look at the drift of the stream; `verify` lists until two passes agree."
            }
            Self::Stuck { .. } | Self::NothingNew { .. } => {
                "The server does not page as documented. A larger `page_size` may bring the whole list on one page; `max_items` ends it early."
            }
            Self::Endless { .. } => {
                "Resume from the cursor of the stream to read on, or set `max_items`."
            }
            Self::Unsettled { .. } => {
                "Try again when fewer changes are made, or allow more passes with `max_passes`."
            }
            Self::NotSure { .. } => {
                "Look again when fewer changes are made. Do not take it for not being there: it may have been passed over."
            }
        }
    }
}

impl fmt::Display for ListProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PageOfStream(page) => {
                write!(f, "page {page} was asked for, but a stream reads the whole list")
            }
            Self::CursorOfPage => {
                f.write_str("a cursor was given, but only a stream goes on from one")
            }
            Self::Zero(what) => write!(f, "{what} must be 1 or more"),
            Self::OtherList => f.write_str("the cursor belongs to another list"),
            Self::OtherPageSize { cursor: Some(cursor), asked } => {
                write!(
                    f,
                    "the cursor counts in pages of {cursor}, and pages of {asked} were asked for"
                )
            }
            Self::OtherPageSize { cursor: None, asked } => write!(
                f,
                "the cursor counts in pages of the server's own size, and pages of {asked} were asked for"
            ),
            Self::Drift(drift) => write!(f, "the list changed while it was read: {drift}"),
            Self::Stuck { asked, answered } => write!(
                f,
                "the server answered page {answered} when page {asked} was asked for, with nothing new on it"
            ),
            Self::NothingNew { page, pages } => {
                write!(f, "the last {pages} pages, up to page {page}, held nothing new")
            }
            Self::Endless { first, now } => write!(
                f,
                "the list grew from {first} pages to {now} while it was read, without an end in sight"
            ),
            Self::Unsettled { passes } => {
                write!(f, "the list changed on each of {passes} passes")
            }
            Self::NotSure { passes, drift } => write!(
                f,
                "not sure whether it is there: it was not found, but the list changed on each of {passes} passes: {drift}"
            ),
        }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.problem)
    }
}

impl std::error::Error for ListError {}
