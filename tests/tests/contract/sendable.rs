//! The future of every operation can be sent to another task, and dropping one leaves the client as it was.

use press_apps::Request;
use press_apps::operation::Endpoint;
use tokio::task::JoinHandle;

use crate::calls::{self, Visit};
use crate::world::{Wire, client, prepared};

/// Spawns each call onto a runtime with several threads, which takes nothing that is not `Send`.
#[derive(Default)]
struct Spawn(Vec<(&'static str, JoinHandle<bool>)>);

impl Visit for Spawn {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        self.0.push((operation, tokio::spawn(async move { request.await.is_ok() })));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_call_can_be_spawned() {
    let (press, subject) = prepared();
    let client = client(Wire::to(&press));
    let mut spawned = Spawn::default();
    let prepared = press.judged();
    calls::least(&client, &subject, &mut spawned);
    let calls = spawned.0.len();
    let mut succeeded = 0;
    for (operation, call) in spawned.0 {
        succeeded += usize::from(call.await.unwrap_or_else(|error| panic!("{operation}: {error}")));
    }
    // They race: what is deleted first cannot be described. The two lists cannot fail.
    assert!(succeeded >= 2, "only {succeeded} calls succeeded");
    assert_eq!(press.judged(), calls + prepared, "every call was answered once");
}

/// Waits are no requests, so they are named here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_wait_can_be_spawned() {
    let (press, subject) = prepared();
    let client = client(Wire::to(&press));
    let handle = client.deployment(subject.deployment.as_str()).unwrap();
    press.service().advance(std::time::Duration::from_secs(600));
    let wait = handle.wait().on_change(|_| ());
    tokio::spawn(async move { wait.await.unwrap().into_result().unwrap_err() }).await.unwrap();
    let mut changes = handle.wait().changes();
    let told = tokio::spawn(async move { changes.try_next().await.unwrap() });
    assert!(told.await.unwrap().is_some());
    let deleted = handle.wait_until_deleted().timeout(std::time::Duration::ZERO);
    assert!(tokio::spawn(async move { deleted.await }).await.unwrap().is_err());
}

/// Starts each call, looks at it once, and drops it.
struct Drop;

impl Visit for Drop {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        _: &'static str,
        request: Request<E>,
    ) {
        use futures_util::FutureExt as _;
        let future = std::future::IntoFuture::into_future(request);
        assert!(future.now_or_never().is_none(), "a stalled call is not ready");
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_leaves_the_client_as_it_was() {
    let (press, subject) = prepared();
    press.service().fault(press_apps_emulator::Fault::any().stall()).unwrap();
    let client = client(Wire::to(&press));
    calls::least(&client, &subject, &mut Drop);
    press.service().clear_faults();
    let page = client.specs().list().await.unwrap();
    assert_eq!(page.attempts().len(), 1);
}
