//! Each recorded request of the Python client has a verdict, and each verdict is true in both directions.

use std::collections::BTreeSet;

use press_apps_tests::{Recording, Verdict, api, contract, recordings, verdicts};

/// Pairs each recording with its verdict.
fn judged() -> Vec<(Recording, Verdict)> {
    let mut verdicts = verdicts();
    recordings()
        .into_iter()
        .map(|recording| {
            let at = verdicts.iter().position(|verdict| verdict.key() == recording.key());
            let at = at.unwrap_or_else(|| panic!("{} has no verdict", recording.key()));
            let verdict = verdicts.remove(at);
            (recording, verdict)
        })
        .collect()
}

#[test]
fn there_is_one_verdict_for_each_recording() {
    let made: Vec<String> = recordings().iter().map(Recording::key).collect();
    let given: Vec<String> = verdicts().iter().map(Verdict::key).collect();
    assert_eq!(made.len(), 47);
    assert_eq!(given.len(), made.len());
    assert_eq!(given.iter().collect::<BTreeSet<_>>(), made.iter().collect::<BTreeSet<_>>());
}

#[test]
fn every_operation_was_recorded() {
    let recorded: BTreeSet<String> =
        recordings().into_iter().map(|recording| recording.sdk_method).collect();
    for operation in api().operations() {
        assert!(recorded.contains(&operation.id), "{} was never recorded", operation.id);
    }
}

#[test]
fn every_verdict_is_true_in_both_directions() {
    let mut counts = [0, 0];
    for (recording, verdict) in judged() {
        let refused = verdict.verdict == "refused";
        counts[usize::from(refused)] += 1;
        assert_eq!(verdict.rule.is_some(), refused, "{}: rule", recording.key());
        assert!(verdict.why.is_some() || !refused, "{}: why", recording.key());
        let after = verdict.verdict == "valid-after";
        assert_eq!(after, !refused && !verdict.after.is_empty(), "{}", recording.key());
        verdict.holds(contract(), &recording).unwrap();
    }
    assert!(counts[0] >= 30 && counts[1] >= 5, "{counts:?}");
}
