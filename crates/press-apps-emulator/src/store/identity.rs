//! Who makes a request.

/// The tenant that tokens belong to unless said otherwise.
pub const DEFAULT_TENANT: &str = "acme";
/// Who makes the requests of the default tenant.
const DEFAULT_USER: &str = "jane.smith@peak.ai";

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) tenant: String,
    pub(crate) user: String,
}

impl Identity {
    /// Who makes the requests of a tenant.
    pub(crate) fn of(tenant: &str) -> Self {
        let user = match tenant {
            DEFAULT_TENANT => DEFAULT_USER.to_owned(),
            other => format!("user@{other}.example"),
        };
        Self { tenant: tenant.to_owned(), user }
    }
}
