//! A service with one list in memory. It answers after a virtual delay, changes between reads by a script, and can misbehave.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::Instant;

use super::super::cursor::Cursor;
use super::super::engine::Settings;
use super::super::page::Listing;
use super::super::source::{Counts, Entry, FetchedPage, PageSource, Source};
use super::super::stream::{Items, Pages};
use super::super::verify::{Verify, collect};
use crate::error::Drift;
use crate::error::Error;
use crate::error::{ListError, ListProblem};
use crate::response::Response;
use crate::time::BoxFuture;

/// One round trip, where a test does not say otherwise.
pub(super) const TRIP: Duration = Duration::from_millis(50);

/// An item. It counts how many of its kind are alive.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    alive: Arc<AtomicUsize>,
}

impl Drop for Row {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A change to the list; the place is a fraction of its length, out of 256.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    Insert(u8),
    Delete(u8),
}

/// What a request met: called with the page and the number of requests answered before, it may change or refuse the answer.
type Quirk =
    Box<dyn Fn(u64, usize, &mut Vec<String>, &mut Counts) -> Result<(), Error> + Send + Sync>;

#[derive(Clone)]
pub(super) struct Service {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    quirk: Option<Quirk>,
    alive: Arc<AtomicUsize>,
}

pub(super) struct State {
    pub(super) items: Vec<String>,
    made: usize,
    cap: u64,
    delays: Vec<Duration>,
    /// What happens before each read, in order.
    script: VecDeque<Vec<Change>>,
    /// Pages asked for, in the order of asking.
    pub(super) asked: Vec<u64>,
    /// When each of them was.
    pub(super) asked_at: Vec<Instant>,
    /// Pages read, in the order of reading, with the ids on them.
    pub(super) read: Vec<(u64, Vec<String>)>,
    pub(super) under_way: usize,
    pub(super) most_under_way: usize,
    pub(super) most_alive: usize,
    /// What the list held at the first read.
    pub(super) at_first_read: Vec<String>,
    /// Whether a change between two reads left the number of items alone.
    pub(super) balanced: bool,
    /// Whether anything changed between the first read and the last.
    pub(super) changed: bool,
}

impl Service {
    pub(super) fn with(items: usize) -> Self {
        Self::build(items, None)
    }

    pub(super) fn odd(
        items: usize,
        quirk: impl Fn(u64, usize, &mut Vec<String>, &mut Counts) -> Result<(), Error>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self::build(items, Some(Box::new(quirk)))
    }

    fn build(items: usize, quirk: Option<Quirk>) -> Self {
        let state = State {
            items: (0..items).map(|n| format!("item-{n}")).collect(),
            made: items,
            cap: 100,
            delays: vec![TRIP],
            script: VecDeque::new(),
            asked: Vec::new(),
            asked_at: Vec::new(),
            read: Vec::new(),
            under_way: 0,
            most_under_way: 0,
            most_alive: 0,
            at_first_read: Vec::new(),
            balanced: false,
            changed: false,
        };
        Self { inner: Arc::new(Inner { state: Mutex::new(state), quirk, alive: Arc::default() }) }
    }

    /// The delays of the requests, over and over.
    pub(super) fn delays(self, delays: impl IntoIterator<Item = u64>) -> Self {
        self.state().delays = delays.into_iter().map(Duration::from_millis).collect();
        self
    }

    /// The changes before each read.
    pub(super) fn script(self, script: impl IntoIterator<Item = Vec<Change>>) -> Self {
        self.state().script = script.into_iter().collect();
        self
    }

    pub(super) fn cap(self, cap: u64) -> Self {
        self.state().cap = cap;
        self
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed while it looked must not fail again while it cleans up.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, changes: &[Change]) {
        self.state().apply(changes);
    }

    pub(super) fn alive(&self) -> usize {
        self.inner.alive.load(Ordering::Relaxed)
    }

    pub(super) fn requests(&self) -> usize {
        self.state().asked.len()
    }

