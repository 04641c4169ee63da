//! Whether this thread is within a call without async.

use std::cell::Cell;

thread_local! {
    static CALLING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within a `.call()`, so that the connections it makes belong to the client's own runtime.
pub(crate) fn is_calling() -> bool {
    CALLING.get()
}

/// Held while this thread is within a call.
pub(super) struct Calling(());

impl Calling {
    /// `None` when it is within one already.
    pub(super) fn begin() -> Option<Self> {
        // Not made where it would be dropped at once, which ends the call that there is.
        (!CALLING.replace(true)).then(|| Self(()))
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        CALLING.set(false);
    }
}
