//! Rules about the document as a whole, and about its texts.

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::{pascal_case, texts};
use crate::document::join;
use crate::walk::{Item, components};

pub(super) fn openapi_version(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let version = subject.document.value.get("openapi").and_then(Value::as_str);
    if version.is_some_and(|version| version != "3.0.3") {
        findings.at(
            "/openapi",
            "the document is written in another version of OpenAPI",
            "write `openapi: 3.0.3`; the generator reads no 3.1",
        );
    }
}

pub(super) fn info(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(info) = subject.document.value.get("info") else {
        return;
    };
    for key in ["description", "contact", "license"] {
        if info.get(key).is_none_or(|value| value.as_str() == Some("")) {
            findings.at(
                "/info",
                format!("`info` has no `{key}`"),
                format!("add `{key}`; readers of the reference look for it first"),
            );
        }
    }
    if info.get("license").is_some_and(|license| license.get("url").is_none()) {
        findings.at("/info/license", "the licence has no `url`", "add the address of its text");
    }
    let version = info.get("version").and_then(Value::as_str).unwrap_or_default();
    let numbers: Vec<_> = version.split('.').collect();
    let good = numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u64>().is_ok());
    if !good && !version.is_empty() {
        findings.at(
            "/info/version",
            format!("`{version}` is not MAJOR.MINOR.PATCH"),
            "write a version such as 1.2.0; `cargo xtask diff` says which",
        );
    }
}

pub(super) fn server(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let servers = document
        .get("servers")
        .map(|value| Item { pointer: "/servers".to_owned(), value }.children())
        .unwrap_or_default();
    if servers.is_empty() {
        findings.at(
            "/servers",
            "there is no server",
            "add `servers` with the address of the service",
        );
    }
    let mut seen = Vec::new();
    for (_, server) in servers {
        let url = server.text("url").unwrap_or_default();
        if url.starts_with("http://") {
            findings.at(
                &server.at("url"),
                format!("`{url}` would send credentials for everybody to read"),
                "write it with `https://`",
            );
        } else if !url.starts_with("https://") {
            findings.at(
                &server.at("url"),
                format!("`{url}` is not an absolute URL"),
                "write it with `https://`",
            );
        }
        let plain = url.trim_end_matches('/').to_ascii_lowercase();
        if seen.contains(&plain) {
            findings.at(
                &server.at("url"),
                format!("`{url}` is here a second time"),
                "remove one of the two servers",
            );
        }
        seen.push(plain);
        if url.ends_with('/') {
            findings.at(
                &server.at("url"),
                "the URL ends with a slash",
                "leave the slash out; paths start with one",
            );
        }
        if url.contains("example.com") || url.contains("localhost") {
            findings.at(
                &server.at("url"),
                format!("`{url}` is nobody's service"),
                "write the address of the real one",
            );
        }
        let used: Vec<_> = url
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        let declared =
            server.child("variables").map(|variables| variables.children()).unwrap_or_default();
        for name in &used {
            if !declared.iter().any(|(key, _)| key == name) {
                findings.at(
                    &server.at("url"),
                    format!("`{{{name}}}` is not declared"),
                    format!("declare `{name}` under `variables`"),
                );
            }
        }
        for (name, variable) in declared {
            if !used.contains(&name.as_str()) {
                findings.at(
                    &variable.pointer,
                    format!("the variable `{name}` is not in the URL"),
                    "use it or remove it",
                );
            }
            if let Some(values) = variable.get("enum") {
                let values = texts(Some(values));
                let default = variable.text("default").unwrap_or_default();
                if !values.contains(&default) {
                    findings.at(
                        &variable.at("default"),
                        format!("`{default}` is not among the values of `{name}`"),
                        "choose one of `enum`, which must not be empty",
                    );
                }
            }
        }
    }
}

