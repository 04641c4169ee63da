//! Answers that end too soon, and answers of another shape than that of the operation.

use std::future::IntoFuture as _;

use press_apps::testing::BoxFuture;
use press_apps::types::{
    CreateReleaseRequest, CreateRevisionRequest, ReleaseInput, UpdateDeploymentRequest,
    UpdateSpecRequest, VersionRef,
};
use press_apps::{Client, Error, ErrorKind, RawJson, Response, Sent};

use crate::support::{Script, Step, deployment, document};

type Call = BoxFuture<'static, Result<Response<RawJson>, Error>>;

/// Of an operation, what an answer of another shape costs it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Read,
    Change,
    Create,
    Delete,
}

/// Every operation once. What is asked for with `raw` is read like anything else.
fn calls(client: &Client) -> Vec<(Kind, Call)> {
    let (spec, deployed) = (client.spec("s-1").unwrap(), client.deployment("d-1").unwrap());
    let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), document().config);
    let revision = CreateRevisionRequest::new().release(VersionRef::new("1.0.0"));
    let retitle = UpdateDeploymentRequest::new().title("t");
    let share = UpdateSpecRequest::new().scope("shared");
    vec![
        (Kind::Read, client.specs().list().raw().into_future()),
        (Kind::Read, spec.describe().raw().into_future()),
        (Kind::Read, spec.releases().list().raw().into_future()),
        (Kind::Read, spec.release("1.0.0").unwrap().describe().raw().into_future()),
        (Kind::Read, client.deployments().list().raw().into_future()),
        (Kind::Read, deployed.describe().raw().into_future()),
        (Kind::Read, deployed.revisions().list().raw().into_future()),
        (Kind::Read, deployed.revision(1).unwrap().describe().raw().into_future()),
        (Kind::Change, spec.update(share).raw().into_future()),
        (Kind::Change, deployed.update(retitle).raw().into_future()),
        (Kind::Create, client.specs().create(document()).raw().into_future()),
        (Kind::Create, spec.releases().create(release).raw().into_future()),
        (Kind::Create, client.deployments().create(deployment()).raw().into_future()),
        (Kind::Create, deployed.revisions().create(revision).raw().into_future()),
        (Kind::Create, deployed.redeploy().raw().into_future()),
        (Kind::Delete, spec.delete().raw().into_future()),
        (Kind::Delete, deployed.delete().raw().into_future()),
    ]
}

