//! When each call may start, after refusals of its own and of others: on a virtual clock, to the millisecond.

use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{join, join_all};
use tokio::time::{Instant, sleep};

use super::{admit_all, throttle};
use crate::retry::{Throttle, Turn};

const SECOND: Duration = Duration::from_secs(1);

/// How long the call waits until it may start.
async fn admitted(throttle: &Throttle, turn: &mut Turn, left: Option<Duration>) -> u128 {
    let start = Instant::now();
    throttle.admit(turn, left).await;
    start.elapsed().as_millis()
}

/// At 20 a second, behind three others: who was refused again and again has few attempts left, and is let in with room before it.
#[tokio::test(start_paused = true)]
async fn a_call_that_was_refused_again_has_slots_before_it_that_stay_free() {
    let tick = Duration::from_millis(1);
    for (refusals, asked, millis) in [
        (1, None, 150),
        (2, None, 175),
        (3, None, 200),
        (9, None, 200),
        (1, Some(tick), 151),
        (2, Some(tick), 151),
        (3, Some(tick), 201),
    ] {
        let throttle = throttle();
        let mut turn = Turn::default();
        for _ in 0..refusals {
            throttle.refused(&mut turn, asked, asked.unwrap_or_default());
        }
        let (others, waited) = join(admit_all(&throttle, 3), async {
            sleep(Duration::from_micros(1)).await;
            admitted(&throttle, &mut turn, None).await
        })
        .await;
        let begin = asked.map_or(0, |asked| asked.as_millis());
        let others: Vec<_> = others.iter().map(Duration::as_millis).collect();
        assert_eq!(others, [begin, begin + 50, begin + 100], "{refusals} {asked:?}");
        assert!(waited.abs_diff(millis) <= 1, "{refusals} {asked:?}: {waited} instead of {millis}");
    }
}

/// Others that are in line when a call is refused again keep their places before it: it leaves them the time between two starts.
#[tokio::test(start_paused = true)]
async fn a_call_that_was_refused_again_takes_its_place_a_little_later() {
    for (refusals, millis) in [(1, 0), (2, 50), (3, 50)] {
        let throttle = throttle();
        let mut turn = Turn::default();
        for _ in 0..refusals {
            throttle.refused(&mut turn, None, Duration::ZERO);
        }
        assert_eq!(admitted(&throttle, &mut turn, None).await, millis, "{refusals}");
    }
}

/// What one call is asked to wait, all wait; the jitter is only for those that were asked.
#[tokio::test(start_paused = true)]
async fn a_pause_is_for_all_calls_and_a_later_one_begins_anew() {
    let throttle = throttle();
    let (mut first, mut second) = (Turn::default(), Turn::default());
    throttle.refused(&mut first, Some(SECOND), SECOND * 3 / 2);
    sleep(2 * SECOND).await;
    // The first pause is over, with its jitter.
    throttle.refused(&mut second, Some(SECOND), SECOND * 6 / 5);
    let mut fresh = Turn::default();
    let (fresh, (first, second)) = join(
        admitted(&throttle, &mut fresh, None),
        join(admitted(&throttle, &mut first, None), admitted(&throttle, &mut second, None)),
    )
    .await;
    assert_eq!(fresh, 1000, "the second pause alone");
    assert_eq!(first, 1050, "the jitter of another pause is none of its own");
    assert_eq!(second, 1200);
}

#[tokio::test(start_paused = true)]
async fn of_pauses_that_overlap_the_longest_and_the_least_jitter_count() {
    for (first, second, fresh, refused) in [
        ((3, 4000), (1, 1200), 3000, 3200),
        ((1, 1200), (3, 4000), 3000, 3200),
        ((2, 2500), (2, 2400), 2000, 2400),
    ] {
        let throttle = throttle();
        let mut turns = [Turn::default(), Turn::default()];
        for (turn, (asked, wait)) in turns.iter_mut().zip([first, second]) {
            throttle.refused(turn, Some(asked * SECOND), Duration::from_millis(wait));
        }
        let mut other = Turn::default();
        let [one, _] = &mut turns;
        let times =
            join(admitted(&throttle, &mut other, None), admitted(&throttle, one, None)).await;
        assert_eq!(times, (fresh, refused), "{first:?} {second:?}");
    }
}

