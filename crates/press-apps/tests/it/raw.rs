//! `.raw()`: the text of an answer untouched, and the same errors as without it.

use press_apps::{ErrorKind, RawJson};

use crate::support::{SECRET, Script, Step, document};

/// Members that nobody knows, half of a surrogate pair, and space that a reader would not keep.
const SPEC: &str = r#"{ "id":"s-1","kind":"app", "tomorrow":[1.0, 1e2],"metadata":{"name":"n\ud83d","status":"available"}}"#;

#[tokio::test]
async fn the_text_is_as_it_came_and_the_answer_with_it() {
    let body = format!("\u{feff}{SPEC}\r\n\0");
    let client = Script::new([Step::body(200, body).with("x-request-id", "req-9")]).client();
    let answer = client.spec("s-1").unwrap().describe().raw().await.unwrap();
    assert_eq!(answer.as_str(), SPEC);
    assert_eq!((answer.status().as_u16(), answer.request_id()), (200, Some("req-9")));
    assert_eq!(serde_json::to_string(&[&*answer]).unwrap(), format!("[{SPEC}]"));
    assert_eq!(answer.to_string(), SPEC);
    assert_eq!(answer.into_inner().into_string(), SPEC);
}

#[tokio::test]
async fn a_list_gives_its_page_and_items_that_cannot_be_read_stay_in_it() {
    let page = r#"{"pageNumber":2,"pageSize":25,"pageCount":2,"specCount":26,"specs":[{"id":7}],"tomorrow":{}}"#;
    let client = Script::new([Step::body(200, page)]).client();
    let answer = client.specs().list().page(2).raw().await.unwrap();
    assert_eq!(answer.as_str(), page);
    // The page that was not asked for is the same error as ever.
    let error = client.specs().list().strict().page(1).raw().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::List);
}

#[tokio::test]
async fn what_is_no_answer_of_the_operation_is_the_same_error() {
    for (status, body) in
        [(200, r#"{"id":7}"#), (200, "<html>"), (200, ""), (404, "{}"), (200, "{")]
    {
        let client = Script::new([Step::body(status, body)]).client();
        let describe = client.spec("s-1").unwrap().describe();
        let with = describe.clone().raw().await.unwrap_err();
        let without = describe.await.unwrap_err();
        assert_eq!(
            (with.kind(), with.to_string()),
            (without.kind(), without.to_string()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_body_is_empty() {
    let client = Script::new([Step::body(204, "")]).client();
    let spec = client.spec("s-1").unwrap();
    let answer = spec.delete().raw().await.unwrap();
    assert_eq!((answer.len(), serde_json::to_string(&*answer).unwrap()), (0, "null".to_owned()));
    // A refusal that says that the attempt before it was carried out.
    let script = Script::new([Step::Dropped, Step::status(404)]);
    let answer = script.client().spec("s-1").unwrap().delete().raw().await.unwrap();
    assert_eq!((answer.as_str(), answer.status().as_u16()), ("", 404));
}

#[tokio::test]
async fn a_create_is_sent_no_more_often_than_without_it() {
    let script = Script::new([Step::Dropped]);
    let error = script.client().specs().create(document()).raw().await.unwrap_err();
    assert!(error.may_have_been_carried_out());
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn debug_shows_no_value() {
    let client = Script::new([Step::Good]).client();
    let revision = client.deployment("d-1").unwrap().revision(1).unwrap().describe().raw();
    assert_eq!(
        format!("{revision:?}"),
        "RawRequest { operation: \"describe_deployment_revision\", .. }"
    );
    let answer = revision.await.unwrap();
    assert!(answer.contains(SECRET));
    assert!(!format!("{answer:?}").contains(SECRET));
    assert_eq!(RawJson::default().as_str(), "");
}
