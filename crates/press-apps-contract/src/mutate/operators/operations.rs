//! Edits of operations: what is called, and what is answered.

use serde_json::{Value, json};

use super::subject::{Edits, Subject};
use crate::document::{join, reference_name};
use crate::mutate::Change;
use crate::walk::{Item, follow};

pub(super) fn drop(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        let alone =
            subject.walk.operations.iter().filter(|other| other.path == operation.path).count()
                == 1;
        let at = if alone { &operation.path_item } else { &operation.item };
        edits.add(&operation.item.pointer, "dropped", Change::Drop(at.pointer.clone()));
    }
}

pub(super) fn rename(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        let id = operation.name();
        let mut changes =
            vec![Change::Put(operation.item.at("operationId"), json!(format!("{id}_too")))];
        // The links go along, as a careful author would see to.
        let links = subject.walk.links.iter();
        changes.extend(
            links
                .filter(|link| link.text("operationId") == Some(&id))
                .map(|link| Change::Put(link.at("operationId"), json!(format!("{id}_too")))),
        );
        edits.add(&operation.item.at("operationId"), format!("{id}_too"), Change::All(changes));
    }
}

pub(super) fn change_path(subject: &Subject<'_>, edits: &mut Edits) {
    let paths = subject.document.get("paths").and_then(Value::as_object);
    for path in paths.into_iter().flat_map(|paths| paths.keys()) {
        let at = join("/paths", path);
        let mut rename = |to: String| {
            edits.add(&at, to.clone(), Change::Rename(at.clone(), to));
        };
        match path.strip_suffix('/') {
            Some(bare) => rename(bare.to_owned()),
            None => rename(format!("{path}/")),
        }
        rename(path.replacen("/v1/", "/v2/", 1));
        rename(path.replacen("/apps/", "/app/", 1));
        if let Some((before, after)) = path.split_once("}/") {
            rename(format!("{before}}}/all-{after}"));
        }
    }
}

pub(super) fn change_method(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        for method in ["get", "post", "put", "patch", "delete"] {
            if operation.path_item.get(method).is_none() {
                let change = Change::Rename(operation.item.pointer.clone(), method.to_owned());
                edits.add(&operation.item.pointer, method, change);
            }
        }
    }
}

pub(super) fn change_tag(subject: &Subject<'_>, edits: &mut Edits) {
    let tags = subject.document.get("tags").and_then(Value::as_array);
    let tags: Vec<_> = tags.into_iter().flatten().filter_map(|tag| tag.get("name")).collect();
    for operation in &subject.walk.operations {
        for tag in &tags {
            let own = operation.item.get("tags").and_then(|tags| tags.get(0));
            if own != Some(tag) {
                edits.put(&operation.item, "tags", json!([tag]));
            }
        }
    }
}

pub(super) fn drop_request_body(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        edits.drop_key(&operation.item, "requestBody");
    }
}

pub(super) fn optional_body(subject: &Subject<'_>, edits: &mut Edits) {
    for body in &subject.walk.request_bodies {
        edits.put(body, "required", false);
    }
}

pub(super) fn change_media_type(subject: &Subject<'_>, edits: &mut Edits) {
    for media in &subject.walk.media_types {
        let change = Change::Rename(media.pointer.clone(), "application/xml".to_owned());
        edits.add(&media.pointer, "application/xml", change);
    }
}

/// The schema of each body becomes that of another body.
pub(super) fn change_body_schema(subject: &Subject<'_>, edits: &mut Edits) {
    let media = &subject.walk.media_types;
    let reference = |item: &Item<'_>| item.value.pointer("/schema/$ref").cloned();
    let mut all: Vec<_> = media.iter().filter_map(reference).collect();
    all.sort_unstable_by_key(Value::to_string);
    all.dedup();
    for media in media {
        let own = reference(media);
        let at = all.iter().position(|known| own.as_ref() == Some(known));
        if let Some(next) = at.and_then(|at| all.get((at + 1) % all.len())) {
            let name = reference_name(next.as_str().unwrap_or_default());
            let at = media.at("schema");
            edits.add(
                &at,
                format!("schema: {name}"),
                Change::Put(at.clone(), json!({ "$ref": next })),
            );
        }
    }
}

pub(super) fn drop_answer_body(subject: &Subject<'_>, edits: &mut Edits) {
    for response in &subject.walk.responses {
        edits.drop_key(response, "content");
    }
}

/// Every answer of every operation: the operation, its code, and the answer.
fn answers<'a>(subject: &Subject<'a>) -> Vec<(Item<'a>, String, Item<'a>)> {
    let mut found = Vec::new();
    for operation in &subject.walk.operations {
        if let Some(responses) = operation.item.child("responses") {
            for (code, response) in responses.children() {
                found.push((responses.clone(), code, response));
            }
        }
    }
    found
}

pub(super) fn drop_status(subject: &Subject<'_>, edits: &mut Edits) {
    for (_, code, response) in answers(subject) {
        edits.add(&response.pointer, format!("no {code}"), Change::Drop(response.pointer.clone()));
    }
}

pub(super) fn change_status(subject: &Subject<'_>, edits: &mut Edits) {
    for (responses, code, response) in answers(subject) {
        let other = match code.as_str() {
            "200" => "201",
            "201" => "200",
            "202" => "200",
            "204" => "205",
            "400" => "405",
            "401" => "407",
            "404" => "410",
            "409" => "412",
            "413" => "414",
            "429" => "420",
            "500" => "503",
            _ => "418",
        };
        if responses.get(other).is_none() {
            let change = Change::Rename(response.pointer.clone(), other.to_owned());
            edits.add(&response.pointer, other, change);
        }
    }
}

