//! Where a request goes and what it shows to be let in, by the document.

use serde_json::Value;

use crate::{Api, WireRequest};

/// Whether a request carries the credentials that the document asks for.
pub(super) fn credentials(document: &Api, request: &WireRequest) -> Result<(), String> {
    let root = document.root();
    let asked = root["security"].as_array().into_iter().flatten();
    let names = asked.filter_map(Value::as_object).flat_map(|one| one.keys());
    for name in names {
        let scheme = &root["components"]["securitySchemes"][name];
        let header = scheme["name"].as_str().unwrap_or_default().to_lowercase();
        if scheme["in"] != "header" || request.header(&header).is_none() {
            return Err(format!("the credentials are not where `{name}` says"));
        }
    }
    Ok(())
}

/// Whether an address (`https://host`) is that of a server of the document.
pub(super) fn server(document: &Api, address: &str) -> Result<(), String> {
    let servers = document.root()["servers"].as_array().into_iter().flatten();
    let known = servers.flat_map(|server| {
        let url = server["url"].as_str().unwrap_or_default().to_owned();
        let variables = server["variables"].as_object().into_iter().flatten();
        variables.fold(vec![url], |urls, (name, variable)| {
            let values = variable["enum"].as_array().into_iter().flatten();
            let values: Vec<&str> = values.filter_map(Value::as_str).collect();
            let fill = |url: &String| {
                let filled = values.iter().map(|value| url.replace(&format!("{{{name}}}"), value));
                filled.collect::<Vec<_>>()
            };
            urls.iter().flat_map(fill).collect()
        })
    });
    match known.into_iter().any(|url| url == address) {
        true => Ok(()),
        false => Err(format!("{address} is no server of the document")),
    }
}
