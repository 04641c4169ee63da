//! How the pace follows what passes and what is refused, in starts per second.

use super::*;

const NO_COST: Duration = Duration::ZERO;

fn close(pace: &Pace, expected: f64) {
    let rate = pace.rate();
    assert!((rate - expected).abs() < 1e-3, "{rate} instead of {expected}");
}

/// A pace at which this many attempts passed in a row, each at the pace that was allowed.
fn passed(pace: &mut Pace, times: u32) {
    for _ in 0..times {
        pace.passed(pace.rate());
    }
}

/// A pace that was found at once, and is kept: a little less than the 20 that passed.
fn kept(now: Instant) -> Pace {
    let mut pace = Pace::new(now);
    passed(&mut pace, 1);
    pace.refused(pace.rate(), NO_COST, false, now);
    close(&pace, 19.763);
    pace
}

#[test]
fn a_search_goes_up_with_each_success_at_its_pace() {
    let mut pace = Pace::new(Instant::now());
    close(&pace, 20.0);
    pace.passed(17.9);
    close(&pace, 20.0);
    pace.passed(18.0);
    close(&pace, 24.0);
    passed(&mut pace, 2);
    close(&pace, 34.56);
}

#[test]
fn only_what_started_at_half_the_pace_or_more_is_blamed_on_it() {
    let pace = Pace::new(Instant::now());
    assert!(!pace.is_blamed(0.0) && !pace.is_blamed(9.99));
    assert!(pace.is_blamed(10.0) && pace.is_blamed(20.0) && pace.is_blamed(99.0));
}

#[test]
fn a_pace_at_which_nothing_passes_falls_to_a_quarter_and_no_lower_than_one() {
    let now = Instant::now();
    let mut pace = Pace::new(now);
    for rate in [5.0, 1.25, 1.0, 1.0] {
        pace.refused(pace.rate(), NO_COST, false, now);
        close(&pace, rate);
    }
    // From there it goes up in larger steps than at first.
    passed(&mut pace, 2);
    close(&pace, 1.96);
}

#[test]
fn a_search_takes_back_the_pace_that_passed_and_goes_on_in_smaller_steps_until_they_are_fine() {
    let now = Instant::now();
    for asked in [false, true] {
        let mut pace = Pace::new(now);
        pace.refused(pace.rate(), NO_COST, asked, now);
        passed(&mut pace, 2);
        close(&pace, 9.8);
        pace.refused(9.8, NO_COST, asked, now);
        // 7 passed, and a little time is added between two.
        close(&pace, 6.9707);
        passed(&mut pace, 1);
        // Where a refusal costs what the service asks for, steps of 18 % are fine enough.
        close(&pace, if asked { 6.9707 } else { 8.2479 });
    }
    // What was refused at a slower start than the one that passed is the measure.
    let mut pace = Pace::new(now);
    passed(&mut pace, 3);
    pace.refused(18.0, NO_COST, false, now);
    close(&pace, 17.8077);
}

#[test]
fn a_kept_pace_grows_after_a_while_at_first_slowly() {
    let mut pace = kept(Instant::now());
    passed(&mut pace, 40);
    close(&pace, 19.763);
    // What starts at less than three quarters of it says nothing.
    for _ in 0..100 {
        pace.passed(0.74 * pace.rate());
    }
    close(&pace, 19.763);
    pace.passed(0.75 * pace.rate());
    let mut expected = pace.rate();
    close(&pace, 19.763 * 1.001);
    for number in 42..=400 {
        expected *= match number {
            42..=79 => 1.001,
            80..=119 => 1.002,
            120..=159 => 1.004,
            160..=199 => 1.008,
            200..=239 => 1.016,
            240..=279 => 1.032,
            280..=319 => 1.064,
            320..=359 => 1.128,
            _ => 1.15,
        };
        passed(&mut pace, 1);
        let rate = pace.rate();
        assert!((rate / expected - 1.0).abs() < 1e-9, "{rate} instead of {expected} at {number}");
    }
}

#[test]
fn a_kept_pace_that_is_refused_steps_back_a_little_and_is_kept_for_longer() {
    let now = Instant::now();
    let mut pace = kept(now);
    for successes in [80, 160, 320, 640, 1280, 2560, 2560, 2560] {
        passed(&mut pace, 1);
        let before = pace.rate();
        pace.refused(before, NO_COST, false, now);
        close(&pace, before * 0.97);
        let rate = pace.rate();
        passed(&mut pace, successes);
        close(&pace, rate);
        passed(&mut pace, 1);
        close(&pace, rate * 1.001);
    }
    // What was refused at a slower start is the measure.
    let mut pace = kept(now);
    passed(&mut pace, 1);
    pace.refused(15.0, NO_COST, false, now);
    close(&pace, 14.55);
}

#[test]
fn a_pace_is_kept_for_ten_times_as_long_as_a_refusal_costs() {
    let now = Instant::now();
    let mut pace = kept(now);
    passed(&mut pace, 1);
    pace.refused(pace.rate(), Duration::from_secs(1), true, now);
    let rate = pace.rate();
    let successes = (10.0 * rate).floor();
    assert!((191.0..192.0).contains(&successes));
    passed(&mut pace, 191);
    close(&pace, rate);
    passed(&mut pace, 1);
    close(&pace, rate * 1.001);
}

