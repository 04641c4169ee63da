//! Requests that were written by hand and that the service takes: what may be empty, long, or missing.

use press_apps_emulator::seed::{DEPLOYMENT_DEPLOYED, SPEC_PRIVATE};
use press_apps_model::rules::{self, Applies};
use serde_json::{Value, json};

use super::answers::KNOWN;
use super::bodies::{with_any_block, with_texts};
use super::requests::Sent;
use crate::calls::{BLOCK, OTHER_BLOCK};
use crate::{Operation, Parameter, api};

/// The requests.
///
/// # Panics
///
/// When the service refuses one.
#[must_use]
pub fn taken() -> Vec<Sent> {
    let mut taken = Vec::new();
    // Nothing in a text that may be empty, in lists of one and of none; far more than anybody writes, in lists of several.
    bodies("x", "", 1, &mut taken);
    bodies("x", "", 0, &mut taken);
    bodies("a long name ".repeat(100).trim(), &"lang ".repeat(100), 3, &mut taken);
    for operation in api().operations() {
        queries(operation, &mut taken);
    }
    halves(&mut taken);
    taken
}

/// The least and the most of each query parameter without a rule about what is sent; each value of an enum has its own place.
fn queries(operation: &'static Operation, taken: &mut Vec<Sent>) {
    let path = KNOWN.path(operation);
    let query = |value: fn(&Value) -> Option<String>| -> String {
        let stored =
            |id: &String| rules::find(id).is_some_and(|one| one.applies == Applies::Stored);
        let unruled = |one: &&Parameter| one.rules.iter().all(stored);
        let parameters = operation.parameters_in("query").filter(unruled);
        let pairs = parameters.filter_map(|parameter| {
            Some(format!("{}={}", parameter.name, value(api().resolve(&parameter.schema))?))
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    let least = query(|schema| match schema["type"].as_str()? {
        "string" if schema.get("enum").is_none() => Some(String::new()),
        "boolean" => Some("false".to_owned()),
        "integer" => Some("1".to_owned()),
        _ => None,
    });
    let most = query(|schema| match schema["type"].as_str()? {
        "string" if schema.get("enum").is_none() => Some("a".repeat(500)),
        "boolean" => Some("true".to_owned()),
        "integer" => Some(u32::MAX.to_string()),
        _ => None,
    });
    for query in [least, most].iter().filter(|query| !query.is_empty()) {
        take(&operation.id, &operation.method, &format!("{path}?{query}"), None, taken);
    }
}

/// A revision that says nothing, and one half of what is said in pairs.
fn halves(taken: &mut Vec<Sent>) {
    let target = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}/revisions");
    let blocks = [json!({}), json!({"includes": []}), json!({"excludes": []})];
    for blocks in blocks {
        let body = json!({"revision": {}, "blocksConfig": blocks});
        take("create_deployment_revision", "POST", &target, Some(body), taken);
    }
}

fn bodies(name: &str, text: &str, count: usize, taken: &mut Vec<Sent>) {
    let spec = format!("/v1/apps/specs/{SPEC_PRIVATE}");
    let deployment = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}");
    // As many of something, each with another name.
    let list = |item: &dyn Fn(&str) -> Value| -> Value {
        let names = (0..count).map(|index| format!("{name}{}", "+".repeat(index)));
        names.map(|name| item(&name)).collect()
    };
    let metadata = json!({
        "name": name, "title": text, "summary": text, "description": text, "tags": list(&|name| json!({"name": name})),
        "imageUrl": format!("https://p.example/{}", text.replace(' ', "")),
    });
    let config = list(&|name| json!({"id": name, "release": {"version": "1.0.0"}}));
    // A version can be long too: build metadata has no end.
    let version = format!("3.0.0+{}", name.replace(' ', "."));
    let release = json!({"version": version, "notes": text});
    let options: Value = ["a", "b", text]
        .iter()
        .map(|value| json!({"title": text, "value": value}))
        .take(count.max(1))
        .collect();
    let condition = || json!({"dependsOn": name, "operator": "equals", "value": text});
    let composite = |joint: &str| {
        let several: Value = (0..count.max(1)).map(|_| condition()).collect();
        json!({"conditionType": joint, "conditions": several})
    };
    let plain = |name: &str| {
        json!({
            "name": name, "type": "string", "required": false, "title": text, "description": text, "defaultValue": "a",
            "options": options, "conditions": [],
        })
    };
    let object = json!({
        "name": "o", "type": "object", "required": true, "properties": list(&|name| json!({"name": name, "type": "string", "required": true})),
        "conditions": list(&|_| composite("AND")),
    });
    let mut run = list(&plain);
    if count > 0 {
        run.as_array_mut().expect("a list").push(object);
    }
    let parameters = json!({"build": list(&|name| json!({"name": name, "type": "string", "required": false})), "run": run});
    let tenants = list(&|name| json!(name));
    let document = json!({"version": text, "kind": "app", "metadata": metadata, "release": release, "config": config});
    let body =
        json!({"spec": document, "scope": "shared", "parameters": parameters, "tenants": tenants});
    take("create_spec", "POST", "/v1/apps/specs/", Some(body), taken);
    let body = json!({"metadata": metadata, "scope": "shared", "tenants": tenants});
    take("update_spec_metadata", "PATCH", &spec, Some(body), taken);
    let body = json!({"release": release, "config": config, "parameters": parameters});
    take("create_spec_release", "POST", &format!("{spec}/releases"), Some(body), taken);
    take("update_deployment_metadata", "PATCH", &deployment, Some(metadata.clone()), taken);
    let includes = list(&|name| json!({"id": name, "releaseVersion": "1.0.0"}));
    let excludes: Value =
        [BLOCK, OTHER_BLOCK].iter().map(|block| json!({"id": block})).take(count).collect();
    let target = json!({"id": SPEC_PRIVATE, "includes": includes, "excludes": excludes});
    let (revision, none) = (json!({"notes": text}), json!({"build": {}, "run": {}}));
    let body = json!({"metadata": metadata, "spec": target, "revision": revision, "parameters": {}, "appParameters": none});
    take("create_deployment", "POST", "/v1/apps/deployments/", Some(body), taken);
    let blocks = json!({"includes": includes, "excludes": excludes});
    let body = json!({"revision": revision, "blocksConfig": blocks, "parameters": {}, "appParameters": {}});
    take(
        "create_deployment_revision",
        "POST",
        &format!("{deployment}/revisions"),
        Some(body),
        taken,
    );
}

fn take(
    operation: &'static str,
    method: &str,
    target: &str,
    body: Option<Value>,
    taken: &mut Vec<Sent>,
) {
    let press = with_any_block();
    let body = body.map(|body| with_texts(operation, body));
    let request = press.request(method, target, body.as_ref());
    let response = press.call(&request);
    let said = String::from_utf8_lossy(&response.body).into_owned();
    assert!(response.status < 300, "{operation} {target}: {said}");
    taken.push(Sent { operation, address: String::new(), request });
}
