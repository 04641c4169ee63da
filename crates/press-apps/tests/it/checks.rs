//! Requests that break the rules are never sent, unless they are told to be.

use press_apps::types::{
    CreateDeploymentRequest, DeploymentSpecInput, MetadataInput, UpdateSpecRequest,
};
use press_apps::validation::RequestPart;
use press_apps::{ErrorKind, Sent};

use crate::support::{Script, Step, document};

#[tokio::test]
async fn every_problem_of_a_request_is_told_at_once_and_nothing_is_sent() {
    let script = Script::new([Step::Good]);
    let client = script.client();
    let mut wrong = document();
    wrong.metadata.name = String::new();
    wrong.release.version = "one".into();
    let create = client.specs().create(&wrong).tenants(["t-1"]);
    let error = create.clone().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.was_sent(), Sent::No);
    assert_eq!(error.operation(), Some("create_spec"));
    let problems = error.problems().unwrap();
    assert!(problems.len() >= 3, "{problems}");
    for problem in problems {
        assert!(format!("{error:#}").contains(problem.pointer()), "{error:#}");
    }
    assert!(error.to_string().starts_with(&format!(
        "create_spec: nothing was sent, {} problems, the first: ",
        problems.len()
    )));
    assert!(!error.to_string().contains('\n'));

    let same = create.validate().unwrap_err();
    assert_eq!(same.problems(), error.problems());
    assert!(create.build().is_err() && create.to_curl().is_err());
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_wrong_query_is_refused_as_well() {
    let script = Script::new([Step::Good]);
    let error = script.client().specs().list().page_size(0).await.unwrap_err();
    assert_eq!(error.problems().unwrap().first().unwrap().part(), RequestPart::Query);
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn the_service_has_the_last_word_when_asked() {
    let script = Script::new([Step::Good]);
    let client = script.client();
    let nothing = client.spec("s-1").unwrap().update(UpdateSpecRequest::new());
    let error = nothing.clone().await.unwrap_err();
    let rule = error.problems().unwrap().first().unwrap().rule();
    assert!(script.seen().is_empty());
    nothing.clone().skip_rule(rule).await.unwrap();
    nothing.skip_validation().await.unwrap();
    assert_eq!(script.seen().len(), 2);
}

#[test]
fn an_id_that_would_change_the_path_is_refused_by_every_handle() {
    let client = Script::new([Step::Good]).client();
    for id in ["", ".", "..", "a/b", "a\\b", "a\nb", "../deployments/d-1"] {
        assert!(client.spec(id).unwrap_err().is_validation(), "{id:?}");
        assert!(client.deployment(id).unwrap_err().is_validation(), "{id:?}");
        assert!(client.spec("s-1").unwrap().release(id).is_err(), "{id:?}");
        assert!(client.deployment("d-1").unwrap().revision(id).is_err(), "{id:?}");
    }
    assert!(client.deployment("d-1").unwrap().revision(0).is_err());
    let odd = client.spec("a b?c#d%e").unwrap().describe().build().unwrap();
    assert_eq!(odd.uri().path(), "/v1/apps/specs/a%20b%3Fc%23d%25e");
}

#[test]
fn one_problem_reads_as_one_line() {
    let client = Script::new([Step::Good]).client();
    let body = CreateDeploymentRequest::new(
        MetadataInput::new("n", "a summary").image_url("images/x.png"),
        DeploymentSpecInput::new("s-1"),
    );
    let error = client.deployments().create(body).validate().unwrap_err();
    assert_eq!(
        error.to_string(),
        "create_deployment: nothing was sent: /metadata/imageUrl: expected an absolute URL such as \"https://example.com/a.png\", \
         found \"images/x.png\"; relative URL without a base [absolute-url]"
    );
}

/// A request can be kept and sent again: with its limits, its patience, and what it is to leave out.
#[tokio::test(start_paused = true)]
async fn a_clone_of_a_request_is_sent_as_the_request_would_be() {
    use std::time::Duration;

    let script = Script::new([Step::status(504)]);
    let spec = script.client().spec("s-1").unwrap();
    let nothing = spec.update(UpdateSpecRequest::new()).skip_validation().max_retries(1);
    for _ in 0..2 {
        assert_eq!(nothing.clone().await.unwrap_err().attempts().len(), 2);
    }
    let script = Script::new([Step::Stalled]);
    let describe = script.client().spec("s-1").unwrap().describe().timeout(Duration::from_secs(7));
    for request in [describe.clone(), describe] {
        let began = tokio::time::Instant::now();
        request.await.unwrap_err();
        assert_eq!(began.elapsed(), Duration::from_secs(7));
    }
    let list = script.client().specs().list();
    assert_eq!(list.operation().id, "list_specs");
    assert_eq!(format!("{list:?}"), "Request { operation: \"list_specs\", .. }");
}
