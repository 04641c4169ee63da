//! Runs the generator where it can do no harm: what it does not support is often a panic in its code, and some of it calls itself once
//! for every level of a type.
//!
//! The work is done by a thread with room enough. A panic in it prints nothing and becomes an error that says what was wrong.

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;
use std::sync::Once;
use std::thread;

use super::error::Error;

/// Enough for types as deep as the reader of the document lets them be, unoptimised. Only what is used of it takes memory.
const STACK: usize = 256 << 20;

thread_local! {
    /// Whether panics of this thread are noted and not printed.
    static NOTED: Cell<bool> = const { Cell::new(false) };
    static NOTE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The result of `work`, or the error that its panic becomes.
pub(super) fn guarded<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    note_panics();
    let work = || {
        NOTED.set(true);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        result.unwrap_or_else(|_| {
            let message = NOTE.take().unwrap_or_else(|| "it stopped".to_owned());
            Err(Error::Generator(message))
        })
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread =
            thread.map_err(|error| Error::Generator(format!("no thread for it: {error}")))?;
        thread.join().unwrap_or_else(|_| Err(Error::Generator("it stopped".to_owned())))
    })
}

/// Takes the place of the hook that prints panics, for threads that ask for it.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if NOTED.get() { NOTE.set(Some(words(panic))) } else { before(panic) }
        }));
    });
}

/// What a panic says, cut short: some print everything they know.
fn words(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("it stopped");
    let short: String =
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    let place = panic
        .location()
        .map(|at| at.file().rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
    match place {
        Some(file) => format!("{short} ({file})"),
        None => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_words() {
        #[allow(clippy::panic)] // What the generator does.
        let result = guarded::<()>(|| panic!("no {} here", "union"));
        assert_eq!(
            result.unwrap_err().to_string(),
            "the generator does not take the document: no union here (guard.rs)"
        );
        assert_eq!(guarded(|| Ok(1)).unwrap(), 1);
    }

    #[test]
    fn there_is_room_for_deep_types() {
        fn deep(levels: usize) -> usize {
            let room = std::hint::black_box([0_u8; 1024]);
            if levels == 0 { room.len() } else { deep(levels - 1) + usize::from(room[0]) }
        }
        assert_eq!(guarded(|| Ok(deep(50_000))).unwrap(), 1024);
    }
}
