//! The client refuses every mistake before anything is sent.
//!
//! A mistake reaches it in one of three ways: through a typed request where the types let it through, through a file where they do not,
//! and otherwise, as a body or query that somebody wrote by hand, through the functions that check those.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use press_apps::files::{
    DeploymentFile, DeploymentUpdateFile, ReleaseFile, RevisionFile, SpecFile, SpecUpdateFile,
};
use press_apps::operation::{Endpoint, ListEndpoint};
use press_apps::parameters::ReleaseParameters;
use press_apps::types::{
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, CreateSpecRequest,
    UpdateDeploymentRequest, UpdateSpecRequest,
};
use press_apps::validation::{Options, Problems};
use press_apps::{Client, Error, Request, Sent, Sort};
use press_apps_tests::Press;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cases::{Ask, Case, cases};
use super::table::{definitions, file_cases, lost_definition, values_cases};
use super::{all_rules_but, expected, plain_body, wire_body};
use crate::world::{self, Wire};

/// Rules that neither a typed request nor a file can break, each with the reason.
const BY_HAND: [(&str, &str); 4] = [
    ("json-text", "the types write the JSON text themselves"),
    ("repeated", "a setter that is called twice replaces"),
    ("operation", "an operation is a method, not a text"),
    ("app-parameter-in-block", "which parameters the blocks have is not in the request"),
];

