//! Cursors: taken anywhere, good in another process, and honest about what changed in between.

use super::super::cursor::Cursor;
use super::simulation::{Change, Service, call_failed, drain, failure, ids, problem, run};
use crate::error::Drift;
use crate::error::ListProblem;

/// A cursor after `items` of the list, in pages of 10, and through JSON.
async fn cursor_after(service: &Service, items: usize) -> Cursor {
    let mut stream = service.list().page_size(10).items();
    for _ in 0..items {
        stream.try_next().await.unwrap().unwrap();
    }
    serde_json::from_str(&serde_json::to_string(&stream.cursor()).unwrap()).unwrap()
}

async fn rest(service: &Service, cursor: Cursor) -> (Vec<String>, Vec<Drift>) {
    let mut stream = service.list().resume(cursor).items();
    let (ids, error) = drain(&mut stream).await;
    assert_eq!(error, None);
    (ids, stream.drift().to_vec())
}

#[test]
fn after_an_error_the_cursor_starts_exactly_there() {
    run(async {
        for (concurrency, strictly_after) in [(1, 30), (4, 30)] {
            // The first request for page 4 fails, later ones do not.
            let service =
                Service::odd(
                    60,
                    |page, nth, _, _| {
                        if page == 4 && nth < 8 { Err(call_failed()) } else { Ok(()) }
                    },
                );
            let mut stream = service.list().page_size(10).concurrency(concurrency).items();
            let (got, error) = drain(&mut stream).await;
            assert_eq!((got, error), (ids(0..strictly_after), Some(failure())));
            assert_eq!(stream.position(), 30);
            let cursor = stream.cursor();
            let before = service.requests();
            while service.state().read.len() < 8 {
                service.list().max_items(1).try_collect().await.unwrap();
            }
            let asked = service.requests();
            let (more, drift) = rest(&service, cursor).await;
            assert_eq!((more, drift), (ids(30..60), vec![]));
            assert_eq!(
                service.state().asked[asked],
                4,
                "after {before} requests it goes on with page 4"
            );
        }
    });
}

#[test]
fn a_strict_stream_can_go_on_from_the_drift_that_ended_it() {
    run(async {
        let service = Service::with(30).script([vec![], vec![Change::Insert(0)]]);
        let mut stream = service.list().page_size(10).concurrency(1).strict().items();
        let (got, error) = drain(&mut stream).await;
        assert_eq!(got, ids(0..10));
        assert!(error.is_some());
        let (more, drift) = rest(&service, stream.cursor()).await;
        assert_eq!(more, ids(10..30));
        assert!(!drift.is_empty());
    });
}

#[test]
fn pages_and_items_take_the_same_cursors() {
    run(async {
        let service = Service::with(35);
        let mut pages = service.list().page_size(10).pages();
        pages.try_next().await.unwrap();
        pages.try_next().await.unwrap();
        assert_eq!(pages.cursor(), cursor_after(&service, 20).await);
        let mut more = service.list().resume(cursor_after(&service, 15).await).pages();
        let page = more.try_next().await.unwrap().unwrap();
        assert_eq!(page.number(), 2);
        assert_eq!(page.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), ids(15..20));
        assert_eq!(more.position(), 20);
    });
}

