//! How much a call allocates, and what it holds at the same time: the one test of a program whose allocator counts.
//!
//! Counted is the thread of the test alone. The client and its connections live there, the service does not. Round trips and connections are
//! counted elsewhere (`contract/sockets.rs`), and what an answer takes as a multiple of its bytes as well (`memory`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use allocation_counter::{AllocationInfo, measure};
use bytes::Bytes;
use press_apps::Client;
use press_apps::testing::{Reply, json};
use tokio::runtime::Runtime;

/// Allocations of one describe, those of its answer included.
const DESCRIBE: u64 = 80;
/// By how many the client may exceed the generated client, which only sends and decodes.
const ABOVE_GENERATED: u64 = 4;
/// Allocations of an item of a page of a hundred, everything around it included: 17 of its texts and lists, and a share of the call.
const ITEM: f64 = 18.0;
/// Bytes that the HTTP library may have read ahead of what it hands on.
const READ_AHEAD: u64 = 1536 * 1024;
/// Bytes that the fingerprint of an item may take at its peak.
const FINGERPRINT: u64 = 24;
/// Bytes that a list of pages of a hundred, sixteen at a time, may take apart from those.
const LIST: u64 = 6 * 1024 * 1024;

/// The documented sample of a spec in a list, with an id of its own.
fn spec(number: usize) -> String {
    format!(
        r#"{{"featured":false,"id":"a3e77006-86f3-4829-8c43-{number:012}","kind":"app","latestRelease":{{"createdAt":"2020-01-01T18:00:00.000Z","createdBy":"jane.smith@peak.ai","id":"6a6b9e08-638e-4116-a29d-077086135062","notes":"This is the original release","version":"1.0.0"}},"metadata":{{"createdAt":"2020-01-01T18:00:00.000Z","createdBy":"jane.smith@peak.ai","description":"It loads tables, and then runs a pipeline to predict churn.","descriptionContentType":"text/markdown","imageUrl":"https://my-spec-pics.com/image-1.jpg","name":"salesforce-customer-analytics","status":"available","summary":"This app enables analyses on customers","tags":[{{"name":"salesforce"}}],"title":"Salesforce Customer Analytics","updatedAt":"2020-01-01T18:00:00.000Z","updatedBy":"jane.smith@peak.ai"}},"scope":"private","tenants":[]}}"#
    )
}

/// The documented sample of a described spec.
fn described() -> String {
    let config = r#""latestRelease":{"config":[{"id":"0bddb4c6-40c5-45c3-b477-fceb2c051609","release":{"version":"1.0.0"},"autoRunOnDeploy":true},{"id":"1jgf45hk-38h6-22h6-b460-aceb2c385790","release":{"version":"1.0.0"},"autoRunOnDeploy":false}],"#;
    spec(1).replace(r#""latestRelease":{"#, config)
}

fn page(number: usize, pages: usize, items: &[String]) -> String {
    let (size, count) = (items.len(), items.len() * pages);
    format!(
        r#"{{"pageNumber":{number},"pageSize":{size},"pageCount":{pages},"specCount":{count},"specs":[{}]}}"#,
        items.join(",")
    )
}

/// A service that gives the same answer to every request, and its address.
fn served(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: r-1\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, answer) = (stream.unwrap(), answer.clone());
            std::thread::spawn(move || answer_all(stream, answer.as_bytes()));
        }
    });
    address
}

fn answer_all(mut stream: TcpStream, answer: &[u8]) {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        request.extend_from_slice(&piece[..length]);
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            stream.write_all(answer).unwrap();
        }
    }
}

fn client(base: &str) -> Client {
    Client::builder().token("a-token-of-tests").base_url(base).build().unwrap()
}

/// What one run of this takes, when the connection is there and everything that is made once was made.
fn warm<F: Future>(rt: &Runtime, mut make: impl FnMut() -> F) -> AllocationInfo {
    const RUNS: u64 = 20;
    let mut run = || drop(rt.block_on(make()));
    (0..3).for_each(|_| run());
    let mut info = measure(|| (0..RUNS).for_each(|_| run()));
    info.count_total = info.count_total.div_ceil(RUNS);
    info
}

