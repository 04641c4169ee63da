//! What a list costs: round trips, requests, memory. Counted, on a virtual clock.

use futures_core::stream::FusedStream as _;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use tokio::time::Instant;

use super::simulation::{Row, Service, TRIP, call_failed, drain, failure, ids, run};

fn trips(start: Instant) -> u32 {
    let trips = start.elapsed().as_micros() as f64 / TRIP.as_micros() as f64;
    assert!((trips - trips.round()).abs() < 1e-9, "{trips} is not a whole number of round trips");
    trips.round() as u32
}

fn rounds(pages: usize, concurrency: usize) -> u32 {
    1 + (pages.max(1) - 1).div_ceil(concurrency) as u32
}

#[test]
fn collecting_takes_exactly_the_round_trips_that_are_needed() {
    run(async {
        for pages in 0..40 {
            for concurrency in 1..=17 {
                let service = Service::with(pages * 3);
                let start = Instant::now();
                let all = service
                    .list()
                    .page_size(3)
                    .concurrency(concurrency)
                    .try_collect()
                    .await
                    .unwrap();
                assert_eq!(all.len(), pages * 3);
                assert_eq!(
                    trips(start),
                    rounds(pages, concurrency),
                    "{pages} pages, {concurrency} at a time"
                );
                assert_eq!(service.requests(), pages.max(1));
            }
        }
    });
}

/// The figures that the documentation gives, for a list of 100 pages.
#[test]
fn a_hundred_pages_take_as_many_round_trips_streamed_as_collected() {
    run(async {
        for (concurrency, needed) in
            [(Some(1), 100), (Some(4), 26), (Some(8), 14), (None, 8), (Some(16), 8), (Some(32), 5)]
        {
            let service = Service::with(300);
            let request = || {
                let list = service.list().page_size(3);
                match concurrency {
                    Some(pages) => list.concurrency(pages),
                    None => list,
                }
            };
            let start = Instant::now();
            assert_eq!(request().try_collect().await.unwrap().len(), 300);
            assert_eq!(trips(start), needed, "collected, {concurrency:?} at a time");
            let start = Instant::now();
            assert_eq!(request().items().count().await, 300);
            assert_eq!(trips(start), needed, "items, {concurrency:?} at a time");
            let start = Instant::now();
            assert_eq!(request().pages().count().await, 100);
            assert_eq!(trips(start), needed, "pages, {concurrency:?} at a time");
            assert_eq!(service.requests(), 300);
            assert_eq!(service.state().most_under_way, concurrency.unwrap_or(16));
        }
    });
}

#[test]
fn a_stream_takes_at_most_two_round_trips_more() {
    run(async {
        for pages in (1..45).chain([70, 100, 129]) {
            for concurrency in [1, 2, 3, 4, 5, 8, 16, 17, 32, 36, 37, 64, 100] {
                // The second round trip asks for 4 pages, the third for up to 36, the fourth for up to 1764.
                let extra = match concurrency {
                    ..=4 => 0,
                    5..=36 => 1,
                    _ => 2,
                };
                let service = Service::with(pages * 3 - 1);
                let request = || service.list().page_size(3).concurrency(concurrency);
                let start = Instant::now();
                assert_eq!(request().items().count().await, pages * 3 - 1);
                let took = trips(start);
                let needed = rounds(pages, concurrency);
                assert!(
                    (needed..=needed + extra).contains(&took),
                    "{pages} pages, {concurrency} at a time: {took} instead of {needed} to {}",
                    needed + extra
                );
                assert_eq!(service.requests(), pages);
                let start = Instant::now();
                assert_eq!(request().pages().count().await, pages);
                assert_eq!(trips(start), took, "pages cost what items cost");
                let start = Instant::now();
                assert_eq!(request().eager().items().count().await, pages * 3 - 1);
                assert_eq!(trips(start), needed, "an eager stream costs what collecting costs");
                assert!(service.state().most_under_way <= concurrency);
            }
        }
    });
}

#[test]
fn the_window_opens_with_the_pages_taken() {
    run(async {
        for (concurrency, bursts) in [
            (1, vec![1; 100]),
            (3, [vec![1], vec![3; 33]].concat()),
            (8, [vec![1, 4], vec![8; 11], vec![7]].concat()),
            (16, vec![1, 4, 16, 16, 16, 16, 16, 15]),
            (32, vec![1, 4, 32, 32, 31]),
            (100, vec![1, 4, 36, 59]),
        ] {
            let service = Service::with(1000);
            let list = service.list().page_size(10).concurrency(concurrency);
            assert_eq!(list.items().count().await, 1000);
            assert_eq!(service.bursts(), bursts, "{concurrency} at a time");
        }
    });
}