#[test]
fn a_cursor_is_small_and_holds_no_items() {
    run(async {
        let service = Service::with(1000);
        let mut stream = service.list().page_size(100).items();
        for _ in 0..950 {
            stream.try_next().await.unwrap();
        }
        let text = serde_json::to_string(&stream.cursor()).unwrap();
        assert!(text.len() < 2000, "{} bytes", text.len());
        assert!(!text.contains("item"));
        let small = serde_json::to_string(&cursor_after(&service, 3).await).unwrap();
        insta::assert_snapshot!(small, @r#"{"list":"475d5ad434c78e92","page":1,"index":3,"pageSize":10,"usedSize":10,"total":1000,"position":3,"recent":"7afc1663b9c0555f6f8ec31e4e75e5a42034de244ba7a495"}"#);
    });
}

#[test]
fn a_cursor_of_a_finished_list_gives_what_was_added_since() {
    run(async {
        let service = Service::with(25);
        let cursor = cursor_after(&service, 25).await;
        assert_eq!(rest(&service, cursor.clone()).await, (vec![], vec![]));
        service.change(&[Change::Insert(255); 3]);
        let (more, drift) = rest(&service, cursor).await;
        assert_eq!(more, ids(25..28));
        assert_eq!(drift, [Drift::TotalChanged { page: 3, before: 25, now: 28 }]);
    });
}

#[test]
fn a_cursor_is_past_what_was_dropped_at_the_end_of_a_page() {
    run(async {
        let service = Service::odd(30, |page, _, ids, _| {
            if page == 1 {
                ids[9] = "item-2".into();
            }
            Ok(())
        });
        let cursor = cursor_after(&service, 9).await;
        let asked = service.requests();
        assert_eq!(rest(&service, cursor).await, (ids(10..30), vec![]));
        assert_eq!(service.state().asked[asked..], [2, 3]);
    });
}

#[test]
fn items_deleted_before_the_cursor_are_drift_even_if_others_were_made() {
    run(async {
        let service = Service::with(40);
        let cursor = cursor_after(&service, 15).await;
        service.change(&[Change::Delete(0)]);
        let (more, drift) = rest(&service, cursor.clone()).await;
        // Item 15 stands where item 14 stood. It is new on this page, so it is not missed.
        assert_eq!(more, ids(15..40));
        assert_eq!(
            drift,
            [Drift::TotalChanged { page: 2, before: 40, now: 39 }, Drift::Moved { page: 2 }]
        );

        // The total is the same again; the place of the cursor still shows it.
        service.change(&[Change::Insert(255)]);
        let (more, drift) = rest(&service, cursor).await;
        assert_eq!(more, ids(15..41));
        assert_eq!(drift, [Drift::Moved { page: 2 }]);
    });
}

#[test]
fn a_strict_list_refuses_a_cursor_whose_place_moved() {
    run(async {
        let service = Service::with(40);
        let cursor = cursor_after(&service, 20).await;
        service.change(&[Change::Delete(255), Change::Insert(0)]);
        let mut stream = service.list().resume(cursor).strict().items();
        let (got, error) = drain(&mut stream).await;
        assert_eq!(got, ids(0..0));
        assert_eq!(error.unwrap(), ListProblem::Drift(Drift::Moved { page: 3 }));
    });
}

#[test]
fn a_cursor_beyond_the_end_of_a_list_that_shrank_ends_at_once() {
    run(async {
        let service = Service::with(40);
        let cursor = cursor_after(&service, 30).await;
        service.change(&[Change::Delete(255); 25]);
        let (more, drift) = rest(&service, cursor).await;
        assert_eq!(
            (more.len(), drift),
            (0, vec![Drift::TotalChanged { page: 4, before: 40, now: 15 }])
        );
    });
}

#[test]
fn a_cursor_fits_its_own_list_only() {
    run(async {
        let service = Service::with(40);
        let cursor = cursor_after(&service, 15).await;
        let asked = service.requests();
        let other = service
            .filtered("status=archived")
            .resume(cursor.clone())
            .try_collect()
            .await
            .unwrap_err();
        assert_eq!(problem(&other), ListProblem::OtherList);
        let other =
            service.list().page_size(20).resume(cursor.clone()).try_collect().await.unwrap_err();
        assert_eq!(problem(&other), ListProblem::OtherPageSize { cursor: Some(10), asked: 20 });
        assert_eq!(service.requests(), asked, "nothing was sent");
        let same = service.list().page_size(10).resume(cursor).try_collect().await.unwrap();
        assert_eq!(same.len(), 25);
    });
}

#[test]
fn the_number_of_items_is_counted_from_the_cursor_on() {
    run(async {
        let service = Service::with(60);
        let mut stream =
            service.list().resume(cursor_after(&service, 15).await).max_items(10).items();
        assert_eq!(stream.position(), 15);
        let (got, _) = drain(&mut stream).await;
        assert_eq!(got, ids(15..25));
        let (more, _) = rest(&service, stream.cursor()).await;
        assert_eq!(more, ids(25..60));
    });
}

#[test]
fn a_cursor_made_up_by_somebody_harms_nobody() {
    run(async {
        let service = Service::with(30);
        let good = serde_json::to_value(cursor_after(&service, 15).await).unwrap();
        for (member, value) in [
            ("page", 0.into()),
            ("page", u64::MAX.into()),
            ("index", u64::MAX.into()),
            ("position", u64::MAX.into()),
            ("usedSize", u64::MAX.into()),
            ("usedSize", 0.into()),
            ("total", u64::MAX.into()),
            ("recent", "".into()),
        ] {
            let mut odd = good.clone();
            odd[member] = value;
            let mut stream = service.list().resume(serde_json::from_value(odd).unwrap()).items();
            drain(&mut stream).await;
            let _ = (stream.cursor(), futures_util::Stream::size_hint(&stream));
        }
        for (member, value) in [
            ("recent", "12"),
            ("recent", "zzzzzzzzzzzzzzzz"),
            ("recent", "ääääääääääää"),
            ("list", ""),
        ] {
            let mut odd = good.clone();
            odd[member] = value.into();
            assert!(serde_json::from_value::<Cursor>(odd).is_err(), "{member} {value}");
        }
    });
}
