//! Data that is there when the service starts, with ids that are known: for demonstrations, and for tools that generate
//! requests and need something to find.
//!
//! | What | Id | State |
//! |---|---|---|
//! | [`SPEC_PRIVATE`] | `a3e77006-86f3-4829-8c43-f21ad462dbbd` | `salesforce-customer-analytics`, releases 1.0.0, 1.1.0 and 2.0.0 |
//! | [`SPEC_SHARED`] | `b1d9a8f2-4d1e-4c63-9a57-5b2f0c8e7d11` | `churn-model`, featured, shared with two tenants, parameters of its own |
//! | [`SPEC_PUBLIC`] | `c7e2f4b0-93a6-4f0d-8b1c-2e6d5a9f3c22` | `price-watch`, public, of another tenant: to be seen, not changed |
//! | [`SPEC_ARCHIVED`] | `d4f6c1e8-7b25-4a9e-b3d0-6c8e1f2a4d33` | `old-report`, archived, not deployed |
//! | [`DEPLOYMENT_DEPLOYED`] | `db283fc2-9164-4027-b09e-8c1ecedb122b` | `sca-deployment`, deployed, two revisions |
//! | [`DEPLOYMENT_FAILED`] | `e04e308d-98dc-4443-bb02-c4ef990a3fdc` | `sca-failed`, failed at its second block: can be redeployed |
//! | [`DEPLOYMENT_WARNING`] | `f1a5b9c3-2d47-4e86-9f10-7a3c5e8b1d44` | `churn-warning`, in warning |
//! | [`DEPLOYMENT_DEPLOYING`] | `16b2c8d4-3e58-4f97-8a21-8b4d6f9c2e55` | `sca-deploying`, never settles |
//! | [`DEPLOYMENT_ROLLED_BACK`] | `27c3d9e5-4f69-4a08-9b32-9c5e7a0d3f66` | `sca-rolled-back`, rolled back |
//! | [`DEPLOYMENT_DELETE_FAILED`] | `38d4eaf6-5a7b-4b19-8c43-ad6f8b1e4a77` | `sca-delete-failed`, could not be deleted |

use std::time::Duration;

use serde_json::{Value, json};

use crate::grammar::Step;
use crate::lifecycle::Ending;
use crate::operations;
use crate::store::{EXAMPLE_BLOCKS, Identity, Metadata, Removal, State};

/// A private spec with three releases.
pub const SPEC_PRIVATE: &str = "a3e77006-86f3-4829-8c43-f21ad462dbbd";
/// A featured spec that is shared with two tenants.
pub const SPEC_SHARED: &str = "b1d9a8f2-4d1e-4c63-9a57-5b2f0c8e7d11";
/// A public spec of another tenant.
pub const SPEC_PUBLIC: &str = "c7e2f4b0-93a6-4f0d-8b1c-2e6d5a9f3c22";
/// An archived spec that is not deployed.
pub const SPEC_ARCHIVED: &str = "d4f6c1e8-7b25-4a9e-b3d0-6c8e1f2a4d33";
/// A deployment that is deployed, with two revisions.
pub const DEPLOYMENT_DEPLOYED: &str = "db283fc2-9164-4027-b09e-8c1ecedb122b";
/// A deployment that failed at its second block.
pub const DEPLOYMENT_FAILED: &str = "e04e308d-98dc-4443-bb02-c4ef990a3fdc";
/// A deployment in warning.
pub const DEPLOYMENT_WARNING: &str = "f1a5b9c3-2d47-4e86-9f10-7a3c5e8b1d44";
/// A deployment that never settles.
pub const DEPLOYMENT_DEPLOYING: &str = "16b2c8d4-3e58-4f97-8a21-8b4d6f9c2e55";
/// A deployment that was rolled back.
pub const DEPLOYMENT_ROLLED_BACK: &str = "27c3d9e5-4f69-4a08-9b32-9c5e7a0d3f66";
/// A deployment that could not be deleted.
pub const DEPLOYMENT_DELETE_FAILED: &str = "38d4eaf6-5a7b-4b19-8c43-ad6f8b1e4a77";

/// The tenant of [`SPEC_PUBLIC`].
const OTHER_TENANT: &str = "globex";

