//! Lists again and again until two passes agree: the one way to see a balanced insert and delete.

use std::future::IntoFuture;

use super::engine::Settings;
use super::fingerprint::Fingerprint;
use super::page::Listing;
use super::source::{Entry, Source};
use super::stream::Pages;
use crate::error::{Drift, Error};
use crate::error::{ListError, ListProblem};
use crate::time::BoxFuture;

/// How many passes are made at the most if the caller does not say.
const DEFAULT_PASSES: u32 = 6;

/// Reads the whole list until two passes in a row give the same ids in the same order; from
/// [`verify`](crate::Request::verify). Await it.
///
/// The second of the two passes is the answer, and it has no drift. What it costs: at least two passes, and up to 40 bytes for each item
/// (16 for the pass before, 24 for the one that is read). Two passes that both miss the same item, because items were made and deleted in
/// the same places during both, would still agree.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let specs = client.specs().list().verify().max_passes(4).await?;
/// assert!(specs.drift.is_empty());
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Verify<T> {
    pub(crate) source: Source<Entry<T>>,
    pub(super) settings: Settings,
    pub(super) max_passes: u32,
}

impl<T: 'static> Verify<T> {
    pub(crate) fn new(source: Source<Entry<T>>, settings: Settings) -> Self {
        Self { source, settings, max_passes: DEFAULT_PASSES }
    }

    /// How many passes to make at the most; 6 if not given, and never fewer than 2.
    pub fn max_passes(mut self, passes: u32) -> Self {
        self.max_passes = passes.max(2);
        self
    }

    async fn run(self) -> Result<Listing<T>, Error> {
        let mut before: Option<Vec<Fingerprint>> = None;
        for _ in 0..self.max_passes {
            // Drift is what the next pass is for, so it is no error here.
            let mut settings = self.settings.clone();
            settings.strict = false;
            let pass = gather(self.source.clone(), settings).await?;
            let ids: Vec<_> =
                pass.entries.iter().map(|entry| Fingerprint::of(self.source.id(entry))).collect();
            if pass.drift.is_empty() && before.as_ref() == Some(&ids) {
                return Ok(pass.listing());
            }
            before = Some(ids);
        }
        Err(Error::from(ListError {
            operation: self.source.operation(),
            problem: ListProblem::Unsettled { passes: self.max_passes },
        }))
    }
}

impl<T: Send + 'static> IntoFuture for Verify<T> {
    type Output = Result<Listing<T>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// One whole pass, with the window open from the start.
pub(crate) async fn collect<T: 'static>(
    source: Source<Entry<T>>,
    settings: Settings,
) -> Result<Listing<T>, Error> {
    Ok(gather(source, settings).await?.listing())
}

/// What one pass brought.
struct Pass<T> {
    entries: Vec<Entry<T>>,
    drift: Vec<Drift>,
    total: Option<u64>,
}

impl<T> Pass<T> {
    fn listing(self) -> Listing<T> {
        let (items, rejected) = Entry::apart(self.entries);
        Listing { items, drift: self.drift, rejected, total: self.total }
    }
}

async fn gather<T: 'static>(
    source: Source<Entry<T>>,
    mut settings: Settings,
) -> Result<Pass<T>, Error> {
    settings.eager = true;
    let lossy = settings.lossy;
    let mut pages = Pages::new(source, settings);
    let mut entries = Vec::new();
    while let Some(page) = pages.next_entries().await? {
        if !lossy && let Some(error) = page.first_rejected(pages.operation()) {
            return Err(error);
        }
        entries.extend(page.entries);
    }
    Ok(Pass { entries, drift: pages.drift().to_vec(), total: pages.total() })
}
