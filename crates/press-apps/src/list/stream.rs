//! The two streams: items and pages.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::stream::{FusedStream, Stream};
use futures_util::StreamExt as _;

use super::cursor::Cursor;
use super::delivered::Mark;
use super::engine::{NextPage, Settings};
use super::page::Page;
use super::source::{Counts, Entry, Source};
use super::walk::Walk;
use crate::error::Drift;
use crate::error::{Error, ItemError};
use crate::response::Response;

/// The items of a list, in order, from [`items`](crate::Request::items).
///
/// A [`Stream`] that is `Send`, `Unpin` and owns what it needs. An item that cannot be read is an error in its place, of kind
/// [`Item`](crate::ErrorKind::Item), and the stream goes on after it. After any other error it ends; [`cursor`](Self::cursor) is then the
/// place to go on from.
///
/// In memory are at most as many decoded pages as [`concurrency`](crate::Request::concurrency) says, the one that is being delivered, and a
/// fingerprint of each id that was delivered, so that none comes twice: at most 24 bytes an item and 1 kB, at every moment. With 16 pages
/// of 100 documented specs at a time, everything but the fingerprints takes at most 6 MiB, however long the list is.
///
/// Pages are fetched only while the stream is polled. A consumer that works for long on one item holds up the pages under way, and
/// their time limits run on; collect first, or use `.concurrency(1)`, if an item takes minutes.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let mut specs = client.specs().list().page_size(100).items();
/// loop {
///     match specs.try_next().await {
///         Ok(Some(spec)) => println!("{}: {}", specs.position(), spec.id),
///         Ok(None) => break,
///         // One item cannot be read; the others can.
///         Err(error) if error.item().is_some() => eprintln!("{error}"),
///         // It goes on from here with `resume`, now or in another process.
///         Err(error) => {
///             eprintln!("{}", serde_json::to_string(&specs.cursor())?);
///             return Err(error.into());
///         }
///     }
/// }
/// println!("{} signs that the list changed meanwhile", specs.drift().len());
/// # Ok(())
/// # }).unwrap();
/// ```
pub struct Items<T> {
    walk: Walk<Entry<T>>,
    items: vec::IntoIter<Entry<T>>,
    marks: vec::IntoIter<Mark>,
    /// What came with the page of these items.
    meta: Option<Response<()>>,
}

/// The pages of a list, in order, from [`pages`](crate::Request::pages).
///
/// A [`Stream`] that is `Send`, `Unpin` and owns what it needs. Items that came on an earlier page are left out, and items that cannot be
/// read are in the page's [`rejected`](Page::rejected). After an error it
/// ends; [`cursor`](Self::cursor) is then the place to go on from. What it keeps in memory is what [`Items`] keep.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let mut pages = client.specs().list().page_size(2).pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("page {}: {} items, {}", page.number(), page.len(), page.status());
/// }
/// assert_eq!(pages.position(), 4);
/// # Ok(())
/// # }).unwrap();
/// ```
pub struct Pages<T> {
    walk: Walk<Entry<T>>,
}

/// The next item or page of a stream, from its `try_next`. Await it.
///
/// Dropping it before it is done loses nothing: the stream goes on where it was.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let mut specs = client.specs().list().items();
/// let first = specs.try_next().await?;
/// println!("{:?}", first.map(|spec| spec.id));
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "nothing is sent before it is awaited"]
#[derive(Debug)]
pub struct TryNext<'a, S>(pub(crate) &'a mut S);

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Future for TryNext<'_, S> {
    type Output = Result<Option<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_next_unpin(context).map(Option::transpose)
    }
}

/// A page that is next, with the items that cannot be read in their places.
pub(super) struct Entries<T> {
    number: u64,
    pub(super) entries: Vec<Entry<T>>,
    counts: Counts,
    meta: Response<()>,
}

impl<T> Entries<T> {
    /// The first item that cannot be read, as an error of the operation.
    pub(super) fn first_rejected(&self, operation: &'static str) -> Option<Error> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Item(_) => None,
            Entry::Rejected(item) => Some(rejected((**item).clone(), operation, Some(&self.meta))),
        })
    }
}

