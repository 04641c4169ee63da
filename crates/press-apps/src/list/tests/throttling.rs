//! A service with a limit on requests: the stream as a whole slows down, and learns the pace.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::super::source::{Counts, FetchedPage, PageSource};
use super::simulation::{List, nothing, run};
use crate::error::Error;
use crate::retry::{Gate, Throttle};
use crate::time::{BoxFuture, TokioClock};

const TRIP: Duration = Duration::from_millis(100);

/// How the service limits.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// So many requests in every second of the clock.
    Window,
    /// A bucket that holds so many seconds' worth of requests.
    Bucket(f64),
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    limit: Limit,
    rate: f64,
    /// `Retry-After` comes in whole seconds, as the header has it.
    whole_seconds: bool,
}

/// A service that answers one item per page, and the request path in front of it.
#[derive(Clone)]
struct Limited {
    rule: Rule,
    pages: u64,
    state: Arc<Mutex<State>>,
}

struct State {
    start: Instant,
    tokens: f64,
    at: Instant,
    window: u64,
    used: f64,
    attempts: Vec<(Duration, u64, bool)>,
}

impl Limited {
    fn new(rule: Rule, pages: u64) -> Self {
        let now = Instant::now();
        let tokens = match rule.limit {
            Limit::Window => 0.0,
            Limit::Bucket(seconds) => (rule.rate * seconds).max(1.0),
        };
        let state =
            State { start: now, tokens, at: now, window: 0, used: 0.0, attempts: Vec::new() };
        Self { rule, pages, state: Arc::new(Mutex::new(state)) }
    }

    /// Lets a request through, or says how long to wait.
    fn meet(&self, page: u64) -> Option<Duration> {
        let mut state = self.state.lock().unwrap();
        let now = Instant::now();
        let rate = self.rule.rate;
        let wait = match self.rule.limit {
            Limit::Window => {
                let since = now - state.start;
                if state.window != since.as_secs() {
                    state.window = since.as_secs();
                    state.used = 0.0;
                }
                if state.used + 1.0 <= rate {
                    state.used += 1.0;
                    None
                } else {
                    Some(Duration::from_secs(since.as_secs() + 1) - since)
                }
            }
            Limit::Bucket(seconds) => {
                let gained = (now - state.at).as_secs_f64() * rate;
                state.tokens = (state.tokens + gained).min((rate * seconds).max(1.0));
                state.at = now;
                if state.tokens >= 1.0 - 1e-9 {
                    state.tokens -= 1.0;
                    None
                } else {
                    Some(Duration::from_secs_f64((1.0 - state.tokens) / rate))
                }
            }
        };
        let at = now - state.start;
        state.attempts.push((at, page, wait.is_none()));
        wait.map(|wait| match self.rule.whole_seconds {
            true => Duration::from_secs(wait.as_secs_f64().ceil() as u64),
            false => wait,
        })
    }

    fn list(&self) -> List<String> {
        List::of(self.clone()).page_size(1).concurrency(16)
    }

    fn refused(&self) -> usize {
        self.state.lock().unwrap().attempts.iter().filter(|(_, _, passed)| !passed).count()
    }
}

impl PageSource<String> for Limited {
    fn operation(&self) -> &'static str {
        "list_rows"
    }

    fn key(&self) -> String {
        String::new()
    }

    fn id<'a>(&self, item: &'a String) -> &'a str {
        item
    }

    fn fetch(
        &self,
        page: u64,
        _: Option<u32>,
        gate: Gate,
    ) -> BoxFuture<'static, Result<FetchedPage<String>, Error>> {
        let this = self.clone();
        Box::pin(async move {
            loop {
                tokio::time::sleep(TRIP / 2).await;
                let refused = this.meet(page);
                tokio::time::sleep(TRIP / 2).await;
                let Some(wait) = refused else { break };
                gate.limited(wait);
                gate.admit().await;
            }
            let counts = Counts {
                number: Some(page),
                size: Some(1),
                count: Some(this.pages),
                total: Some(this.pages),
            };
            Ok(FetchedPage { items: vec![page.to_string()], counts, meta: nothing() })
        })
    }
}

/// The time as a part of the least possible, and the refusals as a part of the pages.
async fn cost(rule: Rule, pages: u64) -> (f64, f64) {
    let service = Limited::new(rule, pages);
    let start = Instant::now();
    let all = service.list().strict().try_collect().await.unwrap();
    let took = start.elapsed().as_secs_f64();
    let wanted: Vec<_> = (1..=pages).map(|n| n.to_string()).collect();
    assert_eq!(all.items, wanted, "nothing is lost and nothing comes twice");
    (took / (pages as f64 / rule.rate), service.refused() as f64 / pages as f64)
}

