//! One odd item never sinks a page: it is told in its place, and the others are there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::StreamExt as _;
use press_apps::testing::{Fixed, Reply, json};
use press_apps::{Client, Cursor, Drift, ErrorKind, Sent};

use crate::support::{Script, Step, TOKEN};

/// A list of specs `s-0`, `s-1`… in which some are odd.
#[derive(Clone, Default)]
struct Specs {
    total: usize,
    odd: Arc<Mutex<BTreeMap<usize, &'static str>>>,
}

impl Specs {
    fn new(total: usize, odd: impl IntoIterator<Item = (usize, &'static str)>) -> Self {
        Self { total, odd: Arc::new(Mutex::new(odd.into_iter().collect())) }
    }

    fn client(&self) -> Client {
        let this = self.clone();
        let builder = Client::builder().token(TOKEN).base_url("http://localhost:1");
        let answer = move |request: http::Request<Bytes>| -> Reply { this.answer(&request) };
        builder.transport(answer).random(Fixed(1.0)).build().unwrap()
    }

    fn answer(&self, request: &http::Request<Bytes>) -> Reply {
        let query = request.uri().query().unwrap_or_default();
        let number = |name: &str, default: usize| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map_or(default, |(_, value)| value.parse().unwrap())
        };
        let (page, size) = (number("pageNumber", 1), number("pageSize", 25));
        let odd = self.odd.lock().unwrap();
        let items: Vec<String> = ((page - 1) * size..self.total.min(page * size))
            .map(|n| odd.get(&n).map_or_else(|| good(n), |odd| (*odd).to_owned()))
            .collect();
        let (pages, total) = (self.total.div_ceil(size), self.total);
        let mut answer = json(
            200,
            format!(
                r#"{{"pageNumber":{page},"pageSize":{size},"pageCount":{pages},"specCount":{total},"specs":[{}]}}"#,
                items.join(",")
            ),
        );
        answer.headers_mut().insert("x-request-id", "req-7".parse().unwrap());
        Ok(answer)
    }
}

fn good(n: usize) -> String {
    format!(r#"{{"id":"s-{n}","kind":"app","metadata":{{"name":"n-{n}","status":"available"}}}}"#)
}

/// Has an id and no status.
const NAMED: &str = r#"{"id":"s-4","kind":"app","metadata":{"name":"n-4"}}"#;
/// Has no id that can be read.
const NAMELESS: &str = r#"{"id":{"of":4},"kind":"app"}"#;

/// What a stream gives: ids, and where an item cannot be read its path.
async fn all(
    mut items: press_apps::Items<press_apps::types::Spec>,
) -> (Vec<String>, Vec<Drift>, Cursor) {
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(match item {
            Ok(spec) => spec.id,
            Err(error) => format!("!{}", error.item().expect("an item").path()),
        });
    }
    (found, items.drift().to_vec(), items.cursor())
}

#[tokio::test]
async fn an_odd_item_is_an_error_in_its_place_and_the_stream_goes_on() {
    let specs = Specs::new(23, [(4, NAMED), (7, "{}"), (9, "7"), (10, NAMELESS), (22, "null")]);
    for concurrency in [1, 4] {
        let list = specs.client().specs().list().page_size(10).concurrency(concurrency).strict();
        let (found, drift, cursor) = all(list.items()).await;
        let expected: Vec<_> = (0..23)
            .map(|n| match n {
                4 => "!specs[4].metadata".to_owned(),
                7 => "!specs[7]".to_owned(),
                9 => "!specs[9]".to_owned(),
                10 => "!specs[0].id".to_owned(),
                22 => "!specs[2]".to_owned(),
                n => format!("s-{n}"),
            })
            .collect();
        assert_eq!(found, expected);
        assert!(drift.is_empty(), "{drift:?}");
        assert_eq!(cursor.position(), 23);
    }
}

