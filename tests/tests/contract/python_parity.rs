//! Our client makes the same request as the Python client for the same call, apart from a written list of differences.
//!
//! Where the Python client's request is refused, ours cannot be made at all.

use std::collections::BTreeSet;

use press_apps::operation::Endpoint;
use press_apps::types::{
    AppSpecDocument, CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest,
    DeploymentSort, DeploymentStatus, ParameterDefinitions, ReleaseSort, RevisionSort,
    RevisionStatus, Scope, SpecSort, SpecStatus, UpdateDeploymentRequest, UpdateSpecRequest,
};
use press_apps::{Client, ParameterValue, Request};
use press_apps_tests::{Recording, WireRequest, differences, normalise, recordings, verdicts};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn client() -> Client {
    Client::builder().token("test-token").build().unwrap()
}

fn made<E: Endpoint>(request: Request<E>) -> WireRequest {
    WireRequest::from(&request.build().unwrap())
}

/// The call of a recording, made with our client.
fn ours(recording: &Recording) -> WireRequest {
    let client = client();
    let (specs, deployments) = (client.specs(), client.deployments());
    let spec = client.spec("spec-1").unwrap();
    let deployment = client.deployment("dep-1").unwrap();
    let sent = recording.request();
    let all_specs = || {
        specs
            .list()
            .statuses([SpecStatus::Available, SpecStatus::Archived])
            .featured(true)
            .name("sales")
            .title("Sales & Co")
            .sort(SpecSort::CreatedAt.desc())
            .sort(SpecSort::Name.asc())
            .scopes([Scope::Private, Scope::Shared])
            .page_size(10)
    };
    let all_releases = || {
        spec.releases()
            .list()
            .sort(ReleaseSort::CreatedAt.desc())
            .sort(ReleaseSort::CreatedBy.asc())
            .page_size(10)
    };
    let all_deployments = || {
        deployments
            .list()
            .statuses([DeploymentStatus::Deployed, DeploymentStatus::Failed])
            .name("dep")
            .sort(DeploymentSort::CreatedAt.desc())
            .sort(DeploymentSort::Name.asc())
            .page_size(10)
    };
    let all_revisions = || {
        deployment
            .revisions()
            .list()
            .sort(RevisionSort::CreatedAt.desc())
            .statuses([RevisionStatus::Deployed, RevisionStatus::Superseded])
            .page_size(10)
    };
    match (recording.sdk_method.as_str(), recording.variant.as_str()) {
        // The iterator of the Python client always starts at page 1, whatever it is told.
        ("list_specs", "min,iterator" | "max,iterator,page_number-ignored") => {
            made(specs.list().page(1))
        }
        ("list_specs", "min,page") => made(specs.list()),
        ("list_specs", "max,iterator") => made(all_specs().page(1)),
        ("list_specs", "max,page") => made(all_specs().page(2)),
        ("list_specs", "featured-false") => made(specs.list().featured(false)),
        ("list_specs", "empty-lists") => {
            made(specs.list().statuses([] as [SpecStatus; 0]).scopes([] as [Scope; 0]).name(""))
        }
        ("create_spec", variant) => {
            let text = |name: &str| -> Option<String> {
                let members: Value = serde_json::from_slice(&sent.body).unwrap();
                members[name].as_str().map(str::to_owned)
            };
            let document: AppSpecDocument = serde_json::from_str(&text("spec").unwrap()).unwrap();
            let create = specs.create(document);
            match variant {
                "min" | "non-ascii" => made(create),
                "tenants-empty" => made(
                    create
                        .featured(false)
                        .scope(Scope::Shared)
                        .parameters(ParameterDefinitions::new()),
                ),
                "max" => {
                    let parameters: ParameterDefinitions =
                        serde_json::from_str(&text("parameters").unwrap()).unwrap();
                    let create = create.featured(true).scope(Scope::Shared).parameters(parameters);
                    made(create.tenants(["tenant1", "tenant2"]))
                }
                other => panic!("create_spec/{other} is not made here"),
            }
        }
        ("describe_spec", "min") => made(spec.describe()),
        ("describe_spec", "none-id") => made(client.spec("None").unwrap().describe()),
        ("update_spec_metadata", "max") => made(spec.update(body::<UpdateSpecRequest>(&sent))),
        ("delete_spec", "min") => made(spec.delete()),
        ("create_spec_release", "min" | "body-parameters-clobbered") => made(
            spec.releases()
                .create(body::<CreateReleaseRequest>(&normalise(&sent, "null-parameters"))),
        ),
        ("create_spec_release", "max") => {
            made(spec.releases().create(body::<CreateReleaseRequest>(&sent)))
        }
        ("describe_spec_release", "min") => made(spec.release("1.0.0").unwrap().describe()),
        ("list_spec_releases", "min,iterator") => made(spec.releases().list().page(1)),
        ("list_spec_releases", "max,iterator" | "max,page") => made(all_releases().page(1)),
        ("create_deployment", "min" | "max") => {
            made(deployments.create(body::<CreateDeploymentRequest>(&sent)))
        }
        ("list_deployments", "min,iterator") => made(deployments.list().page(1)),
        ("list_deployments", "max,iterator" | "max,page") => made(all_deployments().page(1)),
        ("describe_deployment", "min") => made(deployment.describe()),
        ("update_deployment_metadata", "max") => {
            made(deployment.update(body::<UpdateDeploymentRequest>(&sent)))
        }
        ("redeploy", "min") => made(deployment.redeploy()),
        ("delete_deployment", "min") => made(deployment.delete()),
        ("create_deployment_revision", "min" | "max") => {
            made(deployment.revisions().create(body::<CreateRevisionRequest>(&sent)))
        }
        ("describe_deployment_revision", "str" | "int") => {
            made(deployment.revision(2).unwrap().describe())
        }
        ("list_deployment_revisions", "min,iterator") => {
            made(deployment.revisions().list().page(1))
        }
        ("list_deployment_revisions", "max,iterator" | "max,page") => made(all_revisions().page(1)),
        (operation, variant) => panic!("{operation}/{variant} is not made here"),
    }
}

