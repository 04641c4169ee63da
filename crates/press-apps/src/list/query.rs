//! What is listed: the part that differs from list to list.

use std::sync::Arc;

use super::seam::Clock;
use super::source::Source;

/// The question a list asks: which list, of which parent, with which filters and sorts.
///
/// Implemented by the queries of this crate only.
pub trait ListQuery: sealed::IntoSource {}

impl<Q: sealed::IntoSource> ListQuery for Q {}

pub(crate) mod sealed {
    use super::{Arc, Clock, Source};

    /// How a query is put to the server.
    pub trait IntoSource {
        /// What is in the list.
        type Item: Send + 'static;

        /// The source of pages, and the clock to wait by.
        fn into_source(self) -> (Source<Self::Item>, Arc<dyn Clock>);
    }
}
