//! Which types of other crates may be in the public API: each ties our versions to theirs.

/// Types of another crate that may be seen, where, and why.
#[derive(Debug)]
pub struct Allowed {
    /// How their paths begin.
    pub path: &'static str,
    /// The crates that may show them; empty for all.
    pub by: &'static [&'static str],
    /// What has to stand in the item as well.
    pub within: &'static str,
    /// Why.
    pub why: &'static str,
}

const fn allowed(
    path: &'static str,
    by: &'static [&'static str],
    within: &'static str,
    why: &'static str,
) -> Allowed {
    Allowed { path, by, within, why }
}

const API: &[&str] = &["press-apps-api"];
const HTTP: &[&str] = &["press-apps", "press-apps-emulator"];
const LOW: &str = "the generated code stands on it; only the functions of `press_apps_api::Client` and `requests` show it, and they are outside semver";

/// Everything that is allowed. All but the last few are crates at 1.0 or in practice as stable.
pub const ALLOWED: &[Allowed] = &[
    allowed("serde_core::", &[], "", "the traits by which everybody reads and writes values"),
    allowed("serde_json::", &[], "", "JSON of any shape has no other type in Rust"),
    allowed(
        "schemars::",
        API,
        "",
        "`JsonSchema` on every wire type, behind the feature `schemars`",
    ),
    allowed(
        "http::",
        HTTP,
        "",
        "status, headers, and requests that can be looked at without sending them",
    ),
    allowed("bytes::bytes::Bytes", HTTP, "", "bodies of those requests and answers"),
    allowed(
        "futures_core::stream::",
        &["press-apps"],
        "",
        "lists are streams, and the standard library has no stream",
    ),
    allowed("progenitor_client::", API, "press_apps_api::Client", LOW),
    allowed("reqwest::", API, "press_apps_api::Client", LOW),
    allowed("reqwest::", API, "press_apps_api::requests::", LOW),
    allowed("url::Url", API, "press_apps_api::Base", LOW),
    allowed(
        "reqwest::async_impl::client::Client",
        &["press-apps"],
        "ClientBuilder::http_client",
        "the one constructor that takes a client, behind the feature `reqwest-client`",
    ),
    allowed(
        "reqwest::error::Error",
        &["press-apps"],
        "press_apps::testing::",
        "faults to play back, behind the feature `testing`, outside semver",
    ),
];

/// Crates of the language and of this workspace.
const OWN: [&str; 7] = [
    "std",
    "core",
    "alloc",
    "press_apps",
    "press_apps_api",
    "press_apps_model",
    "press_apps_emulator",
];

/// Types of the language that can begin a path of their own.
const PRIMITIVES: [&str; 9] = ["bool", "char", "i32", "i64", "str", "u16", "u32", "u64", "usize"];

/// Every path of a foreign crate in the items of `package` that is not allowed.
pub(super) fn leaks(package: &str, items: &[String]) -> Vec<String> {
    let mut leaks = Vec::new();
    for item in items {
        for path in paths(item) {
            let fits = |allowed: &&Allowed| {
                path.starts_with(allowed.path)
                    && (allowed.by.is_empty() || allowed.by.contains(&package))
                    && item.contains(allowed.within)
            };
            if !ALLOWED.iter().any(|allowed| fits(&allowed)) {
                leaks.push(format!(
                    "{package} shows `{path}`, a type of another crate: hide it, or allow it in xtask/src/api/foreign.rs with a reason\n    {item}"
                ));
            }
        }
    }
    leaks
}

/// The paths that begin with a foreign crate.
fn paths(item: &str) -> impl Iterator<Item = &str> {
    let words = item
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .map(|word| word.trim_matches(':'));
    words.filter(|word| {
        let root = word.split("::").next().unwrap_or_default();
        // `T::Item` and `Self::Item` begin with a type.
        let is_crate =
            word.contains("::") && root.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        is_crate && !OWN.contains(&root) && !PRIMITIVES.contains(&root)
    })
}

#[cfg(test)]
mod tests {

    fn leaks(package: &str, item: &str) -> usize {
        super::leaks(package, &[item.to_owned()]).len()
    }

    #[test]
    fn own_types_and_those_of_the_language_are_no_leak() {
        assert_eq!(
            leaks(
                "press-apps",
                "pub fn press_apps::Items<T>::next(&self) -> core::option::Option<<T as press_apps::X>::Item>"
            ),
            0
        );
        assert_eq!(
            leaks("press-apps-model", "pub fn u32::from(press_apps_model::RevisionNumber) -> Self"),
            0
        );
    }

    #[test]
    fn a_type_of_another_crate_is_a_leak_unless_it_is_allowed_there() {
        assert_eq!(leaks("press-apps", "pub fn press_apps::Client::url(&self) -> url::Url"), 1);
        assert_eq!(
            leaks(
                "press-apps",
                "pub fn press_apps::Response<T>::status(&self) -> http::status::StatusCode"
            ),
            0
        );
        assert_eq!(
            leaks(
                "press-apps-model",
                "pub fn press_apps_model::Id::status(&self) -> http::status::StatusCode"
            ),
            1
        );
        let takes_client = "(self, reqwest::async_impl::client::Client) -> Self";
        assert_eq!(
            leaks(
                "press-apps",
                &format!("pub fn press_apps::ClientBuilder::http_client{takes_client}")
            ),
            0
        );
        assert_eq!(
            leaks("press-apps", &format!("pub fn press_apps::Client::new{takes_client}")),
            1
        );
    }
}
