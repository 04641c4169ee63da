//! Requests that have to be refused: right ones with one thing wrong, and why.

use press_apps_emulator::seed::{DEPLOYMENT_DEPLOYED, SPEC_ARCHIVED, SPEC_PRIVATE};
use press_apps_model::rules::{self, Applies, Rule};
use serde_json::{Value, json};

use super::answers::KNOWN;
use super::bodies::{fresh, places, with, with_texts, without, without_texts};
use super::requests::{Sent, fullest, least};
use crate::calls::{BLOCK, OTHER_BLOCK};
use crate::{Contract, Operation, WireRequest, api};
use press_apps_contract::judge::named_for;

/// A request that has to be refused.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The operation it is a call of.
    pub operation: &'static str,
    /// What is wrong with it.
    pub what: String,
    /// The request.
    pub request: WireRequest,
    /// The rules that the service named, and where they were broken.
    named: Vec<Named>,
}

/// A rule that was named for a place.
#[derive(Debug, Clone)]
struct Named {
    rule: &'static Rule,
    part: &'static str,
    at: String,
}

impl Refused {
    /// Whether the document refuses it, unless only the service can, and names each rule by which the service does.
    pub(super) fn fits(&self, contract: &Contract) -> Result<(), String> {
        let document = contract.api();
        if let Some(operation) = document.operation(self.operation) {
            for Named { rule, part, at } in &self.named {
                if !named_for(document, operation, part, at).contains(rule.id) {
                    let (operation, id) = (self.operation, rule.id);
                    return Err(format!(
                        "{operation}: `{id}` is not named for the {part} at `{at}`"
                    ));
                }
            }
        }
        let by_service = self
            .named
            .iter()
            .any(|named| matches!(named.rule.applies, Applies::Values | Applies::Stored));
        match by_service || contract.request(self.operation, &self.request).is_err() {
            true => Ok(()),
            false => Err(format!("{}: {} is fine", self.operation, self.what)),
        }
    }

    /// The ids of the rules that the service named.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.named.iter().map(|named| named.rule.id)
    }
}

/// Every such request, each refused by the service.
///
/// # Panics
///
/// When the service takes one.
#[must_use]
pub fn refusals() -> Vec<Refused> {
    let mut refusals = Refusals::default();
    refusals.incomplete();
    refusals.of_another_kind();
    refusals.by_hand();
    refusals.in_path_and_query();
    refusals.by_what_is_stored();
    refusals.too_deep();
    refusals.0
}

#[derive(Default)]
struct Refusals(Vec<Refused>);

impl Refusals {
    fn add(&mut self, operation: &'static str, what: String, request: WireRequest) {
        let press = fresh();
        let response = press.call(&WireRequest {
            headers: press.request("GET", "/", Some(&Value::Null)).headers,
            ..request.clone()
        });
        let said: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let detail = said["detail"].as_str().unwrap_or_default();
        assert!(
            [400, 422].contains(&response.status),
            "{operation}: {what}: {} {detail}",
            response.status
        );
        self.0.push(Refused { operation, what, request, named: named(detail) });
    }

    fn body(&mut self, sent: &Sent, what: String, body: Value) {
        let body = with_texts(sent.operation, body);
        let request = WireRequest { body: body.to_string().into_bytes(), ..sent.request.clone() };
        self.add(sent.operation, what, request);
    }

    /// The least requests without any of their members: they hold nothing that can be left out.
    fn incomplete(&mut self) {
        for sent in least().iter().filter(|sent| !sent.request.body.is_empty()) {
            let body = without_texts(sent.operation, &sent.request.body);
            for at in places(&body).iter().filter(|at| !at.ends_with("/0")) {
                self.body(sent, format!("without {at}"), without(&body, at));
            }
        }
        // What the least requests do not hold, but whoever says it says it whole.
        for sent in fullest().iter().filter(|sent| !sent.request.body.is_empty()) {
            let body = without_texts(sent.operation, &sent.request.body);
            let needed = [
                "/tags/0/name",
                "/conditions/0/conditions/0/dependsOn",
                "/conditions/0/conditions/0/operator",
                "/conditions/0/conditions/0/value",
                "/conditions/0/conditions",
                "/conditions/0/conditionType",
                "/build/0/name",
                "/build/0/type",
                "/build/0/required",
                "/options/0/title",
                "/options/0/value",
                "/includes/0/id",
                "/release/version",
            ];
            let all = places(&body);
            for at in all.iter().filter(|at| needed.iter().any(|end| at.ends_with(end))) {
                self.body(sent, format!("without {at}"), without(&body, at));
            }
        }
    }

