//! App specs.

use press_apps_api::types::{Scope, SpecStatus};
use serde::Serialize;

use super::identity::Identity;
use super::index::{Keys, Readers};
use super::listed::Listed;
use super::metadata::{self, Metadata};
use super::release::{self, Releases};
use super::table::Record;

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
    pub(crate) releases: Releases,
}

impl Spec {
    /// Whether somebody may see and deploy it: their own, public ones, and those shared with their tenant.
    pub(crate) fn visible_to(&self, who: &Identity) -> bool {
        let shared = self.scope == Scope::Shared && self.tenants.contains(&who.tenant);
        self.tenant == who.tenant || self.scope == Scope::Public || shared
    }

    /// Version of the latest release.
    pub(crate) fn latest_version(&self) -> &str {
        &self.releases.latest().version
    }

    fn shown<'s>(&'s self, latest_release: release::Shown<'s>) -> Shown<'s> {
        Shown {
            featured: self.featured,
            id: &self.id,
            kind: "app",
            latest_release,
            metadata: self.metadata.shown(&self.status),
            scope: &self.scope,
            tenants: &self.tenants,
        }
    }

    pub(crate) fn summary(&self) -> Shown<'_> {
        self.shown(self.releases.latest().summary())
    }

    pub(crate) fn detail(&self) -> Shown<'_> {
        self.shown(self.releases.latest().with_config())
    }
}

/// A spec as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'s> {
    featured: bool,
    id: &'s str,
    kind: &'static str,
    latest_release: release::Shown<'s>,
    metadata: metadata::Shown<'s, &'s SpecStatus>,
    scope: &'s Scope,
    tenants: &'s [String],
}

impl Listed for Spec {
    fn sort_key(&self, field: &str) -> &str {
        self.metadata.text(field)
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

impl Record for Spec {
    fn keys(&self) -> Keys {
        let readers = match self.scope {
            Scope::Public => Readers::Everybody,
            Scope::Shared => {
                Readers::Tenants([&self.tenant].into_iter().chain(&self.tenants).cloned().collect())
            }
            _ => Readers::Tenants([self.tenant.clone()].into()),
        };
        Keys {
            id: self.id.clone(),
            owner: self.tenant.clone(),
            name: self.metadata.name().to_owned(),
            readers,
            made_from: None,
            due: None,
        }
    }
}
