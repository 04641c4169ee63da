//! What every list shares: the knobs of a list, one page of it, and its streams.
//!
//! How pages are fetched side by side and kept honest is in [`crate::list`]; which filters a list has is in the file of its resource.

use std::fmt::Display;
use std::sync::Arc;

use press_apps_api::Sort;

use crate::action::Action;
use crate::error::{Drift, Error, ListError, ListProblem};
use crate::list::{
    Cursor, Entry, FetchedPage, Items, Listing, Page, PageSource, Pages, Settings, Source, Verify,
    collect,
};
use crate::request::{Endpoint, Request};
use crate::time::BoxFuture;

/// The arguments that every list has.
#[derive(Clone, Default)]
pub struct Paging {
    pub(crate) sort: Vec<String>,
    pub(crate) page: Option<u32>,
    pub(crate) settings: Settings,
}

impl Paging {
    pub(crate) fn size(&self) -> Option<u32> {
        self.settings.page_size
    }

    /// A single page cannot go on from a cursor; to answer the first page would be to start again.
    pub(crate) fn refuse(&self) -> Option<ListProblem> {
        self.settings.resume.is_some().then_some(ListProblem::CursorOfPage)
    }

    /// Tells the page which one was asked for, and whether the service answered that one.
    pub(crate) fn check<T>(&self, page: &mut Page<T>) -> Option<ListProblem> {
        let asked = u64::from(self.page.unwrap_or(1));
        let answered = page.asked_as(asked)?;
        if answered == asked {
            return None;
        }
        let drift = Drift::OtherPage { asked, answered };
        if let Some(tell) = &self.settings.on_drift {
            tell(&drift);
        }
        self.settings.strict.then_some(ListProblem::Drift(drift))
    }
}

impl std::fmt::Debug for Paging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paging")
            .field("sort", &self.sort)
            .field("page", &self.page)
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

/// An operation that lists: what its streams need to know of it.
///
/// A function over any list names it as its bound:
///
/// ```
/// use press_apps::operation::ListEndpoint;
/// use press_apps::{Error, Request};
///
/// /// How many items a list has, by one small page.
/// async fn count<E: ListEndpoint>(
///     list: Request<E>,
/// ) -> Result<Option<u64>, Error> {
///     Ok(list.page_size(1).await?.total())
/// }
/// # press_apps::emulator::example(async |client, _| {
/// assert_eq!(count(client.specs().list()).await?, Some(4));
/// # Ok(())
/// # }).unwrap();
/// ```
pub trait ListEndpoint: Endpoint<Output = Page<Self::Item>> {
    /// What is in the list.
    type Item: Send + 'static;

    /// The fields the list can be sorted by.
    type Key: Display;

    /// The arguments that every list has.
    #[doc(hidden)]
    fn paging(&self) -> &Paging;

    /// The same, to be changed.
    #[doc(hidden)]
    fn paging_mut(&mut self) -> &mut Paging;

    /// The id of an item; two items with one id are the same item.
    #[doc(hidden)]
    fn id(item: &Self::Item) -> &str;
}

/// The sort key of a list that cannot be sorted: there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsorted {}

impl Display for Unsorted {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

/// Lists: what to read, in which order, and all of it as a stream.
impl<E: ListEndpoint> Request<E> {
    fn settings(&mut self) -> &mut Settings {
        &mut self.endpoint.paging_mut().settings
    }

    /// Sorts by a field, with or without an order; called again, by a further field among equals.
    ///
    /// ```
    /// # let client = press_apps::Client::builder().token("any-token").build()?;
    /// use press_apps::types::SpecSort;
    ///
    /// let list =
    ///     client.specs().list().sort(SpecSort::CreatedAt.desc()).sort(SpecSort::Name);
    /// assert_eq!(
    ///     list.build()?.uri().query(),
    ///     Some("sort=createdAt%3Adesc&sort=name")
    /// );
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    pub fn sort(mut self, sort: impl Into<Sort<E::Key>>) -> Self {
        let sort = sort.into().to_string();
        self.endpoint.paging_mut().sort.push(sort);
        self
    }

    /// Which page to read, counted from 1: then await the request. The first page if not given.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let page = client.specs().list().page_size(3).page(2).await?;
    /// assert_eq!((page.number(), page.len()), (2, 1));
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn page(mut self, number: u32) -> Self {
        self.endpoint.paging_mut().page = Some(number);
        self
    }

    /// How many items a page holds; the service's default, 25, if not given. The service may use fewer, which is no problem.
    ///
    /// It is not a limit on the items that come back; that is [`max_items`](Self::max_items).
    pub fn page_size(mut self, items: u32) -> Self {
        self.settings().page_size = Some(items);
        self
    }

