//! Scenario files: what they bring, and where they are wrong.

use press_apps_emulator::{Emulator, InvalidScenario, Scenario, Service};
use serde_json::json;

use crate::support::*;

const WHOLE: &str = r#"
seed: 7
clock: virtual
deployTime: 10m
rate: 100/min
tokens: [first-token, second-token]
tenants:
  globex: globex-token
blocks:
  - id: loader-1
    name: loader
    kind: service
    releases:
      - version: "1.0.0"
        parameters: { run: [{ name: limit, type: number, required: true }], build: [] }
specs:
  - id: spec-1
    scope: shared
    tenants: [globex]
    spec:
      version: 1
      kind: app
      metadata: { name: churn, summary: Who is about to leave }
      release: { version: "1.0.0", notes: The first }
      config: [{ id: loader-1, release: { version: "1.0.0" } }, { id: 1jgf45hk-38h6-22h6-b460-aceb2c385790, release: { version: "1.0.0" } }]
    releases:
      - release: { version: "1.1.0" }
        config: [{ id: loader-1, release: { version: "1.0.0" } }]
deployments:
  - id: eu-1
    metadata: { name: churn-eu, summary: Churn in Europe }
    spec: { name: churn, release: { version: "1.0.0" } }
    parameters: { loader: { run: { limit: 5 } } }
    script: fail:2, deployed
  - tenant: globex
    metadata: { name: churn-us, summary: Churn elsewhere }
    spec: churn
    parameters: { loader: { run: { limit: 6 } } }
    script: stuck
scripts: { churn-asia: rollback }
faults: ["describe_spec:503x1", { rule: "*:stale" }]
"#;

fn parse(text: &str) -> Result<Scenario, InvalidScenario> {
    Scenario::parse(text, "s.yaml")
}

fn furnish(text: &str) -> Service {
    let scenario = parse(text).unwrap_or_else(|error| panic!("{error}"));
    Emulator::builder().scenario(&scenario).unwrap_or_else(|error| panic!("{error}")).service()
}

/// What is wrong with a file, whether it shows at once or when the service is furnished.
fn said(text: &str) -> String {
    let error =
        parse(text).and_then(|scenario| Emulator::builder().scenario(&scenario).map(|_| ()));
    error.expect_err(text).to_string()
}

