//! A client wired to the service in memory, with the judge between them; no socket, and a clock that only tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use press_apps::Client;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport, TransportError, reply};
use press_apps_tests::Press;
use serde_json::{Value, json};

use crate::calls::{BLOCK, Subject};

/// The way from the client to the service.
#[derive(Clone)]
pub(crate) struct Wire {
    press: Press,
    /// How many more times nobody listens.
    refuses: Arc<AtomicUsize>,
}

impl Wire {
    /// A way to this service.
    pub(crate) fn to(press: &Press) -> Self {
        Self { press: press.clone(), refuses: Arc::default() }
    }

    /// So many times from now on nobody listens.
    pub(crate) fn refuse(&self, times: usize) {
        self.refuses.store(times, Ordering::Relaxed);
    }
}

impl Transport for Wire {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let left = self.refuses.load(Ordering::Relaxed);
        if left > 0 {
            self.refuses.store(left - 1, Ordering::Relaxed);
            return Box::pin(async { Err(TransportError::connect("connection refused")) });
        }
        let exchange = self.press.exchange(request);
        Box::pin(async move {
            tokio::time::sleep(exchange.latency).await;
            reply(exchange.outcome).await
        })
    }
}

/// A client of this service whose every wait is as long as it can be.
pub(crate) fn client(wire: Wire) -> Client {
    let token = wire.press.service().token().to_owned();
    Client::builder().token(token).transport(wire).random(Fixed(1.0)).build().unwrap()
}

/// A service where each operation can succeed: two specs, and a failed deployment of the second.
pub(crate) fn prepared() -> (Press, Subject) {
    let press = Press::new();
    let subject = prepare(&press);
    (press, subject)
}

/// Puts into a service what [`prepared`] says.
pub(crate) fn prepare(press: &Press) -> Subject {
    let spec = create(press, "/v1/apps/specs/", &spec_body("one"));
    let other = create(press, "/v1/apps/specs/", &spec_body("two"));
    press.service().script("failed").fail_at_block(1);
    let body = json!({"metadata": {"name": "failed", "summary": "s"}, "spec": {"id": other}});
    let deployment = create(press, "/v1/apps/deployments/", &body);
    Subject { spec, release: "1.0.0".to_owned(), deployment, revision: 1, ..Subject::default() }
}

fn spec_body(name: &str) -> Value {
    let document = json!({
        "version": 1, "kind": "app", "metadata": {"name": name, "summary": "s"}, "release": {"version": "1.0.0"},
        "config": [{"id": BLOCK, "release": {"version": "1.0.0"}}],
    });
    json!({"spec": document.to_string()})
}

/// Creates something and gives its id.
pub(crate) fn create(press: &Press, target: &str, body: &Value) -> String {
    let response = press.call(&press.request("POST", target, Some(body)));
    let created: Value = serde_json::from_slice(&response.body).unwrap();
    created["id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
}
