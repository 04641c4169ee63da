//! Any list, any page size, any window, any changes in between.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::source::Counts;
use super::simulation::{Change, Service, drain, ids, run};
use crate::error::ListProblem;

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![any::<u8>().prop_map(Change::Insert), any::<u8>().prop_map(Change::Delete)]
}

/// What happens before each of the first reads: mostly nothing.
fn script() -> impl Strategy<Value = Vec<Vec<Change>>> {
    vec(prop_oneof![3 => Just(Vec::new()), 1 => vec(change(), 1..5)], 0..20)
}

/// What a page says about itself: anything.
fn counts() -> impl Strategy<Value = Counts> {
    fn number() -> impl Strategy<Value = Option<u64>> {
        prop_oneof![
            2 => Just(None),
            6 => (0_u64..12).prop_map(Some),
            1 => Just(Some(u64::MAX)),
            1 => (0_u64..5000).prop_map(Some),
        ]
    }
    (number(), number(), number(), number()).prop_map(|(number, size, count, total)| Counts {
        number,
        size,
        count,
        total,
    })
}

/// This many cases, the same in every run. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` set others, as `cargo xtask check properties` does.
fn cases(count: u32) -> ProptestConfig {
    let is_set = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !is_set("PROPTEST_CASES") {
        config.cases = count;
    }
    if !is_set("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(u64::from(count));
    }
    config
}

