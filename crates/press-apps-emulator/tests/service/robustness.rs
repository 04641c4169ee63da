//! Bad input is never the service's fault: whatever comes in, the answer is below 500 and says what was wrong.

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Emulator, Service, seed};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use crate::support::*;

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z0-9./ é\u{0}-]{0,12}".prop_map(Value::from),
        Just(json!("null")),
        Just(json!("{\"run\": [{\"defaultValue\": NaN}]}")),
        Just(json!("1.0.0")),
        Just(json!(seed::SPEC_PRIVATE)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,10}", inner, 0..4)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Bodies that are fine, one per operation that takes one.
fn good() -> Vec<Value> {
    let parameters = json!({
        "build": [{ "name": "b", "type": "string", "required": false, "hideValue": true }],
        "run": [
            { "name": "agg_type", "type": "string", "required": true, "defaultValue": "AVG", "options": [{ "title": "A", "value": "AVG" }] },
            { "name": "num_iterations", "type": "number", "required": false, "conditions": [
                { "conditionType": "AND", "conditions": [{ "dependsOn": "agg_type", "operator": "equals", "value": "AVG" }] },
            ] },
        ],
    });
    let mut deploy = deployment("d-x", seed::SPEC_PRIVATE);
    deploy["parameters"] =
        json!({ "workflow-block-private": { "run": { "agg_type": "AVG", "file_names": ["a"] } } });
    deploy["appParameters"] = json!({ "run": { "num_iterations": 3 } });
    deploy["spec"]["excludes"] = json!([{ "id": WEBAPP, "releaseVersion": "2.0.0" }]);
    deploy["spec"]["release"] = json!({ "version": "2.0.0" });
    let mut plain = json!({ "spec": document("x"), "featured": true, "scope": "shared", "tenants": ["t"], "parameters": parameters });
    plain["spec"]["config"] = config("1.0.0");
    vec![
        plain,
        spec("y"),
        json!({ "metadata": { "name": "z", "status": "archived", "tags": [{ "name": "t" }] }, "featured": false, "scope": "shared", "tenants": [] }),
        json!({ "release": { "version": "3.0.0", "notes": "n" }, "config": config("2.0.0"), "parameters": parameters }),
        deploy,
        json!({ "name": "n", "title": "t", "tags": [] }),
        json!({ "release": { "version": "2.0.0" }, "revision": { "notes": "n" }, "blocksConfig": { "excludes": [{ "id": WEBAPP }] } }),
        json!({}),
    ]
}

/// Every place in a value.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| places(item, &format!("{at}/{n}"), all));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, member)| places(member, &format!("{at}/{key}"), all));
        }
        _ => {}
    }
}