    /// Ends a stream after this many items, and asks for no page that is not needed for them.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let newest = client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.releases();
    /// let two = newest.list().max_items(2).try_collect().await?;
    /// assert_eq!((two[0].version.as_str(), two.len()), ("2.0.0", 2));
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn max_items(mut self, items: u64) -> Self {
        self.settings().max_items = Some(items);
        self
    }

    /// How many pages of a stream are fetched side by side at the most; 16 if not given.
    ///
    /// With 1 the list is strictly lazy: a page is asked for when the one before is used up. At most this many pages and one more
    /// are in memory ([`Items`] says what else). More than the service allows makes it answer 429 or 503, upon which every call of the client slows down to a pace that
    /// it allows.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.settings().concurrency = Some(pages);
        self
    }

    /// Opens the window of a stream as soon as the first page is there.
    ///
    /// Without it a stream starts with one page, so that a few items cost one page. When that one is used up it fetches 4 pages side by
    /// side, then up to 36, then up to 1764, and never more than k, the [`concurrency`](Self::concurrency). With it a list of P pages takes
    /// exactly 1 + ⌈(P − 1) / k⌉ round trips; without it at most one more for k up to 36, and at most two for k up to 1764. 100 pages take
    /// 14 round trips for k = 8, 8 for k = 16 and 5 for k = 32, with it or without. [`try_collect`](Self::try_collect) is always eager.
    pub fn eager(mut self) -> Self {
        self.settings().eager = true;
        self
    }

    /// Makes every [`Drift`] an error, in its place in the stream, instead of an event.
    pub fn strict(mut self) -> Self {
        self.settings().strict = true;
        self
    }

    /// Leaves items that cannot be read out of [`try_collect`](Self::try_collect) and [`verify`](Self::verify), which fail without it; they
    /// are in [`Listing::rejected`]. A stream of items or pages gives them either way.
    pub fn lossy(mut self) -> Self {
        self.settings().lossy = true;
        self
    }

    /// Calls `tell` for every [`Drift`], as soon as it is noticed. Without it a drift is in the stream's
    /// [`drift`](Items::drift) and in a `tracing` event.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let list = client
    ///     .specs()
    ///     .list()
    ///     .on_drift(|drift| eprintln!("the list moved: {drift}"));
    /// let specs = list.try_collect().await?;
    /// # assert!(specs.drift.is_empty());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn on_drift(mut self, tell: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.settings().on_drift = Some(Arc::new(tell));
        self
    }

    /// Goes on from a [`Cursor`]: after the item that was delivered last.
    ///
    /// The page of the cursor is read again. Of the items delivered before, the last page's worth is recognised and left out wherever
    /// it stands now; items that were delivered earlier and come again because others were made in between are not. The cursor
    /// brings its page size.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let mut specs = client.specs().list().items();
    /// specs.try_next().await?;
    /// let cursor = specs.cursor();
    /// drop(specs);
    ///
    /// let mut specs = client.specs().list().resume(cursor).items();
    /// specs.try_next().await?;
    /// assert_eq!(specs.position(), 2);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.settings().resume = Some(cursor);
        self
    }

    /// The items of all pages, as a stream. One that cannot be read is an error in its place, and the stream goes on.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let mut specs = client.specs().list().page_size(100).items();
    /// while let Some(spec) = specs.try_next().await? {
    ///     println!(
    ///         "{} of {:?}: {}",
    ///         specs.position(),
    ///         specs.total(),
    ///         spec.metadata.name
    ///     );
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn items(self) -> Items<E::Item> {
        let (source, settings) = self.into_source();
        Items::new(source, settings)
    }

    /// The pages, as a stream.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let mut pages = client.specs().list().page_size(2).pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("page {} of {:?}", page.number(), page.page_count());
    /// }
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn pages(self) -> Pages<E::Item> {
        let (source, settings) = self.into_source();
        Pages::new(source, settings)
    }

    /// Everything, with the window open from the start.
    ///
    /// # Errors
    ///
    /// The error of the first page that could not be fetched, or that holds an item that cannot be read, unless [`lossy`](Self::lossy) leaves
    /// those out. What came before is lost; use [`items`](Self::items) to keep it.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let specs = client.specs().list().try_collect().await?;
    /// assert_eq!(Some(specs.len() as u64), specs.total);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn try_collect(self) -> Action<Listing<E::Item>> {
        let client = self.client.clone();
        let (source, settings) = self.into_source();
        Action::new(&client, collect(source, settings))
    }

    /// Everything, read again until two passes agree. See [`Verify`].
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let specs = client.specs().list().verify().await?;
    /// println!("{} specs, and none was missed", specs.len());
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn verify(self) -> Verify<E::Item> {
        let (source, settings) = self.into_source();
        Verify::new(source, settings)
    }

    /// The list as the streams see it: they ask for pages by number and watch for drift themselves.
    fn into_source(mut self) -> (Source<Entry<E::Item>>, Settings) {
        let settings = std::mem::take(self.settings());
        (Arc::new(self), settings)
    }
}

