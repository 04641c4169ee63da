//! One throttle for a client and its clones: what the service refuses with 429 or 503 slows every call, of streams and single ones.
//!
//! It decides when an attempt may start. Whether there is another attempt, and how long a call waits by itself, is decided in the
//! request path, which holds a [`Turn`] for each call. Before the first refusal it costs one look at a flag.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::pace::Pace;
use super::slots::Slots;
use crate::time::{Clock, FOREVER};

/// No call, all its attempts together, is kept waiting longer than this for the pace alone while nothing passes: then it is not the pace that
/// is wrong.
const LONGEST_LINE: Duration = Duration::from_secs(10);
/// A pace is forgotten when nothing was refused for this long.
const FORGOTTEN: Duration = Duration::from_secs(300);
/// A gap longer than this between two starts, with nothing held back, is the caller's doing and says nothing about the service.
const IDLE: Duration = Duration::from_secs(1);
/// The shortest wait that is worth a timer.
const LEAST_WAIT: Duration = Duration::from_millis(1);

/// The throttle of a client.
pub(crate) struct Throttle {
    clock: Arc<dyn Clock>,
    on: AtomicBool,
    state: Mutex<State>,
}

/// One call at the throttle.
///
/// The request path awaits [`Throttle::admit`] before each attempt, and tells what came of it: [`Throttle::passed`] or
/// [`Throttle::refused`]. Other failures do not concern the throttle.
#[derive(Default)]
pub(crate) struct Turn {
    /// How often an attempt of this call was refused.
    refusals: u32,
    /// When the last attempt was refused.
    refused: Option<Instant>,
    /// The call waits until then by itself.
    until: Option<Instant>,
    /// The pause that the last refusal asked for, by its number.
    asked: Option<u64>,
    /// The slot of the next attempt, and the round it was taken in.
    slot: Option<(u64, f64)>,
    /// Since when the next attempt waits for its slot.
    in_line: Option<Instant>,
    /// How long attempts before waited for their slots while nothing passed.
    waited: Duration,
    /// The round in which the last attempt started, and the pace it kept.
    started: Option<(u64, f64)>,
}

struct State {
    /// Grows with every refusal that counts, so that a burst of them counts once.
    round: u64,
    pause: Option<Pause>,
    paced: Option<Paced>,
}

/// A wait the service asked for, which is one for all calls.
#[derive(Clone, Copy)]
struct Pause {
    number: u64,
    until: Instant,
    /// What those that were refused wait beyond it: the least that one of them drew, since the pace spreads them.
    jitter: Duration,
}

struct Paced {
    pace: Pace,
    slots: Slots,
    refused: Instant,
    /// When an attempt passed last.
    passed: Option<Instant>,
}

/// How long a call lets itself be kept waiting: to the half of what is left of its time limit, so that it never fails because of it.
struct Patience {
    ends: Option<Instant>,
}

