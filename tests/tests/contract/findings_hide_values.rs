//! What is never said before anything is sent: no finding about a request or a file quotes the value of a parameter, wherever it stands
//! and whatever is wrong, and no dry run shows one. Nor does what a hook is told.

use std::fmt::Write as _;

use press_apps::operation::{CreateDeployment, CreateSpec};
use press_apps::types::{
    AppSpecDocument, Condition, CreateDeploymentRequest, DeploymentSpecInput, MetadataInput,
    ParameterDefinition, ParameterDefinitions, ParameterOption, ParameterType, ParameterValueSet,
};
use press_apps::{CallInfo, Client, Error, Hook, ParameterValue, Request};
use press_apps_model::files::{DeploymentFile, ReleaseFile, RevisionFile, SpecFile};
use press_apps_model::{Options, Problems, ReleaseParameters, check_body};
use press_apps_tests::{Direction, Press, samples};
use serde_json::{Value, json};

use crate::world::Wire;

const TOKEN: &str = "canary-token-a07c";
const SECRET: &str = "canary-value-5e1b";
const NUMBER: u64 = 918_273_645;

/// A request of each operation that takes parameters, with every place where a value can stand.
fn bodies() -> Vec<(&'static str, Value)> {
    let definition = |kind: &str, default: Value| {
        json!({
            "name": "key", "type": kind, "required": true, "title": "Key", "description": "A key.", "hideValue": true,
            "defaultValue": default,
            "options": [{"title": "One", "value": default}, {"title": "Two", "value": NUMBER}],
            "conditions": [{"conditionType": "or", "conditions": [
                {"dependsOn": "other", "operator": "equals", "value": SECRET},
                {"dependsOn": "other", "operator": "not-equals", "value": NUMBER},
            ]}],
        })
    };
    let other =
        json!({"name": "other", "type": "number", "required": false, "defaultValue": NUMBER});
    let definitions = json!({
        "build": [definition("string", json!(SECRET)), other],
        "run": [definition("number", json!(NUMBER)), other],
    });
    let values = json!({"build": {"key": SECRET, "other": NUMBER}, "run": {"key": NUMBER, "list": [SECRET, NUMBER]}});
    let sample = |operation: &str| {
        let found = samples()
            .into_iter()
            .find(|sample| sample.operation == operation && sample.direction == Direction::Request);
        found.unwrap().json()
    };
    let with = |operation: &'static str, members: &[(&str, &Value)]| {
        let mut body = sample(operation);
        for (name, value) in members {
            body[*name] = (*value).clone();
        }
        (operation, body)
    };
    let of_blocks = json!({"loader": values});
    let values = [("appParameters", &values), ("parameters", &of_blocks)];
    vec![
        with("create_spec", &[("parameters", &definitions)]),
        with("create_spec_release", &[("parameters", &definitions)]),
        with("create_deployment", &values),
        with("create_deployment_revision", &values),
    ]
}

/// The pointer of everything in a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| pointers(member, &format!("{at}/{name}"), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

/// Whether what stands at a pointer is text for people or a word of the API, not a value.
fn is_word(pointer: &str) -> bool {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    [
        "name",
        "type",
        "title",
        "description",
        "required",
        "hideValue",
        "conditionType",
        "dependsOn",
        "operator",
    ]
    .contains(&last)
}

/// What may stand where something else belongs.
fn wrongs() -> [Value; 8] {
    [
        json!(SECRET),
        json!(NUMBER),
        json!([SECRET]),
        json!([[NUMBER]]),
        json!({"key": SECRET}),
        json!({"key": {"deeper": [SECRET]}}),
        json!(format!("{{\"key\": \"{SECRET}\"")),
        json!(null),
    ]
}

#[test]
fn no_finding_quotes_a_value() {
    let (mut tried, mut found) = (0, 0);
    for (operation, body) in bodies() {
        let mut places = Vec::new();
        for member in ["appParameters", "parameters"] {
            if let Some(value) = body.get(member) {
                pointers(value, &format!("/{member}"), &mut places);
            }
        }
        for place in places.iter().filter(|place| !is_word(place)) {
            for wrong in wrongs() {
                let mut body = body.clone();
                *body.pointer_mut(place).unwrap() = wrong;
                // `create_spec` sends its members as JSON texts.
                if operation == "create_spec" {
                    body["parameters"] = body["parameters"].to_string().into();
                }
                let problems = check_body(operation, &body, &Options::new());
                is_silent(&said(&problems), &format!("{operation} {place}"));
                tried += 1;
                found += problems.len();
            }
        }
    }
    assert!(tried > 500 && found > 500, "{tried} tried, {found} found");
}

