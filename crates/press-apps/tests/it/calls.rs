//! A read comes through failures, and a dry run shows no value unless it is asked to.

use crate::support::{SECRET, Script, Step, TOKEN, deployment, waits};

#[tokio::test(start_paused = true)]
async fn a_read_comes_through_after_two_failures() {
    let script = Script::new([Step::status(503), Step::Dropped, Step::Good]);
    let client = script.client();
    let spec = client.spec("s-1").unwrap().describe().await.unwrap();
    assert_eq!(spec.metadata.name, "n");
    assert_eq!(spec.request_id(), Some("req-1"));
    assert_eq!(waits(spec.attempts()), [200, 400]);
    assert_eq!(spec.elapsed().as_millis(), 600);
}

#[test]
fn values_are_shown_in_a_dry_run_only_when_asked() {
    let client = Script::new([Step::Good]).client();
    let create = client.deployments().create(deployment());
    let curl = create.to_curl().unwrap();
    assert!(!curl.to_string().contains(SECRET));
    assert!(curl.clone().reveal_values().to_string().contains(SECRET));
    assert!(!curl.reveal_values().to_string().contains(TOKEN));
    assert!(create.build().unwrap().headers()["authorization"].is_sensitive());
}

#[test]
fn a_request_without_a_body_is_shown_without_one() {
    let client = Script::new([Step::Good]).client();
    let curl = client.specs().list().page(2).to_curl().unwrap().to_string();
    let mut lines: Vec<_> = curl.lines().map(|line| line.trim().trim_end_matches(" \\")).collect();
    assert_eq!(lines.remove(0), "curl -X GET 'http://localhost:1/v1/apps/specs/?pageNumber=2'");
    lines.sort_unstable();
    let agent = lines.pop().unwrap();
    assert!(agent.starts_with("-H 'user-agent: press-apps/"), "{agent}");
    assert_eq!(
        lines,
        [
            "-H \"authorization: $PEAK_AUTH_TOKEN\"",
            "-H 'accept-encoding: identity'",
            "-H 'accept: application/json'",
        ]
    );
}