    /// The fullest requests with `null`, or with a value of another kind, or with a member that nobody knows, in any place.
    fn of_another_kind(&mut self) {
        for sent in fullest().iter().filter(|sent| !sent.request.body.is_empty()) {
            let body = without_texts(sent.operation, &sent.request.body);
            for at in places(&body).iter().filter(|at| !is_free(sent.operation, at)) {
                let value = body.pointer(at).expect("the place is there");
                let other = match value {
                    Value::String(_) | Value::Number(_) => json!(true),
                    _ => json!("surprise"),
                };
                // The service knows these as the Python client's way to say nothing.
                let nothing = sent.operation == "create_spec"
                    && at.matches('/').count() == 1
                    && at != "/spec";
                if !nothing {
                    self.body(sent, format!("{at}: null"), with(&body, at, Value::Null));
                }
                self.body(sent, format!("{at}: {other}"), with(&body, at, other));
                if value.is_object() && !has_free_names(sent.operation, at) {
                    let surprise = with(&body, at, {
                        let mut value = value.clone();
                        value["surprise"] = json!("s");
                        value
                    });
                    self.body(sent, format!("{at}/surprise"), surprise);
                }
            }
            let mut surprise = body.clone();
            surprise["surprise"] = json!("s");
            self.body(sent, "/surprise".to_owned(), surprise);
        }
    }

    /// The fullest requests with a value that is of the right kind, but wrong.
    fn by_hand(&mut self) {
        let all = fullest();
        for (operation, at, value) in wrong_values() {
            let sent = all.iter().find(|sent| sent.operation == operation).expect("a request");
            let body = without_texts(operation, &sent.request.body);
            let what = format!("{at}: {value}");
            self.body(sent, what, with(&body, at, value));
        }
        let create = all.iter().find(|sent| sent.operation == "create_spec").expect("a request");
        for name in super::bodies::text_members("create_spec") {
            let mut body: Value = serde_json::from_slice(&create.request.body).expect("JSON");
            body[name] = json!("{");
            self.body(create, format!("/{name}: no JSON"), body);
        }
    }

