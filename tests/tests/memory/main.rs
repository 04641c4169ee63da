//! What an answer takes in memory, as a multiple of its bytes: the one test of a program that counts what it allocates.
//!
//! Every block counts from when it is asked for until it is given back, and one that grows counts twice while it is copied. The answer
//! itself, as the server sent it, is not counted; the client's copy of it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use press_apps::Client;
use press_apps::testing::{Reply, json};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How large each answer is. A call itself takes some kilobytes, whatever is answered.
const BYTES: usize = 2 * 1024 * 1024;
/// What the client promises.
const MOST: f64 = 16.0;
/// What it says of values that may be any JSON.
const MOST_ANY: f64 = 110.0;

/// An answer of about [`BYTES`], with `part` in its middle over and over.
fn around(before: &str, part: &str, after: &str) -> String {
    let parts = vec![part; BYTES / (part.len() + 1)];
    format!("{before}{}{after}", parts.join(","))
}

const SPEC: &str = r#"{"id":"","kind":"","metadata":{"name":"","status":""}}"#;

fn spec(before: &str, part: &str, after: &str) -> String {
    around(&format!("{{{before}"), part, &format!("{after},{}", &SPEC[1..]))
}

fn page(part: &str) -> String {
    let before = r#"{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":1,"specs":["#;
    around(before, part, "]}")
}

/// The factor of one answer to one call.
fn factor(rt: &tokio::runtime::Runtime, what: &str, call: Call, body: String) -> f64 {
    let body = Bytes::from(body);
    let (answer, length) = (body.clone(), body.len());
    let client = Client::builder()
        .base_url("http://localhost:1")
        .token("a-token-of-tests")
        .transport(move |_: http::Request<Bytes>| -> Reply {
            Ok(json(200, Bytes::copy_from_slice(&answer)))
        })
        .build()
        .unwrap();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    rt.block_on(async {
        let spec = client.spec("s-1").unwrap();
        match call {
            Call::Describe => drop(spec.describe().await),
            Call::List => drop(client.specs().list().await),
            Call::Collect => {
                drop(client.specs().list().max_items(1_000_000).lossy().try_collect().await);
            }
            Call::Revision => {
                drop(client.deployment("d-1").unwrap().revision(1).unwrap().describe().await);
            }
            Call::Delete => drop(spec.delete().await),
        }
    });
    let factor = (MEMORY.peak_usage() - before) as f64 / length as f64;
    println!("{factor:6.1}  {what}");
    factor
}

#[derive(Clone, Copy)]
enum Call {
    Describe,
    List,
    Collect,
    Revision,
    Delete,
}

#[test]
fn an_answer_takes_at_most_sixteen_times_its_bytes() {
    use Call::{Collect, Delete, Describe, List, Revision};
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let definitions =
        |part: &str| spec(r#""latestRelease":{"id":"","parameters":{"build":["#, part, "]}}");
    let conditions = |part: &str| {
        let before = r#""latestRelease":{"id":"","parameters":{"run":[{"name":"","type":"","required":true,"conditions":["#;
        spec(before, part, "]}]}}")
    };
    let revision = |before: &str, part: &str, after: &str| {
        around(
            &format!(r#"{{"id":"","revision":1,"status":"",{before}"#),
            part,
            &format!("{after}}}"),
        )
    };
    let basic = r#"{"dependsOn":"","operator":"","value":0}"#;
    let bounded = [
        ("no spec, unknown members", Describe, around(r#"{"id":7,"a":["#, r#"{"":0}"#, "]}")),
        ("spec, unknown members", Describe, spec(r#""a":["#, r#"{"":0}"#, "]")),
        ("spec, unknown numbers", Describe, spec(r#""a":["#, "0", "]")),
        ("deletion, JSON", Delete, around("[", r#"{"":0}"#, "]")),
        ("HTML", Describe, "<p>".repeat(BYTES / 3)),
        ("lists in lists", Describe, "[".repeat(BYTES)),
        ("objects in objects", Describe, r#"{"a":"#.repeat(BYTES / 5)),
        ("one long text", Describe, format!("{{\"id\":\"{}\"}}", r"\n".repeat(BYTES / 2))),
        ("halves of pairs", Describe, format!("{{\"id\":\"{}\"}}", r"\ud83d".repeat(BYTES / 6))),
        ("page of smallest specs", List, page(SPEC)),
        ("list of smallest specs", Collect, page(SPEC)),
        ("page that is none, of specs", List, page(SPEC).replace("pageNumber", "pageNumbre")),
        ("page of numbers", List, page("0")),
        ("page of empty objects", List, page("{}")),
        ("page, one item bad", List, page(SPEC).replacen("\"kind\":\"\"", "\"kind\":0", 1)),
        ("tenants, empty", Describe, spec(r#""tenants":["#, r#""""#, "]")),
        ("tenants, one letter", Describe, spec(r#""tenants":["#, r#""a""#, "]")),
        ("blocks", Revision, revision(r#""blocks":["#, r#"{"name":"","status":""}"#, "]")),
        (
            "config",
            Describe,
            spec(
                r#""latestRelease":{"id":"","config":["#,
                r#"{"id":"","release":{"version":""}}"#,
                "]}",
            ),
        ),
        ("definitions", Describe, definitions(r#"{"name":"","type":"","required":true}"#)),
        ("conditions", Describe, conditions(basic)),
        (
            "conditions that are none",
            Describe,
            conditions(r#"{"a":[0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#),
        ),
        (
            "conditions in a condition",
            Describe,
            conditions(&format!(r#"{{"conditionType":"","conditions":[{basic}]}}"#)),
        ),
        ("blocks with parameters", Revision, revision(r#""parameters":{"#, r#""a":{}"#, "}")),
    ];
    let any = [
        (
            "values, numbers",
            Describe,
            definitions(
                r#"{"name":"","type":"","required":true,"defaultValue":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#,
            ),
        ),
        ("values, one list", Revision, revision(r#""parameters":{"b":{"run":{"p":["#, "0", "]}}}")),
        (
            "values, objects",
            Revision,
            revision(r#""parameters":{"b":{"run":{"p":["#, r#"{"":0}"#, "]}}}"),
        ),
        ("resources", Revision, revision(r#""resources":["#, r#"{"":0}"#, "]")),
    ];
    let (mut over, mut worst) = (Vec::new(), Vec::new());
    for (cases, most) in [(Vec::from(bounded), MOST), (Vec::from(any), MOST_ANY)] {
        let mut greatest = 0.0_f64;
        for (what, call, body) in cases {
            let factor = factor(&rt, what, call, body);
            greatest = greatest.max(factor);
            if factor > most {
                over.push(format!("{what}: {factor:.1}"));
            }
        }
        worst.push(greatest);
    }
    // Whole bytes, so that a little more or less room changes no figure.
    let rounded: Vec<usize> = worst.iter().map(|factor: &f64| factor.ceil() as usize).collect();
    assert!(over.is_empty(), "take more than the client says: {}", over.join(", "));
    let counts = [
        ("bytes of memory for a byte of an answer, at most", rounded[0]),
        ("bytes of memory for a byte of free JSON, at most", rounded[1]),
    ];
    press_apps_tests::keep("memory", "cargo test -p press-apps-tests --test memory", &counts);
}
