//! What is told about whether a change may have been carried out, and which refusal of a repeated one is a success after all.

use press_apps::types::{UpdateDeploymentRequest, UpdateSpecRequest};
use press_apps::{Client, Error, ErrorKind, Sent};

use crate::support::{Script, Step, document};

/// JSON that ends too soon.
fn cut() -> Step {
    Step::body(200, r#"{"id":"s-"#)
}

async fn create(client: &Client) -> Result<(), Error> {
    client.specs().create(document()).await.map(drop)
}

async fn update(client: &Client) -> Result<(), Error> {
    let update = UpdateDeploymentRequest::new().title("t");
    client.deployment("d-1").unwrap().update(update).await.map(drop)
}

async fn delete(client: &Client) -> Result<(), Error> {
    client.spec("s-1").unwrap().delete().await.map(drop)
}

async fn describe(client: &Client) -> Result<(), Error> {
    client.spec("s-1").unwrap().describe().await.map(drop)
}

fn no_changes(status: u16) -> Step {
    Step::body(status, r#"{"detail":"No changes detected"}"#)
}

#[tokio::test(start_paused = true)]
async fn each_status_says_whether_a_create_may_have_been_carried_out() {
    for status in (100..=199).chain(300..=599) {
        let script = Script::new([Step::status(status)]);
        let error = create(&script.client()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.was_sent(), Sent::Yes);
        let uncertain = status == 408 || status >= 500;
        assert_eq!(error.may_have_been_carried_out(), uncertain, "{error}");
        let said = error.to_string().contains("whether it was carried out is not known");
        assert_eq!(said, uncertain, "{error}");
        // Only what surely did nothing is sent again.
        let sent = if status == 429 { 4 } else { 1 };
        assert_eq!(script.seen().len(), sent, "{error}");
        if uncertain {
            assert!(error.help().contains("client.specs().find_by_name"), "{}", error.help());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_change_says_it_and_a_read_never_does() {
    for (step, uncertain) in [
        (Step::status(400), false),
        (Step::status(408), true),
        (Step::status(409), false),
        (Step::status(429), false),
        (Step::status(500), true),
        (Step::status(503), true),
        (Step::body(200, "<html>"), true),
        (cut(), true),
        (Step::Truncated, true),
        (Step::Dropped, true),
        (Step::Stalled, true),
        (Step::Refused, false),
    ] {
        let client = Script::new([step]).client();
        for error in [create(&client).await, update(&client).await, delete(&client).await] {
            let error = error.unwrap_err();
            assert_eq!(error.may_have_been_carried_out(), uncertain, "{error}");
        }
        let error = describe(&client).await.unwrap_err();
        assert!(!error.may_have_been_carried_out(), "{error}");
    }
}

/// A repeated change is refused because it is made already: only if an attempt before may have made it.
#[tokio::test(start_paused = true)]
async fn a_refusal_is_a_success_only_after_an_attempt_that_may_have_worked() {
    for (first, worked) in [
        (Step::Refused, false),
        (Step::status(429), false),
        (Step::status(408), true),
        (Step::status(502), true),
        (Step::status(503), true),
        (Step::status(504), true),
        (Step::Dropped, true),
        (Step::Stalled, true),
        (Step::Truncated, true),
        (cut(), true),
    ] {
        let script = Script::new([first.clone(), no_changes(422)]);
        let updated = update(&script.client()).await;
        assert_eq!((updated.is_ok(), script.seen().len()), (worked, 2), "{updated:?}");
        let script = Script::new([first.clone(), Step::status(404)]);
        let deleted = delete(&script.client()).await;
        assert_eq!((deleted.is_ok(), script.seen().len()), (worked, 2), "{deleted:?}");
        // A read that finds nothing has found nothing.
        let described = describe(&Script::new([first, Step::status(404)]).client()).await;
        assert!(described.unwrap_err().is_not_found());
    }
}

/// Which status the service gives "No changes detected" is documented nowhere: a refusal of the request, whichever.
#[tokio::test(start_paused = true)]
async fn no_changes_detected_is_a_success_as_a_4xx_alone() {
    for status in [400, 404, 409, 422, 499] {
        let script = Script::new([Step::Dropped, no_changes(status)]);
        let client = script.client();
        let spec = client.spec("s-1").unwrap();
        let updated = spec.update(UpdateSpecRequest::new().scope("shared")).await.unwrap();
        assert_eq!((updated.status().as_u16(), updated.attempts().len()), (status, 2));
        assert!(updated.into_inner().is_none());
    }
    let page = Step::body(200, "<title>No changes detected</title>");
    for (answer, kind) in [
        (page, ErrorKind::Decode),
        (no_changes(302), ErrorKind::Redirect),
        (no_changes(399), ErrorKind::UnexpectedStatus),
        (no_changes(500), ErrorKind::InternalServerError),
        (no_changes(501), ErrorKind::UnexpectedStatus),
    ] {
        let error = update(&Script::new([Step::Dropped, answer]).client()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.may_have_been_carried_out(), "{error}");
    }
    // Of a delete it says nothing, nor does another 4xx.
    for status in [400, 403, 409, 410, 422] {
        let script = Script::new([Step::Dropped, no_changes(status)]);
        let error = delete(&script.client()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert!(error.may_have_been_carried_out(), "{error}");
    }
}
