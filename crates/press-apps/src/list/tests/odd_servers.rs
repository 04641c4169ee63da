//! Servers that do not page as documented: counts that are missing, wrong or without end, pages that are not the ones asked for.

use super::super::source::Counts;
use super::honesty::{read, read_strictly};
use super::simulation::{Service, drain, ids, run};
use crate::error::Drift;
use crate::error::ListProblem;

fn odd(
    items: usize,
    quirk: impl Fn(u64, usize, &mut Vec<String>, &mut Counts) + Send + Sync + 'static,
) -> Service {
    Service::odd(items, move |page, nth, ids, counts| {
        quirk(page, nth, ids, counts);
        Ok(())
    })
}

#[test]
fn a_server_that_ignores_the_page_number_is_an_error() {
    run(async {
        for told in [true, false] {
            let service = odd(100, move |_, _, ids, counts| {
                *ids = (0..10).map(|n| format!("item-{n}")).collect();
                counts.number = told.then_some(1);
            });
            let (got, drift, error) = read(&service).await;
            assert_eq!(got, ids(0..10));
            let repeated = Drift::Repeated { page: 2, items: 10, first: "item-0".into() };
            assert!(drift.contains(&repeated), "{drift:?}");
            if told {
                assert_eq!(error, Some(ListProblem::Stuck { asked: 2, answered: 1 }));
                assert_eq!(service.requests(), 2);
            } else {
                assert_eq!(error, Some(ListProblem::NothingNew { page: 10, pages: 9 }));
            }
        }
    });
}

#[test]
fn a_page_number_that_is_merely_wrong_is_drift() {
    run(async {
        let service = || odd(25, |page, _, _, counts| counts.number = Some(page - 1));
        let (got, drift, error) = read(&service()).await;
        assert_eq!(got, ids(0..25));
        assert_eq!(drift.len(), 3);
        assert_eq!(drift[0], Drift::OtherPage { asked: 1, answered: 0 });
        assert_eq!(error, None);
        let (got, error) = read_strictly(&service()).await;
        assert_eq!((got.len(), error), (0, Some(ListProblem::Drift(drift[0].clone()))));
    });
}

#[test]
fn an_empty_list_is_empty_however_its_pages_are_counted() {
    run(async {
        for (count, total) in [
            (Some(0), Some(0)),
            (Some(1), Some(0)),
            (None, Some(0)),
            (Some(0), None),
            (Some(1), None),
            (None, None),
        ] {
            let service = odd(0, move |_, _, _, counts| {
                counts.count = count;
                counts.total = total;
            });
            let (got, drift, error) = read(&service).await;
            assert_eq!((got, drift, error), (vec![], vec![], None), "{count:?} {total:?}");
            assert_eq!(service.requests(), 1);
        }
    });
}

#[test]
fn a_page_count_of_nothing_is_not_believed() {
    run(async {
        // The total says how far it goes.
        let service = odd(25, |_, _, _, counts| counts.count = Some(0));
        assert_eq!(read(&service).await, (ids(0..25), vec![], None));
        assert_eq!(service.requests(), 3);
        // Nothing does: up to an empty page.
        let service = odd(25, |_, _, _, counts| {
            counts.count = Some(0);
            counts.total = None;
        });
        let (got, drift, error) = read(&service).await;
        assert_eq!((got, error), (ids(0..25), None));
        assert_eq!(drift[0], Drift::CountsMissing { page: 2 });
    });
}

#[test]
fn a_missing_page_count_is_made_up_from_the_total() {
    run(async {
        let service = odd(25, |_, _, _, counts| counts.count = None);
        assert_eq!(read(&service).await, (ids(0..25), vec![], None));
        assert_eq!(service.requests(), 3);
    });
}