proptest! {
    #![proptest_config(cases(1000))]

    /// The promise of a stream, whatever happens to the list meanwhile.
    #[test]
    fn a_stream_never_repeats_keeps_the_order_and_misses_nothing_unsaid(
        items in 0_usize..120,
        page_size in 1_u32..14,
        concurrency in 1_usize..10,
        eager in any::<bool>(),
        delays in vec(1_u64..9, 1..7),
        script in script(),
    ) {
        run(async {
            let service = Service::with(items).delays(delays).script(script);
            let mut request = service.list().page_size(page_size).concurrency(concurrency);
            if eager {
                request = request.eager();
            }
            let mut stream = request.items();
            let (got, error) = drain(&mut stream).await;
            let state = service.state();

            let distinct: HashSet<_> = got.iter().collect();
            prop_assert_eq!(distinct.len(), got.len(), "an id came twice");

            // Exactly what was read, in page order, each id where it came first.
            let mut pages = state.read.clone();
            pages.sort_by_key(|(page, _)| *page);
            let mut seen = HashSet::new();
            let in_order: Vec<_> = pages
                .into_iter()
                .flat_map(|(_, ids)| ids)
                .filter(|id| seen.insert(id.clone()))
                .collect();
            if error.is_none() {
                prop_assert_eq!(&got, &in_order);
            }

            let reported = !stream.drift().is_empty() || error.is_some();
            if !state.changed {
                prop_assert!(!reported, "nothing changed, but {:?} {:?}", stream.drift(), error);
                prop_assert_eq!(&got, &state.items);
                prop_assert_eq!(state.asked.len(), state.items.len().div_ceil(page_size as usize).max(1));
            }
            // The documented exception: as many made as deleted between two reads.
            if !state.balanced && !reported {
                for id in state.survivors() {
                    prop_assert!(distinct.contains(&id), "{} was there all the time and was missed", id);
                }
            }
            if let Some(error) = error {
                prop_assert!(matches!(error, ListProblem::NothingNew { .. }), "{}", error);
            }
            prop_assert!(state.most_under_way <= concurrency);
            Ok(())
        })?;
    }

    /// One page after the other, and only inserts or only deletes: the items that stay keep the order of the list.
    #[test]
    fn items_that_stay_keep_their_order_when_pages_are_read_one_by_one(
        items in 0_usize..80,
        page_size in 1_u32..10,
        inserts in any::<bool>(),
        places in vec(vec(any::<u8>(), 0..4), 0..12),
    ) {
        run(async {
            let change = if inserts { Change::Insert } else { Change::Delete };
            let script = places.into_iter().map(|batch| batch.into_iter().map(change).collect());
            let service = Service::with(items).script(script);
            let mut stream = service.list().page_size(page_size).concurrency(1).items();
            let (got, _) = drain(&mut stream).await;
            let state = service.state();
            let stayed: Vec<_> = state.survivors().into_iter().filter(|id| got.contains(id)).collect();
            let delivered: Vec<_> = got.into_iter().filter(|id| stayed.contains(id)).collect();
            prop_assert_eq!(delivered, stayed);
            Ok(())
        })?;
    }

    /// Stopping anywhere and going on from the cursor gives the whole list, once.
    #[test]
    fn a_list_read_in_two_parts_is_the_list(
        items in 0_usize..100,
        page_size in 1_u32..14,
        first in 0_usize..110,
        concurrency in 1_usize..6,
    ) {
        run(async {
            let service = Service::with(items);
            let mut stream = service.list().page_size(page_size).concurrency(concurrency).items();
            let mut got = Vec::new();
            for _ in 0..first {
                if let Some(row) = stream.try_next().await.unwrap() {
                    got.push(row.id.clone());
                }
            }
            let text = serde_json::to_string(&stream.cursor()).unwrap();
            drop(stream);
            let mut rest = service.list().concurrency(concurrency).resume(serde_json::from_str(&text).unwrap()).items();
            let (more, error) = drain(&mut rest).await;
            prop_assert!(error.is_none());
            prop_assert!(rest.drift().is_empty(), "{:?}", rest.drift());
            got.extend(more);
            prop_assert_eq!(got, ids(0..items));
            prop_assert_eq!(rest.position(), items as u64);
            Ok(())
        })?;
    }

    /// A few inserts before the cursor: nothing comes twice and nothing that was left is missed.
    #[test]
    fn inserts_before_a_cursor_do_not_make_items_come_twice(
        items in 1_usize..100,
        page_size in 1_u32..14,
        first in 1_usize..100,
        inserts in 1_usize..14,
    ) {
        run(async {
            let service = Service::with(items);
            let mut stream = service.list().page_size(page_size).items();
            let mut got = Vec::new();
            for _ in 0..first.min(items) {
                got.push(stream.try_next().await.unwrap().unwrap().id.clone());
            }
            let cursor = stream.cursor();
            // The cursor knows a page's worth of ids; part of it is on the page that was begun.
            let begun = got.len() % page_size as usize;
            let inserts = inserts.min(page_size as usize - begun);
            service.change(&vec![Change::Insert(0); inserts]);
            let mut rest = service.list().resume(cursor).items();
            let (more, _) = drain(&mut rest).await;
            prop_assert!(!rest.drift().is_empty());
            got.extend(more);
            let made_before = got.len();
            got.retain(|id| !ids(items..items + inserts).contains(id));
            prop_assert!(made_before - got.len() <= inserts);
            prop_assert_eq!(got, ids(0..items));
            Ok(())
        })?;
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Whatever a server answers: the stream ends, soon enough, without a panic and without an id that came before.
    #[test]
    fn any_server_comes_to_an_end(
        answers in vec((counts(), vec(0_u8..60, 0..6)), 1..12),
        page_size in prop::option::of(1_u32..5),
        concurrency in 1_usize..5,
        max_items in prop::option::of(0_u64..80),
    ) {
        run(async {
            let service = Service::odd(0, move |_, nth, ids, counts| {
                let (said, held) = &answers[nth % answers.len()];
                *counts = *said;
                // Each round of answers has other items, until there are no more.
                let round = (nth / answers.len()) as u64;
                *ids = held.iter().map(|id| format!("{}", u64::from(*id) + round.min(5) * 7)).collect();
                Ok(())
            });
            let mut request = service.list().concurrency(concurrency);
            if let Some(size) = page_size {
                request = request.page_size(size);
            }
            if let Some(most) = max_items {
                request = request.max_items(most);
            }
            let mut stream = request.items();
            let (got, _) = drain(&mut stream).await;
            let distinct: HashSet<_> = got.iter().collect();
            prop_assert_eq!(distinct.len(), got.len());
            prop_assert!(max_items.is_none_or(|most| got.len() as u64 <= most));
            let _ = (stream.cursor(), futures_util::Stream::size_hint(&stream));
            Ok(())
        })?;
    }
}