/// An answer more: one that others have, or another kind of success.
pub(super) fn add_status(subject: &Subject<'_>, edits: &mut Edits) {
    let all = answers(subject);
    for operation in &subject.walk.operations {
        let Some(responses) = operation.item.child("responses") else {
            continue;
        };
        let own = responses.children();
        let success = own.iter().find(|(code, _)| code.starts_with('2'));
        if let Some((_, success)) = success {
            for code in
                ["200", "201", "202"].into_iter().filter(|code| responses.get(code).is_none())
            {
                edits.put(&responses, code, success.value.clone());
            }
        }
        for code in ["404", "409", "413", "422"] {
            let other = all.iter().find(|(_, known, _)| known == code);
            if let (None, Some((_, _, answer))) = (responses.get(code), other) {
                edits.put(&responses, code, answer.value.clone());
            }
        }
    }
}

pub(super) fn change_retry(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        for class in ["read", "replace", "remove", "create"] {
            if operation.item.text("x-press-retry") != Some(class) {
                edits.put(&operation.item, "x-press-retry", class);
            }
        }
    }
}

pub(super) fn drop_extension(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        for key in ["x-press-retry", "x-press-pagination", "x-press-sort"] {
            edits.drop_key(&operation.item, key);
        }
    }
}

pub(super) fn change_pagination(subject: &Subject<'_>, edits: &mut Edits) {
    for operation in &subject.walk.operations {
        let Some(keys) = operation.item.child("x-press-pagination") else {
            continue;
        };
        let page = operation
            .answer_schema(subject.document)
            .map(|schema| follow(subject.document, schema));
        let properties = page.and_then(|page| page.child("properties"));
        let names: Vec<String> = properties
            .map(|properties| properties.children().into_iter().map(|(name, _)| name).collect())
            .unwrap_or_default();
        for key in ["items", "total"] {
            for name in names.iter().filter(|name| keys.text(key) != Some(name)) {
                edits.put(&keys, key, name.as_str());
            }
        }
    }
}

fn sorts<'a>(subject: &Subject<'a>) -> Vec<Item<'a>> {
    let operations = subject.walk.operations.iter();
    operations.filter_map(|operation| operation.item.child("x-press-sort")).collect()
}

pub(super) fn drop_sort_field(subject: &Subject<'_>, edits: &mut Edits) {
    for fields in sorts(subject).iter().filter_map(|sort| sort.child("fields")) {
        fields.children().iter().for_each(|(_, field)| edits.drop(field));
    }
}

pub(super) fn change_sort_field(subject: &Subject<'_>, edits: &mut Edits) {
    for fields in sorts(subject).iter().filter_map(|sort| sort.child("fields")) {
        for (index, field) in fields.children() {
            let other = match field.value.as_str() {
                Some("createdAt") => "updatedAt",
                Some("createdBy") => "updatedBy",
                _ => "status",
            };
            edits.put(&fields, &index, other);
        }
    }
}

pub(super) fn add_sort_field(subject: &Subject<'_>, edits: &mut Edits) {
    for fields in sorts(subject).iter().filter_map(|sort| sort.child("fields")) {
        for name in ["name", "title", "status", "updatedAt", "id"] {
            let known = fields.value.as_array().into_iter().flatten().any(|field| field == name);
            if !known {
                edits.add(
                    &fields.pointer,
                    format!("with {name}"),
                    Change::Put(fields.at("-"), json!(name)),
                );
            }
        }
    }
}

pub(super) fn change_sort_key(subject: &Subject<'_>, edits: &mut Edits) {
    for sort in sorts(subject) {
        edits.put(&sort, "key", "OtherSort");
    }
}

pub(super) fn drop_link(subject: &Subject<'_>, edits: &mut Edits) {
    for response in &subject.walk.responses {
        if let Some(links) = response.child("links") {
            match links.children().as_slice() {
                [_] => edits.drop(&links),
                links => links.iter().for_each(|(_, link)| edits.drop(link)),
            }
        }
    }
}

pub(super) fn change_link(subject: &Subject<'_>, edits: &mut Edits) {
    for link in &subject.walk.links {
        edits.put(link, "operationId", "list_specs");
        let given = link.child("parameters").map(|given| given.children());
        for (name, value) in given.unwrap_or_default() {
            let owner = Item { pointer: link.at("parameters"), value: link.value };
            edits.put(&owner, &name, format!("{}s", value.value.as_str().unwrap_or_default()));
            edits.drop(&value);
        }
    }
}

pub(super) fn change_header(subject: &Subject<'_>, edits: &mut Edits) {
    for header in &subject.walk.headers {
        edits.drop(header);
        let change = Change::Rename(header.pointer.clone(), "Retry-Before".to_owned());
        edits.add(&header.pointer, "Retry-Before", change);
        edits.put(header, "schema", json!({"type": "boolean"}));
        edits.put(header, "required", true);
    }
}

pub(super) fn drop_sample(subject: &Subject<'_>, edits: &mut Edits) {
    for media in &subject.walk.media_types {
        edits.drop_key(media, "examples");
    }
}
