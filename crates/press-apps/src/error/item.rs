//! An item of a list that cannot be read, while the rest of its page can.

use std::fmt;

use super::body::one_line;

use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::hash::Hasher as _;

/// An item of a list that cannot be read: which one, and why.
///
/// The other items of its page are read all the same. [`Items`](crate::Items) gives it in its place, as an [`Error`](crate::Error) of kind
/// [`Item`](crate::ErrorKind::Item) after which the stream goes on; [`Page::rejected`](crate::Page::rejected) lists those of a page, and
/// [`Listing::rejected`](crate::Listing) those that [`lossy`](crate::Request::lossy) left out.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// for bad in client.specs().list().page_size(100).await?.rejected() {
///     eprintln!("{:?}: {bad}", bad.id());
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ItemError {
    index: u64,
    id: Option<String>,
    path: String,
    reason: String,
    key: String,
}

impl ItemError {
    /// `text` is the item as it came, of which nothing is kept.
    pub(crate) fn new(
        index: u64,
        id: Option<String>,
        path: String,
        reason: String,
        text: &str,
    ) -> Self {
        let key = id.clone().unwrap_or_else(|| {
            let mut hasher = SipHasher13::new();
            hasher.write(text.as_bytes());
            // No id begins like this.
            format!("\0{:032x}", hasher.finish128().as_u128())
        });
        Self { index, id, path, reason, key }
    }

    /// Its place on the page, counted from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Its id, if that can be read.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where in the answer it is not what it should be, such as `specs[3].metadata.status`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What tells it from other items: its id, else what it looks like.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, reason) = (one_line(&self.path, 200), one_line(&self.reason, 500));
        write!(f, "an item cannot be read: at `{path}`: {reason}")
    }
}

impl std::error::Error for ItemError {}
