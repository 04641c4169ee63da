//! Where a list ends: by what its freshest answer says, by an empty page, or by a limit.

use super::super::source::Counts;
use super::honesty::read;
use super::simulation::{Change, Service, call_failed, drain, failure, ids, run};
use crate::error::Drift;
use crate::error::ListProblem;

fn odd(
    items: usize,
    quirk: impl Fn(u64, &mut Vec<String>, &mut Counts) + Send + Sync + 'static,
) -> Service {
    Service::odd(items, move |page, _, ids, counts| {
        quirk(page, ids, counts);
        Ok(())
    })
}

/// How many items the pages of a list hold that are shown.
async fn shown(service: &Service) -> Vec<usize> {
    let mut pages = service.list().page_size(10).eager().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.len());
    }
    sizes
}

#[test]
fn pages_beyond_the_end_are_not_shown_and_the_first_page_always_is() {
    run(async {
        for (deleted, left) in [(75, vec![10, 5]), (80, vec![10])] {
            let script = [vec![], vec![Change::Delete(255); deleted]];
            assert_eq!(shown(&Service::with(90).script(script)).await, left);
        }
        assert_eq!(shown(&Service::with(0)).await, [0]);
    });
}

#[test]
fn a_list_that_shrank_and_grew_again_is_read_to_its_end() {
    run(async {
        for fails in [true, false] {
            // Pages 2 to 5 are under way together. The second says that it is the last one, the third agrees, the fourth does not.
            let service = Service::odd(90, move |page, _, ids, counts| {
                if page == 2 || page == 3 {
                    (counts.count, counts.total) = (Some(2), Some(20));
                }
                match page {
                    3 if fails => return Err(call_failed()),
                    3 => ids.clear(),
                    _ => {}
                }
                Ok(())
            });
            let service = service.delays([50, 50, 60, 70, 80]);
            let mut stream = service.list().page_size(10).concurrency(4).eager().items();
            let (got, error) = drain(&mut stream).await;
            assert_eq!((got, error), ([ids(0..20), ids(30..90)].concat(), None));
            assert_eq!(stream.drift()[0], Drift::TotalChanged { page: 2, before: 90, now: 20 });
        }
    });
}

#[test]
fn nothing_is_asked_for_behind_an_error_even_if_another_one_was_beyond_the_end() {
    run(async {
        // Pages 3 and 5 fail. Page 3 is beyond the end when it is its turn, page 5 is not.
        let service = Service::odd(90, move |page, _, _, counts| {
            if page == 2 || page == 6 {
                (counts.count, counts.total) = (Some(2), Some(20));
            }
            if page == 3 || page == 5 { Err(call_failed()) } else { Ok(()) }
        });
        let service = service.delays([50, 50, 60, 70, 55, 56]);
        let mut stream = service.list().page_size(10).concurrency(5).eager().items();
        let expected = [ids(0..20), ids(30..40)].concat();
        assert_eq!(drain(&mut stream).await, (expected, Some(failure())));
        assert_eq!(service.requests(), 6);
    });
}

#[test]
fn an_empty_first_page_is_drift_if_there_should_be_items() {
    run(async {
        let empty = Drift::EmptyPage { page: 1 };
        for (count, total, size, told) in [
            (Some(1), Some(5), Some(10), true),
            (Some(1), Some(5), None, true),
            (Some(3), None, Some(10), true),
            (Some(1), Some(0), None, false),
            (Some(1), None, None, false),
            (None, Some(0), None, false),
        ] {
            let service = odd(30, move |page, ids, counts| {
                *counts = Counts { count, total, size, number: Some(page) };
                if page == 1 {
                    ids.clear();
                }
            });
            let mut stream = service.list().items();
            assert_eq!(drain(&mut stream).await.1, None);
            assert_eq!(stream.drift().contains(&empty), told, "{count:?} {total:?} {size:?}");
            let pages = count.unwrap_or(1) as usize;
            assert_eq!(service.requests(), pages, "it does not end a list of {pages} pages");
        }
    });
}

/// A list of pages that hold what `held` says, and say nothing but perhaps how many of them there are.
fn bare(count: Option<u64>, held: impl Fn(u64) -> Vec<String> + Send + Sync + 'static) -> Service {
    odd(0, move |page, ids, counts| {
        *counts = Counts { count, ..Counts::default() };
        *ids = held(page);
    })
}

#[test]
fn eight_pages_without_anything_new_are_borne() {
    run(async {
        // What came before, and then an empty page, which is the end.
        let again: fn(u64) -> Vec<String> = |page| if page < 10 { ids(1..2) } else { vec![] };
        // The first page does not count: nobody knows what is new yet.
        let late: fn(u64) -> Vec<String> = |page| if page < 10 { vec![] } else { ids(1..2) };
        for (count, held) in [(None, again), (Some(10), late)] {
            let (got, _, error) = read(&bare(count, held)).await;
            assert_eq!((got.len(), error), (1, None), "{count:?}");
        }
        let nine = bare(None, |page| if page < 11 { ids(1..2) } else { vec![] });
        let expected = ListProblem::NothingNew { page: 10, pages: 9 };
        assert_eq!(read(&nine).await.2, Some(expected));
    });
}

#[test]
fn another_page_with_nothing_new_on_it_ends_a_list_unless_it_is_empty() {
    run(async {
        let page = |answered, held: std::ops::Range<usize>, count| {
            odd(0, move |page, items, counts| {
                let number = if page < 4 { page } else { answered };
                *counts = Counts { count, number: Some(number), ..Counts::default() };
                let at = page as usize * 10;
                *items = if page < 4 { ids(at..at + 10) } else { ids(held.clone()) };
            })
        };
        let stuck = |answered| Some(ListProblem::Stuck { asked: 4, answered });
        for (answered, held, count, ends) in [
            // Without counts, the page before this one is the last one, and any other one is a circle.
            (3, 30..40, None, None),
            (3, 30..31, None, None),
            (2, 20..30, None, stuck(2)),
            (1, 10..11, None, stuck(1)),
            (5, 10..11, None, stuck(5)),
            // With counts there should be something on it.
            (3, 30..40, Some(4), stuck(3)),
            (3, 30..31, Some(4), stuck(3)),
            (3, 0..0, Some(4), None),
        ] {
            let service = page(answered, held.clone(), count);
            let (got, _, error) = read(&service).await;
            assert_eq!((got, error), (ids(10..40), ends), "{answered} {held:?} {count:?}");
            assert_eq!(service.requests(), 4);
        }
    });
}

#[test]
fn a_list_may_double_or_grow_by_a_hundred_pages_while_it_is_read() {
    run(async {
        for (first, most) in [(2, 102), (100, 200), (101, 202), (150, 300)] {
            let growing = |end: u64| {
                odd(0, move |page, ids, counts| {
                    let count = Some(first.max(page + 1).min(end));
                    *counts = Counts { count, number: Some(page), ..Counts::default() };
                    *ids = vec![format!("item-{page}")];
                })
            };
            let (got, _, error) = read(&growing(most)).await;
            assert_eq!((got.len() as u64, error), (most, None));
            let (got, _, error) = read(&growing(u64::MAX)).await;
            let endless = ListProblem::Endless { first, now: most + 1 };
            assert_eq!((got.len() as u64, error), (most, Some(endless)));
        }
    });
}