/// A number of the service as one of this machine.
fn at_most(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The error of an item that cannot be read, with what is known of its page.
fn rejected(item: ItemError, operation: &'static str, meta: Option<&Response<()>>) -> Error {
    let mut error = Error::from(item);
    let inner = error.inner_mut();
    inner.operation = Some(operation);
    if let Some(meta) = meta {
        inner.status = Some(meta.status());
        inner.request_id = meta.request_id().map(str::to_owned);
        inner.attempts = meta.attempts().to_vec();
    }
    error
}

macro_rules! accessors {
    ($stream:ident) => {
        impl<T: 'static> $stream<T> {
            #[cfg(feature = "blocking")]
            pub(crate) fn client(&self) -> &crate::Client {
                self.walk.engine.source().client()
            }

            /// How many items are on all pages, as the page read last says; `None` before the first page, or if the server does
            /// not say.
            #[must_use]
            pub fn total(&self) -> Option<u64> {
                self.walk.engine.ledger.total()
            }

            /// How many pages there are, as the page read last says.
            #[must_use]
            pub fn page_count(&self) -> Option<u64> {
                self.walk.engine.ledger.page_count()
            }

            /// How many items were delivered, those before a cursor included.
            #[must_use]
            pub fn position(&self) -> u64 {
                self.walk.position()
            }

            /// The place right after the item delivered last, to go on from with
            /// [`resume`](crate::Request::resume), here or in another process. After an error it is the place of the
            /// error.
            #[must_use]
            pub fn cursor(&self) -> Cursor {
                self.walk.cursor()
            }

            /// Every sign so far that the list changed while it was read (the first hundred of them).
            ///
            /// Empty after the end of the stream means: nothing was missed. See [`Drift`] for the one exception.
            #[must_use]
            pub fn drift(&self) -> &[Drift] {
                self.walk.engine.drifts()
            }
        }

        impl<T: 'static> fmt::Debug for $stream<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($stream))
                    .field("operation", &self.walk.engine.source().operation())
                    .field("position", &self.position())
                    .field("total", &self.total())
                    .field("drift", &self.drift())
                    .finish_non_exhaustive()
            }
        }
    };
}

accessors!(Items);
accessors!(Pages);

impl<T: 'static> Items<T> {
    pub(crate) fn new(source: Source<Entry<T>>, settings: Settings) -> Self {
        Self {
            walk: Walk::new(source, settings),
            items: Vec::new().into_iter(),
            marks: Vec::new().into_iter(),
            meta: None,
        }
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    ///
    /// Of kind [`Item`](crate::ErrorKind::Item) in place of an item that cannot be read; call it again for the next one. Else the error of
    /// the page that could not be fetched, after every item before it; the stream ends with that.
    pub fn try_next(&mut self) -> TryNext<'_, Self> {
        TryNext(self)
    }
}

// The items lie in a `Vec`; none of them is ever pinned.
impl<T> Unpin for Items<T> {}
impl<T> Unpin for Pages<T> {}

impl<T: 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let (Some(item), Some(mark)) = (this.items.next(), this.marks.next()) {
                this.walk.engine.drive(cx);
                this.walk.delivered(mark, this.marks.len() == 0);
                return Poll::Ready(Some(match item {
                    Entry::Item(item) => Ok(item),
                    Entry::Rejected(item) => {
                        let operation = this.walk.engine.source().operation();
                        Err(rejected(*item, operation, this.meta.as_ref()))
                    }
                }));
            }
            match this.walk.poll_page(cx) {
                Poll::Ready(Some(Ok(page))) => {
                    this.items = page.items.into_iter();
                    this.marks = page.accepted.marks.into_iter();
                    this.meta = Some(page.meta);
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// At least the items that are here already, at most as many as the server has said so far.
    ///
    /// The lower bound is never taken from a number the server sent, because collectors reserve memory by it.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let here = self.items.len();
        if self.walk.engine.is_ended() {
            return (here, Some(here));
        }
        (here, self.walk.left().map(|left| at_most(left).max(here)))
    }
}

impl<T: 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.walk.engine.is_ended() && self.items.len() == 0
    }
}

impl<T: 'static> Pages<T> {
    pub(crate) fn new(source: Source<Entry<T>>, settings: Settings) -> Self {
        Self { walk: Walk::new(source, settings) }
    }

    /// The next page; `None` at the end.
    ///
    /// # Errors
    ///
    /// The error of the page that could not be fetched, after every page before it. The stream ends with it.
    pub fn try_next(&mut self) -> TryNext<'_, Self> {
        TryNext(self)
    }

    /// The next page with the items that cannot be read in their places.
    pub(super) async fn next_entries(&mut self) -> Result<Option<Entries<T>>, Error> {
        std::future::poll_fn(|cx| self.poll_entries(cx)).await.transpose()
    }

    pub(super) fn operation(&self) -> &'static str {
        self.walk.engine.source().operation()
    }

    fn poll_entries(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Entries<T>, Error>>> {
        self.walk.poll_page(cx).map_ok(|page| {
            let NextPage { number, items: entries, accepted, counts, meta } = page;
            let last = accepted.marks.len().saturating_sub(1);
            for (n, mark) in accepted.marks.iter().enumerate() {
                self.walk.delivered(*mark, n == last);
            }
            Entries { number, entries, counts, meta }
        })
    }
}

impl<T: 'static> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_entries(cx).map_ok(|page| {
            let Entries { number, entries, counts, meta } = page;
            meta.map(|()| Page::of_entries(number, entries, counts))
        })
    }

    /// At least none, at most as many pages as the items that are left fill.
    fn size_hint(&self) -> (usize, Option<usize>) {
        if self.walk.engine.is_ended() {
            return (0, Some(0));
        }
        let size = self.walk.engine.ledger.size();
        let pages = self.walk.left().zip(size).map(|(left, size)| left.div_ceil(size.get()));
        (0, pages.map(at_most))
    }
}

impl<T: 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.walk.engine.is_ended()
    }
}