/// Everything that findings say.
fn said(problems: &Problems) -> String {
    let mut said = format!("{problems} {problems:?} {problems:#?}");
    for problem in problems {
        let _ = write!(said, "{problem} {problem:?} {}", problem.found());
    }
    said + &serde_json::to_string(problems).unwrap()
}

fn is_silent(said: &str, whose: &str) {
    for secret in [SECRET, &NUMBER.to_string()] {
        assert!(!said.contains(secret), "{whose}: {said}");
    }
}

/// Reads a file and says everything there is to say about it.
fn read(operation: &str, text: &str) -> String {
    macro_rules! read {
        ($file:ident) => {
            match $file::parse(text, "file.yaml") {
                Ok(file) => format!("{file:?} {:?}", file.request()),
                Err(problems) => said(&problems),
            }
        };
    }
    match operation {
        "create_spec" => read!(SpecFile),
        "create_spec_release" => read!(ReleaseFile),
        "create_deployment" => read!(DeploymentFile),
        _ => read!(RevisionFile),
    }
}

/// The body as a file: the members of `create_spec` beside `body`, as the vendor's command line has them.
fn file(operation: &str, body: &Value) -> String {
    let mut file = body.clone();
    if operation == "create_spec" {
        let spec: Value = serde_json::from_str(body["spec"].as_str().unwrap()).unwrap();
        file = json!({"body": spec, "parameters": body["parameters"]});
    }
    // JSON is YAML, and has a value in every place of it.
    serde_json::to_string_pretty(&file).unwrap()
}

