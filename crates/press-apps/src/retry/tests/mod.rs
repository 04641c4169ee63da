//! The waits of a policy, and the throttle against services that limit, on a virtual clock.

mod turns;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use tokio::time::{Instant, sleep};

use super::{RetryPolicy, Throttle, Turn};
use crate::time::{FOREVER, Random, TokioClock};

const TRIP: Duration = Duration::from_millis(100);

struct Fixed(f64);

impl Random for Fixed {
    fn unit(&self) -> f64 {
        self.0
    }
}

#[test]
fn waits_double_up_to_the_cap_and_jitter_covers_the_whole_range() {
    let policy = RetryPolicy::default();
    let most = Fixed(1.0);
    let bounds: Vec<_> = (1..=8)
        .filter_map(|attempt| policy.wait(attempt, None, &most))
        .map(|wait| wait.as_millis())
        .collect();
    assert_eq!(bounds, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    assert_eq!(policy.wait(5, None, &Fixed(0.0)), Some(Duration::ZERO));
    assert_eq!(policy.wait(5, None, &Fixed(0.5)), Some(Duration::from_millis(1600)));
}

#[test]
fn a_wait_the_service_asks_for_is_never_shortened_and_gets_jitter_on_top() {
    let policy = RetryPolicy::default();
    let ask = |millis, unit| policy.wait(3, Some(Duration::from_millis(millis)), &Fixed(unit));
    assert_eq!(ask(500, 0.0), Some(Duration::from_millis(500)));
    assert_eq!(ask(500, 1.0), Some(Duration::from_secs(1)), "as much again");
    assert_eq!(ask(60_000, 0.0), Some(Duration::from_secs(60)));
    assert_eq!(ask(60_000, 1.0), Some(Duration::from_secs(61)), "a second at the most");
    assert_eq!(ask(60_001, 0.0), None);
    assert_eq!(ask(0, 1.0), Some(Duration::from_millis(800)), "no wait leaves it to the client");
}

#[test]
fn extreme_settings_do_not_overflow() {
    let policy = RetryPolicy::default().attempts(0).base_wait(Duration::MAX);
    let capped = policy.longest_wait(Duration::from_secs(1));
    assert_eq!(capped.most_attempts(), 1);
    assert_eq!(capped.wait(u32::MAX, None, &Fixed(1.0)), Some(Duration::from_secs(1)));
    let endless = policy.longest_wait(Duration::MAX).longest_retry_after(Duration::MAX);
    assert_eq!(endless.wait(u32::MAX, None, &Fixed(1.0)), Some(FOREVER));
    assert_eq!(endless.wait(1, Some(Duration::MAX), &Fixed(1.0)), Some(Duration::MAX));
}

#[test]
fn a_policy_reads_as_a_line() {
    assert_eq!(RetryPolicy::off().to_string(), "1 attempt");
    assert_eq!(RetryPolicy::off().most_attempts(), 1);
    assert_eq!(
        RetryPolicy::default().attempts(2).to_string(),
        "2 attempts, waits up to 200ms at first and 10s at most, Retry-After up to 60s"
    );
}

/// How a service limits.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// So many requests in every second of the clock.
    Window(f64),
    /// A bucket that fills at this rate and holds so many seconds' worth of it.
    Bucket(f64, f64),
    /// So many requests at the same time, each of which takes this long.
    AtOnce(u32, Duration),
}

/// What it says about the wait.
#[derive(Debug, Clone, Copy)]
enum Says {
    Nothing,
    Exactly,
    WholeSeconds,
}

struct Service {
    limit: Limit,
    says: Says,
    start: Instant,
    /// The window or the time the bucket was looked at, and what is used up or left.
    state: Mutex<(f64, f64)>,
    at_once: AtomicU32,
    met: AtomicU32,
    refused: AtomicU32,
}

impl Service {
    fn new(limit: Limit, says: Says) -> Self {
        let full =
            if let Limit::Bucket(rate, seconds) = limit { (rate * seconds).max(1.0) } else { 0.0 };
        let (at_once, met, refused) = Default::default();
        Self {
            limit,
            says,
            start: Instant::now(),
            state: Mutex::new((0.0, full)),
            at_once,
            met,
            refused,
        }
    }

