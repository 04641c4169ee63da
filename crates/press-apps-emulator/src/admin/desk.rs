//! What steering works on: the service, and what it was asked.

use press_apps_model::Problems;
use serde_json::Value;

use crate::fields::{Fields, Findings};
use crate::http::query::Query;
use crate::memory::Memory;
use crate::settings::Settings;

/// What is steered.
pub(crate) struct Desk<'d> {
    pub(crate) settings: &'d Settings,
    pub(crate) memory: &'d mut Memory,
}

/// A request, as far as steering needs it.
pub(crate) struct Asked<'r> {
    pub(crate) host: Option<&'r str>,
    pub(crate) query: Query,
    pub(crate) body: Value,
}

impl Asked<'_> {
    /// Reads the members of the body, and finds those that do not belong there.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> Result<T, Problems> {
        let findings = Findings::default();
        let mut fields = Fields::of(&self.body, "", &findings);
        let done = read(&mut fields);
        fields.finish();
        findings.into_result().map(|()| done)
    }
}
