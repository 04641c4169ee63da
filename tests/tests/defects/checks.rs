//! What a Press service does, seen from outside: one promise a check, over nothing but requests and answers.

use press_apps_emulator::seed;
use press_apps_tests::WireRequest;
use serde_json::{Value, json};

use crate::service::{Answer, Spoilt};

/// One promise.
pub(crate) struct Check {
    /// What is promised.
    pub(crate) name: &'static str,
    /// Finds out.
    pub(crate) run: fn(&Spoilt<'_>) -> Result<(), String>,
}

const fn check(name: &'static str, run: fn(&Spoilt<'_>) -> Result<(), String>) -> Check {
    Check { name, run }
}

/// Every promise.
pub(crate) const CHECKS: &[Check] = &[
    check("every answer is what the document says", as_documented),
    check("a filter keeps what fits and nothing else", filters),
    check("a list is sorted as it was asked for", sorted),
    check("the pages of a list are the list", pages),
    check("what was created is there, as it was sent", created),
    check("a change changes what was given, and nothing else", patched),
    check("what was deleted is gone", deleted),
    check("nobody gets in without a token", authorised),
    check("a name is taken once", names),
    check("what is not there is not found", not_found),
    check("releases go up, and the latest is the latest", releases),
    check("a deployment goes its way and settles", lifecycle),
    check("revisions are counted", revisions),
    check("hidden values are masked", masked),
    check("what is refused changes nothing", refusals),
];

fn expect(good: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(message()) }
}

