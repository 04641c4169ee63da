//! `.call()` in every surrounding, over real sockets and in memory; and where it is refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use press_apps::emulator::{DEFAULT_TOKEN, Emulator, EmulatorExt, Fault};
use press_apps::testing::{BoxFuture, Reply, Transport, json};
use press_apps::{CallInfo, CallSummary, Client, Error, ErrorKind, Hook, Sent};

use crate::support::{Script, Step, TOKEN, document};

/// An emulator on a thread of its own, and a client of it.
struct Served {
    client: Client,
    connections: Arc<dyn Fn() -> u64 + Send + Sync>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Served {
    fn start() -> Self {
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let press = Emulator::builder().seed_data(true).start().await.unwrap();
                let press = Arc::new(press);
                // Kept however slow the machine is.
                let client = press.client().idle_timeout(None).build().unwrap();
                let counted = Arc::clone(&press);
                let connections: Arc<dyn Fn() -> u64 + Send + Sync> =
                    Arc::new(move || counted.connections());
                tell.send((client, connections)).unwrap();
                let _ = stopped.await;
            });
        });
        let (client, connections) = told.recv().unwrap();
        Self { client, connections, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(thread::JoinHandle::join);
        assert!(ended.is_none_or(|ended| ended.is_ok()));
    }
}

/// A list, something that is not there, a create and its delete: what reads, fails, and has a connection of its own.
fn works(client: &Client) {
    assert!(!client.specs().list().call().unwrap().is_empty());
    assert!(client.spec("nobody").unwrap().describe().call().unwrap_err().is_not_found());
    let made = client.specs().create(document()).call();
    // Another thread may have made it.
    if let Ok(made) = made {
        client.spec(&made.id).unwrap().delete().call().unwrap();
    }
}

fn one_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn without_a_runtime_and_on_many_threads_at_once() {
    let served = Served::start();
    works(&served.client);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| works(&served.client));
        }
    });
}

#[test]
fn in_runtimes_of_both_flavours_in_tasks_and_in_spawn_blocking() {
    let served = Served::start();
    let many =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    for runtime in [one_thread(), many().unwrap()] {
        let client = &served.client;
        runtime.block_on(async {
            works(client);
            let task = client.clone();
            tokio::spawn(async move { works(&task) }).await.unwrap();
            let task = client.clone();
            tokio::task::spawn_blocking(move || works(&task)).await.unwrap();
        });
    }
}

/// The connection that `.await` left behind is driven by the runtime that stands still meanwhile.
#[test]
fn after_awaited_calls_in_the_same_runtime() {
    let served = Served::start();
    one_thread().block_on(async {
        let client = &served.client;
        client.specs().list().await.unwrap();
        client.specs().list().await.unwrap();
        assert_eq!((served.connections)(), 1);
        // More than the work that tokio lets a task do at a time.
        for _ in 0..150 {
            let called = client.specs().list().timeout(Duration::from_secs(10)).call().unwrap();
            assert_eq!(called.attempts().len(), 1);
        }
        assert!((served.connections)() > 1, "what is called has connections of its own");
        client.specs().list().await.unwrap();
    });
}

/// It keeps its connections for both ways; without keeping any, it is as good as ours.
#[test]
fn a_supplied_client_that_keeps_no_connection_is_called_and_awaited() {
    let served = Served::start();
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let client = Client::builder().base_url(served.client.base_url()).token(DEFAULT_TOKEN);
    let client = client.http_client(http).build().unwrap();
    one_thread().block_on(async {
        let list = || client.specs().list().timeout(Duration::from_secs(10));
        for _ in 0..2 {
            let awaited = list().await.map(|page| page.attempts().len());
            let called = list().call().map(|page| page.attempts().len());
            assert_eq!((awaited.unwrap(), called.unwrap()), (1, 1));
        }
    });
}

/// Calls when it is dropped.
struct Farewell(Client, Arc<Mutex<Vec<Result<usize, Error>>>>);

impl Drop for Farewell {
    fn drop(&mut self) {
        let said = self.0.specs().list().call().map(|page| page.attempts().len());
        self.1.lock().unwrap().push(said);
    }
}