/// A call gives up waiting for others at the half of what is left of its time after its own wait.
#[tokio::test(start_paused = true)]
async fn nobody_waits_for_others_for_more_than_half_of_the_time_that_is_left() {
    for (own, left, millis) in [
        (None, None, 30_000),
        (None, Some(100 * SECOND), 30_000),
        (None, Some(10 * SECOND), 5000),
        (None, Some(Duration::ZERO), 0),
        (Some(4 * SECOND), Some(10 * SECOND), 7000),
        (Some(4 * SECOND), Some(4 * SECOND), 4000),
        (Some(4 * SECOND), None, 30_000),
    ] {
        let throttle = throttle();
        let mut turn = Turn::default();
        if let Some(own) = own {
            throttle.refused(&mut turn, Some(own), own);
        }
        throttle.refused(&mut Turn::default(), Some(30 * SECOND), 30 * SECOND);
        let waited = admitted(&throttle, &mut turn, left).await;
        assert_eq!(waited, millis, "{own:?} {left:?}");
    }
}

/// Ten seconds for the pace alone while nothing passes, all attempts of a call together.
#[tokio::test(start_paused = true)]
async fn the_longest_wait_for_the_pace_is_that_of_a_whole_call() {
    let throttle = throttle();
    // Down to one a second.
    for _ in 0..20 {
        let mut turn = Turn::default();
        throttle.admit(&mut turn, None).await;
        throttle.refused(&mut turn, None, Duration::ZERO);
    }
    let start = Instant::now();
    let mut turns: Vec<Turn> = (0..30).map(|_| Turn::default()).collect();
    let came = join_all(turns.iter_mut().map(|turn| async {
        throttle.admit(turn, None).await;
        start.elapsed().as_secs_f64()
    }))
    .await;
    let in_time = came.iter().filter(|at| **at < 9.9).count();
    assert!((9..=10).contains(&in_time), "one a second: {came:?}");
    assert!(came.iter().all(|at| *at <= 10.01), "{came:?}");
    // The last of them has waited as long as a call may, so it is held up by no line any more.
    let last = turns.last_mut().unwrap();
    throttle.refused(last, None, Duration::ZERO);
    let (_, again) = join(admit_all(&throttle, 20), async {
        sleep(Duration::from_micros(1)).await;
        admitted(&throttle, last, None).await
    })
    .await;
    assert!(again <= 1, "{again}");
}

#[tokio::test(start_paused = true)]
async fn a_pace_is_forgotten_after_five_minutes_without_a_refusal() {
    for (wait, waits) in [
        (299 * SECOND, true),
        (300 * SECOND, true),
        (300 * SECOND + Duration::from_millis(1), false),
    ] {
        let throttle = throttle();
        throttle.refused(&mut Turn::default(), None, Duration::ZERO);
        sleep(wait).await;
        let came = admit_all(&throttle, 2).await;
        let expected = if waits { [0, 50] } else { [0; 2] };
        assert_eq!(came.iter().map(Duration::as_millis).collect::<Vec<_>>(), expected, "{wait:?}");
    }
}

/// A burst says once that the pace is too fast; what was started before it says nothing about the pace after it.
#[tokio::test(start_paused = true)]
async fn refusals_and_successes_of_an_earlier_round_do_not_change_the_pace() {
    let throttle = throttle();
    let mut early: Vec<Turn> = (0..20).map(|_| Turn::default()).collect();
    for turn in &mut early {
        throttle.admit(turn, None).await;
    }
    throttle.refused(&mut early[0], None, Duration::ZERO);
    for turn in &mut early[1..10] {
        throttle.refused(turn, None, Duration::ZERO);
    }
    for turn in &early[10..] {
        throttle.passed(turn);
    }
    let came = admit_all(&throttle, 4).await;
    assert_eq!(came.iter().map(Duration::as_millis).collect::<Vec<_>>(), [0, 50, 100, 150]);
    // Those of this round do.
    let mut turn = Turn::default();
    throttle.admit(&mut turn, None).await;
    throttle.passed(&turn);
    let came = admit_all(&throttle, 3).await;
    assert!(came[2] < Duration::from_millis(150 - 20), "{came:?}");
}

#[tokio::test(start_paused = true)]
async fn a_break_that_the_caller_takes_slows_no_call_after_it() {
    let throttle = throttle();
    throttle.refused(&mut Turn::default(), None, Duration::ZERO);
    let pass = async || {
        let mut turn = Turn::default();
        throttle.admit(&mut turn, None).await;
        throttle.passed(&turn);
    };
    for _ in 0..25 {
        pass().await;
    }
    sleep(100 * SECOND).await;
    pass().await;
    let mut turn = Turn::default();
    throttle.admit(&mut turn, None).await;
    throttle.refused(&mut turn, None, Duration::ZERO);
    let came = admit_all(&throttle, 3).await;
    assert!(
        came[2] < SECOND / 10,
        "26 in 100 seconds was not all that there was to pass: {came:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_end_does_not_end_at_once() {
    let throttle = throttle();
    let mut turn = Turn::default();
    throttle.refused(&mut turn, None, Duration::MAX);
    assert!(throttle.admit(&mut turn, None).now_or_never().is_none());
}
