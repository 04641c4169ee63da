//! `press-apps`, as its first page says.

use press_apps::Client;
use tokio::runtime::Runtime;

use super::stack::{Listed, Stack, TOKEN, described, number, runtime};
use crate::job::Work;
use crate::{Result, sample};

pub(super) struct Ours {
    runtime: Runtime,
    client: Client,
}

impl Ours {
    pub(super) fn new(url: &str) -> Result<Self> {
        let client = Client::builder().base_url(url).token(TOKEN).build()?;
        Ok(Self { runtime: runtime()?, client })
    }
}

impl Stack for Ours {
    fn describe(&mut self, times: u64) -> Result<Work> {
        self.runtime.block_on(async {
            let mut work = Work::default();
            for _ in 0..times {
                described(&mut work, &self.client.spec(sample::SPEC_ID)?.describe().await?.id)?;
            }
            Ok(work)
        })
    }

    fn list(&mut self, page: u64, k: u64) -> Result<Listed> {
        let list = self.client.specs().list().page_size(u32::try_from(page)?);
        // None said is what people get who say nothing.
        let list = if k == 0 { list } else { list.concurrency(usize::try_from(k)?) };
        Ok(Listed::Typed(self.runtime.block_on(list.try_collect())?.into_items()))
    }

    fn stream(&mut self, page: u64, k: u64) -> Result<Work> {
        let list = self.client.specs().list().page_size(u32::try_from(page)?);
        let mut items = if k == 0 { list } else { list.concurrency(usize::try_from(k)?) }.items();
        self.runtime.block_on(async {
            let mut work = Work::default();
            while let Some(spec) = items.try_next().await? {
                work.add(number(&spec.id));
            }
            Ok(work)
        })
    }
}