    /// How many pages were asked for in each round trip, if every answer takes one.
    pub(super) fn bursts(&self) -> Vec<usize> {
        self.state().asked_at.chunk_by(|one, next| one == next).map(<[_]>::len).collect()
    }

    pub(super) fn list(&self) -> List<Row> {
        List::of(Query { service: self.clone(), filter: "" })
    }

    pub(super) fn filtered(&self, filter: &'static str) -> List<Row> {
        List::of(Query { service: self.clone(), filter })
    }

    async fn answer(self, page: u64, page_size: Option<u32>) -> Result<FetchedPage<Row>, Error> {
        let delay = {
            let mut state = self.state();
            let nth = state.asked.len();
            state.asked.push(page);
            state.asked_at.push(Instant::now());
            assert!(state.asked.len() < 20_000, "the stream has no end");
            state.under_way += 1;
            state.most_under_way = state.most_under_way.max(state.under_way);
            state.delays[nth % state.delays.len()]
        };
        let under_way = UnderWay(self.clone());
        tokio::time::sleep(delay).await;
        drop(under_way);
        let mut state = self.state();
        if let Some(changes) = state.script.pop_front() {
            state.apply(&changes);
        }
        if state.read.is_empty() {
            state.at_first_read = state.items.clone();
            state.balanced = false;
            state.changed = false;
        }
        let size = u64::from(page_size.unwrap_or(25)).min(state.cap);
        let start = (page - 1).saturating_mul(size).min(state.items.len() as u64) as usize;
        let end = page.saturating_mul(size).min(state.items.len() as u64) as usize;
        let mut ids = state.items[start..end].to_vec();
        let total = state.items.len() as u64;
        let mut counts = Counts {
            number: Some(page),
            size: Some(size),
            count: Some(total.div_ceil(size)),
            total: Some(total),
        };
        let nth = state.read.len();
        if let Some(quirk) = &self.inner.quirk {
            quirk(page, nth, &mut ids, &mut counts)?;
        }
        state.read.push((page, ids.clone()));
        let items: Vec<_> = ids
            .into_iter()
            .map(|id| {
                self.inner.alive.fetch_add(1, Ordering::Relaxed);
                Row { id, alive: self.inner.alive.clone() }
            })
            .collect();
        state.most_alive = state.most_alive.max(self.alive());
        Ok(FetchedPage { items, counts, meta: nothing() })
    }
}

/// A request that was sent and not answered; dropped with its future.
struct UnderWay(Service);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.state().under_way -= 1;
    }
}

impl State {
    fn apply(&mut self, changes: &[Change]) {
        let before = self.items.len();
        let mut done = 0;
        for change in changes {
            match change {
                Change::Insert(place) => {
                    let at = usize::from(*place) * (self.items.len() + 1) / 256;
                    self.items.insert(at, format!("item-{}", self.made));
                    self.made += 1;
                    done += 1;
                }
                Change::Delete(place) if !self.items.is_empty() => {
                    let at = usize::from(*place) * self.items.len() / 256;
                    self.items.remove(at);
                    done += 1;
                }
                Change::Delete(_) => {}
            }
        }
        self.changed |= done > 0;
        self.balanced |= done > 0 && before == self.items.len();
    }

    /// Items that were there at the first read and are there now.
    pub(super) fn survivors(&self) -> Vec<String> {
        self.at_first_read.iter().filter(|id| self.items.contains(id)).cloned().collect()
    }
}

#[derive(Clone)]
pub(super) struct Query {
    service: Service,
    filter: &'static str,
}

/// The knobs of a list, as the requests of the client have them.
pub(super) struct List<T> {
    source: Source<Entry<T>>,
    settings: Settings,
}

/// A source whose items can all be read.
struct Readable<S>(S);

