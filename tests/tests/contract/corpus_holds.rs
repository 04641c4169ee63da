//! What is held against changed documents is true of the document as it is: every request and answer fits, every refusal is one.

use press_apps_api::types;
use press_apps_tests::api;
use press_apps_tests::corpus::{
    Corpus, Least, UNSEEN, known_unseen, least_answers, refusals, sent, taken,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

#[test]
fn nothing_that_was_said_contradicts_the_document() {
    let corpus = Corpus::record();
    corpus.holds().unwrap();
    assert_eq!(corpus.contradictions(api().root().clone()), []);
}

#[test]
fn what_nobody_shows_is_known_with_its_reason() {
    let unseen = Corpus::record().unseen();
    let new: Vec<_> = unseen.iter().filter(|thing| !known_unseen(thing)).collect();
    assert!(new.is_empty(), "nobody shows {new:?}");
    for (known, _) in UNSEEN {
        let end = known.trim_start_matches('*');
        assert!(unseen.iter().any(|thing| thing.ends_with(end)), "{known} is shown");
    }
    assert!(UNSEEN.iter().all(|(_, why)| why.ends_with('.')));
}

#[test]
fn enough_is_said() {
    let counts = [sent().len(), taken().len(), refusals().len(), least_answers().len()];
    assert!(counts[0] > 50 && counts[1] >= 18 && counts[2] > 400 && counts[3] >= 16, "{counts:?}");
}

/// What the client makes of an answer.
fn read(least: &Least, body: &Value) -> Result<(), String> {
    fn as_type<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
        let read: Result<T, _> = serde_json::from_value(body.clone());
        read.map(drop).map_err(|error| error.to_string())
    }
    let read = match (least.operation, least.status) {
        (_, 400..) => as_type::<types::ErrorBody>,
        ("create_spec" | "create_deployment", _) => as_type::<types::Created>,
        ("create_spec_release", _) => as_type::<types::CreatedRelease>,
        ("create_deployment_revision", _) => as_type::<types::CreatedRevision>,
        ("redeploy", _) => as_type::<types::Redeployed>,
        ("describe_spec" | "update_spec_metadata", _) => as_type::<types::Spec>,
        ("describe_spec_release", _) => as_type::<types::Release>,
        ("describe_deployment" | "update_deployment_metadata", _) => as_type::<types::Deployment>,
        ("describe_deployment_revision", _) => as_type::<types::Revision>,
        ("list_specs", _) => as_type::<types::SpecPage>,
        ("list_spec_releases", _) => as_type::<types::ReleasePage>,
        ("list_deployments", _) => as_type::<types::DeploymentPage>,
        ("list_deployment_revisions", _) => as_type::<types::RevisionPage>,
        (other, _) => panic!("{other} is not read here"),
    };
    read(body)
}

#[test]
fn the_least_answers_are_read_and_nothing_wrong_is() {
    for least in least_answers() {
        read(&least, &least.body).unwrap_or_else(|error| panic!("{}: {error}", least.operation));
        for (what, body) in least.wrong() {
            let judged = read(&least, &body);
            assert!(judged.is_err(), "{} is read {what}", least.operation);
        }
    }
}
