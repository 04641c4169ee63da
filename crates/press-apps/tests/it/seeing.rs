//! What hooks and spans tell about a call.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use press_apps::{Attempt, CallInfo, CallSummary, Error, Hook};
use tracing::field::{Field, Visit};
use tracing::span;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::support::{Script, Step, document};

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Hook for Diary {
    fn on_request(&self, call: &CallInfo) {
        self.note(format!("request {} {} {}", call.operation, call.method, call.path));
    }

    fn on_attempt(&self, _: &CallInfo, number: u32) {
        self.note(format!("attempt {number}"));
    }

    fn on_retry(&self, _: &CallInfo, failed: &Attempt) {
        self.note(format!("retry after {failed}"));
    }

    fn on_response(&self, _: &CallInfo, summary: &CallSummary) {
        self.note(format!(
            "response {} after {} attempts and {:?}",
            summary.status.as_u16(),
            summary.attempts,
            summary.elapsed
        ));
    }

    fn on_error(&self, _: &CallInfo, error: &Error) {
        self.note(format!("error {}", error.kind()));
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_are_told_in_order() {
    let diary = Diary::default();
    let script = Script::new([Step::status(504), Step::status(502), Step::Good, Step::status(404)]);
    let client = script.builder().hook(diary.clone()).build().unwrap();
    let spec = client.spec("s-1").unwrap();
    spec.describe().await.unwrap();
    spec.describe().await.unwrap_err();
    let mut wrong = document();
    wrong.metadata.name = String::new();
    client.specs().create(wrong).await.unwrap_err();
    assert_eq!(
        diary.lines(),
        [
            "request describe_spec GET /v1/apps/specs/{specId}",
            "attempt 1",
            "retry after attempt 1: 504 after 0ns, waited 200ms",
            "attempt 2",
            "retry after attempt 2: 502 after 0ns, waited 400ms",
            "attempt 3",
            "response 200 after 3 attempts and 600ms",
            "request describe_spec GET /v1/apps/specs/{specId}",
            "attempt 1",
            "error not_found",
            "error validation",
        ]
    );
}

/// Collects the fields of every span when it closes, and every event.
#[derive(Clone, Default)]
struct Spans(Diary);

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    /// One field on each line.
    fn lines(&self) -> String {
        let fields = self.0.iter();
        fields.map(|(name, value)| format!("\n    {name}: {value}")).collect()
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(
        &self,
        attributes: &span::Attributes<'_>,
        id: &span::Id,
        context: Context<'_, S>,
    ) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut extensions = span.extensions_mut();
        values.record(extensions.get_mut::<Fields>().unwrap());
    }

    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let inside = context.event_span(event).map_or("", |span| span.name());
        self.0.note(format!("event in {inside}{}", fields.lines()));
    }

    fn on_close(&self, id: span::Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let fields = span.extensions().get::<Fields>().unwrap().lines();
        let parent = span.parent().map_or("nothing", |parent| parent.name());
        self.0.note(format!("{} in {parent}{fields}", span.name()));
    }
}

/// What is said while something is done with a client that follows this script.
fn said(script: Script, done: impl AsyncFnOnce(press_apps::Client)) -> Vec<String> {
    let spans = Spans::default();
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    // While there is only one subscriber, a span that another test enters first is switched off for all by that test, which has none.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(done(script.client()));
    });
    spans.0.lines()
}

/// What was asked for before a request made attempts of its own.
#[test]
fn a_request_that_was_not_sent_because_its_check_failed_made_no_attempt() {
    let lines = said(Script::new([Step::status(404)]), async |client| {
        let create = client.deployments().create(crate::support::deployment());
        create.check_parameters().await.unwrap_err();
    });
    let calls = lines.iter().filter(|line| line.starts_with("press.call "));
    let told: Vec<_> = calls
        .map(|line| {
            let field = |name: &str| {
                let found = line.lines().find_map(|line| line.trim().strip_prefix(name));
                found.unwrap_or_default().trim_matches([':', ' ', '"']).to_owned()
            };
            (field("press.operation"), field("press.attempts"), field("error.type"))
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(of, attempts, error)| [of, attempts, error].map(String::as_str))
        .collect();
    assert_eq!(
        told,
        [["describe_spec", "1", "not_found"], ["create_deployment", "0", "not_found"]]
    );
}

#[test]
fn a_page_with_items_that_cannot_be_read_is_told_once_with_the_first_of_them() {
    let page = r#"{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":3,"specs":[{"id":1},{"id":2},{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}]}"#;
    let lines = said(Script::new([Step::body(200, page)]), async |client| {
        assert_eq!(client.specs().list().await.unwrap().items().len(), 1);
    });
    let events: Vec<_> = lines.iter().filter(|line| line.starts_with("event ")).collect();
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].contains("operation: \"list_specs\""), "{events:?}");
    assert!(events[0].contains("rejected: 2"), "{events:?}");
    assert!(events[0].contains("specs[0]") && !events[0].contains("specs[1]"), "{events:?}");
}

#[test]
fn spans_have_the_names_of_open_telemetry() {
    let script = Script::new([Step::status(503), Step::Good, Step::status(404)]);
    let lines = said(script, async |client| {
        let spec = client.spec("s-1").unwrap();
        spec.describe().await.unwrap();
        spec.describe().await.unwrap_err();
    });
    insta::with_settings!({
        omit_expression => true,
        description => "What the spans and events of two calls say: one that comes through at the second attempt, and one of something that is not there."
    }, {
        insta::assert_snapshot!("spans", lines.join("\n"));
    });
}