impl<T: 'static, S: PageSource<T>> PageSource<Entry<T>> for Readable<S> {
    #[cfg(feature = "blocking")]
    fn client(&self) -> &crate::Client {
        self.0.client()
    }

    fn operation(&self) -> &'static str {
        self.0.operation()
    }

    fn key(&self) -> String {
        self.0.key()
    }

    fn id<'a>(&self, entry: &'a Entry<T>) -> &'a str {
        match entry {
            Entry::Item(item) => self.0.id(item),
            Entry::Rejected(item) => item.key(),
        }
    }

    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
    ) -> BoxFuture<'static, Result<FetchedPage<Entry<T>>, Error>> {
        let page = self.0.fetch(page, page_size);
        Box::pin(async move {
            let FetchedPage { items, counts, meta } = page.await?;
            Ok(FetchedPage { items: items.into_iter().map(Entry::Item).collect(), counts, meta })
        })
    }
}

impl<T: 'static> List<T> {
    pub(super) fn of(source: impl PageSource<T>) -> Self {
        Self { source: Arc::new(Readable(source)), settings: Settings::default() }
    }

    pub(super) fn page_size(mut self, items: u32) -> Self {
        self.settings.page_size = Some(items);
        self
    }

    pub(super) fn max_items(mut self, items: u64) -> Self {
        self.settings.max_items = Some(items);
        self
    }

    pub(super) fn concurrency(mut self, pages: usize) -> Self {
        self.settings.concurrency = Some(pages);
        self
    }

    pub(super) fn eager(mut self) -> Self {
        self.settings.eager = true;
        self
    }

    pub(super) fn strict(mut self) -> Self {
        self.settings.strict = true;
        self
    }

    pub(super) fn on_drift(mut self, tell: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.settings.on_drift = Some(Arc::new(tell));
        self
    }

    pub(super) fn resume(mut self, cursor: Cursor) -> Self {
        self.settings.resume = Some(cursor);
        self
    }

    pub(super) fn items(self) -> Items<T> {
        Items::new(self.source, self.settings)
    }

    pub(super) fn pages(self) -> Pages<T> {
        Pages::new(self.source, self.settings)
    }

    pub(super) async fn try_collect(self) -> Result<Listing<T>, Error> {
        collect(self.source, self.settings).await
    }

    pub(super) fn verify(self) -> Verify<T> {
        Verify::new(self.source, self.settings)
    }
}

/// What comes with a page of this service: nothing of interest.
pub(super) fn nothing() -> Response<()> {
    Response::new(
        (),
        http::StatusCode::OK,
        http::HeaderMap::new(),
        crate::error::Attempts::default(),
        Duration::ZERO,
    )
}

/// What is wrong with the list, from the error of a stream.
pub(super) fn problem(error: &Error) -> ListProblem {
    error.inner().list.clone().expect("an error of the list")
}

impl PageSource<Row> for Query {
    #[cfg(feature = "blocking")]
    fn client(&self) -> &crate::Client {
        unimplemented!("nothing here is called without async")
    }

    fn operation(&self) -> &'static str {
        "list_rows"
    }

    fn key(&self) -> String {
        format!("rows?{}", self.filter)
    }

    fn id<'a>(&self, item: &'a Row) -> &'a str {
        &item.id
    }

    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
    ) -> BoxFuture<'static, Result<FetchedPage<Row>, Error>> {
        Box::pin(self.service.clone().answer(page, page_size))
    }
}

/// Runs on a thread of its own with a clock that jumps to the next timer.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

/// Everything a stream gives, as ids, and the error it ends with.
pub(super) async fn drain(
    stream: &mut (impl futures_util::Stream<Item = Result<Row, Error>> + Unpin),
) -> (Vec<String>, Option<ListProblem>) {
    let mut ids = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(row) => ids.push(row.id.clone()),
            Err(error) => {
                assert!(stream.next().await.is_none(), "a stream ends with its error");
                return (ids, Some(problem(&error)));
            }
        }
    }
    (ids, None)
}

pub(super) fn ids(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!("item-{n}")).collect()
}

/// An error that stands for one of a call.
pub(super) fn call_failed() -> Error {
    Error::from(ListError { operation: "list_rows", problem: failure() })
}

/// The problem in it.
pub(super) fn failure() -> ListProblem {
    ListProblem::Zero("the call")
}
