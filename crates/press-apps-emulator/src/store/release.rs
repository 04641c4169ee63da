//! Releases of an app spec.

use serde_json::{Value, json};

use super::listed::Listed;

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
    pub(crate) fn summary(&self) -> Value {
        json!({
            "id": self.id,
            "version": self.version,
            "notes": self.notes,
            "createdAt": self.created_at,
            "createdBy": self.created_by,
        })
    }

    /// The release with its blocks.
    pub(crate) fn with_config(&self) -> Value {
        let mut all = self.summary();
        all["config"] = json!(self.config);
        all
    }

    pub(crate) fn detail(&self) -> Value {
        let mut all = self.with_config();
        all["parameters"] = self.parameters.clone();
        all
    }
}

impl Listed for Release {
    fn sort_key(&self, field: &str) -> String {
        match field {
            "createdAt" => self.created_at.clone(),
            "createdBy" => self.created_by.clone(),
            _ => String::new(),
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}
