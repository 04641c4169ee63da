//! hyper-util's pooling client with types of its own: what is below reqwest.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use super::paged::Paged;
use super::stack::{TOKEN, runtime};
use crate::{Result, plain, sample};

pub(super) struct Hyper {
    runtime: Runtime,
    client: Client<HttpConnector, Empty<Bytes>>,
    url: String,
}

impl Hyper {
    pub(super) fn new(url: &str) -> Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { runtime: runtime()?, client, url: url.to_owned() })
    }

    async fn get<T: DeserializeOwned>(&self, target: String) -> Result<T> {
        let request = Request::get(target)
            .header(header::AUTHORIZATION, TOKEN)
            .header(header::ACCEPT, "application/json")
            .body(Empty::new())?;
        let answer = self.client.request(request).await?;
        if !answer.status().is_success() {
            return Err(format!("{}", answer.status()).into());
        }
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Paged for Hyper {
    type Item = plain::Spec;

    fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    async fn described(&self) -> Result<String> {
        let target = format!("{}/v1/apps/specs/{}", self.url, sample::SPEC_ID);
        Ok(self.get::<plain::Spec>(target).await?.id)
    }

    async fn page(&self, number: u32, size: u64) -> Result<(u32, Vec<plain::Spec>)> {
        let target = format!("{}/v1/apps/specs/?pageNumber={number}&pageSize={size}", self.url);
        let page: plain::Page = self.get(target).await?;
        Ok((page.page_count, page.specs))
    }
}