/// What each of these operations makes of the same answers.
async fn outcomes(steps: &[Step]) -> Vec<(Kind, Result<Response<RawJson>, Error>, usize)> {
    let mut outcomes = Vec::new();
    let count = calls(&Script::new([Step::Good]).client()).len();
    for nth in 0..count {
        let script = Script::new(steps.to_vec());
        let (kind, call) = calls(&script.client()).swap_remove(nth);
        let outcome = call.await;
        outcomes.push((kind, outcome, script.seen().len()));
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn json_that_ends_too_soon_is_asked_for_again_by_all_but_creates() {
    for cut in ["{", "{\"id\":\"s-1\"", "{\"id\":\"s-1\",\"kind\":", "{\"id\":\"caf\u{e9}", "["] {
        // In the middle of a character, too.
        let whole = cut.as_bytes().to_vec();
        let mut bytes = vec![whole.clone()];
        if !cut.is_ascii() {
            bytes.push(whole[..whole.len() - 1].to_vec());
        }
        for cut in bytes {
            let said = format!("its JSON ends too soon, after {} bytes", cut.len());
            for (kind, outcome, sent) in outcomes(&[Step::body(200, cut.clone()), Step::Good]).await
            {
                match outcome {
                    Ok(answer) => {
                        assert!(kind != Kind::Create && sent == 2);
                        assert_eq!(answer.attempts()[0].reason(), Some(ErrorKind::Decode));
                    }
                    Err(error) => {
                        assert!(kind == Kind::Create && sent == 1, "{error}");
                        assert!(error.is_decode() && error.to_string().contains(&said), "{error}");
                        assert!(error.may_have_been_carried_out(), "{error}");
                    }
                }
            }
        }
    }
}

/// What another attempt would not mend is asked for once.
#[tokio::test(start_paused = true)]
async fn json_that_is_wrong_in_another_way_is_not_asked_for_again() {
    for wrong in ["{\"id\": oops}", "{\"id\":\"s-1\"}}", "<html>", "7", "{\"id\":7}", "\u{1f}"] {
        for (kind, outcome, sent) in outcomes(&[Step::body(200, wrong), Step::Good]).await {
            let error = outcome.unwrap_err();
            assert!(error.is_decode(), "{error}");
            assert_eq!((error.was_sent(), sent), (Sent::Yes, 1), "{error}");
            assert_eq!(error.may_have_been_carried_out(), kind != Kind::Read, "{error}");
        }
    }
}

/// Whatever is in it: the document knows no operation that answers with a list.
#[tokio::test(start_paused = true)]
async fn a_list_is_an_answer_of_no_operation() {
    let spec = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;
    let page = r#"{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":0,"specs":[]}"#;
    let members = r#""s-1","app",{"name":"n","status":"available"}"#;
    for (items, inside) in [
        (0, String::new()),
        (1, "{}".to_owned()),
        (1, r#"{"id":"s-1"}"#.to_owned()),
        (1, spec.to_owned()),
        (2, format!("{spec},{spec}")),
        (1, page.to_owned()),
        (3, members.to_owned()),
        (5, "1,25,1,0,[]".to_owned()),
    ] {
        for (_, outcome, sent) in outcomes(&[Step::body(200, format!("[{inside}]"))]).await {
            let error = outcome.unwrap_err();
            assert!(error.is_decode() && sent == 1, "{error}");
            let found = format!("(found a list of {items})");
            assert!(error.to_string().contains(&found), "{error}");
        }
    }
}

/// A page whose list takes more than is read at once is told as well.
#[tokio::test]
async fn a_large_list_in_place_of_a_page_is_told_as_one() {
    let spec = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;
    let many = vec![spec; 5000].join(",");
    let client = Script::new([Step::body(200, format!("[{many}]"))]).client();
    let error = client.specs().list().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("(found a list of 5000)"), "{error}");
    let page = format!(
        r#"{{"pageNumber":1,"pageSize":5000,"pageCount":1,"specCount":5000,"specs":[{many}]}}"#
    );
    let wrapped = Script::new([Step::body(200, format!("[{page}]"))]).client();
    let error = wrapped.specs().list().await.unwrap_err();
    assert!(error.to_string().contains("(found a list of 1)"), "{error}");
    let client = Script::new([Step::body(200, page)]).client();
    assert_eq!(client.specs().list().await.unwrap().len(), 5000);
}

#[tokio::test]
async fn what_stands_in_place_of_a_list_or_of_an_object_is_named_with_its_place() {
    let page = |specs: &str| {
        format!(r#"{{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":1,"specs":{specs}}}"#)
    };
    for (specs, found) in [
        ("{}", "an object with 0 members"),
        (r#"{"0":{"id":"s-1"}}"#, "an object with `0`"),
        (r#""none""#, "\"none\""),
        ("7", "7"),
        ("true", "true"),
    ] {
        let client = Script::new([Step::body(200, page(specs))]).client();
        let error = client.specs().list().await.unwrap_err().to_string();
        assert!(error.contains("at `specs`: expected a list"), "{error}");
        assert!(error.ends_with(&format!("(found {found})")), "{error}");
    }
    // None is no list, and empty.
    let client = Script::new([Step::body(200, page("null"))]).client();
    assert!(client.specs().list().await.unwrap().items().is_empty());
    for (metadata, found) in
        [("[]", "a list of 0"), (r#"["n","available"]"#, "a list of 2"), ("\"n\"", "\"n\"")]
    {
        let spec = format!(r#"{{"id":"s-1","kind":"app","metadata":{metadata}}}"#);
        let client = Script::new([Step::body(200, spec)]).client();
        let error = client.spec("s-1").unwrap().describe().await.unwrap_err().to_string();
        assert!(error.contains("at `metadata`: expected an object"), "{error}");
        assert!(error.ends_with(&format!("(found {found})")), "{error}");
    }
}

#[tokio::test]
async fn what_stands_where_nothing_was_promised_is_named() {
    for (body, found) in [
        ("7", "7"),
        ("\"gone\"", "\"gone\""),
        ("[1]", "a list of 1"),
        (r#"{"id":"s-1"}"#, "an object with `id`"),
    ] {
        let client = Script::new([Step::body(200, body)]).client();
        let error = client.spec("s-1").unwrap().delete().await.unwrap_err();
        let said = format!("{error:#}");
        assert!(said.contains(&format!("expected nothing or `{{}}` (found {found})")), "{said}");
    }
}
