//! Releases of an app spec.

use std::collections::HashMap;
use std::ops::Deref;

use serde::Serialize;
use serde_json::Value;

use super::listed::Listed;
use super::series::Series;

/// A release as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) notes: String,
    pub(crate) config: Vec<Value>,
    /// The parameters of the app, `build` and `run`.
    pub(crate) parameters: Value,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
}

impl Release {
    /// The release in a list.
    pub(crate) fn summary(&self) -> Shown<'_> {
        Shown {
            config: None,
            created_at: &self.created_at,
            created_by: &self.created_by,
            id: &self.id,
            notes: &self.notes,
            parameters: None,
            version: &self.version,
        }
    }

    /// The release with its blocks.
    pub(crate) fn with_config(&self) -> Shown<'_> {
        Shown { config: Some(&self.config), ..self.summary() }
    }

    pub(crate) fn detail(&self) -> Shown<'_> {
        Shown { parameters: Some(&self.parameters), ..self.with_config() }
    }
}

/// A release as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'r [Value]>,
    created_at: &'r str,
    created_by: &'r str,
    id: &'r str,
    notes: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'r Value>,
    version: &'r str,
}

/// The releases of a spec, found by their versions too.
#[derive(Clone, Debug)]
pub(crate) struct Releases {
    all: Series<Release>,
    places: HashMap<String, usize>,
}

impl Releases {
    /// Those of a spec that begins with this one.
    pub(crate) fn new(first: Release) -> Self {
        Self { places: HashMap::from([(first.version.clone(), 0)]), all: Series::new(first) }
    }

    /// Adds a release, whose version none of the others has.
    pub(crate) fn push(&mut self, release: Release) {
        self.places.insert(release.version.clone(), self.all.len());
        self.all.push(release);
    }

    /// A release by its version.
    pub(crate) fn version(&self, version: &str) -> Option<&Release> {
        self.all.get(*self.places.get(version)?)
    }
}

impl Deref for Releases {
    type Target = Series<Release>;

    fn deref(&self) -> &Series<Release> {
        &self.all
    }
}

impl Listed for Release {
    fn sort_key(&self, field: &str) -> &str {
        match field {
            "createdAt" => &self.created_at,
            "createdBy" => &self.created_by,
            _ => "",
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(n: u64) -> Release {
        Release {
            sequence: n,
            id: format!("r-{n}"),
            version: format!("{n}.0.0"),
            notes: format!("notes {n}"),
            config: Vec::new(),
            parameters: Value::Null,
            created_at: format!("day {n}"),
            created_by: format!("person {n}"),
        }
    }

    #[test]
    fn a_release_is_found_by_its_own_version() {
        let mut releases = Releases::new(release(1));
        (2..=4).for_each(|n| releases.push(release(n)));
        for n in 1..=4 {
            let found = releases.version(&format!("{n}.0.0")).map(|found| found.notes.clone());
            assert_eq!(found, Some(format!("notes {n}")));
        }
        assert!(releases.version("5.0.0").is_none() && releases.version("").is_none());
    }

    #[test]
    fn it_is_ordered_by_when_and_by_whom_it_was_created() {
        let release = release(1);
        for (field, key) in [("createdAt", "day 1"), ("createdBy", "person 1"), ("name", "")] {
            assert_eq!(release.sort_key(field), key, "{field}");
        }
    }
}
