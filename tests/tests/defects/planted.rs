//! Defects planted in the service, one at a time, by rewriting what goes in or comes out: each has to be caught by a check.

use std::collections::BTreeSet;

use press_apps_tests::{WireRequest, WireResponse, keep};
use serde_json::{Value, json};

use crate::checks::{CHECKS, Check};
use crate::service::{Front, Spoil, Spoilt, seeded};

/// One defect.
struct Defect {
    name: &'static str,
    spoil: Spoil,
}

const fn defect(name: &'static str, spoil: Spoil) -> Defect {
    Defect { name, spoil }
}

const DEFECTS: &[Defect] = &[
    // Codes.
    defect("creates answer 200", |front, request| status(front, request, 201, 200)),
    defect("a redeploy answers 201", |front, request| status(front, request, 202, 201)),
    defect("what is not there answers 400", |front, request| status(front, request, 404, 400)),
    defect("what is not there is an empty object", |front, request| match front.pass(request) {
        response if response.status == 404 => answer(200, &json!({})),
        response => response,
    }),
    defect("what is taken answers 422", |front, request| status(front, request, 409, 422)),
    defect("what cannot be read is taken", |front, request| match front.pass(request) {
        response if response.status == 422 && request.method == "POST" => {
            answer(201, &json!({ "id": "x" }))
        }
        response => response,
    }),
    // Bodies.
    defect("a required field is missing", |front, request| {
        body(front, request, |body| forget(body, "status"))
    }),
    defect("an optional field is missing", |front, request| {
        body(front, request, |body| forget(body, "latestRelease"))
    }),
    defect("a field has another name", |front, request| {
        body(front, request, |body| rename(body, "createdBy", "author"))
    }),
    defect("a field nobody described", |front, request| {
        body(front, request, |body| body["surprise"] = json!(1))
    }),
    defect("a number is a text", |front, request| {
        body(front, request, |body| replace(body, "revision", |value| json!(value.to_string())))
    }),
    defect("dates are written another way", |front, request| {
        body(front, request, |body| replace(body, "createdAt", |_| json!("1 January 2020")))
    }),
    defect("an unknown status", |front, request| {
        body(front, request, |body| replace(body, "status", |_| json!("fine")))
    }),
    defect("a list is null", |front, request| {
        body(front, request, |body| replace(body, "blocks", |_| Value::Null))
    }),
    defect("errors are HTML", |front, request| match front.pass(request) {
        response if response.status >= 400 => {
            let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
            WireResponse { headers, body: b"<html>no</html>".to_vec(), ..response }
        }
        response => response,
    }),
    defect("errors say nothing", |front, request| match front.pass(request) {
        response if response.status >= 400 => answer(response.status, &json!({})),
        response => response,
    }),
    // Lists.
    defect("the filter by status is ignored", |front, request| without(front, request, "status")),
    defect("the filter by scope is ignored", |front, request| without(front, request, "scope")),
    defect("the filter by featured is ignored", |front, request| {
        without(front, request, "featured")
    }),
    defect("the filter by name is ignored", |front, request| without(front, request, "name")),
    defect("the filter by title is ignored", |front, request| without(front, request, "title")),
    defect("the filter by name finds it anywhere", |front, request| {
        anywhere(front, request, "name")
    }),
    defect("the filter by title finds it anywhere", |front, request| {
        anywhere(front, request, "title")
    }),
    defect("of several statuses the last one counts", |front, request| {
        let last =
            request.query.split('&').rfind(|pair| pair.starts_with("status=")).map(str::to_owned);
        let rest =
            request.query.split('&').filter(|pair| !pair.starts_with("status=")).map(str::to_owned);
        front.pass(&WireRequest {
            query: rest.chain(last).collect::<Vec<_>>().join("&"),
            ..request.clone()
        })
    }),
    defect("the order is ignored", |front, request| without(front, request, "sort")),
    defect("the order is reversed", |front, request| {
        let query =
            request.query.replace(":asc", ":x").replace(":desc", ":asc").replace(":x", ":desc");
        front.pass(&WireRequest { query, ..request.clone() })
    }),
    defect("the page number is ignored", |front, request| without(front, request, "pageNumber")),
    defect("the page size is ignored", |front, request| without(front, request, "pageSize")),
    defect("the total counts the page", |front, request| {
        body(front, request, |body| {
            let count = body["specs"].as_array().map(Vec::len);
            if let Some(count) = count {
                body["specCount"] = json!(count);
            }
        })
    }),
    defect("one page too many is promised", |front, request| {
        body(front, request, |body| {
            replace(body, "pageCount", |value| json!(value.as_u64().unwrap_or_default() + 1));
        })
    }),
    defect("the last of a page is lost", |front, request| {
        body(front, request, |body| {
            if let Some(items) = body.get_mut("deployments").and_then(Value::as_array_mut) {
                items.pop();
            }
        })
    }),
    // State.
    defect("anybody gets in", |front, request| {
        let mut request = request.clone();
        request.headers.retain(|(name, _)| name != "authorization");
        request.headers.push(("authorization".to_owned(), front.token()));
        front.pass(&request)
    }),
    defect("a change is lost", |front, request| match request.method.as_str() {
        "PATCH" => front.pass(&WireRequest {
            method: "GET".to_owned(),
            body: Vec::new(),
            ..request.clone()
        }),
        _ => front.pass(request),
    }),
    defect("a change is answered with what was there before", |front, request| {
        let before = front.pass(&WireRequest {
            method: "GET".to_owned(),
            body: Vec::new(),
            ..request.clone()
        });
        let response = front.pass(request);
        if request.method == "PATCH" && response.status == 200 { before } else { response }
    }),
    defect("a deletion is not carried out", |front, request| match request.method.as_str() {
        "DELETE" => answer(200, &json!({})),
        _ => front.pass(request),
    }),
    defect("answers are kept for ever", |front, request| {
        let key = format!("{} {}?{}", request.method, request.path, request.query);
        if request.method != "GET" {
            return front.pass(request);
        }
        let known = front.kept.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let response = front.pass(request);
            front.kept.borrow_mut().insert(key, response.clone());
            response
        })
    }),
    defect("ids differ from call to call", |front, request| {
        let count = front.count.get();
        body(front, request, |body| {
            if body.get("metadata").is_some() {
                body["id"] = json!(format!("id-{count}"));
            }
        })
    }),
    defect("a name may be taken twice", |front, request| match front.pass(request) {
        response if response.status == 409 => answer(201, &json!({ "id": "another" })),
        response => response,
    }),
    defect("the latest release is the first", |front, request| {
        body(front, request, |body| {
            if let Some(version) = body.pointer_mut("/latestRelease/version") {
                *version = json!("1.0.0");
            }
        })
    }),
    defect("any release may follow", |front, request| match front.pass(request) {
        response if response.status == 422 && request.path.ends_with("/releases") => {
            answer(201, &json!({ "id": "x", "release": { "version": "1.5.0" } }))
        }
        response => response,
    }),
    defect("revisions count from zero", |front, request| {
        body(front, request, |body| {
            replace(body, "revision", |value| {
                json!(value.as_u64().unwrap_or_default().saturating_sub(1))
            });
        })
    }),
    defect("everything is deployed at once", |front, request| {
        body(front, request, |body| {
            replace(body, "status", |value| {
                if value == "deploying" { json!("deployed") } else { value.clone() }
            });
        })
    }),
    defect("nothing ever settles", |front, request| {
        body(front, request, |body| {
            replace(body, "status", |value| {
                if value == "deployed" { json!("deploying") } else { value.clone() }
            });
        })
    }),
    defect("what is well may be redeployed", |front, request| match front.pass(request) {
        response if response.status == 422 && request.path.ends_with("/redeploy") => {
            answer(202, &json!({ "deploymentId": "x", "revision": 2, "revisionId": "y" }))
        }
        response => response,
    }),
    defect("a spec in use is deleted", |front, request| match front.pass(request) {
        response if response.status == 422 && request.method == "DELETE" => answer(200, &json!({})),
        response => response,
    }),
    defect("hidden values are shown", |front, request| {
        let response = front.pass(request);
        let text = String::from_utf8_lossy(&response.body).replace("********", "s3cret");
        WireResponse { body: text.into_bytes(), ..response }
    }),
    defect("notes are lost", |front, request| body(front, request, |body| forget(body, "notes"))),
    defect("what is refused is done all the same", |front, request| {
        let response = front.pass(request);
        if response.status == 422 && request.path == "/v1/apps/deployments/" {
            let name = format!("refused-{}", front.count.get());
            let body = json!({ "metadata": { "name": name, "summary": "s" }, "spec": { "id": press_apps_emulator::seed::SPEC_PRIVATE } });
            front.pass(&WireRequest { body: body.to_string().into_bytes(), ..request.clone() });
        }
        response
    }),
];

