//! Answers name what the next call is about: no second `?`, and an odd id in one leads nowhere.

use press_apps::types::{
    BlockConfig, CreateReleaseRequest, CreateRevisionRequest, Created, CreatedRelease, Deployment,
    LatestRevision, Redeployed, ReleaseInput, Spec, UpdateDeploymentRequest, UpdateSpecRequest,
    VersionRef,
};
use press_apps::validation::RequestPart;
use press_apps::{Error, ErrorKind, Sent};

use crate::support::{Script, Step, deployment, document};

#[tokio::test]
async fn every_answer_goes_into_the_next_call_as_it_is() -> Result<(), Error> {
    let script = Script::new([Step::Good]);
    let client = script.client();

    let created = client.specs().create(document()).await?;
    client.spec(&created).describe().await?;
    let block = BlockConfig::new("b-1", VersionRef::new("2.0.0"));
    let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), [block]);
    let published = client.spec(created).releases().create(release).await?;
    client.release(&published).describe().await?;
    client.spec(&published).release(&published.release).describe().await?;
    for spec in client.specs().list().await?.iter() {
        let spec = client.spec(spec);
        for release in spec.releases().list().await?.iter() {
            spec.release(release).describe().await?;
        }
        client.spec(spec.id()).describe().await?;
    }

    let created = client.deployments().create(deployment()).await?;
    client.deployment(&created).describe().await?;
    let redeployed = client.deployment(created.into_inner()).redeploy().await?;
    client.revision(&redeployed).describe().await?;
    let revised =
        client.deployment(&redeployed).revisions().create(CreateRevisionRequest::new()).await?;
    client.revision(&revised).describe().await?;
    for deployment in client.deployments().list().await?.iter() {
        let deployment = client.deployment(deployment);
        for revision in deployment.revisions().list().await?.iter() {
            deployment.revision(revision).describe().await?;
        }
        let latest = deployment.describe().await?;
        client.deployment(latest).describe().await?;
    }

    let seen: Vec<_> = script
        .seen()
        .iter()
        .map(|request| {
            format!("{} {}", request.method(), request.uri().path().trim_start_matches("/v1/apps/"))
        })
        .collect();
    assert_eq!(
        seen,
        [
            "POST specs/",
            "GET specs/s-1",
            "POST specs/s-1/releases",
            "GET specs/s-1/releases/2.0.0",
            "GET specs/s-1/releases/2.0.0",
            "GET specs/",
            "GET specs/s-1/releases",
            "GET specs/s-1/releases/1.0.0",
            "GET specs/s-1",
            "POST deployments/",
            "GET deployments/d-1",
            "POST deployments/d-1/redeploy",
            "GET deployments/d-1/revisions/2",
            "POST deployments/d-1/revisions",
            "GET deployments/d-1/revisions/2",
            "GET deployments/",
            "GET deployments/d-1/revisions",
            "GET deployments/d-1/revisions/1",
            "GET deployments/d-1",
            "GET deployments/d-1",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn an_odd_id_costs_no_answer_and_no_request_is_made_of_it() {
    for odd in ["", ".", "..", "../deployments/d-1", "a\\\\b", "a\\nb"] {
        let script = Script::new([Step::body(201, format!(r#"{{"id":"{odd}"}}"#)), Step::Good]);
        let client = script.client();
        let created = client.specs().create(document()).await.unwrap();
        let (spec, deployed) = (client.spec(&created), client.deployment(&created));
        let block = BlockConfig::new("b-1", VersionRef::new("2.0.0"));
        let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), [block]);
        let refused = [
            spec.describe().await.unwrap_err(),
            spec.describe().skip_validation().await.unwrap_err(),
            spec.describe().clone().await.unwrap_err(),
            spec.update(UpdateSpecRequest::new().featured(true)).await.unwrap_err(),
            spec.delete().await.unwrap_err(),
            spec.releases().list().await.unwrap_err(),
            spec.releases().list().items().try_next().await.unwrap_err(),
            spec.releases().create(release).await.unwrap_err(),
            spec.release("1.0.0").unwrap().describe().await.unwrap_err(),
            spec.describe().build().unwrap_err(),
            spec.describe().validate().unwrap_err(),
            deployed.describe().await.unwrap_err(),
            deployed.update(UpdateDeploymentRequest::new().title("t")).await.unwrap_err(),
            deployed.redeploy().await.unwrap_err(),
            deployed.delete().await.unwrap_err(),
            deployed.revisions().list().await.unwrap_err(),
            deployed
                .revisions()
                .create(CreateRevisionRequest::new())
                .check_parameters()
                .await
                .unwrap_err(),
            deployed.revision(1).unwrap().describe().await.unwrap_err(),
            deployed.latest_revision().await.unwrap_err(),
        ];
        for error in refused {
            assert_eq!(
                (error.kind(), error.was_sent()),
                (ErrorKind::Validation, Sent::No),
                "{error}"
            );
            let problem = error.problems().unwrap().first().unwrap();
            assert_eq!(problem.part(), RequestPart::Path, "{error}");
            assert!(error.to_string().contains("expected an id"), "{error}");
        }
        assert_eq!(script.seen().len(), 1, "{odd}");
    }
}

#[tokio::test]
async fn an_odd_version_or_number_in_an_answer_is_refused_when_it_is_used() {
    let script = Script::new([Step::Good]);
    let client = script.client();
    let of = |text: &str| serde_json::from_str::<CreatedRelease>(text).unwrap();
    let error = client
        .release(&of(r#"{"id":"s-1","release":{"version":"latest"}}"#))
        .describe()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("found \"latest\""), "{error}");
    let error = client
        .release(&of(r#"{"id":"a/b","release":{"version":"latest"}}"#))
        .describe()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("found \"a/b\""), "{error}");
    let none: Redeployed =
        serde_json::from_str(r#"{"deploymentId":"d-1","revision":0,"revisionId":"v"}"#).unwrap();
    let error = client.revision(&none).describe().await.unwrap_err();
    assert!(error.to_string().contains("at least 1, found 0"), "{error}");
    let latest: LatestRevision =
        serde_json::from_str(r#"{"id":"v","revision":3,"status":"failed"}"#).unwrap();
    client.deployment("d-1").unwrap().revision(latest).describe().await.unwrap();
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_turns_into_what_it_is_about() {
    let client = Script::new([Step::Good]).client();
    let response = client.spec("s-1").unwrap().describe().await.unwrap();
    let copy = response.clone();
    assert_eq!((copy.status(), copy.attempts()), (response.status(), response.attempts()));
    let json = serde_json::to_string(&response).unwrap();
    let spec: Spec = response.into();
    assert_eq!((json, &*copy), (serde_json::to_string(&spec).unwrap(), &spec));

    let changed = client
        .deployment("d-1")
        .unwrap()
        .update(UpdateDeploymentRequest::new().title("t"))
        .await
        .unwrap();
    let changed: Option<Deployment> = changed.into();
    assert_eq!(changed.unwrap().id, "d-1");
    let created: Created = client.deployments().create(deployment()).await.unwrap().into();
    assert_eq!(created.id, "d-1");

    let page = client.specs().list().await.unwrap();
    assert_eq!(serde_json::to_value(&page).unwrap(), serde_json::json!([spec]));
    let page: press_apps::Page<Spec> = page.into();
    assert_eq!(page[0], spec);
    let all = client.specs().list().try_collect().await.unwrap();
    assert_eq!(serde_json::to_value(&all).unwrap(), serde_json::json!([spec]));
}
