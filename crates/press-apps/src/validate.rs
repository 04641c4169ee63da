//! The one place where a request is checked before it is sent.
//!
//! The rules are those of `press-apps-model`; nothing here knows a field of a body. Ids in paths are checked earlier, by their types.
//! What has to be asked of the service first is asked in [`crate::request`].

use std::sync::Arc;

use press_apps_model::{Options as Rules, Problems, ReleaseParameters, check_body, check_query};
use serde_json::Value;

use crate::request::private::Endpoint;

/// Tells findings about a body in the words of the file that it was read from.
pub(crate) type Locate = Arc<dyn Fn(Problems) -> Problems + Send + Sync>;

/// Which rules a request is checked against, and what is known besides the request itself.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) skip: bool,
    pub(crate) rules: Rules,
    pub(crate) values: Values,
    pub(crate) locate: Option<Locate>,
}

/// What the parameter values of a request are judged by.
#[derive(Clone, Default)]
pub(crate) enum Values {
    /// They are not judged.
    #[default]
    Unchecked,
    /// The definitions of the release that the request names, which the service knows.
    Asked,
    /// These definitions.
    Known(Arc<ReleaseParameters>),
}

impl Options {
    /// Whether the service is to be asked before the check is complete.
    pub(crate) fn asks(&self) -> bool {
        !self.skip && matches!(self.values, Values::Asked)
    }

    fn located(&self, problems: Problems) -> Problems {
        match &self.locate {
            Some(locate) => locate(problems),
            None => problems,
        }
    }
}

/// Everything that is wrong with a request, in its query and in its body.
pub(crate) fn problems<E: Endpoint>(
    endpoint: &E,
    options: &Options,
) -> serde_json::Result<Problems> {
    let mut problems = Problems::new();
    if options.skip {
        return Ok(problems);
    }
    let operation = E::OPERATION.id;
    let query: Vec<_> =
        endpoint.query().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let body = endpoint.body()?;
    // A request without either is looked at as well: the rules to leave out may be misspelt.
    if !query.is_empty() || body.is_none() {
        problems.merge(check_query(operation, &query, &options.rules));
    }
    if let Some(body) = &body {
        problems.merge(options.located(check_body(operation, body, &options.rules)));
        if let Values::Known(release) = &options.values {
            problems.merge(values(release, body, options));
        }
    }
    Ok(problems)
}

/// What is wrong with the parameter values in a body, by the definitions of a release.
pub(crate) fn values(release: &ReleaseParameters, body: &Value, options: &Options) -> Problems {
    let mut problems = release.evaluate(body).into_problems();
    problems.retain(|problem| !options.rules.skips(problem.rule()));
    options.located(problems)
}

#[cfg(test)]
mod tests {
    use press_apps_api::types::{
        DeploymentSort, DeploymentStatus, ReleaseSort, RevisionSort, RevisionStatus, Scope,
        SpecSort, SpecStatus,
    };

    use super::*;
    use crate::client::Client;
    use crate::request::Request;

    fn client() -> Client {
        Client::builder().token("any").build().unwrap()
    }

    /// The query that the rules see, and the one that would be sent.
    fn queries<E: Endpoint>(request: Request<E>) -> [Vec<(String, String)>; 2] {
        let seen = request.endpoint.query().into_iter();
        let mut seen: Vec<_> = seen.map(|(name, value)| (name.to_owned(), value)).collect();
        let sent = request.build().unwrap();
        let sent = url::form_urlencoded::parse(sent.uri().query().unwrap().as_bytes());
        let mut sent: Vec<(String, String)> = sent.into_owned().collect();
        // The rules do not care for the order of the names; that of the values of one name stays.
        seen.sort_by(|(one, _), (other, _)| one.cmp(other));
        sent.sort_by(|(one, _), (other, _)| one.cmp(other));
        [seen, sent]
    }

    // A list that gets a new parameter and forgets to show it to the rules would send it unchecked.
    #[test]
    fn the_rules_see_every_parameter_of_the_query_that_is_sent() {
        let client = client();
        let spec = client.spec("s-1").unwrap();
        let deployment = client.deployment("d-1").unwrap();
        let specs = client.specs().list().page(2).page_size(10);
        let specs = specs
            .sort(SpecSort::Name)
            .sort(SpecSort::CreatedAt.desc())
            .statuses([SpecStatus::Available, SpecStatus::Archived])
            .scopes([Scope::Shared, Scope::Public])
            .featured(true)
            .name("a b")
            .title("ü&c");
        let deployments = client.deployments().list().page(2).page_size(10);
        let deployments =
            deployments.sort(DeploymentSort::Title).status(DeploymentStatus::Failed).name("a");
        let releases = spec.releases().list().page(2).page_size(10);
        let revisions = deployment.revisions().list().page(2).page_size(10);
        let revisions = revisions.sort(RevisionSort::CreatedBy).status(RevisionStatus::Deployed);
        for (operation, [seen, sent]) in [
            (&press_apps_api::operations::LIST_SPECS, queries(specs)),
            (&press_apps_api::operations::LIST_DEPLOYMENTS, queries(deployments)),
            (
                &press_apps_api::operations::LIST_SPEC_RELEASES,
                queries(releases.sort(ReleaseSort::CreatedAt)),
            ),
            (&press_apps_api::operations::LIST_DEPLOYMENT_REVISIONS, queries(revisions)),
        ] {
            assert_eq!(seen, sent);
            // Everything that can be said was said.
            for name in operation.query {
                assert!(seen.iter().any(|(given, _)| given == name), "{}: {name}", operation.id);
            }
        }
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
