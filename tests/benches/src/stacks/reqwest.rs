//! reqwest with types of its own: `json` of each answer, and the URL written anew for each call, as its examples have it.

use ::reqwest::Client;
use tokio::runtime::Runtime;

use super::paged::Paged;
use super::stack::{http_client, runtime};
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
}

impl Paged for Reqwest {
    type Item = plain::Spec;

    fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    async fn described(&self) -> Result<String> {
        let url = format!("{}/v1/apps/specs/{}", self.url, sample::SPEC_ID);
        let answer = self.client.get(url).send().await?.error_for_status()?;
        Ok(answer.json::<plain::Spec>().await?.id)
    }

    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<plain::Spec>)> {
        let request = self.client.get(format!("{}/v1/apps/specs/", self.url));
        let request = request.query(&[("pageNumber", u64::from(number)), ("pageSize", size)]);
        let page: plain::Page = request.send().await?.error_for_status()?.json().await?;
        Ok((page.page_count, page.specs))
    }
}