#[test]
fn without_any_counts_a_list_is_read_up_to_an_empty_page_and_says_so() {
    run(async {
        let bare = |_, _, _: &mut Vec<String>, counts: &mut Counts| *counts = Counts::default();
        let service = odd(20, bare);
        let (got, drift, error) = read(&service).await;
        assert_eq!((got, drift, error), (ids(0..20), vec![Drift::CountsMissing { page: 2 }], None));
        assert_eq!(service.requests(), 3);
        // One page holds everything, so nothing can have changed.
        let service = odd(0, bare);
        assert_eq!(read(&service).await, (vec![], vec![], None));
        let (got, error) = read_strictly(&odd(20, bare)).await;
        assert_eq!(
            (got, error),
            (ids(0..10), Some(ListProblem::Drift(Drift::CountsMissing { page: 2 })))
        );
    });
}

#[test]
fn without_counts_a_server_that_answers_its_last_page_for_all_beyond_comes_to_an_end() {
    run(async {
        let service = odd(20, |page, _, ids, counts| {
            *counts = Counts { number: Some(page.min(2)), ..Counts::default() };
            if page > 2 {
                *ids = (10..20).map(|n| format!("item-{n}")).collect();
            }
        });
        let (got, drift, error) = read(&service).await;
        assert_eq!((got, error), (ids(0..20), None));
        assert!(drift.contains(&Drift::OtherPage { asked: 3, answered: 2 }));
    });
}

#[test]
fn without_a_total_a_changed_page_count_is_drift() {
    run(async {
        let service = || {
            odd(30, |page, _, _, counts| {
                counts.total = None;
                counts.count = Some(if page == 1 { 4 } else { 3 });
            })
        };
        let (got, drift, error) = read(&service()).await;
        assert_eq!((got, error), (ids(0..30), None));
        assert_eq!(
            drift,
            [
                Drift::PageCountChanged { page: 2, before: 4, now: 3 },
                Drift::CountsMissing { page: 2 }
            ]
        );
    });
}

#[test]
fn a_huge_page_count_ends_where_the_total_does() {
    run(async {
        let service = odd(20, |_, _, _, counts| counts.count = Some(u64::MAX));
        let (got, drift, error) = read(&service).await;
        assert_eq!((got, error), (ids(0..20), None));
        assert_eq!(
            drift,
            [Drift::CountsDisagree { page: 1, page_count: u64::MAX, total: 20, page_size: 10 }]
        );
        assert_eq!(service.requests(), 3);
    });
}

#[test]
fn a_huge_page_count_without_a_total_is_not_followed_for_ever() {
    run(async {
        let service = odd(20, |_, _, _, counts| {
            counts.count = Some(u64::MAX);
            counts.total = None;
        });
        let (got, _, error) = read(&service).await;
        assert_eq!(got, ids(0..20));
        assert_eq!(error, Some(ListProblem::NothingNew { page: 11, pages: 9 }));
        let mut stream = service.list().page_size(10).concurrency(16).eager().items();
        let (got, error) = drain(&mut stream).await;
        assert_eq!(got, ids(0..20));
        assert_eq!(error.unwrap(), ListProblem::NothingNew { page: 11, pages: 9 });
    });
}

#[test]
fn a_page_count_that_grows_for_ever_is_not_followed_for_ever() {
    run(async {
        // Always one page more, and nothing on it.
        let empty = odd(20, |page, _, _, counts| {
            counts.count = Some(page + 1);
            counts.total = None;
        });
        let (got, drift, error) = read(&empty).await;
        assert_eq!(got, ids(0..20));
        assert!(drift.contains(&Drift::EmptyPage { page: 3 }));
        assert_eq!(error, Some(ListProblem::NothingNew { page: 11, pages: 9 }));
        assert_eq!(empty.requests(), 11);

        // Always one page more, with something new on it.
        let endless = odd(20, |page, _, ids, counts| {
            *ids = vec![format!("new-{page}")];
            counts.count = Some(page + 1);
            counts.total = Some((page + 1) * 10);
        });
        let (got, _, error) = read(&endless).await;
        assert_eq!(error, Some(ListProblem::Endless { first: 2, now: 103 }));
        assert_eq!(got.len(), 102);
        assert_eq!(endless.requests(), 102);
    });
}