pub(super) fn tag(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let tags = subject
        .document
        .value
        .get("tags")
        .map(|value| Item { pointer: "/tags".to_owned(), value }.children())
        .unwrap_or_default();
    let mut seen = Vec::new();
    for (_, tag) in &tags {
        let name = tag.text("name").unwrap_or_default();
        if seen.contains(&name) {
            findings.at(
                &tag.pointer,
                format!("the tag `{name}` is declared a second time"),
                "remove one of them",
            );
        }
        seen.push(name);
        if tag.text("description").is_none_or(str::is_empty) {
            findings.at(
                &tag.pointer,
                format!("the tag `{name}` has no description"),
                "say in one sentence what its operations are about",
            );
        }
        let used = subject
            .walk
            .operations
            .iter()
            .any(|operation| texts(operation.item.get("tags")).contains(&name));
        if !used {
            findings.at(&tag.pointer, format!("no operation has the tag `{name}`"), "remove it");
        }
    }
}

pub(super) fn security(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let schemes: Vec<_> =
        components(document, "securitySchemes").into_iter().map(|(name, _)| name).collect();
    let root =
        document.get("security").map(|value| Item { pointer: "/security".to_owned(), value });
    let own = subject
        .walk
        .operations
        .iter()
        .map(|operation| (operation.name(), operation.item.child("security")));
    for (name, security) in own {
        let asked = security.as_ref().or(root.as_ref()).map(Item::children).unwrap_or_default();
        if asked.is_empty()
            || asked
                .iter()
                .any(|(_, one)| one.value.as_object().is_none_or(serde_json::Map::is_empty))
        {
            let at = security.map_or_else(|| "/security".to_owned(), |security| security.pointer);
            findings.at(
                &at,
                format!("{name} can be called by anybody"),
                "ask for a security scheme; the service answers nobody without credentials",
            );
        }
        for (_, requirement) in asked {
            for (scheme, item) in requirement.children() {
                if !schemes.contains(&scheme) {
                    findings.at(
                        &item.pointer,
                        format!("the security scheme `{scheme}` is not declared"),
                        "declare it under `components/securitySchemes`",
                    );
                }
            }
        }
    }
}

pub(super) fn component_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let kinds = subject
        .document
        .value
        .get("components")
        .and_then(Value::as_object)
        .map(|kinds| kinds.keys().cloned().collect::<Vec<_>>());
    for kind in kinds.unwrap_or_default() {
        for (name, item) in components(&subject.document.value, &kind) {
            let legal = !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
            if !legal {
                findings.at(
                    &item.pointer,
                    format!("`{name}` cannot name a component"),
                    "use letters, digits, `.`, `-` and `_`",
                );
            } else if kind == "schemas" && !pascal_case(&name) {
                findings.at(
                    &item.pointer,
                    format!("the schema `{name}` is not PascalCase"),
                    "schemas become types: write it like `SpecPage`",
                );
            }
        }
    }
}

pub(super) fn description(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let walk = &subject.walk;
    let mut check = |what: &str, item: &Item<'_>| {
        if item.value.get("$ref").is_none()
            && item.text("description").is_none_or(|text| text.trim().is_empty())
        {
            findings.at(
                &item.pointer,
                format!("{what} has no description"),
                "say what it is in a sentence: meaning, unit, and what is true if it is left out",
            );
        }
    };
    for (what, items) in [
        ("this parameter", &walk.parameters),
        ("this request body", &walk.request_bodies),
        ("this response", &walk.responses),
        ("this header", &walk.headers),
        ("this link", &walk.links),
    ] {
        items.iter().for_each(|item| check(what, item));
    }
    for (name, item) in components(&subject.document.value, "schemas") {
        check(&format!("the schema `{name}`"), &item);
    }
    for (name, item) in components(&subject.document.value, "securitySchemes") {
        check(&format!("the security scheme `{name}`"), &item);
    }
    for property in &walk.properties {
        check(&format!("the property `{}`", property.name), &property.item);
    }
}

pub(super) fn markup(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    fn look(pointer: &str, value: &Value, findings: &mut Findings<'_>) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(key, value)| look(&join(pointer, key), value, findings));
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, value)| look(&join(pointer, index), value, findings)),
            Value::String(text) => {
                let text = text.to_ascii_lowercase();
                if text.contains("<script")
                    || text.contains("eval(")
                    || text.contains("javascript:")
                {
                    findings.at(
                        pointer,
                        "the text carries a script",
                        "write plain text or Markdown; the reference is shown in browsers",
                    );
                }
            }
            _ => {}
        }
    }
    look("", &subject.document.value, findings);
}