/// Where a finding is and which rule it is of.
type Found = Vec<(&'static str, String)>;

fn found(problems: &Problems) -> Found {
    let found = problems.iter();
    found.map(|problem| (problem.rule(), problem.pointer().to_owned())).collect()
}

/// A request that is ready to be judged and sent.
struct Call {
    validated: Result<(), Error>,
    sent: Pin<Box<dyn Future<Output = Result<(), Error>>>>,
}

fn call<E: Endpoint>(request: Request<E>) -> Call {
    Call { validated: request.validate(), sent: Box::pin(async move { request.await.map(|_| ()) }) }
}

/// The body as a typed request, if that says the same.
fn typed<T: Serialize + DeserializeOwned>(body: &Value) -> Option<T> {
    let typed: T = serde_json::from_value(body.clone()).ok()?;
    (serde_json::to_value(&typed).unwrap() == *body).then_some(typed)
}

/// The wire form of a body as a request with types.
fn typed_body(client: &Client, operation: &str, body: &Value) -> Option<Call> {
    let spec = client.spec("spec-1").unwrap();
    let deployment = client.deployment("deployment-1").unwrap();
    Some(match operation {
        "create_spec" => call(client.specs().create(typed::<CreateSpecRequest>(body)?)),
        "create_spec_release" => call(spec.releases().create(typed::<CreateReleaseRequest>(body)?)),
        "update_spec_metadata" => call(spec.update(typed::<UpdateSpecRequest>(body)?)),
        "create_deployment" => {
            call(client.deployments().create(typed::<CreateDeploymentRequest>(body)?))
        }
        "update_deployment_metadata" => {
            call(deployment.update(typed::<UpdateDeploymentRequest>(body)?))
        }
        "create_deployment_revision" => {
            call(deployment.revisions().create(typed::<CreateRevisionRequest>(body)?))
        }
        _ => return None,
    })
}

/// The plain form of a body as a file, and the request it is made into.
fn file_body(client: &Client, operation: &str, body: &Value) -> Option<Result<Call, Error>> {
    let (text, name) = (body.to_string(), "case.json");
    let spec = client.spec("spec-1").unwrap();
    let deployment = client.deployment("deployment-1").unwrap();
    let made = match operation {
        "create_spec" => SpecFile::parse(&text, name).map(|file| call(client.specs().create(file))),
        "create_spec_release" => {
            ReleaseFile::parse(&text, name).map(|file| call(spec.releases().create(file)))
        }
        "update_spec_metadata" => {
            SpecUpdateFile::parse(&text, name).map(|file| call(spec.update(file)))
        }
        "create_deployment" => {
            DeploymentFile::parse(&text, name).map(|file| call(client.deployments().create(file)))
        }
        "update_deployment_metadata" => {
            DeploymentUpdateFile::parse(&text, name).map(|file| call(deployment.update(file)))
        }
        "create_deployment_revision" => {
            RevisionFile::parse(&text, name).map(|file| call(deployment.revisions().create(file)))
        }
        _ => return None,
    };
    Some(made.map_err(Error::from))
}

type Pairs = [(&'static str, &'static str)];

/// A query as a list request with types, if that says the same.
fn typed_query(client: &Client, operation: &str, given: &Pairs) -> Option<Call> {
    /// What all lists have; nothing for a query that the setters cannot make.
    fn list<E: ListEndpoint<Key: From<&'static str>>>(
        mut list: Request<E>,
        given: &Pairs,
        filter: impl Fn(Request<E>, &str, &'static str) -> Option<Request<E>>,
    ) -> Option<Call> {
        for (name, value) in given {
            list = match *name {
                "sort" => list.sort(match value.split_once(':') {
                    Some((field, "desc")) => Sort::from(E::Key::from(field)).desc(),
                    Some((field, "asc")) => Sort::from(E::Key::from(field)).asc(),
                    Some(_) => return None,
                    None => Sort::from(E::Key::from(*value)),
                }),
                "pageSize" => list.page_size(value.parse().ok()?),
                "pageNumber" => list.page(value.parse().ok()?),
                name => filter(list, name, value)?,
            };
        }
        let sent = list.clone().skip_validation().build().unwrap();
        let query = press_apps_tests::WireRequest::from(&sent).decoded_query();
        let same = given
            .iter()
            .all(|(name, value)| query.contains(&((*name).to_owned(), (*value).to_owned())));
        (same && query.len() == given.len()).then(|| call(list))
    }

    match operation {
        "list_specs" => list(client.specs().list(), given, |list, name, value| {
            Some(match name {
                "status" => list.status(value),
                "scope" => list.scope(value),
                "name" => list.name(value),
                "title" => list.title(value),
                "featured" => list.featured(value.parse().ok()?),
                _ => return None,
            })
        }),
        "list_deployments" => list(client.deployments().list(), given, |list, name, value| {
            Some(match name {
                "status" => list.status(value),
                "name" => list.name(value),
                _ => return None,
            })
        }),
        "list_spec_releases" => {
            let spec = client.spec("spec-1").unwrap();
            list(spec.releases().list(), given, |_, _, _| None)
        }
        "list_deployment_revisions" => {
            let deployment = client.deployment("deployment-1").unwrap();
            let all = deployment.revisions().list();
            list(all, given, |list, name, value| (name == "status").then(|| list.status(value)))
        }
        other => panic!("{other} is no list"),
    }
}

/// The handle that a path leads to.
fn typed_path(client: &Client, given: &Pairs) -> Option<Result<(), Error>> {
    let value = |name: &str| given.iter().find(|(given, _)| *given == name);
    let handle = match (value("specId"), value("deploymentId")) {
        (Some((_, spec)), _) => client.spec(*spec).and_then(|spec| match value("release") {
            Some((_, release)) => spec.release(*release).map(|_| ()),
            None => Ok(()),
        }),
        (_, Some((_, deployment))) => {
            client.deployment(*deployment).and_then(|deployment| match value("revision") {
                Some((_, revision)) => deployment.revision(*revision).map(|_| ()),
                None => Ok(()),
            })
        }
        _ => return None,
    };
    Some(handle)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Typed,
    File,
    ByHand,
}

/// Gives the client the bad and the good value of a case, and says which way they took.
async fn give(client: &Client, case: &Case) -> Way {
    let expected = found(&expected(case));
    let name = format!("{} {}", case.operation, case.rule);
    match &case.ask {
        Ask::Body { at, bad, good, .. } => {
            let (bad_wire, good_wire) = (wire_body(case, at, bad), wire_body(case, at, good));
            if let Some(bad) = typed_body(client, case.operation, &bad_wire) {
                refused(&name, bad, &expected).await;
                let good = typed_body(client, case.operation, &good_wire);
                good.unwrap_or_else(|| panic!("{name}: types refuse the good value"))
                    .validated
                    .unwrap_or_else(|error| panic!("{name}: {error:#}"));
                return Way::Typed;
            }
            let (bad_plain, good_plain) = (plain_body(case, at, bad), plain_body(case, at, good));
            let parsed = file_body(client, case.operation, &bad_plain);
            if let Some(Err(error)) = parsed
                && rules(&error).contains(case.rule)
            {
                let problems = error.problems().unwrap();
                // A parser that counts levels stops before there is a pointer, and a file without `spec` is the spec itself.
                if case.rule != "depth" && *at != "/spec" {
                    assert_eq!(found(problems), expected, "{name}");
                }
                assert!(problems.iter().all(|problem| problem.location().is_some()));
                let good = file_body(client, case.operation, &good_plain).unwrap();
                let good = good.unwrap_or_else(|error| panic!("{name}: {error:#}"));
                good.validated.unwrap_or_else(|error| panic!("{name}: {error:#}"));
                return Way::File;
            }
        }
        Ask::Query { bad, good, .. } => {
            if let Some(bad) = typed_query(client, case.operation, bad) {
                refused(&name, bad, &expected).await;
                let good = typed_query(client, case.operation, good).unwrap();
                good.validated.unwrap_or_else(|error| panic!("{name}: {error:#}"));
                return Way::Typed;
            }
        }
        Ask::Path { bad, good, .. } => {
            if let Some(handle) = typed_path(client, bad) {
                let error = handle.expect_err(&name);
                assert_eq!(found(error.problems().unwrap()), expected, "{name}");
                typed_path(client, good).unwrap().unwrap();
                return Way::Typed;
            }
        }
    }
    // `expected` and its counterpart for the good value are what the client's own functions say; see the model's tests.
    assert!(expected.iter().any(|(rule, _)| *rule == case.rule), "{name}");
    Way::ByHand
}

fn rules(error: &Error) -> BTreeSet<&str> {
    let problems = error.problems().into_iter().flatten();
    problems.map(press_apps_model::Problem::rule).collect()
}

/// Holds a refusal against what is expected, both without sending and on the way to the wire.
async fn refused(name: &str, call: Call, expected: &Found) {
    let validated = call.validated.expect_err(name);
    let sent = call.sent.await.expect_err(name);
    for error in [&validated, &sent] {
        assert!(error.is_validation(), "{name}: {error:#}");
        assert_eq!(&found(error.problems().unwrap()), expected, "{name}");
        assert_eq!(error.was_sent(), Sent::No, "{name}");
    }
}

/// Every case of the table; which way each rule can go.
async fn requests(client: &Client) -> BTreeSet<(&'static str, Way)> {
    let mut ways = BTreeSet::new();
    for case in cases() {
        ways.insert((case.rule, give(client, &case).await));
    }
    let error = client.specs().list().skip_rule("sort-feld").await;
    ways.extend(rules(&error.unwrap_err()).into_iter().map(|rule| {
        assert_eq!(rule, "skip");
        ("skip", Way::Typed)
    }));
    let problems =
        press_apps::validation::check_body("create_specs", &json!({}), &Default::default());
    assert_eq!(found(&problems), [("operation", String::new())]);
    ways.insert(("operation", Way::ByHand));
    ways
}

/// Values that the release they are for does not take. Only the release is asked for.
async fn values() -> BTreeSet<(&'static str, Way)> {
    let mut ways = BTreeSet::new();
    for case in values_cases() {
        let name = format!("{} ({})", case.rule, case.source);
        let (press, spec) = super::service::with_parameters();
        let client = world::client(Wire::to(&press));
        let request = |values: &Value| {
            let mut body = json!({
                "metadata": { "name": "churn", "summary": "Predicts churn" },
                "spec": { "id": spec, "release": { "version": "1.0.0" } },
            });
            let more = values.as_object().unwrap().clone();
            body.as_object_mut().unwrap().extend(more);
            let body: CreateDeploymentRequest = typed(&body).unwrap();
            client.deployments().create(body)
        };
        let release = ReleaseParameters::new(&definitions()).block("loader", &definitions());
        let expected = vec![(case.rule, case.at.to_owned())];

        let before = press.service().served();
        let known = |values| request(values).check_parameters_with(release.clone());
        refused(&name, call(known(&case.bad)), &expected).await;
        known(&case.good).validate().unwrap();
        assert_eq!(press.service().served(), before, "{name}: something was sent");

        let asked = request(&case.bad).check_parameters();
        asked.validate().unwrap();
        if case.seen_in_release {
            let error = asked.await.expect_err(&name);
            assert_eq!(found(error.problems().unwrap()), expected, "{name}");
        } else {
            // What cannot be seen in the release is left to the service.
            let error = asked.await.expect_err(&name);
            assert!(error.is_unprocessable(), "{name}: {error}");
        }
        let asked: Vec<_> = press.service().requests().split_off(before as usize);
        let methods: Vec<&str> = asked.iter().map(|request| request.method.as_str()).collect();
        let made = ["GET", "POST"];
        assert_eq!(methods, made[..2 - usize::from(case.seen_in_release)], "{name}");
        let created = request(&case.good).check_parameters().await.unwrap();

        // A new revision is held against the latest release of its spec.
        press.service().advance(std::time::Duration::from_secs(3600));
        let revisions = client.deployment(&created.id).unwrap().revisions();
        let revision = |values: &Value| {
            let body: CreateRevisionRequest = typed(values).unwrap();
            revisions.create(body).check_parameters()
        };
        if case.seen_in_release {
            let error = revision(&case.bad).await.expect_err(&name);
            assert_eq!(found(error.problems().unwrap()), expected, "{name}");
        }
        revision(&case.good).await.unwrap();
        ways.insert((case.rule, Way::Typed));
    }
    let lost = ReleaseParameters::new(&lost_definition()).block("loader", &definitions());
    assert_eq!(found(&lost.problems()), [("app-parameter-in-block", "/run/0/name".to_owned())]);
    ways.insert(("app-parameter-in-block", Way::ByHand));
    ways
}

/// Files that are no request.
fn files() -> BTreeSet<(&'static str, Way)> {
    let mut ways = BTreeSet::new();
    for case in file_cases() {
        let name = format!("{} ({})", case.rule, case.source);
        let problems = SpecUpdateFile::parse(&case.bad, "case.yaml").expect_err(&name);
        let of_rule = problems.iter().find(|problem| problem.rule() == case.rule);
        let place = of_rule.unwrap_or_else(|| panic!("{name}: {problems}")).location().unwrap();
        assert_eq!((place.line, place.column), case.place, "{name}: {problems}");
        SpecUpdateFile::parse(&case.good, "case.yaml")
            .unwrap_or_else(|problems| panic!("{name}: {problems}"));
        ways.insert((case.rule, Way::File));
    }
    // A warning refuses only when it is to, and only values of parameters are warned of.
    let text = "metadata: { name: churn, summary: s }\nspec: { id: s-1 }\nappParameters: { run: { a: 012 } }\n";
    let strict = Options::new().strict();
    let problems = DeploymentFile::parse_with(text, "case.yaml", &strict).unwrap_err();
    let rules: Vec<_> = problems.iter().map(press_apps_model::Problem::rule).collect();
    assert_eq!(rules, ["yaml-versions"]);
    ways.insert(("yaml-versions", Way::File));
    ways
}

#[tokio::test]
async fn every_rule_is_kept_by_the_client_before_anything_is_sent() {
    let press = Press::new();
    let client = world::client(Wire::to(&press));
    let mut ways = requests(&client).await;
    assert_eq!(press.service().served(), 0, "something was sent");
    ways.extend(values().await);
    ways.extend(files());

    let kept: BTreeSet<&str> = ways.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(kept, all_rules_but(&[]), "a rule has no case");
    let by_hand = kept
        .into_iter()
        .filter(|rule| !ways.contains(&(rule, Way::Typed)) && !ways.contains(&(rule, Way::File)));
    assert_eq!(
        by_hand.collect::<BTreeSet<_>>(),
        BY_HAND.into_iter().map(|(rule, _)| rule).collect()
    );
}