/// Fills a new service, through the same functions that requests go through.
pub(crate) fn fill(state: &mut State, owner: &Identity) {
    let other =
        Identity { tenant: OTHER_TENANT.to_owned(), user: format!("user@{OTHER_TENANT}.example") };
    let deploy_time = std::mem::replace(&mut state.deploy_time, Duration::ZERO);
    specs(state, owner, &other);
    deployments(state, owner);
    state.deploy_time = deploy_time;
    backdate(state);
}

fn specs(state: &mut State, owner: &Identity, other: &Identity) {
    let name = "salesforce-customer-analytics";
    spec(state, owner, SPEC_PRIVATE, name, "Salesforce Customer Analytics", json!({}));
    for version in ["1.1.0", "2.0.0"] {
        let body = json!({ "release": { "version": version, "notes": "A revised release" }, "config": config("2.0.0") });
        run(state, owner, "create_spec_release", &[("specId", SPEC_PRIVATE)], &body);
    }
    let parameters = json!({
        "build": [],
        "run": [
            { "name": "num_iterations", "type": "number", "required": true, "title": "Iterations", "defaultValue": 10 },
            { "name": "agg_type", "type": "string", "required": false, "hideValue": true },
        ],
    });
    let more = json!({ "featured": true, "scope": "shared", "tenants": ["tenant1", "tenant2"], "parameters": parameters });
    spec(state, owner, SPEC_SHARED, "churn-model", "Churn Model", more);
    spec(state, other, SPEC_PUBLIC, "price-watch", "Price Watch", json!({ "scope": "public" }));
    spec(state, owner, SPEC_ARCHIVED, "old-report", "Old Report", json!({}));
    let archived = json!({ "metadata": { "status": "archived" } });
    run(state, owner, "update_spec_metadata", &[("specId", SPEC_ARCHIVED)], &archived);
}

fn deployments(state: &mut State, owner: &Identity) {
    deployment(state, owner, DEPLOYMENT_DEPLOYED, "sca-deployment", SPEC_PRIVATE, Ending::Deployed);
    let body = json!({ "revision": { "notes": "This is the second revision" }, "release": { "version": "2.0.0" } });
    run(
        state,
        owner,
        "create_deployment_revision",
        &[("deploymentId", DEPLOYMENT_DEPLOYED)],
        &body,
    );
    deployment(state, owner, DEPLOYMENT_FAILED, "sca-failed", SPEC_PRIVATE, Ending::FailedAt(2));
    deployment(
        state,
        owner,
        DEPLOYMENT_WARNING,
        "churn-warning",
        SPEC_SHARED,
        Ending::WarningAt(1),
    );
    deployment(state, owner, DEPLOYMENT_DEPLOYING, "sca-deploying", SPEC_PRIVATE, Ending::Never);
    deployment(
        state,
        owner,
        DEPLOYMENT_ROLLED_BACK,
        "sca-rolled-back",
        SPEC_PRIVATE,
        Ending::RolledBack,
    );
    deployment(
        state,
        owner,
        DEPLOYMENT_DELETE_FAILED,
        "sca-delete-failed",
        SPEC_PRIVATE,
        Ending::Deployed,
    );
    state.deployments.change_last(|last| last.removal = Removal::Failed);
}

