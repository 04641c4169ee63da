//! How many records were looked at, for the tests that hold what a request costs to what it needs.
//!
//! Every record that [`Table`](super::Table) or [`Series`](super::Series) gives out passes through here. Outside tests nothing is counted.

#[cfg(test)]
thread_local! {
    static LOOKED_AT: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts a record that is given out.
pub(super) fn look<T>(record: T) -> T {
    #[cfg(test)]
    LOOKED_AT.with(|count| count.set(count.get() + 1));
    record
}

/// How many records this thread has looked at so far.
#[cfg(test)]
pub(crate) fn looked_at() -> u64 {
    LOOKED_AT.with(std::cell::Cell::get)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::Request;
    use serde_json::{Value, json};

    use super::looked_at;
    use crate::{Clock, Emulator, Service, seed};

    /// A service with so many specs and deployments, the first of each with so many releases and revisions.
    fn with(many: u64) -> Service {
        let service = Emulator::builder()
            .clock(Clock::Virtual)
            .deploy_time(Duration::from_secs(9))
            .seed_data(true)
            .service();
        service.with_state(|state| {
            let spec = state.specs.get(seed::SPEC_PRIVATE).expect("the spec").clone();
            let deployment =
                state.deployments.get(seed::DEPLOYMENT_FAILED).expect("the deployment").clone();
            for n in 1..=many {
                let (mut spec, mut deployment) = (spec.clone(), deployment.clone());
                let named = |name: String| json!({ "name": name });
                spec.sequence = state.next_sequence();
                spec.id = format!("spec-{n}");
                spec.metadata =
                    spec.metadata.patched(&named(format!("spec-{n}"))).expect("a change");
                deployment.sequence = state.next_sequence();
                deployment.id = format!("deployment-{n}");
                deployment.spec_id = seed::SPEC_SHARED.to_owned();
                deployment.metadata = deployment
                    .metadata
                    .patched(&named(format!("deployment-{n}")))
                    .expect("a change");
                state.specs.insert(spec);
                state.deployments.insert(deployment);
            }
            let release = spec.releases.latest().clone();
            let revision = deployment.revisions.latest().clone();
            state.specs.change("spec-1", |spec| {
                for n in 1..=many {
                    let mut release = release.clone();
                    release.version = format!("2.{n}.0");
                    spec.releases.push(release);
                }
            });
            state.deployments.change("deployment-1", |deployment| {
                for n in 1..=many {
                    let mut revision = revision.clone();
                    revision.number = n + 1;
                    deployment.revisions.push(revision);
                }
            });
        });
        service
    }

    /// How many records a request looks at.
    fn looks(service: &Service, line: &str, body: &Value) -> u64 {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let request = Request::builder()
            .method(method)
            .uri(format!("/v1/apps/{}", path.trim_end()))
            .header("authorization", service.token())
            .header("content-type", "application/json")
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        let before = looked_at();
        let response = service.call(request);
        // A name that is taken: these two are written with a space at their end.
        let refused = matches!(line, "POST specs/ " | "POST deployments/ ");
        assert_eq!(response.status().is_success(), !refused, "{line}: {:?}", response.body());
        looked_at() - before
    }

    /// One request after the other, each with what it looks at.
    fn walk(many: u64) -> Vec<(&'static str, u64)> {
        let service = with(many);
        let block =
            json!([{ "id": crate::store::EXAMPLE_BLOCKS[0].0, "release": { "version": "1.0.0" } }]);
        let document = |name: &str| {
            let document = json!({
                "version": "1", "kind": "app", "metadata": { "name": name, "summary": "s" },
                "release": { "version": "1.0.0" }, "config": block,
            });
            json!({ "spec": document.to_string() })
        };
        let deployment = |name: &str| json!({ "metadata": { "name": name, "summary": "s" }, "spec": { "id": "spec-7" } });
        let release = json!({ "release": { "version": "3.0.0" }, "config": block });
        let steps: Vec<(&str, Value)> = vec![
            ("GET specs/spec-50", Value::Null),
            ("GET specs/spec-1/releases/2.5.0", Value::Null),
            ("GET deployments/deployment-50", Value::Null),
            ("GET deployments/deployment-1/revisions/50", Value::Null),
            ("GET specs/?pageSize=10&pageNumber=5", Value::Null),
            ("GET specs/?pageSize=10&name=churn-model", Value::Null),
            ("GET specs/spec-1/releases?pageSize=10&pageNumber=5", Value::Null),
            ("GET deployments/?pageSize=10&pageNumber=5", Value::Null),
            ("GET deployments/deployment-1/revisions?pageSize=10&pageNumber=5", Value::Null),
            ("POST specs/", document("new")),
            ("POST specs/ ", document("new")),
            ("POST specs/spec-1/releases", release),
            ("POST deployments/", deployment("new")),
            ("POST deployments/ ", deployment("new")),
            ("POST deployments/deployment-1/redeploy", json!({})),
            ("POST deployments/deployment-2/revisions", json!({})),
            ("PATCH specs/spec-50", json!({ "metadata": { "title": "t" } })),
            ("PATCH deployments/deployment-50", json!({ "name": "another" })),
            ("DELETE specs/spec-50", json!({})),
            ("DELETE deployments/deployment-50", json!({})),
        ];
        let seen: Vec<_> =
            steps.iter().map(|(line, body)| (*line, looks(&service, line, body))).collect();
        service.advance(Duration::from_secs(9));
        let after = looks(&service, "GET deployments/deployment-51", &Value::Null);
        seen.into_iter().chain([("GET once one is deleted", after)]).collect()
    }

    #[test]
    fn a_request_looks_at_as_many_records_of_100_as_of_10_000() {
        let few = walk(100);
        assert_eq!(few, walk(10_000));
        let most = few.iter().max_by_key(|(_, looks)| *looks).expect("steps");
        assert!(most.1 <= 60, "{most:?}");
    }
}