#[test]
fn a_file_brings_everything_it_names() {
    let text = WHOLE.replace(r#", { rule: "*:stale" }"#, "");
    let service = furnish(&text);
    assert_eq!((service.token(), service.seed()), ("first-token", Some(7)));
    assert_eq!(status(&service, "eu-1"), "failed");
    let shown = get(&service, "/v1/apps/deployments/eu-1").is(200);
    assert_eq!(shown.text("/spec/id"), "spec-1");
    assert_eq!(
        shown.body["spec"]["release"],
        json!({ "currentVersion": "1.0.0", "latestVersion": "1.1.0" })
    );
    // The second step is for the run to come.
    post(&service, "/v1/apps/deployments/eu-1/redeploy", json!({})).is(202);
    assert_eq!(status(&service, "eu-1"), "redeploying");
    service.settle();
    assert_eq!(status(&service, "eu-1"), "deployed");
    let other = with_token(&service, "globex-token", "GET", "/v1/apps/deployments/", "").is(200);
    assert_eq!(other.body["deployments"][0]["metadata"]["status"], "deploying");
    assert_eq!(
        with_token(&service, "second-token", "GET", "/v1/apps/specs/spec-1/releases/1.1.0", "")
            .is(200)
            .text("/version"),
        "1.1.0"
    );
    let rules: Vec<String> = service.faults().iter().map(|rule| rule.fault.to_string()).collect();
    assert_eq!(rules, ["describe_spec:503x1"]);
    let mut body = deployment("churn-asia", "spec-1");
    body["parameters"] = json!({ "loader": { "run": { "limit": 1 } } });
    let id = create_deployment(&service, body);
    service.settle();
    assert_eq!(status(&service, &id), "rollback_complete");
    service.reset();
    assert_eq!(status(&service, "eu-1"), "failed");
}

#[test]
fn the_same_seed_gives_the_same_ids_and_times() {
    let text = "seed: 7\nspecs:\n  - spec: { version: 1, kind: app, metadata: { name: a, summary: s }, release: { version: \"1.0.0\" }, config: [] }\n";
    let seen = || {
        let service = furnish(text);
        let listed = get(&service, "/v1/apps/specs/").is(200).body;
        (listed, create_spec(&service, spec("another")))
    };
    assert_eq!(seen(), seen());
    let other = furnish(&text.replace("seed: 7", "seed: 8"));
    assert_ne!(create_spec(&other, spec("another")), seen().1);
    assert_eq!(seen().0["specs"][0]["metadata"]["createdAt"], "2020-01-01T18:00:00.000Z");
}

#[test]
fn a_token_of_a_flag_wins_over_those_of_the_file() {
    let scenario = parse(&WHOLE.replace(r#", { rule: "*:stale" }"#, "")).expect("a scenario");
    let service =
        Emulator::builder().token("flag-token").scenario(&scenario).expect("it fits").service();
    assert_eq!(service.token(), "flag-token");
    with_token(&service, "first-token", "GET", "/v1/apps/specs/", "").is(401);
    with_token(&service, "globex-token", "GET", "/v1/apps/specs/", "").is(200);
}

#[test]
fn without_tokens_the_usual_one_is_known() {
    let service = furnish("tenants: { globex: [globex-token] }\n");
    get(&service, "/v1/apps/specs/").is(200);
    with_token(&service, "globex-token", "GET", "/v1/apps/specs/", "").is(200);
}

#[test]
fn every_finding_has_its_line_and_column_and_the_nearest_name() {
    for (text, expected) in [
        ("sede: 7\n", r#"s.yaml:1:1: /sede: expected"#),
        ("sede: 7\n", r#"did you mean "seed"?"#),
        ("deploy_time: 7s\n", r#"did you mean "deployTime"?"#),
        ("seed: soon\n", "s.yaml:1:7: /seed: expected a whole number, 0 or more, found text"),
        ("clock: slow\n", "s.yaml:1:8: /clock: expected fixed, virtual or real, found \"slow\""),
        ("rate: 5\n", "s.yaml:1:7: /rate: expected a rate such as `5/s`"),
        ("tokens: [short]\n", "s.yaml:1:10: /tokens/0: expected at least 8 characters, found 5"),
        (
            "faults:\n  - create_spec:429\n  - create_spce:429\n",
            "s.yaml:3:5: /faults/1: expected the id of an operation",
        ),
        ("scripts:\n  churn: fial:2\n", "s.yaml:2:10: /scripts/churn: expected deployed"),
        (
            "blocks:\n  - { name: a }\n",
            "/blocks/0/id: expected the id of a block spec, found nothing",
        ),
        (
            "blocks: [{ id: a, name: b, releases: [{ verson: \"1.0.0\" }] }]\n",
            "did you mean \"version\"?",
        ),
        ("specs:\n  - spec: { kind: app, metadata: { nmae: a } }\n", "did you mean \"name\"?"),
        (
            "specs:\n  - spec: { kind: app }\n    owner: me\n",
            "s.yaml:3:5: /specs/0/owner: expected",
        ),
        (
            "deployments:\n  - { id: a/b, metadata: { name: a, summary: s }, spec: a }\n",
            "s.yaml:2:11: /deployments/0/id: expected an id without `/`",
        ),
        (
            "deployments:\n  - metadata: { name: a, summary: s }\n    spec: churn\n",
            "s.yaml:3:11: /deployments/0/spec: expected the name of a spec that is there, found \"churn\"",
        ),
        ("seed: 1\nseed: 2\n", "s.yaml:2:1"),
        ("a: [\n", "s.yaml:"),
        ("- a\n", "expected an object, found a list"),
    ] {
        let said = said(text);
        assert!(said.contains(expected), "{text}: {said}");
    }
}

#[test]
fn what_the_service_refuses_is_told_where_it_stands() {
    let spec = |name: &str, block: &str| {
        format!(
            "  - spec:\n      version: 1\n      kind: app\n      metadata: {{ name: {name}, summary: s }}\n      release: {{ version: \"1.0.0\" }}\n      config:\n        - {{ id: {block}, release: {{ version: \"1.0.0\" }} }}\n"
        )
    };
    let twice = format!("specs:\n{}{}", spec("a", WORKFLOW), spec("a", WORKFLOW));
    assert!(
        said(&twice).contains("s.yaml:12:25: /specs/1/spec/metadata/name: "),
        "{}",
        said(&twice)
    );
    assert!(said(&twice).contains("the name `a` is taken by app spec"), "{}", said(&twice));
    let block = format!("specs:\n{}", spec("a", "no-such-block"));
    assert!(
        said(&block).contains("there is no block spec `no-such-block`; there are"),
        "{}",
        said(&block)
    );
    assert!(said(&block).starts_with("s.yaml:8:"), "{}", said(&block));
    let values = format!(
        "specs:\n{}deployments:\n  - metadata: {{ name: d, summary: s }}\n    spec: a\n    parameters:\n      workflow-block-private:\n        run: {{ num_iterations: many, agg_type: 5 }}\n",
        spec("a", WORKFLOW)
    );
    let said = said(&values);
    assert!(said.contains("s.yaml:14:32: /deployments/0/parameters/workflow-block-private/run/num_iterations: expected a number, found text"), "{said}");
    assert!(said.contains("s.yaml:14:48: /deployments/0/parameters/workflow-block-private/run/agg_type: expected text, found a number"), "{said}");
    assert!(!said.contains("many"), "{said}");
}

#[test]
fn no_finding_shows_a_token() {
    let said = said("tokens: [my-sec, [a]]\ntenants: { globex: { a: my-secret-token } }\n");
    assert!(!said.contains("my-sec"), "{said}");
}

#[tokio::test]
async fn settings_that_a_file_does_not_fit_are_told_at_the_start() {
    let text = "specs:\n  - spec: { version: 1, kind: app, metadata: { name: churn-model, summary: s }, release: { version: \"1.0.0\" }, config: [] }\n";
    let scenario = parse(text).expect("a scenario");
    let settings = Emulator::builder().scenario(&scenario).expect("it fits").seed_data(true);
    let said = settings.start().await.expect_err("a name twice").to_string();
    assert!(said.contains("s.yaml:2:") && said.contains("`churn-model` is taken"), "{said}");
}
