//! What the tokens of the service look like.

/// The token a service knows when none was given.
pub const DEFAULT_TOKEN: &str = "emulator-token";

/// The least length of a token, in characters. Clients such as `press-apps` refuse shorter ones.
pub const LEAST_TOKEN: usize = 8;

/// A token without the word that may stand before it.
pub(crate) fn bare_token(token: &str) -> &str {
    token.strip_prefix("Bearer ").unwrap_or(token)
}
