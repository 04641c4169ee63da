//! The generated low-level client: `press_apps_api::Client` over the same `reqwest::Client`.

use press_apps_api::Client;
use press_apps_api::types::Spec;
use tokio::runtime::Runtime;

use super::paged::Paged;
use super::stack::{http_client, runtime};
use crate::{Result, sample};

pub(super) struct Bare {
    runtime: Runtime,
    client: Client,
}

impl Bare {
    pub(super) fn new(url: &str) -> Result<Self> {
        Ok(Self { runtime: runtime()?, client: Client::new_with_client(url, http_client()?) })
    }
}

impl Paged for Bare {
    type Item = Spec;

    fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    async fn described(&self) -> Result<String> {
        let spec = self.client.describe_spec(sample::SPEC_ID).await;
        Ok(spec.map_err(|error| error.to_string())?.into_inner().id)
    }

    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<Spec>)> {
        let size = Some(u32::try_from(size)?);
        let page =
            self.client.list_specs(None, None, Some(number), size, None, None, None, None).await;
        let page = page.map_err(|error| error.to_string())?.into_inner();
        Ok((page.page_count, page.specs.unwrap_or_default()))
    }
}