#[test]
fn calls_allocate_little_and_hold_each_body_once() {
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    describe_allocates_little_more_than_the_generated_client(&rt);
    an_item_of_a_page_allocates_little_more_than_its_texts(&rt);
    a_body_is_held_once(&rt);
    a_list_holds_no_more_when_it_is_longer(&rt);
}

fn describe_allocates_little_more_than_the_generated_client(rt: &Runtime) {
    let base = served(&described());
    let spec = client(&base).spec("a3e77006-86f3-4829-8c43-f21ad462dbbd").unwrap();
    let ours = warm(rt, || async { spec.describe().await.unwrap() }).count_total;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("authorization", "a-token-of-tests".parse().unwrap());
    headers.insert("user-agent", "press-apps".parse().unwrap());
    // The HTTP library asks for one, although nothing here speaks TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().default_headers(headers).build().unwrap();
    let bare = press_apps_api::Client::new_with_client(&base, http);
    let generated =
        warm(rt, || async { bare.describe_spec(spec.id().as_str()).await.unwrap() }).count_total;
    println!("describe: {ours} allocations, {generated} of the generated client");
    assert!(ours <= DESCRIBE, "{ours}");
    assert!(ours <= generated + ABOVE_GENERATED, "{ours}, {generated} of the generated client");
}

fn an_item_of_a_page_allocates_little_more_than_its_texts(rt: &Runtime) {
    let items = Vec::from_iter((0..100).map(spec));
    let client = client(&served(&page(1, 1, &items)));
    let list = || client.specs().list().page_size(100);
    let counted = warm(rt, || async { list().await.unwrap() }).count_total as f64 / 100.0;
    println!("item of a page: {counted} allocations");
    assert!(counted <= ITEM, "{counted}");
}

/// Of the answer there is the text alone, apart from what the HTTP library reads ahead: nothing else is large here.
fn a_body_is_held_once(rt: &Runtime) {
    let filling = format!(r#"{{"unknown":"{}","#, "x".repeat(4 * 1024 * 1024));
    let body = described().replacen('{', &filling, 1);
    let length = body.len() as u64;
    let spec = client(&served(&body)).spec("s-1").unwrap();
    let described = warm(rt, || async { spec.describe().await.unwrap() });
    let raw = warm(rt, || async { spec.describe().raw().await.unwrap() });
    for held in [described.bytes_max, raw.bytes_max] {
        println!("an answer of {length} bytes: {held} bytes at once");
        assert!(held >= length, "{held} of {length}: nothing was counted");
        assert!(held <= length + READ_AHEAD, "{held} of {length}");
    }
}

/// Between 10,000 and 100,000 items only what tells the items apart grows.
fn a_list_holds_no_more_when_it_is_longer(rt: &Runtime) {
    let most = |items: usize| {
        let pages = items / 100;
        let answer = move |request: http::Request<Bytes>| -> Reply {
            let query = request.uri().query().unwrap_or_default();
            let number = query.split('&').find_map(|pair| pair.strip_prefix("pageNumber="));
            let number: usize = number.map_or(1, |number| number.parse().unwrap());
            let item = |item: usize| spec((number - 1) * 100 + item);
            Ok(json(200, page(number, pages, &Vec::from_iter((0..100).map(item)))))
        };
        let client = Client::builder().token("a-token-of-tests").base_url("http://localhost:1");
        let client = client.transport(answer).build().unwrap();
        let mut counted = 0;
        let held = measure(|| {
            rt.block_on(async {
                let mut list = client.specs().list().page_size(100).items();
                while list.try_next().await.unwrap().is_some() {
                    counted += 1;
                }
            });
        });
        assert_eq!(counted, items);
        held.bytes_max
    };
    let (short, long) = (most(10_000), most(100_000));
    println!("a list holds {short} bytes with 10,000 items, {long} with 100,000");
    assert!(long <= short + 90_000 * FINGERPRINT, "{short}, {long}");
    assert!(long <= LIST + 100_000 * FINGERPRINT, "{long}");
}