fn body<T: DeserializeOwned>(request: &WireRequest) -> T {
    serde_json::from_slice(&request.body).unwrap()
}

/// The names of the ways in which two requests for the same call differ.
///
/// # Panics
///
/// When they differ in what they say.
fn compare(key: &str, theirs: &WireRequest, ours: &WireRequest) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    assert_eq!((&ours.method, &ours.path), (&theirs.method, &theirs.path), "{key}");
    let (mut our_query, mut their_query) = (ours.query_pairs(), theirs.query_pairs());
    if our_query != their_query {
        found.insert("query-order");
        our_query.sort_by_key(|(name, _)| *name);
        their_query.sort_by_key(|(name, _)| *name);
        assert_eq!(our_query, their_query, "{key}");
    }
    if ours.body != theirs.body {
        found.insert("json-spelling");
        assert_eq!(meaning(&ours.body), meaning(&theirs.body), "{key}");
    }
    assert_eq!(ours.header("authorization"), theirs.header("authorization"), "{key}");
    for name in ["content-type", "accept", "user-agent"] {
        if ours.header(name) != theirs.header(name) {
            found.insert(name);
        }
    }
    // A body says what it is.
    assert_eq!(ours.header("content-type").is_some(), !ours.body.is_empty(), "{key}");
    found
}

/// What a body says: JSON text in it is decoded.
fn meaning(body: &[u8]) -> Value {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    for member in value.as_object_mut().unwrap().values_mut() {
        if let Some(inner) = member.as_str().and_then(|text| serde_json::from_str(text).ok()) {
            *member = inner;
        }
    }
    value
}

#[test]
fn the_client_makes_the_same_request_for_the_same_call() {
    let verdicts = verdicts();
    let mut seen = BTreeSet::new();
    for recording in recordings() {
        let verdict = verdicts.iter().find(|verdict| verdict.key() == recording.key()).unwrap();
        if verdict.verdict == "refused" {
            continue;
        }
        let theirs = verdict
            .after
            .iter()
            .fold(recording.request(), |request, habit| normalise(&request, habit));
        seen.extend(compare(&recording.key(), &theirs, &ours(&recording)));
    }
    let written = differences();
    assert!(written.iter().all(|difference| difference.why.ends_with('.')));
    let written: BTreeSet<&str> =
        written.iter().map(|difference| difference.name.as_str()).collect();
    assert_eq!(seen, written, "what differs, and what is written to differ");
}

#[test]
fn what_is_refused_cannot_be_sent() {
    let client = client();
    let spec = client.spec("spec-1").unwrap();
    let deployment = client.deployment("dep-1").unwrap();
    let said = |recording: &Recording| -> String {
        match (recording.sdk_method.as_str(), recording.variant.as_str()) {
            ("describe_spec", "empty-id") => client.spec("").unwrap_err().to_string(),
            ("describe_spec", "slash-and-query") => {
                client.spec("a/b?x=1#f").unwrap_err().to_string()
            }
            ("delete_spec", "dot-segments") => {
                client.spec("../deployments/dep-1").unwrap_err().to_string()
            }
            ("describe_spec_release", "semver-build") => {
                spec.release("1.0.0-rc.1+b 5").unwrap_err().to_string()
            }
            ("update_spec_metadata", "min") => {
                spec.update(UpdateSpecRequest::new()).build().unwrap_err().to_string()
            }
            ("update_deployment_metadata", "min") => {
                deployment.update(UpdateDeploymentRequest::new()).build().unwrap_err().to_string()
            }
            ("create_spec", "nan") => ParameterValue::try_from(f64::NAN).unwrap_err().to_string(),
            ("create_deployment", "empty-body") => {
                serde_json::from_str::<CreateDeploymentRequest>("{}").unwrap_err().to_string()
            }
            // The client starts without asking another service.
            ("Session.__init__", "min") => "cannot be said".to_owned(),
            (operation, variant) => panic!("{operation}/{variant} is not tried here"),
        }
    };
    let verdicts = verdicts();
    for recording in recordings() {
        let verdict = verdicts.iter().find(|verdict| verdict.key() == recording.key()).unwrap();
        if verdict.verdict == "refused" {
            assert!(!said(&recording).is_empty(), "{}", recording.key());
        }
    }
}