    /// Lets a request through, or says how long to wait.
    async fn meet(&self) -> Result<(), Option<Duration>> {
        self.met.fetch_add(1, Ordering::Relaxed);
        let wait = match self.limit {
            Limit::AtOnce(most, trip) => {
                let others = self.at_once.fetch_add(1, Ordering::Relaxed);
                if others < most {
                    sleep(trip).await;
                }
                self.at_once.fetch_sub(1, Ordering::Relaxed);
                (others >= most).then_some(0.0)
            }
            Limit::Window(rate) => {
                let now = self.start.elapsed().as_secs_f64();
                let mut state = self.state.lock().unwrap();
                if state.0 != now.floor() {
                    *state = (now.floor(), 0.0);
                }
                let full = state.1 >= rate;
                state.1 += f64::from(!full);
                drop(state);
                full.then(|| now.floor() + 1.0 - now)
            }
            Limit::Bucket(rate, seconds) => {
                let now = self.start.elapsed().as_secs_f64();
                let mut state = self.state.lock().unwrap();
                let tokens = (state.1 + (now - state.0) * rate).min((rate * seconds).max(1.0));
                let empty = tokens < 1.0 - 1e-9;
                *state = (now, if empty { tokens } else { tokens - 1.0 });
                drop(state);
                empty.then(|| (1.0 - tokens) / rate)
            }
        };
        let Some(wait) = wait else { return Ok(()) };
        self.refused.fetch_add(1, Ordering::Relaxed);
        Err(match self.says {
            Says::Nothing => None,
            Says::Exactly => Some(Duration::from_secs_f64(wait)),
            Says::WholeSeconds => Some(Duration::from_secs_f64(wait.ceil())),
        })
    }
}

fn throttle() -> Throttle {
    Throttle::new(Arc::new(TokioClock))
}

/// One call that tries until it is let through, as the request path does; gives how often it tried.
async fn call(throttle: &Throttle, service: &Service, random: &dyn Random) -> u32 {
    let mut turn = Turn::default();
    let mut attempt = 0;
    loop {
        attempt += 1;
        throttle.admit(&mut turn, None).await;
        sleep(TRIP / 2).await;
        let met = service.meet().await;
        sleep(TRIP / 2).await;
        let Err(asked) = met else { break };
        let wait = RetryPolicy::default().wait(attempt, asked, random).unwrap();
        throttle.refused(&mut turn, asked.filter(|asked| !asked.is_zero()), wait);
    }
    throttle.passed(&turn);
    attempt
}

struct Dice(AtomicU64);

impl Random for Dice {
    fn unit(&self) -> f64 {
        let seed = self.0.fetch_add(1, Ordering::Relaxed);
        fastrand::Rng::with_seed(seed).f64()
    }
}

/// So many calls, 16 at a time: the time they take in seconds, and the part of the requests that is refused.
async fn cost(limit: Limit, says: Says, calls: u32) -> (f64, f64) {
    let (throttle, service, dice) =
        (throttle(), Service::new(limit, says), Dice(AtomicU64::new(1)));
    let left = AtomicU32::new(calls);
    let start = Instant::now();
    let worker = || async {
        while left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok()
        {
            call(&throttle, &service, &dice).await;
        }
    };
    join_all((0..16).map(|_| worker())).await;
    let refused = f64::from(service.refused.load(Ordering::Relaxed));
    (start.elapsed().as_secs_f64(), refused / f64::from(service.met.load(Ordering::Relaxed)))
}

#[tokio::test(start_paused = true)]
async fn a_limited_service_is_used_to_the_full_with_hardly_a_refusal() {
    for (rate, calls) in [(10.0, 3000), (25.0, 6000)] {
        for limit in [Limit::Window(rate), Limit::Bucket(rate, 0.0), Limit::Bucket(rate, 1.0)] {
            // A wait that is rounded up to whole seconds is waited for, too; a window that says nothing leaves calls waiting longer still.
            for (says, most) in
                [(Says::Exactly, 1.06), (Says::WholeSeconds, 1.15), (Says::Nothing, 1.3)]
            {
                let (time, refused) = cost(limit, says, calls).await;
                let time = time / (f64::from(calls) / rate);
                println!("{limit:?} {says:?}: {time:.3} of the least, {refused:.4} refused");
                assert!(
                    time <= most && refused <= 0.0125,
                    "{limit:?} {says:?}: {time:.3} of the least, {refused:.4} refused"
                );
            }
        }
    }
}

/// It takes a second for each request, and four at the same time.
#[tokio::test(start_paused = true)]
async fn a_limit_on_requests_at_the_same_time_is_found_as_well() {
    let limit = Limit::AtOnce(4, Duration::from_secs(1));
    let (time, refused) = cost(limit, Says::Nothing, 400).await;
    println!("{time:.1} s, {refused:.3} refused");
    assert!(time <= 160.0 && refused <= 0.1, "{time:.1} s instead of 100, {refused:.3} refused");
}

/// Lets in so many calls of their own at the same time; gives when each of them started.
async fn admit_all(throttle: &Throttle, calls: usize) -> Vec<Duration> {
    let start = Instant::now();
    join_all((0..calls).map(|_| async {
        throttle.admit(&mut Turn::default(), None).await;
        start.elapsed()
    }))
    .await
}

