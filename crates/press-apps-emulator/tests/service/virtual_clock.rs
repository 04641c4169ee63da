//! The clock on which waits pass at once.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use press_apps_emulator::{EPOCH, VirtualClock};
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Who ended, and when.
type Ended = Arc<Mutex<Vec<(usize, Duration)>>>;

async fn sleep_and_tell(clock: VirtualClock, who: usize, long: Duration, ended: Ended) {
    clock.sleep(long).await;
    ended.lock().unwrap().push((who, clock.now()));
}

#[tokio::test]
async fn a_sleep_ends_exactly_when_it_is_due() {
    let clock = VirtualClock::new();
    clock.advance(seconds(7));
    clock.sleep(seconds(600)).await;
    assert_eq!(clock.now(), seconds(607));
    clock.sleep(Duration::ZERO).await;
    assert_eq!(clock.now(), seconds(607));
}

#[test]
fn its_date_is_the_time_of_the_documented_samples_and_what_passed() {
    let clock = VirtualClock::new();
    clock.advance(seconds(61));
    let epoch: jiff::Timestamp = EPOCH.parse().unwrap();
    let date = jiff::Timestamp::try_from(clock.date()).unwrap();
    assert_eq!(date.duration_since(epoch), jiff::SignedDuration::from_secs(61));
}

#[tokio::test]
async fn a_sleep_counts_from_when_it_was_asked_for() {
    let clock = VirtualClock::new();
    let sleep = clock.sleep(seconds(60));
    clock.advance(seconds(50));
    sleep.await;
    assert_eq!(clock.now(), seconds(60));
    let late = clock.sleep(seconds(60));
    clock.advance(seconds(500));
    late.await;
    assert_eq!(clock.now(), seconds(560));
}

#[tokio::test]
async fn whoever_works_works_to_its_end_before_time_passes() {
    let clock = VirtualClock::new();
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let sleeper = tokio::spawn(sleep_and_tell(clock.clone(), 0, seconds(60), Ended::default()));
    let worker = tokio::spawn({
        let clock = clock.clone();
        async move {
            for number in 0..20 {
                sender.send(number).await.unwrap();
            }
            clock.now()
        }
    });
    while receiver.recv().await.is_some() {}
    assert_eq!(worker.await.unwrap(), Duration::ZERO);
    sleeper.await.unwrap();
    assert_eq!(clock.now(), seconds(60));
}

#[tokio::test]
async fn a_sleeper_that_nobody_polls_is_passed() {
    let clock = VirtualClock::new();
    let mut forgotten = Box::pin(clock.sleep(seconds(1)));
    assert!(futures_now(forgotten.as_mut()).is_none());
    clock.sleep(seconds(60)).await;
    assert_eq!(clock.now(), seconds(60));
    assert!(futures_now(forgotten.as_mut()).is_some());
}

#[tokio::test]
async fn a_sleeper_that_was_dropped_moves_nothing() {
    let clock = VirtualClock::new();
    let mut dropped = Box::pin(clock.sleep(seconds(1)));
    assert!(futures_now(dropped.as_mut()).is_none());
    drop(dropped);
    assert_eq!(format!("{clock:?}"), "VirtualClock { now: 0ns, sleepers: 0 }");
    clock.sleep(seconds(2)).await;
    assert_eq!(clock.now(), seconds(2));
}

#[tokio::test]
async fn more_time_than_there_is_ends_everything_and_panics_nowhere() {
    let clock = VirtualClock::new();
    clock.sleep(Duration::MAX).await;
    clock.advance(Duration::MAX);
    clock.sleep(Duration::MAX).await;
    assert_eq!(clock.now(), Duration::MAX);
    assert!(clock.date() > std::time::SystemTime::UNIX_EPOCH);
}

#[test]
fn threads_of_their_own_need_no_runtime_and_never_see_time_go_back() {
    let clock = VirtualClock::new();
    let threads: Vec<_> = (1..=4)
        .map(|step| {
            let clock = clock.clone();
            std::thread::spawn(move || {
                let mut last = clock.now();
                for _ in 0..20 {
                    block_on(clock.sleep(seconds(step)));
                    let now = clock.now();
                    assert!(now >= last + seconds(step), "{last:?} {now:?}");
                    last = now;
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert!(clock.now() >= seconds(80));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sleepers_end_in_the_order_they_are_due_each_at_its_time(
        lengths in prop::collection::vec(0_u64..50, 1..20),
    ) {
        let mut expected: Vec<_> =
            lengths.iter().enumerate().map(|(who, long)| (who, seconds(*long))).collect();
        expected.sort_by_key(|(_, due)| *due);
        for workers in [0, 2] {
            let (clock, ended) = (VirtualClock::new(), Ended::default());
            let runtime = match workers {
                0 => Builder::new_current_thread().build().unwrap(),
                workers => Builder::new_multi_thread().worker_threads(workers).build().unwrap(),
            };
            runtime.block_on(async {
                // Asked for before the first is polled, so that all count from the start.
                let mut all = JoinSet::new();
                let gate = Arc::new(tokio::sync::Barrier::new(lengths.len()));
                for (who, long) in lengths.iter().enumerate() {
                    let (gate, sleep, clock, ended) =
                        (gate.clone(), clock.sleep(seconds(*long)), clock.clone(), ended.clone());
                    all.spawn(async move {
                        gate.wait().await;
                        sleep.await;
                        ended.lock().unwrap().push((who, clock.now()));
                    });
                }
                while all.join_next().await.is_some() {}
            });
            let mut ended = ended.lock().unwrap().clone();
            if workers == 0 {
                prop_assert!(ended.is_sorted_by_key(|(_, due)| *due), "{ended:?}");
                ended.sort_by_key(|(who, due)| (*due, *who));
                prop_assert_eq!(&ended, &expected);
            } else {
                // On several threads another may go on before one of them has looked at the clock.
                prop_assert!(ended.iter().all(|(who, at)| *at >= seconds(lengths[*who])));
            }
            prop_assert_eq!(clock.now(), expected.last().map(|(_, due)| *due).unwrap_or_default());
        }
    }
}

/// What a future gives when it is polled once.
fn futures_now<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

/// The least executor: polls until it is done.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    loop {
        if let Some(output) = futures_now(future.as_mut()) {
            return output;
        }
        std::thread::yield_now();
    }
}
