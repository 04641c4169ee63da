//! Members of nodes, read as what they have to be.

use press_apps_contract::document::Node;

/// The text of a member.
pub(super) fn member<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str)
}

/// Whether a member is `true`.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|node| node.to_value() == true)
}