#[tokio::test(start_paused = true)]
async fn until_something_is_refused_nothing_waits() {
    let throttle = throttle();
    assert!(admit_all(&throttle, 1000).await.iter().all(Duration::is_zero));
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_refusals_counts_once_and_its_longest_wait_for_all() {
    let throttle = throttle();
    let mut turns: Vec<Turn> = (0..8).map(|_| Turn::default()).collect();
    for (n, turn) in turns.iter_mut().enumerate() {
        let asked = Duration::from_secs(1 + n as u64 % 3);
        throttle.refused(turn, Some(asked), asked + Duration::from_millis(500 - n as u64 * 50));
    }
    let start = Instant::now();
    let fresh = async {
        throttle.admit(&mut Turn::default(), None).await;
        start.elapsed()
    };
    let refused = join_all(turns.iter_mut().map(|turn| async {
        throttle.admit(turn, None).await;
        start.elapsed()
    }));
    let (fresh, mut refused) = futures_util::future::join(fresh, refused).await;
    refused.sort();
    assert_eq!(fresh, Duration::from_secs(3), "the longest wait of the burst");
    let jitter = Duration::from_millis(150);
    assert_eq!(refused[0], fresh + jitter, "the least jitter of the burst");
    for two in refused.windows(2) {
        assert_eq!((two[1] - two[0]).as_millis(), 50, "the pace after one refusal");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_or_not_polled_holds_up_nobody() {
    let throttle = throttle();
    throttle.refused(&mut Turn::default(), None, Duration::ZERO);
    let mut turns: Vec<Turn> = (0..5).map(|_| Turn::default()).collect();
    let mut stalled = Vec::new();
    for turn in &mut turns {
        let mut waiting = Box::pin(throttle.admit(turn, None));
        // Polled once, and then no more.
        let waits = (&mut waiting).now_or_never().is_none();
        stalled.push((waiting, waits));
    }
    assert_eq!(stalled.iter().filter(|(_, waits)| *waits).count(), 4, "the first may start");
    let came = admit_all(&throttle, 3).await;
    assert!(came.iter().all(|at| *at <= Duration::from_millis(50 * 8)), "{came:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_long_because_of_the_pace_alone() {
    let throttle = throttle();
    for _ in 0..20 {
        let mut turn = Turn::default();
        throttle.admit(&mut turn, None).await;
        throttle.refused(&mut turn, None, Duration::ZERO);
    }
    let mut came = admit_all(&throttle, 100).await;
    came.sort();
    assert!(came[5] >= Duration::from_secs(5), "one a second: {:?}", came[5]);
    assert!(came[99] <= Duration::from_secs(11), "{:?}", came[99]);
}

/// The last of them waits for more than 10 s, and is let through because it does: if all went at once then, most would be refused.
#[tokio::test(start_paused = true)]
async fn a_line_that_moves_is_waited_in_to_its_end() {
    for rate in [1.5, 4.0] {
        let (throttle, dice) = (throttle(), Dice(AtomicU64::new(1)));
        let service = Service::new(Limit::Bucket(rate, 0.0), Says::Nothing);
        let start = Instant::now();
        let attempts = join_all((0..60).map(|_| call(&throttle, &service, &dice))).await;
        let time = start.elapsed().as_secs_f64() / (59.0 / rate);
        println!("{rate}: {time:.2} of the least, {:?}", attempts.iter().max());
        assert!(time <= 1.3, "{time:.2} of the least");
        assert!(attempts.iter().all(|attempts| *attempts <= 4), "{attempts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pace_is_found_again_soon_after_an_outage_and_forgotten_in_the_end() {
    let throttle = throttle();
    for _ in 0..50 {
        let mut turn = Turn::default();
        throttle.admit(&mut turn, None).await;
        throttle.refused(&mut turn, None, Duration::from_millis(100));
    }
    let start = Instant::now();
    for _ in 0..200 {
        let mut turn = Turn::default();
        throttle.admit(&mut turn, None).await;
        throttle.passed(&turn);
    }
    assert!(start.elapsed() <= Duration::from_secs(6), "{:?}", start.elapsed());
    throttle.refused(&mut Turn::default(), None, Duration::ZERO);
    sleep(Duration::from_secs(301)).await;
    assert!(admit_all(&throttle, 100).await.iter().all(Duration::is_zero));
    // And it learns anew.
    let mut turn = Turn::default();
    throttle.admit(&mut turn, None).await;
    throttle.refused(&mut turn, None, Duration::ZERO);
    assert!(admit_all(&throttle, 3).await.iter().any(|at| !at.is_zero()));
}

#[tokio::test(start_paused = true)]
async fn the_leisure_of_the_caller_is_not_taken_for_the_pace_of_the_service() {
    let (throttle, dice) = (throttle(), Dice(AtomicU64::new(1)));
    let service = Service::new(Limit::Bucket(10.0, 1.0), Says::Exactly);
    join_all((0..40).map(|_| call(&throttle, &service, &dice))).await;
    for _ in 0..30 {
        sleep(Duration::from_secs(9)).await;
        call(&throttle, &service, &dice).await;
    }
    let start = Instant::now();
    for _ in 0..20 {
        join_all((0..10).map(|_| call(&throttle, &service, &dice))).await;
    }
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?} for 20 seconds' worth",
        start.elapsed()
    );
}
