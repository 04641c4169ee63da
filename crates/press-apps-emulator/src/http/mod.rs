//! From bytes to a call and back: the socket, routes, queries, bodies, and the stateless rules of requests.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod connections;
pub(crate) mod guard;
pub(crate) mod incoming;
pub(crate) mod outgoing;
pub(crate) mod query;
pub(crate) mod request;
pub(crate) mod router;
pub(crate) mod server;
pub(crate) mod stop;
pub(crate) mod validation;
