//! The stateless rules of requests, asked of the model that the client asks too. No rule lives here, only which status a finding
//! is refused with: 400 when the request cannot be read as what it should be (path, query, a body that is no JSON object, text that
//! is not JSON inside it), 422 when it can, but breaks a rule. The words of the refusal are those of the findings.

use press_apps_model::{
    Options, Problem, Problems, RequestPart, check_body, check_path, check_query,
};
use serde_json::Value;

use super::query::Query;
use super::router::{Params, TENANT_METADATA};
use crate::reply::Refusal;

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
    refuse(&problems)
}

/// Checks a body in its wire form. `stored_scope` is that of the spec it changes, where there is one: whether tenants may be given
/// depends on it.
///
/// # Errors
///
/// 400 or 422 with every finding.
pub(crate) fn body(
    operation: &str,
    body: &Value,
    stored_scope: Option<&str>,
) -> Result<(), Refusal> {
    let options = match stored_scope {
        Some(scope) => options().stored_scope(scope),
        None => options(),
    };
    refuse(&check_body(operation, body, &options))
}

/// Checks what an operation was sent that takes no body: nothing, or the empty object of the Python client.
///
/// # Errors
///
/// 422 when it was meant for another operation, 400 when a body is out of place at all.
pub(crate) fn no_body(operation: &str, given: &Value) -> Result<(), Refusal> {
    if given.is_null() || given.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(());
    }
    if operation != TENANT_METADATA {
        refuse(&check_body(operation, given, &options()))?;
    }
    Err(Refusal::malformed("body: this operation takes no body; expected nothing or `{}`"))
}

/// The refusal of what was found, if anything was.
///
/// # Errors
///
/// 400 or 422 with every finding.
pub(crate) fn refuse(problems: &Problems) -> Result<(), Refusal> {
    if problems.is_empty() {
        return Ok(());
    }
    let detail = problems.to_string();
    Err(if problems.iter().any(is_unreadable) {
        Refusal::malformed(detail)
    } else {
        Refusal::unprocessable(detail)
    })
}

/// Whether a finding says that a part of the request is not what it should be at all.
fn is_unreadable(problem: &Problem) -> bool {
    let no_object = problem.pointer().is_empty() && matches!(problem.rule(), "type" | "required");
    problem.part() != RequestPart::Body || problem.rule() == "json-text" || no_object
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_object_is_malformed_and_what_breaks_a_rule_is_unprocessable() {
        let status = |given: Value| {
            let refused = body("create_deployment", &given, None);
            refused.expect_err("refused").status.as_u16()
        };
        assert_eq!(status(Value::Null), 400);
        assert_eq!(status(json!([])), 400);
        assert_eq!(status(json!("x")), 400);
        assert_eq!(status(json!({})), 422);
    }

    #[test]
    fn where_no_body_is_taken_an_empty_object_is_forgiven() {
        for operation in ["redeploy", "describe_spec", "delete_spec", TENANT_METADATA] {
            assert!(no_body(operation, &Value::Null).is_ok());
            assert!(no_body(operation, &json!({})).is_ok());
        }
        let status = |operation, given: Value| {
            let refused = no_body(operation, &given).expect_err("refused");
            refused.status.as_u16()
        };
        assert_eq!(status("redeploy", json!({ "revision": {} })), 422);
        assert_eq!(status("describe_spec", json!({ "a": 1 })), 400);
        assert_eq!(status("delete_spec", json!([])), 400);
        assert_eq!(status(TENANT_METADATA, json!(1)), 400);
    }
}
