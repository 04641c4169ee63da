//! Places in a list: what a cursor keeps of one, and what is said when something else is there later.

use super::super::cursor::Cursor;
use super::simulation::{Change, Service, drain, ids, run};
use crate::error::Drift;

/// A cursor after so many items, in pages of 10.
async fn after(service: &Service, items: usize) -> Cursor {
    let mut stream = service.list().page_size(10).items();
    for _ in 0..items {
        stream.try_next().await.unwrap().unwrap();
    }
    stream.cursor()
}

/// What comes from a cursor on, and the drift.
async fn rest(service: &Service, cursor: Cursor) -> (Vec<String>, Vec<Drift>) {
    let mut stream = service.list().resume(cursor).items();
    let (ids, error) = drain(&mut stream).await;
    assert_eq!(error, None);
    (ids, stream.drift().to_vec())
}

/// How many ids a cursor keeps.
fn kept(cursor: &Cursor) -> usize {
    let json = serde_json::to_value(cursor).unwrap();
    json["recent"].as_str().unwrap().len() / 16
}

#[test]
fn a_stream_that_gave_nothing_yet_is_at_its_beginning() {
    run(async {
        let service = Service::with(30);
        let cursor = service.list().page_size(10).items().cursor();
        assert_eq!(cursor.position(), 0);
        assert_eq!(rest(&service, cursor).await, (ids(0..30), vec![]));
        for items in [5, 10, 15, 30] {
            let cursor = after(&service, items).await;
            let again = service.list().resume(cursor.clone()).items().cursor();
            assert_eq!(again, cursor, "after {items} items");
        }
    });
}

#[test]
fn a_cursor_keeps_the_ids_of_one_page() {
    run(async {
        let service = Service::with(60);
        for (items, ids) in [(0, 0), (3, 3), (10, 10), (11, 10), (25, 10)] {
            assert_eq!(kept(&after(&service, items).await), ids, "after {items} items");
        }
        // A page is what the server says, and what it sends if that is more, or if it does not say.
        for (size, ids) in [(None, 25), (Some(5), 25), (Some(28), 28)] {
            let service = Service::odd(60, move |_, _, _, counts| {
                counts.size = size;
                Ok(())
            });
            let mut stream = service.list().items();
            for _ in 0..30 {
                stream.try_next().await.unwrap();
            }
            assert_eq!(kept(&stream.cursor()), ids, "{size:?}");
        }
    });
}

#[test]
fn what_moved_past_the_page_of_a_cursor_comes_only_once() {
    run(async {
        let service = Service::with(40);
        let cursor = after(&service, 15).await;
        service.change(&[Change::Insert(0); 8]);
        let (more, drift) = rest(&service, cursor).await;
        // Items 2 to 4 are on the page of the cursor now, which keeps the last ten alone: they cannot be told from new ones.
        assert_eq!(more, [ids(2..5), ids(15..40)].concat());
        assert_eq!(
            drift,
            [
                Drift::TotalChanged { page: 2, before: 40, now: 48 },
                Drift::Moved { page: 2 },
                Drift::Repeated { page: 3, items: 3, first: "item-12".into() },
            ]
        );
    });
}

#[test]
fn a_place_that_something_else_is_at_has_moved() {
    run(async {
        let service = Service::with(40);
        let cursor = after(&service, 15).await;
        // Before the place stands what stood there, and at it what was delivered right before it.
        service.change(&[Change::Insert(0), Change::Delete(255)]);
        let moved = Drift::Moved { page: 2 };
        assert_eq!(rest(&service, cursor).await, (ids(15..39), vec![moved.clone()]));

        // The last page ends before the place.
        let service = Service::with(15);
        let cursor = after(&service, 15).await;
        assert_eq!(rest(&service, cursor.clone()).await, (vec![], vec![]));
        service.change(&[Change::Delete(255)]);
        let total = Drift::TotalChanged { page: 2, before: 15, now: 14 };
        assert_eq!(rest(&service, cursor).await, (vec![], vec![total, moved]));
    });
}

#[test]
fn a_page_is_behind_its_cursor_with_what_was_dropped_of_it() {
    run(async {
        // The last item of page 2 came before, and so did everything on page 3.
        let service = Service::odd(50, |page, _, items, _| {
            match page {
                2 => items[9] = "item-2".into(),
                3 => *items = ids(0..10),
                _ => {}
            }
            Ok(())
        });
        let mut pages = service.list().page_size(10).concurrency(1).pages();
        for (page, items) in [(1, 10), (2, 9), (3, 0)] {
            assert_eq!(pages.try_next().await.unwrap().unwrap().len(), items);
            let asked = service.requests();
            let next = service.list().resume(pages.cursor()).max_items(1).try_collect().await;
            assert!(next.is_ok());
            assert_eq!(service.state().asked[asked], page + 1, "after page {page}");
        }

        // Everything on the page of a cursor was delivered before.
        let service = Service::with(40);
        let cursor = after(&service, 15).await;
        service.change(&[Change::Insert(0); 5]);
        let mut pages = service.list().resume(cursor).pages();
        assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 0);
        let asked = service.requests();
        let next = service.list().resume(pages.cursor()).max_items(1).try_collect().await;
        assert_eq!(next.unwrap().items[0].id, "item-15");
        assert_eq!(service.state().asked[asked], 3);
    });
}

#[test]
fn a_page_that_is_cut_is_gone_on_with_where_it_was_cut() {
    run(async {
        let service = Service::with(40);
        let mut pages = service.list().page_size(10).max_items(15).pages();
        while pages.try_next().await.unwrap().is_some() {}
        assert_eq!(pages.position(), 15);
        assert_eq!(rest(&service, pages.cursor()).await, (ids(15..40), vec![]));
    });
}

#[test]
fn pages_before_a_cursor_count_as_full() {
    run(async {
        let short = |size: Option<u64>| {
            Service::odd(60, move |page, _, items, counts| {
                if page == 3 {
                    items.pop();
                }
                if size.is_none() {
                    counts.size = None;
                }
                Ok(())
            })
        };
        let service = short(Some(10));
        let cursor = after(&service, 10).await;
        let (more, drift) = rest(&service, cursor).await;
        assert_eq!(more.len(), 49);
        assert_eq!(drift, [Drift::CountMismatch { total: 60, received: 59 }]);

        // Nobody knows how much was on them: then the sum cannot tell.
        let service = short(None);
        let mut stream = service.list().items();
        for _ in 0..30 {
            stream.try_next().await.unwrap();
        }
        assert_eq!(rest(&service, stream.cursor()).await.1, []);
        // Before the first page there is nothing, however large a page is.
        let mut stream = service.list().items();
        assert_eq!(drain(&mut stream).await.1, None);
        assert_eq!(stream.drift(), [Drift::CountMismatch { total: 60, received: 59 }]);
    });
}
