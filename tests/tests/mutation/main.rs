//! Small edits of the document are noticed, harmless ones are not, and the list of those that nobody notices is true.
//!
//! A sample that follows from the document; `cargo xtask mutate-contract --all` tries every edit.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // everything here is for tests alone

use press_apps_contract::figures::Figures;
use press_apps_contract::mutate::{Says, Score, Selection, WITNESSES, conclude};
use press_apps_tests::corpus::Corpus;
use press_apps_tests::root;
use serde_json::Value;

#[test]
fn what_survives_is_accepted_and_every_witness_is_needed() {
    let corpus = Corpus::record();
    let others = |document: &Value| {
        let said = corpus.contradictions(document.clone()).into_iter();
        said.map(|(witness, what)| Says { witness, what }).collect()
    };
    let conclusion =
        conclude(root(), &Selection::default(), &corpus.unseen_places(), &others).unwrap();
    assert!(conclusion.complaints.is_empty(), "{conclusion}");

    // The long run says how many edits it noticed; after a change of the document there are more or fewer of them.
    let figures = Figures::read(root()).unwrap();
    let measured: usize = figures.group("mutation").unwrap().figures[..3]
        .iter()
        .filter_map(|(_, figure)| {
            figure.split(" of ").nth(1)?.split(' ').next()?.parse::<usize>().ok()
        })
        .sum();
    assert!(
        conclusion.of.abs_diff(measured) <= measured / 10,
        "{} edits, and {measured} when they were measured: `cargo xtask mutate-contract --all` measures anew",
        conclusion.of
    );

    let verdicts = &conclusion.verdicts;
    let all = Score::of(verdicts, |_| true);
    assert!(all.caught * 10 >= all.of * 9, "only {all} are noticed");
    assert_eq!(Score::of(verdicts, |_| false).caught, 0);
    for witness in WITNESSES {
        let alone = Score::of(verdicts, |heard| heard == witness);
        assert!(alone.caught > 0, "{witness} notices nothing");
    }
    for witness in ["lint", "answers", "refusals"] {
        let without = Score::of(verdicts, |heard| heard != witness);
        assert!(without.caught < all.caught, "{witness} is not needed: {without}");
    }
}
