//! Requests that were written by hand and that the service takes: what may be empty, long, or missing.

use press_apps_emulator::seed::{DEPLOYMENT_DEPLOYED, SPEC_PRIVATE};
use serde_json::{Value, json};

use super::bodies::{with_any_block, with_texts};
use super::requests::Sent;
use crate::calls::BLOCK;

/// The requests.
///
/// # Panics
///
/// When the service refuses one.
pub fn taken() -> Vec<Sent> {
    let mut taken = Vec::new();
    // Nothing in a text that may be empty; far more than anybody writes in any.
    for (name, text) in [("short", ""), ("a long name ", "lang ")] {
        let many = if text.is_empty() { 1 } else { 100 };
        let (name, text) = (name.repeat(many).trim().to_owned(), text.repeat(many));
        bodies(&name, &text, &mut taken);
    }
    for (operation, target) in [
        ("list_specs", "/v1/apps/specs/"),
        ("list_deployments", "/v1/apps/deployments/"),
    ] {
        let (short, long) = ("?name=&pageSize=1&pageNumber=1", "a".repeat(500));
        take(
            operation,
            "GET",
            &format!("{target}{short}"),
            None,
            &mut taken,
        );
        let long = format!("?name={long}&pageSize=4294967295&pageNumber=4294967295");
        take(
            operation,
            "GET",
            &format!("{target}{long}"),
            None,
            &mut taken,
        );
    }
    let title = format!("/v1/apps/specs/?featured=true&title={}", "a".repeat(500));
    take("list_specs", "GET", &title, None, &mut taken);
    take(
        "list_specs",
        "GET",
        "/v1/apps/specs/?featured=false&title=",
        None,
        &mut taken,
    );
    taken
}

fn bodies(name: &str, text: &str, taken: &mut Vec<Sent>) {
    let spec = format!("/v1/apps/specs/{SPEC_PRIVATE}");
    let deployment = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}");
    let plenty = !text.is_empty();
    let list = |item: Value| match plenty {
        true => json!([item]),
        false => json!([]),
    };
    let metadata = json!({
        "name": name, "title": text, "summary": text, "description": text, "tags": list(json!({"name": name})),
        "imageUrl": format!("https://p.example/{}", text.replace(' ', "")),
    });
    let config = list(json!({"id": name, "release": {"version": "1.0.0"}}));
    // A version can be long too: build metadata has no end.
    let version = format!("3.0.0+{}", name.replace(' ', "."));
    let release = json!({"version": version, "notes": text});
    let option = |value: &str| json!({"title": text, "value": value});
    let condition = json!({"dependsOn": name, "operator": "equals", "value": text});
    let first = json!({
        "name": name, "type": "string", "required": false, "title": text, "description": text, "defaultValue": text,
        "options": [option(text), option("b")], "conditions": [],
    });
    let second = json!({
        "name": "o", "type": "object", "required": true, "properties": [],
        "conditions": list(json!({"conditionType": "AND", "conditions": [condition, condition]})),
    });
    let parameters = match plenty {
        true => json!({"build": [], "run": [first, second]}),
        false => json!({"build": [], "run": []}),
    };
    let tenants = match plenty {
        true => json!([name, "another"]),
        false => json!([]),
    };
    let document = json!({"version": text, "kind": "app", "metadata": metadata, "release": release, "config": config});
    let body =
        json!({"spec": document, "scope": "shared", "parameters": parameters, "tenants": tenants});
    take("create_spec", "POST", "/v1/apps/specs/", Some(body), taken);
    let body = json!({"metadata": metadata, "scope": "shared", "tenants": tenants});
    take("update_spec_metadata", "PATCH", &spec, Some(body), taken);
    let body =
        json!({"release": release, "config": config, "parameters": {"run": [], "build": []}});
    take(
        "create_spec_release",
        "POST",
        &format!("{spec}/releases"),
        Some(body),
        taken,
    );
    take(
        "update_deployment_metadata",
        "PATCH",
        &deployment,
        Some(metadata.clone()),
        taken,
    );
    let excludes = list(json!({"id": BLOCK}));
    let target = json!({"id": SPEC_PRIVATE, "includes": [], "excludes": excludes});
    let (revision, none) = (json!({"notes": text}), json!({"build": {}, "run": {}}));
    let body = json!({"metadata": metadata, "spec": target, "revision": revision, "parameters": {}, "appParameters": none});
    take(
        "create_deployment",
        "POST",
        "/v1/apps/deployments/",
        Some(body),
        taken,
    );
    let blocks = json!({"includes": [], "excludes": excludes});
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
    taken.push(Sent {
        operation,
        address: String::new(),
        request,
    });
}