fn spec(state: &mut State, who: &Identity, id: &str, name: &str, title: &str, more: Value) {
    let mut body = json!({
        "spec": {
            "version": "1",
            "kind": "app",
            "metadata": {
                "name": name,
                "title": title,
                "summary": format!("{title} as an app"),
                "description": format!("# {title}\n\nMade of a workflow and a web app."),
                "descriptionContentType": "text/markdown",
                "imageUrl": "https://my-spec-pics.com/image-1.jpg",
                "tags": [{ "name": "example" }],
            },
            "release": { "version": "1.0.0", "notes": "This is the original release" },
            "config": config("1.0.0"),
        },
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    run(state, who, "create_spec", &[], &body);
    state.specs.change_last(|last| id.clone_into(&mut last.id));
}

fn config(version: &str) -> Value {
    let blocks = EXAMPLE_BLOCKS.iter().enumerate();
    blocks.map(|(n, (id, ..))| json!({ "id": id, "release": { "version": version }, "autoRunOnDeploy": n == 0 })).collect()
}

fn deployment(state: &mut State, who: &Identity, id: &str, name: &str, spec: &str, ending: Ending) {
    state.scripts.add(name, &Step::Run(ending).into());
    let body = json!({
        "metadata": {
            "name": name,
            "title": "An example deployment",
            "summary": "Deployed before the service started",
            "description": "An example.",
            "descriptionContentType": "text/plain",
            "imageUrl": "https://my-spec-pics.com/image-1.jpg",
            "tags": [{ "name": "example" }],
        },
        "parameters": { "workflow-block-private": { "run": { "num_iterations": 50, "agg_type": "MAX" } } },
        "revision": { "notes": "This is the initial revision" },
        "spec": { "id": spec, "release": { "version": "1.0.0" } },
    });
    run(state, who, "create_deployment", &[], &body);
    state.deployments.change_last(|last| id.clone_into(&mut last.id));
}

/// Spreads what is there over the days before the service started, and over two people.
fn backdate(state: &mut State) {
    let people = ["jane.smith@peak.ai", "john.doe@peak.ai"];
    let mut n = 0;
    let mut backdate = |metadata: &mut Metadata| {
        n += 1;
        metadata.backdate(&format!("2019-12-{n:02}T18:00:00.000Z"), people[(n - 1) % people.len()]);
    };
    state.specs.change_all(|spec| backdate(&mut spec.metadata));
    state.deployments.change_all(|deployment| backdate(&mut deployment.metadata));
}

/// Carries out one operation. The data is our own: that it is accepted is what the tests of this module prove.
fn run(
    state: &mut State,
    who: &Identity,
    operation: &str,
    params: &[(&'static str, &str)],
    body: &Value,
) {
    let done = operations::run(state, who, operation, params, body);
    debug_assert!(done.is_ok(), "{operation}: {done:?}");
}

#[cfg(test)]
mod tests {
    use press_apps_api::types::DeploymentStatus;

    use crate::Emulator;

    #[test]
    fn every_documented_id_is_there_in_its_state() {
        let service = Emulator::builder().seed_data(true).service();
        service.with_state(|state| {
            let now = state.ticker.elapsed();
            let specs: Vec<_> = state
                .specs
                .iter()
                .map(|spec| (spec.id.as_str(), spec.status.as_str(), spec.releases.len()))
                .collect();
            assert_eq!(
                specs,
                [
                    (super::SPEC_PRIVATE, "available", 3),
                    (super::SPEC_SHARED, "available", 1),
                    (super::SPEC_PUBLIC, "available", 1),
                    (super::SPEC_ARCHIVED, "archived", 1),
                ]
            );
            let deployments: Vec<_> = state
                .deployments
                .iter()
                .map(|deployment| {
                    (deployment.id.as_str(), deployment.status(now), deployment.revisions.len())
                })
                .collect();
            assert_eq!(
                deployments,
                [
                    (super::DEPLOYMENT_DEPLOYED, DeploymentStatus::Deployed, 2),
                    (super::DEPLOYMENT_FAILED, DeploymentStatus::Failed, 1),
                    (super::DEPLOYMENT_WARNING, DeploymentStatus::Warning, 1),
                    (super::DEPLOYMENT_DEPLOYING, DeploymentStatus::Deploying, 1),
                    (super::DEPLOYMENT_ROLLED_BACK, DeploymentStatus::RollbackComplete, 1),
                    (super::DEPLOYMENT_DELETE_FAILED, DeploymentStatus::DeleteFailed, 1),
                ]
            );
        });
    }

    #[test]
    fn what_is_there_was_made_by_two_people_on_the_days_before() {
        let service = Emulator::builder().seed_data(true).service();
        service.with_state(|state| {
            let specs = state.specs.iter().map(|spec| &spec.metadata);
            let deployments = state.deployments.iter().map(|deployment| &deployment.metadata);
            let made: Vec<_> = specs
                .chain(deployments)
                .map(|metadata| (metadata.text("createdAt"), metadata.text("createdBy")))
                .collect();
            let expected: Vec<_> = (1..=10)
                .map(|day| {
                    let by = if day % 2 == 1 { "jane.smith@peak.ai" } else { "john.doe@peak.ai" };
                    (format!("2019-12-{day:02}T18:00:00.000Z"), by)
                })
                .collect();
            let expected: Vec<_> = expected.iter().map(|(at, by)| (at.as_str(), *by)).collect();
            assert_eq!(made, expected);
        });
    }
}
