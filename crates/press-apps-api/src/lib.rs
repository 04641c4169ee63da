//! Wire types and operations of the Press Apps API, generated from its OpenAPI document.
extern crate self as press_apps_api;

pub mod schema;