#[test]
fn a_limited_service_is_used_to_the_full_with_hardly_a_refusal() {
    run(async {
        for (rate, pages) in [(10.0, 3000), (25.0, 6000)] {
            for limit in [Limit::Window, Limit::Bucket(1.0)] {
                let rule = Rule { limit, rate, whole_seconds: false };
                let (time, refused) = cost(rule, pages).await;
                assert!(
                    time <= 1.05 && refused <= 0.01,
                    "{rule:?}: {time:.3} of the least, {refused:.4} refused"
                );

                // A wait that was rounded up to whole seconds is waited for, too.
                let rule = Rule { whole_seconds: true, ..rule };
                let (time, refused) = cost(rule, pages).await;
                assert!(
                    time <= 1.10 && refused <= 0.01,
                    "{rule:?}: {time:.3} of the least, {refused:.4} refused"
                );
            }
        }
    });
}

#[test]
fn a_refusal_of_one_page_stops_all_until_the_longest_wait_is_over() {
    run(async {
        let rule = Rule { limit: Limit::Window, rate: 10.0, whole_seconds: true };
        let service = Limited::new(rule, 60);
        service.list().eager().try_collect().await.unwrap();
        let attempts = service.state.lock().unwrap().attempts.clone();
        let first = attempts.iter().position(|(_, _, passed)| !passed).unwrap();
        let refused_at = attempts[first].0;
        // Those of the same burst were under way already. All others wait for a second after the refusal was heard of.
        let next = attempts[first..].iter().find(|(at, _, _)| *at > refused_at + TRIP).unwrap();
        assert_eq!(
            next.0,
            refused_at + Duration::from_secs(1) + TRIP,
            "the pause, and the way of the request"
        );
        let waiting: Vec<_> = attempts[..first + 16]
            .iter()
            .filter(|(_, _, passed)| !passed)
            .map(|(_, page, _)| *page)
            .collect();
        assert_eq!(
            Some(&next.1),
            waiting.iter().min(),
            "the page that is delivered first goes first"
        );
    });
}

fn gates(throttle: &Throttle, pages: std::ops::Range<u64>) -> Vec<Gate> {
    pages.map(|page| throttle.gate(page)).collect()
}

/// When each page was let in. The last ones ask first.
async fn admit_all(gates: &[Gate]) -> Vec<(u64, Duration)> {
    let start = Instant::now();
    let asking = gates.iter().enumerate().rev().map(|(n, gate)| async move {
        gate.admit().await;
        (n as u64, start.elapsed())
    });
    let mut came = futures_util::future::join_all(asking).await;
    came.sort_by_key(|(_, at)| *at);
    came
}

