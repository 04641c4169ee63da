//! Without async: `.call()` beside `.await`. Feature `blocking`.
//!
//! Everything that can be awaited has a method `call`, which waits on the calling thread and gives what `.await` would give. There is no
//! second client: the same requests, settings, retries and errors.
//!
//! ```
//! # #[cfg(feature = "emulator")] {
//! use press_apps::emulator::{Emulator, EmulatorExt};
//!
//! let press = Emulator::builder().seed_data(true).in_memory();
//! let client = press.client().build()?;
//!
//! for spec in client.specs().list().items().call() {
//!     let spec = spec?;
//!     let described = client.spec(&spec.id)?.describe().call()?;
//!     println!("{}: {}", described.metadata.name, described.metadata.status);
//! }
//! # }
//! # Ok::<(), press_apps::Error>(())
//! ```
//!
//! | Awaited | Without async |
//! |---|---|
//! | `request.await?` | `request.call()?` |
//! | `deployment.wait().await?.into_result()?`, `deployment.wait_until_deleted().await?` | `.call()?` in place of `.await?` |
//! | `list.try_collect().await?`, `list.verify().await?`, `specs.find_by_name("churn").await?` | `.call()?` in place of `.await?` |
//! | `while let Some(item) = items.try_next().await? { … }` | the same with `.call()?`, or `for item in items.call() { … }`; so for `pages()` and for the `changes()` of a wait |
//!
//! [`Iter`] is what the streams give: an iterator that derefs to the stream, so that
//! [`drift`](crate::Items::drift), [`cursor`](crate::Items::cursor), [`total`](crate::Items::total) and
//! [`position`](crate::Items::position) are there.
//!
//! # Where it works
//!
//! Everywhere: without a runtime; in `#[tokio::main]` of either flavour; in a handler or task; in `spawn_blocking`; in `Drop`; on many
//! threads at once. Sockets and timers belong to a runtime of the client's own, on a thread of its own. It starts with the first
//! `.call()`, clones share it, and it ends when the last of them is dropped, wherever that is. `.call()` keeps connections of its own:
//! those that `.await` made are driven by the runtime it was awaited in, which may be standing still meanwhile.
//!
//! The calling thread is blocked. In an async program that holds up every other task of that thread; `.await` there, or put the calls into
//! `tokio::task::spawn_blocking`. And what runs on that thread cannot answer: a `.call()` to an emulator that was started on a
//! current-thread runtime, made from that same runtime, gets no answer until its own time limit ends it (180 seconds unless
//! [`timeout`](crate::ClientBuilder::timeout) says otherwise). Use the emulator in memory, or start it on a thread of its own.
//!
//! # Where it does not
//!
//! Within another `.call()` of the same thread: in a [`Hook`](crate::Hook), in
//! [`on_change`](crate::Wait::on_change), in [`on_drift`](crate::Request::on_drift) and in other functions that are called while it runs. It is refused at once with an error of kind
//! [`Blocking`](crate::ErrorKind::Blocking), because a hook that calls would be called again for its own call, without end. Keep what the
//! hook learnt and call when the call is over, or call from another thread.
//!
//! An HTTP client supplied with `ClientBuilder::http_client` is the one exception to what stands above: there is no second one like it, so both ways share
//! its connections. A `.call()` made on the thread of a current-thread runtime may then pick a connection that this runtime drives, and
//! end only at the limit of its attempt. With such a client use one of the two ways, or let it keep no connections
//! (`pool_max_idle_per_host(0)`).

mod calling;
mod calls;
mod iter;
mod run;
mod runtime;

pub(crate) use calling::is_calling;
pub use iter::Iter;
pub(crate) use runtime::Blocking;
