//! Each recorded request of the Python client has a verdict, and each verdict is true in both directions.

use std::collections::BTreeSet;

use press_apps_tests::{
    Contract, Document, Finding, Findings, Recording, Verdict, WireRequest, normalise, recordings,
    verdicts,
};

/// Pairs each recording with its verdict.
fn judged() -> Vec<(Recording, Verdict)> {
    let mut verdicts = verdicts();
    recordings()
        .into_iter()
        .map(|recording| {
            let at = verdicts
                .iter()
                .position(|verdict| verdict.key() == recording.key());
            let at = at.unwrap_or_else(|| panic!("{} has no verdict", recording.key()));
            let verdict = verdicts.remove(at);
            (recording, verdict)
        })
        .collect()
}

fn after(request: &WireRequest, habits: impl IntoIterator<Item = impl AsRef<str>>) -> WireRequest {
    habits.into_iter().fold(request.clone(), |request, habit| {
        normalise(&request, habit.as_ref())
    })
}

/// What the document says to a request of the Python client, seen as a call of the method that made it.
fn judge(recording: &Recording, request: &WireRequest) -> Result<(), Findings> {
    let known = Document::get()
        .operations()
        .iter()
        .any(|operation| operation.id == recording.sdk_method);
    if !known {
        let message = format!("{} is no operation", recording.sdk_method);
        return Err(Findings(vec![Finding {
            at: "path".to_owned(),
            rule: "operation".to_owned(),
            message,
        }]));
    }
    Contract::get().request(&recording.sdk_method, request)
}

#[test]
fn there_is_one_verdict_for_each_recording() {
    let made: Vec<String> = recordings().iter().map(Recording::key).collect();
    let given: Vec<String> = verdicts().iter().map(Verdict::key).collect();
    assert_eq!(made.len(), 47);
    assert_eq!(given.len(), made.len());
    assert_eq!(
        given.iter().collect::<BTreeSet<_>>(),
        made.iter().collect::<BTreeSet<_>>()
    );
}

#[test]
fn every_operation_was_recorded() {
    let recorded: BTreeSet<String> = recordings()
        .into_iter()
        .map(|recording| recording.sdk_method)
        .collect();
    for operation in Document::get().operations() {
        assert!(
            recorded.contains(&operation.id),
            "{} was never recorded",
            operation.id
        );
    }
}

#[test]
fn a_valid_recording_is_valid_once_its_habits_are_taken_away() {
    let mut count = 0;
    for (recording, verdict) in judged()
        .iter()
        .filter(|(_, verdict)| verdict.verdict != "refused")
    {
        let judged = judge(recording, &after(&recording.request(), &verdict.after));
        assert!(
            judged.is_ok(),
            "{}:\n{}",
            recording.key(),
            judged.unwrap_err()
        );
        assert_eq!(
            verdict.verdict == "valid",
            verdict.after.is_empty(),
            "{}",
            recording.key()
        );
        assert_eq!(verdict.rule, None, "{}", recording.key());
        count += 1;
    }
    assert!(count >= 30, "only {count} recordings are valid");
}

#[test]
fn a_valid_recording_is_refused_with_any_of_its_habits_left() {
    for (recording, verdict) in judged()
        .iter()
        .filter(|(_, verdict)| verdict.verdict == "valid-after")
    {
        for left in &verdict.after {
            let others = verdict.after.iter().filter(|habit| *habit != left);
            let judged = judge(recording, &after(&recording.request(), others));
            assert!(
                judged.is_err(),
                "{} is valid with `{left}` left",
                recording.key()
            );
        }
    }
}

#[test]
fn a_refused_recording_breaks_the_rule_of_its_verdict_and_no_other() {
    let mut count = 0;
    for (recording, verdict) in judged()
        .iter()
        .filter(|(_, verdict)| verdict.verdict == "refused")
    {
        let rule = verdict
            .rule
            .as_deref()
            .unwrap_or_else(|| panic!("{} names no rule", recording.key()));
        assert!(
            verdict.why.is_some(),
            "{} does not say why",
            recording.key()
        );
        let findings = judge(recording, &after(&recording.request(), &verdict.after))
            .expect_err(&format!("{} is not refused", recording.key()));
        let broken: BTreeSet<&str> = findings
            .0
            .iter()
            .map(|finding| finding.rule.as_str())
            .collect();
        assert_eq!(
            broken,
            BTreeSet::from([rule]),
            "{}:\n{findings}",
            recording.key()
        );
        count += 1;
    }
    assert!(count >= 5, "only {count} recordings are refused");
}
