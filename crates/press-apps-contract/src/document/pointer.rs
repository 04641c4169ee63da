//! JSON pointers (RFC 6901) and references, as text.

/// `pointer` extended by one member or index.
#[must_use]
pub fn join(pointer: &str, token: impl std::fmt::Display) -> String {
    let token = token.to_string();
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The tokens of a pointer, unescaped.
pub(super) fn tokens(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// The name a reference ends with: `SpecPage` for `#/components/schemas/SpecPage`.
#[must_use]
pub fn reference_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