/// A good body with one place replaced, taken away, or joined by a neighbour.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let mutated =
        (prop::sample::select(good()), any::<prop::sample::Index>(), json_value(), 0..4_u8)
            .prop_map(|(mut body, place, with, how)| {
                let mut all = Vec::new();
                places(&body, "", &mut all);
                let at = all[place.index(all.len())].clone();
                let parent = at
                    .rsplit_once('/')
                    .map(|(parent, member)| (parent.to_owned(), member.to_owned()));
                match (how, parent) {
                    (0, _) => {}
                    (1, Some((parent, member))) => {
                        if let Some(Value::Object(map)) = body.pointer_mut(&parent) {
                            map.remove(&member);
                        }
                    }
                    (2, Some((parent, member))) => {
                        if let Some(Value::Object(map)) = body.pointer_mut(&parent) {
                            map.insert(format!("{member}x"), with);
                        }
                    }
                    _ => {
                        if let Some(place) = body.pointer_mut(&at) {
                            *place = with;
                        }
                    }
                }
                body.to_string().into_bytes()
            });
    prop_oneof![8 => mutated, 1 => json_value().prop_map(|value| value.to_string().into_bytes()), 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        Just("v1".to_owned()),
        Just("apps".to_owned()),
        Just("specs".to_owned()),
        Just("deployments".to_owned()),
        Just("releases".to_owned()),
        Just("revisions".to_owned()),
        Just("redeploy".to_owned()),
        Just("1.0.0".to_owned()),
        Just("1".to_owned()),
        Just("%FF".to_owned()),
        Just("..".to_owned()),
        "[a-z0-9.%+-]{0,6}",
    ];
    let known = prop::sample::select(vec![
        "/v1/apps/specs/".to_owned(),
        format!("/v1/apps/specs/{}", seed::SPEC_PRIVATE),
        format!("/v1/apps/specs/{}", seed::SPEC_PUBLIC),
        format!("/v1/apps/specs/{}/releases", seed::SPEC_PRIVATE),
        format!("/v1/apps/specs/{}/releases/1.0.0", seed::SPEC_PRIVATE),
        "/v1/apps/deployments/".to_owned(),
        format!("/v1/apps/deployments/{}", seed::DEPLOYMENT_DEPLOYED),
        format!("/v1/apps/deployments/{}/redeploy", seed::DEPLOYMENT_FAILED),
        format!("/v1/apps/deployments/{}/revisions", seed::DEPLOYMENT_DEPLOYED),
        format!("/v1/apps/deployments/{}/revisions/1", seed::DEPLOYMENT_DEPLOYED),
    ]);
    let odd = prop::collection::vec(segment, 0..7)
        .prop_map(|segments| format!("/{}", segments.join("/")));
    prop_oneof![5 => known, 1 => odd]
}

fn query() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "status",
        "scope",
        "featured",
        "name",
        "title",
        "sort",
        "pageSize",
        "pageNumber",
        "pagesize",
        "",
    ]);
    let value = prop_oneof![
        Just("available,archived"),
        Just("True"),
        Just("createdAt:desc"),
        Just("nope:sideways"),
        Just("-5"),
        Just("0"),
        Just("99999999999999999999999"),
        Just("%FF"),
        Just(""),
        Just("1"),
        Just(",,,"),
        Just(":")
    ];
    prop::collection::vec((key, value), 0..4).prop_map(|pairs| {
        let pairs: Vec<String> =
            pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    })
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "BREW"])
}

/// The promise, for one request.
fn check(service: &Service, method: &str, path: &str, body: Vec<u8>) -> Result<(), TestCaseError> {
    let Ok(request) = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", service.token())
        .body(Bytes::from(body))
    else {
        return Ok(()); // no HTTP client could send it
    };
    let response = call(service, request);
    let status = response.status().as_u16();
    prop_assert!(status < 500, "{method} {path}: {status} {:?}", response.body());
    prop_assert!(response.headers().contains_key("x-request-id"));
    if method == "HEAD" || status == 204 {
        prop_assert!(response.body().is_empty());
        return Ok(());
    }
    let body: Value = serde_json::from_slice(response.body())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    if status >= 400 {
        prop_assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}");
    }
    Ok(())
}

/// This many cases, the same in every run. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` set others, as `cargo xtask check properties` does.
fn cases(count: u32) -> ProptestConfig {
    let is_set = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if !is_set("PROPTEST_CASES") {
        config.cases = count;
    }
    if !is_set("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(u64::from(count));
    }
    config
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn one_odd_request_is_answered(method in method(), path in path(), query in query(), body in body()) {
        let service = Emulator::builder().seed_data(true).service();
        check(&service, method, &format!("{path}{query}"), body)?;
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn many_odd_requests_in_a_row_are_answered_and_lists_still_work(
        requests in prop::collection::vec((method(), path(), query(), body()), 60)
    ) {
        let service = Emulator::builder().seed_data(true).any_block(true).service();
        for (method, path, query, body) in requests {
            check(&service, method, &format!("{path}{query}"), body)?;
        }
        for path in ["/v1/apps/specs/", "/v1/apps/deployments/"] {
            prop_assert_eq!(get(&service, path).status, 200);
        }
    }
}
