//! One call on the calling thread: polled here, while sockets and timers are driven by the client's own runtime.
//!
//! Polling here and not there keeps what a caller expects: hooks run on the calling thread, a panic in one unwinds to the caller, a hook
//! that is slow holds up no other call, and nothing has to be handed over.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::coop::unconstrained;

use super::calling::Calling;
use crate::client::Client;
use crate::error::{Error, ErrorKind};

const NESTED: &str = "`.call()` was made within another `.call()` of the same thread, in a hook or a function it calls";
const ENDING: &str =
    "`.call()` was made while the thread ends, from a value of its thread-local storage";

/// How soon a call on a thread of another runtime looks again without having been woken.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Makes the call on this thread and waits for its end; an error besides those of the call says why it cannot be made here.
pub(super) fn run<T>(
    client: &Client,
    call: impl IntoFuture<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let _calling = Calling::begin().ok_or_else(|| refused(NESTED))?;
    let on_a_runtime = match Handle::try_current() {
        Ok(_) => true,
        Err(none) if none.is_thread_local_destroyed() => return Err(refused(ENDING)),
        Err(_) => false,
    };
    let inner = &client.inner;
    let runtime = inner.blocking.runtime(&inner.http).map_err(|reason| refused(&reason))?;
    let _context = runtime.handle.enter();
    // The budget for the work of a task, if this is one, is not refilled before it ends.
    wait_for(unconstrained(call.into_future()), on_a_runtime)
}

fn refused(reason: &str) -> Error {
    Error::new(ErrorKind::Blocking).detail(reason)
}

/// Wakes a thread. The flag stays when somebody else takes the wake-up of the thread.
struct Woken {
    thread: Thread,
    flag: AtomicBool,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.flag.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls `future` to its end, and parks the thread meanwhile.
fn wait_for<F: Future>(future: F, on_a_runtime: bool) -> F::Output {
    let woken = Arc::new(Woken { thread: thread::current(), flag: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !woken.flag.swap(false, Ordering::Acquire) {
            if on_a_runtime {
                // Some wake-ups (`yield_now`) are kept by that runtime until this thread is free again, which it is only afterwards.
                thread::park_timeout(LOOK_AGAIN);
                break;
            }
            thread::park();
        }
    }
}