#[test]
fn in_drop_in_and_out_of_runtimes_and_while_a_panic_unwinds() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let served = Served::start();
    let held = || Farewell(served.client.clone(), Arc::clone(&said));
    drop(held());
    one_thread().block_on(async { drop(held()) });
    let unwinds = held();
    let unwound = thread::spawn(move || {
        let _unwinds = unwinds;
        panic!("on purpose");
    });
    assert!(unwound.join().is_err());
    // As the last one that holds the client, which ends with it.
    let press = Emulator::in_memory();
    let last = || Farewell(press.client().build().unwrap(), Arc::clone(&said));
    drop(last());
    one_thread().block_on(async { drop(last()) });
    let said = said.lock().unwrap();
    let attempts: Vec<_> = said.iter().map(|said| said.as_ref().ok()).collect();
    assert_eq!(attempts, [Some(&1); 5], "{said:?}");
}

thread_local! {
    static LAST_WORDS: std::cell::RefCell<Option<Farewell>> = const { std::cell::RefCell::new(None) };
}

/// What tokio keeps for a thread may be gone by then, and then it is an error.
#[test]
fn when_a_thread_ends_it_works_or_is_an_error() {
    let said = Arc::new(Mutex::new(Vec::new()));
    for called_before in [false, true] {
        let client = Emulator::in_memory().client().build().unwrap();
        let farewell = Farewell(client, Arc::clone(&said));
        let ends = move || {
            if called_before {
                farewell.0.specs().list().call().unwrap();
            }
            LAST_WORDS.set(Some(farewell));
        };
        thread::spawn(ends).join().unwrap();
    }
    let said = said.lock().unwrap();
    assert_eq!(said.len(), 2);
    for said in said.iter() {
        let fine = said.as_ref().map_or_else(|error| error.kind() == ErrorKind::Blocking, |_| true);
        assert!(fine, "{said:?}");
    }
}

#[test]
fn all_that_can_be_awaited_gives_the_same_when_called() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    let awaited = one_thread().block_on(client.specs().list().try_collect().into_future());
    let awaited: Vec<_> = awaited.unwrap().into_iter().map(|spec| spec.id).collect();
    assert!(awaited.len() > 2);
    let list = || client.specs().list().page_size(2);

    let ids = |specs: Vec<press_apps::types::Spec>| -> Vec<_> {
        specs.into_iter().map(|spec| spec.id).collect()
    };
    assert_eq!(ids(list().try_collect().call().unwrap().into_items()), awaited);
    assert_eq!(ids(list().verify().call().unwrap().into_items()), awaited);
    assert_eq!(ids(list().items().call().collect::<Result<_, _>>().unwrap()), awaited);

    let mut pages = list().pages().call();
    let first = pages.next().unwrap().unwrap();
    assert_eq!((first.len() as u64, pages.position(), pages.total()), (2, 2, first.total()));
    assert_eq!(pages.size_hint().0, 0);
    let rest = list().resume(pages.cursor().clone()).items().call();
    let rest: Vec<_> = rest.map(|spec| spec.unwrap().id).collect();
    assert_eq!(rest, awaited[2..]);
    assert!(pages.drift().is_empty());

    let mut items = list().items();
    let mut count = 0;
    while let Some(item) = items.try_next().call().unwrap() {
        assert_eq!(item.id, awaited[count]);
        count += 1;
        assert_eq!(items.position(), count as u64);
    }
    assert_eq!(count, awaited.len());
    assert!(list().pages().try_next().call().unwrap().is_some());

    let spec = client.specs().find_by_name("no such name").call().unwrap();
    assert!(spec.is_none());
    let spec = client.spec(&awaited[0]).unwrap();
    assert!(spec.find_release("99.0.0").call().unwrap().is_none());
    assert!(spec.find_release("not a version").call().unwrap_err().is_validation());
    assert!(spec.describe().raw().call().unwrap().contains(&awaited[0]));
    assert!(
        client.deployment("nobody").unwrap().latest_revision().call().unwrap_err().is_not_found()
    );
}