fn answer(status: u16, body: &Value) -> WireResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    WireResponse { status, headers, body: body.to_string().into_bytes() }
}

/// One code instead of another.
fn status(front: &Front<'_>, request: &WireRequest, from: u16, to: u16) -> WireResponse {
    let response = front.pass(request);
    WireResponse { status: if response.status == from { to } else { response.status }, ..response }
}

/// A good answer with its body changed.
fn body(front: &Front<'_>, request: &WireRequest, change: impl FnOnce(&mut Value)) -> WireResponse {
    let response = front.pass(request);
    match serde_json::from_slice::<Value>(&response.body) {
        Ok(mut body) if response.status < 300 => {
            change(&mut body);
            WireResponse { body: body.to_string().into_bytes(), ..response }
        }
        _ => response,
    }
}

/// The query without one of its parameters.
fn without(front: &Front<'_>, request: &WireRequest, name: &str) -> WireResponse {
    let kept = request.query.split('&').filter(|pair| pair.split('=').next() != Some(name));
    front.pass(&WireRequest { query: kept.collect::<Vec<_>>().join("&"), ..request.clone() })
}

/// A filter by the beginning of a text that keeps what has it anywhere.
fn anywhere(front: &Front<'_>, request: &WireRequest, name: &str) -> WireResponse {
    let given = |pair: &&str| pair.split('=').next() == Some(name);
    let Some((_, text)) =
        request.query.split('&').find(given).and_then(|pair| pair.split_once('='))
    else {
        return front.pass(request);
    };
    let kept = request.query.split('&').filter(|pair| !given(pair));
    let request = WireRequest { query: kept.collect::<Vec<_>>().join("&"), ..request.clone() };
    body(front, &request, |body| {
        let members = body.as_object_mut().into_iter().flat_map(|members| members.values_mut());
        for list in members.filter_map(Value::as_array_mut) {
            list.retain(|item| {
                item["metadata"][name].as_str().is_some_and(|held| held.contains(text))
            });
        }
    })
}

