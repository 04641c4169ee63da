//! The book-keeping at its limits: at each of them, and one beyond.

use std::sync::{Arc, Mutex};

use super::super::source::Counts;
use super::honesty::read;
use super::simulation::{Service, call_failed, drain, failure, ids, run};
use crate::error::Drift;
use crate::error::ListProblem;

#[test]
fn the_last_page_is_not_beyond_the_end() {
    run(async {
        let fails = |page, _, _: &mut _, _: &mut _| {
            if page == 3 { Err(call_failed()) } else { Ok(()) }
        };
        let (got, _, error) = read(&Service::odd(30, fails)).await;
        assert_eq!((got, error), (ids(0..20), Some(failure())), "its error is one of the list");
    });
}

#[test]
fn of_two_counts_that_disagree_the_greater_says_how_far_a_list_goes() {
    run(async {
        for (count, total) in [(2, 30), (3, 20)] {
            let service = Service::odd(30, move |_, _, _, counts| {
                (counts.count, counts.total) = (Some(count), Some(total));
                Ok(())
            });
            let (got, drift, error) = read(&service).await;
            assert_eq!((got, error), (ids(0..30), None), "{count} pages, {total} items");
            let disagree =
                Drift::CountsDisagree { page: 1, page_count: count, total, page_size: 10 };
            assert_eq!(drift[0], disagree);
        }
    });
}

/// A list of so many pages of one item, of which only those that `is_new` says hold another one than the first page.
fn repeating(
    pages: u64,
    total: impl Fn(u64) -> u64 + Send + Sync + 'static,
    is_new: impl Fn(u64) -> bool + Send + Sync + 'static,
) -> Service {
    Service::odd(0, move |page, _, ids, counts| {
        *ids = vec![format!("item-{}", if is_new(page) { page } else { 1 })];
        let (size, count, total) = (Some(1), Some(pages), Some(total(page)));
        *counts = Counts { size, count, total, number: Some(page) };
        Ok(())
    })
}

#[test]
fn pages_without_anything_new_are_counted_in_a_row() {
    run(async {
        // Eight in a row, a new one, and eight again.
        let service = repeating(19, |_| 19, |page| page == 1 || page == 10 || page == 19);
        let (got, _, error) = read(&service).await;
        assert_eq!((got.len(), error), (3, None));
        let service = repeating(19, |_| 19, |page| page == 1 || page == 11);
        assert!(read(&service).await.2.is_some(), "nine in a row");
    });
}

#[test]
fn zeros_on_pages_that_hold_items_say_nothing_of_an_end() {
    run(async {
        // All pages are the first one again, and say that there is none.
        let service = Service::odd(10, |page, _, items, counts| {
            if page > 1 {
                *items = vec!["item-0".to_owned()];
            }
            (counts.count, counts.total) = (Some(0), Some(0));
            Ok(())
        });
        let (got, _, error) = read(&service).await;
        assert_eq!(got, ids(0..10));
        assert_eq!(error, Some(ListProblem::NothingNew { page: 10, pages: 9 }));
    });
}

#[test]
fn the_growth_that_explains_them_is_up_to_the_greatest_total() {
    run(async {
        let total = |page| if page == 2 { 14 } else { 2 };
        let service = repeating(14, total, |page| page == 1 || page == 14);
        let (got, _, error) = read(&service).await;
        assert_eq!((got.len(), error), (2, None));
        assert_eq!(service.requests(), 14);
    });
}

#[test]
fn a_page_of_one_item_is_a_page() {
    run(async {
        let service = Service::odd(5, |_, _, _, counts| {
            counts.count = None;
            Ok(())
        })
        .cap(1);
        let mut stream = service.list().strict().items();
        assert_eq!(drain(&mut stream).await, (ids(0..5), None));
        assert_eq!(service.bursts(), [1, 4], "the total and the first page say where it ends");

        let service = Service::odd(30, |page, _, _, counts| {
            counts.size = Some(if page == 2 { 1 } else { 10 });
            Ok(())
        });
        let (_, drift, _) = read(&service).await;
        assert_eq!(drift[0], Drift::PageSizeChanged { page: 2, before: 10, now: 1 });
    });
}

#[test]
fn a_list_cut_where_a_page_ends_goes_on_with_the_next_page() {
    run(async {
        // The last item of the first page came before, so its nine others are all there is to deliver of it.
        let service = Service::odd(30, |page, _, ids, _| {
            if page == 1 {
                ids[9] = "item-2".into();
            }
            Ok(())
        });
        for (most, next) in [(8, 1), (9, 2), (10, 2)] {
            let mut stream = service.list().page_size(10).max_items(most).items();
            assert_eq!(drain(&mut stream).await.0.len() as u64, most);
            let asked = service.requests();
            service.list().resume(stream.cursor()).max_items(1).try_collect().await.unwrap();
            assert_eq!(service.state().asked[asked], next, "after {most} items");
        }
    });
}

#[test]
fn a_stream_keeps_a_hundred_drifts_and_tells_all() {
    run(async {
        for (pages, kept) in [(99, 99), (100, 100), (101, 100), (140, 100)] {
            let told = Arc::new(Mutex::new(0));
            let tell = Arc::clone(&told);
            // The first page does not agree with itself, and each further one says another total than the one before.
            let service = Service::odd(pages, |page, _, _, counts| {
                counts.total = counts.total.map(|total| total - page % 2);
                Ok(())
            });
            let list = service.list().page_size(1).concurrency(1);
            let mut stream = list.on_drift(move |_| *tell.lock().unwrap() += 1).items();
            drain(&mut stream).await;
            assert_eq!((stream.drift().len(), *told.lock().unwrap()), (kept, pages));
        }
    });
}

#[test]
fn what_is_wrong_is_said_of_a_list_of_no_items_too() {
    run(async {
        let service = Service::with(30);
        assert_eq!(drain(&mut service.list().max_items(0).items()).await, (vec![], None));
        let wrong = service.list().max_items(0).page_size(0).items();
        assert_eq!(drain(&mut { wrong }).await.1, Some(ListProblem::Zero("page_size")));
        assert_eq!(service.requests(), 0);
    });
}

#[test]
fn a_list_that_has_its_most_asks_for_nothing_more_however_large_a_page_is() {
    run(async {
        for size in [Some(25), None] {
            let service = Service::odd(100, move |_, _, _, counts| {
                counts.size = size;
                Ok(())
            });
            let all = service.list().max_items(25).try_collect().await.unwrap();
            assert_eq!((all.len(), service.requests()), (25, 1), "{size:?}");
        }
    });
}

#[test]
fn two_pages_at_a_time_are_under_way_while_the_consumer_works() {
    run(async {
        let service = Service::with(100);
        let mut stream = service.list().page_size(10).concurrency(2).eager().items();
        for (items, asked) in [(1, 3), (9, 3), (1, 4), (10, 5)] {
            for _ in 0..items {
                stream.try_next().await.unwrap();
            }
            assert_eq!(service.requests(), asked, "after {} items", stream.position());
        }
        assert_eq!(service.state().most_under_way, 2);
    });
}
