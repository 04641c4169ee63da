//! The service refuses every mistake with the same finding, and with the status that tells what kind of mistake it is.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use press_apps::parameters::ReleaseParameters;
use press_apps::validation::rules::{Applies, find};
use press_apps_emulator::{Block, Clock, Emulator};
use press_apps_tests::{Press, WireRequest, WireResponse, api};
use serde_json::{Value, json};

use super::cases::{Ask, Case, cases};
use super::support::{full, wire};
use super::table::{definitions, lost_definition, values_cases};
use super::{all_rules_but, expected, wire_body};
use crate::world::create;

/// Rules that no request to the service can break, each with the reason. Those of files are not asked at all.
const ELSEWHERE: [(&str, &str); 2] = [
    ("operation", "an unknown path is no call of an operation: 404"),
    ("skip", "no rule of the service is left out"),
];

/// Mistakes for a client that the service takes, or answers in other words, each with the reason.
const OTHERWISE: [(&str, &str, &str, Otherwise); 5] = [
    // The Python client writes truth values with a capital.
    ("list_specs", "type", "/featured", Otherwise::Taken),
    // What changes nothing is told by what is stored, in the words that clients look for.
    ("update_spec_metadata", "something-to-change", "", Otherwise::Said("No changes detected")),
    (
        "update_deployment_metadata",
        "something-to-change",
        "",
        Otherwise::Said("No changes detected"),
    ),
    // Without an id the path is that of the list.
    ("describe_spec", "min-length", "/specId", Otherwise::Taken),
    ("describe_spec", "required", "/specId", Otherwise::Taken),
];

#[derive(Clone, Copy)]
enum Otherwise {
    Taken,
    Said(&'static str),
}

/// A service where each good value of the table is taken, and the ids of a spec and a deployment in it.
struct World {
    press: Press,
    spec: String,
    deployment: String,
}

impl World {
    fn of(case: &Case) -> Self {
        let service = Emulator::builder().clock(Clock::Virtual).any_block(true).service();
        let press = Press::of(service);
        let mut spec = full("create_spec");
        spec["spec"]["metadata"]["name"] = "base".into();
        spec["spec"]["release"]["version"] = "0.1.0".into();
        let spec = create(&press, "/v1/apps/specs/", &wire("create_spec", spec));
        // A new release has to be greater than the last, and a deployment needs those it names.
        if case.operation != "create_spec_release" {
            for version in ["1.0.0", "2.0.0"] {
                let mut release = full("create_spec_release");
                release["release"]["version"] = version.into();
                create(&press, &format!("/v1/apps/specs/{spec}/releases"), &release);
            }
        }
        let mut deployment = full("create_deployment");
        deployment["metadata"]["name"] = "base".into();
        deployment["spec"] = json!({ "id": spec });
        // Only what failed is redeployed.
        press.service().script("base").fail_at_block(1);
        let deployment = create(&press, "/v1/apps/deployments/", &deployment);
        press.service().advance(std::time::Duration::from_secs(3600));
        Self { press, spec, deployment }
    }

    fn send(
        &self,
        operation: &str,
        path: &[(&str, &str)],
        query: &str,
        body: &Value,
    ) -> WireResponse {
        let described = api().operation(operation).unwrap();
        let mut target = described.path.clone();
        let known = [
            ("specId", self.spec.as_str()),
            ("deploymentId", self.deployment.as_str()),
            ("release", "0.1.0"),
            ("revision", "1"),
        ];
        for (name, value) in path.iter().chain(&known) {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
            target = target.replace(&format!("{{{name}}}"), &value);
        }
        let body = (!body.is_null()).then_some(body);
        let request = self.press.request(&described.method, &target, body);
        self.press.call(&WireRequest { query: query.to_owned(), ..request })
    }