fn forget(value: &mut Value, name: &str) {
    each(value, &mut |members| drop(members.remove(name)));
}

fn rename(value: &mut Value, from: &str, to: &str) {
    each(value, &mut |members| {
        if let Some(value) = members.remove(from) {
            members.insert(to.to_owned(), value);
        }
    });
}

fn replace(value: &mut Value, name: &str, other: impl Fn(&Value) -> Value) {
    each(value, &mut |members| {
        if let Some(value) = members.get_mut(name) {
            *value = other(value);
        }
    });
}

/// Visits every object in a value.
fn each(value: &mut Value, visit: &mut dyn FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members.values_mut().for_each(|member| each(member, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, visit)),
        _ => {}
    }
}

/// The checks that a service with this defect does not pass. Every answer is judged, whatever is asked.
fn failed(spoil: Option<Spoil>) -> Vec<(&'static str, String)> {
    let mut failed = Vec::new();
    for Check { name, run } in CHECKS {
        let service = seeded();
        let spoilt = Spoilt::new(&service, spoil);
        if let Err(problem) = run(&spoilt).and_then(|()| spoilt.judged()) {
            failed.push((*name, problem));
        }
    }
    failed
}

#[test]
fn the_service_of_this_repository_passes_every_check() {
    assert_eq!(failed(None), []);
}

/// A check that catches no defect would tell nothing.
#[test]
fn every_planted_defect_is_caught_and_every_check_catches_one() {
    let mut caught = BTreeSet::new();
    let mut escaped = Vec::new();
    for Defect { name, spoil } in DEFECTS {
        let failed = failed(Some(*spoil));
        if failed.is_empty() {
            escaped.push(*name);
        }
        caught.extend(failed.into_iter().map(|(check, _)| check));
    }
    let counts = [
        ("planted defects of the service, all caught", DEFECTS.len()),
        ("checks that catch them, each at least one", CHECKS.len()),
    ];
    keep("defects", "cargo test -p press-apps-tests --test defects", &counts);
    let idle: Vec<_> =
        CHECKS.iter().map(|check| check.name).filter(|name| !caught.contains(name)).collect();
    assert_eq!(
        (escaped, idle),
        (Vec::new(), Vec::new()),
        "defects that escaped, checks that caught none"
    );
}