    /// What is well formed and does not go with what is there.
    fn by_what_is_stored(&mut self) {
        let press = fresh();
        let mut send = |operation, what: &str, method, path: &str, body: Option<Value>| {
            let body = body.map(|body| with_texts(operation, body));
            self.add(operation, what.to_owned(), press.request(method, path, body.as_ref()));
        };
        let spec = format!("/v1/apps/specs/{SPEC_PRIVATE}");
        let deployment = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}");
        let release = |version: &str, block: &str| json!({"release": {"version": version}, "config": [{"id": block, "release": {"version": "1.0.0"}}]});
        let mut document = release("1.0.0", "nobody");
        document["version"] = json!(1);
        document["kind"] = json!("app");
        document["metadata"] = json!({"name": "new", "summary": "s"});
        let releases = format!("{spec}/releases");
        let (create, publish) = ("create_spec", "create_spec_release");
        send(create, "no such block", "POST", "/v1/apps/specs/", Some(json!({"spec": document})));
        send(publish, "an old version", "POST", &releases, Some(release("1.0.0", BLOCK)));
        send(publish, "no such block", "POST", &releases, Some(release("9.0.0", "nobody")));
        let deploy =
            |spec: Value| json!({"metadata": {"name": "new", "summary": "s"}, "spec": spec});
        let archived = Some(deploy(json!({"id": SPEC_ARCHIVED})));
        send("create_deployment", "an archived spec", "POST", "/v1/apps/deployments/", archived);
        let all = [BLOCK, OTHER_BLOCK].map(|id| json!({"id": id}));
        for (what, selection) in [
            ("a block left out that is not there", json!({"excludes": [{"id": "nobody"}]})),
            ("every block left out", json!({"excludes": all})),
            ("a block added that is there", json!({"includes": [{"id": BLOCK}]})),
            ("a block added that does not exist", json!({"includes": [{"id": "nobody"}]})),
        ] {
            let revise = Some(json!({"blocksConfig": selection}));
            let revisions = format!("{deployment}/revisions");
            send("create_deployment_revision", what, "POST", &revisions, revise);
            let mut target = selection;
            target["id"] = json!(SPEC_PRIVATE);
            send("create_deployment", what, "POST", "/v1/apps/deployments/", Some(deploy(target)));
        }
        send("redeploy", "of what is well", "POST", &format!("{deployment}/redeploy"), None);
        send("delete_spec", "that has deployments", "DELETE", &spec, None);
    }

    /// What nests deeper than anything of the API does.
    fn too_deep(&mut self) {
        let deep = (0..101).fold(json!([]), |inner, _| json!([inner]));
        let definition =
            json!({"name": "p", "type": "object", "required": false, "defaultValue": deep});
        let definitions = json!({"run": [definition]});
        let all = fullest();
        for (operation, at, value) in [
            ("create_spec", "/parameters", &definitions),
            ("create_spec_release", "/parameters", &definitions),
            ("create_deployment", "/appParameters/run", &json!({"p": deep})),
            ("create_deployment_revision", "/appParameters/run", &json!({"p": deep})),
        ] {
            let sent = all.iter().find(|sent| sent.operation == operation).expect("a request");
            let body = without_texts(operation, &sent.request.body);
            self.body(sent, format!("{at}: too deep"), with(&body, at, value.clone()));
        }
    }

    fn in_path_and_query(&mut self) {
        let press = fresh();
        for (operation, targets) in wrong_targets() {
            for target in targets {
                let request = press.request("GET", &target, None);
                self.add(operation, target, request);
            }
        }
    }
}

/// The rules that a detail names, each with its place, but those that OpenAPI says by itself.
fn named(detail: &str) -> Vec<Named> {
    let lines = detail.lines().map(str::trim).filter_map(|line| line.strip_suffix(']'));
    let named = lines.filter_map(|line| {
        let (text, id) = line.rsplit_once('[')?;
        let rule = rules::find(id)?;
        if rule.applies == Applies::Shape && id != "depth" {
            return None;
        }
        let place = text.split_once(": ").map_or("", |(place, _)| place);
        let parameter = |part| {
            let name = place.strip_prefix(part)?.strip_prefix(" parameter `")?.strip_suffix('`')?;
            Some((part, format!("/{name}")))
        };
        let of_body =
            || ("body", if place.starts_with('/') { place.to_owned() } else { String::new() });
        let (part, at) = parameter("path").or_else(|| parameter("query")).unwrap_or_else(of_body);
        Some(Named { rule, part, at })
    });
    named.collect()
}

/// Whether a place may hold any value: parameter values, and what conditions compare with.
fn is_free(operation: &str, at: &str) -> bool {
    let steps: Vec<&str> = at.split('/').skip(1).collect();
    let given =
        matches!(steps.as_slice(), ["appParameters", _, _, ..] | ["parameters", _, _, _, ..]);
    let compared = at.contains("/conditions/") || at.contains("/options/");
    given && operation.starts_with("create_deployment")
        || at.ends_with("/defaultValue")
        || compared && at.ends_with("/value")
}

/// Whether the names in an object are the caller's own: of blocks and of parameters.
fn has_free_names(operation: &str, at: &str) -> bool {
    let steps: Vec<&str> = at.split('/').skip(1).collect();
    operation.starts_with("create_deployment")
        && matches!(steps.as_slice(), ["appParameters", _] | ["parameters"] | ["parameters", _, _])
}