/// A list that goes wrong in the middle ends with its error, and only once.
#[test]
fn an_iterator_ends_with_its_error() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    let mut specs = client.specs().list().page_size(1).max_items(3).concurrency(1).items().call();
    assert!(specs.next().unwrap().is_ok());
    press.fault(Fault::any().status(403)).unwrap();
    let error = specs.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(specs.next().is_none());
    assert_eq!(specs.position(), 1);
}

/// A hook that calls, and keeps what came of it.
#[derive(Clone, Default)]
struct Calls {
    client: Arc<Mutex<Option<Client>>>,
    said: Arc<Mutex<Vec<Result<(), Error>>>>,
    elsewhere: bool,
}

impl Hook for Calls {
    fn on_response(&self, call: &CallInfo, _: &CallSummary) {
        if call.operation != "describe_spec" {
            return;
        }
        let client = self.client.lock().unwrap().clone().unwrap();
        let list = client.specs().list();
        let said = match self.elsewhere {
            false => list.call(),
            true => thread::spawn(move || list.call()).join().unwrap(),
        };
        self.said.lock().unwrap().push(said.map(drop));
        if !self.elsewhere {
            // A loop that passes over errors ends as well.
            assert_eq!(client.specs().list().items().call().filter_map(Result::ok).count(), 0);
        }
    }
}

fn hooked(elsewhere: bool) -> (Calls, Client) {
    let hook = Calls { elsewhere, ..Calls::default() };
    let client = Script::new([Step::Good]).builder().hook(hook.clone()).build().unwrap();
    *hook.client.lock().unwrap() = Some(client.clone());
    (hook, client)
}

#[test]
fn within_another_call_it_is_an_error_that_says_what_to_do() {
    let (hook, client) = hooked(false);
    client.spec("s-1").unwrap().describe().call().unwrap();
    let error = hook.said.lock().unwrap().pop().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Blocking, Sent::No));
    assert_eq!(
        error.to_string(),
        "nothing was sent: `.call()` was made within another `.call()` of the same thread, in a hook or a function it calls"
    );
    assert!(error.help().contains("when the first call is over, or on another thread"));
    // The thread is free again afterwards.
    client.specs().list().call().unwrap();
    hook.client.lock().unwrap().take();
}

#[test]
fn a_hook_may_call_from_another_thread_and_of_an_awaited_call() {
    let (hook, client) = hooked(true);
    client.spec("s-1").unwrap().describe().call().unwrap();
    hook.said.lock().unwrap().pop().unwrap().unwrap();
    hook.client.lock().unwrap().take();
    let (hook, client) = hooked(true);
    one_thread().block_on(async { client.spec("s-1").unwrap().describe().await.unwrap() });
    hook.said.lock().unwrap().pop().unwrap().unwrap();
    hook.client.lock().unwrap().take();
}

/// A deployment that was just asked for, in memory.
fn deploying() -> (press_apps::emulator::Service, Client, press_apps::DeploymentHandle) {
    let press = Emulator::in_memory();
    let client = press.client().build().unwrap();
    let block = press_apps::types::BlockConfig::new(
        "0bddb4c6-40c5-45c3-b477-fceb2c051609",
        press_apps::types::VersionRef::new("1.0.0"),
    );
    let mut document = document();
    document.config = vec![block];
    let spec = client.specs().create(document).call().unwrap();
    let mut body = crate::support::deployment();
    body.app_parameters = None;
    body.parameters = None;
    body.spec.id = spec.id.clone();
    let created = client.deployments().create(body).call().unwrap();
    let deployment = client.deployment(created.id.as_str()).unwrap();
    (press, client, deployment)
}

