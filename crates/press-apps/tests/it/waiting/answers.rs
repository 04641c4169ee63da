//! Waits that begin at an answer, and what is refused before anything is sent.

use futures_util::stream::FusedStream as _;
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput, VersionRef,
};
use press_apps::{ErrorKind, Outcome, Sent};

use super::{World, odd, revision};

#[tokio::test]
async fn a_wait_for_a_create_is_for_revision_one() {
    let world = World::new();
    let created = world.create("churn").await;
    world.press.advance(2 * super::MINUTE);
    let handle = world.client.deployment(&created.id).unwrap();
    handle.revisions().create(revision()).await.unwrap();
    let outcome = created.wait(&world.client).await.unwrap();
    assert!(matches!(outcome, Outcome::Superseded { by } if by.get() == 2), "{outcome}");
}

#[tokio::test]
async fn a_wait_without_a_number_stays_with_the_revision_that_it_saw_first() {
    let world = World::new();
    let handle = world.settled("churn").await;
    handle.revisions().create(revision()).await.unwrap();
    let told = super::changes::told();
    handle.wait().on_change(told.teller()).await.unwrap();
    assert!(!told.lines().is_empty());
    let error = handle.wait().revision(1).await.unwrap().into_result().unwrap_err();
    assert!(error.to_string().contains("superseded: revision 2"), "{error}");
}

/// The answer to a create says neither of what kind the thing is nor its number.
#[tokio::test]
async fn the_answer_to_a_new_spec_has_nothing_to_wait_for_and_nothing_is_sent() {
    let world = World::new();
    let block = BlockConfig::new("0bddb4c6-40c5-45c3-b477-fceb2c051609", VersionRef::new("1.0.0"));
    let (metadata, release) = (MetadataInput::new("app", "s"), ReleaseInput::new("1.0.0"));
    let document = AppSpecDocument::new(1, AppKind::App, metadata, release, [block]);
    let created = world.client.specs().create(document).await.unwrap();
    let error = created.wait(&world.client).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Validation, Sent::No));
    assert_eq!(
        error.to_string(),
        "nothing was sent: this is the answer to create_spec, which makes no deployment, so there is nothing to wait for"
    );
    assert!(error.help().contains("client.deployments().create(..)"), "{}", error.help());
    let mut changes = created.wait(&world.client).changes();
    assert!(!changes.is_terminated() && changes.try_next().await.is_err());
    assert!(changes.is_terminated() && changes.try_next().await.unwrap().is_none());
    assert_eq!(world.polls(), 0);
}

#[tokio::test]
async fn a_number_that_no_revision_has_is_refused_and_nothing_is_sent() {
    let world = World::new();
    let error = odd(&world).wait().revision(0).await.unwrap_err();
    assert!(error.is_validation(), "{error}");
    assert_eq!(world.polls(), 0);
}

/// Whatever the service calls the deployment: it cannot name another path.
#[tokio::test]
async fn an_answered_id_is_checked_before_it_becomes_part_of_a_path() {
    let world = World::new();
    let fault = press_apps::emulator::Fault::on("create_deployment").set("/id", "../specs".into());
    world.fail(1, fault);
    let created = world.create("churn").await;
    assert!(created.wait(&world.client).await.unwrap_err().is_validation());
    assert_eq!(world.polls(), 0);
}