#[test]
fn a_kept_pace_at_which_nothing_passes_any_more_is_searched_for_anew_at_the_third_refusal() {
    let now = Instant::now();
    let mut pace = kept(now);
    for rate in [15.8103, 12.6482, 3.162, 1.0] {
        pace.refused(pace.rate(), NO_COST, false, now);
        close(&pace, rate);
    }
    passed(&mut pace, 1);
    close(&pace, 1.4);
    // A success between them begins the count anew.
    let mut pace = kept(now);
    pace.refused(pace.rate(), NO_COST, false, now);
    pace.refused(pace.rate(), NO_COST, false, now);
    passed(&mut pace, 1);
    pace.refused(pace.rate(), NO_COST, false, now);
    close(&pace, 12.6482 * 0.97);
    pace.refused(pace.rate(), NO_COST, false, now);
    pace.refused(pace.rate(), NO_COST, false, now);
    close(&pace, 12.6482 * 0.97 * 0.64);
}

/// What held over time before is forgotten with a pace that is lost.
#[test]
fn a_pace_that_is_lost_falls_below_what_once_held_over_time() {
    let now = Instant::now();
    let mut pace = kept(now);
    passed(&mut pace, 1);
    let mut pace = refused_after(pace, 20, 4.0);
    close(&pace, 12.085);
    for rate in [9.668, 7.7344, 1.9336] {
        pace.refused(pace.rate(), NO_COST, false, now);
        close(&pace, rate);
    }
    // It is searched for from there.
    passed(&mut pace, 1);
    close(&pace, 2.7070);
}

#[test]
fn a_pace_that_was_found_again_takes_three_refusals_again_to_be_lost() {
    let now = Instant::now();
    let mut pace = kept(now);
    for _ in 0..3 {
        pace.refused(pace.rate(), NO_COST, true, now);
    }
    close(&pace, 3.162);
    passed(&mut pace, 1);
    for rate in [3.156, 2.5248, 2.0198, 1.0] {
        pace.refused(pace.rate(), NO_COST, true, now);
        close(&pace, rate);
    }
}

/// Refuses a pace after so many successes of whatever start in so much time.
fn refused_after(mut pace: Pace, count: u32, seconds: f64) -> Pace {
    let now = pace.since + Duration::from_secs_f64(seconds);
    for _ in 0..count {
        pace.count();
    }
    pace.refused(pace.rate(), NO_COST, false, now);
    pace
}

#[test]
fn many_successes_over_time_are_the_measure_of_a_pace_that_was_only_a_burst() {
    let now = Instant::now();
    let found = |count, seconds| {
        let mut pace = Pace::new(now);
        passed(&mut pace, 1);
        refused_after(pace, count, seconds)
    };
    close(&found(20, 2.0), 9.5);
    close(&found(19, 2.0), 19.763);
    // Up to a fifth more than over time is no burst.
    close(&found(33, 2.0), 19.763);
    close(&found(33, 2.0125), 15.578);
    let quick = |seconds| {
        let mut pace = Pace::new(now);
        passed(&mut pace, 9);
        refused_after(pace, 30, seconds)
    };
    close(&quick(1.0), 28.5);
    close(&quick(0.999), 81.7768);
    // It is kept then.
    let mut burst = found(20, 2.0);
    passed(&mut burst, 40);
    close(&burst, 9.5);
    // Time in which nothing was asked for does not count.
    let mut idle = Pace::new(now);
    passed(&mut idle, 1);
    idle.leave_out(Duration::from_secs(8));
    for _ in 0..20 {
        idle.count();
    }
    idle.refused(24.0, NO_COST, false, now + Duration::from_secs(10));
    close(&idle, 9.5);
}

#[test]
fn a_pace_that_falls_or_steps_back_does_not_pass_by_what_held_over_time() {
    let now = Instant::now();
    let mut fallen = refused_after(Pace::new(now), 20, 2.0);
    close(&fallen, 9.5);
    // It is kept then.
    passed(&mut fallen, 40);
    close(&fallen, 9.5);
    // As much as the pace itself, or more, says nothing about where to fall to.
    close(&refused_after(Pace { rate: 19.0, ..Pace::new(now) }, 20, 1.0), 4.75);
    let mut fallen = refused_after(Pace::new(now), 60, 2.0);
    close(&fallen, 5.0);
    // Nor about what is found then.
    passed(&mut fallen, 7);
    fallen.refused(fallen.rate(), NO_COST, false, now);
    close(&fallen, 36.816);
    let step_back = |count| {
        let mut pace = kept(now);
        passed(&mut pace, 1);
        refused_after(pace, count, 2.0)
    };
    close(&step_back(20), f64::midpoint(19.763 * 0.97, 10.0));
    close(&step_back(60), 19.763 * 0.97);
    // Each count begins where the one before ended.
    let mut pace = step_back(20);
    passed(&mut pace, 1);
    close(&refused_after(pace, 10, 2.0), f64::midpoint(14.5851 * 0.97, 10.0));
    let mut pace = step_back(20);
    passed(&mut pace, 1);
    close(&refused_after(pace, 40, 5.0), f64::midpoint(14.5851 * 0.97, 8.0));
}
