//! What things are called in the workspace, from what they are called in the document.

use press_apps_contract::api::Operation;

use crate::codegen::names;

/// `list_specs` as `ListSpecs`, `createdAt` as `CreatedAt`.
pub(super) fn camel(name: &str) -> String {
    names::variant(name).map(|name| name.to_string()).unwrap_or_default()
}

/// `pageSize` as `page_size`.
pub(super) fn snake(name: &str) -> String {
    names::field(name).to_string()
}

/// What a method of the operation would be called: the last word of its path, or what it does to the thing the path names.
pub(super) fn method(operation: &Operation) -> String {
    let last = operation.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    match (last.starts_with('{'), operation.method.as_str()) {
        (false, "GET") => snake(last),
        (false, _) => operation.id.split('_').next().unwrap_or_default().to_owned(),
        (true, "GET") => "describe".to_owned(),
        (true, "DELETE") => "delete".to_owned(),
        (true, _) => "update".to_owned(),
    }
}
