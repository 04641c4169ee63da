//! Deployments and their revisions.

use serde_json::json;

use super::{Case, DOCSTRING, OURS, body, found_at, missing, unknown};

pub(super) fn deployments() -> Vec<Case> {
    vec![
        missing("create_deployment", "/metadata/summary", json!("Predicts churn")),
        missing("create_deployment", "/spec/id", json!("spec-1")),
        body(
            "create_deployment",
            "type",
            "docstring: parameters are given by block and stage",
            "/parameters/block-1/run",
            json!("s3cret"),
            json!({}),
        ),
        unknown(
            "create_deployment",
            "the stages are build and run",
            "/appParameters/runn",
            json!({ "password": "s3cret" }),
        ),
        found_at(
            body(
                "create_deployment",
                "included-or-excluded",
                OURS,
                "/spec/excludes/0/id",
                json!("block-9"),
                json!("block-2"),
            ),
            "/spec/excludes/0/id",
        ),
        body(
            "create_deployment",
            "unique-block-ids",
            OURS,
            "/spec/includes/1",
            json!({ "id": "block-9" }),
            json!({ "id": "block-8" }),
        )
        .at_id("/spec/includes/1/id"),
        body(
            "create_deployment",
            "semantic-version",
            DOCSTRING,
            "/spec/includes/0/releaseVersion",
            json!("1"),
            json!("1.0.0"),
        ),
        body(
            "create_deployment_revision",
            "semantic-version",
            "create-revision posts `version: 2.0` as it is",
            "/release/version",
            json!("2.0"),
            json!("2.0.0"),
        ),
        found_at(
            body(
                "create_deployment_revision",
                "included-or-excluded",
                OURS,
                "/blocksConfig/excludes/0/id",
                json!("block-9"),
                json!("block-1"),
            ),
            "/blocksConfig/excludes/0/id",
        ),
        unknown(
            "create_deployment_revision",
            "on create they are under spec, here under blocksConfig",
            "/includes",
            json!([]),
        ),
        unknown("redeploy", "redeploy sends {}", "", json!({ "revision": { "notes": "Again" } }))
            .at_id("/revision"),
    ]
}
