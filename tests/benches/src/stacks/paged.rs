//! A list as a person writes it in an afternoon: the first page alone, the others side by side, in order.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::runtime::Runtime;

use super::stack::{Listed, Stack, described, number};
use crate::job::Work;
use crate::{Result, plain};

/// A client that gives one page at a time; what else a stack does is the same for all of them.
pub(super) trait Paged {
    type Item: Item;

    fn runtime(&self) -> &Runtime;

    /// Describes the spec of the samples; gives the id in the answer.
    async fn described(&self) -> Result<String>;

    /// How many pages there are, and what is on this one.
    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<Self::Item>)>;
}

/// An item of a page, in the types of a client.
pub(super) trait Item: Sized {
    fn id(&self) -> &str;

    fn listed(all: Vec<Self>) -> Listed;
}

impl Item for plain::Spec {
    fn id(&self) -> &str {
        &self.id
    }

    fn listed(all: Vec<Self>) -> Listed {
        Listed::Plain(all)
    }
}

impl Item for press_apps_api::types::Spec {
    fn id(&self) -> &str {
        &self.id
    }

    fn listed(all: Vec<Self>) -> Listed {
        Listed::Typed(all)
    }
}

impl<P: Paged> Stack for P {
    fn describe(&mut self, times: u64) -> Result<Work> {
        self.runtime().block_on(async {
            let mut work = Work::default();
            for _ in 0..times {
                described(&mut work, &self.described().await?)?;
            }
            Ok(work)
        })
    }

    fn list(&mut self, page: u64, k: u64) -> Result<Listed> {
        let mut all = Vec::new();
        let pages = pages(k, |number| self.page(number, page), |items| all.extend(items));
        self.runtime().block_on(pages)?;
        Ok(Item::listed(all))
    }

    fn stream(&mut self, page: u64, k: u64) -> Result<Work> {
        let mut work = Work::default();
        let take = |items: Vec<P::Item>| items.iter().for_each(|item| work.add(number(item.id())));
        self.runtime().block_on(pages(k, |number| self.page(number, page), take))?;
        Ok(work)
    }
}

/// Fetches all pages, `k` at a time after the first, and hands on each in order. `fetch` gives how many there are and what is on one.
async fn pages<T, F>(k: u64, fetch: impl Fn(u32) -> F, mut take: impl FnMut(Vec<T>)) -> Result<()>
where
    F: Future<Output = Result<(u32, Vec<T>)>>,
{
    let (count, first) = fetch(1).await?;
    take(first);
    let at_once = usize::try_from(k)?.max(1);
    let mut rest = stream::iter(2..=count).map(fetch).buffered(at_once);
    while let Some((_, items)) = rest.try_next().await? {
        take(items);
    }
    Ok(())
}