/// Values of the right kind that are wrong: what is in no enum, what is empty, what breaks a rule.
fn wrong_values() -> Vec<(&'static str, &'static str, Value)> {
    let surprise = || json!("surprise");
    let empty = || json!("");
    let mut all = Vec::new();
    for at in ["/spec/metadata", ""] {
        let (operation, at) = match at {
            "" => (
                "update_deployment_metadata",
                ["/name", "/tags/0/name", "/imageUrl", "/descriptionContentType"],
            ),
            _ => (
                "create_spec",
                [
                    "/spec/metadata/name",
                    "/spec/metadata/tags/0/name",
                    "/spec/metadata/imageUrl",
                    "/spec/metadata/descriptionContentType",
                ],
            ),
        };
        let [name, tag, image, kind] = at;
        all.extend([
            (operation, name, empty()),
            (operation, name, json!(" ")),
            (operation, tag, empty()),
            (operation, tag, json!(" ")),
            (operation, image, json!("picture.png")),
            (operation, kind, surprise()),
        ]);
    }
    all.extend([
        ("update_spec_metadata", "/metadata/name", empty()),
        ("update_spec_metadata", "/metadata/name", json!(" ")),
        ("update_spec_metadata", "/metadata/imageUrl", json!("picture.png")),
        ("update_spec_metadata", "/metadata/status", surprise()),
        ("update_spec_metadata", "/scope", surprise()),
        ("update_spec_metadata", "/scope", json!("public")),
        ("update_spec_metadata", "/tenants/0", empty()),
        ("create_spec", "/scope", surprise()),
        ("create_spec", "/scope", json!("public")),
        ("create_spec", "/tenants/0", empty()),
        ("create_spec", "/spec/kind", surprise()),
        ("create_spec", "/spec/release/version", json!("1.0")),
        ("create_spec", "/spec/release/version", empty()),
        ("create_spec", "/spec/config/0/id", empty()),
        ("create_spec", "/spec/config/0/id", json!(crate::calls::OTHER_BLOCK)),
        ("create_spec", "/spec/config/0/release/version", json!("1.0")),
        ("create_spec_release", "/release/version", json!("1.0")),
        ("create_deployment", "/metadata/name", empty()),
        ("create_deployment", "/spec/id", empty()),
        ("create_deployment", "/spec/release/version", json!("1.0")),
        ("create_deployment", "/spec/includes/0/id", empty()),
        ("create_deployment", "/spec/includes/0/releaseVersion", json!("1.0")),
        ("create_deployment_revision", "/release/version", json!("1.0")),
        ("create_deployment_revision", "/blocksConfig/includes/0/id", empty()),
        ("create_deployment_revision", "/blocksConfig/includes/0/releaseVersion", json!("1.0")),
    ]);
    let block = json!({"id": crate::calls::BLOCK});
    let config = json!({"id": crate::calls::BLOCK, "release": {"version": "1.0.0"}});
    for (operation, selection) in [
        ("create_deployment", ["/spec/includes", "/spec/excludes"]),
        ("create_deployment_revision", ["/blocksConfig/includes", "/blocksConfig/excludes"]),
    ] {
        let [includes, excludes] = selection;
        all.extend([
            (operation, includes, json!([block, block])),
            (operation, excludes, json!([block, block])),
            (operation, includes, json!([block])),
        ]);
    }
    all.push(("create_spec_release", "/config", json!([config, config])));
    all.extend(
        wrong_definitions().into_iter().map(|(at, value)| ("create_spec_release", at, value)),
    );
    all
}

