//! Two passes that agree.

use super::simulation::{Change, Service, ids, problem, run};
use crate::error::ListProblem;

#[test]
fn a_list_that_holds_still_takes_two_passes() {
    run(async {
        let service = Service::with(30);
        let listing = service.list().page_size(10).verify().await.unwrap();
        assert_eq!(listing.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), ids(0..30));
        assert_eq!(service.requests(), 6);
    });
}

#[test]
fn a_balanced_insert_and_delete_is_found_by_another_pass() {
    run(async {
        let service =
            Service::with(30).script([vec![], vec![Change::Delete(0), Change::Insert(255)]]);
        let listing = service.list().page_size(10).verify().await.unwrap();
        let got: Vec<_> = listing.iter().map(|row| row.id.clone()).collect();
        assert!(got.contains(&"item-10".into()));
        assert_eq!(got, ids(1..31));
        assert_eq!(service.requests(), 9, "three passes: the last two agree");
    });
}

#[test]
fn a_pass_with_drift_does_not_count_even_if_the_ids_agree() {
    run(async {
        // The second pass gives the same ids as the first, and a drift: an item came and went while it ran.
        let changes =
            [vec![], vec![], vec![], vec![Change::Insert(255)], vec![Change::Delete(255)]];
        let service = Service::with(30).script(changes);
        let listing = service.list().page_size(10).concurrency(1).verify().await.unwrap();
        assert_eq!(listing.len(), 30);
        assert!(listing.drift.is_empty());
        assert_eq!(
            service.requests() / 3,
            4 - 1,
            "the third pass agrees with the second and is clean"
        );
    });
}

#[test]
fn a_list_that_never_holds_still_is_an_error_after_a_few_passes() {
    run(async {
        let busy =
            || Service::with(30).script(vec![vec![Change::Delete(0), Change::Insert(255)]; 1000]);
        let service = busy();
        let error = service.list().page_size(10).verify().await.unwrap_err();
        assert_eq!(problem(&error), ListProblem::Unsettled { passes: 6 });
        assert_eq!(service.requests(), 18);
        let service = busy();
        let error = service.list().page_size(10).verify().max_passes(0).await.unwrap_err();
        assert_eq!(problem(&error), ListProblem::Unsettled { passes: 2 });
    });
}

#[test]
fn drift_of_one_pass_is_what_the_next_one_is_for_even_if_it_is_strict() {
    run(async {
        let service = Service::with(30).script([vec![], vec![Change::Delete(0)]]);
        let listing = service.list().page_size(10).strict().verify().await.unwrap();
        assert_eq!((listing.len(), listing.drift), (29, vec![]));
        assert_eq!(service.requests(), 9, "three passes: the last two agree");
    });
}
