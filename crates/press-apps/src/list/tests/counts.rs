//! What pages say about their list: when two of them differ, and when one does not agree with itself.

use super::super::source::Counts;
use super::honesty::read;
use super::simulation::{Service, drain, ids, run};
use crate::error::Drift;

/// A list of 30 items in pages of 10, of which each says what `said` makes of its counts.
fn saying(said: impl Fn(u64, &mut Counts) + Send + Sync + 'static) -> Service {
    Service::odd(30, move |page, _, _, counts| {
        said(page, counts);
        Ok(())
    })
}

#[test]
fn the_number_of_pages_and_of_items_have_to_agree() {
    run(async {
        for (count, total, agree) in
            [(1, 10, true), (1, 1, true), (2, 20, true), (2, 11, true), (3, 30, true)]
                .into_iter()
                .chain([(1, 11, false), (2, 10, false), (1, 20, false), (2, 21, false)])
        {
            let service = Service::odd(total as usize, move |_, _, _, counts| {
                counts.count = Some(count);
                Ok(())
            });
            let (got, drift, error) = read(&service).await;
            assert_eq!((got, error), (ids(0..total as usize), None));
            let told = Drift::CountsDisagree { page: 1, page_count: count, total, page_size: 10 };
            let expected = if agree { vec![] } else { vec![told] };
            assert_eq!(drift, expected, "{count} pages of {total} items");
        }
    });
}

/// What the first page says and what the third and later ones say; the second says nothing.
fn in_turn(page: u64, first: u64, later: u64) -> Option<u64> {
    match page {
        1 => Some(first),
        2 => None,
        _ => Some(later),
    }
}

#[test]
fn a_count_is_compared_with_the_last_one_that_was_said() {
    run(async {
        let totals = saying(|page, counts| {
            counts.total = in_turn(page, 30, 29);
        });
        assert_eq!(
            read(&totals).await.1,
            [
                Drift::CountsMissing { page: 2 },
                Drift::TotalChanged { page: 3, before: 30, now: 29 }
            ]
        );
        let pages = saying(|page, counts| {
            counts.count = in_turn(page, 4, 3);
            counts.total = None;
        });
        assert!(read(&pages).await.1.contains(&Drift::PageCountChanged {
            page: 3,
            before: 4,
            now: 3
        }));
        let sizes = saying(|page, counts| {
            counts.size = in_turn(page, 10, 7);
        });
        assert_eq!(read(&sizes).await.1[0], Drift::PageSizeChanged { page: 3, before: 10, now: 7 });
    });
}

#[test]
fn a_change_is_told_once() {
    run(async {
        let is_size = |drift: &&Drift| matches!(drift, Drift::PageSizeChanged { .. });
        let is_total = |drift: &&Drift| matches!(drift, Drift::TotalChanged { .. });
        let service = saying(|page, counts| {
            if page > 1 {
                (counts.size, counts.total) = (Some(9), Some(27));
            }
        });
        let drift = read(&service).await.1;
        assert_eq!(drift.iter().filter(is_size).count(), 1, "{drift:?}");
        assert_eq!(drift.iter().filter(is_total).count(), 1, "{drift:?}");
    });
}

#[test]
fn growth_explains_as_many_pages_as_it_fills() {
    run(async {
        // From 2 items to 14, which is 12 pages of one item, three of five, and 12 of nobody knows how many.
        for (size, explained) in [(Some(1), 12), (None, 12), (Some(5), 3), (Some(12), 1)] {
            let new_after = |pages: u64| {
                Service::odd(0, move |page, _, ids, counts| {
                    let last = pages + 2;
                    let total = Some(if page == 1 { 2 } else { 14 });
                    *counts = Counts { number: Some(page), size, count: Some(last), total };
                    *ids = vec![format!("item-{}", if page == last { 2 } else { 1 })];
                    Ok(())
                })
            };
            let mut borne = new_after(8 + explained).list().concurrency(1).items();
            assert_eq!(drain(&mut borne).await, (ids(1..3), None), "{size:?}");
            let mut more = new_after(9 + explained).list().concurrency(1).items();
            assert!(drain(&mut more).await.1.is_some(), "{size:?}");
        }
    });
}
