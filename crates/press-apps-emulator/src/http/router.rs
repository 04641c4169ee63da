//! Which operation a method and a path mean.
//!
//! One trailing slash more or less makes no difference. Path parameters are decoded here; what they mean is not known here.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use press_apps_api::operations::OPERATIONS;

use crate::reply::Refusal;

/// Id of the call that the Python client makes when a session starts. It is no operation of the API.
pub(crate) const TENANT_METADATA: &str = "tenant_metadata";
const TENANT_METADATA_PATH: &str = "/tenant-management/api/v1/external/tenants/tenant-metadata";

/// A request that found its operation.
#[derive(Debug)]
pub(crate) struct Route {
    /// Id of the operation.
    pub(crate) operation: &'static str,
    /// Whether it takes a body that means something.
    pub(crate) takes_body: bool,
    pub(crate) params: Params,
}

/// The decoded path parameters.
#[derive(Debug, Default)]
pub(crate) struct Params(BTreeMap<&'static str, String>);

impl Params {
    /// Path parameters that did not come in a path.
    pub(crate) fn from_pairs(pairs: &[(&'static str, &str)]) -> Self {
        Self(pairs.iter().map(|&(name, value)| (name, value.to_owned())).collect())
    }

    /// All of them, by the names they have in the path template.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(&name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// A path parameter by the name it has in the path template; empty when the template has none of that name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Finds the operation of a request. `HEAD` finds what `GET` does.
///
/// # Errors
///
/// 404 when no operation has the path, 405 with the known methods when none has the method, 400 when a path parameter is not
/// UTF-8 once decoded.
pub(crate) fn find(method: &str, path: &str) -> Result<Route, Refusal> {
    let wanted = if method == "HEAD" { "GET" } else { method };
    let segments = segments(path);
    let mut methods = Vec::new();
    for (operation, known, template, takes_body) in table() {
        let Some(raw) = matches(template, &segments) else {
            continue;
        };
        if known != wanted {
            methods.push(known);
            continue;
        }
        let mut params = BTreeMap::new();
        for (name, value) in raw {
            let decoded = percent_decode_str(value).decode_utf8().map_err(|_| {
                Refusal::malformed(format!(
                    "path: `{name}` is not UTF-8 text once its percent-encoding is undone"
                ))
            })?;
            params.insert(name, decoded.into_owned());
        }
        return Ok(Route { operation, takes_body, params: Params(params) });
    }
    if methods.is_empty() {
        return Err(no_such_path(path));
    }
    methods.sort_unstable();
    let allow = methods.join(", ");
    Err(Refusal::method(format!("`{method}` is not a method of `{path}`; it knows {allow}"), allow))
}

/// The methods of the operations that have a path; `*` stands for every path.
pub(crate) fn methods(path: &str) -> BTreeSet<&'static str> {
    let segments = segments(path);
    let known = |template| path == "*" || matches(template, &segments).is_some();
    table().filter(|(_, _, template, _)| known(template)).map(|(_, method, ..)| method).collect()
}

/// The refusal of a path that nothing has.
pub(crate) fn no_such_path(path: &str) -> Refusal {
    Refusal::not_found(format!("no operation has the path `{path}`"))
}

/// Every operation, the one that is not of the API included: its id, method and path, and whether it takes a body.
fn table() -> impl Iterator<Item = (&'static str, &'static str, &'static str, bool)> {
    let api = OPERATIONS.iter().map(|op| (op.id, op.method, op.path, op.request.is_some()));
    api.chain([(TENANT_METADATA, "GET", TENANT_METADATA_PATH, false)])
}

/// The segments of a path, one trailing slash forgiven.
fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).split('/').collect()
}

/// The raw path parameters, when the path has the form of the template.
fn matches<'p>(template: &'static str, path: &[&'p str]) -> Option<Vec<(&'static str, &'p str)>> {
    let template = segments(template);
    if template.len() != path.len() {
        return None;
    }
    let mut params = Vec::new();
    for (expected, &found) in template.iter().zip(path) {
        match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(_) if found.is_empty() => return None,
            Some(name) => params.push((name, found)),
            None if *expected == found => {}
            None => return None,
        }
    }
    Some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(method: &str, path: &str) -> &'static str {
        find(method, path)
            .unwrap_or_else(|refusal| panic!("{method} {path}: {}", refusal.detail))
            .operation
    }

    #[test]
    fn every_operation_of_the_table_is_found_with_and_without_a_trailing_slash() {
        for operation in OPERATIONS {
            let path = operation.path.replace(['{', '}'], "");
            let bare = path.strip_suffix('/').unwrap_or(&path);
            assert_eq!(id(operation.method, bare), operation.id);
            assert_eq!(id(operation.method, &format!("{bare}/")), operation.id);
        }
    }

    #[test]
    fn parameters_are_decoded_and_stay_one_segment() {
        let route =
            find("GET", "/v1/apps/specs/a%2Fb%20c/releases/1.0.0-rc.1+b%205").expect("a route");
        assert_eq!(route.params.get("specId"), "a/b c");
        assert_eq!(route.params.get("release"), "1.0.0-rc.1+b 5");
        assert_eq!(route.params.get("revision"), "");
    }

    #[test]
    fn an_unknown_path_is_404_and_an_unknown_method_405_with_the_known_ones() {
        assert_eq!(find("GET", "/v1/apps/specs/a/b").expect_err("no such path").status, 404);
        assert_eq!(find("GET", "/v1/apps/specs//releases").expect_err("no such path").status, 404);
        assert_eq!(
            find("GET", "/v1/apps/specs/../deployments").expect_err("no such path").status,
            404
        );
        let refusal = find("PUT", "/v1/apps/specs/s-1").expect_err("no such method");
        assert_eq!(
            (refusal.status.as_u16(), refusal.allow.as_deref()),
            (405, Some("DELETE, GET, PATCH"))
        );
    }

    #[test]
    fn the_methods_of_a_path_are_those_of_its_operations() {
        let of = |path| methods(path).into_iter().collect::<Vec<_>>();
        assert_eq!(of("/v1/apps/specs/s-1"), ["DELETE", "GET", "PATCH"]);
        assert_eq!(of("*"), ["DELETE", "GET", "PATCH", "POST"]);
        assert!(of("/v1/nope").is_empty());
        assert_eq!(id("HEAD", "/v1/apps/specs/s-1"), "describe_spec");
        assert_eq!(find("HEAD", "/v1/apps/deployments/d-1/redeploy").expect_err("no").status, 405);
    }

    #[test]
    fn text_that_is_not_utf8_is_400() {
        assert_eq!(find("GET", "/v1/apps/specs/%FF").expect_err("not UTF-8").status, 400);
    }
}
