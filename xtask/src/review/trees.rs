//! What a review is made of: two trees, as far as they differ.

use std::collections::BTreeMap;

/// Two trees, as far as they differ, with what is needed to judge that.
#[derive(Debug, Default)]
pub(super) struct Trees {
    /// What the base is called on the page.
    pub(super) base: String,
    /// What a reader has to know of the trees: where the base is, and what is not committed.
    pub(super) notes: Vec<String>,
    /// Texts of the base by path.
    pub(super) old: Files,
    /// Texts of the tree by path.
    pub(super) new: Files,
    /// Every file that differs.
    pub(super) changed: Vec<Changed>,
}

/// Texts by path.
pub(super) type Files = BTreeMap<String, String>;

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) path: String,
    /// Lines that came and went; `None` if it is no text.
    pub(super) lines: Option<(usize, usize)>,
}
