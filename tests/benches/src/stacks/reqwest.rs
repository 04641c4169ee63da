//! reqwest with types of its own: `json` of each answer, and the URL written anew for each call, as its examples have it.

use ::reqwest::Client;
use tokio::runtime::Runtime;

use super::paged;
use super::stack::{Listed, Stack, described, http_client, number, runtime};
use crate::job::Work;
use crate::{Result, plain, sample};

pub(super) struct Reqwest {
    runtime: Runtime,
    client: Client,
    url: String,
}

impl Reqwest {
    pub(super) fn new(url: &str) -> Result<Self> {
        Ok(Self { runtime: runtime()?, client: http_client()?, url: url.to_owned() })
    }

    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<plain::Spec>)> {
        let request = self.client.get(format!("{}/v1/apps/specs/", self.url));
        let request = request.query(&[("pageNumber", u64::from(number)), ("pageSize", size)]);
        let page: plain::Page = request.send().await?.error_for_status()?.json().await?;
        Ok((page.page_count, page.specs))
    }
}

impl Stack for Reqwest {
    fn describe(&mut self, times: u64) -> Result<Work> {
        self.runtime.block_on(async {
            let mut work = Work::default();
            for _ in 0..times {
                let url = format!("{}/v1/apps/specs/{}", self.url, sample::SPEC_ID);
                let answer = self.client.get(url).send().await?.error_for_status()?;
                described(&mut work, &answer.json::<plain::Spec>().await?.id)?;
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
        Ok(Listed::Plain(all))
    }

    fn stream(&mut self, page: u64, k: u64) -> Result<Work> {
        let mut work = Work::default();
        let take = |items: Vec<plain::Spec>| {
            items.iter().for_each(|spec| work.add(number(&spec.id)));
        };
        self.runtime.block_on(paged::pages(k, |page_number| self.page(page_number, page), take))?;
        Ok(work)
    }
}
