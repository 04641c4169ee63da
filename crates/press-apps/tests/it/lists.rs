//! Lists over the request path: one page, streams, the knobs, and the throttle that all pages of a stream share.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use press_apps::testing::{BoxFuture, Fixed, Reply, Transport, json};
use press_apps::types::{DeploymentStatus, RevisionStatus, Scope, SpecSort, SpecStatus};
use press_apps::{Client, Cursor, Drift, ErrorKind};

use crate::support::{Script, Step, TOKEN};

/// A list of specs `s-0`, `s-1`… that takes 50 ms to answer and sometimes says 429.
#[derive(Clone)]
struct Specs(Arc<Inner>);

struct Inner {
    total: u64,
    /// Answers page 1 whatever is asked.
    stubborn: bool,
    /// How many of the first requests for page 3 are refused.
    refused: Mutex<u32>,
    asked: Mutex<Vec<String>>,
}

impl Specs {
    fn new(total: u64) -> Self {
        Self::with(total, false, 0)
    }

    fn with(total: u64, stubborn: bool, refused: u32) -> Self {
        Self(Arc::new(Inner {
            total,
            stubborn,
            refused: Mutex::new(refused),
            asked: Mutex::default(),
        }))
    }

    fn client(&self) -> Client {
        Client::builder()
            .token(TOKEN)
            .base_url("http://localhost:1")
            .transport(self.clone())
            .random(Fixed(1.0))
            .build()
            .unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.0.asked.lock().unwrap().clone()
    }
}

