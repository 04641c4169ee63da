//! The one place where a request is checked before it is sent.
//!
//! The rules are those of `press-apps-model`; nothing here knows a field of a body. Ids in paths are checked earlier, by their types.
//! What has to be asked of the service first is asked in [`crate::request`].

use std::sync::Arc;

use press_apps_api::Operation;
use press_apps_model::{
    Options as Rules, Problems, ReleaseParameters, check_body, check_query, nested_too_deep,
};
use serde_json::Value;

/// Tells findings about a body in the words of the file that it was read from.
pub(crate) type Locate = Arc<dyn Fn(Problems) -> Problems + Send + Sync>;

/// Which rules a request is checked against, and what is known besides the request itself.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) skip: bool,
    pub(crate) rules: Rules,
    /// The definitions that parameter values are judged by, where the caller knows them.
    pub(crate) release: Option<Arc<ReleaseParameters>>,
    pub(crate) locate: Option<Locate>,
}

impl Options {
    fn located(&self, problems: Problems) -> Problems {
        match &self.locate {
            Some(locate) => locate(problems),
            None => problems,
        }
    }
}

/// What the rules judge of a request: its query and its body, read back from the very request that will be sent.
pub(crate) struct Content {
    query: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
}

impl Content {
    /// The content of a request; a finding when its body nests deeper than JSON can be read.
    pub(crate) fn of(request: &reqwest::Request) -> Result<Self, Problems> {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = body.map(serde_json::from_slice).transpose();
        Ok(Self {
            query: request.url().query_pairs().into_owned().collect(),
            body: body.map_err(|_| Problems::from(nested_too_deep()))?,
        })
    }
}

/// Everything that is wrong with a request, in its query and in its body.
pub(crate) fn problems(
    operation: &'static Operation,
    content: &Content,
    options: &Options,
) -> Problems {
    let mut problems = Problems::new();
    // A request without either is looked at as well: the rules to leave out may be misspelt.
    if !content.query.is_empty() || content.body.is_none() {
        problems.merge(check_query(operation.id, &content.query, &options.rules));
    }
    if let Some(body) = &content.body {
        problems.merge(options.located(check_body(operation.id, body, &options.rules)));
        if let Some(release) = &options.release {
            problems.merge(values(release, body, options));
        }
    }
    problems
}

/// What is wrong with the parameter values in a body, by the definitions of a release.
pub(crate) fn values(release: &ReleaseParameters, body: &Value, options: &Options) -> Problems {
    let mut problems = release.evaluate(body).into_problems();
    problems.retain(|problem| !options.rules.skips(problem.rule()));
    options.located(problems)
}

#[cfg(test)]
mod tests {
    use crate::client::Client;
    use crate::request::{Endpoint, Request};

    fn client() -> Client {
        Client::builder().token("any-token").build().unwrap()
    }

    #[test]
    fn a_misspelt_rule_to_leave_out_is_found_in_every_request_once() {
        fn found<E: Endpoint>(request: Request<E>) -> String {
            let error = request.skip_rule("absolute-ur").validate().unwrap_err();
            assert_eq!(error.problems().unwrap().len(), 1, "{error:#}");
            error.to_string()
        }
        let client = client();
        let spec = client.spec("s-1").unwrap();
        let hint = "expected the id of a rule to leave out, found \"absolute-ur\"; did you mean \"absolute-url\"? [skip]";
        for said in [
            found(spec.describe()),
            found(client.specs().list()),
            found(client.specs().list().page(1)),
            found(spec.update(press_apps_api::types::UpdateSpecRequest::new().featured(true))),
            found(client.deployment("d-1").unwrap().redeploy()),
        ] {
            assert!(said.ends_with(hint), "{said}");
        }
    }
}
