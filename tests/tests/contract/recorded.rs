//! Each recorded request of the Python client has a verdict, and each verdict is true in both directions.

use std::collections::BTreeSet;

use press_apps_tests::{
    Recording, Verdict, api, contract, not_in_python_client, recordings, verdicts,
};

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
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    assert_eq!(sorted(&given), sorted(&made), "recordings.toml, and recordings.jsonl");
}

#[test]
fn every_operation_was_recorded_or_is_not_in_the_python_client() {
    let recorded: BTreeSet<String> =
        recordings().into_iter().map(|recording| recording.sdk_method).collect();
    let without: BTreeSet<String> = not_in_python_client()
        .into_iter()
        .inspect(|absent| assert!(absent.why.ends_with('.'), "{}: why", absent.operation))
        .map(|absent| absent.operation)
        .collect();
    let all: BTreeSet<String> = api().operations().iter().map(|one| one.id.clone()).collect();
    let missing: Vec<_> =
        all.iter().filter(|id| !recorded.contains(*id) && !without.contains(*id)).collect();
    assert!(
        missing.is_empty(),
        "no request of the Python client is recorded for {missing:?}: add to tests/recordings.toml a `[[not-in-python-client]]` \
         with `operation` and `why`, or record one"
    );
    let spare: Vec<_> =
        without.iter().filter(|id| recorded.contains(*id) || !all.contains(*id)).collect();
    assert!(spare.is_empty(), "tests/recordings.toml: recorded, or no operation: {spare:?}");
}

#[test]
fn every_verdict_is_true_in_both_directions() {
    let mut seen = BTreeSet::new();
    for (recording, verdict) in judged() {
        let refused = verdict.verdict == "refused";
        seen.insert(verdict.verdict.clone());
        assert_eq!(verdict.rule.is_some(), refused, "{}: rule", recording.key());
        assert!(verdict.why.is_some() || !refused, "{}: why", recording.key());
        let after = verdict.verdict == "valid-after";
        assert_eq!(after, !refused && !verdict.after.is_empty(), "{}", recording.key());
        verdict.holds(contract(), &recording).unwrap();
    }
    let kinds = ["refused", "valid", "valid-after"].map(str::to_owned);
    assert_eq!(seen, BTreeSet::from(kinds), "each kind of verdict is given");
}
