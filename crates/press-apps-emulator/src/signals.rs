//! The end of the program: what asks for it. Ctrl-C, and on Unix also what `kill` and `docker stop` send (`SIGTERM`).
//!
//! The first process of a container gets neither unless it has a handler for it, so both have one. `SIGHUP` is left as it is: `nohup` says
//! what becomes of it.

use std::io;

/// The requests to end.
pub(crate) struct Signals {
    #[cfg(unix)]
    kinds: [(i32, tokio::signal::unix::Signal); 2],
}

impl Signals {
    /// From here on the process ends only by what is done about [`next`](Self::next).
    ///
    /// # Errors
    ///
    /// The system allows no handler.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind: SignalKind| Ok::<_, io::Error>((kind.as_raw_value(), signal(kind)?));
        Ok(Self { kinds: [listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?] })
    }

    /// See above: elsewhere there is Ctrl-C alone.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next one. Gives the status that a process ends with whom it ends at once.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> u8 {
        let [(interrupt, first), (terminate, second)] = &mut self.kinds;
        let number = tokio::select! {
            _ = first.recv() => *interrupt,
            _ = second.recv() => *terminate,
        };
        128_u8.saturating_add(u8::try_from(number).unwrap_or_default())
    }

    /// See above.
    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> u8 {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nothing can be waited for: whoever ends the process does so without asking.
            std::future::pending::<()>().await;
        }
        130
    }
}
