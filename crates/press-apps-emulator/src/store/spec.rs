//! App specs.

use press_apps_api::types::{Scope, SpecStatus};
use serde_json::{Value, json};

use super::identity::Identity;
use super::listed::Listed;
use super::metadata::Metadata;
use super::release::Release;

/// An app spec as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) metadata: Metadata,
    pub(crate) status: SpecStatus,
    pub(crate) featured: bool,
    pub(crate) scope: Scope,
    pub(crate) tenants: Vec<String>,
    /// Oldest first; never empty.
    pub(crate) releases: Vec<Release>,
}

impl Spec {
    /// Whether somebody may see and deploy it: their own, public ones, and those shared with their tenant.
    pub(crate) fn visible_to(&self, who: &Identity) -> bool {
        let shared = self.scope == Scope::Shared && self.tenants.contains(&who.tenant);
        self.tenant == who.tenant || self.scope == Scope::Public || shared
    }

    /// A release by its version.
    pub(crate) fn release(&self, version: &str) -> Option<&Release> {
        self.releases.iter().find(|release| release.version == version)
    }

    /// Version of the latest release.
    pub(crate) fn latest_version(&self) -> &str {
        self.releases.last().map_or("", |release| release.version.as_str())
    }

    fn render(&self, latest_release: Value) -> Value {
        json!({
            "id": self.id,
            "kind": "app",
            "featured": self.featured,
            "scope": self.scope,
            "tenants": self.tenants,
            "metadata": self.metadata.render(self.status.as_str()),
            "latestRelease": latest_release,
        })
    }

    pub(crate) fn summary(&self) -> Value {
        self.render(self.releases.last().map(Release::summary).unwrap_or_default())
    }

    pub(crate) fn detail(&self) -> Value {
        self.render(self.releases.last().map(Release::with_config).unwrap_or_default())
    }
}

impl Listed for Spec {
    fn sort_key(&self, field: &str) -> String {
        self.metadata.text(field).to_owned()
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}
