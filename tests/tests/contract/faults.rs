//! Every operation under every fault: how many attempts, which waits, and what the error says. One snapshot for each fault.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use press_apps::operation::Endpoint;
use press_apps::testing::BoxFuture;
use press_apps::{Attempt, Request};
use press_apps_emulator::Fault;
use press_apps_tests::{FAULTS, Snapshot, Snapshots, api};
use serde_json::json;

use crate::calls::{self, Visit};
use crate::world::{Wire, client, prepared};

/// What became of one call.
struct Fate {
    attempts: Vec<Attempt>,
    line: String,
}

/// Starts the call of one operation and no other.
struct Only<'a> {
    operation: &'a str,
    call: Option<BoxFuture<'static, Fate>>,
}

impl Visit for Only<'_> {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        if operation == self.operation {
            self.call = Some(Box::pin(async move {
                match request.await {
                    Ok(response) => Fate {
                        attempts: response.attempts().to_vec(),
                        line: format!("success: {}", response.status()),
                    },
                    Err(error) => {
                        helps(operation, &error);
                        Fate { attempts: error.attempts().to_vec(), line: error.to_string() }
                    }
                }
            }));
        }
    }
}

/// Every error says what to do next, and after a create that may have happened where to look for it.
fn helps(operation: &str, error: &press_apps::Error) {
    let help = error.help();
    assert!(help.ends_with('.'), "{error}: {help}");
    let create = api().operation(operation).unwrap().node["x-press-retry"] == "create";
    assert_eq!(
        help.contains("look with `client."),
        create && error.may_have_been_carried_out(),
        "{error}: {help}"
    );
}

/// The call of one operation on a fresh service, with something done to it first.
pub(crate) async fn fate(
    operation: &str,
    spoil: impl FnOnce(&Wire, &press_apps_tests::Press),
) -> (Vec<Attempt>, String) {
    let (press, subject) = prepared();
    let wire = Wire::to(&press);
    spoil(&wire, &press);
    let client = client(wire);
    let mut only = Only { operation, call: None };
    calls::least(&client, &subject, &mut only);
    let fate = only.call.unwrap_or_else(|| panic!("{operation} is not called")).await;
    (fate.attempts, fate.line)
}

/// The rule that makes a fault happen to every request; `refused` needs none, for nobody is there to follow it.
fn rule(fault: &str) -> Option<Fault> {
    let detail = |status: u16| {
        Fault::any()
            .status(status)
            .json(json!({"detail": format!("what the service says to a {status}")}))
    };
    Some(match fault {
        "400" | "401" | "403" | "404" | "409" | "413" | "422" | "429" | "500" | "504" => {
            detail(fault.parse().unwrap())
        }
        "429-retry-after" => detail(429).retry_after("3"),
        "502-html" => Fault::any().status(502).html("<html><h1>Bad gateway</h1></html>"),
        "503-empty" => Fault::any().status(503).no_body(),
        "truncated" => Fault::any().truncate(1),
        "wrong-json" => Fault::any().status(200).json(json!({"unexpected": true})),
        "200-empty" => Fault::any().status(200).no_body(),
        "200-html" => Fault::any().status(200).html("<html><title>Sign in</title></html>"),
        "redirect" => Fault::any().redirect(302, "https://login.example/in?state=s3cr3t"),
        "refused" => return None,
        "dropped" => Fault::any().drop_before(),
        "dropped-after-commit" => Fault::any().drop_after_commit(),
        "stalled" => Fault::any().stall(),
        other => panic!("nobody knows how to make `{other}` happen"),
    })
}

/// Makes a fault happen to every request.
fn happen(fault: &str, wire: &Wire, press: &press_apps_tests::Press) {
    match rule(fault) {
        Some(rule) => press.service().fault(rule).unwrap(),
        None => wire.refuse(usize::MAX),
    }
}

/// Makes a fault happen to the first request and no other.
fn happen_once(fault: &str, wire: &Wire, press: &press_apps_tests::Press) {
    match rule(fault) {
        Some(rule) => press.service().fault(rule.times(1)).unwrap(),
        None => wire.refuse(1),
    }
}

/// No fault: each call must succeed at once, or the matrix would pin something else.
#[tokio::test(start_paused = true)]
async fn without_a_fault_every_call_succeeds_at_once() {
    for operation in api().operations() {
        let (attempts, line) = fate(&operation.id, |_, _| {}).await;
        assert_eq!(attempts.len(), 1, "{}: {line}", operation.id);
        assert!(line.starts_with("success: 2"), "{}: {line}", operation.id);
    }
}

#[tokio::test(start_paused = true)]
async fn each_fault_and_what_becomes_of_each_operation() {
    let mut snapshots = Snapshots::default();
    for (fault, what) in FAULTS {
        let mut text = String::new();
        for operation in api().operations() {
            let (attempts, line) =
                fate(&operation.id, |wire, press| happen(fault, wire, press)).await;
            let class = operation.node["x-press-retry"].as_str().unwrap();
            let _ = writeln!(text, "{} ({class}): {}", operation.id, history(&attempts));
            for line in press_apps_tests::wrapped(&outcome(&operation.id, &line), 115) {
                let _ = writeln!(text, "    {line}");
            }
        }
        let snapshot = Snapshot::of(format!("faults/{fault}"))
            .describe(format!("Every operation when {what}, every time."));
        snapshots.add(snapshot, &text);
    }
}