#[test]
fn the_longest_wait_counts_and_pages_are_let_in_in_order_at_a_pace() {
    run(async {
        let throttle = Throttle::new(Arc::new(TokioClock), 8);
        let gates = gates(&throttle, 1..5);
        assert!(
            admit_all(&gates).await.iter().all(|(_, at)| at.is_zero()),
            "nothing holds them back at first"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
        gates[0].passed();
        gates[1].passed();
        gates[2].limited(Duration::from_secs(3));
        gates[3].limited(Duration::from_secs(1));
        let came = admit_all(&gates).await;
        let order: Vec<_> = came.iter().map(|(page, _)| *page).collect();
        assert_eq!(order, [0, 1, 2, 3]);
        assert_eq!(came[0].1, Duration::from_secs(3));
        // Two came in four seconds, so every two seconds one is let in.
        for (n, (_, at)) in came.iter().enumerate() {
            assert_eq!(at.as_millis() / 10, (3000 + n as u128 * 2000) / 10, "{came:?}");
        }
        // Starts that nobody asked for meanwhile are not made up for.
        tokio::time::sleep(Duration::from_secs(100)).await;
        let came = admit_all(&gates).await;
        assert_eq!(came[0].1, Duration::ZERO);
        assert!(came[1].1 > Duration::from_millis(1990), "{came:?}");
    });
}

#[test]
fn a_page_that_is_given_up_does_not_hold_up_the_others() {
    run(async {
        let throttle = Throttle::new(Arc::new(TokioClock), 8);
        let gates = gates(&throttle, 1..3);
        admit_all(&gates).await;
        gates[0].limited(Duration::from_secs(1));
        let mut second = Box::pin(gates[1].admit());
        let first = gates[0].admit();
        {
            let both = futures_util::future::select(Box::pin(first), &mut second);
            assert!(
                tokio::time::timeout(Duration::from_millis(500), both).await.is_err(),
                "both wait"
            );
        }
        tokio::time::timeout(Duration::from_secs(10), second).await.unwrap();
    });
}

#[test]
fn a_burst_of_refusals_halves_the_window_once_and_successes_widen_it_again() {
    run(async {
        let throttle = Throttle::new(Arc::new(TokioClock), 8);
        let gates = gates(&throttle, 1..9);
        admit_all(&gates).await;
        assert_eq!(throttle.window(), 8);
        for gate in &gates {
            gate.limited(Duration::from_millis(10));
        }
        assert_eq!(throttle.window(), 4);
        admit_all(&gates).await;
        for _ in 0..5 {
            gates[0].passed();
        }
        assert_eq!(throttle.window(), 5, "one page more for each window of successes");
        gates[0].limited(Duration::from_millis(10));
        assert_eq!(throttle.window(), 2);
        for _ in 0..100 {
            gates[0].passed();
        }
        assert_eq!(throttle.window(), 8, "never wider than asked for");
        for _ in 0..9 {
            admit_all(&gates[..1]).await;
            gates[0].limited(Duration::from_millis(10));
        }
        assert_eq!(throttle.window(), 1, "never shut");
    });
}

#[test]
fn the_leisure_of_the_consumer_is_not_taken_for_the_pace_of_the_service() {
    run(async {
        let rule = Rule { limit: Limit::Bucket(1.0), rate: 10.0, whole_seconds: true };
        let service = Limited::new(rule, 400);
        let mut stream = service.list().items();
        for _ in 0..10 {
            stream.try_next().await.unwrap();
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        let start = Instant::now();
        while stream.try_next().await.unwrap().is_some() {}
        assert!(service.refused() > 0);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(60), "{took:?} for 39 seconds' worth");
    });
}

#[test]
fn a_service_that_refuses_for_ever_slows_a_stream_but_does_not_stop_its_clock() {
    run(async {
        let throttle = Throttle::new(Arc::new(TokioClock), 8);
        let gate = throttle.gate(1);
        for _ in 0..5000 {
            gate.admit().await;
            gate.limited(Duration::ZERO);
        }
        let start = Instant::now();
        gate.admit().await;
        assert!(start.elapsed() <= Duration::from_secs(10));
    });
}

/// A service that is quick at first, says once that it is too much, and takes a second for each page from then on.
#[derive(Clone, Default)]
struct Tiring(Arc<Mutex<Work>>);

#[derive(Default)]
struct Work {
    now: usize,
    met: usize,
    /// The most requests at once among the twenty after the refusal.
    most_after: usize,
}

impl Tiring {
    const PAGES: u64 = 400;
    const REFUSES: usize = 200;

    /// Lets a request in; gives how long it takes.
    fn enter(&self) -> Option<Duration> {
        let mut work = self.0.lock().unwrap();
        work.met += 1;
        if work.met == Self::REFUSES {
            return None;
        }
        work.now += 1;
        if (Self::REFUSES + 16..Self::REFUSES + 36).contains(&work.met) {
            work.most_after = work.most_after.max(work.now);
        }
        let quick = work.met < Self::REFUSES;
        Some(Duration::from_millis(if quick { 10 } else { 1000 }))
    }
}

impl PageSource<String> for Tiring {
    fn operation(&self) -> &'static str {
        "list_rows"
    }

    fn key(&self) -> String {
        String::new()
    }

    fn id<'a>(&self, item: &'a String) -> &'a str {
        item
    }

    fn fetch(
        &self,
        page: u64,
        _: Option<u32>,
        gate: Gate,
    ) -> BoxFuture<'static, Result<FetchedPage<String>, Error>> {
        let this = self.clone();
        Box::pin(async move {
            let trip = loop {
                if let Some(trip) = this.enter() {
                    break trip;
                }
                gate.limited(Duration::from_millis(1));
                gate.admit().await;
            };
            tokio::time::sleep(trip).await;
            this.0.lock().unwrap().now -= 1;
            let counts = Counts {
                number: Some(page),
                size: Some(1),
                count: Some(Self::PAGES),
                total: Some(Self::PAGES),
            };
            Ok(FetchedPage { items: vec![page.to_string()], counts, meta: nothing() })
        })
    }
}

#[test]
fn after_a_refusal_fewer_pages_are_under_way() {
    run(async {
        let service = Tiring::default();
        let list = List::of(service.clone()).page_size(1).concurrency(16);
        let all = list.strict().try_collect().await.unwrap();
        assert_eq!(all.len() as u64, Tiring::PAGES);
        let most = service.0.lock().unwrap().most_after;
        // Half of 16, and one more for each window of successes.
        assert!(most <= 11, "{most}");
    });
}
