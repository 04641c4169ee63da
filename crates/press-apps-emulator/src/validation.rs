//! The stateless rules of requests, asked of the model that the client asks too. No rule lives here, only which status a finding
//! is refused with: 400 when the request cannot be read as what it should be (path, query, text that is not JSON), 422 when it can,
//! but does not hold.

use press_apps_model::{Options, Problems, check_body, check_path, check_query};
use serde_json::{Map, Value};

use crate::query::Query;
use crate::reply::Refusal;
use crate::router::{Params, TENANT_METADATA};

/// Every rule but one: whether anything changes is for the stored state to say.
fn options() -> Options {
    Options::new().skip("something-to-change")
}

/// Checks path and query.
///
/// # Errors
///
/// 400 with every finding.
pub(crate) fn parameters(operation: &str, params: &Params, query: &Query) -> Result<(), Refusal> {
    if operation == TENANT_METADATA {
        return Ok(());
    }
    // Lists joined by commas, `True` and `False` are what the Python client sends.
    let mut problems = check_path(operation, &params.pairs(), &options());
    problems.merge(check_query(operation, query.pairs(), &options().tolerant()));
    refuse(problems)
}

/// Checks a body in its wire form.
///
/// # Errors
///
/// 400 or 422 with every finding.
pub(crate) fn body(operation: &str, body: &Map<String, Value>) -> Result<(), Refusal> {
    refuse(check_body(
        operation,
        &Value::Object(body.clone()),
        &options(),
    ))
}

/// Checks the change of a spec whose stored scope is known.
///
/// # Errors
///
/// 422 with every finding.
pub(crate) fn spec_change(body: &Value, stored_scope: &str) -> Result<(), Refusal> {
    refuse(check_body(
        "update_spec_metadata",
        body,
        &options().stored_scope(stored_scope),
    ))
}

/// The refusal of what was found, if anything was.
///
/// # Errors
///
/// 400 or 422 with every finding.
pub(crate) fn refuse(problems: Problems) -> Result<(), Refusal> {
    if problems.is_empty() {
        return Ok(());
    }
    let unreadable = problems.iter().any(|problem| {
        problem.part() != press_apps_model::Part::Body || problem.rule() == "json-text"
    });
    let detail = problems.to_string();
    Err(if unreadable {
        Refusal::malformed(detail)
    } else {
        Refusal::unprocessable(detail)
    })
}