#[test]
fn a_wait_is_called_and_a_call_in_its_on_change_is_an_error() {
    let (_press, client, deployment) = deploying();
    let said = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&said);
    let asks = client.clone();
    let wait = deployment.wait().on_change(move |_| {
        kept.lock().unwrap().push(asks.specs().list().call().map(drop));
    });
    wait.call().unwrap().into_result().unwrap();
    let said = std::mem::take(&mut *said.lock().unwrap());
    assert!(!said.is_empty());
    for said in said {
        assert_eq!(said.unwrap_err().kind(), ErrorKind::Blocking);
    }
    client.specs().list().call().unwrap();

    let mut changes = deployment.wait().changes().call();
    assert!(changes.by_ref().all(|change| change.is_ok()));
    assert!(changes.into_inner().into_outcome().unwrap().into_result().is_ok());
    assert!(deployment.wait().changes().try_next().call().unwrap().is_some());
    deployment.delete().call().unwrap();
    deployment.wait_until_deleted().call().unwrap();
}

/// Panics at the first attempt alone.
struct Panics(AtomicUsize);

impl Hook for Panics {
    fn on_attempt(&self, _: &CallInfo, _: u32) {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) > 0, "on purpose");
    }
}

#[test]
fn a_panic_in_a_hook_unwinds_to_the_caller_and_the_client_goes_on() {
    let script = Script::new([Step::Good]);
    let client = script.builder().hook(Panics(AtomicUsize::new(0))).build().unwrap();
    let list = std::panic::AssertUnwindSafe(client.specs().list());
    let panic = std::panic::catch_unwind(|| { list }.0.call().map(drop)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
    client.specs().list().call().unwrap();
    assert_eq!(script.seen().len(), 1);
}

/// Answers when every call of the test is there, and yields to tokio before.
struct Together(Arc<Barrier>);

impl Transport for Together {
    fn send(&self, _: http::Request<bytes::Bytes>) -> BoxFuture<'static, Reply> {
        self.0.wait();
        Box::pin(async {
            // Kept by a current-thread runtime until its thread is free.
            tokio::task::yield_now().await;
            Ok(json(
                200,
                r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#,
            ))
        })
    }
}

#[test]
fn no_call_waits_for_another_one() {
    let transport = Together(Arc::new(Barrier::new(4)));
    let client = Client::builder().token(TOKEN).base_url("http://localhost:1").transport(transport);
    let client = client.build().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let describe = client.spec("s-1").unwrap().describe();
                one_thread().block_on(async { describe.call().unwrap() });
            });
        }
    });
}

/// A task that a hook leaves behind on the runtime of the client, to see the end of it.
struct Leaves(Mutex<Option<mpsc::Sender<()>>>);

impl Hook for Leaves {
    fn on_attempt(&self, _: &CallInfo, _: u32) {
        let dropped_with_it = self.0.lock().unwrap().take();
        tokio::spawn(async move {
            let _kept = dropped_with_it;
            std::future::pending::<()>().await;
        });
    }
}

#[test]
fn the_runtime_is_shared_by_clones_and_ends_with_the_last_of_them_also_in_async_code() {
    let (tell, told) = mpsc::channel();
    let client = Script::new([Step::Good]).builder().hook(Leaves(Mutex::new(Some(tell))));
    let client = client.build().unwrap();
    let clone = client.clone();
    client.specs().list().call().unwrap();
    drop(client);
    clone.specs().list().call().unwrap();
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Empty));
    one_thread().block_on(async { drop(clone) });
    assert_eq!(told.recv(), Err(mpsc::RecvError));
}

#[test]
fn waits_pass_on_the_clock_of_the_client() {
    let press = Emulator::builder().seed_data(true).in_memory();
    let client = press.client().build().unwrap();
    press.fault(Fault::any().times(2).status(503)).unwrap();
    let page = client.specs().list().call().unwrap();
    assert_eq!(page.attempts().len(), 3);
    assert!(page.elapsed() <= press.virtual_clock().unwrap().now());
}

/// What the documentation says of an emulator on the thread that waits.
#[test]
fn what_runs_on_the_waiting_thread_cannot_answer_and_the_limit_of_the_call_ends_it() {
    one_thread().block_on(async {
        let press = Emulator::start().await.unwrap();
        let client = press.client().build().unwrap();
        let error = client.specs().list().timeout(Duration::from_millis(50)).call().unwrap_err();
        assert!(error.is_timeout(), "{error}");
        client.specs().list().await.unwrap();
    });
}