/// What a line says of the fault: without the operation, which stands above it, and without the request id, which is another every time.
fn outcome(operation: &str, line: &str) -> String {
    let line = line.strip_prefix(&format!("{operation}: ")).unwrap_or(line);
    const ID: &str = "request id ";
    let Some(at) = line.find(ID) else {
        return line.to_owned();
    };
    // It is the last of the notes, and the only one when the bracket opens right before it.
    assert!(line.ends_with(')'), "{line}");
    match line[..at].strip_suffix(", ") {
        Some(others) => format!("{others})"),
        None => line[..at].trim_end_matches(" (").to_owned(),
    }
}

/// `3 attempts, waits 200ms, 400ms, sent: yes`.
fn history(attempts: &[Attempt]) -> String {
    let waits: Vec<String> =
        attempts.iter().filter_map(Attempt::wait).map(|wait| format!("{wait:?}")).collect();
    let count = if attempts.len() == 1 {
        "1 attempt".to_owned()
    } else {
        format!("{} attempts", attempts.len())
    };
    let longest = attempts.iter().map(Attempt::elapsed).max().unwrap_or_default();
    let took =
        if longest > Duration::ZERO { format!(" of {longest:?} at most") } else { String::new() };
    let waits = match waits.as_slice() {
        [] => String::new(),
        waits => format!(", waits {}", waits.join(", ")),
    };
    let sent = attempts.iter().map(Attempt::was_sent).max();
    format!("{count}{took}{waits}, sent: {}", sent.unwrap())
}

/// A fault that happens once: what each class of operations makes of it, and that all operations of a class do the same.
#[tokio::test(start_paused = true)]
async fn each_fault_that_passes_and_what_becomes_of_each_class() {
    const CLASSES: [&str; 4] = ["read", "replace", "remove", "create"];
    let names = CLASSES.map(|class| format!("{class:15}")).concat();
    let mut text = format!("{:21}{}", "", names.trim_end());
    let lost = ("dropped-after-commit", "the answer is lost after the work is done");
    for (fault, _) in FAULTS.iter().chain([&lost]) {
        let mut row = BTreeMap::<&str, String>::new();
        for operation in api().operations() {
            let (attempts, line) =
                fate(&operation.id, |wire, press| happen_once(fault, wire, press)).await;
            let end = if line.starts_with("success") { "ok" } else { "error" };
            let end = match attempts.len() {
                1 => end.to_owned(),
                count => format!("{end} after {count}"),
            };
            let class = operation.node["x-press-retry"].as_str().unwrap();
            let same = row.entry(class).or_insert_with(|| end.clone());
            assert_eq!(*same, end, "{} under {fault}: {line}", operation.id);
        }
        let cells = CLASSES.map(|class| format!("{:15}", row[class])).concat();
        let _ = write!(text, "\n{fault:21}{}", cells.trim_end());
    }
    Snapshot::of("faults/once")
        .describe("What each class of operations makes of a fault that happens once.")
        .assert(&text);
}

/// A decoder would fill the members of an object from a list, in their order.
#[tokio::test(start_paused = true)]
async fn a_list_is_no_object() {
    for operation in api().operations().iter().filter(|operation| operation.method != "DELETE") {
        let list =
            Fault::any().status(200).json(json!(["one", "two", 3, "four", "five", "six", "seven"]));
        let (_, line) = fate(&operation.id, |_, press| press.service().fault(list).unwrap()).await;
        assert!(
            line.contains("expected an object (found a list of 7)"),
            "{}: {line}",
            operation.id
        );
    }
}

/// The rule that matters most, apart from any snapshot: a create that may have happened is never made again.
#[tokio::test(start_paused = true)]
async fn no_create_is_made_again_after_an_answer_that_leaves_it_open() {
    let creates =
        api().operations().iter().filter(|operation| operation.node["x-press-retry"] == "create");
    let mut tried = 0;
    for operation in creates {
        for (fault, _) in FAULTS {
            let (attempts, line) =
                fate(&operation.id, |wire, press| happen(fault, wire, press)).await;
            let surely_not = matches!(*fault, "429" | "429-retry-after" | "refused");
            assert_eq!(attempts.len() > 1, surely_not, "{} under {fault}: {line}", operation.id);
            tried += 1;
        }
    }
    assert_eq!(tried, 5 * FAULTS.len());
}

/// A fault that passes: the calls of each class that may be made again succeed at last.
#[tokio::test(start_paused = true)]
async fn what_may_be_made_again_succeeds_once_the_fault_is_over() {
    for operation in api().operations() {
        let passing = Fault::any().times(2).status(503).no_body();
        let (attempts, line) =
            fate(&operation.id, |_, press| press.service().fault(passing).unwrap()).await;
        let create = operation.node["x-press-retry"] == "create";
        assert_eq!(attempts.len(), if create { 1 } else { 3 }, "{}: {line}", operation.id);
        assert_eq!(line.starts_with("success"), !create, "{}: {line}", operation.id);
    }
}
