//! A service with a limit on requests, on a virtual clock: every call of a client and its clones keeps to the pace that it allows.
//!
//! The limits are those that are met in the field: the leaky bucket of nginx (`limit_req`), with and without a burst, and a fixed window.
//! "The least" is the time of a caller who knows the limit.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use press_apps::testing::{BoxFuture, Reply, Seeded, Transport, json};
use press_apps::{Client, ErrorKind, RetryPolicy};
use tokio::time::{Instant, sleep};

use crate::support::{TOKEN, document};

const TRIP: Duration = Duration::from_millis(10);
const PAGES: u64 = 60;

#[derive(Debug, Clone, Copy)]
enum Limit {
    /// nginx: so many a second, one at a time, and so many more at once.
    Nginx(f64, f64),
    /// So many in every second of the clock.
    Window(f64),
    /// The first so many requests are let through, and no other.
    First(u32),
    /// The request with this number is refused, and no other.
    Only(u32),
}

/// How it refuses.
#[derive(Debug, Clone, Copy)]
struct Refusal {
    status: u16,
    retry_after: Option<&'static str>,
}

const PLAIN_429: Refusal = Refusal { status: 429, retry_after: None };
const ASKING_429: Refusal = Refusal { status: 429, retry_after: Some("1") };
const PLAIN_503: Refusal = Refusal { status: 503, retry_after: None };

/// Lists of 60 specs, one to a page, and creates, behind a limit.
#[derive(Clone)]
struct Limited(Arc<Inner>);

struct Inner {
    limit: Limit,
    refusal: Refusal,
    start: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    excess: f64,
    /// The last request that passed, or the window.
    last: Option<f64>,
    met: u32,
    /// When each request came, what it was, and whether it passed.
    seen: Vec<(Duration, String, bool)>,
}

impl Limited {
    fn new(limit: Limit, refusal: Refusal) -> Self {
        let (start, state) = (Instant::now(), Mutex::default());
        Self(Arc::new(Inner { limit, refusal, start, state }))
    }

    fn client(&self, seed: u64) -> Client {
        let builder = Client::builder().token(TOKEN).base_url("http://localhost:1");
        builder.transport(self.clone()).random(Seeded::new(seed)).build().unwrap()
    }

    fn seen(&self) -> Vec<(Duration, String, bool)> {
        self.0.state.lock().unwrap().seen.clone()
    }

    /// How often everything waited for a second, since the service asked for it.
    fn waits(&self) -> usize {
        let seen = self.seen();
        let gaps = seen.windows(2).map(|two| two[1].0 - two[0].0);
        gaps.filter(|gap| *gap >= Duration::from_secs(1)).count()
    }

    fn passes(&self, request: String) -> bool {
        let since = self.0.start.elapsed();
        // nginx counts in milliseconds.
        let now = since.as_millis() as f64 / 1000.0;
        let mut state = self.0.state.lock().unwrap();
        state.met += 1;
        let passes = match self.0.limit {
            Limit::Nginx(rate, burst) => {
                let gone = state.last.map_or(f64::INFINITY, |last| (now - last) * rate);
                let excess = (state.excess - gone + 1.0).max(0.0);
                // The first request finds nothing to exceed.
                let excess = if state.last.is_none() { 0.0 } else { excess };
                let passes = excess <= burst + 1e-6;
                if passes {
                    (state.excess, state.last) = (excess, Some(now));
                }
                passes
            }
            Limit::Window(rate) => {
                if state.last != Some(now.floor()) {
                    (state.excess, state.last) = (0.0, Some(now.floor()));
                }
                let passes = state.excess < rate;
                state.excess += f64::from(passes);
                passes
            }
            Limit::First(most) => state.met <= most,
            Limit::Only(refused) => state.met != refused,
        };
        state.seen.push((since, request, passes));
        passes
    }

