//! The blocks of a deployment: which of the release are left out, which are added, and what a new revision makes of them.

use std::time::Duration;

use press_apps_emulator::{Block, Clock, Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

/// Three blocks in two releases each; the spec has the first two of them, in the first.
fn world() -> (Service, String) {
    let mut settings = Emulator::builder().clock(Clock::Virtual).deploy_time(10 * SECOND);
    for (id, name) in [("b-1", "loader"), ("b-2", "trainer"), ("b-3", "scorer")] {
        let block = Block::new(id, name, "workflow");
        settings = settings.block(block.release("1.0.0", json!({})).release("2.0.0", json!({})));
    }
    let service = settings.service();
    let spec = create_spec(&service, with_blocks("one", &["b-1", "b-2"]));
    (service, spec)
}

/// The body of a spec of these blocks.
fn with_blocks(name: &str, ids: &[&str]) -> Value {
    let mut document = document(name);
    let config = ids.iter().map(|id| json!({ "id": id, "release": { "version": "1.0.0" } }));
    document["config"] = config.collect();
    json!({ "spec": document.to_string() })
}

/// The names of the blocks that a deployment has.
fn blocks(service: &Service, id: &str) -> Vec<String> {
    let found = get(service, &path(id)).is(200).body["latestRevision"]["blocks"].clone();
    let blocks = found.as_array().expect("blocks").iter();
    blocks.map(|block| block["name"].as_str().expect("a name").to_owned()).collect()
}

/// A selection, and the blocks that it leaves, or the place and the end of the refusal.
type Case = (Value, Result<Vec<&'static str>, (&'static str, &'static str)>);

fn cases() -> Vec<Case> {
    vec![
        (json!({}), Ok(vec!["loader", "trainer"])),
        (json!({ "excludes": [{ "id": "b-1" }] }), Ok(vec!["trainer"])),
        (json!({ "excludes": [{ "id": "b-1", "releaseVersion": "1.0.0" }] }), Ok(vec!["trainer"])),
        (json!({ "excludes": [{ "id": "b-2", "releaseVersion": "1.0.0" }] }), Ok(vec!["loader"])),
        (
            json!({ "excludes": [{ "id": "b-1", "releaseVersion": "2.0.0" }] }),
            Err((
                "/excludes/0: release `1.0.0` has no such block `b-1` in release `2.0.0` ",
                "[excluded-of-release]",
            )),
        ),
        (json!({ "excludes": [{ "id": "b-3" }] }), Err(("/excludes/0: ", "[excluded-of-release]"))),
        (
            json!({ "excludes": [{ "id": "b-1" }, { "id": "b-2", "releaseVersion": "2.0.0" }] }),
            Err(("/excludes/1: ", "[excluded-of-release]")),
        ),
        (
            json!({ "excludes": [{ "id": "b-1" }, { "id": "b-2" }] }),
            Err(("/excludes: ", "[block-left]")),
        ),
        (
            json!({ "excludes": [{ "id": "b-1" }, { "id": "b-2" }], "includes": [{ "id": "b-3" }] }),
            Ok(vec!["scorer"]),
        ),
        (json!({ "includes": [{ "id": "b-3" }] }), Ok(vec!["loader", "trainer", "scorer"])),
        (
            json!({ "includes": [{ "id": "b-3", "releaseVersion": "2.0.0" }] }),
            Ok(vec!["loader", "trainer", "scorer"]),
        ),
        (
            json!({ "includes": [{ "id": "b-3", "releaseVersion": "3.0.0" }] }),
            Err(("/includes/0: ", "[block-exists]")),
        ),
        (json!({ "includes": [{ "id": "b-4" }] }), Err(("/includes/0: ", "[block-exists]"))),
        (
            json!({ "includes": [{ "id": "b-3" }, { "id": "b-2", "releaseVersion": "2.0.0" }] }),
            Err(("/includes/1: ", "[included-once]")),
        ),
        (
            json!({ "includes": [{ "id": "b-3" }, { "id": "b-3" }] }),
            Err(("/includes", "[unique-block-ids]")),
        ),
        (
            json!({ "excludes": [{ "id": "b-1" }, { "id": "b-1" }] }),
            Err(("/excludes", "[unique-block-ids]")),
        ),
    ]
}

#[test]
fn a_new_deployment_has_the_blocks_that_are_selected() {
    for (n, (selection, expected)) in cases().into_iter().enumerate() {
        let (service, spec) = world();
        let name = format!("d-{n}");
        let mut body = deployment(&name, &spec);
        let members = selection.as_object().expect("an object").clone();
        body["spec"].as_object_mut().expect("an object").extend(members);
        let answer = post(&service, "/v1/apps/deployments/", body);
        match expected {
            Ok(left) => {
                let left: Vec<String> =
                    left.iter().map(|block| format!("{name}-{block}")).collect();
                assert_eq!(blocks(&service, &answer.is(201).text("/id")), left, "{selection}");
            }
            Err((place, rule)) => {
                let answer = answer.is(422);
                let place = format!("/spec{place}");
                assert!(
                    answer.detail().starts_with(&place) && answer.detail().ends_with(rule),
                    "{selection}: {}",
                    answer.detail()
                );
                let list = get(&service, "/v1/apps/deployments/").is(200);
                assert_eq!(list.body["deploymentCount"], 0, "{selection}");
            }
        }
    }
}

#[test]
fn a_new_revision_has_the_blocks_that_are_selected() {
    for (selection, expected) in cases() {
        let (service, spec) = world();
        let id = create_deployment(&service, deployment("d", &spec));
        service.settle();
        let revisions = format!("{}/revisions", path(&id));
        let answer = post(&service, &revisions, json!({ "blocksConfig": selection }));
        match expected {
            Ok(left) => {
                answer.is(201);
                let left: Vec<String> = left.iter().map(|block| format!("d-{block}")).collect();
                assert_eq!(blocks(&service, &id), left, "{selection}");
            }
            Err((place, rule)) => {
                let answer = answer.is(422);
                let place = format!("/blocksConfig{place}");
                assert!(
                    answer.detail().starts_with(&place) && answer.detail().ends_with(rule),
                    "{selection}: {}",
                    answer.detail()
                );
                assert_eq!(get(&service, &revisions).is(200).body["revisionCount"], 1);
            }
        }
    }
}

#[test]
fn a_block_that_stays_keeps_its_deployment_and_a_new_one_gets_its_own() {
    let (service, spec) = world();
    let id = create_deployment(&service, deployment("d", &spec));
    let blocks = || {
        service.settle();
        let found = get(&service, &path(&id)).is(200).body["latestRevision"]["blocks"].clone();
        let blocks = found.as_array().expect("blocks").iter();
        let text = |block: &Value, member: &str| block[member].as_str().expect("a text").to_owned();
        blocks
            .map(|block| {
                let ids = [text(block, "deploymentId"), text(block, "platformId")];
                (text(block, "name"), block["revision"].as_u64(), ids)
            })
            .collect::<Vec<_>>()
    };
    let revision = |selection: Value| {
        post(&service, &format!("{}/revisions", path(&id)), json!({ "blocksConfig": selection }))
            .is(201)
    };
    let first = blocks();
    revision(json!({ "excludes": [{ "id": "b-1" }], "includes": [{ "id": "b-3" }] }));
    let second = blocks();
    let told = |blocks: &[(String, Option<u64>, [String; 2])]| {
        let told = blocks.iter().map(|(name, revision, _)| (name.clone(), *revision));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&first), [("d-loader".to_owned(), Some(1)), ("d-trainer".to_owned(), Some(1))]);
    assert_eq!(
        told(&second),
        [("d-trainer".to_owned(), Some(2)), ("d-scorer".to_owned(), Some(1))]
    );
    assert_eq!(second[0].2, first[1].2, "it is the same block");
    let ids: std::collections::HashSet<&String> =
        first.iter().chain(&second).flat_map(|(_, _, ids)| ids).collect();
    assert_eq!(ids.len(), 6, "three blocks, each with two ids of its own");
    // What comes back after it was left out is deployed for the first time.
    revision(json!({}));
    let third = blocks();
    assert_eq!(told(&third), [("d-loader".to_owned(), Some(1)), ("d-trainer".to_owned(), Some(3))]);
    assert_ne!(third[0].2, first[0].2);
}

#[test]
fn a_release_without_blocks_is_deployed_and_fails_without_any_to_run_again() {
    let (service, _) = world();
    let empty = create_spec(&service, with_blocks("empty", &[]));
    let id = create_deployment(&service, deployment("d-1", &empty));
    assert_eq!(status(&service, &id), "deploying");
    service.settle();
    assert_eq!((status(&service, &id).as_str(), blocks(&service, &id).len()), ("deployed", 0));
    service.script("d-2").fail_at_block(1);
    let id = create_deployment(&service, deployment("d-2", &empty));
    service.settle();
    assert_eq!(status(&service, &id), "failed");
    let refused = post(&service, &format!("{}/redeploy", path(&id)), json!({})).is(422);
    assert!(refused.detail().ends_with("[redeploy-after-failure]"), "{}", refused.detail());
}

#[test]
fn the_last_block_ends_with_the_run_though_the_time_does_not_divide() {
    let (service, _) = world();
    let spec = create_spec(&service, with_blocks("three", &["b-1", "b-2", "b-3"]));
    let id = create_deployment(&service, deployment("d", &spec));
    let ended = |by: Duration| {
        let changes = service.advance(by).into_iter();
        let told = changes.map(|change| (change.after.as_nanos(), change.block, change.to));
        told.map(|(after, block, to)| format!("{after} {} {to}", block.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let instant = Duration::from_nanos(1);
    assert_eq!(
        ended(10 * SECOND - instant),
        ["3333333333 d-loader deployed", "6666666666 d-trainer deployed"]
    );
    let last = || get(&service, &path(&id)).is(200).text("/latestRevision/blocks/2/status");
    assert_eq!((status(&service, &id), last()), ("deploying".into(), "deploying".into()));
    assert_eq!(ended(instant), ["10000000000 d-scorer deployed", "10000000000  deployed"]);
    assert_eq!((status(&service, &id), last()), ("deployed".into(), "deployed".into()));
    assert_eq!(ended(10 * SECOND), [""; 0]);
}
