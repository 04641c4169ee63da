//! A list as a person writes it in an afternoon: the first page alone, the others side by side, in order.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::Result;

/// Fetches all pages, `k` at a time after the first, and hands on each in order. `fetch` gives how many there are and what is on one.
pub(super) async fn pages<T, F>(
    k: u64,
    fetch: impl Fn(u32) -> F,
    mut take: impl FnMut(Vec<T>),
) -> Result<()>
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
