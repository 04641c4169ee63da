//! The one place where a request is checked before it is sent.
//!
//! The rules are those of `press-apps-model`; nothing here knows a field of a body. Ids in paths are checked earlier, by their types.

use press_apps_model::{Options as Rules, Problems, check_body, check_query};

use crate::request::private::Endpoint;

/// Which rules a request is checked against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) skip: bool,
    pub(crate) rules: Rules,
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
    let query: Vec<_> = endpoint
        .query()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if !query.is_empty() {
        problems.merge(check_query(operation, &query, &options.rules));
    }
    if let Some(body) = endpoint.body()? {
        problems.merge(check_body(operation, &body, &options.rules));
    }
    Ok(problems)
}