#[tokio::test]
async fn the_error_of_an_item_says_which_and_why_and_what_came_with_it() {
    let specs = Specs::new(5, [(4, NAMED)]);
    let mut items = specs.client().specs().list().items();
    let error = loop {
        if let Err(error) = items.try_next().await {
            break error;
        }
    };
    assert_eq!(
        error.to_string(),
        "list_specs: an item cannot be read: at `specs[4].metadata`: missing field `status` (found an object with `name`) \
         (request id req-7)"
    );
    let item = error.item().unwrap();
    assert_eq!((item.index(), item.id(), item.path()), (4, Some("s-4"), "specs[4].metadata"));
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Item, Sent::Yes));
    assert_eq!((error.status().unwrap().as_u16(), error.attempts().len()), (200, 1));
    assert!(!error.may_have_been_carried_out() && !error.is_decode());
    assert!(error.help().contains(".lossy()"), "{}", error.help());
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_place_after_an_odd_item_can_be_gone_back_to() {
    let specs = Specs::new(30, [(4, NAMED), (7, NAMELESS), (9, "7")]);
    let list = || specs.client().specs().list().page_size(10).strict();
    let (whole, ..) = all(list().items()).await;
    for taken in 1..30 {
        let mut items = list().items();
        for _ in 0..taken {
            items.next().await.unwrap().ok();
        }
        let (rest, drift, _) = all(list().resume(items.cursor()).items()).await;
        assert_eq!(rest, whole[taken..], "{taken}");
        assert!(drift.is_empty(), "{taken}: {drift:?}");
    }
}

#[tokio::test]
async fn pages_and_a_single_page_list_what_they_reject() {
    let client = Specs::new(23, [(4, NAMED), (10, "[]")]).client();
    let page = client.specs().list().page_size(10).await.unwrap();
    assert_eq!((page.items().len(), page.rejected().len(), page.total()), (9, 1, Some(23)));
    assert_eq!(page.rejected()[0].id(), Some("s-4"));
    let mut pages = client.specs().list().page_size(10).pages();
    let mut found = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        let paths: Vec<_> = page.rejected().iter().map(|item| item.path().to_owned()).collect();
        found.push((page.items().len(), paths));
    }
    let path = |path: &str| vec![path.to_owned()];
    assert_eq!(found, [(9, path("specs[4].metadata")), (9, path("specs[0]")), (3, vec![])]);
}

#[tokio::test]
async fn a_whole_list_fails_unless_it_may_lose_odd_items() {
    let client = Specs::new(23, [(4, NAMED), (15, NAMELESS)]).client();
    let list = || client.specs().list().page_size(10);
    let error = list().try_collect().await.unwrap_err();
    assert_eq!(error.item().unwrap().id(), Some("s-4"));
    assert!(list().verify().await.unwrap_err().item().is_some());
    let lossy = list().lossy().strict().try_collect().await.unwrap();
    assert_eq!((lossy.items.len(), lossy.rejected.len(), lossy.total), (21, 2, Some(23)));
    assert_eq!(lossy.rejected[1].index(), 5);
    let verified = list().lossy().verify().await.unwrap();
    assert_eq!(verified, lossy);
    let most = list().lossy().max_items(5).try_collect().await.unwrap();
    assert_eq!((most.items.len(), most.rejected.len()), (4, 1));
}

#[tokio::test]
async fn an_odd_item_that_comes_twice_is_drift() {
    for odd in [NAMED, NAMELESS] {
        let client = Specs::new(20, [(4, odd), (14, odd)]).client();
        let (found, drift, _) = all(client.specs().list().page_size(10).items()).await;
        assert_eq!(found.len(), 19, "{odd}");
        assert!(matches!(drift[..], [Drift::Repeated { page: 2, items: 1, .. }]), "{drift:?}");
    }
}

#[tokio::test]
async fn what_only_looks_odd_is_an_item() {
    let odd = r#"{"id":"s-\ud83d","id":"s-4","kind":"app","metadata":{"name":"n","status":"available","summary":"cut \ud83d"}}"#;
    let page = Specs::new(5, [(4, odd)]).client().specs().list().await.unwrap();
    assert_eq!((page.len(), page.rejected().len()), (5, 0));
    assert_eq!(page[4].metadata.summary.as_deref(), Some("cut \u{fffd}"));
}

#[tokio::test]
async fn a_page_of_nothing_but_odd_items_is_a_page_up_to_a_thousand() {
    let page = |items: usize| {
        let items = vec!["7"; items].join(",");
        let body = format!(
            r#"{{"pageNumber":1,"pageSize":9999,"pageCount":1,"specCount":1,"specs":[{items}]}}"#
        );
        Script::new([Step::body(200, body)]).client()
    };
    let rejected = page(1000).specs().list().await.unwrap();
    assert_eq!((rejected.items().len(), rejected.rejected().len()), (0, 1000));
    let error = page(1001).specs().list().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_specs: 200 OK, but the body is no answer of this operation: more than 1000 of its items cannot be read; \
         an item cannot be read: at `specs[0]`: expected an object (found 7)"
    );
}

