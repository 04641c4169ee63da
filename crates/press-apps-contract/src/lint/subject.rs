//! What the rules look at: the document, its objects by kind, and what lies around it.

use super::Surroundings;
use crate::document::Document;
use crate::walk::{Usage, Walk};

/// What a rule looks at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its objects by kind.
    pub walk: Walk<'a>,
    /// Who uses what in it.
    pub usage: Usage,
    /// What lies around it.
    pub surroundings: &'a Surroundings,
}
