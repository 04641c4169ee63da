//! Hundreds of whole lives while one answer in ten goes wrong. Careful callers do every step exactly once, with the look-ups that errors
//! point to, and what the client says happened is compared with the log of the service: no call does anything twice, and no error claims what is not so.
//!
//! The wire notes which logical call each request belongs to, and the log of the service says what it did with it, whatever the caller
//! got to see. Neither asks the client.

mod life;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use press_apps::testing::Seeded;
use press_apps::{Client, Error, RetryClass, Sent, operations};
use press_apps_emulator::SeenRequest;
use press_apps_tests::Press;

use crate::world::Wire;
use world::{Held, Noted, Said, World};

/// How many lives share a service; their requests have to fit into its log.
const LIVES: usize = 100;

/// What came of all lives on one service.
struct Outcome {
    lives: Vec<Result<Held, Error>>,
    calls: BTreeMap<usize, Said>,
    /// What the service saw of each call.
    seen: BTreeMap<usize, Vec<SeenRequest>>,
    /// The names of the faults that fired, and how many requests there were.
    faults: Vec<String>,
    requests: usize,
}

/// All lives at once, with one client.
async fn outcome(seed: u64, stubborn: bool) -> Outcome {
    let press = Press::new();
    for life in 0..LIVES {
        let script = press.service().script(life::name(life));
        // Each run fails, so that nothing but the client stands between a redeploy and a second one.
        for _ in 0..50 {
            script.fail_at_block(1);
        }
    }
    for fault in world::faults(seed) {
        press.service().fault(fault).unwrap();
    }
    let calls = Arc::new(Mutex::new(Vec::new()));
    let noted = Noted {
        wire: Wire::to(&press),
        calls: Arc::clone(&calls),
        chance: Arc::new(Seeded::new(seed)),
        stubborn,
    };
    let world = World {
        client: Client::builder()
            .token(press.service().token())
            .transport(noted)
            .random(Seeded::new(seed))
            .build()
            .unwrap(),
        press,
        said: Mutex::default(),
        next: AtomicUsize::new(0),
    };
    let lives = join_all((0..LIVES).map(|number| life::live(&world, number))).await;

    // The judge's own questions are not in the notes: they name no fault and come from nobody's call.
    let log = world.press.service().requests();
    let from_client = |seen: &&SeenRequest| seen.headers.contains_key("user-agent");
    let log: Vec<_> = log.iter().filter(from_client).cloned().collect();
    let calls = calls.lock().unwrap().clone();
    assert_eq!(calls.len(), log.len(), "every request is in the log");
    let requests = log.len();
    let faults = log.iter().filter_map(|seen| seen.fault.clone()).collect();
    let mut seen = BTreeMap::<_, Vec<_>>::new();
    for (call, request) in calls.into_iter().zip(log) {
        seen.entry(call).or_default().push(request);
    }
    Outcome { lives, calls: world.said.into_inner().unwrap(), seen, faults, requests }
}

/// Whether the service carried a request out.
fn done(request: &SeenRequest) -> bool {
    request.committed_status.is_some_and(|status| status.is_success())
}

fn class(operation: &str) -> RetryClass {
    let found = operations::OPERATIONS.iter().find(|known| known.id == operation);
    found.unwrap().retry
}

/// What the client says of a call against what the service did: everything that is not so.
fn lies(outcome: &Outcome) -> Vec<String> {
    let mut lies = Vec::new();
    // Changes that were made at any time in a life, by any call.
    let mut made = BTreeSet::new();
    for (number, said) in &outcome.calls {
        let seen = outcome.seen.get(number).map_or(&[][..], Vec::as_slice);
        let carried_out = seen.iter().filter(|request| done(request)).count();
        if carried_out > 0 {
            made.insert((said.life, said.operation));
        }
        let ever = made.contains(&(said.life, said.operation));
        let class = class(said.operation);
        let mut lie = |true_so_far: bool, what: &str| {
            if !true_so_far {
                let error = said.error.as_ref().map(|error| error.line.as_str());
                let statuses: Vec<_> = seen
                    .iter()
                    .map(|request| (request.committed_status, request.fault.as_deref()))
                    .collect();
                lies.push(format!(
                    "life {}, {}: {what}; {error:?}, {statuses:?}",
                    said.life, said.operation
                ));
            }
        };
        let sent = said.attempts.iter().filter(|attempt| attempt.was_sent() != Sent::No);
        lie(sent.count() == seen.len(), "the history has other requests than the service");
        if class == RetryClass::Create {
            lie(carried_out <= 1, "it was done twice by one call");
            lie(
                carried_out == 0 || seen.last().is_some_and(done),
                "it was sent again after it was done",
            );
        }
        match &said.error {
            None if class == RetryClass::Create => {
                lie(carried_out > 0, "success, but it was not done");
            }
            None => lie(ever, "success, but it was never done"),
            Some(error) => {
                lie(
                    (error.sent == Sent::No) == seen.is_empty(),
                    "it is wrong about whether it was sent",
                );
                if class == RetryClass::Read {
                    lie(!error.open, "a read leaves nothing open");
                    continue;
                }
                lie(error.open || carried_out == 0, "said not to be done, but it was");
                lie(!error.claimed || ever, "said to be done, but it never was");
                if class == RetryClass::Create && error.open {
                    lie(error.help.contains("look with `client."), "no look-up is named");
                }
            }
        }
    }
    lies
}

#[tokio::test(start_paused = true)]
async fn every_step_is_done_once_and_every_word_is_true() {
    let (mut complete, mut open_creates, mut kinds) = (0, 0, BTreeSet::new());
    let (mut faults, mut requests) = (0, 0);
    for seed in 1..=2 {
        let outcome = outcome(seed, false).await;
        let lies = lies(&outcome);
        assert!(lies.is_empty(), "seed {seed}: {lies:#?}");
        for life in &outcome.lives {
            match life {
                Ok(held) => {
                    assert_eq!(*held, life::fullest(), "seed {seed}");
                    complete += 1;
                }
                // It ended cleanly: with what was called, how often, and what to do next.
                Err(error) => assert!(
                    error.operation().is_some()
                        && !error.attempts().is_empty()
                        && !error.help().is_empty(),
                    "{error:?}"
                ),
            }
        }
        open_creates += outcome
            .calls
            .values()
            .filter(|said| class(said.operation) == RetryClass::Create)
            .filter(|said| said.error.as_ref().is_some_and(|error| error.open))
            .count();
        faults += outcome.faults.len();
        requests += outcome.requests;
        kinds.extend(outcome.faults);
    }
    // It was worth something.
    assert!(complete >= 2 * LIVES - 4, "only {complete} lives were completed");
    assert!(open_creates > 50, "only {open_creates} creates were left open");
    assert_eq!(kinds.len(), world::faults(1).len(), "{kinds:?}");
    assert!(
        faults * 100 / requests >= 8 && faults * 100 / requests <= 12,
        "{faults} faults in {requests} requests"
    );
}

/// The proof that the run above would notice: with creates made again, it does.
#[tokio::test(start_paused = true)]
async fn a_client_that_makes_creates_again_is_found_out() {
    let lies = lies(&outcome(1, true).await);
    let of = |what: &str| lies.iter().filter(|lie| lie.contains(what)).count();
    let (twice, again) = (of("done twice"), of("sent again after it was done"));
    assert!(twice >= 5 && again >= 5, "{twice} and {again}: {lies:#?}");
}
