//! What the operators look at, and how they note their edits.

use serde_json::Value;

use crate::mutate::Change;
use crate::walk::{Item, Walk};

/// What the operators look at.
pub(in crate::mutate) struct Subject<'a> {
    pub(super) document: &'a Value,
    pub(super) walk: Walk<'a>,
}

impl<'a> Subject<'a> {
    pub(in crate::mutate) fn of(document: &'a Value) -> Self {
        Self { document, walk: Walk::of(document) }
    }
}

/// The edits an operator finds: where, in words, and the change.
#[derive(Default)]
pub(in crate::mutate) struct Edits(pub(super) Vec<(String, String, Change)>);

impl Edits {
    /// Adds an edit at a place.
    pub(super) fn add(&mut self, at: &str, edit: impl Into<String>, change: Change) {
        self.0.push((at.to_owned(), edit.into(), change));
    }

    /// Adds an edit that puts `value` as the member `key` of `item`.
    pub(super) fn put(&mut self, item: &Item<'_>, key: &str, value: impl Into<Value>) {
        let (at, value) = (item.at(key), value.into());
        let edit = format!("{key}: {}", short(&value));
        self.add(&at, edit, Change::Put(at.clone(), value));
    }

    /// Adds an edit that takes `item` away.
    pub(super) fn drop(&mut self, item: &Item<'_>) {
        let edit = format!("without {}", short(item.value));
        self.add(&item.pointer, edit, Change::Drop(item.pointer.clone()));
    }

    /// Adds an edit that takes the member `key` away, if it is there.
    pub(super) fn drop_key(&mut self, item: &Item<'_>, key: &str) {
        if let Some(child) = item.child(key) {
            self.drop(&child);
        }
    }
}

/// A value in few words.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