fn answered(answer: &Answer, status: u16, what: &str) -> Result<(), String> {
    expect(answer.status == status, || format!("{what}: {} {}", answer.status, answer.body))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The lists of the seed data: target, key of the items, key of the total.
fn lists() -> [(String, &'static str, &'static str); 4] {
    [
        ("/v1/apps/specs/".to_owned(), "specs", "specCount"),
        (format!("/v1/apps/specs/{}/releases", seed::SPEC_PRIVATE), "releases", "releaseCount"),
        ("/v1/apps/deployments/".to_owned(), "deployments", "deploymentCount"),
        (
            format!("/v1/apps/deployments/{}/revisions", seed::DEPLOYMENT_DEPLOYED),
            "revisions",
            "revisionCount",
        ),
    ]
}

fn items(on: &Spoilt<'_>, target: &str, key: &str) -> Result<Vec<Value>, String> {
    let joint = if target.contains('?') { '&' } else { '?' };
    let answer = on.get(&format!("{target}{joint}pageSize=100"));
    answered(&answer, 200, target)?;
    answer.body[key].as_array().cloned().ok_or_else(|| format!("{target}: there is no `{key}`"))
}

fn spec(name: &str) -> Value {
    let document = json!({
        "version": 1, "kind": "app", "metadata": { "name": name, "title": "T", "summary": "S" }, "release": { "version": "1.0.0", "notes": "N" },
        "config": [{ "id": "0bddb4c6-40c5-45c3-b477-fceb2c051609", "release": { "version": "1.0.0" } }],
    });
    json!({ "spec": document.to_string(), "featured": "true", "scope": "shared", "tenants": "[\"t1\"]" })
}

fn created_id(on: &Spoilt<'_>, target: &str, body: &Value) -> Result<String, String> {
    let answer = on.post(target, body);
    answered(&answer, 201, target)?;
    Ok(text(&answer.body, "/id").to_owned())
}

fn deployment(on: &Spoilt<'_>, name: &str) -> Result<String, String> {
    let body = json!({ "metadata": { "name": name, "summary": "S" }, "spec": { "id": seed::SPEC_PRIVATE } });
    created_id(on, "/v1/apps/deployments/", &body)
}

/// Reads everything there is, creates one of each, and lets the judge see it all.
fn as_documented(on: &Spoilt<'_>) -> Result<(), String> {
    for (target, key, _) in lists() {
        for item in items(on, &target, key)? {
            let last = ["/version", "/revision", "/id"]
                .iter()
                .find_map(|pointer| item.pointer(pointer))
                .cloned()
                .unwrap_or_default();
            let last = last.as_str().map_or_else(|| last.to_string(), str::to_owned);
            let answer = on.get(&format!("{}/{last}", target.trim_end_matches('/')));
            answered(&answer, 200, &last)?;
        }
    }
    let id = created_id(on, "/v1/apps/specs/", &spec("documented"))?;
    let release = json!({ "release": { "version": "1.1.0" }, "config": [] });
    answered(&on.post(&format!("/v1/apps/specs/{id}/releases"), &release), 201, "a release")?;
    let redeployed = on.send(
        "POST",
        &format!("/v1/apps/deployments/{}/redeploy", seed::DEPLOYMENT_FAILED),
        None,
    );
    answered(&redeployed, 202, "a redeploy")
}

fn filters(on: &Spoilt<'_>) -> Result<(), String> {
    type Fits = fn(&Value) -> bool;
    let cases: [(&str, &str, &str, Fits); 8] = [
        ("/v1/apps/specs/", "specs", "status=archived", |item| {
            text(item, "/metadata/status") == "archived"
        }),
        ("/v1/apps/specs/", "specs", "scope=private&scope=public", |item| {
            ["private", "public"].contains(&text(item, "/scope"))
        }),
        ("/v1/apps/specs/", "specs", "featured=true", |item| item["featured"] == true),
        ("/v1/apps/specs/", "specs", "featured=false", |item| item["featured"] != true),
        ("/v1/apps/specs/", "specs", "name=churn", |item| {
            text(item, "/metadata/name").starts_with("churn")
        }),
        ("/v1/apps/specs/", "specs", "title=Price", |item| {
            text(item, "/metadata/title").starts_with("Price")
        }),
        ("/v1/apps/deployments/", "deployments", "status=failed&status=warning", |item| {
            ["failed", "warning"].contains(&text(item, "/metadata/status"))
        }),
        ("/v1/apps/deployments/", "deployments", "name=churn", |item| {
            text(item, "/metadata/name").starts_with("churn")
        }),
    ];
    // Texts that hold what is looked for, and do not begin with it.
    let mut inside = spec("a-churn");
    let document = inside["spec"]
        .as_str()
        .unwrap_or_default()
        .replace(r#""title":"T""#, r#""title":"A Price""#);
    inside["spec"] = document.into();
    answered(&on.post("/v1/apps/specs/", &inside), 201, "a spec with another beginning")?;
    deployment(on, "a-churn")?;
    for (target, key, query, fits) in cases {
        let all: Vec<_> = items(on, target, key)?.into_iter().filter(fits).collect();
        let kept = items(on, &format!("{target}?{query}"), key)?;
        expect(kept == all && !all.is_empty(), || {
            format!("{target}?{query} gives {} items, {} fit", kept.len(), all.len())
        })?;
    }
    let revisions = format!("/v1/apps/deployments/{}/revisions", seed::DEPLOYMENT_DEPLOYED);
    let superseded = items(on, &format!("{revisions}?status=superseded"), "revisions")?;
    expect(superseded.iter().all(|item| item["status"] == "superseded"), || {
        "a revision does not fit".to_owned()
    })
}

fn sorted(on: &Spoilt<'_>) -> Result<(), String> {
    let cases = [
        ("/v1/apps/specs/", "specs", "name", "/metadata/name"),
        ("/v1/apps/specs/", "specs", "title", "/metadata/title"),
        ("/v1/apps/specs/", "specs", "createdAt", "/metadata/createdAt"),
        ("/v1/apps/deployments/", "deployments", "name", "/metadata/name"),
        ("/v1/apps/deployments/", "deployments", "createdAt", "/metadata/createdAt"),
    ];
    for (target, key, field, pointer) in cases {
        for direction in ["asc", "desc"] {
            let list = items(on, &format!("{target}?sort={field}:{direction}"), key)?;
            let values: Vec<_> = list.iter().map(|item| text(item, pointer)).collect();
            let good = values.is_sorted() && direction == "asc"
                || values.is_sorted_by(|one, other| one >= other) && direction == "desc";
            expect(good && values.len() > 1, || {
                format!("{target} by {field}, {direction}: {values:?}")
            })?;
        }
    }
    Ok(())
}

fn pages(on: &Spoilt<'_>) -> Result<(), String> {
    for (target, key, total) in lists() {
        let all = items(on, &target, key)?;
        for size in [1, 2] {
            let mut joined = Vec::new();
            let count = all.len().div_ceil(size);
            for number in 1..=count {
                let page = on.get(&format!("{target}?pageSize={size}&pageNumber={number}")).body;
                let counters = [
                    ("pageNumber", number),
                    ("pageSize", size),
                    ("pageCount", count),
                    (total, all.len()),
                ];
                for (counter, wanted) in counters {
                    expect(page[counter] == json!(wanted), || {
                        format!(
                            "{target}: `{counter}` of page {number} is {}, not {wanted}",
                            page[counter]
                        )
                    })?;
                }
                joined.extend(page[key].as_array().cloned().unwrap_or_default());
            }
            expect(joined == all, || {
                format!(
                    "{target}: pages of {size} have {} of {} items, or in another order",
                    joined.len(),
                    all.len()
                )
            })?;
        }
    }
    Ok(())
}

fn created(on: &Spoilt<'_>) -> Result<(), String> {
    let id = created_id(on, "/v1/apps/specs/", &spec("created"))?;
    let read = on.get(&format!("/v1/apps/specs/{id}")).body;
    for (pointer, wanted) in [
        ("/id", json!(id)),
        ("/metadata/name", json!("created")),
        ("/metadata/title", json!("T")),
        ("/metadata/summary", json!("S")),
        ("/featured", json!(true)),
        ("/scope", json!("shared")),
        ("/tenants", json!(["t1"])),
        ("/latestRelease/version", json!("1.0.0")),
        ("/latestRelease/notes", json!("N")),
    ] {
        expect(read.pointer(pointer) == Some(&wanted), || {
            format!("{pointer} is {:?}, not {wanted}", read.pointer(pointer))
        })?;
    }
    let again = on.get(&format!("/v1/apps/specs/{id}")).body;
    expect(read == again, || "the same thing reads differently a second time".to_owned())?;
    let listed = items(on, "/v1/apps/specs/", "specs")?;
    expect(listed.iter().filter(|item| item["id"] == json!(id)).count() == 1, || {
        "the list does not have it once".to_owned()
    })
}

fn patched(on: &Spoilt<'_>) -> Result<(), String> {
    let target = format!("/v1/apps/specs/{}", seed::SPEC_PRIVATE);
    let before = on.get(&target).body;
    let answer = on.patch(&target, &json!({ "metadata": { "summary": "Another summary" } }));
    answered(&answer, 200, "a change")?;
    let after = on.get(&target).body;
    expect(answer.body == after, || {
        "the answer to the change is not what is there now".to_owned()
    })?;
    expect(text(&after, "/metadata/summary") == "Another summary", || {
        "the change was lost".to_owned()
    })?;
    let mut others = after.clone();
    for key in ["summary", "updatedAt", "updatedBy"] {
        others["metadata"][key] = before["metadata"][key].clone();
    }
    expect(others == before, || "something else changed".to_owned())?;
    expect(text(&after, "/metadata/updatedAt") >= text(&after, "/metadata/createdAt"), || {
        "it was changed before it was created".to_owned()
    })?;
    let same = on.patch(&target, &json!({ "metadata": { "summary": "Another summary" } }));
    answered(&same, 422, "a change of nothing")
}

fn deleted(on: &Spoilt<'_>) -> Result<(), String> {
    let target = format!("/v1/apps/specs/{}", seed::SPEC_ARCHIVED);
    answered(&on.delete(&target), 200, "deleting")?;
    answered(&on.get(&target), 404, "what was deleted")?;
    let listed = items(on, "/v1/apps/specs/", "specs")?;
    expect(!listed.iter().any(|item| item["id"] == seed::SPEC_ARCHIVED), || {
        "it is still listed".to_owned()
    })?;
    let target = format!("/v1/apps/deployments/{}", seed::DEPLOYMENT_DEPLOYED);
    answered(&on.delete(&target), 200, "deleting a deployment")?;
    expect(text(&on.get(&target).body, "/metadata/status") == "deleting", || {
        "the deployment is not being deleted".to_owned()
    })?;
    on.advance(3600);
    answered(&on.get(&target), 404, "the deployment after a while")?;
    let used = on.delete(&format!("/v1/apps/specs/{}", seed::SPEC_PRIVATE));
    answered(&used, 422, "deleting a spec that is in use")
}

fn authorised(on: &Spoilt<'_>) -> Result<(), String> {
    for (target, ..) in lists() {
        for headers in [Vec::new(), vec![("authorization".to_owned(), "Bearer nobody".to_owned())]]
        {
            let request = WireRequest {
                method: "GET".to_owned(),
                path: target.clone(),
                headers,
                ..WireRequest::default()
            };
            answered(&on.exchange(&request), 401, &target)?;
        }
    }
    Ok(())
}

fn names(on: &Spoilt<'_>) -> Result<(), String> {
    created_id(on, "/v1/apps/specs/", &spec("once"))?;
    answered(&on.post("/v1/apps/specs/", &spec("once")), 409, "a name that is taken")?;
    deployment(on, "once")?;
    let body = json!({ "metadata": { "name": "once", "summary": "S" }, "spec": { "id": seed::SPEC_PRIVATE } });
    answered(&on.post("/v1/apps/deployments/", &body), 409, "a name that is taken")
}

fn not_found(on: &Spoilt<'_>) -> Result<(), String> {
    let (spec, deployment) = (seed::SPEC_PRIVATE, seed::DEPLOYMENT_DEPLOYED);
    for target in [
        "/v1/apps/specs/nobody".to_owned(),
        "/v1/apps/specs/nobody/releases".to_owned(),
        format!("/v1/apps/specs/{spec}/releases/9.9.9"),
        "/v1/apps/deployments/nobody".to_owned(),
        "/v1/apps/deployments/nobody/revisions".to_owned(),
        format!("/v1/apps/deployments/{deployment}/revisions/99"),
    ] {
        answered(&on.get(&target), 404, &target)?;
    }
    Ok(())
}

fn releases(on: &Spoilt<'_>) -> Result<(), String> {
    let target = format!("/v1/apps/specs/{}", seed::SPEC_PRIVATE);
    let release = |version: &str| json!({ "release": { "version": version }, "config": [] });
    answered(
        &on.post(&format!("{target}/releases"), &release("1.5.0")),
        422,
        "a release that is not greater",
    )?;
    let answer = on.post(&format!("{target}/releases"), &release("2.1.0"));
    answered(&answer, 201, "a release that is greater")?;
    expect(text(&answer.body, "/release/version") == "2.1.0", || {
        "another version was released".to_owned()
    })?;
    let latest = on.get(&target).body;
    expect(text(&latest, "/latestRelease/version") == "2.1.0", || {
        "the latest release is not the latest".to_owned()
    })?;
    let listed = items(on, &format!("{target}/releases"), "releases")?;
    let versions: Vec<_> = listed.iter().map(|item| text(item, "/version")).collect();
    expect(versions == ["2.1.0", "2.0.0", "1.1.0", "1.0.0"], || format!("{versions:?}"))
}

fn lifecycle(on: &Spoilt<'_>) -> Result<(), String> {
    let target = format!("/v1/apps/deployments/{}", deployment(on, "goes")?);
    let status = |on: &Spoilt<'_>| text(&on.get(&target).body, "/metadata/status").to_owned();
    expect(status(on) == "deploying", || "it does not begin with deploying".to_owned())?;
    on.advance(3600);
    expect(status(on) == "deployed", || "it never gets deployed".to_owned())?;
    answered(
        &on.send("POST", &format!("{target}/redeploy"), None),
        422,
        "a redeploy of what is well",
    )?;
    let failed = format!("/v1/apps/deployments/{}", seed::DEPLOYMENT_FAILED);
    answered(
        &on.send("POST", &format!("{failed}/redeploy"), None),
        202,
        "a redeploy of what failed",
    )?;
    expect(text(&on.get(&failed).body, "/metadata/status") == "redeploying", || {
        "it is not redeploying".to_owned()
    })
}

fn revisions(on: &Spoilt<'_>) -> Result<(), String> {
    let target = format!("/v1/apps/deployments/{}", deployment(on, "counted")?);
    on.advance(3600);
    let answer =
        on.post(&format!("{target}/revisions"), &json!({ "revision": { "notes": "Second." } }));
    answered(&answer, 201, "a revision")?;
    expect(answer.body["revision"] == 2, || {
        format!("the second revision is number {}", answer.body["revision"])
    })?;
    let read = on.get(&format!("{target}/revisions/2")).body;
    expect(read["revision"] == 2 && read["notes"] == "Second.", || {
        format!("the second revision reads {read}")
    })?;
    let latest = on.get(&target).body;
    expect(latest["latestRevision"]["revision"] == 2, || {
        "the latest revision is not the latest".to_owned()
    })
}

fn masked(on: &Spoilt<'_>) -> Result<(), String> {
    let values = json!({ "run": { "num_iterations": 50, "agg_type": "s3cret" } });
    let body = json!({
        "metadata": { "name": "masked", "summary": "S" }, "spec": { "id": seed::SPEC_SHARED }, "appParameters": values,
    });
    let id = created_id(on, "/v1/apps/deployments/", &body)?;
    let read = on.get(&format!("/v1/apps/deployments/{id}/revisions/1")).body.to_string();
    expect(!read.contains("s3cret"), || "a hidden value is shown".to_owned())
}

fn refusals(on: &Spoilt<'_>) -> Result<(), String> {
    let before = items(on, "/v1/apps/deployments/", "deployments")?;
    for body in [
        json!({}),
        json!({ "metadata": { "name": 1 }, "spec": {} }),
        json!({ "metadata": { "name": "n", "summary": "s" }, "spec": { "id": "x" }, "more": 1 }),
    ] {
        let answer = on.post("/v1/apps/deployments/", &body);
        expect([400, 404, 422].contains(&answer.status), || format!("{body}: {}", answer.status))?;
        expect(!text(&answer.body, "/detail").is_empty(), || format!("{body}: nothing is said"))?;
    }
    let after = items(on, "/v1/apps/deployments/", "deployments")?;
    expect(before == after, || "what was refused changed something".to_owned())
}
