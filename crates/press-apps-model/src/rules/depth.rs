//! The rule about how deep a body nests.

use serde_json::Value;

use super::Site;
use crate::depth::too_deep;
use crate::problem::Problems;

/// `depth`
pub(super) fn depth(value: &Value, _: &Site<'_>) -> Problems {
    too_deep(value).map(Problems::from).unwrap_or_default()
}
