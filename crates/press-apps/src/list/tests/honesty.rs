//! Lists that change while they are read, and how that is told.

use std::sync::{Arc, Mutex};

use super::simulation::{Change, Row, Service, call_failed, drain, ids, run};
use crate::error::Drift;
use crate::error::Error;
use crate::error::{ListError, ListProblem};

/// What a list of pages of 10, one at a time, gives: the ids, the drift, and the error.
pub(super) async fn read(service: &Service) -> (Vec<String>, Vec<Drift>, Option<ListProblem>) {
    let mut stream = service.list().page_size(10).concurrency(1).items();
    let (ids, error) = drain(&mut stream).await;
    (ids, stream.drift().to_vec(), error)
}

/// The same with `strict`.
pub(super) async fn read_strictly(service: &Service) -> (Vec<String>, Option<ListProblem>) {
    let mut stream = service.list().page_size(10).concurrency(1).strict().items();
    let (ids, error) = drain(&mut stream).await;
    (ids, error)
}

/// Changes before the second read.
fn then(changes: &[Change]) -> [Vec<Change>; 2] {
    [Vec::new(), changes.to_vec()]
}

#[test]
fn a_deleted_item_shows_in_the_total() {
    run(async {
        let service = || Service::with(30).script(then(&[Change::Delete(0)]));
        let (got, drift, error) = read(&service()).await;
        // Item 10 moved to the first page, which was read already.
        assert_eq!(got, [ids(0..10), ids(11..30)].concat());
        assert_eq!(drift, [Drift::TotalChanged { page: 2, before: 30, now: 29 }]);
        assert_eq!(error, None);
        let (got, error) = read_strictly(&service()).await;
        assert_eq!(got, ids(0..10), "the error comes in place of the page that shows the drift");
        assert_eq!(
            error,
            Some(ListProblem::Drift(Drift::TotalChanged { page: 2, before: 30, now: 29 }))
        );
    });
}

#[test]
fn an_inserted_item_makes_none_come_twice() {
    run(async {
        let service = Service::with(30).script(then(&[Change::Insert(0)]));
        let (got, drift, error) = read(&service).await;
        assert_eq!(got, ids(0..30));
        assert_eq!(
            drift,
            [
                Drift::TotalChanged { page: 2, before: 30, now: 31 },
                Drift::Repeated { page: 2, items: 1, first: "item-9".into() },
            ]
        );
        assert_eq!(error, None);
    });
}

/// The documented exception: page numbers cannot show it. [`verify`](super::verifying) does.
#[test]
fn a_balanced_insert_and_delete_between_two_reads_is_invisible() {
    run(async {
        let service = Service::with(30).script(then(&[Change::Delete(0), Change::Insert(255)]));
        let (got, drift, error) = read(&service).await;
        assert!(!got.contains(&"item-10".into()), "it was there all the time and is missed");
        assert_eq!((drift, error), (vec![], None));
    });
}

/// Pages 2 to 5 are asked for together and answered in another order, with an item made before each answer.
#[test]
fn a_list_that_only_grows_is_never_said_to_shrink() {
    run(async {
        for delays in [[50, 90, 70, 60, 80], [50, 60, 90, 80, 70], [50, 80, 60, 70, 90]] {
            let script = vec![vec![Change::Insert(255)]; 5];
            let service = Service::with(45).delays(delays).script(script);
            let mut stream = service.list().page_size(10).eager().items();
            let (_, error) = drain(&mut stream).await;
            assert_eq!(error, None);
            let changes: Vec<_> = stream
                .drift()
                .iter()
                .filter_map(|drift| match drift {
                    Drift::TotalChanged { before, now, .. } => Some((*before, *now)),
                    _ => None,
                })
                .collect();
            assert!(changes.len() >= 4, "{:?}", stream.drift());
            for (before, now) in &changes {
                assert_eq!(before + 1, *now, "{:?}", stream.drift());
            }
        }
    });
}

/// A cursor remembers what was delivered, not what arrived beyond it.
#[test]
fn a_change_that_an_undelivered_page_told_of_is_told_after_a_cursor() {
    run(async {
        // The third page is answered after an item of the first was deleted, and has arrived when the consumer stops after the second.
        let script = vec![vec![], vec![], vec![Change::Delete(0)]];
        let service = Service::with(30).delays([50, 50, 60]).script(script);
        let mut stream = service.list().page_size(10).eager().items();
        for _ in 0..20 {
            stream.try_next().await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let cursor = stream.cursor();
        assert_eq!(service.state().read.len(), 3);
        drop(stream);
        let mut rest = service.list().resume(cursor).items();
        while rest.try_next().await.unwrap().is_some() {}
        assert!(!rest.drift().is_empty(), "one was passed over");
    });
}

#[test]
fn a_list_that_shrinks_is_read_to_its_new_end() {
    run(async {
        let service = Service::with(40).script(then(&[Change::Delete(255); 25]));
        let (got, drift, error) = read(&service).await;
        assert_eq!(got, ids(0..15));
        assert_eq!(drift, [Drift::TotalChanged { page: 2, before: 40, now: 15 }]);
        assert_eq!(error, None);
        assert_eq!(service.requests(), 2);
    });
}

#[test]
fn a_list_that_grows_is_read_to_its_new_end() {
    run(async {
        let service = Service::with(15).script(then(&[Change::Insert(255); 25]));
        let (got, drift, error) = read(&service).await;
        assert_eq!(got, ids(0..40));
        assert_eq!(drift, [Drift::TotalChanged { page: 2, before: 15, now: 40 }]);
        assert_eq!(error, None);
    });
}

#[test]
fn pages_asked_for_before_the_list_shrank_may_fail_or_be_clamped() {
    run(async {
        for clamps in [false, true] {
            // Pages 2 to 9 are under way when the list shrinks to 15 items.
            let service = Service::odd(90, move |page, nth, ids, counts| {
                if nth == 0 {
                    return Ok(());
                }
                counts.total = Some(15);
                counts.count = Some(2);
                match page {
                    2 => ids.truncate(5),
                    _ if clamps => {
                        *ids = (10..15).map(|n| format!("item-{n}")).collect();
                        counts.number = Some(2);
                    }
                    _ => return Err(call_failed()),
                }
                Ok(())
            });
            let mut stream = service.list().page_size(10).eager().items();
            let (got, error) = drain(&mut stream).await;
            assert_eq!((got, error), (ids(0..15), None));
            assert_eq!(stream.drift()[0], Drift::TotalChanged { page: 2, before: 90, now: 15 });
        }
    });
}

#[test]
fn pages_that_went_away_before_they_were_read_are_not_shown() {
    run(async {
        let service = Service::with(90).script(then(&[Change::Delete(255); 75]));
        let mut pages = service.list().page_size(10).eager().pages();
        let mut sizes = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            sizes.push(page.len());
        }
        assert_eq!(sizes, [10, 5]);
        assert_eq!(service.requests(), 9);
    });
}

