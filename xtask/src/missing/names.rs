//! What things are called in the workspace, from what they are called in the document.

use press_apps_contract::api::Operation;

/// `list_specs` as `ListSpecs`.
pub(super) fn camel(id: &str) -> String {
    let words = id.split(['_', '-']).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    });
    words.flatten().collect()
}

/// `createdAt` as `CreatedAt`.
pub(super) fn upper(name: &str) -> String {
    camel(&snake(name))
}

/// `pageSize` as `page_size`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out.replace('-', "_")
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
