//! The one place where the generated client meets the network.
//!
//! The generated functions build a request, hand it to the [`Transport`] of their client, and read the answer. Headers, credentials,
//! time limits and retries are the transport's decisions; none is taken here.

use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{Request, Response};

use crate::Client;

/// The answer to one attempt.
pub type ExecFuture<'a> = BoxFuture<'a, reqwest::Result<Response>>;

/// Sends one request.
///
/// The generated client reads any 2xx as a success, and the JSON body of any other answer as the error schema; a transport that
/// meets other bodies has to make JSON of them, or the status is lost. A success whose body is not what the document says, an
/// empty answer to `PATCH` for instance, comes out as `Error::InvalidResponsePayload` with the bytes in it.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, which was built by the operation of id `operation` for the HTTP client `http`.
    fn exec<'a>(
        &'a self,
        http: &'a reqwest::Client,
        operation: &'static str,
        request: Request,
    ) -> ExecFuture<'a>;
}

/// The transport of a generated [`Client`].
#[derive(Clone)]
pub struct Inner(pub Arc<dyn Transport>);

impl Inner {
    /// A transport to share between clients.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

/// Says nothing: a transport holds credentials.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").finish_non_exhaustive()
    }
}

/// Says nothing: a base URL may carry credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl ClientHooks<Inner> for Client {
    async fn exec(&self, mut request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        // The generator adds the version of the document to every request; the service knows no such header.
        request.headers_mut().remove("api-version");
        self.inner().0.exec(self.client(), info.operation_id, request).await
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Poll, Waker};

    use super::{ExecFuture, Inner, Transport};
    use crate::Client;

    /// Keeps what it was given and never answers.
    #[derive(Default)]
    struct Capture(Mutex<Vec<(&'static str, reqwest::Request)>>);

    impl Transport for Capture {
        fn exec<'a>(
            &'a self,
            _: &'a reqwest::Client,
            operation: &'static str,
            request: reqwest::Request,
        ) -> ExecFuture<'a> {
            self.0.lock().unwrap().push((operation, request));
            Box::pin(std::future::pending())
        }
    }

    /// Another crate of the build may have switched on TLS without a provider for it; then a client needs one to be built at all.
    fn http() -> reqwest::Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::new()
    }

    fn poll_once(future: impl Future) {
        assert!(matches!(
            pin!(future).poll(&mut Context::from_waker(Waker::noop())),
            Poll::Pending
        ));
    }

    #[test]
    fn the_transport_gets_the_request_without_the_generators_own_header() {
        let capture = Arc::new(Capture::default());
        let client = Client::new_with_client("http://localhost:1", http(), Inner(capture.clone()));
        poll_once(client.describe_spec("s 1"));
        let requests = capture.0.lock().unwrap();
        let (operation, request) = &requests[0];
        assert_eq!(*operation, "describe_spec");
        assert_eq!(request.url().as_str(), "http://localhost:1/v1/apps/specs/s%201");
        assert_eq!(
            request.headers().keys().map(|name| name.as_str()).collect::<Vec<_>>(),
            ["accept"]
        );
    }

    #[test]
    fn debug_shows_no_url_and_no_transport() {
        let client = Client::new_with_client(
            "http://user:secret@localhost:1",
            http(),
            Inner::new(Capture::default()),
        );
        assert_eq!(format!("{client:?} {:?}", client.inner), "Client { .. } Inner { .. }");
    }
}