impl Throttle {
    /// A throttle that is off.
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let state = State { round: 0, pause: None, paced: None };
        Self { clock, on: AtomicBool::new(false), state: Mutex::new(state) }
    }

    /// Waits until the next attempt of a call may start; `left` is what is left of the call's time limit.
    pub(crate) async fn admit(&self, turn: &mut Turn, left: Option<Duration>) {
        if !self.on.load(Ordering::Relaxed) {
            return;
        }
        let patience = Patience::of(turn, left, self.clock.now());
        loop {
            let wait = self.lock().try_start(turn, &patience, self.clock.now());
            match wait {
                Some(wait) => self.clock.sleep(wait.max(LEAST_WAIT)).await,
                None => return,
            }
        }
    }

    /// The service answered the last attempt, and did not refuse it.
    pub(crate) fn passed(&self, turn: &Turn) {
        if self.on.load(Ordering::Relaxed) {
            let now = self.clock.now();
            self.lock().passed(turn, now);
        }
    }

    /// The service refused the last attempt. The call waits for `wait`, of which the service asked for `asked`.
    pub(crate) fn refused(&self, turn: &mut Turn, asked: Option<Duration>, wait: Duration) {
        let now = self.clock.now();
        self.on.store(true, Ordering::Relaxed);
        self.lock().refused(turn, asked, wait, now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and the state is sound at every moment anyway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// How many slots stay free before the next attempt: a call that was refused more than once has few attempts left.
    fn spare(&self) -> f64 {
        match self.refusals {
            0 | 1 => 0.0,
            2 if self.asked.is_some() => 0.0,
            2 => 0.5,
            _ => 1.0,
        }
    }
}

impl Patience {
    fn of(turn: &Turn, left: Option<Duration>, now: Instant) -> Self {
        // The call's own wait fits into its limit, as the request path has seen to.
        let from = turn.until.map_or(now, |until| until.max(now));
        let left = left.map(|left| left.saturating_sub(from - now) / 2);
        Self { ends: left.map(|left| after(from, left)) }
    }

    /// What is left of a wait until `time`, if anything.
    fn until(&self, time: Instant, now: Instant) -> Option<Duration> {
        let time = self.ends.map_or(time, |ends| ends.min(time));
        (now < time).then(|| time - now)
    }
}

impl State {
    /// Lets an attempt start, or says how long it should wait before it asks again.
    fn try_start(
        &mut self,
        turn: &mut Turn,
        patience: &Patience,
        now: Instant,
    ) -> Option<Duration> {
        if let Some(until) = turn.until.filter(|until| now < *until) {
            return Some(until - now);
        }
        if let Some(pause) = self.pause {
            let refused = turn.asked == Some(pause.number);
            let jitter = if refused { pause.jitter } else { Duration::ZERO };
            let wait = patience.until(after(pause.until, jitter), now);
            if wait.is_some() {
                return wait;
            }
        }
        self.paced.take_if(|paced| now.saturating_duration_since(paced.refused) > FORGOTTEN);
        let Some(paced) = &mut self.paced else {
            let Turn { refusals, waited, .. } = *turn;
            *turn = Turn { refusals, waited, started: Some((self.round, 0.0)), ..Turn::default() };
            return None;
        };
        // A new round draws the line anew: those in line wake meanwhile, and keep their places before a call that was refused again.
        if let Some(refused) = turn.refused.filter(|_| turn.slot.is_none() && turn.refusals > 1)
            && let Some(wait) = patience.until(after(refused, paced.slots.interval()), now)
        {
            return Some(wait);
        }
        let spare = turn.spare();
        let held = turn.in_line.is_some();
        let in_line = *turn.in_line.get_or_insert(now);
        // A line that moves is worth waiting in.
        let unmoved = paced.passed.map_or(in_line, |passed| passed.max(in_line));
        let line = after(unmoved, LONGEST_LINE.saturating_sub(turn.waited));
        let number = match turn.slot {
            Some((round, number)) if round == self.round => number,
            _ => paced.slots.take(spare, now),
        };
        turn.slot = Some((self.round, number));
        if let Some(wait) = paced.slots.wait(number, spare, now)
            && let Some(patient) = patience.until(line, now)
        {
            // The pace may grow meanwhile.
            return Some(patient.min(wait.min((wait / 2).max(paced.slots.interval()))));
        }
        let idle = paced.slots.started().map(|last| now.saturating_duration_since(last));
        if let Some(idle) = idle.filter(|idle| !held && *idle > IDLE) {
            paced.pace.leave_out(idle);
        }
        let pace = paced.slots.start(number, now);
        *turn = Turn {
            refusals: turn.refusals,
            waited: turn.waited + now.saturating_duration_since(unmoved),
            started: Some((self.round, pace)),
            ..Turn::default()
        };
        None
    }

    fn passed(&mut self, turn: &Turn, now: Instant) {
        let Some(paced) = &mut self.paced else { return };
        paced.pace.count();
        paced.passed = Some(now);
        if let Some((round, pace)) = turn.started
            && round == self.round
        {
            paced.pace.passed(pace);
            paced.slots.set_rate(paced.pace.rate(), now);
        }
    }

    fn refused(&mut self, turn: &mut Turn, asked: Option<Duration>, wait: Duration, now: Instant) {
        let (round, pace) = turn.started.unwrap_or_default();
        let refusals = turn.refusals.saturating_add(1);
        let until = after(now, asked.unwrap_or(wait));
        *turn = Turn {
            refusals,
            refused: Some(now),
            waited: turn.waited,
            until: Some(until),
            ..Turn::default()
        };
        if let Some(asked) = asked {
            let jitter = wait.saturating_sub(asked);
            let pause = match self.pause {
                Some(Pause { number, until: other, jitter: least })
                    if now < after(other, least) =>
                {
                    Pause { number, until: other.max(until), jitter: least.min(jitter) }
                }
                before => {
                    Pause { number: before.map_or(0, |pause| pause.number + 1), until, jitter }
                }
            };
            turn.asked = Some(pause.number);
            self.pause = Some(pause);
        }
        let resumes = self.pause.map_or(now, |pause| pause.until.max(now));
        // The other attempts of the same burst say nothing new.
        if round < self.round
            || self.paced.as_ref().is_some_and(|paced| !paced.pace.is_blamed(pace))
        {
            return;
        }
        let (pace, started, passed) = match self.paced.take() {
            None => (Pace::new(now), None, None),
            Some(mut paced) => {
                paced.pace.refused(pace, wait, asked.is_some(), now);
                (paced.pace, paced.slots.started(), paced.passed)
            }
        };
        let slots = Slots::new(pace.rate(), resumes, started);
        self.paced = Some(Paced { pace, slots, refused: now, passed });
        self.round += 1;
    }
}

/// The point in time that is so long after another.
fn after(time: Instant, wait: Duration) -> Instant {
    time.checked_add(wait).unwrap_or_else(|| time + FOREVER)
}