#[test]
fn a_server_that_cannot_decide_where_its_list_ends_is_not_followed_for_ever() {
    run(async {
        let service = odd(0, |page, _, _, counts| {
            let count = if page % 2 == 0 { 1 } else { 5000 };
            *counts = Counts { count: Some(count), ..Counts::default() };
        });
        let (got, _, error) = read(&service).await;
        assert!(got.is_empty());
        assert!(matches!(error, None | Some(ListProblem::NothingNew { .. })));
        assert!(service.requests() < 100);
        let mut stream = service.list().concurrency(4).eager().items();
        let (got, error) = drain(&mut stream).await;
        assert!(got.is_empty());
        assert!(error.is_some());
        assert!(service.requests() < 200);
    });
}

#[test]
fn a_total_that_grows_beyond_reason_does_not_excuse_pages_without_end() {
    run(async {
        let service = odd(0, |page, _, _, counts| {
            *counts = Counts {
                size: Some(1),
                count: Some(u64::MAX),
                total: Some(if page == 1 { 1 } else { u64::MAX }),
                ..Counts::default()
            };
        });
        let (_, _, error) = read(&service).await;
        let limit = 8 + 100 + 1;
        let expected = ListProblem::NothingNew { page: limit + 1, pages: limit };
        assert_eq!(error, Some(expected));
    });
}

#[test]
fn an_empty_page_in_the_middle_does_not_end_the_list() {
    run(async {
        let service = || {
            odd(40, |page, _, ids, _| {
                if page == 2 {
                    ids.clear();
                }
            })
        };
        let (got, drift, error) = read(&service()).await;
        assert_eq!((got, error), ([ids(0..10), ids(20..40)].concat(), None));
        assert_eq!(drift, [Drift::EmptyPage { page: 2 }]);
        let (got, error) = read_strictly(&service()).await;
        assert_eq!(
            (got, error),
            (ids(0..10), Some(ListProblem::Drift(Drift::EmptyPage { page: 2 })))
        );
    });
}

#[test]
fn a_page_that_is_short_shows_in_the_sum() {
    run(async {
        let service = || {
            odd(40, |page, _, ids, _| {
                if page == 2 {
                    ids.pop();
                }
            })
        };
        let (got, drift, error) = read(&service()).await;
        assert_eq!((got.len(), error), (39, None));
        assert_eq!(drift, [Drift::CountMismatch { total: 40, received: 39 }]);
        let (got, error) = read_strictly(&service()).await;
        assert_eq!(got.len(), 39, "everything comes before the error");
        assert_eq!(
            error,
            Some(ListProblem::Drift(Drift::CountMismatch { total: 40, received: 39 }))
        );
    });
}

#[test]
fn a_page_size_that_changes_is_drift() {
    run(async {
        let service = odd(30, |page, _, _, counts| {
            if page == 3 {
                counts.size = Some(7);
                counts.count = Some(5);
            }
        });
        let (_, drift, _) = read(&service).await;
        assert_eq!(drift[0], Drift::PageSizeChanged { page: 3, before: 10, now: 7 });
    });
}

#[test]
fn an_id_that_stands_twice_on_one_page_comes_once() {
    run(async {
        let service = odd(10, |_, _, ids, _| ids[7] = ids[2].clone());
        let (got, drift, error) = read(&service).await;
        assert_eq!((got.len(), error), (9, None));
        assert_eq!(drift, [Drift::Repeated { page: 1, items: 1, first: "item-2".into() }]);
    });
}

#[test]
fn an_off_page_size_of_nothing_harms_nobody() {
    run(async {
        let service = odd(25, |_, _, _, counts| counts.size = Some(0));
        assert_eq!(read(&service).await, (ids(0..25), vec![], None));
    });
}