/// What is asked for in vain when the consumer stops.
#[test]
fn a_stream_that_is_left_early_asked_for_little_more_than_was_taken() {
    run(async {
        for (items, pages) in [(1, 1), (10, 1), (11, 11), (21, 19), (31, 20), (41, 21), (100, 26)] {
            let service = Service::with(1000);
            let taken: Vec<Row> =
                service.list().page_size(10).items().take(items).try_collect().await.unwrap();
            assert_eq!(taken.len(), items);
            tokio::time::sleep(TRIP * 10).await;
            assert_eq!(service.requests(), pages, "for {items} items in pages of 10");
        }
    });
}

#[test]
fn a_few_items_cost_one_page() {
    run(async {
        let service = Service::with(1000);
        let some: Vec<Row> = service.list().items().take(10).try_collect().await.unwrap();
        assert_eq!(some.len(), 10);
        assert_eq!(service.requests(), 1);
        let mut stream = service.list().items();
        for _ in 0..25 {
            stream.try_next().await.unwrap();
        }
        assert_eq!(service.requests(), 2, "the whole first page still costs one");
    });
}

#[test]
fn one_page_at_a_time_asks_for_the_next_page_when_the_last_item_is_gone() {
    run(async {
        let service = Service::with(30);
        let mut stream = service.list().page_size(10).concurrency(1).eager().items();
        for n in 0..30 {
            stream.try_next().await.unwrap();
            assert_eq!(service.requests(), n / 10 + 1);
        }
    });
}

#[test]
fn nothing_is_asked_for_before_the_stream_is_polled_or_after_it_stops() {
    run(async {
        let service = Service::with(1000);
        let mut stream = service.list().concurrency(4).items();
        tokio::time::sleep(TRIP * 10).await;
        assert_eq!(service.requests(), 0);
        for _ in 0..60 {
            stream.try_next().await.unwrap();
        }
        let asked = service.requests();
        assert_eq!(asked, 3 + 4);
        tokio::time::sleep(TRIP * 10).await;
        assert_eq!(service.requests(), asked, "the consumer stopped, so the stream did");
        drop(stream);
        tokio::time::sleep(TRIP * 10).await;
        assert_eq!(service.requests(), asked);
        assert_eq!(service.alive(), 0);
    });
}

#[test]
fn pages_come_in_order_however_they_arrive() {
    run(async {
        let service = Service::with(200).delays([90, 10, 70, 1, 50, 30]);
        let mut stream = service.list().page_size(7).concurrency(5).items();
        assert_eq!(drain(&mut stream).await, (ids(0..200), None));
        assert_eq!(service.state().most_under_way, 5);
    });
}

#[test]
fn a_hundred_thousand_items_go_by_in_a_window_and_a_page() {
    run(async {
        // Every tenth page is slow, so that those behind it come out of turn and have to be kept.
        let service = Service::with(100_000).delays([5, 5, 5, 5, 5, 5, 5, 5, 5, 1000]);
        let mut stream = service.list().page_size(100).concurrency(16).items();
        let mut count = 0;
        let mut most = 0;
        while let Some(row) = stream.try_next().await.unwrap() {
            drop(row);
            count += 1;
            most = most.max(service.alive());
        }
        assert_eq!(count, 100_000);
        let most = most.max(service.state().most_alive);
        assert!(most <= 17 * 100, "{most} items were alive at once");
        assert!(most > 16 * 100 - 100, "the window was never full: {most}");
        assert_eq!(service.state().most_under_way, 16);
    });
}

#[test]
fn a_limit_on_items_asks_for_no_page_too_many() {
    run(async {
        for (most, pages) in
            [(0, 0), (1, 1), (10, 1), (11, 2), (25, 3), (95, 10), (100, 10), (500, 10)]
        {
            for concurrency in [1, 3, 8] {
                let service = Service::with(100);
                let all = service
                    .list()
                    .page_size(10)
                    .concurrency(concurrency)
                    .max_items(most)
                    .try_collect()
                    .await
                    .unwrap();
                assert_eq!(all.len() as u64, most.min(100));
                assert_eq!(service.requests(), pages, "{most} items, {concurrency} at a time");
                let in_pages: Vec<_> = service
                    .list()
                    .page_size(10)
                    .max_items(most)
                    .pages()
                    .try_collect::<Vec<_>>()
                    .await
                    .unwrap();
                assert_eq!(
                    in_pages.iter().map(|page| page.len() as u64).sum::<u64>(),
                    most.min(100)
                );
            }
        }
    });
}

