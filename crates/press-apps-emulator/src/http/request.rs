//! From a request to what it asks for. All that can be said of a request without looking at what is stored is said here, so that no other
//! request waits for it.

use http::Method;
use http::request::Parts;
use serde_json::Value;

use super::incoming::{BODY_LIMIT, Received};
use super::query::Query;
use super::router::{self, Route};
use super::{body, validation};
use crate::reply::Refusal;
use crate::store::Identity;

/// A request that has been read and found well formed.
#[derive(Debug)]
pub(crate) struct Order<'r> {
    pub(crate) who: &'r Identity,
    pub(crate) route: &'r Route,
    pub(crate) query: Query,
    pub(crate) body: Value,
}

/// Reads a request whose route and token have been looked at, and asks every rule that needs no more than the request, in this order: the
/// token, the path, the query, the body. `stored_scope` is that of the spec it changes, if it changes one.
///
/// # Errors
///
/// What is wrong with it: the first of the above, with every finding.
pub(crate) fn read<'r>(
    who: &Result<&'r Identity, Refusal>,
    route: &'r Result<Route, Refusal>,
    head: &Parts,
    received: &Received,
    stored_scope: Option<&str>,
) -> Result<Order<'r>, Refusal> {
    let who = who.as_ref().map_err(Refusal::clone)?;
    let route = route.as_ref().map_err(Refusal::clone)?;
    let query = Query::parse(head.uri.query())?;
    validation::parameters(route.operation, &route.params, &query)?;
    let body = if route.takes_body {
        let mut body = body::read(&head.headers, received, BODY_LIMIT)?;
        body::normalise(route.operation, &mut body);
        validation::body(route.operation, &body, stored_scope)?;
        body::open_texts(route.operation, &mut body);
        body
    } else {
        body::within(received, BODY_LIMIT)?;
        validation::no_body(route.operation, &body::parse(&received.kept)?)?;
        Value::Null
    };
    Ok(Order { who, route, query, body })
}

/// The methods of a path, for a request that asks for them. `*` stands for the whole service.
///
/// # Errors
///
/// 404 when nothing has the path.
pub(crate) fn methods(head: &Parts, is_text: bool) -> Result<String, Refusal> {
    let path = head.uri.path();
    let mut known = match is_text {
        true => vec![Method::GET.to_string()],
        false => router::methods(path).into_iter().map(str::to_owned).collect(),
    };
    if known.is_empty() {
        return Err(router::no_such_path(path));
    }
    if known.iter().any(|method| method == "GET") {
        known.push(Method::HEAD.to_string());
    }
    known.push(Method::OPTIONS.to_string());
    known.sort_unstable();
    Ok(known.join(", "))
}
