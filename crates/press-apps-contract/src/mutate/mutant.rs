//! A document with one edit.

use std::fmt;

use serde_json::Value;

use super::{Change, Operator};

/// A document with one edit.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The kind of edit.
    pub operator: &'static Operator,
    /// JSON pointer of the place.
    pub at: String,
    /// The edit, in a few words.
    pub edit: String,
    /// The edit itself.
    pub change: Change,
}

impl Mutant {
    /// The document with the edit.
    #[must_use]
    pub fn of(&self, document: &Value) -> Value {
        let mut mutant = document.clone();
        self.change.make(&mut mutant);
        mutant
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.operator.id, self.at, self.edit)
    }
}