#[test]
fn drift_is_told_as_soon_as_it_is_noticed_and_kept_for_later() {
    run(async {
        let told = Arc::new(Mutex::new(Vec::new()));
        let tell = told.clone();
        let service = Service::with(30).script(then(&[Change::Delete(0)]));
        let listing = service
            .list()
            .page_size(10)
            .on_drift(move |drift| tell.lock().unwrap().push(drift.clone()))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(listing.drift, *told.lock().unwrap());
        assert_eq!(listing.drift.len(), 1);
        assert_eq!(listing.len(), 29);
    });
}

#[test]
fn every_drift_and_every_problem_is_a_sentence_with_a_way_out() {
    let drifts = [
        Drift::TotalChanged { page: 2, before: 30, now: 29 },
        Drift::PageCountChanged { page: 2, before: 3, now: 4 },
        Drift::PageSizeChanged { page: 2, before: 10, now: 7 },
        Drift::Repeated { page: 2, items: 1, first: "a".into() },
        Drift::Repeated { page: 2, items: 3, first: "a".into() },
        Drift::OtherPage { asked: 2, answered: 1 },
        Drift::EmptyPage { page: 2 },
        Drift::CountsDisagree { page: 1, page_count: 9, total: 20, page_size: 10 },
        Drift::CountsMissing { page: 2 },
        Drift::CountMismatch { total: 40, received: 39 },
        Drift::Moved { page: 2 },
    ];
    let problems = [
        ListProblem::PageOfStream(2),
        ListProblem::CursorOfPage,
        ListProblem::Zero("page_size"),
        ListProblem::OtherList,
        ListProblem::OtherPageSize { cursor: Some(10), asked: 20 },
        ListProblem::OtherPageSize { cursor: None, asked: 20 },
        ListProblem::Stuck { asked: 2, answered: 1 },
        ListProblem::NothingNew { page: 10, pages: 9 },
        ListProblem::Endless { first: 2, now: 103 },
        ListProblem::Unsettled { passes: 6 },
        ListProblem::NotSure { passes: 3, drift: Drift::EmptyPage { page: 2 } },
        ListProblem::PageOfStream(3),
    ];
    let problems = drifts.into_iter().map(ListProblem::Drift).chain(problems);
    let lines: Vec<_> = problems
        .map(|problem| {
            assert!(problem.help().ends_with('.'));
            Error::from(ListError { operation: "list_rows", problem }).to_string()
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    list_rows: the list changed while it was read: page 2 says that there are 29 items, it was 30 before
    list_rows: the list changed while it was read: page 2 says that there are 4 pages, it was 3 before
    list_rows: the list changed while it was read: page 2 has a page size of 7, it was 10 before
    list_rows: the list changed while it was read: page 2 holds an item that came before: `a`
    list_rows: the list changed while it was read: page 2 holds 3 items that came before; the first is `a`
    list_rows: the list changed while it was read: page 2 was asked for, and page 1 was answered
    list_rows: the list changed while it was read: page 2 is empty although there should be items on it
    list_rows: the list changed while it was read: page 1 says that there are 9 pages, which does not fit 20 items of 10 per page
    list_rows: the list changed while it was read: page 2 does not say how many items there are, so a change would not be noticed
    list_rows: the list changed while it was read: there should be 40 items, and the pages held 39
    list_rows: the list changed while it was read: the items on page 2 are not those that were there when the cursor was taken
    list_rows: page 2 was asked for, but a stream reads the whole list
    list_rows: a cursor was given, but only a stream goes on from one
    list_rows: page_size must be 1 or more
    list_rows: the cursor belongs to another list
    list_rows: the cursor counts in pages of 10, and pages of 20 were asked for
    list_rows: the cursor counts in pages of the server's own size, and pages of 20 were asked for
    list_rows: the server answered page 1 when page 2 was asked for, with nothing new on it
    list_rows: the last 9 pages, up to page 10, held nothing new
    list_rows: the list grew from 2 pages to 103 while it was read, without an end in sight
    list_rows: the list changed on each of 6 passes
    list_rows: not sure whether it is there: it was not found, but the list changed on each of 3 passes: page 2 is empty although there should be items on it
    list_rows: page 3 was asked for, but a stream reads the whole list
    ");
}

#[test]
fn rows_are_counted_while_they_live() {
    run(async {
        let service = Service::with(3);
        let rows: Vec<Row> = service.list().try_collect().await.unwrap().into();
        assert_eq!(service.alive(), 3);
        drop(rows);
        assert_eq!(service.alive(), 0);
    });
}