    /// The answer to one of the values of a case.
    fn answer(&self, case: &Case, bad: bool) -> WireResponse {
        match &case.ask {
            Ask::Body { at, bad: wrong, good, .. } => {
                let mut body = wire_body(case, at, if bad { wrong } else { good });
                // The spec of the table has another id here.
                if body.pointer("/spec/id") == Some(&"spec-1".into()) {
                    body["spec"]["id"] = self.spec.as_str().into();
                }
                self.send(case.operation, &[], "", &body)
            }
            Ask::Query { bad: wrong, good, .. } => {
                let pairs = if bad { wrong } else { good };
                let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                let query: Vec<String> =
                    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
                self.send(case.operation, &[], &query.join("&"), &Value::Null)
            }
            Ask::Path { bad: wrong, good, .. } => {
                let path = if bad { wrong } else { good };
                let empty: &[(&str, &str)] = &[("specId", "")];
                let path = if path.is_empty() { empty } else { path };
                self.send(case.operation, path, "", &Value::Null)
            }
        }
    }
}

fn detail(response: &WireResponse) -> String {
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    body["detail"].as_str().unwrap_or_default().to_owned()
}

/// 400 for what cannot be read as what it should be, 422 for what can, but breaks a rule.
fn status(case: &Case) -> u16 {
    match (&case.ask, case.rule) {
        (Ask::Query { .. } | Ask::Path { .. }, _) | (_, "json-text") => 400,
        _ => 422,
    }
}

fn otherwise(case: &Case) -> Option<Otherwise> {
    let at = match &case.ask {
        Ask::Body { at, found_at, .. } => found_at.unwrap_or(at),
        Ask::Query { found_at, .. } | Ask::Path { found_at, .. } => found_at,
    };
    let found = OTHERWISE.iter().find(|(operation, rule, place, _)| {
        (*operation, *rule, *place) == (case.operation, case.rule, at)
    });
    found.map(|(.., otherwise)| *otherwise)
}

/// Every case of the table.
fn requests() -> BTreeSet<&'static str> {
    let mut kept = BTreeSet::new();
    for case in cases() {
        let name = format!("{} {} ({})", case.operation, case.rule, case.source);
        let response = World::of(&case).answer(&case, true);
        match otherwise(&case) {
            Some(Otherwise::Taken) => assert_eq!(response.status, 200, "{name}"),
            Some(Otherwise::Said(words)) => {
                assert_eq!((response.status, detail(&response).as_str()), (422, words), "{name}");
                kept.insert(case.rule);
            }
            None => {
                assert_eq!(detail(&response), expected(&case).to_string(), "{name}");
                assert_eq!(response.status, status(&case), "{name}");
                kept.insert(case.rule);
            }
        }
        let response = World::of(&case).answer(&case, false);
        let fine = match case.ask {
            // What the path of the table speaks of is not there.
            Ask::Path { .. } => response.status == 404,
            _ => response.status < 300,
        };
        assert!(fine, "{name}: {} {}", response.status, detail(&response));
    }
    kept
}

/// A service with a spec whose parameters are those of [`definitions`], in release 1.0.0.
pub(super) fn with_parameters() -> (Press, String) {
    let block = Block::new("blk-1", "loader", "workflow").release("1.0.0", definitions());
    let service = Emulator::builder().clock(Clock::Virtual).block(block).service();
    let press = Press::of(service);
    let spec = create(&press, "/v1/apps/specs/", &spec_with("churn", &definitions()));
    (press, spec)
}

fn spec_with(name: &str, parameters: &Value) -> Value {
    let document = json!({
        "version": 1, "kind": "app", "metadata": { "name": name, "summary": "s" },
        "release": { "version": "1.0.0" }, "config": [{ "id": "blk-1", "release": { "version": "1.0.0" } }],
    });
    json!({ "spec": document.to_string(), "parameters": parameters.to_string() })
}

