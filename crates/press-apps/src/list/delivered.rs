//! Which items were delivered: since the stream began, and before the cursor that it began from.
//!
//! Pure. What is said of an item that comes again is decided in [`super::ledger`].

use std::collections::HashSet;

use super::cursor::Cursor;
use super::fingerprint::Fingerprint;
use super::seen::Seen;

/// An item of an accepted page: where it stood, and its id.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// Place on the page as the server sent it, counted from 0.
    pub(super) index: u64,
    /// Half of the fingerprint, for cursors.
    pub(super) half: u64,
}

/// What is left of a page without the items that were delivered before.
pub(super) struct Sifted {
    /// One for each item that is left, in order.
    pub(super) marks: Vec<Mark>,
    /// How many items came again, and the id of the first of them.
    pub(super) repeated: usize,
    pub(super) first_repeated: Option<String>,
    /// Whether other items are where the cursor was taken.
    pub(super) moved: bool,
}

/// The ids of the items that were delivered.
pub(super) struct Delivered {
    seen: Seen,
    resumed: Option<Resumed>,
}

/// The place a stream started from.
struct Resumed {
    page: u64,
    index: u64,
    recent: HashSet<u64>,
}

impl Delivered {
    /// What was delivered before this cursor.
    pub(super) fn before(cursor: Option<&Cursor>) -> Self {
        let resumed = cursor.map(|cursor| Resumed {
            page: cursor.page,
            index: cursor.index,
            recent: cursor.recent.iter().copied().collect(),
        });
        Self { seen: Seen::default(), resumed }
    }

    /// Takes every item out of page `asked` that was delivered before.
    pub(super) fn sift<T>(
        &mut self,
        asked: u64,
        items: &mut Vec<T>,
        id: impl Fn(&T) -> &str,
    ) -> Sifted {
        let mut marks = Vec::with_capacity(items.len());
        let mut repeated = 0;
        let mut first_repeated = None;
        // Of the items that stood before the place of the cursor.
        let mut recognised = 0;
        let mut moved = false;
        let mut index = 0;
        items.retain(|item| {
            let here = index;
            index += 1;
            let id = id(item);
            let print = Fingerprint::of(id);
            let mut again = false;
            if let Some(resumed) = &self.resumed {
                let known = resumed.recent.contains(&print.half());
                if known && asked == resumed.page {
                    if here < resumed.index {
                        recognised += 1;
                    } else {
                        moved = true;
                    }
                    return false;
                }
                again = known;
            }
            if again || !self.seen.insert(print) {
                repeated += 1;
                first_repeated.get_or_insert_with(|| id.to_owned());
                return false;
            }
            marks.push(Mark { index: here, half: print.half() });
            true
        });
        if let Some(resumed) = &self.resumed
            && asked == resumed.page
        {
            moved |= recognised < resumed.index;
        }
        Sifted { marks, repeated, first_repeated, moved }
    }
}
