//! What is made of the figures: medians and ratios, tables, goals met or missed, the page and the chart. Pure; nothing here measures.

pub mod chart;
pub mod goals;
pub mod page;
pub mod statistics;
pub mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use table::Table;

/// What one case came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its name.
    pub case: String,
    /// Why its times say nothing, if so. Its counts hold all the same.
    pub disturbed: Option<String>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Figures that do not depend on how busy the machine is, by name.
    pub counts: BTreeMap<String, f64>,
    /// Figures that do.
    pub times: BTreeMap<String, f64>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
    /// How many seconds it took.
    pub took: f64,
}

impl Measured {
    /// A case without figures yet.
    #[must_use]
    pub fn of(case: &str) -> Self {
        Self { case: case.to_owned(), ..Self::default() }
    }
}
