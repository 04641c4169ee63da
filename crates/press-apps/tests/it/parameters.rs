//! Values are checked against the release they are for, before anything is sent, when that is asked for.

use std::time::Duration;

use press_apps::parameters::ReleaseParameters;
use press_apps::types::{
    CreateDeploymentRequest, CreateRevisionRequest, DeploymentSpecInput, MetadataInput,
    ParameterDefinition, ParameterDefinitions, ParameterType, ParameterValueSet, VersionRef,
};
use press_apps::{Error, ErrorKind, ParameterValue, Sent};

use crate::support::{Script, Step};

/// A release that asks for a number of rounds.
const RELEASE: &str = r#"{"id":"r-1","version":"1.0.0","parameters":{"run":[
    {"name":"rounds","type":"number","required":true},
    {"name":"mail","type":"string","required":false}
]}}"#;
/// The same as the latest release of a spec, with its parameters and without them.
const SPEC: &str = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"},"latestRelease":{"id":"r-1","version":"1.0.0"}}"#;
const SPEC_WITH_PARAMETERS: &str = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"},
    "latestRelease":{"id":"r-1","version":"1.0.0","parameters":{"run":[{"name":"rounds","type":"number","required":true}]}}}"#;
const DEPLOYMENT: &str = r#"{"id":"d-1","kind":"app","metadata":{"name":"n","status":"deployed"},
    "spec":{"id":"s-1","release":{"currentVersion":"1.0.0","latestVersion":"2.0.0"}}}"#;

