//! One attempt: the headers every request gets, and the hand-over to the wire.
//!
//! This is the only place that adds or removes a header, for real calls and for dry runs alike.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, StatusCode};
use press_apps_api::{self as api, Inner, Transport};

use super::wire::{self, Slot};
use crate::client::Client;
use crate::time::BoxFuture;

/// Puts the headers of this crate onto a generated request.
fn prepare(client: &Client, request: &mut reqwest::Request) {
    let headers = request.headers_mut();
    // The generator adds it to every request; the service never asked for it.
    headers.remove("api-version");
    headers.insert(AUTHORIZATION, client.inner.authorization.clone());
    headers.insert(USER_AGENT, client.inner.user_agent.clone());
    headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
}

/// The generated client for one attempt, and the slot that will know what became of it.
pub(super) fn attempt(client: &Client) -> (api::Client, Arc<Slot>) {
    let slot = Arc::new(Slot::default());
    let transport = Attempt { client: client.clone(), slot: Arc::clone(&slot) };
    (low(client, transport), slot)
}

/// The generated client over a transport that keeps the request and sends nothing.
pub(super) fn capture(client: &Client) -> (api::Client, Arc<Captured>) {
    let captured = Arc::new(Captured::default());
    let transport = Capture { client: client.clone(), captured: Arc::clone(&captured) };
    (low(client, transport), captured)
}

fn low(client: &Client, transport: impl Transport) -> api::Client {
    api::Client::new_with_client(
        client.base_url(),
        client.inner.http.clone(),
        Inner(Arc::new(transport)),
    )
}

struct Attempt {
    client: Client,
    slot: Arc<Slot>,
}

impl Transport for Attempt {
    fn exec<'a>(
        &'a self,
        http: &'a reqwest::Client,
        _operation: &'static str,
        mut request: reqwest::Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        prepare(&self.client, &mut request);
        Box::pin(
            async move { Ok(wire::send(&self.client.inner.wire, http, request, &self.slot).await) },
        )
    }
}

/// The request a dry run was about to send.
#[derive(Default)]
pub(super) struct Captured(Mutex<Option<http::Request<Bytes>>>);

impl Captured {
    pub(super) fn take(&self) -> Option<http::Request<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

struct Capture {
    client: Client,
    captured: Arc<Captured>,
}

impl Transport for Capture {
    fn exec<'a>(
        &'a self,
        _http: &'a reqwest::Client,
        _operation: &'static str,
        mut request: reqwest::Request,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        prepare(&self.client, &mut request);
        *self.captured.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(wire::plain(request));
        let mut nothing = http::Response::new(Bytes::new());
        *nothing.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        Box::pin(std::future::ready(Ok(reqwest::Response::from(nothing))))
    }
}