impl<E: ListEndpoint> PageSource<Entry<E::Item>> for Request<E> {
    #[cfg(feature = "blocking")]
    fn client(&self) -> &crate::Client {
        &self.client
    }

    fn operation(&self) -> &'static str {
        E::OPERATION.id
    }

    /// The URL without the base and without page number and size: parent, filters and sort, the same in every process.
    fn key(&self) -> String {
        let (client, base) = (&self.client.inner, self.client.base_url());
        // A list that cannot even be built has no pages either: its first page says why.
        let Ok(request) = self.endpoint.build(&client.http.shared, &client.address.base) else {
            return E::OPERATION.id.to_owned();
        };
        let url = request.url();
        let mut key = url.as_str().split('?').next().unwrap_or_default().to_owned();
        key.drain(..if key.starts_with(base) { base.len() } else { 0 });
        for (name, value) in url.query_pairs() {
            if !matches!(&*name, "pageNumber" | "pageSize") {
                key.push_str(&format!("&{name}={value}"));
            }
        }
        key
    }

    fn id<'a>(&self, entry: &'a Entry<E::Item>) -> &'a str {
        match entry {
            Entry::Item(item) => E::id(item),
            Entry::Rejected(item) => item.key(),
        }
    }

    fn hide(&self, text: String) -> String {
        self.client.inner.redactor.text(text)
    }

    fn fetch(
        &self,
        page: u64,
        page_size: Option<u32>,
    ) -> BoxFuture<'static, Result<FetchedPage<Entry<E::Item>>, Error>> {
        let mut request = self.clone();
        let conflict = request.endpoint.paging().page.map(ListProblem::PageOfStream);
        request.settings().page_size = page_size;
        // A page beyond what fits is beyond every list; the service says so.
        request.endpoint.paging_mut().page = Some(u32::try_from(page).unwrap_or(u32::MAX));
        Box::pin(async move {
            if let Some(problem) = conflict {
                let operation = E::OPERATION.id;
                return Err(ListError { operation, problem }.into());
            }
            let (page, meta) = request.await?.into_parts();
            let (items, counts) = page.into_entries();
            Ok(FetchedPage { items, counts, meta })
        })
    }
}

/// How often a list is read to find something that may only seem not to be there.
const FIND_PASSES: u32 = 3;

/// The first item that `is_it` says yes to, read strictly one page after the other.
///
/// That it is not there is only said of a list that held still; one that did not is read again, and then it is an error.
pub(super) fn find<E: ListEndpoint>(
    list: Request<E>,
    is_it: impl Fn(&E::Item) -> bool + Send + Sync + 'static,
) -> Action<Option<E::Item>> {
    let client = list.client.clone();
    Action::new(&client, first(list.page_size(100).concurrency(1), is_it))
}

async fn first<E: ListEndpoint>(
    list: Request<E>,
    is_it: impl Fn(&E::Item) -> bool,
) -> Result<Option<E::Item>, Error> {
    let mut pass = 1;
    loop {
        let mut items = list.clone().items();
        let mut unread = None;
        loop {
            match items.try_next().await {
                Ok(Some(item)) if is_it(&item) => return Ok(Some(item)),
                Ok(Some(_)) => {}
                // It may be the one; whether it is matters only if no other is.
                Err(error) if error.item().is_some() => unread = unread.or(Some(error)),
                Err(error) => return Err(error),
                Ok(None) => break,
            }
        }
        match (items.drift().first(), unread) {
            (_, Some(error)) => return Err(error),
            (None, None) => return Ok(None),
            (Some(drift), None) if pass == FIND_PASSES => {
                let problem = ListProblem::NotSure { passes: pass, drift: drift.clone() };
                return Err(ListError { operation: E::OPERATION.id, problem }.into());
            }
            (Some(_), None) => pass += 1,
        }
    }
}

/// A list argument for the generated code: nothing is sent for an empty one.
pub(crate) fn some<T>(values: &Vec<T>) -> Option<&Vec<T>> {
    (!values.is_empty()).then_some(values)
}