    fn answer(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let what = match request.method().as_str() {
            "POST" => String::from_utf8_lossy(request.body()).into_owned(),
            _ => request.uri().query().unwrap_or_default().to_owned(),
        };
        if !self.passes(what) {
            let mut answer = json(self.0.refusal.status, r#"{"detail":"too many requests"}"#);
            if let Some(seconds) = self.0.refusal.retry_after {
                answer.headers_mut().insert("retry-after", seconds.parse().unwrap());
            }
            return answer;
        }
        if request.method() == "POST" {
            return json(201, r#"{"id":"s-1"}"#);
        }
        let mut query = request.uri().query().unwrap_or_default().split('&');
        let page =
            query.find_map(|pair| pair.strip_prefix("pageNumber=")?.parse().ok()).unwrap_or(1_u64);
        json(
            200,
            format!(
                r#"{{"pageNumber":{page},"pageSize":1,"pageCount":{PAGES},"specCount":{PAGES},"specs":[{{"id":"s-{page}","kind":"app","metadata":{{"name":"n","status":"available"}}}}]}}"#
            ),
        )
    }
}

impl Transport for Limited {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let this = self.clone();
        Box::pin(async move {
            sleep(TRIP / 2).await;
            let answer = this.answer(&request);
            sleep(TRIP / 2).await;
            Ok(answer)
        })
    }
}

async fn list(client: &Client) -> Result<(), press_apps::Error> {
    let list = client.specs().list().page_size(1).strict();
    let specs = list.try_collect().await?;
    let expected: Vec<_> = (1..=PAGES).map(|n| format!("s-{n}")).collect();
    assert_eq!(specs.iter().map(|spec| spec.id.clone()).collect::<Vec<_>>(), expected);
    Ok(())
}

/// The times of a list as parts of the least, over some seeds, each with the least and the waits of a second in it.
async fn times(limit: Limit, refusal: Refusal, rate: f64) -> Vec<(f64, f64, usize)> {
    let least = (PAGES - 1) as f64 / rate;
    let mut times = Vec::new();
    for seed in 0..20 {
        let service = Limited::new(limit, refusal);
        let began = Instant::now();
        list(&service.client(seed)).await.unwrap();
        times.push((began.elapsed().as_secs_f64(), least, service.waits()));
    }
    times
}

fn mean(parts: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = parts.len() as f64;
    parts.sum::<f64>() / count
}

#[tokio::test(start_paused = true)]
async fn a_list_takes_little_longer_than_the_limit_allows() {
    for rate in [5.0, 20.0, 50.0] {
        for refusal in [PLAIN_429, PLAIN_503] {
            for limit in [Limit::Nginx(rate, 0.0), Limit::Nginx(rate, 5.0)] {
                let times = times(limit, refusal, rate).await;
                let parts = times.iter().map(|(took, least, _)| took / least);
                let most = parts.clone().fold(0.0, f64::max);
                let mean = mean(parts);
                println!("{limit:?} {}: mean {mean:.2}, most {most:.2}", refusal.status);
                assert!(mean <= 1.3, "{limit:?}: {mean:.2} of the least");
                assert!(most <= 1.6, "{limit:?}: {most:.2} of the least");
            }
        }
    }
}

/// A service that asks for a second is given it, each time, so that the least is the time of a caller who knows the limit and these
/// seconds: the first refusal alone takes longer than a list of 60 pages at 50 a second.
#[tokio::test(start_paused = true)]
async fn a_list_waits_as_long_as_it_is_asked_to_and_not_often() {
    for rate in [5.0, 20.0, 50.0] {
        let limit = Limit::Nginx(rate, 0.0);
        let times = times(limit, ASKING_429, rate).await;
        let whole = mean(times.iter().map(|(took, least, _)| took / least));
        let part = mean(times.iter().map(|(took, least, waits)| took / (least + *waits as f64)));
        let waits = mean(times.iter().map(|(_, _, waits)| *waits as f64));
        println!(
            "{limit:?} asking for a second: {whole:.2} of the least, {part:.2} with the waits, {waits:.1} waits"
        );
        assert!(part <= 1.3, "{limit:?}: {part:.2} of the least");
        assert!((1.0..=3.5).contains(&waits), "{limit:?}: {waits} waits");
        assert!(rate > 5.0 || whole <= 1.3, "{limit:?}: {whole:.2} of the least");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fixed_window_is_kept_to_as_well() {
    for rate in [20.0, 50.0] {
        for refusal in [PLAIN_429, ASKING_429] {
            let times = times(Limit::Window(rate), refusal, rate).await;
            let seconds = mean(times.iter().map(|(took, ..)| *took));
            println!("window of {rate} {refusal:?}: {seconds:.2} s");
            assert!(seconds <= 10.0, "{rate}: {seconds:.2} s for {} seconds' worth", 60.0 / rate);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn three_lists_of_one_client_share_the_limit_and_none_fails() {
    for rate in [5.0, 20.0, 50.0] {
        for refusal in [PLAIN_429, ASKING_429, PLAIN_503] {
            let least = (3.0 * PAGES as f64 - 1.0) / rate;
            let mut parts = Vec::new();
            for seed in 0..10 {
                let service = Limited::new(Limit::Nginx(rate, 0.0), refusal);
                let client = service.client(seed);
                let began = Instant::now();
                let lists = [client.clone(), client.clone(), client];
                for listed in join_all(lists.iter().map(list)).await {
                    listed.unwrap();
                }
                parts.push((began.elapsed().as_secs_f64() - service.waits() as f64) / least);
            }
            let mean = mean(parts.into_iter());
            println!("three lists at {rate} {refusal:?}: {mean:.2}");
            assert!(mean <= 1.3, "{rate} {refusal:?}: {mean:.2} of the least");
        }
    }
}

/// 40 creates, 8 at a time: how many of them succeed, and what came of them.
async fn creates(service: &Limited, client: &Client) -> usize {
    let left = Mutex::new(0..40);
    let worker = || async {
        let mut made = 0;
        loop {
            let Some(n) = left.lock().unwrap().next() else { return made };
            let mut document = document();
            document.metadata.name = format!("spec-{n}");
            made += usize::from(client.specs().create(document).await.is_ok());
        }
    };
    let made = join_all((0..8).map(|_| worker())).await.into_iter().sum();
    let passed = service.seen().iter().filter(|(_, _, passed)| *passed).count();
    assert_eq!(passed, made, "what is made is known to be made");
    made
}

#[tokio::test(start_paused = true)]
async fn creates_that_are_refused_with_429_come_back_one_by_one() {
    for rate in [5.0, 20.0, 50.0] {
        for refusal in [PLAIN_429, ASKING_429] {
            for seed in 0..10 {
                let service = Limited::new(Limit::Nginx(rate, 0.0), refusal);
                let made = creates(&service, &service.client(seed)).await;
                assert!(made >= 38, "{rate} {refusal:?}: {made} of 40");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_refused_with_503_is_never_sent_again_and_slows_the_others() {
    for rate in [5.0, 20.0, 50.0] {
        for retry_after in [None, Some("1")] {
            let service =
                Limited::new(Limit::Nginx(rate, 0.0), Refusal { status: 503, retry_after });
            let made = creates(&service, &service.client(1)).await;
            let mut sent: Vec<_> = service.seen().into_iter().map(|(_, name, _)| name).collect();
            assert_eq!(sent.len(), 40);
            sent.sort();
            sent.dedup();
            assert_eq!(sent.len(), 40, "each was sent once");
            assert!(made >= 20, "{rate} {retry_after:?}: {made} of 40");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_page_that_is_refused_slows_the_whole_stream() {
    for status in [429, 503] {
        let service = Limited::new(Limit::Only(4), Refusal { status, retry_after: Some("2") });
        list(&service.client(1)).await.unwrap();
        let seen = service.seen();
        let at = seen.iter().position(|(_, _, passed)| !passed).unwrap();
        let refused = seen[at].0;
        // Those of the same burst were under way already.
        let later: Vec<_> = seen.iter().map(|(at, ..)| *at).filter(|at| *at > refused).collect();
        assert_eq!(
            later.len(),
            44,
            "all but the first page and the sixteen after it, and the refused one again"
        );
        assert!(
            later[0] >= refused + TRIP + Duration::from_secs(2),
            "{:?} after {refused:?}",
            later[0]
        );
        for (n, two) in later.windows(2).enumerate().take(5) {
            let gap = two[1] - two[0];
            assert!(gap >= Duration::from_millis(25), "{gap:?} before number {n}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_one_call_holds_back_those_of_clones_and_lists() {
    let service = Limited::new(Limit::Only(1), Refusal { status: 503, retry_after: Some("3") });
    let client = service.client(1);
    let clone = client.clone();
    client.specs().create(document()).await.unwrap_err();
    let began = Instant::now();
    let page = clone.specs().list().page_size(1);
    let (one, all) = (async { page.await.unwrap() }, list(&client));
    let (_, listed) = futures_util::future::join(one, all).await;
    listed.unwrap();
    let seen = service.seen();
    assert_eq!(seen.len() as u64, PAGES + 2);
    assert!(seen[1].0 - seen[0].0 >= Duration::from_secs(3), "{:?}", seen[1].0 - seen[0].0);
    assert!(began.elapsed() < Duration::from_secs(6));
    // Another client knows nothing of it.
    let began = Instant::now();
    service.client(2).specs().list().await.unwrap();
    assert_eq!(began.elapsed(), TRIP);
}

#[tokio::test(start_paused = true)]
async fn no_call_fails_because_others_are_before_it() {
    let service = Limited::new(Limit::Only(1), Refusal { status: 503, retry_after: Some("30") });
    let client = service.client(1);
    client.specs().create(document()).await.unwrap_err();
    let began = Instant::now();
    let calls = (0..50).map(|_| {
        let page = client.specs().list().timeout(Duration::from_secs(4));
        async move { page.await }
    });
    for answered in join_all(calls).await {
        answered.unwrap();
    }
    assert_eq!(began.elapsed(), Duration::from_secs(2) + TRIP, "half of their time limit");
}

#[tokio::test(start_paused = true)]
async fn an_outage_ends_lists_and_calls_as_soon_as_without_a_throttle() {
    let service = Limited::new(Limit::First(1), PLAIN_503);
    let client = service.client(1);
    let began = Instant::now();
    let error = list(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
    assert_eq!(error.attempts().len(), 4);
    println!("outage {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let waited: Duration = error.attempts().iter().filter_map(press_apps::Attempt::wait).sum();
    let spent: Duration = error.attempts().iter().map(press_apps::Attempt::elapsed).sum();
    assert!(waited + spent <= began.elapsed(), "what is said of waits is what was waited");
    let off = client.specs().list().retry_policy(RetryPolicy::off());
    assert_eq!(off.await.unwrap_err().attempts().len(), 1);
}