impl Transport for Specs {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let number = |name: &str, default| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
                .unwrap_or(default)
        };
        let size = number("pageSize", 25_u64);
        let page = if self.0.stubborn { 1 } else { number("pageNumber", 1_u64) };
        let total = self.0.total;
        let items: Vec<_> = ((page - 1) * size..total.min(page * size))
            .map(|n| format!(r#"{{"id":"s-{n}","kind":"app","metadata":{{"name":"n-{n}","status":"available"}}}}"#))
            .collect();
        let body = format!(
            r#"{{"pageNumber":{page},"pageSize":{size},"pageCount":{},"specCount":{total},"specs":[{}]}}"#,
            total.div_ceil(size),
            items.join(",")
        );
        let mut refused = self.0.refused.lock().unwrap();
        let refuse = page == 3 && *refused > 0;
        *refused -= u32::from(refuse);
        self.0.asked.lock().unwrap().push(query);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if refuse {
                let mut answer = json(429, r#"{"detail":"slow down"}"#);
                answer.headers_mut().insert("retry-after", http::HeaderValue::from_static("2"));
                return Ok(answer);
            }
            Ok(json(200, body))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn one_page_is_one_request() {
    let service = Specs::new(60);
    let list = service.client().specs().list();
    let page = list.page_size(20).page(3).await.unwrap();
    assert_eq!(page.first().unwrap().id, "s-40");
    assert_eq!((page.number(), page.next_number(), page.len()), (3, None, 20));
    assert_eq!((page.page_size(), page.page_count(), page.total()), (Some(20), Some(3), Some(60)));
    assert_eq!(page.status(), 200);
    assert_eq!(service.asked(), ["pageNumber=3&pageSize=20"]);
}

#[tokio::test(start_paused = true)]
async fn another_page_than_the_one_asked_for_is_told_and_in_strict_lists_an_error() {
    let client = Specs::with(60, true, 0).client();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let list = client.specs().list().page_size(20);
    let page = list
        .clone()
        .on_drift(move |drift| tell.lock().unwrap().push(drift.clone()))
        .page(2)
        .await
        .unwrap();
    assert_eq!(page.number(), 1);
    let drift = Drift::OtherPage { asked: 2, answered: 1 };
    assert_eq!(*told.lock().unwrap(), std::slice::from_ref(&drift));
    let error = list.strict().page(2).await.unwrap_err();
    assert_eq!(error.drift(), Some(&drift));
    assert_eq!(
        error.to_string(),
        "list_specs: the list changed while it was read: page 2 was asked for, and page 1 was answered"
    );
}

#[tokio::test(start_paused = true)]
async fn everything_comes_in_order_in_few_round_trips() {
    let service = Specs::new(205);
    let began = tokio::time::Instant::now();
    let list = service.client().specs().list().page_size(10).concurrency(5);
    let specs = list.try_collect().await.unwrap();
    let ids: Vec<_> = specs.iter().map(|spec| spec.id.clone()).collect();
    assert_eq!(ids, (0..205).map(|n| format!("s-{n}")).collect::<Vec<_>>());
    // 21 pages: one, then 20 in fours of five.
    assert_eq!(began.elapsed(), Duration::from_millis(5 * 50));
    assert_eq!(service.asked().len(), 21);
}

#[tokio::test(start_paused = true)]
async fn a_stream_goes_on_from_its_cursor_in_another_process() {
    let client = Specs::new(60).client();
    let list = client.specs().list().status(SpecStatus::Available).page_size(10);
    let mut first = list.clone().items();
    for n in 0..15 {
        assert_eq!(first.try_next().await.unwrap().unwrap().id, format!("s-{n}"));
    }
    let kept = serde_json::to_string(&first.cursor()).unwrap();
    let cursor: Cursor = serde_json::from_str(&kept).unwrap();
    let mut second = list.resume(cursor.clone()).items();
    assert_eq!(second.try_next().await.unwrap().unwrap().id, "s-15");

    let other = client.specs().list().resume(cursor).items().try_next().await.unwrap_err();
    assert_eq!(other.to_string(), "list_specs: the cursor belongs to another list");
    assert_eq!(other.kind(), ErrorKind::List);
}

#[tokio::test(start_paused = true)]
async fn an_eager_stream_opens_its_window_after_the_first_page() {
    for (eager, trips) in [(true, 1 + 2), (false, 1 + 3)] {
        let service = Specs::new(200);
        let began = tokio::time::Instant::now();
        let mut list = service.client().specs().list().page_size(10).concurrency(10);
        if eager {
            list = list.eager();
        }
        let mut items = list.items();
        let mut asked = Vec::new();
        while items.try_next().await.unwrap().is_some() {
            if items.position() == 1 {
                asked = service.asked();
            }
        }
        assert_eq!(asked.len(), if eager { 11 } else { 1 }, "when the first item is there");
        assert_eq!(began.elapsed().as_millis() / 50, trips, "20 pages: 1, 10, 9, or 1, 4, 10, 5");
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_pages_are_on_their_way_while_a_page_is_looked_at() {
    let service = Specs::new(100);
    let list = service.client().specs().list().page_size(10).concurrency(4).eager();
    let mut pages = list.pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.items().len(), 10);
    assert_eq!(service.asked().len(), 5, "the first page and four that come after it");
}

#[tokio::test(start_paused = true)]
async fn a_429_on_one_page_slows_the_whole_stream_and_loses_nothing() {
    let service = Specs::with(200, false, 2);
    let began = tokio::time::Instant::now();
    let list = service.client().specs().list().page_size(10).concurrency(4);
    let specs = list.try_collect().await.unwrap();
    assert_eq!(specs.len(), 200);
    assert!(specs.drift.is_empty());
    assert!(began.elapsed() >= Duration::from_secs(4), "two refusals of two seconds");
    assert_eq!(service.asked().len(), 22);
}

#[tokio::test]
async fn a_page_and_a_stream_exclude_each_other() {
    let client = Script::new([Step::Good]).client();
    let error = client.specs().list().page(2).items().try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_specs: page 2 was asked for, but a stream reads the whole list"
    );
}

#[tokio::test]
async fn a_page_and_a_cursor_exclude_each_other_before_anything_is_sent() {
    let script = Script::new([Step::Good]);
    let list = script.client().specs().list();
    let cursor = list.clone().items().cursor();
    let error = list.resume(cursor).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_specs: a cursor was given, but only a stream goes on from one"
    );
    assert!(error.help().contains("`items`"), "{}", error.help());
    assert!(script.seen().is_empty());
}

#[test]
fn filters_and_sorts_go_into_the_query_as_the_api_names_them() {
    let client = Script::new([Step::Good]).client();
    let query = |request: Result<http::Request<Bytes>, press_apps::Error>| {
        request.unwrap().uri().query().unwrap_or_default().to_owned()
    };
    let specs = client
        .specs()
        .list()
        .statuses([SpecStatus::Available, SpecStatus::Archived])
        .scope(Scope::Private)
        .scope("odd")
        .featured(false)
        .name("a b")
        .title("t&c")
        .sort(SpecSort::CreatedAt.desc())
        .sort(SpecSort::Name)
        .page_size(50)
        .page(2);
    assert_eq!(
        query(specs.skip_validation().build()),
        "featured=false&name=a+b&pageNumber=2&pageSize=50&scope=private&scope=odd\
         &sort=createdAt%3Adesc&sort=name&status=available&status=archived&title=t%26c"
    );
    let deployments = client.deployments().list().status(DeploymentStatus::Failed).name("n");
    assert_eq!(query(deployments.build()), "name=n&status=failed");
    let revisions = client.deployment("d-1").unwrap().revisions();
    let revisions = revisions.list().status(RevisionStatus::Superseded).page(1);
    assert_eq!(query(revisions.build()), "pageNumber=1&status=superseded");
    let releases = client.spec("s-1").unwrap().releases().list();
    assert_eq!(query(releases.build()), "");
}