/// Values that the release they are for does not take, of deployments and of revisions.
fn values() -> BTreeSet<&'static str> {
    let mut kept = BTreeSet::new();
    for case in values_cases() {
        let name = format!("{} ({})", case.rule, case.source);
        let (press, spec) = with_parameters();
        let release = ReleaseParameters::new(&definitions()).block("loader", &definitions());
        let said = release.evaluate(&case.bad).into_problems().to_string();
        assert!(said.contains(&format!("[{}]", case.rule)) && said.contains(case.at), "{name}");

        let with = |mut body: Value, values: &Value| {
            let values = values.as_object().unwrap().clone();
            body.as_object_mut().unwrap().extend(values);
            body
        };
        let post =
            |target: &str, body: &Value| press.call(&press.request("POST", target, Some(body)));
        let base =
            json!({ "metadata": { "name": "base", "summary": "s" }, "spec": { "id": spec } });
        let refused = post("/v1/apps/deployments/", &with(base.clone(), &case.bad));
        assert_eq!((refused.status, detail(&refused)), (422, said.clone()), "{name}");
        let deployment = create(&press, "/v1/apps/deployments/", &with(base, &case.good));

        press.service().advance(std::time::Duration::from_secs(3600));
        let revisions = format!("/v1/apps/deployments/{deployment}/revisions");
        let refused = post(&revisions, &with(json!({}), &case.bad));
        assert_eq!((refused.status, detail(&refused)), (422, said), "{name}");
        assert_eq!(post(&revisions, &with(json!({}), &case.good)).status, 201, "{name}");
        kept.insert(case.rule);
    }
    let (press, spec) = with_parameters();
    let mut body = spec_with("lost", &lost_definition());
    let said = "/parameters/run/0/name: expected a run parameter of one of the blocks, found \"lost\"; \
                a parameter of the app passes its value on to the blocks that define it [app-parameter-in-block]";
    let refused = press.call(&press.request("POST", "/v1/apps/specs/", Some(&body)));
    assert_eq!((refused.status, detail(&refused).as_str()), (422, said));
    body = json!({
        "release": { "version": "2.0.0" }, "config": [{ "id": "blk-1", "release": { "version": "1.0.0" } }],
        "parameters": lost_definition(),
    });
    let target = format!("/v1/apps/specs/{spec}/releases");
    let refused = press.call(&press.request("POST", &target, Some(&body)));
    assert_eq!((refused.status, detail(&refused).as_str()), (422, said));
    kept.insert("app-parameter-in-block");
    kept
}

#[test]
fn every_rule_is_kept_by_the_service_in_the_same_words() {
    let mut kept = requests();
    kept.extend(values());
    let expected = all_rules_but(&ELSEWHERE)
        .into_iter()
        .filter(|rule| find(rule).unwrap().applies != Applies::File);
    assert_eq!(kept, expected.collect(), "a rule has no case");
}

/// A change of the tenants alone is judged by the scope that is stored, which only the service knows.
#[test]
fn tenants_alone_are_judged_by_what_is_stored() {
    let press = Press::new();
    let spec = |name: &str, more: Value| {
        let document = json!({
            "version": 1, "kind": "app", "metadata": { "name": name, "summary": "s" }, "release": { "version": "1.0.0" },
            "config": [],
        });
        let mut body = json!({ "spec": document.to_string() });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        create(&press, "/v1/apps/specs/", &body)
    };
    let (private, shared) = (spec("one", json!({})), spec("two", json!({ "scope": "shared" })));
    let tenants = |id: &str| {
        let body = json!({ "tenants": ["t1"] });
        press.call(&press.request("PATCH", &format!("/v1/apps/specs/{id}"), Some(&body)))
    };
    assert_eq!(tenants(&shared).status, 200);
    let refused = tenants(&private);
    assert_eq!(refused.status, 422);
    assert!(detail(&refused).ends_with("[tenants-need-shared-scope]"));

    let client = press_apps::Client::builder().token("any-token").build().unwrap();
    let changes = press_apps::types::UpdateSpecRequest::new().tenants(["t1"]);
    client.spec(private).unwrap().update(changes).validate().unwrap();
}