#[test]
fn a_smaller_page_than_asked_for_is_no_drift() {
    run(async {
        let service = Service::with(25).cap(10);
        let all = service.list().page_size(500).strict().try_collect().await.unwrap();
        assert_eq!(all.len(), 25);
        assert_eq!(all.total, Some(25));
        assert_eq!(service.requests(), 3);
    });
}

#[test]
fn an_error_comes_in_its_place_after_everything_before_it() {
    run(async {
        let fails = |page, _, _: &mut _, _: &mut _| {
            if page == 4 { Err(call_failed()) } else { Ok(()) }
        };
        for concurrency in [1, 2, 8] {
            // Page 4 fails long before page 2 is there.
            let service = Service::odd(100, fails).delays([50, 400, 200, 1]);
            let mut stream = service.list().page_size(10).concurrency(concurrency).eager().items();
            assert_eq!(drain(&mut stream).await, (ids(0..30), Some(failure())));
            let asked = service.requests();
            // With 8 at a time the error is there before page 2: nothing behind it is asked for from then on.
            assert_eq!(asked, [4, 5, 9][[1, 2, 8].iter().position(|k| *k == concurrency).unwrap()]);
        }
    });
}

#[test]
fn a_stream_that_ended_keeps_nothing_even_if_it_is_kept() {
    run(async {
        let fails = |page, _, _: &mut _, _: &mut _| match page {
            2 => Err(call_failed()),
            _ => Ok(()),
        };
        // Page 3 is there before the error, page 4 is not.
        let service = Service::odd(100, fails).delays([50, 20, 10, 500]);
        let mut stream = service.list().page_size(10).eager().items();
        assert!(drain(&mut stream).await.1.is_some());
        let under_way = service.state().under_way;
        assert_eq!((service.alive(), under_way), (0, 0));
        assert!(stream.is_terminated());
        drop(stream);
    });
}

#[test]
fn the_hint_the_total_and_the_position_go_with_the_stream() {
    run(async {
        let service = Service::with(60);
        let mut stream = service.list().items();
        assert_eq!((stream.total(), stream.position(), stream.size_hint()), (None, 0, (0, None)));
        stream.try_next().await.unwrap();
        assert_eq!(
            (stream.total(), stream.page_count(), stream.position()),
            (Some(60), Some(3), 1)
        );
        assert_eq!(stream.size_hint(), (24, Some(59)));
        for _ in 0..59 {
            stream.try_next().await.unwrap();
        }
        assert_eq!((stream.position(), stream.size_hint()), (60, (0, Some(0))));
        assert!(stream.try_next().await.unwrap().is_none());
        assert_eq!(stream.size_hint(), (0, Some(0)));

        let mut stream = service.list().max_items(30).items();
        assert_eq!(stream.size_hint(), (0, Some(30)));
        stream.try_next().await.unwrap();
        assert_eq!(stream.size_hint(), (24, Some(29)));

        let mut pages = service.list().pages();
        assert_eq!(pages.size_hint(), (0, None));
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!(
            (page.number(), page.total(), page.page_size(), page.page_count()),
            (1, Some(60), Some(25), Some(3))
        );
        assert_eq!(page.next_number(), Some(2));
        assert_eq!(pages.size_hint(), (0, Some(2)));
        assert_eq!(pages.position(), 25);
    });
}

#[test]
fn a_total_beyond_all_memory_reserves_none() {
    run(async {
        let service = Service::odd(10, |_, _, _, counts| {
            counts.total = Some(u64::MAX);
            counts.count = Some(u64::MAX);
            Ok(())
        });
        let mut stream = service.list().page_size(10).items();
        stream.try_next().await.unwrap();
        assert_eq!(stream.size_hint().0, 9);
    });
}

#[test]
fn a_number_that_must_not_be_zero_is_refused_before_anything_is_sent() {
    run(async {
        let service = Service::with(60);
        let said = [
            service.list().page_size(0).try_collect().await.unwrap_err().to_string(),
            service.list().concurrency(0).try_collect().await.unwrap_err().to_string(),
            service.list().concurrency(0).items().try_next().await.unwrap_err().to_string(),
        ];
        assert_eq!(
            said,
            [
                "list_rows: page_size must be 1 or more",
                "list_rows: concurrency must be 1 or more",
                "list_rows: concurrency must be 1 or more",
            ]
        );
        assert_eq!(service.requests(), 0);
    });
}

#[test]
fn the_streams_can_be_sent_and_kept() {
    fn kept<S: Stream + Send + Unpin + 'static>(_: &S) {}
    let service = Service::with(1);
    kept(&service.list().items());
    kept(&service.list().pages());
    fn sent<F: Future + Send + 'static>(_: &F) {}
    sent(&service.list().try_collect());
    sent(&service.list().verify().into_future());
}
