//! How strictly to check, and what is known beyond the request itself.

/// How to check a request.
///
/// The default is what a client should send. A server takes more: see [`tolerant`](Self::tolerant).
///
/// ```
/// use press_apps_model::{Options, check_body};
/// let body =
///     serde_json::json!({ "name": "churn", "imageUrl": "images/churn.png" });
/// assert_eq!(
///     check_body("update_deployment_metadata", &body, &Options::new()).len(),
///     1
/// );
/// assert!(
///     check_body(
///         "update_deployment_metadata",
///         &body,
///         &Options::new().skip("absolute-url")
///     )
///     .is_empty()
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    skipped: Vec<String>,
    without_ours: bool,
    tolerant: bool,
    plain: bool,
    stored_scope: Option<String>,
    strict: bool,
}

impl Options {
    /// Every rule, as a client should send it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out one rule, by its id in [`RULES`](crate::rules::RULES). The service has the last word, and may not share a rule.
    ///
    /// An id that no rule has is itself reported, so that a misspelt one does not go unnoticed.
    #[must_use]
    pub fn skip(mut self, rule: impl Into<String>) -> Self {
        self.skipped.push(rule.into());
        self
    }

    /// Leaves out every rule that no document states ([`Source::Ours`](crate::rules::Source::Ours)).
    #[must_use]
    pub fn skip_ours(mut self) -> Self {
        self.without_ours = true;
        self
    }

    /// Takes what the Python client sends, too: `null` for a member that is not given, plain values where the document has JSON text,
    /// `True` and `False` in queries, and several values of a list joined by commas.
    #[must_use]
    pub fn tolerant(mut self) -> Self {
        self.tolerant = true;
        self
    }

    /// The scope of the spec as it is stored: decides whether a change of `tenants` alone is allowed.
    #[must_use]
    pub fn stored_scope(mut self, scope: impl Into<String>) -> Self {
        self.stored_scope = Some(scope.into());
        self
    }

    /// Refuses a file for a warning as for a problem. Without it, the warnings of a file that can be read are kept beside its value.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Whether a warning refuses a file.
    #[cfg(feature = "files")]
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    /// Values as files write them: a member that is not given may be `null`, and what is JSON text on the wire is the value itself.
    #[cfg(feature = "files")]
    pub(crate) fn for_files(mut self) -> Self {
        self.tolerant = true;
        self.plain = true;
        self
    }

    /// Whether what is JSON text on the wire is the value itself.
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    pub(crate) fn is_tolerant(&self) -> bool {
        self.tolerant
    }

    pub(crate) fn scope_in_store(&self) -> Option<&str> {
        self.stored_scope.as_deref()
    }

    /// The ids of the rules that are left out one by one.
    pub(crate) fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// Whether the rules that no document states are left out.
    pub(crate) fn is_without_ours(&self) -> bool {
        self.without_ours
    }
}
