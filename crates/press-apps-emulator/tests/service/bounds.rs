//! How much the service keeps and takes: exactly as much as it says, and what it says of the rest.

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

/// Makes so many requests, the cheapest there are.
fn ask(service: &Service, many: usize) {
    for _ in 0..many {
        let request = Request::options("*").body(Bytes::new()).expect("a request");
        assert_eq!(service.call(request).status(), 204);
    }
}

fn requests(service: &Service, query: &str) -> Value {
    let path = format!("/_emulator/requests?{query}");
    read(service.call(Request::get(path).body(Bytes::new()).expect("a request"))).is(200).body
}

/// First and last number of an answer, and how many rows it has.
fn rows(found: &Value) -> (u64, u64, usize) {
    let rows = found["requests"].as_array().expect("rows");
    let number = |row: Option<&Value>| row.and_then(|row| row["number"].as_u64()).unwrap_or(0);
    (number(rows.first()), number(rows.last()), rows.len())
}

#[test]
fn what_is_kept_unless_said_is_what_the_documentation_says() {
    let settings = format!("{:?}", Emulator::builder());
    for said in ["kept_requests: 10000,", "kept_bytes: 67108864 ", "patience: 30s,"] {
        assert!(settings.contains(said), "{said}: {settings}");
    }
    let service = Service::new();
    ask(&service, 10_000);
    assert_eq!(service.requests_since(0).map(|all| all.len()), Ok(10_000));
    ask(&service, 1);
    let kept = service.requests();
    assert_eq!((kept[0].number, kept.len(), service.served()), (2, 10_000, 10_001));
    assert!(service.requests_since(0).is_err());
}

#[test]
fn the_log_keeps_as_many_as_it_was_told_and_counts_what_it_forgot() {
    let service = Emulator::builder().kept_requests(3, 1024 * 1024).service();
    for (more, known, not_known) in
        [(2, (1, 2, 2), 0), (1, (1, 3, 3), 0), (1, (2, 4, 3), 1), (2, (4, 6, 3), 3)]
    {
        ask(&service, more);
        let found = requests(&service, "");
        assert_eq!((rows(&found), &found["notKnown"]), (known, &json!(not_known)));
        assert_eq!(found["served"], known.1);
    }
    // Of those after a number, only what lies behind it was asked for.
    for (after, known, not_known) in [
        (0, (4, 6, 3), 3),
        (2, (4, 6, 3), 1),
        (3, (4, 6, 3), 0),
        (5, (6, 6, 1), 0),
        (6, (0, 0, 0), 0),
        (9, (0, 0, 0), 0),
    ] {
        let found = requests(&service, &format!("after={after}"));
        assert_eq!((rows(&found), &found["notKnown"]), (known, &json!(not_known)), "{after}");
    }
    let gone = service.requests_since(2).expect_err("the third is forgotten");
    assert_eq!((gone.asked_from, gone.known_from), (3, 4));
    assert_eq!(service.requests_since(3).map(|seen| seen[0].number), Ok(4));
    assert_eq!(service.requests_since(6).map(|seen| seen.len()), Ok(0));
}

#[test]
fn a_hundred_requests_are_shown_unless_said_and_where_to_go_on_is_told() {
    let service = Service::new();
    ask(&service, 100);
    assert_eq!(rows(&requests(&service, "")), (1, 100, 100));
    ask(&service, 1);
    for (query, shown, more, next) in [
        // Without a number: the last ones, behind which there are none.
        ("", (2, 101, 100), false, 101),
        ("limit=101", (1, 101, 101), false, 101),
        ("limit=102", (1, 101, 101), false, 101),
        ("limit=1", (101, 101, 1), false, 101),
        // After a number: the next ones.
        ("after=0", (1, 100, 100), true, 100),
        ("after=1", (2, 101, 100), false, 101),
        ("after=0&limit=101", (1, 101, 101), false, 101),
        ("after=98&limit=2", (99, 100, 2), true, 100),
        ("after=99&limit=2", (100, 101, 2), false, 101),
        ("after=100&limit=2", (101, 101, 1), false, 101),
        ("after=101&limit=2", (0, 0, 0), false, 101),
        ("operation=list_specs", (0, 0, 0), false, 101),
    ] {
        let found = requests(&service, query);
        assert_eq!(
            (rows(&found), &found["more"], &found["next"]),
            (shown, &json!(more), &json!(next)),
            "{query}"
        );
    }
}

#[test]
fn answers_are_chosen_by_class_from_1xx_to_5xx_and_by_having_none() {
    let service = Service::new();
    ask(&service, 1);
    get(&service, "/v1/apps/specs/nope").is(404);
    for (query, shown) in [
        ("status=2xx", (1, 1, 1)),
        ("status=4xx", (2, 2, 1)),
        ("status=1xx", (0, 0, 0)),
        ("status=5xx", (0, 0, 0)),
        ("status=204", (1, 1, 1)),
        ("status=200", (0, 0, 0)),
        ("status=none", (0, 0, 0)),
        ("fault=none", (1, 2, 2)),
        ("fault=any", (0, 0, 0)),
    ] {
        assert_eq!(rows(&requests(&service, query)), shown, "{query}");
    }
    for wrong in ["0xx", "6xx", "99", "1000", "xx"] {
        let request = Request::get(format!("/_emulator/requests?status={wrong}"));
        let refused = read(service.call(request.body(Bytes::new()).expect("a request"))).is(422);
        assert!(
            refused.detail().contains("`status`: expected a status"),
            "{wrong}: {}",
            refused.detail()
        );
    }
}

#[test]
fn a_body_may_have_a_mebibyte_and_not_one_byte_more() {
    let service = Service::new();
    let frame = json!({ "spec": "" }).to_string().len();
    for (length, status) in [(1_048_575, 400), (1_048_576, 400), (1_048_577, 413)] {
        let body = json!({ "spec": "x".repeat(length - frame) }).to_string();
        assert_eq!(body.len(), length);
        raw(&service, "POST", "/v1/apps/specs/", body).is(status);
    }
    // Of each the first 64 KiB are kept, and the length is told.
    for (length, seen) in [1_048_575, 1_048_576, 1_048_577].into_iter().zip(service.requests()) {
        assert_eq!((seen.body_length, seen.body.len()), (length, 65_536));
    }
}

#[test]
fn of_a_body_the_first_64_kib_are_kept_and_a_cut_is_said() {
    let service = Service::new();
    for length in [65_535, 65_536, 65_537] {
        let body = format!("\"{}\"", "x".repeat(length - 2));
        assert!(raw(&service, "POST", "/v1/apps/specs/", body).status >= 400);
    }
    let found = requests(&service, "");
    let told = |row: &Value| (row["bodyLength"].as_u64(), row["bodyCut"].as_bool());
    let told: Vec<_> = found["requests"].as_array().expect("rows").iter().map(told).collect();
    assert_eq!(
        told,
        [(65_535, false), (65_536, false), (65_537, true)].map(|(n, cut)| (Some(n), Some(cut)))
    );
    let kept: Vec<usize> = service.requests().iter().map(|seen| seen.body.len()).collect();
    assert_eq!(kept, [65_535, 65_536, 65_536]);
}