/// Secrets look like anything. What stands for a value may be an alias, a tag or no YAML at all.
#[test]
fn no_file_that_is_wrong_is_quoted() {
    let mut tried = 0;
    for (operation, body) in bodies() {
        let text = file(operation, &body);
        is_silent(&read(operation, &text), operation);
        let places: Vec<_> = text.match_indices(&format!("\"{SECRET}\"")).collect();
        assert!(!places.is_empty());
        for (at, quoted) in places {
            for odd in [
                "*", "&", "!", "!!", "@", "`", "%", "|", ">", "'", "\"", "[", "{", "- ", "? ",
                "key: a: ", "\\x", "\t", "",
            ] {
                let wrong = format!("{}{odd}{SECRET}{}", &text[..at], &text[at + quoted.len()..]);
                is_silent(&read(operation, &wrong), &format!("{operation} {odd}"));
                tried += 1;
            }
        }
        for end in (0..text.len()).step_by(7) {
            is_silent(&read(operation, &text[..end]), &format!("{operation} {end}"));
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried} tried");
}

/// Wrong values against definitions, and values against wrong definitions.
#[test]
fn no_judgement_of_values_quotes_one() {
    let bodies = bodies();
    let body_of = |wanted: &str| {
        let found = bodies.iter().find(|(operation, _)| *operation == wanted);
        found.unwrap().1.clone()
    };
    let (release, deployment) = (body_of("create_spec_release"), body_of("create_deployment"));
    let mut places = Vec::new();
    for (is_definition, member) in
        [(true, "/parameters"), (false, "/appParameters"), (false, "/parameters")]
    {
        let body = if is_definition { &release } else { &deployment };
        let mut found = Vec::new();
        pointers(body.pointer(member).unwrap(), member, &mut found);
        places.extend(found.into_iter().map(|place| (is_definition, place)));
    }
    let mut found = 0;
    for (is_definition, place) in places.iter().filter(|(_, place)| !is_word(place)) {
        for wrong in wrongs() {
            let (mut release, mut deployment) = (release.clone(), deployment.clone());
            let changed = if *is_definition { &mut release } else { &mut deployment };
            *changed.pointer_mut(place).unwrap() = wrong;
            let definitions = &release["parameters"];
            let parameters = ReleaseParameters::new(definitions).block("loader", definitions);
            let judged = parameters.evaluate(&deployment);
            let mut all = said(judged.problems()) + &said(&parameters.problems());
            let _ = write!(all, "{} {judged:?} {judged:#?} {parameters:?}", judged.explain());
            is_silent(&all, place);
            found += judged.problems().len();
        }
    }
    assert!(found > 500, "{found} found");
}

/// A spec and a deployment with secrets in every place that is hidden.
fn secretive(client: &Client) -> (Request<CreateSpec>, Request<CreateDeployment>) {
    let hidden = ParameterDefinition::new("key", ParameterType::String, false)
        .default_value(ParameterValue::from(json!(SECRET)))
        .options([ParameterOption::new("One", json!(SECRET))])
        .hide_value(true);
    let basic = || json!({"dependsOn": "key", "operator": "equals", "value": SECRET});
    let conditions = json!([basic(), {"conditionType": "OR", "conditions": [basic(), basic()]}]);
    let conditions: Vec<Condition> = serde_json::from_value(conditions).unwrap();
    is_silent(&format!("{conditions:?} {conditions:#?}"), "`Debug` of a condition");
    let asked = ParameterDefinition::new("asked", ParameterType::String, false);
    let definitions = ParameterDefinitions::new().run([hidden, asked.conditions(conditions)]);
    let document: AppSpecDocument =
        serde_json::from_str(bodies()[0].1["spec"].as_str().unwrap()).unwrap();
    let spec = client.specs().create(document).parameters(definitions);
    let values = || {
        ParameterValueSet::new()
            .build([("key".to_owned(), ParameterValue::from(json!(SECRET)))])
            .run([("key".to_owned(), ParameterValue::from(json!({"a": [NUMBER]})))])
    };
    let deployment =
        CreateDeploymentRequest::new(MetadataInput::new("d", "s"), DeploymentSpecInput::new("s-1"))
            .app_parameters(values())
            .parameters([("loader".to_owned(), values())]);
    (spec, client.deployments().create(deployment))
}

/// What is printed of a request holds no values; the request itself does, and only its token is hidden.
#[test]
fn no_dry_run_shows_a_value_or_the_token() {
    let client = Client::builder().token(TOKEN).build().unwrap();
    let (spec, deployment) = secretive(&client);
    for (curl, request, shown) in [
        (spec.to_curl(), spec.build(), format!("{spec:?}")),
        (deployment.to_curl(), deployment.build(), format!("{deployment:?}")),
    ] {
        let (curl, request) = (curl.unwrap(), request.unwrap());
        is_silent(&format!("{curl} {curl:?} {shown} {client:?}"), "a dry run");
        assert!(curl.to_string().contains("********"));
        assert!(curl.clone().reveal_values().to_string().contains(SECRET));
        let everything = format!("{request:?} {} {curl} {curl:?}", curl.clone().reveal_values());
        assert!(!everything.contains(TOKEN), "{everything}");
        assert!(format!("{:?}", request.body()).contains(SECRET));
    }
}

/// Fails with everything it is told.
struct Panics;

impl Hook for Panics {
    fn on_error(&self, call: &CallInfo, error: &Error) {
        panic!("{call:?} {error} {error:#} {error:?} {}", error.help());
    }
}

/// A hook that panics ends its own call. Its words hold no value and no token, and the client stays usable.
#[tokio::test(start_paused = true)]
async fn a_hook_that_panics_says_no_value_and_leaves_the_client_usable() {
    let press = Press::new();
    let client =
        Client::builder().token(TOKEN).transport(Wire::to(&press)).hook(Panics).build().unwrap();
    // The service does not know this token.
    let (spec, deployment) = secretive(&client);
    let calls = [
        tokio::spawn(async { spec.await.map(|_| ()) }),
        tokio::spawn(async { deployment.await.map(|_| ()) }),
        tokio::spawn(async move { client.specs().list().await.map(|_| ()) }),
    ];
    for call in calls {
        let panic = call.await.unwrap_err().into_panic();
        let said = panic.downcast_ref::<String>().unwrap();
        assert!(said.contains("401 Unauthorized"), "{said}");
        is_silent(said, "a hook");
        assert!(!said.contains(TOKEN), "{said}");
    }
    assert_eq!(press.service().served(), 3);
}