#[tokio::test]
async fn what_is_looked_for_by_name_is_found_behind_an_odd_item() {
    let client = Specs::new(9, [(4, NAMED)]).client();
    assert_eq!(client.specs().find_by_name("n-8").await.unwrap().unwrap().id, "s-8");
    // It may be the odd one.
    let error = client.specs().find_by_name("n-4").await.unwrap_err();
    assert_eq!(error.item().unwrap().id(), Some("s-4"));
}

#[tokio::test]
async fn the_most_that_is_read_of_a_body_is_a_setting() {
    let body = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;
    for (most, read) in
        [(body.len(), true), (body.len() - 1, false), (0, false), (usize::MAX, true)]
    {
        let script = Script::new([Step::body(200, body)]);
        let client = script.builder().max_body(most).build().unwrap();
        match client.spec("s-1").unwrap().describe().await {
            Ok(spec) => assert_eq!((spec.id.as_str(), read), ("s-1", true)),
            Err(error) => {
                assert!(error.is_decode() && !read, "{error}");
                let said = format!("it is larger than {most} bytes, the limit set by `max_body`");
                assert!(error.to_string().contains(&said), "{error}");
            }
        }
    }
    // What the service says of a refusal is read in any case.
    let script = Script::new([Step::status(404)]);
    let client = script.builder().max_body(1).build().unwrap();
    let error = client.spec("s-1").unwrap().describe().await.unwrap_err();
    assert_eq!(error.message(), Some("said with 404"));
    let large = format!("{{\"id\":\"{}\"}}", "x".repeat(8 * 1024 * 1024));
    let error = Script::new([Step::body(200, large)]).client();
    let error = error.spec("s-1").unwrap().describe().await.unwrap_err();
    assert!(error.to_string().contains("larger than 8388608 bytes"), "{error}");
}

/// What is around the list is not taken for an odd item, and of members with one name the last counts, whatever the others are.
#[tokio::test]
async fn what_is_around_an_odd_item_is_read_as_ever() {
    let page = |before: &str, after: &str| {
        format!(r#"{{{before},"specCount":2,"specs":[{},{NAMED}]{after}}}"#, good(0))
    };
    let ask =
        async |body: String| Script::new([Step::body(200, body)]).client().specs().list().await;
    let numbers = r#""pageNumber":1,"pageSize":25,"pageCount":1"#;
    for (before, after) in [
        (numbers.to_owned(), ""),
        (format!(r#"{numbers},"specs":7"#), ""),
        (format!(r#"{numbers},"specs":[{NAMELESS}]"#), ""),
        (numbers.to_owned(), r#","tomorrow":[{"specs":[7]}]"#),
    ] {
        let read = ask(page(&before, after)).await.unwrap();
        assert_eq!((read.items().len(), read.rejected().len()), (1, 1), "{before} {after}");
        assert_eq!(read.rejected()[0].path(), "specs[1].metadata");
        assert_eq!(read.total(), Some(2));
    }
    for (before, after, said) in [
        (r#""pageNumber":"x","pageSize":25,"pageCount":1"#, "", "at `pageNumber`"),
        (r#""pageNumber":1,"pageSize":25"#, "", "missing field `pageCount`"),
        (numbers, r#","pageSize":[]"#, "at `pageSize`"),
    ] {
        let error = ask(page(before, after)).await.unwrap_err();
        assert!(error.is_decode() && error.to_string().contains(said), "{said}: {error}");
    }
}

#[tokio::test]
async fn an_odd_item_has_the_id_that_counts_if_it_has_one() {
    for (item, id, path) in [
        (r#"{"id":"s-1","id":"s-2","kind":"app"}"#, Some("s-2"), "specs[0]"),
        (r#"{"id":"s-1","id":7,"kind":"app"}"#, None, "specs[0].id"),
        (r#"{"kind":"app"}"#, None, "specs[0]"),
        (r#"["s-1"]"#, None, "specs[0]"),
        (r#""s-1""#, None, "specs[0]"),
        (
            r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":[7]}}"#,
            Some("s-1"),
            "specs[0].metadata.status",
        ),
    ] {
        let client = Specs::new(1, [(0, item)]).client();
        let page = client.specs().list().await.unwrap();
        let rejected = &page.rejected()[0];
        assert_eq!((rejected.id(), rejected.index()), (id, 0), "{item}");
        assert_eq!(rejected.path(), path, "{item}");
    }
}
