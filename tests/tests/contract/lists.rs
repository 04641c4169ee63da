//! What each list of the document costs in round trips and requests, collected and streamed. Counted on a virtual clock.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use press_apps::operation::{Endpoint, ListEndpoint};
use press_apps::testing::{BoxFuture, Reply, Transport, json};
use press_apps::{Client, Request};
use press_apps_tests::corpus::least_answers;
use press_apps_tests::{api, contract};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::calls::{self, HERE, Subject, Visit};

/// One round trip.
const TRIP: Duration = Duration::from_millis(50);
/// How many pages each list has, whatever their size.
const PAGES: u64 = 100;
/// The round trips of such a list, by how many pages are fetched side by side: 1 + ⌈(100 − 1) / k⌉.
const TRIPS: [(Option<usize>, u32); 4] = [(None, 8), (Some(1), 100), (Some(8), 14), (Some(32), 5)];

/// A service in which every list has that many pages, one round trip away.
#[derive(Clone, Default)]
struct Far(Arc<Mutex<Traffic>>);

#[derive(Default)]
struct Traffic {
    requests: u64,
    under_way: usize,
    most_under_way: usize,
}

impl Far {
    fn client(&self) -> Client {
        let builder = Client::builder().base_url("http://localhost:1").token("a-token-of-tests");
        builder.transport(self.clone()).build().unwrap()
    }

    /// What was counted since this was last asked.
    fn take(&self) -> Traffic {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Transport for Far {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let operation = contract().operation_of(request.method().as_str(), request.uri().path());
        let page = page(&operation.unwrap().id, request.uri().query().unwrap_or_default());
        let traffic = Arc::clone(&self.0);
        Box::pin(async move {
            {
                let mut traffic = traffic.lock().unwrap();
                traffic.requests += 1;
                traffic.under_way += 1;
                traffic.most_under_way = traffic.most_under_way.max(traffic.under_way);
            }
            sleep(TRIP).await;
            traffic.lock().unwrap().under_way -= 1;
            Ok(json(200, page.to_string()))
        })
    }
}

/// The page that is asked for, of the least that an answer of the operation holds.
fn page(operation: &str, query: &str) -> Value {
    let number = |name: &str, default: u64| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map_or(default, |(_, value)| value.parse().unwrap())
    };
    let (page, size) = (number("pageNumber", 1), number("pageSize", 25));
    let answers = least_answers();
    let mut body = answers.into_iter().find(|least| least.operation == operation).unwrap().body;
    let keys = &api().operation(operation).unwrap().node["x-press-pagination"];
    let (items, total) = (keys["items"].as_str().unwrap(), keys["total"].as_str().unwrap());
    let item = body[items][0].clone();
    let item = |n: u64| {
        let mut item = item.clone();
        item["id"] = json!(format!("item-{n}"));
        item
    };
    body[items] = ((page - 1) * size..page * size).map(item).collect();
    body["pageNumber"] = json!(page);
    body["pageSize"] = json!(size);
    body["pageCount"] = json!(PAGES);
    body[total] = json!(PAGES * size);
    body
}

/// Every list, with the test of it.
struct Lists {
    service: Far,
    tests: Vec<(&'static str, BoxFuture<'static, ()>)>,
}

impl Visit for Lists {
    fn visit<E: Endpoint<Output: Debug>>(&mut self, _: &'static str, _: Request<E>) {}

    fn visit_list<E: ListEndpoint<Item: Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        let service = self.service.clone();
        self.tests.push((operation, Box::pin(costs(service, operation, request))));
    }
}

async fn costs<E: ListEndpoint<Item: Debug>>(
    service: Far,
    operation: &'static str,
    list: Request<E>,
) {
    for (concurrency, trips) in TRIPS {
        let list = match concurrency {
            Some(pages) => list.clone().concurrency(pages),
            None => list.clone(),
        };
        let list = list.page_size(1).strict();
        let collected = async |list: Request<E>| list.try_collect().await.unwrap().len();
        let streamed =
            async |list: Request<E>| list.items().try_collect::<Vec<_>>().await.unwrap().len();
        let in_pages =
            async |list: Request<E>| list.pages().try_collect::<Vec<_>>().await.unwrap().len();
        for (how, took) in [
            ("collected", timed(collected(list.clone())).await),
            ("items", timed(streamed(list.clone())).await),
            ("eager items", timed(streamed(list.clone().eager())).await),
            ("pages", timed(in_pages(list.clone())).await),
        ] {
            let what = format!("{operation}: {how}, {concurrency:?} at a time");
            assert_eq!(took, (PAGES as usize, TRIP * trips), "{what}");
        }
        let traffic = service.take();
        assert_eq!(traffic.requests, 4 * PAGES, "{operation}: no page was asked for twice");
        assert_eq!(traffic.most_under_way, concurrency.unwrap_or(16), "{operation}");
    }
    let mut items = list.items();
    for _ in 0..10 {
        items.try_next().await.unwrap().unwrap();
    }
    assert_eq!(service.take().requests, 1, "{operation}: ten items cost one page");
}

/// What something gives, and how long it took.
async fn timed<T>(what: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    (what.await, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn each_list_takes_no_more_round_trips_than_it_has_to() {
    let service = Far::default();
    let mut lists = Lists { service: service.clone(), tests: Vec::new() };
    calls::least(&service.client(), &Subject::default(), &mut lists);
    let mut tested = Vec::new();
    for (operation, test) in lists.tests {
        test.await;
        tested.push(operation);
    }
    let operations = api().operations().iter();
    let missing: Vec<_> = operations
        .filter(|operation| operation.node["x-press-pagination"].is_object())
        .filter(|operation| !tested.contains(&operation.id.as_str()))
        .map(|operation| &operation.id)
        .collect();
    assert!(missing.is_empty(), "{HERE}: write {missing:?} down as lists, with `to.list`");
    assert!(!tested.is_empty());
}
