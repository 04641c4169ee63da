//! Rules about lists of blocks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Site;
use crate::id::quoted;
use crate::problem::Problems;

/// The ids in a list of blocks, with their places in it.
fn ids(list: Option<&Value>) -> impl Iterator<Item = (usize, &str)> {
    let items = list.and_then(Value::as_array).into_iter().flatten().enumerate();
    items.filter_map(|(index, item)| Some((index, item.get("id")?.as_str()?)))
}

/// `unique-block-ids`
pub(super) fn unique_block_ids(value: &Value, site: &Site<'_>) -> Problems {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Problems::new();
    for (index, id) in ids(Some(value)) {
        match first.get(id) {
            None => {
                first.insert(id, index);
            }
            Some(earlier) => problems.push(
                site.problem("a block id that is not in the list yet", quoted(id))
                    .at(format!("/{index}/id"))
                    .with_hint(format!("entry {earlier} has it already, counted from 0")),
            ),
        }
    }
    problems
}

/// `included-or-excluded`
pub(super) fn included_or_excluded(value: &Value, site: &Site<'_>) -> Problems {
    let included: BTreeSet<&str> = ids(value.get("includes")).map(|(_, id)| id).collect();
    ids(value.get("excludes"))
        .filter(|(_, id)| included.contains(id))
        .map(|(index, id)| {
            site.problem("a block that is not included as well", quoted(id))
                .at(format!("/excludes/{index}/id"))
                .with_hint("to swap the release of a block, include it with the release you want")
        })
        .collect()
}
