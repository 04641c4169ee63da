//! The generated low-level client: `press_apps_api::Client` over the same `reqwest::Client`.

use press_apps_api::Client;
use press_apps_api::types::Spec;
use tokio::runtime::Runtime;

use super::paged;
use super::stack::{Listed, Stack, described, http_client, number, runtime};
use crate::job::Work;
use crate::{Result, sample};

pub(super) struct Bare {
    runtime: Runtime,
    client: Client,
}

impl Bare {
    pub(super) fn new(url: &str) -> Result<Self> {
        Ok(Self { runtime: runtime()?, client: Client::new_with_client(url, http_client()?) })
    }

    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<Spec>)> {
        let size = Some(u32::try_from(size)?);
        let page =
            self.client.list_specs(None, None, Some(number), size, None, None, None, None).await;
        let page = page.map_err(|error| error.to_string())?.into_inner();
        Ok((page.page_count, page.specs.unwrap_or_default()))
    }
}

impl Stack for Bare {
    fn describe(&mut self, times: u64) -> Result<Work> {
        self.runtime.block_on(async {
            let mut work = Work::default();
            for _ in 0..times {
                let spec = self.client.describe_spec(sample::SPEC_ID).await;
                described(&mut work, &spec.map_err(|error| error.to_string())?.id)?;
            }
            Ok(work)
        })
    }

    fn list(&mut self, page: u64, k: u64) -> Result<Listed> {
        let mut all = Vec::new();
        self.runtime.block_on(paged::pages(
            k,
            |page_number| self.page(page_number, page),
            |items| all.extend(items),
        ))?;
        Ok(Listed::Typed(all))
    }

    fn stream(&mut self, page: u64, k: u64) -> Result<Work> {
        let mut work = Work::default();
        let take = |items: Vec<Spec>| {
            items.iter().for_each(|spec| work.add(number(&spec.id)));
        };
        self.runtime.block_on(paged::pages(k, |page_number| self.page(page_number, page), take))?;
        Ok(work)
    }
}