fn answers(bodies: &[&'static str]) -> Script {
    let steps = bodies.iter().map(|body| Step::body(200, *body));
    Script::new(steps.chain([Step::Good]))
}

fn run(name: &str, value: impl Into<ParameterValue>) -> ParameterValueSet {
    ParameterValueSet::new().run([(name.to_owned(), value.into())])
}

fn deployment(version: Option<&str>, values: ParameterValueSet) -> CreateDeploymentRequest {
    let spec = DeploymentSpecInput::new("s-1");
    let spec = match version {
        Some(version) => spec.release(VersionRef::new(version)),
        None => spec,
    };
    CreateDeploymentRequest::new(MetadataInput::new("n", "a summary"), spec).app_parameters(values)
}

/// Method and path of every request so far.
fn seen(script: &Script) -> Vec<String> {
    script
        .seen()
        .iter()
        .map(|request| format!("{} {}", request.method(), request.uri().path()))
        .collect()
}

fn rules(error: &Error) -> Vec<(&str, &str)> {
    error
        .problems()
        .into_iter()
        .flatten()
        .map(|problem| (problem.rule(), problem.pointer()))
        .collect()
}

#[tokio::test]
async fn a_named_release_is_described_once_and_then_the_request_is_sent() {
    let script = answers(&[RELEASE]);
    let body = deployment(Some("1.0.0"), run("rounds", 50));
    let created = script.client().deployments().create(body);
    created.check_parameters().await.unwrap();
    assert_eq!(
        seen(&script),
        ["GET /v1/apps/specs/s-1/releases/1.0.0", "POST /v1/apps/deployments/"]
    );
}

#[tokio::test]
async fn the_latest_release_is_looked_up_when_none_is_named() {
    let script = answers(&[SPEC, RELEASE]);
    let create = |script: &Script| {
        let body = deployment(None, run("rounds", 50));
        script.client().deployments().create(body).check_parameters()
    };
    create(&script).await.unwrap();
    assert_eq!(
        seen(&script),
        [
            "GET /v1/apps/specs/s-1",
            "GET /v1/apps/specs/s-1/releases/1.0.0",
            "POST /v1/apps/deployments/"
        ]
    );
    let script = answers(&[SPEC_WITH_PARAMETERS]);
    create(&script).await.unwrap();
    assert_eq!(seen(&script), ["GET /v1/apps/specs/s-1", "POST /v1/apps/deployments/"]);
}

#[tokio::test]
async fn a_revision_is_checked_against_the_release_it_names_or_the_latest_of_its_spec() {
    for (named, path) in [
        (Some("1.0.0"), "GET /v1/apps/specs/s-1/releases/1.0.0"),
        (None, "GET /v1/apps/specs/s-1/releases/2.0.0"),
    ] {
        let script = answers(&[DEPLOYMENT, RELEASE]);
        let deployed = script.client().deployment("d-1").unwrap();
        let mut body = CreateRevisionRequest::new().app_parameters(run("rounds", "many"));
        body.release = named.map(VersionRef::new);
        let error = deployed.revisions().create(body).check_parameters().await;
        assert_eq!(rules(&error.unwrap_err()), [("parameter-type", "/appParameters/run/rounds")]);
        assert_eq!(seen(&script), ["GET /v1/apps/deployments/d-1", path]);
    }
}

#[tokio::test]
async fn problems_of_values_come_with_all_others_and_nothing_is_sent() {
    let script = answers(&[RELEASE]);
    let mut body = deployment(Some("1.0.0"), run("rouns", 50));
    body.metadata.name = String::new();
    let create = script.client().deployments().create(body).check_parameters();
    let error = create.clone().await.unwrap_err();
    assert_eq!(
        rules(&error),
        [
            ("min-length", "/metadata/name"),
            ("parameter-exists", "/appParameters/run/rouns"),
            ("parameter-required", "/appParameters/run/rounds"),
        ]
    );
    assert_eq!(
        (error.kind(), error.operation(), error.was_sent()),
        (ErrorKind::Validation, Some("create_deployment"), Sent::No)
    );
    assert_eq!(seen(&script), ["GET /v1/apps/specs/s-1/releases/1.0.0"]);

    // Offline, only what can be told offline is told.
    assert_eq!(rules(&create.validate().unwrap_err()), [("min-length", "/metadata/name")]);
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_release_that_cannot_be_described_is_the_error_and_nothing_is_sent() {
    let script = Script::new([Step::body(404, r#"{"detail":"there is no release 1.0.0"}"#)]);
    let body = deployment(Some("1.0.0"), run("rounds", 50));
    let error = script.client().deployments().create(body).check_parameters().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "describe_spec_release: 404 Not Found: there is no release 1.0.0; create_deployment was not sent, \
         because its parameters could not be checked"
    );
    assert!(error.is_not_found() && !error.may_have_been_carried_out());
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_request_that_is_wrong_anyway_says_so_even_if_its_release_cannot_be_described() {
    let script = Script::new([Step::status(404)]);
    let mut body = deployment(None, run("rounds", 50));
    body.spec.id = String::new();
    let create = |body: &CreateDeploymentRequest| {
        script.client().deployments().create(body).check_parameters()
    };
    assert_eq!(rules(&create(&body).await.unwrap_err()), [("min-length", "/spec/id")]);
    assert!(script.seen().is_empty());
    body.spec.id = "s-1".into();
    body.metadata.name = " ".into();
    assert_eq!(rules(&create(&body).await.unwrap_err()), [("not-blank", "/metadata/name")]);
    // An id that the rules take, but no path.
    body.metadata.name = "n".into();
    body.spec.id = "a/b".into();
    assert_eq!(rules(&create(&body).await.unwrap_err()), [("path-segment", "/spec/id")]);
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn rules_that_are_left_out_are_left_out_here_too() {
    let script = answers(&[RELEASE]);
    let mut values = run("rounds", 50);
    values = values.build([("region".to_owned(), ParameterValue::from("eu"))]);
    let create =
        script.client().deployments().create(deployment(Some("1.0.0"), values)).check_parameters();
    create.clone().skip_rule("parameter-exists").await.unwrap();
    assert_eq!(script.seen().len(), 2);
    // Nothing to check, so nothing to ask.
    create.skip_validation().await.unwrap();
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn definitions_that_the_service_does_not_tell_are_no_reason_to_guess() {
    let bare = r#"{"id":"r-1","version":"1.0.0"}"#;
    let script = Script::new([Step::body(200, bare), Step::body(200, bare), Step::Good]);
    let create = |values| {
        let body = deployment(Some("1.0.0"), values);
        script.client().deployments().create(body).check_parameters()
    };
    let error = create(run("rounds", 50)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "create_deployment: nothing was sent: the service does not say which parameters release 1.0.0 has, so the values \
         cannot be checked; leave out `.check_parameters()`"
    );
    assert!(error.is_validation() && error.problems().is_none());
    assert_eq!(script.seen().len(), 1);
    // A release without parameters, and a deployment without values.
    create(ParameterValueSet::new()).await.unwrap();
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn known_definitions_are_judged_offline_blocks_included() {
    let rounds = ParameterDefinition::new("rounds", ParameterType::Number, true);
    let definitions = ParameterDefinitions::new().run([rounds]);
    let release = ReleaseParameters::new(&definitions).block("loader", &definitions);
    let script = Script::new([Step::Good]);
    let body =
        deployment(None, run("rounds", 50)).parameters([("lodaer".to_owned(), run("rounds", 7))]);
    let create = script.client().deployments().create(body);
    create.validate().unwrap();
    let checked = create.check_parameters_with(release);
    let problems = [("parameter-block-exists", "/parameters/lodaer")];
    assert_eq!(rules(&checked.validate().unwrap_err()), problems);
    assert!(checked.build().is_err());
    assert_eq!(rules(&checked.await.unwrap_err()), problems);
    assert!(script.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_check_is_within_the_time_of_the_call_and_as_patient() {
    let started = tokio::time::Instant::now();
    let script = Script::new([Step::Stalled]);
    let create = |script: &Script| {
        let body = deployment(Some("1.0.0"), run("rounds", 50));
        script.client().deployments().create(body).check_parameters()
    };
    let error = create(&script).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.operation(), Some("describe_spec_release"));
    assert_eq!(started.elapsed(), Duration::from_secs(3));

    // What was used up by asking is not there for sending.
    let script = Script::new([Step::status(503), Step::body(200, RELEASE), Step::Stalled]);
    let started = tokio::time::Instant::now();
    let error = create(&script).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!(error.operation(), Some("create_deployment"));
    assert_eq!(started.elapsed(), Duration::from_secs(3));
    assert_eq!(script.seen().len(), 3);

    // And what was used up by the first question is not there for the second.
    let script = Script::new([Step::status(503), Step::body(200, SPEC), Step::Stalled]);
    let started = tokio::time::Instant::now();
    let body = deployment(None, run("rounds", 50));
    let asked = script.client().deployments().create(body).check_parameters();
    let error = asked.timeout(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!(error.operation(), Some("describe_spec_release"));
    assert_eq!(started.elapsed(), Duration::from_secs(3));

    let script = Script::new([Step::status(503)]);
    let error = create(&script).max_retries(0).await.unwrap_err();
    assert_eq!((error.attempts().len(), script.seen().len()), (1, 1));
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_not_told() {
    use crate::support::SECRET;

    let script = answers(&[RELEASE]);
    let body = deployment(Some("1.0.0"), run("rounds", SECRET));
    let create = script.client().deployments().create(body);
    let error = create.check_parameters().await.unwrap_err();
    assert_eq!(rules(&error), [("parameter-type", "/appParameters/run/rounds")]);
    let said = format!("{error} {error:#} {error:?} {:?}", error.problems());
    assert!(!said.contains(SECRET), "{said}");
}
