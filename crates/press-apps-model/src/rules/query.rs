//! Rules about the query of lists.

use serde_json::Value;

use super::Site;
use crate::id::quoted;
use crate::problem::Problems;
use crate::text::{choice, did_you_mean};

/// `sort-field`
pub(super) fn sort_field(value: &Value, site: &Site<'_>) -> Problems {
    let mut problems = Problems::new();
    for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
        let Some(text) = entry.as_str() else { continue };
        let (field, order) = match text.split_once(':') {
            Some((field, order)) => (field, Some(order)),
            None => (text, None),
        };
        let at = format!("/{index}");
        if !site.sort_fields.contains(&field) {
            problems.add(|| {
                let problem = site.problem(choice(site.sort_fields), quoted(field)).at(at.as_str());
                match did_you_mean(field, site.sort_fields.iter().copied()) {
                    Some(hint) => problem.with_hint(hint),
                    None => problem,
                }
            });
        }
        if let Some(order) = order.filter(|order| !matches!(*order, "asc" | "desc")) {
            problems.add(|| site.problem("the order asc or desc", quoted(order)).at(at));
        }
    }
    problems
}