/// Definitions of parameters that are wrong, one for each rule.
fn wrong_definitions() -> Vec<(&'static str, Value)> {
    let text = |name: &str| json!({"name": name, "type": "string", "required": false});
    let equals =
        |on: &str, value: Value| json!({"dependsOn": on, "operator": "equals", "value": value});
    let with = |name: &str, key: &str, value: Value| {
        let mut definition = text(name);
        definition[key] = value;
        definition
    };
    let if_a = with("b", "conditions", json!([equals("a", json!("x"))]));
    let if_b = with("a", "conditions", json!([equals("b", json!("x"))]));
    let operator = json!([{"dependsOn": "a", "operator": "surprise", "value": "x"}]);
    let joint = json!([{"conditionType": "surprise", "conditions": [equals("a", json!("x"))]}]);
    vec![
        ("/parameters/run", json!([text("a"), text("a")])),
        ("/parameters/run", json!([text("")])),
        ("/parameters/build", json!([text("a"), if_a])),
        ("/parameters/run", json!([if_a])),
        ("/parameters/run", json!([if_b, if_a])),
        (
            "/parameters/run",
            json!([text("a"), with("b", "conditions", json!([equals("a", json!(1))]))]),
        ),
        (
            "/parameters/run",
            json!([text("a"), with("b", "conditions", json!([equals("", json!("x"))]))]),
        ),
        ("/parameters/run", json!([text("a"), with("b", "conditions", operator)])),
        ("/parameters/run", json!([text("a"), with("b", "conditions", joint)])),
        (
            "/parameters/run",
            json!([
                text("a"),
                with("b", "conditions", json!([{"conditionType": "AND", "conditions": []}]))
            ]),
        ),
        (
            "/parameters/run",
            json!([text("a"), with("b", "conditions", json!([equals("a", json!({}))]))]),
        ),
        ("/parameters/run", json!([with("a", "type", json!("surprise"))])),
        (
            "/parameters/run",
            json!([{"name": "a", "type": "number", "required": false, "hideValue": true}]),
        ),
        ("/parameters/run", json!([with("a", "options", json!([{"title": "t", "value": 1}]))])),
        ("/parameters/run", json!([with("a", "options", json!([]))])),
        ("/parameters/run", json!([with("a", "defaultValue", json!(1))])),
        (
            "/parameters/run",
            json!([{"name": "a", "type": "string", "required": false, "defaultValue": "x", "options": [{"title": "t", "value": "y"}]}]),
        ),
        ("/parameters/run", json!([with("a", "properties", json!([text("b")]))])),
    ]
}

/// Targets of GETs that are wrong, by operation.
fn wrong_targets() -> Vec<(&'static str, Vec<String>)> {
    let reads = api().operations().iter().filter(|operation| operation.method == "GET");
    let mut all: Vec<(&str, Vec<String>)> = reads
        .map(|operation| {
            let path = KNOWN.path(operation);
            let queries = wrong_queries(operation).into_iter();
            (operation.id.as_str(), queries.map(|query| format!("{path}?{query}")).collect())
        })
        .collect();
    let revisions = ["0", "-1", "latest", "4294967296"];
    let deployment = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}");
    let revisions = revisions.map(|number| format!("{deployment}/revisions/{number}"));
    let releases =
        ["one", "1.0"].map(|version| format!("/v1/apps/specs/{SPEC_PRIVATE}/releases/{version}"));
    all.extend([
        ("describe_deployment_revision", revisions.to_vec()),
        ("describe_spec_release", releases.to_vec()),
        (
            "describe_spec",
            vec!["/v1/apps/specs/%2E%2E".to_owned(), "/v1/apps/specs/a%2Fb".to_owned()],
        ),
        ("describe_deployment", vec!["/v1/apps/deployments/%2E%2E".to_owned()]),
    ]);
    all
}

/// Queries that an operation refuses, whichever parameters it has.
fn wrong_queries(operation: &Operation) -> Vec<String> {
    let mut wrong = vec!["surprise=1".to_owned()];
    for parameter in operation.parameters_in("query") {
        let (name, schema) = (&parameter.name, api().resolve(&parameter.schema));
        let items = api().resolve(&schema["items"]);
        let ways: &[&str] = match schema["type"].as_str() {
            Some("integer") => &["0", "-1", "1.5", "many", "4294967296", "1&@=2"],
            Some("boolean") => &["yes"],
            Some("array") if items.get("enum").is_some() => &["surprise"],
            Some("array") => &[],
            _ => &["a&@=b"],
        };
        wrong.extend(ways.iter().map(|way| format!("{name}={}", way.replace('@', name))));
    }
    if operation.node.get("x-press-pagination").is_some() {
        let fields = operation.node["x-press-sort"]["fields"].as_array();
        let fields: Vec<&str> =
            fields.into_iter().flatten().filter_map(|field| field.as_str()).collect();
        let others = ["status", "id", "updatedAt", "name", "title", "createdAt:down"];
        let others = others.iter().filter(|other| !fields.contains(other));
        wrong.extend(others.map(|other| format!("sort={other}")));
    }
    wrong
}
