//! No token and no parameter value is shown anywhere while all operations succeed and fail over real sockets.
//!
//! The client and the libraries below it are at work, and everything they log at the most talkative level is searched: `tracing` and
//! `log`, errors, hooks, dry runs, panics, and `Debug` of all that comes out. A server that echoes the token is in `echo`.

mod echo;

use std::fmt::Write as _;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use press_apps::operation::Endpoint;
use press_apps::testing::BoxFuture;
use press_apps::{Attempt, CallInfo, CallSummary, Client, Error, Hook, Request, RetryPolicy};
use press_apps_emulator::{Emulator, Fault};
use press_apps_tests::{Direction, api, samples};
use serde_json::{Value, json};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::calls::{self, Subject, Visit};
use press_apps_tests::decode_as;

const TOKEN: &str = "canary-token-3f9d";
const SECRET: &str = "canary-value-81c2";

/// Everything that is shown.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<String>>);

impl Sink {
    fn add(&self, text: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(all, "{text}");
    }

    /// What was shown since the last time.
    fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `log` has one logger for the whole process, so other tests write here too; none of them knows the canaries.
static LOGGED: LazyLock<Sink> = LazyLock::new(Sink::default);

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LOGGED.add(&format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// A hook that shows everything it is told, and counts the attempts.
#[derive(Clone, Default)]
struct Told(Sink, Arc<AtomicU64>);

impl Hook for Told {
    fn on_request(&self, call: &CallInfo) {
        self.0.add(&format!("{call:?}"));
    }

    fn on_attempt(&self, _: &CallInfo, _: u32) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }

    fn on_retry(&self, call: &CallInfo, failed: &Attempt) {
        self.0.add(&format!("{call:?} retried {failed} {failed:?}"));
    }

    fn on_response(&self, call: &CallInfo, summary: &CallSummary) {
        self.0.add(&format!("{call:?} {summary:?}"));
    }

    fn on_error(&self, call: &CallInfo, error: &Error) {
        self.0.add(&format!("{call:?} {error} {error:#} {error:?}"));
    }
}

/// Makes each call and shows everything that comes of it.
struct Show {
    sink: Sink,
    /// Whether to `unwrap` errors, as careless programs do.
    panics: bool,
    calls: Vec<BoxFuture<'static, ()>>,
}

impl Show {
    /// Makes every call, one after the other.
    async fn all(sink: &Sink, client: &Client, panics: bool) {
        let mut show = Self { sink: sink.clone(), panics, calls: Vec::new() };
        let subject = Subject { secret: SECRET.to_owned(), ..Subject::default() };
        calls::fullest(client, &subject, &mut show);
        for call in show.calls {
            call.await;
        }
    }
}

impl Visit for Show {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        let (sink, panics) = (self.sink.clone(), self.panics);
        self.calls.push(Box::pin(async move {
            sink.add(&format!("{operation}: {request:?} {request:#?}"));
            let curl = request.to_curl().unwrap();
            let body = request.build().unwrap().into_body();
            if let Some(schema) = api().operation(operation).unwrap().request_schema() {
                let name = schema["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
                sink.add(&decode_as(name, &body).unwrap().debug);
            }
            sink.add(&format!("{curl} {curl:?}"));
            match request.await {
                Ok(response) => {
                    sink.add(&format!("{response:?} {response:#?} {:?}", response.headers()));
                }
                Err(error) => {
                    sink.add(&format!(
                        "{error} {error:#} {error:?} {error:#?} {} {:?}",
                        error.help(),
                        error.attempts()
                    ));
                    if panics {
                        let panicked =
                            std::panic::catch_unwind(|| careless(Err(error))).unwrap_err();
                        sink.add(panicked.downcast_ref::<String>().expect("a panic has a text"));
                    }
                }
            }
        }));
    }
}

/// What a program does that cares for no error.
fn careless(result: Result<(), press_apps::Error>) {
    result.unwrap();
}

/// What the service answers to every operation, in one round each. Some of it speaks of what was sent.
fn rounds() -> Vec<Vec<Fault>> {
    let document = api();
    let success = |operation: &str, spoil: fn(&mut Value)| {
        let answer = samples()
            .into_iter()
            .find(|sample| sample.operation == operation && sample.direction != Direction::Request);
        let status = document.operation(operation).unwrap().statuses()[0];
        let mut body = answer.map_or_else(|| json!({}), |answer| answer.json());
        body["parameters"] = json!({"b": {"run": {"token": SECRET}}});
        spoil(&mut body);
        Fault::on(operation).status(status).json(body)
    };
    let each = |fault: &dyn Fn(&str) -> Fault| {
        document.operations().iter().map(|operation| fault(&operation.id)).collect()
    };
    vec![
        each(&|operation| success(operation, |_| {})),
        // A body that cannot be decoded must not be quoted where values stand.
        each(&|operation| {
            success(operation, |body| body["parameters"]["b"]["run"] = json!([SECRET]))
        }),
        each(&|operation| success(operation, |body| *body = json!([{"parameters": SECRET}]))),
        each(&|operation| {
            Fault::on(operation)
                .status(200)
                .text(format!(r#"{{"id":"x","parameters":"{SECRET}" oops"#))
        }),
        each(&|operation| {
            Fault::on(operation)
                .status(422)
                .json(json!({"detail": "no", "sent": SECRET, "token": TOKEN}))
        }),
        each(&|operation| {
            Fault::on(operation).status(400).json(json!({"detail": format!("who is {TOKEN}?")}))
        }),
        each(&|operation| Fault::on(operation).status(502).html(format!("<h1>{TOKEN}</h1>"))),
        each(&|operation| success(operation, |_| {}).truncate(20)),
        each(&|operation| Fault::on(operation).drop_before()),
        each(&|operation| {
            Fault::on(operation).redirect(302, format!("http://127.0.0.1:9/?token={TOKEN}"))
        }),
    ]
}

async fn run(sink: &Sink) {
    let emulator = Emulator::builder().token(TOKEN).start().await.unwrap();
    let told = Told(sink.clone(), Arc::default());
    let builder = || {
        Client::builder()
            .token(TOKEN)
            .retry_policy(RetryPolicy::default().attempts(2).base_wait(Duration::ZERO))
            .hook(told.clone())
    };
    let client = builder().base_url(emulator.base_url()).build().unwrap();
    sink.add(&format!("{:?} {client:?} {:?}", builder(), press_apps::Token::new(TOKEN)));
    for (number, round) in rounds().into_iter().enumerate() {
        emulator.clear_faults();
        round.into_iter().for_each(|fault| emulator.fault(fault).unwrap());
        Show::all(sink, &client, number == 4).await;
    }
    let attempts = told.1.load(Ordering::Relaxed);
    assert_eq!(emulator.served(), attempts, "every attempt is one request");

    // The canaries did go over the wire, and the service does not show them either.
    let requests = emulator.requests();
    assert!(requests.iter().all(|request| request.headers["authorization"] == TOKEN));
    let sent =
        requests.iter().filter(|request| String::from_utf8_lossy(&request.body).contains(SECRET));
    assert!(sent.count() >= 4, "values were sent");
    sink.add(&format!("{requests:?} {emulator:?}"));

    // Nobody listens any more.
    emulator.shutdown().await;
    Show::all(sink, &client, false).await;
}

#[test]
fn no_canary_is_seen_in_any_sink_whatever_a_server_echoes() {
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // While there is only one subscriber, a span that another test enters first is switched off for all by that test, which has none.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let mut text = String::new();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(run(&sink));
        text = sink.take();
        runtime.block_on(echo::run(&sink));
    });
    let logged = LOGGED.text();
    echo::silent_in_all_ways(&logged);

    text.push_str(&logged);
    for seen in [
        "press.call",
        "press.attempt",
        "another one follows",
        "retried attempt 1: 502",
        "[redacted]",
        "reqwest",
        "starting new connection",
        "422 Unprocessable Entity",
        "called `Result::unwrap()`",
    ] {
        assert!(text.contains(seen), "the sinks have not seen `{seen}`");
    }
    for canary in [TOKEN, SECRET] {
        if let Some(at) = text.find(canary) {
            let context: String =
                text[..at].chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("`{canary}` was seen: {context}{canary}");
        }
    }
}
