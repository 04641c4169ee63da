//! A canary token and canary parameter values, searched for in everything that can be seen while all 17 operations succeed and fail.

use std::io::Write;
use std::sync::{Arc, Mutex};

use press_apps::{CallInfo, CallSummary, Client, Hook};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::support::{SECRET, Script, Step, TOKEN, all, deployment, dry_runs};

/// Keeps what is written to it.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Shows everything a hook gets.
struct Nosy(Sink);

impl Hook for Nosy {
    fn on_request(&self, call: &CallInfo) {
        writeln!(self.0.clone(), "{call:?}").unwrap();
    }

    fn on_retry(&self, call: &CallInfo, failed: &press_apps::Attempt) {
        writeln!(self.0.clone(), "{call:?} {failed:?}").unwrap();
    }

    fn on_response(&self, call: &CallInfo, summary: &CallSummary) {
        writeln!(self.0.clone(), "{call:?} {summary:?}").unwrap();
    }

    fn on_error(&self, call: &CallInfo, error: &press_apps::Error) {
        writeln!(self.0.clone(), "{call:?} {error:?} {error} {error:#}").unwrap();
    }
}

fn steps() -> Vec<Step> {
    // A service that echoes what it was sent: in words only the token, elsewhere the values as well.
    let echo = format!(r#"{{"detail":"token {TOKEN}","sent":"{SECRET}"}}"#);
    vec![
        Step::Good,
        Step::body(422, echo.clone()),
        Step::body(500, format!("{TOKEN} is not welcome")),
        Step::body(201, echo),
        Step::body(
            200,
            format!(r#"{{"id":"x","parameters":{{"b":{{"run":"{SECRET}"}}}}}}"#),
        ),
        Step::body(200, format!(r#"{{"id":"x","parameters":"{SECRET}" oops"#)),
        Step::Refused,
        Step::Dropped,
        Step::Truncated,
        Step::Stalled,
        Step::body(302, "").with("location", format!("https://x.example/?t={TOKEN}")),
    ]
}

#[test]
fn no_sink_ever_shows_the_token_or_a_parameter_value() {
    let sink = Sink::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(sink.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        for step in steps() {
            let builder = Script::new([step]).builder().hook(Nosy(sink.clone()));
            writeln!(sink.clone(), "{builder:?}").unwrap();
            let client = builder.build().unwrap();
            writeln!(sink.clone(), "{client:?} {client:#?}").unwrap();
            for (_, call) in all(&client) {
                match runtime.block_on(call) {
                    Ok(done) => writeln!(sink.clone(), "{}", done.shown).unwrap(),
                    Err(error) => {
                        writeln!(sink.clone(), "{error} {error:#} {error:?} {error:#?}").unwrap();
                        writeln!(sink.clone(), "{} {:?}", error.help(), error.attempts()).unwrap();
                    }
                }
            }
            for shown in dry_runs(&client) {
                writeln!(sink.clone(), "{shown}").unwrap();
            }
        }
        writeln!(sink.clone(), "{:?}", deployment()).unwrap();
    });
    let seen = sink.text();
    for needle in [
        "press.call",
        "press.attempt",
        "url.template",
        "[redacted]",
        "create_deployment",
    ] {
        assert!(seen.contains(needle), "the sink must have seen {needle}");
    }
    for canary in [TOKEN, SECRET] {
        if let Some(at) = seen.find(canary) {
            panic!(
                "{canary} was shown: {}",
                &seen[at.saturating_sub(300)..at + canary.len()]
            );
        }
    }
}

#[test]
fn values_are_shown_in_a_dry_run_only_when_asked() {
    let client: Client = Script::new([Step::Good]).client();
    let create = client.deployments().create(deployment());
    let curl = create.to_curl().unwrap();
    assert!(!curl.to_string().contains(SECRET));
    assert!(curl.clone().reveal_values().to_string().contains(SECRET));
    assert!(!curl.reveal_values().to_string().contains(TOKEN));
    assert!(create.request().unwrap().headers()["authorization"].is_sensitive());
}
